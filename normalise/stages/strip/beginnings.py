"""Entries by what they begin with: a place in a line is compared with all of them at once."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from normalise.stages.strip.entries import LONGEST_OPENING, Entry, Part
from normalise.stages.strip.values import DIGIT, VALUES, compiled


class _Openings(NamedTuple):
    """Texts of which one must stand at a place for an entry to be tried there, and the numbers of those entries.

    `lengths` are those of the texts: so many slices are looked up, however many the texts are.
    """

    numbers: tuple[int, ...]
    lengths: tuple[int, ...]
    by_text: Mapping[str, Sequence[int]]

    def at(self, text: str, place: int) -> Sequence[int]:
        """The numbers of the entries one of whose texts stands there, in order."""
        by_text, none = self.by_text, ()
        found = [
            number for length in self.lengths for number in by_text.get(text[place : place + length], none)
        ]
        return sorted(set(found)) if len(found) > 1 else found


def _index(texts: Mapping[int, Iterable[str]]) -> _Openings:
    by_text: dict[str, list[int]] = {}
    for number, openings in texts.items():
        for opening in openings:
            by_text.setdefault(opening[:LONGEST_OPENING], []).append(number)
    return _Openings(tuple(texts), tuple({len(text) for text in by_text}), by_text)


class Beginnings:
    """Entries by the folded characters that they begin with, each parsed when first needed.

    `starts` has what `parse` makes entries of, by the first one or two, or by `DIGIT`; `thirds` the characters of which one
    must follow two of them, unless anything may.
    """

    def __init__(
        self, starts: Mapping[str, str], thirds: Mapping[str, str], parse: Callable[[str], tuple[Entry, ...]]
    ) -> None:
        self._starts = starts
        self._thirds = thirds
        self._parse = parse
        self._entries: dict[str, tuple[Entry, ...]] = {}
        self._openings: dict[str, _Openings] = {}
        self._labels: dict[str, tuple[str, ...]] = {}

    def has(self, start: str) -> bool:
        """May there be any that begin with these folded characters? One will do, and three tell the most."""
        starts, two, one = self._starts, start[:2], start[0]
        if two in starts and self._may_follow(start[2:3], two):
            return True
        return one in starts or (one.isdecimal() and DIGIT in starts)

    def _may_follow(self, third: str, two: str) -> bool:
        """May this stand behind two characters that an entry begins with? Where there is nothing, it is not known."""
        thirds = self._thirds.get(two)
        return thirds is None or not third or third in thirds

    def entries(self, start: str) -> tuple[Entry, ...]:
        """Those that begin with these one or two folded characters, or `DIGIT`; the longest first."""
        found = self._entries.get(start)
        if found is None:
            found = self._entries[start] = self._parse(self._starts.get(start, ""))
        return found

    def at(self, text: str, place: int, *, is_cut: bool = False) -> Iterator[Entry]:
        """Those that may take something here of a folded text.

        `is_cut`: the text goes on, unknown.
        """
        for start in starts_of(text[place : place + 2]):
            if start not in self._starts or not self._may_follow(text[place + 2 : place + 3], start):
                continue
            entries = self.entries(start)
            if start == DIGIT:
                yield from map(entries.__getitem__, self._numbered_at(text, place, is_cut=is_cut))
            elif is_cut and len(text) - place < LONGEST_OPENING:
                yield from entries
            else:
                yield from map(entries.__getitem__, self._openings_of(start).at(text, place))

    def _openings_of(self, start: str) -> _Openings:
        found = self._openings.get(start)
        if found is None:
            openings = {number: entry.openings(start) for number, entry in enumerate(self.entries(start))}
            found = self._openings[start] = _index(openings)
        return found

    def _numbered_at(self, text: str, place: int, *, is_cut: bool) -> Sequence[int]:
        """Those that begin with a number or a date: each kind of value is read once for all of them."""
        found: list[int] = []
        for kind, after in self._after_numbers.items():
            match = compiled(VALUES[kind].pattern).match(text, place) if kind else None
            end = match.end() if match else place
            if is_cut and len(text) - end < LONGEST_OPENING:
                found += after.numbers
            elif match or not kind:
                found += after.at(text, end)
        return sorted(found)

    @cached_property
    def _after_numbers(self) -> Mapping[str, _Openings]:
        """What may stand after the number that an entry begins with, by its kind."""
        by_kind: dict[str, dict[int, Iterable[str]]] = {}
        for number, entry in enumerate(self.entries(DIGIT)):
            kind = entry.parts[0].value if entry.parts else ""
            by_kind.setdefault(kind, {})[number] = _texts_after_first(entry.parts)
        return {kind: _index(texts) for kind, texts in by_kind.items()}

    def labels(self, start: str) -> tuple[str, ...]:
        """Texts that entries begin with, and a colon after each."""
        found = self._labels.get(start) if start in self._starts else ()
        if found is None:
            texts = (
                text
                for entry in self.entries(start)
                for text in (entry.parts[0].literals if entry.parts else (entry.anchor,))
            )
            found = self._labels[start] = tuple({f"{text.removesuffix(':')}:" for text in texts})
        return found

    def ends(self, beginning: str, *, is_cut: bool) -> set[int] | None:
        """Where an entry may end that begins a line with this folded beginning; None if that cannot be said.

        `is_cut`: the line goes on.
        """
        found: set[int] = set()
        for entry in self.at(beginning, 0, is_cut=is_cut):
            ends = entry.ends(beginning)
            if ends is None:
                return None
            found |= ends
        return found

    def may_begin(self, beginning: str) -> bool:
        """Does a folded beginning of a line agree with that of an entry?"""
        return any(entry.ends(beginning) != frozenset() for entry in self.at(beginning, 0, is_cut=True))


def _texts_after_first(parts: Sequence[Part]) -> Iterator[str]:
    """What may stand after the first of the parts; nothing, if it may be anything."""
    for part in parts[1:]:
        yield from part.literals or ("",)
        if not part.optional:
            return
    yield ""


def starts_of(beginning: str) -> tuple[str, ...]:
    """How an entry is found that begins with these one or two folded characters."""
    one = beginning[:1]
    found = (beginning, one) if len(beginning) > 1 else (one,)
    return (*found, DIGIT) if one.isdecimal() else found
