"""Records that are lines, or stretches of lines: done in batches, and written in their order."""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from normalise.files.parallel import map_in_order
from normalise.files.records.fields import RecordError, Rewritten, Work
from normalise.files.records.tally import Failure, Tally
from normalise.files.worker import Crash

_BATCH = 1 << 19
_NEWLINES = b"\r\n"


class LineFormat(Protocol):
    """What is to be known of a format."""

    def split(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        """The records that the lines make up, newlines included."""

    def rewrite(self, record: bytes, work: Work) -> Rewritten:
        """The record, without its newline, with its fields normalised. Raises `RecordError`."""

    def tell_error(self, record: bytes, work: Work, error: str) -> bytes:
        """The record, which could not be done, with the error in its report field."""


class Batch(NamedTuple):
    """Whole records, and the number of the line that the first begins with."""

    line: int
    data: bytes


class Done(NamedTuple):
    """What became of a batch: what is to be written, and what to be told."""

    data: bytes
    tally: Tally
    failures: tuple[Failure, ...] = ()


@dataclass(frozen=True, slots=True)
class DoBatch:
    """The work on a batch, in whatever process."""

    format: LineFormat
    work: Work
    on_error: str

    def __call__(self, batch: Batch) -> Done:
        """Do each record of the batch."""
        pieces: list[bytes] = []
        tally = Tally()
        failures: list[Failure] = []
        line = batch.line
        for whole in self.format.split(io.BytesIO(batch.data)):
            record = whole.rstrip(_NEWLINES)
            if record.strip():
                try:
                    done = self.format.rewrite(record, self.work)
                except RecordError as error:
                    failures.append(Failure(line, str(error), whole))
                    pieces.append(self.keep(whole, str(error)))
                    tally += Tally(1, failed=1)
                else:
                    pieces += (done.record, whole[len(record) :])
                    tally += Tally(1, changed=done.changed, found=done.found)
            else:
                pieces.append(whole)
            line += whole.count(b"\n")
        return Done(b"".join(pieces), tally, tuple(failures))

    def keep(self, whole: bytes, error: str) -> bytes:
        """What is written for a record that could not be done: it as it was, or nothing."""
        if self.on_error == "skip":
            return b""
        if not self.work.report_field:
            return whole
        record = whole.rstrip(_NEWLINES)
        return self.format.tell_error(record, self.work, error) + whole[len(record) :]


def do_batches(batches: Iterable[Batch], do: DoBatch, *, jobs: int) -> Iterator[Done]:
    """What becomes of the batches, in order; a record that a process dies on has failed."""
    for batch, answer in map_in_order(do, batches, jobs=jobs):
        if isinstance(answer, Crash):
            yield from _one_by_one(batch, do)
        else:
            yield answer


def _one_by_one(batch: Batch, do: DoBatch) -> Iterator[Done]:
    """The records of a batch that a process died on, each given to one that may die, too."""
    singles = split_into_batches(io.BytesIO(batch.data), do.format, line=batch.line, size=1)
    for single, answer in map_in_order(do, singles, jobs=2):
        if isinstance(answer, Crash):
            failure = Failure(single.line, answer.reason, single.data)
            yield Done(do.keep(single.data, answer.reason), Tally(1, failed=1), (failure,))
        else:
            yield answer


def split_into_batches(
    lines: Iterable[bytes], format_: LineFormat, *, line: int = 1, size: int = _BATCH
) -> Iterator[Batch]:
    """Batches of records of about so many bytes; the first begins on the given line."""
    records: list[bytes] = []
    held = 0
    for record in format_.split(lines):
        records.append(record)
        held += len(record)
        if held >= size:
            data = b"".join(records)
            yield Batch(line, data)
            line += data.count(b"\n")
            records, held = [], 0
    if records:
        yield Batch(line, b"".join(records))
