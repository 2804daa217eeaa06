"""Lines that rules know in part: menus with words of the site's own, and sentences full of telling words."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from normalise.language.fold import Folded
from normalise.stages.strip.cues import menu_words
from normalise.stages.strip.entries import Entry
from normalise.stages.strip.items import Item, Reading
from normalise.stages.strip.reading import SIGNS, Reader
from normalise.stages.strip.screen import BARS, FEWEST_CELLS, LONGEST_CELL, LONGEST_SENTENCE, may_begin
from normalise.stages.strip.table import Table

_MOST_CELLS = 60
_FEWEST_UNKNOWN = 4
_LONGEST_WORD = 8
_LONGEST_LABELLED = 60
_SENTENCE = frozenset("。!?;,“”《》:、")
_SIGNS = frozenset("-—~*+×✕:…")


def read_partly(folded: Folded, table: Table, words: Sequence[str] | None = None) -> Reading | None:
    """A line of an edge that no rules take whole, if its parts say that it is furniture; None if not.

    `words` of the table are in it, if they are known.
    """
    return _read_cells(folded, table) or _read_labelled(folded, table) or _read_cues(folded, table, words)


def _cells(folded: Folded) -> Iterator[tuple[int, int]]:
    """The stretches of a line between gaps and bars."""
    start = 0
    text = folded.text
    for end in range(len(text) + 1):
        if end == len(text) or end in folded.gaps or text[end] in BARS:
            if end > start and not _SIGNS.issuperset(text[start:end]):
                yield start, end
            start = end + (end < len(text) and text[end] in BARS)


class _Cells(NamedTuple):
    """How many cells a line has, how many of them rules know, and how many end as words of menus do.

    `strong` are those that are furniture without others beside them; `menu`: all are short words, from 首页 on.
    """

    cells: int
    known: int
    likely: int
    strong: int
    menu: bool

    @property
    def suffice(self) -> bool:
        """Do they show that the rest is furniture, too?"""
        if self.menu and self.known and self.cells >= _FEWEST_UNKNOWN:
            return True
        if self.strong and self.known >= 2 and self.known * 2 >= self.cells:
            return True
        half = (self.known + self.likely) * 2 >= self.cells and self.known + self.likely >= 3
        return half and bool(self.known or self.cells >= _FEWEST_UNKNOWN)


def _read_cells(folded: Folded, table: Table) -> Reading | None:
    """A menu or a footer, half of whose cells are known; the others are short, and no sentences."""
    cells: list[tuple[int, int]] = []
    for start, end in _cells(folded):
        if _is_text(folded.text[start:end], table):
            return None
        cells.append((start, end))
    if not FEWEST_CELLS <= len(cells) <= _MOST_CELLS:
        return None
    items: list[Item] = []
    known = likely = strong = numbers = 0
    for start, end in cells:
        text = folded.text[start:end]
        read = Reader(Folded(text, tuple(range(len(text) + 1)), frozenset()), table).read()
        if read is None:
            if not any(map(str.isalpha, text)):
                numbers += 1
                continue
            if _is_long(text):
                return None
            likely += len(text) <= _LONGEST_WORD and _ends_like_menu(text)
            continue
        if all(item.entry.strength == "meta" for item in read):
            return None
        items += [item._replace(start=item.start + start, end=item.end + start) for item in read]
        if any(item.end - item.start > 1 and not text[item.start : item.end].isnumeric() for item in read):
            known += 1
            strong += any(item.entry.strength in ("sure", "edge") for item in read)
    begins = folded.text[slice(*cells[0])].endswith(menu_words("beginnings"))
    menu = begins and all(end - start <= _LONGEST_WORD for start, end in cells)
    if not _Cells(len(cells) - numbers, known, likely, strong, menu).suffice:
        return None
    if not items:
        items = [Item(Entry("nav_menu", "edge", "cells", ()), 0, len(folded.text), None)]
    return Reading(folded, tuple(items), partial=True)


def _is_long(cell: str) -> bool:
    """Too long for a word of a menu, or no word?"""
    return len(cell) > LONGEST_CELL or not _SENTENCE.isdisjoint(cell.removesuffix(":"))


def _is_text(cell: str, table: Table) -> bool:
    """Long, no number, and not to be known to rules by how it begins? One such settles that the line is no menu."""
    return (
        _is_long(cell)
        and not _is_number(cell)
        and not may_begin(cell, table)
        and not table.anchored_by(table.words.found_in(cell))
    )


def _is_number(cell: str) -> bool:
    """Or a time, or a telephone number; but no price, which begins with a sign of its own."""
    return cell.lstrip(SIGNS)[:1].isdecimal() and not any(map(str.isalpha, cell))


def _ends_like_menu(text: str) -> bool:
    return any(text.endswith(ending) and len(text) > len(ending) for ending in menu_words("endings"))


def _read_labelled(folded: Folded, table: Table) -> Reading | None:
    """A label such as 上一篇 and, after a gap, the title that it leads to: furniture among furniture."""
    text = folded.text
    end = min(folded.gaps, default=0)
    if not end or len(text) > _LONGEST_LABELLED or "。" in text:
        return None
    label = text[:end]
    items = Reader(Folded(label, tuple(range(end + 1)), frozenset()), table).read()
    if not items or len(items) > 1 or items[0].entry.category != "prev_next":
        return None
    return Reading(folded, (Item(Entry("prev_next", "weak", label, ()), 0, len(text), None),))


def _read_cues(folded: Folded, table: Table, words: Sequence[str] | None) -> Reading | None:
    """A sentence with so many of a rule's telling words that it can be nothing else."""
    text = folded.text
    if len(text) > LONGEST_SENTENCE or "“" in text:
        return None
    name = table.told_by(text, table.words.found_in(text) if words is None else words)
    return Reading(folded, (Item(Entry(name, "edge", "cues", ()), 0, len(text), None),)) if name else None
