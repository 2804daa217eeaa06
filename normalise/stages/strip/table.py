"""The table: rules indexed by the characters that their entries begin with, each parsed when first needed.

That of the program is built by tools/build_furniture.py from the rule files, so that it loads in a few milliseconds.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from typing import Any, NamedTuple

from normalise.resources import read_data
from normalise.result import OptionError
from normalise.stages.strip.entries import LONGEST_OPENING, Entry, Part, parse_entry
from normalise.stages.strip.values import DIGIT, VALUES, compiled
from normalise.stages.strip.words import Words


class Category(NamedTuple):
    """What the decision needs to know of a rule; the fields are those of the rule file."""

    where: str
    topics: tuple[str, ...]
    cues: tuple[str, ...]
    least: int
    drops: str
    glue: bool
    aggressive: bool
    proof: bool


class Table:
    """Rules ready for use.

    `entries` of the content are written as "category, strength, field, source" with tabs between them, the longest
    first; `starts` has their numbers by the first one or two characters, `anchored` those of entries without a
    fixed beginning; `lines` the categories of whole lines by their shape.
    """

    def __init__(self, content: Mapping[str, Any]) -> None:
        self.categories: dict[str, Category] = {
            name: Category(where, tuple(topics), tuple(cues), *rest)
            for name, (where, topics, cues, *rest) in content["categories"].items()
        }
        self._written: Sequence[str] = content["entries"]
        self._starts: Mapping[str, str] = content["starts"]
        self._parsed: dict[str, tuple[tuple[tuple[str, ...], Entry], ...]] = {}
        self._sure_entries: dict[str, tuple[Entry, ...]] = {}
        self._anchored: Mapping[str, str] = content["anchored"]
        self.anchors = Words(content["pairs"]["anchors"])
        self.rare_telling = Words(content["pairs"]["telling"])
        self._sure: frozenset[str] = frozenset(content["sure"])
        self.sure_anchors = Words(content["pairs"]["sure"])
        self.lines: Mapping[str, str] = content["lines"]
        self.cues: Mapping[str, Any] = content["cues"]

    def __contains__(self, start: str) -> bool:
        return start in self._starts

    def entries(self, start: str) -> tuple[Entry, ...]:
        """The entries that begin with these one or two folded characters, or `DIGIT`; the longest first."""
        return tuple(entry for _, entry in self._opened_by(start))

    def entries_at(self, text: str, place: int, *, is_cut: bool = False) -> Iterator[Entry]:
        """The entries with a known beginning that may take something here of a folded text.

        `is_cut`: the text goes on, unknown.
        """
        for start in starts_of(text[place : place + 2]):
            if start == DIGIT:
                yield from self._numbered_at(text, place, is_cut=is_cut)
                continue
            for openings, entry in self._opened_by(start):
                if text.startswith(openings, place) or (is_cut and len(text) - place < LONGEST_OPENING):
                    yield entry

    def _numbered_at(self, text: str, place: int, *, is_cut: bool) -> Iterator[Entry]:
        """Those that begin with a number or a date: each kind of value is read once for all of them."""
        ends: dict[str, int] = {}
        for following, entry in self._numbered:
            kind = entry.parts[0].value if entry.parts else ""
            if kind and kind not in ends:
                match = compiled(VALUES[kind].pattern).match(text, place)
                ends[kind] = match.end() if match else -1
            end = ends.get(kind, place)
            may_go_on = is_cut and len(text) - max(end, place) < LONGEST_OPENING
            if may_go_on or (end >= 0 and text.startswith(following, end)):
                yield entry

    @cached_property
    def _numbered(self) -> tuple[tuple[tuple[str, ...], Entry], ...]:
        """Entries that begin with a number, with the texts that may stand after it, cut short."""
        return tuple(
            (tuple(text[:LONGEST_OPENING] for text in _texts_after_first(entry.parts)), entry)
            for _, entry in self._opened_by(DIGIT)
        )

    def _opened_by(self, start: str) -> tuple[tuple[tuple[str, ...], Entry], ...]:
        """Entries with the texts that they may begin with."""
        found = self._parsed.get(start)
        if found is None:
            entries = self._parse(self._starts.get(start, ""))
            found = self._parsed[start] = tuple((entry.openings, entry) for entry in entries)
        return found

    def ends(self, beginning: str) -> set[int] | None:
        """Where an entry may end that begins a line with this folded beginning; None if that cannot be said."""
        found: set[int] = set()
        for entry in self.entries_at(beginning, 0, is_cut=True):
            ends = entry.ends(beginning)
            if ends is None:
                return None
            found |= ends
        return found

    def may_begin_surely(self, starts: Iterable[str]) -> set[str]:
        """Of the first two characters of lines, as they are written: those that an entry may begin with that is furniture anywhere."""
        sure = self._sure
        with_digit = DIGIT in sure
        return {
            start
            for start in starts
            if start in sure or start[:1] in sure or (with_digit and start[:1].isdecimal())
        }

    def begins_surely(self, beginning: str) -> bool:
        """Does a folded beginning of a line agree with that of an entry that is furniture anywhere?"""
        return any(
            entry.ends(beginning) != frozenset()
            for start in starts_of(beginning)
            for entry in self._surely(start)
        )

    def _surely(self, start: str) -> tuple[Entry, ...]:
        found = self._sure_entries.get(start)
        if found is None:
            found = tuple(entry for entry in self.entries(start) if entry.strength == "sure")
            self._sure_entries[start] = found
        return found

    def told_by(self, text: str) -> str:
        """The first category of whose telling words enough are in the folded text; empty if none."""
        told = {name for word in self.rare_telling.found_in(text) for name in self._tells[word]}
        for name in filter(told.__contains__, self.categories):
            category = self.categories[name]
            if sum(cue in text for cue in category.cues) >= category.least:
                return name
        return ""

    @cached_property
    def telling(self) -> frozenset[str]:
        """The telling words of all categories."""
        return frozenset(word for category in self.categories.values() for word in category.cues)

    @cached_property
    def _tells(self) -> Mapping[str, list[str]]:
        """The categories that each telling word speaks for."""
        tells: dict[str, list[str]] = {}
        for name, category in self.categories.items():
            for word in category.cues:
                tells.setdefault(word, []).append(name)
        return tells

    @cached_property
    def reaches(self) -> Mapping[str, int]:
        """How far from where an entry begins its anchor may stand, by anchor."""
        return {
            anchor: max((entry.reach_before_anchor for entry in self._parse(numbers)), default=0)
            for anchor, numbers in self._anchored.items()
        }

    def anchored_in(self, text: str) -> list[Entry]:
        """The entries without a fixed beginning whose anchor is in the folded text."""
        found = (self._anchored[anchor] for anchor in sorted(self.anchors.found_in(text)))
        return list(dict.fromkeys(entry for numbers in found for entry in self._parse(numbers)))

    def _parse(self, numbers: str) -> tuple[Entry, ...]:
        return tuple(_parse_written(self._written[int(number)]) for number in numbers.split())


def _texts_after_first(parts: Sequence[Part]) -> Iterator[str]:
    """What may stand after the first of the parts; nothing, if it may be anything."""
    for part in parts[1:]:
        yield from part.literals or ("",)
        if not part.optional:
            return
    yield ""


def starts_of(beginning: str) -> tuple[str, str, str]:
    """How an entry that begins so is found."""
    one = beginning[:1]
    return beginning[:2], one if len(beginning) > 1 else "", DIGIT if one.isdecimal() else ""


@cache
def _parse_written(row: str) -> Entry:
    category, strength, field, source = row.split("\t")
    return parse_entry(category, strength, source, field)  # type: ignore[arg-type]


@cache
def built_in() -> Table:
    """The rules that come with the program."""
    return Table(json.loads(read_data("furniture/table.json")))


def load_table(paths: tuple[str, ...] = ()) -> Table:
    """The built-in rules and those of the user's files; a rule with a known id adds to that rule.

    Raises `OptionError` that names the file and what is wrong with it.
    """
    if not paths:
        return built_in()
    from pathlib import Path  # noqa: PLC0415 - few have rules of their own

    stamps = []
    for path in paths:
        try:
            status = Path(path).stat()
        except OSError as error:
            raise OptionError(f"rules: {path}: {error.strerror}") from error
        stamps.append((path, status.st_mtime_ns, status.st_size))
    return _load(tuple(stamps))


@cache
def _load(stamps: tuple[tuple[str, int, int], ...]) -> Table:
    from normalise.stages.strip.index import index_entries, index_rules  # noqa: PLC0415 - as above
    from normalise.stages.strip.rules import read_rules  # noqa: PLC0415

    content = json.loads(read_data("furniture/table.json"))
    own = index_rules(rule for path, _, _ in stamps for rule in read_rules(path))
    content |= index_entries(map(_parse_written, [*content["entries"], *own["entries"]]))
    content["categories"] = {**own["categories"], **content["categories"]}
    content["sure"] = [*content["sure"], *own["sure"]]
    for name, pairs in content["pairs"].items():
        more = own["pairs"][name]
        content["pairs"][name] = {
            pair: [*pairs.get(pair, ()), *more.get(pair, ())] for pair in {**pairs, **more}
        }
    content["lines"] |= own["lines"]
    return Table(content)
