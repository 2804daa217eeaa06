"""The table: rules indexed by the characters that their entries begin with, each parsed when first needed.

That of the program is built by tools/build_furniture.py from the rule files, so that it loads in a few milliseconds.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, cached_property
from typing import Any, NamedTuple

from normalise.resources import read_data
from normalise.result import OptionError
from normalise.stages.strip.beginnings import Beginnings
from normalise.stages.strip.entries import Entry, parse_entry
from normalise.stages.strip.values import DIGIT
from normalise.stages.strip.words import Words, merge_words


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
    first; `beginnings` has their numbers by how they begin, `anchored` those of entries without a fixed beginning, by
    their anchors; `words` is for finding those anchors and the telling words; `sure_beginnings`, `sure` and
    `sure_anchors` are for finding entries that are furniture anywhere; `lines` has the categories of whole lines by
    their shape.
    """

    def __init__(self, content: Mapping[str, Any]) -> None:
        self.categories: dict[str, Category] = {
            name: Category(where, tuple(topics), tuple(cues), *rest)
            for name, (where, topics, cues, *rest) in content["categories"].items()
        }
        self._written: Sequence[str] = content["entries"]
        self.beginnings = Beginnings(**content["beginnings"], parse=self._parse)
        self.sure_beginnings = Beginnings(**content["sure_beginnings"], parse=self._parse)
        self._anchored: Mapping[str, str] = content["anchored"]
        self._reaches: dict[str, int] = {}
        self.words = Words(**content["words"])
        self.sure_starts: frozenset[str] = frozenset(content["sure"])
        self.sure_anchors = Words(**content["sure_anchors"])
        self.lines: Mapping[str, str] = content["lines"]
        self.cues: Mapping[str, Any] = content["cues"]

    def may_begin_surely(self, start: str) -> bool:
        """May an entry that is furniture anywhere begin with these two characters of a line, as they are written?"""
        starts = self.sure_starts
        return start in starts or start[:1] in starts or (DIGIT in starts and start[:1].isdecimal())

    def told_by(self, text: str, words: Iterable[str]) -> str:
        """The first category of whose telling words enough are in the folded text, `words` among them; empty if none."""
        told = {name for word in words for name in self._tells.get(word, ())}
        for name in filter(told.__contains__, self.categories) if told else ():
            category = self.categories[name]
            if sum(cue in text for cue in category.cues) >= category.least:
                return name
        return ""

    def about(self, titles: Iterable[str]) -> frozenset[str]:
        """The categories one of whose topics is in one of the folded titles."""
        named = [title for title in titles if self._topics.search(title)]
        return frozenset(
            name
            for name, category in (self.categories.items() if named else ())
            if any(topic in title for topic in category.topics for title in named)
        )

    @cached_property
    def _topics(self) -> re.Pattern[str]:
        topics = {topic for category in self.categories.values() for topic in category.topics}
        return re.compile("|".join(map(re.escape, sorted(topics))) or "(?!)")

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

    def reach_before(self, anchor: str) -> int:
        """How far from where an entry begins its anchor may stand; -1 for a word that is no anchor."""
        found = self._reaches.get(anchor)
        if found is None:
            entries = self._parse(self._anchored.get(anchor, ""))
            found = self._reaches[anchor] = max((entry.reach_before_anchor for entry in entries), default=-1)
        return found

    def anchored_by(self, words: Iterable[str]) -> list[Entry]:
        """The entries without a fixed beginning whose anchor is among these words of a line."""
        found = (self._anchored[word] for word in sorted(set(words)) if word in self._anchored)
        return list(dict.fromkeys(entry for numbers in found for entry in self._parse(numbers)))

    def _parse(self, numbers: str) -> tuple[Entry, ...]:
        return tuple(_parse_written(self._written[int(number)]) for number in numbers.split())


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
    own = index_rules((rule for path, _, _ in stamps for rule in read_rules(path)), content["cues"]["common"])
    content |= index_entries(map(_parse_written, [*content["entries"], *own["entries"]]))
    content["categories"] = {**own["categories"], **content["categories"]}
    for name in ("words", "sure_anchors"):
        content[name] = merge_words(content[name], own[name])
    content["lines"] |= own["lines"]
    return Table(content)
