"""What a table is made of: the entries of rules by how they begin and by their anchors, ready for JSON."""

from collections.abc import Iterable, Mapping, Sequence
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
    ordered = dict(enumerate(sorted(entries, key=lambda entry: entry.reach, reverse=True)))
    fixed = {number: entry for number, entry in ordered.items() if entry.fixed}
    sure = {number: entry for number, entry in fixed.items() if entry.strength == "sure"}
    return {
        "entries": [
            f"{entry.category}\t{entry.strength}\t{entry.field}\t{entry.source}" for entry in ordered.values()
        ],
        "beginnings": _index_beginnings(fixed),
        "sure_beginnings": _index_beginnings(sure),
        "sure": unfold_starts({start for entry in sure.values() for start in entry.starts}),
        "anchored": _join_numbers(
            (anchor, number)
            for number, entry in ordered.items()
            if not entry.fixed
            for anchor in entry.anchors
        ),
    }


def _index_beginnings(entries: Mapping[int, Entry]) -> dict[str, dict[str, str]]:
    """What a `Beginnings` of the entries is made of."""
    pairs = [(start, number) for number, entry in entries.items() for start in entry.starts]
    thirds: dict[str, set[str]] = {}
    for start, number in pairs:
        if len(start) == 2 and start != DIGIT:
            thirds.setdefault(start, set()).update(text[2:3] for text in entries[number].openings(start))
    return {
        "starts": _join_numbers(pairs),
        "thirds": {
            start: "".join(sorted(found)) for start, found in sorted(thirds.items()) if "" not in found
        },
    }


def _join_numbers(pairs: Iterable[tuple[str, int]]) -> dict[str, str]:
    """The numbers by text, in order, with spaces between them."""
    joined: dict[str, list[int]] = {}
    for text, number in pairs:
        joined.setdefault(text, []).append(number)
    return {text: " ".join(map(str, sorted(numbers))) for text, numbers in sorted(joined.items())}


def _rare(words: Sequence[str], least: int) -> list[str]:
    """All but the commonest of a rule's telling words: a line with so many of them has one of these."""
    from normalise.language.model import mean_cost  # noqa: PLC0415 - a table that is built has them chosen

    return sorted(words, key=mean_cost)[least - 1 :]


def unfold_starts(starts: Iterable[str]) -> list[str]:
    """The one or two characters of beginnings as they may be written; `DIGIT` stays."""
    written = {start for start in starts if start == DIGIT}
    return sorted(written.union("".join(pair) for start in starts for pair in product(*map(unfold, start))))
