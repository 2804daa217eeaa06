"""A cheap look that clean text passes: has it what every wrong reading has?

A wrong reading puts rare characters, or letters that Chinese has not, close together. The rare ones are those
that the character model finds dear. A regular expression that begins with one set of characters finds them
at a third of the time that OpenCC takes to convert the text; the model is asked only about what it finds.
"""

import re
from functools import cache
from typing import NamedTuple

from normalise.language.fold import TONED, fold_text
from normalise.language.lines import Line, line_at
from normalise.language.model import mean_cost, unusual
from normalise.language.patterns import compile_later

# In nats, to come next; 999 of 1,000 misread phrases of six characters have two such within seven characters,
# and 3 % of the paragraphs of news.
DEAR = 12.5
_NEAR = 5
# What those two and their neighbours cost a character, if they are misread.
_SUSPICIOUS = 8.0
_NEIGHBOURS = 4
# Letters and signs that Chinese has not: Latin beyond ASCII, Cyrillic, boxes, kana, hangul, private use. Not
# those of weather reports and results (°×±℃∶○①Ⅲ), nor arrows, bullets and stars.
FOREIGN = (
    "\x80-\xa6\xa8-\xaf\xb2-\xb6\xb8-\xd6\xd8-\xf6\xf8-\u2013\u2016\u2017\u201a\u201b\u201e-\u2025"
    "\u2027-\u2031\u2034-\u2102\u2104-\u215f\u2180-\u218f\u2194-\u2235\u2237-\u245f\u249c-\u259f"
    "\u25a2-\u25b1\u25b4-\u25c5\u25c8-\u25ca\u25cc\u25cd\u25d0-\u2604\u2607-\u2e7f"
    "\u3041-\u318f\uac00-\ud7a3\ue000-\uf8ff\uff61-\uff9f\ufffd"
)
# What code_points and unrecoverable look for, as it begins.
_OTHER = "[\ue000-\uf8ff\ufffd]|锟斤|錕斤|嚙踝|占쏙|烫烫烫|屯屯屯|葺葺葺|\\?\\?\\?"
FIRST_OF_OTHER = "\ue000-\uf8ff\ufffd锟錕嚙占烫屯葺?"
# What ftfy may have to do with, too: a control character that was punctuation, à that lost its second half, a
# letter and what follows it.
_ALONE = "\x80-\x9fÃ"
_WESTERN = "\x80-\u1fff\u20a0-\u2bff"
_AFTER_WESTERN = "\x80-\u2bff"
# In a Chinese line even one syllable of Hangul is suspicious, if it stands by a Han character.
_HANGUL = "\uac00-\ud7a3"
_HAN = "\u3400-\u9fff"
_FEWEST_HAN = 12
_HAS_HAN = compile_later(f"(?:[^{_HAN}]*+[{_HAN}]){{{_FEWEST_HAN}}}")
# A content farm puts a thousand glosses on a page, 導(dǎo)言. Their letters are no damage, and what stands on both
# sides of one is no nearer for it.
_GLOSS = compile_later(f"\\((?<=[{_HAN}]\\()[a-z{TONED}]{{1,7}}+\\)")
# With a gloss behind each of them, the neighbours are in so many characters.
_WITH_GLOSSES = 10 * _NEIGHBOURS
# As far as the next suspect may be: not into a gloss, but past any other bracket.
_TO_NEXT = (
    f"(?:[^\r\n()]{{0,{_NEAR}}}"
    f"|(?=[^\r\n()]{{0,{_NEAR - 1}}}(?:\\)|\\((?![a-z{TONED}]{{1,7}}\\))))[^\r\n]{{0,{_NEAR}}})"
)
OUT_OF_GLOSS = f"(?!(?<=[{TONED}])[a-z{TONED}]{{0,5}}\\))"
"""A pattern, to follow that for one character: it is no letter of a gloss, as most are on a farm's page."""


class Look(NamedTuple):
    """What a look at a text finds: the lines that may be misread, and whether there may be other damage."""

    lines: tuple[Line, ...]
    other: bool


