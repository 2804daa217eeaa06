"""Furniture that shares a line with something that stays."""

from collections.abc import Iterator, Mapping
from itertools import islice

from normalise.edits import Edit
from normalise.language.fold import fold
from normalise.stages.strip.items import Item, Reading, is_closed
from normalise.stages.strip.page import Page
from normalise.stages.strip.reading import Reader, read_folded
from normalise.stages.strip.screen import chances, has_gap

_SENTENCE_ENDS = tuple("。！？!?”」』…")
_BRACKETS = ("【", "[", "〖", "［")
_LONGEST_GLUE = 60
_LONGEST_BEGINNING = 160
_SHORTEST_REST = 10
_NEAR_EDGE = 6


def trim_glued(page: Page, gone: Mapping[int, str]) -> Iterator[Edit]:
    """Cut furniture off a line that stays, by a closed list.

    At the end of a sentence words in brackets, `……结束。【打印】【关闭】`, and at the end of the body without them,
    too; at its beginning metadata with a counter, `来源:… 点击数:861次 11月2日,全市……`.
    """
    first, last = _body(page, gone)
    for index in sorted({*page.bracketed(), *last}):
        if index not in gone:
            yield from _trim_end(page, index, bare=index in last)
    for index in first:
        yield from _trim_beginning(page, index)


def _body(page: Page, gone: Mapping[int, str]) -> tuple[list[int], list[int]]:
    """The first and the last prose near the edges, if it is there."""
    from_head, from_tail = page.after(-1, gone), page.before(len(page.texts), gone)
    return _first_prose(page, from_head), _first_prose(page, from_tail)


def _first_prose(page: Page, lines: Iterator[int]) -> list[int]:
    return list(islice(filter(page.is_prose, islice(lines, _NEAR_EDGE)), 1))


def _trim_end(page: Page, index: int, *, bare: bool) -> Iterator[Edit]:
    line = page.texts[index]
    if line.endswith(_SENTENCE_ENDS):
        return
    tail = line[-_LONGEST_GLUE:]
    at = max(tail.rfind(end) for end in _SENTENCE_ENDS) + 1
    rest = tail[at:].lstrip()
    if at == 0 or not rest or not (bare or rest.startswith(_BRACKETS)) or page.whole(index) is not None:
        return
    reading = read_folded(fold(tail[at:]), page.table)
    if reading is None or not all(_is_glue(page, item) for item in reading.items) or page.is_guarded(index):
        return
    if all(_is_bracketed(reading, item) for item in reading.items) or (bare and reading.strength != "weak"):
        start = page.end(index) - len(tail) + at
        yield Edit(start, page.starts[index] + len(line.rstrip(" ")), "", f"strip/{reading.category}")


def _is_glue(page: Page, item: Item) -> bool:
    return page.table.categories[item.entry.category].glue and is_closed(item)


def _is_bracketed(reading: Reading, item: Item) -> bool:
    text = f"{reading.folded.text} "
    inside = text[item.start] == "[" or text[item.start - 1] == "["
    return inside and "]" in (text[item.end - 1], text[item.end])


def _trim_beginning(page: Page, index: int) -> Iterator[Edit]:
    line = page.texts[index]
    beginning = line[:_LONGEST_BEGINNING]
    # What is cut ends at a gap, which the first line of most texts has not.
    if not has_gap(beginning) or not chances(beginning, page.table).whole or page.is_guarded(index):
        return
    folded = fold(beginning)
    reader = Reader(folded, page.table)
    if reader.read() is not None:
        return
    items = reader.furthest
    while items and not (
        items[-1].value and items[-1].entry.category == "view_counter" and is_closed(items[-1])
    ):
        items = items[:-1]
    if not items or not Reading(folded, tuple(items)).mixed or items[-1].end not in folded.gaps:
        return
    end = folded.positions[items[-1].end]
    if len(line) - end >= _SHORTEST_REST:
        yield Edit(page.starts[index], page.starts[index] + end, "", "strip/pub_meta_mixed")
