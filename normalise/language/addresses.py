"""Where URLs, e-mail addresses and file paths stand in running Chinese text."""

import re
from collections.abc import Iterator

from normalise.language.invisible import BLANKS, HAN, UNSEEN
from normalise.language.patterns import compile_later

Range = tuple[int, int]

# Letters of names in Chinese and Japanese; a host's label may be written in them.
_CJK = f"{HAN}\u3005\u3041-\u30ff\uac00-\ud7a3"
# What ends an address: blanks, quotation marks, brackets, and full-width or general punctuation.
_STOPS = f"\r\n{BLANKS}{UNSEEN}\xb7\u2010-\u2027\u2030-\u205e\u3001-\u3004\u3006\u3008-\u3020\u3030\ufe30-\ufe4f\uff01-\uff65"

# Internationalised top-level domains of the Chinese-speaking world, from IANA's root zone: a host ends with
# one of them even where the next word is glued on, as in http://例子.中国的网站.
_CHINESE_DOMAINS = (
    "中国|中國|公司|网络|網絡|网址|网站|網站|网店|中文网|在线|香港|台湾|台灣|澳門|澳门|新加坡|商标|商城|商店|政务|公益|集团"
    "|移动|信息|机构|组织机构|手机|游戏|企业|娱乐|购物|时尚|健康|广东|佛山|我爱你|餐厅|招聘|食品|慈善|网校|大拿|世界"
)
_HOST = compile_later(
    rf"(?:(?:[A-Za-z0-9_-]++|[{_CJK}][{_CJK}A-Za-z0-9-]{{0,62}}+)\.)+"
    rf"(?:{_CHINESE_DOMAINS}|[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9]|[{_CJK}]{{1,63}}+(?=[\r\n{BLANKS}/:?#]|\Z))"
)
_SCHEME_END = compile_later(r"[A-Za-z][A-Za-z0-9+.-]*\Z")
_URL_BODY = compile_later(rf"[^\s<>\"`|\\^{_STOPS}{_CJK}]++")
_CJK_RUN = compile_later(rf"[{_CJK}]{{1,40}}+")
_CONTINUES = compile_later(r"[/?#&=_%-]|\.[A-Za-z0-9]")
_CLOSES = compile_later(rf"[\r\n{BLANKS})\]>\"']|\Z")
# Here and below a look-behind stands after the first character that it is about: so the search can skip.
_WWW = compile_later(rf"[wW](?<![A-Za-z0-9@/._{UNSEEN}-].)[wW]{{2}}\.")
_TRAILING = ".,;:!?'\"()[]{}*~"


def find_urls(text: str) -> list[Range]:
    """URLs with a scheme, and bare `www.` hosts; Chinese on either side is not part of them.

    A URL ends at white space, at CJK and at full-width punctuation. Three things in CJK belong to it all the
    same: an internationalised host, a stretch that more of the path follows (`/新闻/12.html`), and the last
    part of a longer path where white space or a bracket ends it (`/wiki/北京`).

    >>> text = "请看https://example.com/a?b=1，或www.example.cn。"
    >>> [text[start:end] for start, end in find_urls(text)]
    ['https://example.com/a?b=1', 'www.example.cn']
    """
    found: list[Range] = []
    position = 0
    if "://" in text:
        while (colon := text.find("://", position)) >= 0:
            scheme = _SCHEME_END.search(text[max(position, colon - 16) : colon])
            end = _end_of_url(text, colon + 3) if scheme else colon + 3
            if scheme and end > colon + 3:
                found.append((colon - len(scheme[0]), end))
            position = max(end, colon + 3)
    if "ww." in text or "WW." in text:
        found += [
            (match.start(), _end_of_url(text, match.start()))
            for match in _WWW.finditer(text)
            if _HOST.match(text, match.start())
        ]
    return found


def _end_of_url(text: str, start: int) -> int:
    host = _HOST.match(text, start)
    end = host.end() if host else start
    while True:
        if body := _URL_BODY.match(text, end):
            end = body.end()
        run = _CJK_RUN.match(text, end)
        if run is None or end == start or text[end - 1] not in "/=_-#" or not _belongs(text, start, run):
            return _without_trailing_punctuation(text, start, end)
        end = run.end()


def _belongs(text: str, start: int, run: re.Match[str]) -> bool:
    if _CONTINUES.match(text, run.end()):
        return True
    path = text.find("/", start, run.start())
    return 0 <= path < run.start() - 1 and _CLOSES.match(text, run.end()) is not None


def _without_trailing_punctuation(text: str, start: int, end: int) -> int:
    unclosed = text.count("(", start, end) - text.count(")", start, end)
    while end > start and text[end - 1] in _TRAILING:
        if text[end - 1] == ")":
            if unclosed >= 0:  # it closes one that the URL opened, as in /wiki/A_(B)
                break
            unclosed += 1
        elif text[end - 1] == "(":
            unclosed -= 1
        end -= 1
    return end


_LOCAL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.!#$%&'*+/=?^_{|}~-"
_CJK_LOCAL = compile_later(rf"(?:[{_CJK}]{{1,16}}+\.){{0,3}}[{_CJK}]{{1,16}}\Z")


def find_emails(text: str) -> list[Range]:
    """E-mail addresses, with internationalised hosts and names.

    >>> text = "来信请寄li.lei@例子.中国，谢谢"
    >>> [text[start:end] for start, end in find_emails(text)]
    ['li.lei@例子.中国']
    """
    found: list[Range] = []
    position = 0
    while (at := text.find("@", position)) >= 0:
        before = text[max(position, at - 64) : at]
        local = before[len(before.rstrip(_LOCAL)) :].lstrip(".!#$%&'*+/=?^_{|}~-")
        if not local and (run := _CJK_LOCAL.search(before)):
            local = run[0]
        host = _HOST.match(text, at + 1) if local else None
        if host:
            found.append((at - len(local), host.end()))
        position = host.end() if host else at + 1
    return found


