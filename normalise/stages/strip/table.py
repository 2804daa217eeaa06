"""The table: rules indexed by the characters that their entries begin with, each parsed when first needed.

That of the program is built by tools/build_furniture.py from the rule files, so that it loads in a millisecond.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from typing import Any, NamedTuple

from normalise.language.fold import unfold_text
from normalise.resources import read_data
from normalise.result import OptionError
from normalise.stages.strip.entries import Entry, parse_entry
from normalise.stages.strip.rules import Rule, read_rules
from normalise.stages.strip.values import DIGIT, shape


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


class Words:
    """Words to be looked for all at once: most lines have none of them, which one search settles.

    To look for 200 words in a line one after the other costs forty microseconds, the search six.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._words = tuple(words)

    @cached_property
    def _any(self) -> re.Pattern[str]:
        return re.compile("|".join(map(re.escape, self._words)) or r"(?!)")

    def is_in(self, text: str) -> bool:
        """Is one of the words in the text?"""
        return self._any.search(text) is not None

    def places_in(self, text: str) -> Iterator[int]:
        """Offsets of the words in a text; of two that overlap, that of the first."""
        return (match.start() for match in self._any.finditer(text))

    def found_in(self, text: str) -> list[str]:
        """The words that are in the text."""
        return [word for word in self._words if word in text] if self.is_in(text) else []


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
        self._parsed: dict[str, tuple[Entry, ...]] = {}
        self._sure_entries: dict[str, tuple[Entry, ...]] = {}
        self._anchored: Mapping[str, str] = content["anchored"]
        telling = {word for category in self.categories.values() for word in category.cues}
        self._anchors = Words(self._anchored)
        self._telling = Words(telling)
        self._fewest_telling = min((rule.least for rule in self.categories.values() if rule.cues), default=1)
        self.sure: frozenset[str] = frozenset(content["sure"])
        self.sure_anchors = Words(content["sure_anchors"])
        self.lines: Mapping[str, str] = content["lines"]
        self.cues: Mapping[str, Any] = content["cues"]

    def __contains__(self, start: str) -> bool:
        return start in self._starts

    def entries(self, start: str) -> tuple[Entry, ...]:
        """The entries that begin with these one or two folded characters, or `DIGIT`; the longest first."""
        found = self._parsed.get(start)
        if found is None:
            found = self._parsed[start] = self._parse(self._starts.get(start, ""))
        return found

    def begins_surely(self, beginning: str) -> bool:
        """Does a folded beginning of a line agree with that of an entry that is furniture anywhere?"""
        starts = (beginning[:2], beginning[:1], DIGIT if beginning[:1].isdecimal() else "")
        return any(entry.agrees(beginning) for start in starts for entry in self._surely(start))

    def _surely(self, start: str) -> tuple[Entry, ...]:
        found = self._sure_entries.get(start)
        if found is None:
            found = tuple(entry for entry in self.entries(start) if entry.strength == "sure")
            self._sure_entries[start] = found
        return found

    def is_anchored(self, text: str) -> bool:
        """Is an anchor of an entry without a fixed beginning in the folded text?"""
        return self._anchors.is_in(text)

    def told_by(self, text: str) -> str:
        """The first category of whose telling words enough are in the folded text; empty if none."""
        found = self._telling.found_in(text)
        if len(found) >= self._fewest_telling:
            for name, category in self.categories.items():
                if category.cues and sum(map(found.__contains__, category.cues)) >= category.least:
                    return name
        return ""

    def anchored_in(self, text: str) -> list[Entry]:
        """The entries without a fixed beginning whose anchor is in the folded text."""
        found = (self._anchored[anchor] for anchor in self._anchors.found_in(text))
        return list(dict.fromkeys(entry for numbers in found for entry in self._parse(numbers)))

    def _parse(self, numbers: str) -> tuple[Entry, ...]:
        return tuple(_parse_written(self._written[int(number)]) for number in numbers.split())


@cache
def _parse_written(row: str) -> Entry:
    category, strength, field, source = row.split("\t")
    return parse_entry(category, strength, source, field)  # type: ignore[arg-type]


def index_rules(rules: Iterable[Rule]) -> dict[str, Any]:
    """What a `Table` is made of, but for the cues, ready for JSON."""
    rules = tuple(rules)
    entries = [entry for rule in rules for entry in rule.entries]
    return {
        "categories": {
            rule.category: [
                rule.where,
                rule.topics,
                rule.cues,
                rule.least,
                rule.drops,
                rule.glue,
                rule.aggressive,
                rule.proof,
            ]
            for rule in rules
        },
        **index_entries(entries),
        "sure": sorted(
            {start for entry in entries if entry.fixed and entry.strength == "sure" for start in entry.starts}
        ),
        "sure_anchors": sorted(
            {
                variant
                for entry in entries
                if not entry.fixed and entry.strength == "sure"
                for anchor in entry.anchors
                for variant in unfold_text(anchor)
            }
        ),
        "lines": {shape(line): rule.category for rule in rules for line in rule.lines},
    }


def index_entries(entries: Iterable[Entry]) -> dict[str, Any]:
    """The entries as a table has them, and their numbers by how they begin and by their anchors."""
    starts: dict[str, list[str]] = {}
    anchored: dict[str, list[str]] = {}
    written = []
    for number, entry in enumerate(sorted(entries, key=lambda entry: entry.reach, reverse=True)):
        written.append(f"{entry.category}\t{entry.strength}\t{entry.field}\t{entry.source}")
        for start in sorted(entry.starts) if entry.fixed else ():
            starts.setdefault(start, []).append(str(number))
        for anchor in () if entry.fixed else entry.anchors:
            anchored.setdefault(anchor, []).append(str(number))
    return {
        "entries": written,
        "starts": {start: " ".join(numbers) for start, numbers in sorted(starts.items())},
        "anchored": {anchor: " ".join(numbers) for anchor, numbers in sorted(anchored.items())},
    }


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
    content = json.loads(read_data("furniture/table.json"))
    own = index_rules(rule for path, _, _ in stamps for rule in read_rules(path))
    content |= index_entries(map(_parse_written, [*content["entries"], *own["entries"]]))
    content["categories"] = {**own["categories"], **content["categories"]}
    for name in ("sure", "sure_anchors"):
        content[name] = [*content[name], *own[name]]
    content["lines"] |= own["lines"]
    return Table(content)
