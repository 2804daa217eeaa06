"""How many records were what."""

from dataclasses import dataclass
from typing import NamedTuple, Self


class Failure(NamedTuple):
    """A record that could not be done: its line, or row, counted from 1, why, and what it was."""

    place: int
    reason: str
    record: bytes = b""


@dataclass(slots=True)
class Tally:
    """Records by what became of them; `found` counts those that have any of the fields."""

    records: int = 0
    changed: int = 0
    failed: int = 0
    found: int = 0

    def __iadd__(self, other: "Tally") -> Self:
        self.records += other.records
        self.changed += other.changed
        self.failed += other.failed
        self.found += other.found
        return self
