r"""Lines as this program counts them: they end at `\n`, `\r\n` or `\r`, and at nothing else.

`str.splitlines` also breaks at U+0085, U+2028 and others, which in mojibake are halves of characters.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from normalise.language.patterns import compile_later

_LINE = compile_later(r"([^\r\n]*)(\r\n|\n|\r|\Z)")


class Line(NamedTuple):
    """`text` without its newline, which stands at `end` … `next`; offsets are code points."""

    text: str
    start: int
    end: int
    next: int


def lines(text: str) -> Iterator[Line]:
    r"""Every line; a newline at the very end does not open another.

    >>> [line.text for line in lines("甲\x85乙\r\n丙\n")]
    ['甲\x85乙', '丙']
    """
    position = 0
    while position < len(text):
        line = line_at(text, position)
        yield line
        position = line.next


def line_at(text: str, start: int) -> Line:
    """The line that begins at the offset."""
    match = _LINE.match(text, start)
    assert match is not None
    return Line(match[1], match.start(), match.end(1), match.end())


def lines_with(pattern: re.Pattern[str], text: str, position: int = 0) -> Iterator[Line]:
    r"""The lines of `text`, from one that begins at `position`, in which the pattern is found.

    It must not match across lines.

    >>> [line.text for line in lines_with(re.compile("乙"), "甲\n乙乙\r丙\n乙")]
    ['乙乙', '乙']
    """
    while match := pattern.search(text, position):
        line = _line_around(text, match.start(), position)
        yield line
        position = line.next


def lines_at(places: Iterable[int], text: str) -> Iterator[Line]:
    r"""The lines of `text` in which the places are, which come in order; each line once.

    >>> [line.text for line in lines_at([2, 3, 7], "甲\n乙乙\r丙\n乙")]
    ['乙乙', '乙']
    """
    position = 0
    for place in places:
        if place >= position:
            line = _line_around(text, place, position)
            yield line
            position = line.next


def _line_around(text: str, place: int, position: int) -> Line:
    """The line with the place in it, if a line begins at `position`, which is before it."""
    start = max(text.rfind("\n", position, place), text.rfind("\r", position, place)) + 1
    return line_at(text, max(start, position))
