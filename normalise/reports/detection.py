"""What `normalise detect` says of a file."""

from dataclasses import asdict, dataclass

from normalise.files.sources import Source
from normalise.pipeline import detect
from normalise.reports.console import colour
from normalise.reports.explain import UNCERTAIN, as_json
from normalise.reports.width import visible, width
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
    return as_json(facts) + "\n"


def as_text_line(seen: Seen, columns: int = 0, *, coloured: bool = False) -> str:
    r"""The facts on one line: the name in so many columns, encoding and its certainty, script, newlines, damage.

    >>> as_text_line(Seen("縣.txt", Detection("gb18030", 0.998, "hans", (), "lf"), 40, whole=True), 8)
    '縣.txt    gb18030     100%  hans   lf     no damage\n'
    """
    found = seen.found
    name = visible(seen.name)
    head = name + " " * (columns - width(name))
    part = "" if seen.whole else f" (by its first {seen.size / 1024 / 1024:.1f} MiB)"
    if found.encoding is None:
        line = f"{head}  binary, or in an encoding that could not be told{part}"
        return (colour(line, "red") if coloured else line) + "\n"
    damage = ", ".join(found.damage) or "no damage"
    if coloured and found.damage:
        damage = colour(damage, "yellow")
    sure = f"{found.confidence:4.0%}"
    if coloured and found.confidence < UNCERTAIN:
        sure = colour(sure, "yellow")
    return f"{head}  {found.encoding:10}  {sure}  {found.script:5}  {found.newline:5}  {damage}{part}\n"
