"""Structure that goes by whole lines: fenced and indented code, `normalise: off`."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from normalise.language.invisible import BLANKS, HAN, ODD_SPACES, UNSEEN
from normalise.language.lines import lines_with
from normalise.language.patterns import compile_later

Range = tuple[int, int]

_NEWLINE = compile_later(r"\r\n?|\n")
# Blanks and characters that take no ink, either of which may stand before and behind what a line says.
_LEAD = f"[{BLANKS}{UNSEEN}]*+"
_EMPTY = compile_later(_LEAD)
_END = rf"{_LEAD}(?=[\r\n]|\Z)"
_DROP_UNSEEN = compile_later(f"[{UNSEEN}]+")


def line_starts(text: str) -> Iterator[int]:
    """Where each line begins; one more at the very end where the text ends with a newline."""
    yield 0
    for match in _NEWLINE.finditer(text):
        yield match.end()


# --- fenced code -----------------------------------------------------------------------------------------

_FENCE = compile_later(
    rf"(?P<lead>[>{BLANKS}{UNSEEN}]*+)(?P<item>(?:[-*+]|\d{{1,9}}[.)])[ \t]++)?(?P<mark>`{{3,}}+|~{{3,}}+)(?P<info>[^\r\n]*+)"
)
_MARK = compile_later("```|~~~")
_LANGUAGE = compile_later(r"\{?[.#]?[A-Za-z][\w+#.:=-]*\}?(?:[ \t]++[\x21-\x7e].*)?", re.ASCII)


class _Fence(NamedTuple):
    """One line that may open or close a fenced block."""

    start: int
    end: int
    mark: str
    length: int
    info: str
    closes: bool
    nested: bool

    @property
    def opens(self) -> bool:
        if self.mark == "`":
            return "`" not in self.info
        return not self.info or _LANGUAGE.fullmatch(self.info) is not None


def find_fences(text: str) -> list[Range]:
    r"""Fenced code blocks, from the line that opens one to the line that closes it, by CommonMark's rules.

    Two things go beyond them, because a text may not be Markdown at all: a fence that nothing closes must
    name a language or be followed by what looks like code; and lines of tildes with prose between them are
    a novel's ornaments.

    >>> find_fences("```python\nx = 1\n```\n")
    [(0, 19)]
    """
    if "```" not in text and "~~~" not in text:
        return []
    fences = [fence for line in lines_with(_MARK, text) if (fence := _fence(text, line.start))]
    longest = _longest_to_come(fences)
    found: list[Range] = []
    index = 0
    while index < len(fences):
        opener = fences[index]
        if not opener.opens:
            index += 1
            continue
        closing = _closing(fences, index, longest)
        closer = fences[closing] if closing < len(fences) else None
        end = closer.end if closer else len(text)
        if _is_plausible(text, opener, closer, end):
            found.append((opener.start, end))
            index = closing + 1
        else:
            index = closing if closer else index + 1
    return found


def _fence(text: str, start: int) -> _Fence | None:
    match = _FENCE.match(text, start)
    if match is None:
        return None
    info = " ".join(_DROP_UNSEEN.sub("", match["info"]).split())
    indent = _DROP_UNSEEN.sub("", match["lead"].rpartition(">")[2]).expandtabs(4)
    deep = len(indent) > 3
    return _Fence(
        start,
        match.end(),
        match["mark"][0],
        len(match["mark"]),
        info,
        closes=not info and not match["item"],
        nested=deep or match["item"] is not None,
    )


def _longest_to_come(fences: list[_Fence]) -> list[dict[tuple[str, bool], int]]:
    """For each fence, the greatest length of those after it that close, by their character and depth.

    With it, that nothing closes a fence is known without looking through the rest of the text.
    """
    longest: dict[tuple[str, bool], int] = {}
    tables: list[dict[tuple[str, bool], int]] = []
    for fence in reversed(fences):
        tables.append(longest)
        key = (fence.mark, fence.nested)
        if fence.closes and fence.length > longest.get(key, 0):
            longest = {**longest, key: fence.length}
    tables.reverse()
    return tables


def _closing(fences: list[_Fence], index: int, longest: list[dict[tuple[str, bool], int]]) -> int:
    """Where the fence stands that closes this one; one past the last where none does."""
    opener = fences[index]
    depths = (False, True) if opener.nested else (False,)
    if all(longest[index].get((opener.mark, nested), 0) < opener.length for nested in depths):
        return len(fences)
    while True:
        index += 1
        fence = fences[index]
        if (
            fence.closes
            and (fence.mark, fence.nested in depths) == (opener.mark, True)
            and fence.length >= opener.length
        ):
            return index


def _is_plausible(text: str, opener: _Fence, closer: _Fence | None, end: int) -> bool:
    if opener.info:
        return closer is not None or _LANGUAGE.fullmatch(opener.info) is not None
    if opener.mark == "`" and closer:
        return True
    if opener.nested and not closer:
        return False
    code, prose = weigh(text[opener.end : min(end, opener.end + 4000)])
    return prose <= code if closer else prose < code


# --- what looks like code --------------------------------------------------------------------------------

_STRING_OR_COMMENT = compile_later(r"\"[^\"]*\"|'[^']*'|(?:#|//|--|%|/\*|<!--).*")
_CODE = compile_later(
    r"[{}=<>;]|\w\(|->|::|\w\[|&&"
    r"|^\s*(?:[$#>]\s|//|/\*|@\w|(?:import|from|def|class|return|if|else|elif|for|while|try|var|let|const|function|public|private"
    r"|static|void|int|require|using|package|echo|sudo|npm|pip|git|cd|ls|cp|mv|mkdir|docker|curl|wget|apt|apt-get"
    r"|brew|python3?|node|go|cargo|make)\s)",
    re.ASCII,
)
_HAN = compile_later(f"[{HAN}]")
_INK = compile_later(r"[!-~]")
_SENTENCE = compile_later("[，。！？；：、]")


def weigh(sample: str) -> tuple[int, int]:
    """How many lines look like code, and how many like prose; comments and the rest count as neither."""
    code = prose = 0
    for line in _seen_lines(sample):
        said = "" if line.isascii() else _STRING_OR_COMMENT.sub("", line)  # only its Han matters
        han = len(_HAN.findall(said))
        if han and (han >= len(_INK.findall(said)) or _SENTENCE.search(said)):
            prose += 1
        elif _CODE.search(line):
            code += 1
    return code, prose


def _seen_lines(sample: str) -> list[str]:
    return _NEWLINE.split(_DROP_UNSEEN.sub("", sample))


_INDENTED = compile_later(
    rf"(?!\f)(?:(?:[{UNSEEN}]*+ ){{4}}|(?:[{UNSEEN}]*+[ {ODD_SPACES}]){{0,3}}[{UNSEEN}]*+\t)[^\r\n]*[^\s][^\r\n]*"
)


def find_indented_code(text: str) -> list[Range]:
    r"""Blocks indented by four spaces or a tab, after a blank line, every line of which may be code.

    Chinese prose is often indented so; one line of it in a block is enough to let the block be.

    >>> find_indented_code("例如：\n\n    x = 1\n\n    近日，我市召开会议。\n")
    [(5, 14)]
    """
    if "    " not in text and "\t" not in text:
        return []
    found: list[Range] = []
    block: Range | None = None
    after_blank = True
    for start in line_starts(text):
        if (block or after_blank) and (match := _INDENTED.match(text, start)):
            block = (block[0] if block else start, match.end())
            continue
        if block:
            found.append(block)
            block = None
        after_blank = _is_blank(text, start)
    if block:
        found.append(block)
    return [(start, end) for start, end in found if is_code(text[start:end])]


def _is_blank(text: str, start: int) -> bool:
    match = _EMPTY.match(text, start)
    return match is not None and (match.end() == len(text) or text[match.end()] in "\r\n")


def is_code(block: str) -> bool:
    """Does a line of the block look like code, and none like prose?"""
    if block.isascii():  # so none of it is prose, and one line is enough
        return any(map(_CODE.search, _seen_lines(block)))
    code, prose = weigh(block)
    return code > 0 and prose == 0


# --- where a paragraph ends ------------------------------------------------------------------------------

# A blank line, a heading, a list item, a quotation, a table's row, a rule.
_BREAK = compile_later(
    rf"{_LEAD}(?:(?=[\r\n]|\Z)|(?:#{{1,6}}|[-*+]|\d{{1,9}}[.)])(?=[{UNSEEN}]*+(?:[{BLANKS}\r\n]|\Z))|[>|]|={{3}}|-{{3}})"
)


def find_breaks(text: str) -> list[int]:
    """Starts of lines at which a new block begins, so that no code span reaches across."""
    return [start for start in line_starts(text) if _BREAK.match(text, start)]


# --- normalise: off --------------------------------------------------------------------------------------

# Openings and closings of comments in the usual languages; a bare `- ` or `> ` is none: it may be a list.
_MARKER = compile_later(
    rf"{_LEAD}(?:<!--|<%--|#++|//++|/\*++|%++|;++|--|\(\*|\{{#|\{{/\*|\.\.|\\\"|'|@c\b|dnl\b|REM\b|rem\b)[ \t]*+normalise[ \t]*+:[ \t]*+"
    rf"(on|off)[ \t]*+(?:--%?>|\*++/|\*\)|#\}}|\*/\}}|#++)?{_END}"
)


def find_off(text: str, fences: list[Range]) -> list[Range]:
    r"""Stretches from a line `normalise: off` in a comment to the line `normalise: on`, or to the end.

    The marker lines belong to them. A marker inside a fence is an example of one.

    >>> find_off("<!-- normalise: off -->\n導言\n<!-- normalise: on -->\n", [])
    [(0, 49)]
    """
    if "normalise" not in text:
        return []
    found: list[Range] = []
    opened: int | None = None
    upcoming = iter([*fences, (len(text) + 1, len(text) + 1)])
    fence = next(upcoming)
    for start in line_starts(text):
        while fence[1] <= start:
            fence = next(upcoming)
        match = _MARKER.match(text, start)
        if match is None or fence[0] <= start:
            continue
        if match[1] == "off" and opened is None:
            opened = start
        elif match[1] == "on" and opened is not None:
            found.append((opened, match.end()))
            opened = None
    if opened is not None:
        found.append((opened, len(text)))
    return found
