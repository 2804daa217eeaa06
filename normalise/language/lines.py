r"""Lines as this program counts them: they end at `\n`, `\r\n` or `\r`, and at nothing else.

`str.splitlines` also breaks at U+0085, U+2028 and others, which in mojibake are halves of characters.
"""

from collections.abc import Iterator
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
