"""The table: rules indexed by the characters that their entries begin with, each parsed when first needed.

That of the program is built by tools/build_furniture.py from the rule files, so that it loads in a millisecond.
"""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from normalise.language.fold import unfold_text
from normalise.resources import read_data
from normalise.result import OptionError
from normalise.stages.strip.entries import Entry, parse_entry
from normalise.stages.strip.rules import Rule, read_rules
from normalise.stages.strip.values import shape


class Category(NamedTuple):
    """What the decision needs to know of a rule; the fields are those of the rule file."""

    where: str
    topics: tuple[str, ...]
    cues: tuple[str, ...]
    least: int
    drops: str
    glue: bool


class Table:
    """Rules ready for use.

    `rows` has the entries by their first one or two characters, as "category, strength, field, source" with tabs,
    one on a line, the longest first. `anchored` are those without a fixed beginning. `lines` has the categories
    of whole lines by their shape.
    """

    def __init__(self, content: Mapping[str, Any]) -> None:
        self.categories = {
            name: Category(where, tuple(topics), tuple(cues), *rest)
            for name, (where, topics, cues, *rest) in content["categories"].items()
        }
        self._rows: dict[str, str] = content["starts"]
        self._parsed: dict[str, tuple[Entry, ...]] = {}
        self.anchored: Mapping[str, str] = content["anchored"]
        self.sure: frozenset[str] = frozenset(content["sure"])
        self.sure_anchors: tuple[str, ...] = tuple(content["sure_anchors"])
        self.lines: Mapping[str, str] = content["lines"]
        self.cues: Mapping[str, Any] = content["cues"]

    def __contains__(self, start: str) -> bool:
        return start in self._rows

    def entries(self, start: str) -> tuple[Entry, ...]:
        """The entries that begin with these one or two folded characters, or `DIGIT`; the longest first."""
        found = self._parsed.get(start)
        if found is None:
            found = self._parsed[start] = _parse_rows(self._rows.get(start, ""))
        return found

    def anchored_in(self, text: str) -> list[Entry]:
        """The entries without a fixed beginning whose anchor is in the folded text."""
        return [
            entry for anchor, rows in self.anchored.items() if anchor in text for entry in _parse_rows(rows)
        ]


@cache
def _parse_rows(rows: str) -> tuple[Entry, ...]:
    entries = []
    for row in rows.splitlines():
        category, strength, field, source = row.split("\t")
        entries.append(parse_entry(category, strength, source, field))  # type: ignore[arg-type]
    return tuple(entries)


def index_rules(rules: Iterable[Rule]) -> dict[str, Any]:
    """What a `Table` is made of, but for the cues, ready for JSON."""
    rules = tuple(rules)
    starts: dict[str, list[Entry]] = {}
    anchored: dict[str, list[Entry]] = {}
    for entry in sorted(
        (entry for rule in rules for entry in rule.entries), key=lambda entry: entry.reach, reverse=True
    ):
        if entry.fixed:
            for start in sorted(entry.starts):
                starts.setdefault(start, []).append(entry)
        else:
            anchored.setdefault(entry.anchor, []).append(entry)
    return {
        "categories": {
            rule.category: [rule.where, rule.topics, rule.cues, rule.least, rule.drops, rule.glue]
            for rule in rules
        },
        "starts": {start: _rows(entries) for start, entries in sorted(starts.items())},
        "anchored": {anchor: _rows(entries) for anchor, entries in sorted(anchored.items())},
        "sure": sorted(
            start for start, entries in starts.items() if any(entry.strength == "sure" for entry in entries)
        ),
        "sure_anchors": sorted(
            variant
            for anchor, entries in anchored.items()
            if any(entry.strength == "sure" for entry in entries)
            for variant in unfold_text(anchor)
        ),
        "lines": {shape(line): rule.category for rule in rules for line in rule.lines},
    }


def _rows(entries: Iterable[Entry]) -> str:
    return "\n".join(
        f"{entry.category}\t{entry.strength}\t{entry.field}\t{entry.source}" for entry in entries
    )


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
    for name in ("starts", "anchored"):
        for key, rows in own[name].items():
            both = _parse_rows(rows) + _parse_rows(content[name].get(key, ""))
            content[name][key] = _rows(sorted(both, key=lambda entry: entry.reach, reverse=True))
    content["categories"] = {**own["categories"], **content["categories"]}
    for name in ("sure", "sure_anchors"):
        content[name] = [*content[name], *own[name]]
    content["lines"] |= own["lines"]
    return Table(content)
