"""What all the documents of a run come to."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from normalise.options import STAGES
from normalise.reports.record import Facts


@dataclass(slots=True)
class Totals:
    """Sums over the documents that were added; `rules` and `stages` count places, not characters."""

    states: Counter[str] = field(default_factory=Counter)
    stages: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    rule_files: Counter[str] = field(default_factory=Counter)
    encodings: Counter[str] = field(default_factory=Counter)
    scripts: Counter[str] = field(default_factory=Counter)
    characters: int = 0
    changed_characters: int = 0
    places: int = 0
    uncertain: int = 0
    told: int = 0

    @property
    def files(self) -> int:
        """How many documents there are, whatever became of them."""
        return self.states.total()

    def add(self, facts: Facts) -> None:
        """One document more."""
        self.states[facts.state] += 1
        if facts.state != "failed":
            self.encodings[facts.encoding or "unknown"] += 1
            self.scripts[facts.script or "unknown"] += 1
        for rule, found in facts.rules:
            self.rules[rule] += found.places
            self.rule_files[rule] += 1
            self.stages[rule.partition("/")[0]] += found.places
        self.characters += facts.characters
        self.changed_characters += facts.changed_characters
        self.places += facts.places
        self.uncertain += facts.uncertain
        self.told += facts.told

    def in_order(self) -> list[tuple[str, int]]:
        """The stages that did something, in their order, with how many places."""
        known = [stage for stage in STAGES if self.stages[stage]]
        others = sorted(stage for stage in self.stages if stage not in STAGES and self.stages[stage])
        return [(stage, self.stages[stage]) for stage in (*known, *others)]

    def describe(self) -> dict[str, Any]:
        """The totals of the JSON report; docs/reports.md describes them."""
        return {
            "files": self.files,
            "states": {state: self.states[state] for state in ("changed", "clean", "failed")},
            "characters": self.characters,
            "changed_characters": self.changed_characters,
            "places": self.places,
            "uncertain": self.uncertain,
            "told": self.told,
            "stages": dict(self.in_order()),
            "rules": {
                rule: {"places": places, "files": self.rule_files[rule]}
                for rule, places in self.rules.most_common()
            },
            "encodings": dict(self.encodings.most_common()),
            "scripts": dict(self.scripts.most_common()),
        }
