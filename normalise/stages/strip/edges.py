"""The edges of a document: which lines may be judged by what stands around them."""

from collections.abc import Mapping
from typing import NamedTuple

from normalise.stages.strip.page import Page

HEAD_STAYS, TAIL_STAYS = 4, 3
"""How many lines that are no furniture an edge may hold: it ends at the next, or at the first prose."""


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
    return Edges(head, _tail(page, gone, prose), titled, prose)


def _has_prose(page: Page, gone: Mapping[int, str]) -> bool:
    return any(page.is_prose(index) and page.reading(index) is None for index in page.after(-1, gone))


def _head(page: Page, gone: Mapping[int, str], most: int) -> tuple[tuple[int, ...], bool]:
    head: list[int] = []
    stays = 0
    for index in page.after(-1, gone):
        if page.reading(index) is None:
            if page.is_guarded(index) or page.is_prose(index, is_title=not stays):
                break
            stays += 1
            if stays > most:
                break
        head.append(index)
    return tuple(head), stays > 0


def _tail(page: Page, gone: Mapping[int, str], prose: bool) -> tuple[int, ...]:
    """Between furniture more lines may stay than at the very end, where they are the document's own."""
    tail: list[int] = []
    stays = 0
    most = 1 if prose else 0
    for index in page.before(len(page.texts), gone):
        if page.reading(index) is None:
            if page.is_guarded(index) or page.is_prose(index):
                break
            stays += 1
            if stays > most:
                break
        elif not tail and prose:
            most = TAIL_STAYS
        tail.append(index)
    return tuple(tail)
