"""Which fields of a record are meant, and what becomes of the value of one."""

import re
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

from normalise.outcome import Failed, attempt, tell
from normalise.pipeline import Normaliser
from normalise.result import NormaliseError, OptionError, Result

EACH = "*"
"""The step of a path that stands for every item of a list."""

Path = tuple[str, ...]

_STEP = re.compile(r"((?:[^.\\]|\\.)*)(\.|\Z)", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


class RecordError(NormaliseError):
    """A record that could not be done, and stays as it is."""


class Rewritten(NamedTuple):
    """What became of a record; `found` if it has any of the fields."""

    record: bytes
    changed: bool
    found: bool


def parse_path(name: str) -> Path:
    r"""The steps of a path to a field; a backslash takes its meaning from a dot. Raises `OptionError`.

    >>> parse_path("meta.body"), parse_path("messages.*.content"), parse_path(r"a\.b")
    (('meta', 'body'), ('messages', '*', 'content'), ('a.b',))
    """
    steps: list[str] = []
    position = 0
    while match := _STEP.match(name, position):
        steps.append(_ESCAPED.sub(r"\1", match[1]))
        position = match.end()
        if not match[2]:
            break
    if not all(steps):
        raise OptionError(
            f"{name!r} is no path to a field; one is like text, meta.body or messages.*.content"
        )
    return tuple(steps)


@dataclass(frozen=True)
class Work:
    """What is to be done with each record, in whatever process.

    `base64` says that the fields hold bytes written so; `report_field` names one that tells what was done.
    """

    normaliser: Normaliser
    fields: tuple[Path, ...]
    base64: bool = False
    report_field: str = ""

    def normalise(self, value: str | bytes) -> Result:
        """Normalise the value of a field. Raises `RecordError`."""
        try:
            data = b64decode(value, validate=True) if self.base64 else value
        except ValueError as error:
            raise RecordError(f"not base64: {error}") from None
        return _done(attempt(self.normaliser, data))

    def decode(self, value: bytes) -> Result:
        """Only read the bytes; the other stages are still to come. Raises `RecordError`."""
        return _done(attempt(self._decoder, value))

    @cached_property
    def _decoder(self) -> Normaliser:
        options = self.normaliser.options
        only = ("decode",) if "decode" in options.active else ()
        return Normaliser(replace(options, stages=only, skip=()))


def report(results: Mapping[str, Result]) -> dict[str, Any]:
    """What a report field tells of a record: of each field, under the path to it, what was done."""
    return {path: tell(result) for path, result in results.items()}


def _done(outcome: Result | Failed) -> Result:
    if isinstance(outcome, Failed):
        raise RecordError(outcome.reason)
    return outcome
