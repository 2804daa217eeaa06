"""The table: rules indexed by the characters that their entries begin with, each parsed when first needed.

That of the program is built by tools/build_furniture.py from the rule files, so that it loads in a millisecond.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

from normalise.language.fold import fold_text, unfold
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
    """Words to be looked for all at once, by their first two characters: most texts have few of those pairs.

    `pairs` has the words by how each may be written in a text that is not folded, as far as its second character,
    those of one character with every pair that begins so; a word is found where what stands there folds to it.

    >>> words = Words({"联系": ("联系人",), "聯系": ("联系人",)})
    >>> list(words.find_in("聯系電話，聯系人"))
    [(5, '联系人')]
    """

    def __init__(self, pairs: Mapping[str, Sequence[str]]) -> None:
        self._pairs = pairs

    @cached_property
    def _pair(self) -> re.Pattern[str]:
        # A pattern that begins with a set is searched for ten times as fast as one that begins with a choice.
        alone = "".join(pair for pair in self._pairs if len(pair) == 1)
        first = "".join(sorted({pair[0] for pair in self._pairs}))
        second = "".join(sorted({pair[1] for pair in self._pairs if len(pair) > 1}))
        if not first:
            return re.compile(r"(?!)")
        ends = [f"(?=[{re.escape(second)}])"] * bool(second) + [f"(?<=[{re.escape(alone)}])"] * bool(alone)
        return re.compile(f"[{re.escape(first)}](?:{'|'.join(ends)})")

    def find_in(self, text: str) -> Iterator[tuple[int, str]]:
        """Offsets of the words in a text, and the words as they are folded."""
        known, none = self._pairs, ()
        for match in self._pair.finditer(text):
            start = match.start()
            for word in known.get(text[start : start + 2], none) or known.get(text[start], none):
                if fold_text(text[start : start + len(word)]) == word:
                    yield start, word

    def is_in(self, text: str) -> bool:
        """Is one of the words in the text?"""
        return next(self.find_in(text), None) is not None

    def found_in(self, text: str) -> list[str]:
        """The words that are in the text."""
        return list(dict.fromkeys(word for _, word in self.find_in(text)))


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
        self.anchors = Words(content["pairs"]["anchors"])
        self.telling = Words(content["pairs"]["telling"])
        self.fewest_telling = min((rule.least for rule in self.categories.values() if rule.cues), default=1)
        self.sure: frozenset[str] = frozenset(content["sure"])
        self.sure_anchors = Words(content["pairs"]["sure"])
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

    def begins(self, beginning: str) -> bool:
        """Does a folded beginning of a line agree with that of an entry, as far as it goes?"""
        return any(
            entry.agrees(beginning) for start in _starts_of(beginning) for entry in self.entries(start)
        )

    def begins_surely(self, beginning: str) -> bool:
        """The same, of entries that are furniture anywhere."""
        return any(
            entry.agrees(beginning) for start in _starts_of(beginning) for entry in self._surely(start)
        )

    def _surely(self, start: str) -> tuple[Entry, ...]:
        found = self._sure_entries.get(start)
        if found is None:
            found = tuple(entry for entry in self.entries(start) if entry.strength == "sure")
            self._sure_entries[start] = found
        return found

    def told_by(self, text: str) -> str:
        """The first category of whose telling words enough are in the folded text; empty if none."""
        found = self.telling.found_in(text)
        if len(found) >= self.fewest_telling:
            for name, category in self.categories.items():
                if category.cues and sum(map(found.__contains__, category.cues)) >= category.least:
                    return name
        return ""

    def anchored_in(self, text: str) -> list[Entry]:
        """The entries without a fixed beginning whose anchor is in the folded text."""
        found = (self._anchored[anchor] for anchor in sorted(self.anchors.found_in(text)))
        return list(dict.fromkeys(entry for numbers in found for entry in self._parse(numbers)))

    def _parse(self, numbers: str) -> tuple[Entry, ...]:
        return tuple(_parse_written(self._written[int(number)]) for number in numbers.split())


def _starts_of(beginning: str) -> tuple[str, str, str]:
    """How an entry that begins so is found."""
    return beginning[:2], beginning[:1], DIGIT if beginning[:1].isdecimal() else ""


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
        "pairs": {
            "anchors": pair_words(anchor for entry in entries if not entry.fixed for anchor in entry.anchors),
            "sure": pair_words(
                anchor
                for entry in entries
                if not entry.fixed and entry.strength == "sure"
                for anchor in entry.anchors
            ),
            "telling": pair_words(word for rule in rules for word in rule.cues),
        },
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


def pair_words(words: Iterable[str]) -> dict[str, list[str]]:
    """Folded words by how their first two characters may be written, as `Words` has them."""
    pairs: dict[str, list[str]] = {}
    for word in sorted(set(words)):
        for pair in product(*map(unfold, word[:2])):
            pairs.setdefault("".join(pair), []).append(word)
    for pair, found in pairs.items():
        found += pairs.get(pair[0], []) if len(pair) > 1 else []
    return pairs


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
    content["sure"] = [*content["sure"], *own["sure"]]
    for name, pairs in content["pairs"].items():
        more = own["pairs"][name]
        content["pairs"][name] = {
            pair: [*pairs.get(pair, ()), *more.get(pair, ())] for pair in {**pairs, **more}
        }
    content["lines"] |= own["lines"]
    return Table(content)
