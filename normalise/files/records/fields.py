"""Which fields of a record are meant, and what becomes of the value of one."""

import re
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

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
            return self.normaliser(b64decode(value, validate=True) if self.base64 else value)
        except NormaliseError as error:
            raise RecordError(str(error)) from None
        except ValueError as error:
            raise RecordError(f"not base64: {error}") from None
        except Exception as error:  # noqa: BLE001 - one record must not end the work on the others
            raise RecordError(f"internal error: {type(error).__name__}: {error}; please report it") from None

    def decode(self, value: bytes) -> Result:
        """Only read the bytes; the other stages are still to come. Raises `RecordError`."""
        try:
            return self._decoder(value)
        except NormaliseError as error:
            raise RecordError(str(error)) from None

    @cached_property
    def _decoder(self) -> Normaliser:
        options = self.normaliser.options
        only = ("decode",) if "decode" in options.active else ()
        return Normaliser(replace(options, stages=only, skip=()))


def report(results: Mapping[str, Result]) -> dict[str, Any]:
    """What a report field tells of a record: of each field, under the path to it, what was done."""
    return {
        path: {
            "changed": result.changed,
            "encoding": result.encoding,
            "confidence": round(result.confidence, 3),
            "counts": dict(result.counts),
        }
        for path, result in results.items()
    }
