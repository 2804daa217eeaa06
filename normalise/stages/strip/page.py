"""A document as the decision sees it: its lines, and what each of them could be."""

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from normalise.language.fold import Folded, fold, fold_in_place
from normalise.language.lines import Line, lines
from normalise.language.protect import Protection
from normalise.stages.strip.reading import (
    LONGEST_LINE,
    Reading,
    begins_like_furniture,
    read_folded,
    read_line,
)
from normalise.stages.strip.rules import Table
from normalise.stages.strip.values import VALUES

GUARDED = ("fence", "off", "listed", "code", "key", "markup", "placeholder", "japanese", "korean")
"""Kinds of protection whose lines are never furniture."""

# Square brackets are left out: [1] alone on a line is a footnote as often as a page.
_MARKER = re.compile(r"\s*([【(（〖〔])\s*([0-9０-９]{1,3})\s*[】)）〗〕]\s*")
_TWO_HAN = re.compile(r"[\u3400-\u9fff]{2}")
_LINES_AND_STARS = "-—–=*_~·•.|/\\<> \t\u3000"
_EDGE_LINES = 40
_LONGEST_FRAGMENT = 4
_MOST_FRAGMENTS = 8


class Marker(NamedTuple):
    """A line that is only a number in brackets, `shape` being the brackets."""

    shape: str
    number: int


class Page(NamedTuple):
    """Lines by index. `written` are the indexes of those that are not blank, in order.

    `whole` has the lines that were consumed; `readings` those of items that were split over several lines, too,
    which share a reading.
    `bracketed` are the lines that end with a bracket, and may have furniture glued to their end.
    """

    lines: tuple[Line, ...]
    written: tuple[int, ...]
    guarded: frozenset[int]
    whole: Mapping[int, Reading]
    readings: Mapping[int, Reading]
    markers: Mapping[int, Marker]
    bracketed: tuple[int, ...]


def read_page(text: str, protection: Protection, table: Table) -> Page | None:
    """Read every line that could be furniture; None if there is none."""
    all_lines = tuple(lines(text))
    anchored = _anchored(text, table)
    candidates: list[int] = []
    written: list[int] = []
    bracketed: list[int] = []
    pointer = 0
    beginnings: dict[str, bool] = {}
    for index, line in enumerate(all_lines):
        if not line.text or line.text.isspace():
            continue
        written.append(index)
        if line.text[-1] in "】]":
            bracketed.append(index)
        while pointer < len(anchored) and anchored[pointer] < line.start:
            pointer += 1
        if len(line.text) <= LONGEST_LINE and (
            (pointer < len(anchored) and anchored[pointer] < line.end)
            or _begins(line.text, beginnings, table)
        ):
            candidates.append(index)
    guard = protection.only(*GUARDED)
    guarded: set[int] = set()
    readings: dict[int, Reading] = {}
    markers: dict[int, Marker] = {}
    for index in candidates:
        line = all_lines[index]
        if guard.spans and guard.overlaps(line.start, line.end):
            guarded.add(index)
        elif reading := read_line(line.text, table):
            readings[index] = reading
    for index in written:
        line = all_lines[index]
        if len(line.text) <= 12 and (match := _MARKER.fullmatch(line.text)):
            markers[index] = Marker(fold(match[1]).text, int(match[2]))
    if guard.spans:
        guarded |= {i for i in written if guard.overlaps(all_lines[i].start, all_lines[i].end)}
        markers = {index: marker for index, marker in markers.items() if index not in guarded}
    split = _split_items(all_lines, written, guarded, readings, table)
    if not readings and not split and not markers and not bracketed:
        return None
    return Page(
        all_lines, tuple(written), frozenset(guarded), readings, readings | split, markers, tuple(bracketed)
    )


def _begins(line: str, known: dict[str, bool], table: Table) -> bool:
    """`begins_like_furniture`, remembered for lines that begin with the same two Han characters."""
    start = line[:2]
    answer = known.get(start)
    if answer is None:
        answer = begins_like_furniture(line, table)
        if _TWO_HAN.fullmatch(start):
            known[start] = answer
    return answer


def _anchored(text: str, table: Table) -> list[int]:
    """Where in the text the words stand by which entries without a fixed beginning are found."""
    folded = fold_in_place(text)
    found: list[int] = []
    for anchor in table.anchored:
        position = folded.find(anchor)
        while position >= 0:
            found.append(position)
            position = folded.find(anchor, position + 1)
    return sorted(found)


def split_again(page: Page, left: Sequence[int], table: Table) -> Page:
    """The page with only the lines `left`, which may now stand together as the pieces of one item."""
    split = _split_items(page.lines, left, page.guarded, page.whole, table)
    return page._replace(readings={**page.whole, **split})


def _split_items(
    all_lines: tuple[Line, ...],
    written: Sequence[int],
    guarded: AbstractSet[int],
    readings: Mapping[int, Reading],
    table: Table,
) -> dict[int, Reading]:
    """Items whose pieces stand on lines of their own: 返 / 回 / 顶 / 部, or a label and its number."""
    found: dict[int, Reading] = {}
    for edge in (written[:_EDGE_LINES], written[-_EDGE_LINES:]):
        found |= _split_items_of(all_lines, edge, guarded, readings, table)
    return found


def _split_items_of(
    all_lines: tuple[Line, ...],
    edges: Sequence[int],
    guarded: AbstractSet[int],
    readings: Mapping[int, Reading],
    table: Table,
) -> dict[int, Reading]:
    found: dict[int, Reading] = {}
    for place, first in enumerate(edges):
        beginning = all_lines[first].text
        if first in found or first in guarded or len(beginning) > 30 or _is_rule(beginning):
            continue
        folded = [fold(beginning).text]
        labelled = folded[0].endswith(":")
        if first in readings and not labelled:
            continue
        for last in range(place + 1, min(place + _MOST_FRAGMENTS, len(edges))):
            text = all_lines[edges[last]].text
            if len(text) > 40 or edges[last] in guarded or _is_rule(text):
                break
            piece = fold(text).text
            if len(piece) > (20 if folded[-1].endswith(":") else _LONGEST_FRAGMENT):
                break
            folded.append(piece)
            if labelled and _is_widget(readings.get(edges[last])):
                break
            if not begins_like_furniture("".join(folded), table):
                break
            joined = "".join(folded)
            reading = read_folded(Folded(joined, tuple(range(len(joined) + 1)), frozenset()), table)
            if (
                reading
                and len(reading.items) == 1
                and _closed(reading)
                and reading.strength in ("sure", "edge")
            ):
                found |= dict.fromkeys(edges[place : last + 1], reading)
    return found


def _is_rule(text: str) -> bool:
    """A line of dashes or the like; a bracket is a piece of something."""
    return not text.strip(_LINES_AND_STARS)


def _is_widget(reading: Reading | None) -> bool:
    return reading is not None and reading.strength != "weak"


def _closed(reading: Reading) -> bool:
    return all(not part.value or VALUES[part.value].pattern for part in reading.items[0].entry.parts)
