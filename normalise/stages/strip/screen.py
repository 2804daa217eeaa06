"""Cheap tests that let by a line that no rule could take, before it is taken to pieces.

Each says "no" only where the full reading would find nothing; tests hold them to that on every example of every rule.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from itertools import accumulate
from typing import NamedTuple

from normalise.language.fold import SYLLABLE, fold_text, folding_to
from normalise.stages.strip.reading import SEPARATORS, STOPS
from normalise.stages.strip.table import Table

BARS = frozenset("|·/→[]()<>●■▪◆•_")
"""Folded characters between the cells of a menu."""

LONGEST_SENTENCE = 200
"""A longer line is no sentence of furniture, whatever words it has."""

LONGEST_CELL = 12
"""A longer cell of a menu must be known to rules."""

FEWEST_CELLS = 3

_BEGINNING = 20
"""How much of a line's beginning is compared with those of the entries."""


class Chances(NamedTuple):
    """What a line could still be: read `whole`, or known in `part` by its cells or its telling words.

    `words` of the table are in it, if they were looked for.
    """

    whole: bool
    part: bool
    words: Sequence[str] | None = None


ANYTHING = Chances(whole=True, part=True)
NOTHING = Chances(whole=False, part=False)


def chances(line: str, table: Table) -> Chances:
    """What could a line be? Rules begin with its first characters, or need an anchor; cells need dividers.

    Most of the lines that are asked about one by one are furniture, so no more is found out than whether an entry may
    begin them. A line that may have glosses, which are folded away with more effort, is not judged.
    """
    if table.lines or _gloss().search(line):
        return ANYTHING
    folded = fold_text(line)
    words = table.words.found_in(folded)
    return Chances(
        whole=_may_start(folded, table) or any(table.reach_before(word) >= 0 for word in words),
        part=_any_of("".join(BARS) + " ").search(line.strip()) is not None
        or (len(folded) <= LONGEST_SENTENCE and table.told_by(folded, words) != ""),
        words=words,
    )


def find_chances(lines: Sequence[str], table: Table) -> dict[int, Chances]:
    """`chances` of each of the lines that has any.

    They are searched together, as they are written: what clean text costs is mostly the number of searches.
    """
    bare = [line.strip() for line in lines]
    if table.lines:
        return {index: ANYTHING for index, line in enumerate(bare) if line}
    joined = "\n".join(bare)
    starts = [*accumulate((len(line) + 1 for line in bare), initial=0)]

    def line_at(place: int) -> int:
        return bisect_right(starts, place) - 1

    unclear = {line_at(match.start()) for match in _unclear().finditer(joined)}
    whole = _that_begin(bare, table)
    words: dict[int, list[str]] = {}
    for place, word in table.words.find_in(joined):
        index = line_at(place)
        words.setdefault(index, []).append(word)
        # The entry with the anchor would have to go on, with a value, where those end that begin the line.
        if index not in whole and (reach := table.reach_before(word)) >= 0:
            reach += _known_of(bare[index], table) or 0
            whole.update({index} if place - starts[index] <= reach else ())
    part = {
        index
        for index, found in words.items()
        if len(bare[index]) <= LONGEST_SENTENCE
        and not table.telling.isdisjoint(found)
        and table.told_by(fold_text(bare[index]), found)
    }
    divided = {line_at(match.start()) for match in _any_of("".join(BARS)).finditer(joined)}
    part.update(index for index in divided - part if _may_be_cells(bare[index], words.get(index, ()), table))
    found = {index: Chances(index in whole, index in part, words.get(index, ())) for index in whole | part}
    return found | {index: chances(bare[index], table) for index in unclear}


def _that_begin(lines: Sequence[str], table: Table) -> set[int]:
    """The lines that begin like an entry."""
    starts = fold_text("\n".join([line[:3] for line in lines])).split("\n")
    return {
        index
        for index, start in enumerate(starts)
        if start
        and (start[0] in SEPARATORS or is_start(start, table))
        and _known_of(lines[index], table) is None
    }


def _known_of(line: str, table: Table) -> int | None:
    """`_known_beginning` of a line as it is written, of which folding takes nothing away."""
    return _known_beginning(fold_text(line[:_BEGINNING]), table, is_cut=len(line) > _BEGINNING)


def _may_be_cells(line: str, words: Sequence[str], table: Table) -> bool:
    """Are there cells enough, and of the long ones none that neither begins like an entry nor has an anchor?

    `words` of the table are in the line.
    """
    cells = [cell for cell in _any_of("".join(BARS)).split(line) if cell]
    if len(cells) < FEWEST_CELLS:
        return False
    long = (cell for cell in cells if len(cell) > LONGEST_CELL and not is_start(fold_text(cell[:2]), table))
    anchors = [word for word in words if table.reach_before(word) >= 0]
    if not anchors:
        return not any(long)
    return all(any(map(fold_text(cell).__contains__, anchors)) for cell in long)


def _may_start(folded: str, table: Table) -> bool:
    """Could an entry begin a folded line, or stand behind signs that begin it?"""
    for place, character in enumerate(folded):
        if is_start(folded[place : place + 3], table):
            return True
        if character not in SEPARATORS:
            return False
    return True


def may_begin(folded: str, table: Table) -> bool:
    """Could entries that begin with known characters, one after the other, take the beginning of a folded line?"""
    return _known_beginning(folded, table) is None


def _known_beginning(folded: str, table: Table, *, is_cut: bool = False) -> int | None:
    """How far such entries, and what may stand between them, take a folded line; None if no end is in sight.

    `is_cut`: more of the line follows.
    """
    beginning = folded[:_BEGINNING]
    is_cut = is_cut or len(folded) > len(beginning)
    places, seen = [0], {0}
    while places:
        place = places.pop()
        # What is found by two characters is not found by the one that is left of a line that was cut.
        if place >= len(beginning) - is_cut or beginning[place:] in STOPS:
            return None
        after = {place + 1} if beginning[place] in SEPARATORS else set()
        ends = table.beginnings.ends(beginning[place:], is_cut=is_cut)
        if ends is None:
            return None
        after.update(place + end for end in ends)
        places += after - seen
        seen |= after
    return max(seen)


def may_shrink(line: str) -> bool:
    """Is there anything in it that folding takes away?"""
    return _unclear().search(line) is not None


def has_gap(line: str) -> bool:
    """Could there be a gap within the line, as `Folded.gaps` has them?"""
    return _any_of(" ").search(line.strip()) is not None


def is_start(start: str, table: Table) -> bool:
    """May an entry begin with these folded characters, one to three?"""
    return not start or table.beginnings.has(start)


@cache
def _any_of(folded: str) -> re.Pattern[str]:
    """The characters that fold to one of these, as they are written."""
    return re.compile(f"[{re.escape(''.join(sorted(folding_to(folded))))}]")


@cache
def _gloss() -> re.Pattern[str]:
    """A bracket that a gloss may begin with."""
    return re.compile(f"[(（][{SYLLABLE}]")


@cache
def _unclear() -> re.Pattern[str]:
    """What parts a word, or stands for another character: such a line has to be folded to be judged."""
    parting = "".join(sorted(folding_to(" \0")))
    return re.compile(f"[{re.escape(parting)}&(（](?:(?<![(（])|(?=[{SYLLABLE}]))")
