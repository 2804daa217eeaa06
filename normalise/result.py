"""The records that come out, and the errors.

NormaliseError              the root: catch this to catch all
├── OptionError             an option or a setting that makes no sense (a ValueError too)
├── UndecodableError        bytes that are not text, or whose encoding is in doubt
│   └── BinaryError         bytes that are not text
└── RewriteError            a file that was left as it was, because replacing it was not safe
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


class NormaliseError(Exception):
    """The root of everything that this package raises on purpose."""


class OptionError(NormaliseError, ValueError):
    """An option has a value that it cannot have."""


class UndecodableError(NormaliseError):
    """No encoding is certain enough to read the input by."""


class BinaryError(UndecodableError):
    """The input is not text."""


class RewriteError(NormaliseError):
    """A file was left as it was, because replacing it was not safe."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that one stage did.

    `line` is 1-based. `start` and `end` are offsets into the whole of the stage's input: code points,
    or for `decode` bytes, with `before` in hex.
    """

    stage: str
    rule: str
    line: int
    start: int
    end: int
    before: str
    after: str
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one document."""

    text: str
    encoding: str | None
    confidence: float
    changed: bool
    counts: Mapping[str, int]
    changes: tuple[Change, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Detection:
    """What a document is, before anything is done to it.

    `script` is one of hans, hant, mixed, ja, ko, other; `newline` one of lf, crlf, cr, mixed, none;
    `damage` names the kinds that were found, worst first. `encoding` is None for `str`, and for bytes
    that `normalise` would refuse.
    """

    encoding: str | None
    confidence: float
    script: str
    damage: tuple[str, ...]
    newline: str
