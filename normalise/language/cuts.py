"""Where a long text may be cut into parts that can be read one by one."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from normalise.language.blocks import Range, find_fences, find_off
from normalise.language.markup import find_literal_elements
from normalise.language.patterns import compile_later

# What follows a cut: never a line that would begin front matter if it were a document's first.
_PARAGRAPH = compile_later(r"(?:\r\n?|\n)[ \t\u3000]*(?:\r\n?|\n)(?=[^\r\n])(?!---|\+\+\+)")
_LINE = compile_later(r"(?:\r\n?|\n)(?=[^\r\n])(?!---|\+\+\+)")
_NEWLINE = compile_later(r"\r\n?|\n")
_LOOK_AHEAD = 3
# Within a line: what follows is no part of what stands before.
_PAUSE = compile_later(r"[，。！？；：、,.!?;: \t](?=\w)")


class Part(NamedTuple):
    """A part of a text; `kept` if all of it is fenced code, or switched off, and must stay as it is."""

    text: str
    kept: bool = False


class _Cut(NamedTuple):
    end: int
    kept: bool
    opener: str = ""  # the line that opened the block amid which the next part begins


def cut_into_parts(texts: Iterable[str], size: int) -> Iterator[Part]:
    r"""The text that comes in pieces, in parts of about `size` code points, of which it is the sum.

    How the pieces were cut makes no difference. A part ends where a line does, outside fenced code, literal
    elements and `normalise: off`, and before a paragraph if it can. A line, or a block of code, is only cut if
    it is longer than a part; the parts of such a block are `kept`.

    >>> [part.text for part in cut_into_parts(["甲甲\n乙", "乙\n\n丙丙\n丁丁"], 5)]
    ['甲甲\n', '乙乙\n\n丙丙\n丁丁']
    """
    rest = opener = ""
    for text in texts:
        rest += text
        begin = 0
        while len(rest) - begin > 2 * size:
            window = rest[begin : begin + 2 * size]
            cut = _find_cut(window, opener, size)
            yield Part(window[: cut.end], cut.kept)
            begin, opener = begin + cut.end, cut.opener
        rest = rest[begin:]
    if rest and opener:
        cut = _find_cut(rest, opener, len(rest))
        end = len(rest) if cut.opener else cut.end
        yield Part(rest[:end], cut.kept)
        rest = rest[end:]
    if rest:
        yield Part(rest)


def _find_cut(window: str, opener: str, size: int) -> _Cut:
    """Where the part ends that begins the window; it is kept if all of it is inside one block."""
    blocks = _find_blocks(opener, window)
    if blocks and blocks[0][0] <= 0 and (opener or blocks[0][1] == len(window)):
        end = blocks[0][1]
        if end < len(window):
            newline = _NEWLINE.match(window, end)
            return _Cut(newline.end() if newline else end, kept=True)
        opener = opener or window[: _first(_NEWLINE, window, 0, []) or 0]
        return _Cut(_last(_LINE, window, 0, size, []) or size, kept=True, opener=opener)
    end = (
        _last(_PARAGRAPH, window, size // 2, size, blocks)
        or _last(_LINE, window, 0, size, blocks)
        or _first(_LINE, window, size, blocks)
        or _last(_PAUSE, window, size // 2, size, blocks)
        or (size + 1 if window[size - 1 : size + 1] == "\r\n" else size)
    )
    return _Cut(end, kept=False)


def _find_blocks(opener: str, window: str) -> list[Range]:
    """Fences, literal elements and what is switched off, as offsets of the window, those that overlap as one."""
    text = opener + window
    fences = find_fences(text)
    found = [*fences, *find_off(text, fences)]
    if "<" in text:
        found += [(start, end) for start, end, kind in find_literal_elements(text) if kind == "fence"]
    merged: list[Range] = []
    for start, end in sorted((start - len(opener), end - len(opener)) for start, end in found):
        if end <= 0:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def _last(pattern: re.Pattern[str], text: str, start: int, end: int, blocks: Sequence[Range]) -> int | None:
    """Where the last match that begins and ends in `text[start:end]` ends, and not inside a block."""
    places = [match.end() for match in pattern.finditer(text, start, end + _LOOK_AHEAD)]
    return next((place for place in reversed(places) if place <= end and _is_between(place, blocks)), None)


def _first(pattern: re.Pattern[str], text: str, start: int, blocks: Sequence[Range]) -> int | None:
    """Where the first match from `start` on ends that is not inside a block."""
    places = (match.end() for match in pattern.finditer(text, start))
    return next((place for place in places if _is_between(place, blocks)), None)


def _is_between(place: int, blocks: Sequence[Range]) -> bool:
    index = bisect_left(blocks, (place,)) - 1
    return index < 0 or blocks[index][1] <= place
