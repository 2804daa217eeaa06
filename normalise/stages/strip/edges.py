"""The edges of a document: which lines may be judged by what stands around them."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from normalise.stages.strip.cues import cue
from normalise.stages.strip.page import LONGEST_TITLE, Page

HEAD_STAYS, TAIL_STAYS = 4, 3
"""How many lines that are no furniture an edge may hold, a tail between two of furniture: it ends at the next."""

_NEAR, _DENSE = 6, 4
_FOOTER_LINES = 8

_KNOWN, _PERHAPS, _SHORT, _SENTENCE, _PARAGRAPH = 2, 1, -1, -3, -4
"""What a line says for a region of furniture: one that rules know, one that they half know, and one that they do
not, by how much it looks like text."""
_LEAST, _CLUSTER, _DROP, _DROP_BEFORE = 4, 5, 12, 9
"""What a region must come to, what furniture beyond a gap must, and what such a gap may cost, and may before it."""
_MOST_SHORT, _MOST_LISTED = 4, 15
"""So many short lines in a row cost something, and more cost no more: it may be a list of titles."""


class Lookahead:
    """Lines of an iterator, drawn no further than they are asked for."""

    def __init__(self, lines: Iterator[int]) -> None:
        self._lines = lines
        self._drawn: list[int] = []

    def __iter__(self) -> Iterator[int]:
        place = 0
        while line := self[place : place + 1]:
            yield line[0]
            place += 1

    def __getitem__(self, places: slice) -> list[int]:
        """So many of the lines as there are."""
        self._drawn += islice(self._lines, max(places.stop - len(self._drawn), 0))
        return self._drawn[places]


class Edges(NamedTuple):
    """The lines of each edge, from the edge inward. `titled`: a line of the head stays."""

    head: tuple[int, ...]
    tail: tuple[int, ...]
    titled: bool
    prose: bool


def find_edges(page: Page, gone: Mapping[int, str]) -> Edges:
    """Walk inward from both ends, over the lines that are left."""
    prose = _has_prose(page, gone)
    head, titled = _head(page, gone, HEAD_STAYS if prose else 1)
    if prose:
        region = _region(page, Lookahead(page.after(-1, gone)), frozenset())
        if len(region) > len(head):
            head, titled = region, any(page.reading(index) is None for index in region)
    tail = _tail(page, gone, prose)
    if prose:
        lines = Lookahead(page.before(len(page.texts), gone))
        tail = max(tail, _region(page, lines, frozenset(head)), key=len)
    return Edges(head, tail, titled, prose)


def _has_prose(page: Page, gone: Mapping[int, str]) -> bool:
    return any(page.is_prose(index) and page.reading(index) is None for index in page.after(-1, gone))


def _head(page: Page, gone: Mapping[int, str], most: int) -> tuple[tuple[int, ...], bool]:
    head: list[int] = []
    stays = 0
    lines = Lookahead(page.after(-1, gone))
    for place, index in enumerate(lines):
        if page.reading(index) is None:
            if page.is_guarded(index):
                break
            prose = page.is_prose(index, is_title=not stays)
            if prose and not (most > 1 and _is_bridged(page, lines, place)):
                break
            stays += not prose
            if stays > most and not (most > 1 and _is_bridged(page, lines, place)):
                break
        elif _strong(page, [index]):
            stays = min(stays, 1)
        head.append(index)
    return tuple(head), stays > 0


def _tail(page: Page, gone: Mapping[int, str], prose: bool) -> tuple[int, ...]:
    """Between furniture more lines may stay than at the very end, where they are the document's own."""
    tail: list[int] = []
    stays = 0
    lines = Lookahead(page.before(len(page.texts), gone))
    most = (TAIL_STAYS if _is_footer(page, lines) else 1) if prose else 0
    for place, index in enumerate(lines):
        if page.reading(index) is None:
            if page.is_guarded(index):
                break
            if page.is_prose(index):
                if not (prose and _is_bridged(page, lines, place)):
                    break
            else:
                stays += 1
                if stays > most and not (prose and _is_bridged(page, lines, place)):
                    break
        else:
            stays = 0
            most = TAIL_STAYS if prose else 0
        tail.append(index)
    return tuple(tail)


def _region(page: Page, lines: Lookahead, head: frozenset[int]) -> tuple[int, ...]:
    """The lines from an edge inward as far as furniture outweighs what rules do not know.

    A comment, a disclaimer or a list of titles between furniture is crossed, a body is not.
    """
    score = best = lowest = end = short = 0
    for place, index in enumerate(lines):
        if index in head or page.is_guarded(index) or short > _MOST_LISTED:
            break
        weight = _weight(page, index)
        if weight == _KNOWN and _is_heading(page, index):
            score += min(short, _MOST_SHORT)
        short = short + 1 if weight == _SHORT else 0
        score += weight if short <= _MOST_SHORT else 0
        lowest = min(lowest, score)
        if score >= (best if end else _LEAST) or score - lowest >= _CLUSTER:
            best = lowest = score
            end = place + 1
        elif score <= best - (_DROP if end else _DROP_BEFORE):
            break
    return tuple(lines[0:end])


def _is_heading(page: Page, index: int) -> bool:
    """Does it head a list, which is then no more unknown than itself?"""
    reading = page.reading(index)
    return reading is not None and reading.category in ("related_header", "hot_list", "friend_links")


def _weight(page: Page, index: int) -> int:
    reading = page.reading(index)
    if reading is not None:
        return _KNOWN if reading.strength in ("sure", "edge") else _PERHAPS
    if not page.is_prose(index) or not cue("clause").search(page.texts[index]):
        return _SHORT
    return _PARAGRAPH if len(page.texts[index].strip()) > LONGEST_TITLE else _SENTENCE


def _is_footer(page: Page, lines: Lookahead) -> bool:
    """Does a line near the end show that a page ends here, whatever else is there?"""
    for index in lines[0:_FOOTER_LINES]:
        reading = page.reading(index)
        if reading is None:
            if page.is_prose(index):
                return False
        elif reading.strength in ("sure", "edge") and page.table.categories[reading.category].proof:
            return True
    return False


def _is_bridged(page: Page, lines: Lookahead, place: int) -> bool:
    """Is the line the site's, with furniture inward of it, and enough of that around it?"""
    (index,) = lines[place : place + 1]
    if len(page.texts[index].strip()) > LONGEST_TITLE:
        return False
    if _is_dense(page, lines[place + 1 : place + 1 + _NEAR]):
        return True
    if not _strong(page, lines[place + 1 : place + 2]):
        return False
    return (
        _strong(page, lines[place + 2 : place + 3]) == 1
        or _strong(page, lines[max(place - 2, 0) : place]) >= 1
    )


def _is_dense(page: Page, lines: list[int]) -> bool:
    """Are `_DENSE` of the lines furniture? So many that are none settle it, and no more need be read."""
    none = 0
    for index in lines:
        none += not _strong(page, [index])
        if len(lines) - none < _DENSE:
            return False
    return len(lines) >= _DENSE


def _strong(page: Page, lines: list[int]) -> int:
    readings = (page.reading(index) for index in lines)
    return sum(reading is not None and reading.strength in ("sure", "edge") for reading in readings)
