"""What `normalise detect` says of a file."""

import json
from dataclasses import asdict, dataclass

from normalise.files.sources import Source
from normalise.pipeline import detect
from normalise.result import Detection

# Enough to know what a file is; of a longer one no more is read.
_ENOUGH = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Seen:
    """A file, what it is, and how much of it was read: `whole`, or its first `size` bytes."""

    name: str
    found: Detection
    size: int
    whole: bool

    @classmethod
    def of(cls, source: Source) -> "Seen":
        """Look at a document. Raises `OSError`."""
        data, whole = source.read_beginning(_ENOUGH)
        return cls(source.name, detect(data), len(data), whole)


def as_json_line(seen: Seen) -> str:
    """The facts as one JSON object."""
    facts = {"file": seen.name, **asdict(seen.found), "read": seen.size, "whole": seen.whole}
    return json.dumps(facts, ensure_ascii=False) + "\n"


def as_text_line(seen: Seen) -> str:
    r"""The facts on one line.

    >>> as_text_line(Seen("a.txt", Detection("gb18030", 0.998, "hans", (), "lf"), 40, whole=True))
    'a.txt: gb18030 (100%), hans, no damage, newline lf\n'
    """
    found = seen.found
    part = "" if seen.whole else f" (by its first {seen.size / 1024 / 1024:.1f} MiB)"
    if found.encoding is None:
        return f"{seen.name}: binary, or in an encoding that could not be told{part}\n"
    damage = ", ".join(found.damage) or "no damage"
    return (
        f"{seen.name}: {found.encoding} ({found.confidence:.0%}), {found.script}, {damage}, "
        f"newline {found.newline}{part}\n"
    )
