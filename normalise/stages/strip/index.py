"""What a table is made of: the entries of rules by how they begin and by their anchors, ready for JSON."""

from collections.abc import Iterable, Sequence
from itertools import product
from typing import Any

from normalise.language.fold import unfold
from normalise.stages.strip.entries import Entry
from normalise.stages.strip.rules import Rule
from normalise.stages.strip.values import DIGIT, shape
from normalise.stages.strip.words import index_words


def index_rules(rules: Iterable[Rule], common: str) -> dict[str, Any]:
    """What a `Table` is made of, but for the cues, ready for JSON; `common` as `index_words` has it."""
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
        "sure": unfold_starts(
            {start for entry in entries if entry.fixed and entry.strength == "sure" for start in entry.starts}
        ),
        "words": index_words(
            {
                *(anchor for entry in entries if not entry.fixed for anchor in entry.anchors),
                *(word for rule in rules for word in _rare(rule.cues, rule.least)),
            },
            common,
        ),
        "sure_anchors": index_words(
            {
                anchor
                for entry in entries
                if not entry.fixed and entry.strength == "sure"
                for anchor in entry.anchors
            },
            common,
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


def _rare(words: Sequence[str], least: int) -> list[str]:
    """All but the commonest of a rule's telling words: a line with so many of them has one of these."""
    from normalise.language.model import mean_cost  # noqa: PLC0415 - a table that is built has them chosen

    return sorted(words, key=mean_cost)[least - 1 :]


def unfold_starts(starts: Iterable[str]) -> list[str]:
    """The one or two characters of beginnings as they may be written; `DIGIT` stays."""
    written = {start for start in starts if start == DIGIT}
    return sorted(written.union("".join(pair) for start in starts for pair in product(*map(unfold, start))))