def look_over(text: str) -> Look:
    r"""Find what is worth a closer look.

    >>> look_over("图书馆从下月起延长开放时间")
    Look(lines=(), other=False)
    >>> [line.start for line in look_over("图书馆从下月起\n鍥句功棣嗕粠涓嬫湀璧\n").lines]
    [8]
    >>> look_over("侵略(lüè)者").lines
    ()
    """
    found: list[Line] = []
    other = False
    position = 0
    while match := pattern().search(text, position):
        position = match.end()
        other = other or is_other(match)
        if not is_suspicious(text, match):
            continue
        newline = text.rfind("\n", 0, match.start())
        line = line_at(text, max(newline, text.rfind("\r", newline + 1, match.start())) + 1)
        found.append(line)
        # What else the line has is no news, but for other damage.
        if not other:
            other = _other().search(text, position, line.next) is not None
        position = max(position, line.next)
    return Look(tuple(found), other)


def may_be_misread(text: str) -> bool:
    """Is the text worth a closer look?

    >>> may_be_misread("图书馆从下月起延长开放时间"), may_be_misread("鍥句功棣嗕粠涓嬫湀璧")
    (False, True)
    """
    return any(is_suspicious(text, match) for match in pattern().finditer(text))


def is_plain(line: str) -> bool:
    """Is the line Chinese in characters of GB 2312 alone, or their Traditional forms, and long enough for that to tell?

    What was misread has characters of other sets, whole or with losses; a test looks for a line that has none. The
    letters of glosses do not count.

    >>> is_plain("代表们选举荟萃厅的谢世杰为主任"), is_plain("浠ｈ〃浠€夐€夎崯钀冨巺鐨勮阿涓栨澃涓轰富浠")
    (True, False)
    >>> [is_plain(f"{name}為主任，任期自本月起") for name in ("謝世傑", "伊萨·谢世杰", "謝(xiè)世傑", "謝世喆")]
    [True, True, True, False]
    """
    line = _without_glosses(line)
    if _HAS_HAN.match(line) is None or _foreign().search(line):
        return False
    return _is_in_gb2312(line) or _is_in_gb2312(fold_text(line))


def _is_in_gb2312(text: str) -> bool:
    try:
        # Python's codec has the dot of names as that of katakana.
        text.replace("·", "・").encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def is_other(match: re.Match[str]) -> bool:
    """May what `pattern` found be other damage than misreading?"""
    return match["other"] is not None or _other().search(match[0]) is not None


def is_suspicious(text: str, match: re.Match[str]) -> bool:
    """Is what `pattern` found worth a closer look?"""
    if _foreign().search(match[0]):
        return True
    if match["other"]:
        return False
    before = text[max(match.start() - _WITH_GLOSSES, 0) : match.start()]
    after = text[match.end() : match.end() + _WITH_GLOSSES]
    around = _without_glosses(before)[-_NEIGHBOURS:] + match[0] + _without_glosses(after)[:_NEIGHBOURS]
    return mean_cost(around) > _SUSPICIOUS


def _without_glosses(text: str) -> str:
    return _GLOSS.sub("", text) if "(" in text else text


@cache
def pattern() -> re.Pattern[str]:
    """What a text has where it may be damaged; it begins with a set of characters."""
    return re.compile(source())


@cache
def source() -> str:
    """That pattern, not compiled."""
    # A pattern whose first part is a set is searched for ten times as fast as one that begins with a choice. Most of
    # what that set finds is a rare Chinese character that stands alone, which the first two choices settle.
    suspect = f"{unusual(DEAR)}{FOREIGN}"
    return (
        f"[{suspect}{FIRST_OF_OTHER}](?:"
        f"(?<![占烫屯?]){OUT_OF_GLOSS}(?:{_TO_NEXT}[{suspect}]|(?<=[{_WESTERN}{_HANGUL}])(?:"
        f"(?<=[{_ALONE}])|(?<=[{_WESTERN}])[{_AFTER_WESTERN}]|(?<=[{_HANGUL}])[{_HAN}]|(?<=[{_HAN}][{_HANGUL}])))"
        f"|(?P<other>(?<=[{FIRST_OF_OTHER}])(?:(?<=[\ue000-\uf8ff\ufffd])|(?<=[锟錕])斤|(?<=嚙)踝|(?<=占)쏙|(?<=烫)烫烫"
        "|(?<=屯)屯屯|(?<=葺)葺葺|(?<=\\?)\\?\\?)))"
    )


@cache
def _foreign() -> re.Pattern[str]:
    return re.compile(f"[{FOREIGN}]")


@cache
def _other() -> re.Pattern[str]:
    return re.compile(_OTHER)
