"""Lines that rules know in part: menus with words of the site's own, and sentences full of telling words."""

from collections.abc import Iterator

from normalise.language.fold import Folded
from normalise.stages.strip.cues import menu_words
from normalise.stages.strip.entries import Entry
from normalise.stages.strip.reading import Item, Reader, Reading
from normalise.stages.strip.table import Table

_BARS = frozenset("|·/→[]()<>●■▪◆•_")
_LONGEST_CELL = 12
_LONGEST_WORD = 8
_LONGEST_SENTENCE = 200
_SENTENCE = frozenset("。!?;,“”《》:、")


def read_partly(folded: Folded, table: Table) -> Reading | None:
    """A line of an edge that no rules take whole, if its parts say that it is furniture; None if not."""
    return _read_cells(folded, table) or _read_cues(folded, table)


def _cells(folded: Folded) -> Iterator[tuple[int, int]]:
    """The stretches of a line between gaps and bars."""
    start = 0
    text = folded.text
    for end in range(len(text) + 1):
        if end == len(text) or end in folded.gaps or text[end] in _BARS:
            if end > start:
                yield start, end
            start = end + (end < len(text) and text[end] in _BARS)


def _read_cells(folded: Folded, table: Table) -> Reading | None:
    """A menu or a footer, half of whose cells are known; the others are short, and no sentences."""
    cells = list(_cells(folded))
    if not 3 <= len(cells) <= 60:
        return None
    items: list[Item] = []
    known = likely = strong = 0
    for start, end in cells:
        text = folded.text[start:end]
        cell = Folded(text, tuple(range(len(text) + 1)), frozenset())
        if read := Reader(cell, table).read():
            if all(item.entry.strength == "meta" for item in read):
                return None
            items += [item._replace(start=item.start + start, end=item.end + start) for item in read]
            if all(item.end - item.start == 1 or text[item.start : item.end].isnumeric() for item in read):
                continue
            known += 1
            strong += any(item.entry.strength in ("sure", "edge") for item in read)
        elif len(text) > _LONGEST_CELL or _SENTENCE.intersection(text):
            return None
        elif len(text) <= _LONGEST_WORD and _ends_like_menu(text):
            likely += 1
    short = all(end - start <= _LONGEST_WORD for start, end in cells)
    begins = folded.text[slice(*cells[0])].endswith(menu_words("beginnings"))
    if short and begins and known and len(cells) >= 4:
        return Reading(folded, tuple(items), partial=True)
    if (known + likely) * 2 < len(cells) or known + likely < 3 or (not known and len(cells) < 4):
        if not (strong and known >= 2 and known * 2 >= len(cells)):
            return None
    if not items:
        items = [Item(Entry("nav_menu", "edge", "cells", ()), 0, len(folded.text), None)]
    return Reading(folded, tuple(items), partial=True)


def _ends_like_menu(text: str) -> bool:
    return any(text.endswith(ending) and len(text) > len(ending) for ending in menu_words("endings"))


def _read_cues(folded: Folded, table: Table) -> Reading | None:
    """A sentence with so many of a rule's telling words that it can be nothing else."""
    text = folded.text
    if len(text) > _LONGEST_SENTENCE or "“" in text:
        return None
    for name, category in table.categories.items():
        if category.cues and sum(cue in text for cue in category.cues) >= category.least:
            entry = Entry(name, "edge", "cues", ())
            return Reading(folded, (Item(entry, 0, len(text), None),))
    return None
