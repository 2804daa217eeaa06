"""What `normalise detect` says of a file."""

from codecs import getincrementaldecoder
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from normalise.files.sources import Source
from normalise.language.classify import classify_line
from normalise.language.lines import lines
from normalise.pipeline import detect, read_as
from normalise.reports.console import colour, printable
from normalise.reports.explain import UNCERTAIN, as_json
from normalise.reports.width import width
from normalise.result import Detection

# Enough to know what a file is; of a longer one no more is read.
_ENOUGH = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Seen:
    """A file, what it is, and how much of it was read: `whole`, or its first `size` bytes.

    `lines` says how many of its lines are in each script, of those that say anything.
    """

    name: str
    found: Detection
    size: int
    whole: bool
    lines: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, source: Source) -> "Seen":
        """Look at a document. Raises `OSError`."""
        data, whole = source.read_beginning(_ENOUGH)
        found = detect(data)
        if not whole and found.encoding and (torn := _count_torn(data, found.encoding)):
            data = data[:-torn]
            found = detect(data)
        text = read_as(data, found.encoding) if found.encoding else ""
        scripts = Counter(classify_line(line.text) for line in lines(text) if line.text.strip())
        return cls(source.name, found, len(data), whole, dict(scripts.most_common()))


def _count_torn(data: bytes, encoding: str) -> int:
    """How many bytes at the end are the beginning of a character: the rest of it was not read."""
    decoder = getincrementaldecoder(encoding)("replace")
    decoder.decode(data)
    return len(decoder.getstate()[0])


def as_json_line(seen: Seen) -> str:
    """The facts as one JSON object."""
    facts = {
        "file": seen.name,
        **asdict(seen.found),
        "lines": dict(seen.lines),
        "read": seen.size,
        "whole": seen.whole,
    }
    return as_json(facts) + "\n"


def as_text_line(seen: Seen, columns: int = 0, *, coloured: bool = False) -> str:
    r"""The facts on one line: the name in so many columns, encoding and its certainty, script, newlines, damage.

    >>> as_text_line(Seen("縣.txt", Detection("gb18030", 0.998, "hans", (), "lf"), 40, whole=True), 8)
    '縣.txt    gb18030     100%  hans   lf     no damage\n'
    """
    found = seen.found
    name = printable(seen.name)
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
    if found.script == "mixed":
        part = f" ({', '.join(f'{name} {count}' for name, count in seen.lines.items())} lines){part}"
    return f"{head}  {found.encoding:10}  {sure}  {found.script:5}  {found.newline:5}  {damage}{part}\n"