# Between the separators of a path: neither blanks nor anything that Windows forbids or a sentence ends with.
_IN_NAME = rf"[^\\/:*?\"<>|;{_STOPS}]"
_IN_FOLDER = rf"[^\\/:*?\"<>|\t\r\n{_STOPS.replace(' ', '')}]"
# The last name of a path, but for the letter of a drive that follows it: no name holds a colon.
_LAST_NAME = rf"{_IN_NAME}*(?!(?<=[A-Za-z]):[\\/])"
# Folders are counted, not repeated possessively: see tests/test_patterns.py. No text needs 200 of them.
WINDOWS = compile_later(
    rf"(?:[A-Za-z](?<![A-Za-z0-9{UNSEEN}].):\\|\\(?<![\\{UNSEEN}].)\\{_IN_NAME}{{1,63}}+\\)"
    rf"(?:{_IN_FOLDER}{{0,200}}+\\){{0,200}}{_LAST_NAME}"
    rf"|[A-Za-z](?<![A-Za-z0-9{UNSEEN}].):/(?={_IN_NAME})(?:{_IN_NAME}{{1,200}}+/){{0,200}}{_LAST_NAME}"
)
_WINDOWS_SIGN = compile_later(r"[:\\](?:(?<=[A-Za-z].)[\\/]|(?<=\\)\\)")
_IN_UNIX_NAME = rf"[^\\/:*?\"'`<>|;,()&{_STOPS}]"
# Folders at the root of a Unix or macOS system: 首页/新闻 and 2021/05/28 begin with none of them.
_ROOTS = (
    "Applications|bin|boot|dev|etc|home|lib|lib64|Library|media|mnt|opt|private|proc|root|run|sbin|srv|sys|System"
    "|tmp|Users|usr|var|Volumes"
)
_NOT_BEFORE = rf"A-Za-z0-9_.~/\\:{UNSEEN}-"
_UNIX = compile_later(
    rf"(?:~(?<![{_NOT_BEFORE}].)/(?={_IN_UNIX_NAME})|\.(?<![{_NOT_BEFORE}].)\.?/(?={_IN_UNIX_NAME})"
    rf"|/(?<![{_NOT_BEFORE}].)(?:{_ROOTS})/)(?:{_IN_UNIX_NAME}++/){{0,200}}{_IN_UNIX_NAME}*+"
)
_IN_FIRST_NAME = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-")
RELATIVE = compile_later(rf"[A-Za-z_](?<![@{_NOT_BEFORE}].)[A-Za-z0-9_.-]*+(?:/{_IN_UNIX_NAME}++){{1,200}}")
_HIDES_MORE = compile_later(f"/?[{UNSEEN}]")
_EXTENSION = compile_later(r"\.[A-Za-z][A-Za-z0-9]{0,7}\Z")
_EXTENSION_WITHIN = compile_later(rf"\.[A-Za-z][A-Za-z0-9]{{0,7}}(?=[{_CJK}])")


def find_paths(text: str) -> list[Range]:
    r"""Paths of Windows (drive or UNC) and of Unix (`/home/…`, `~/…`, `./…`, `docs/说明.md`).

    Conservative: a slash between Chinese words or numbers makes no path.

    >>> text = r"请打开C:\用户\文档\说明.txt查看，和/或2021/05/28"
    >>> [text[start:end] for start, end in find_paths(text)]
    ['C:\\用户\\文档\\说明.txt']
    """
    return [(start, end) for start, end in _paths(text) if end > start]  # of `../.` nothing may be left


def _paths(text: str) -> Iterator[Range]:
    for match in find_windows(text):
        yield match.start(), _without_glued_text(text, *match.span())
    if "/" in text:
        for match in _UNIX.finditer(text):
            yield match.start(), _without_glued_text(text, *match.span())
        for match in find_relative(text):
            if _HIDES_MORE.match(text, match.end()):
                continue
            end = _without_glued_text(text, *match.span())
            name = text.rfind("/", match.start(), end) + 1
            if _EXTENSION.search(text[max(name, end - 9) : end]):
                yield match.start(), end


def find_windows(text: str) -> Iterator[re.Match[str]]:
    """What `WINDOWS` finds, by the sign that is in each path: a colon is rarer than the letter before it."""
    position = 0
    while sign := _WINDOWS_SIGN.search(text, position):
        start = sign.start() - (sign[0][0] == ":")
        match = WINDOWS.match(text, start) if start >= position else None
        if match:
            yield match
        position = match.end() if match else sign.start() + 1


def find_relative(text: str) -> Iterator[re.Match[str]]:
    """What `RELATIVE` finds, by the first slash of each path: it is rarer than the letters before it."""
    position = 0
    while (slash := text.find("/", position)) >= 0:
        start = slash
        while start > position and text[start - 1] in _IN_FIRST_NAME:
            start -= 1
        match = RELATIVE.match(text, start) if start < slash else None
        if match:
            yield match
        position = match.end() if match else slash + 1


def _without_glued_text(text: str, start: int, end: int) -> int:
    r"""Cut `…\说明.txt查看` after the extension."""
    while end > start and text[end - 1] in ".,!'/":
        end -= 1
    name = max(text.rfind("/", start, end), text.rfind("\\", start, end), start - 1) + 1
    if _EXTENSION.search(text[max(name, end - 9) : end]):
        return end
    cut = None
    for cut in _EXTENSION_WITHIN.finditer(text, name, end):  # noqa: B007  # the last one
        pass
    return cut.end() if cut else end
