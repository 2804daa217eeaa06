"""Batches of records: their order, their lines, and what happens when a process dies on one."""

import io
import os
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import pytest

from normalise import Normaliser
from normalise.files.records.csv_rows import Column, Rows
from normalise.files.records.fields import RecordError, Rewritten, Work
from normalise.files.records.json_lines import JsonLines
from normalise.files.records.lines import Batch, DoBatch, do_batches, split_into_batches
from normalise.files.records.tally import Tally

WORK = Work(Normaliser(stages=("tidy",)), (("text",),))


class Mortal(NamedTuple):
    """A format whose records are words: one kills the process that reads it, another can't be done."""

    def split(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        yield from lines

    def rewrite(self, record: bytes, work: Work) -> Rewritten:  # noqa: ARG002
        if record == b"death":
            os._exit(3)
        if record == b"bad":
            raise RecordError("bad")
        return Rewritten(record.upper(), changed=True, found=True)

    def tell_error(self, record: bytes, work: Work, error: str) -> bytes:  # noqa: ARG002
        return record


@pytest.mark.parametrize(
    ("on_error", "out"), [("keep", b"A\ndeath\n\nB\nbad\nC\nD"), ("skip", b"A\n\nB\nC\nD")]
)
def test_a_process_that_dies_costs_the_record_it_died_on(on_error: str, out: bytes) -> None:
    data = b"a\ndeath\n\nb\nbad\nc\nd"
    do = DoBatch(Mortal(), WORK, on_error)
    done = list(do_batches(split_into_batches(io.BytesIO(data), Mortal()), do, jobs=2))
    assert b"".join(part.data for part in done) == out
    assert [(failure.place, failure.record) for part in done for failure in part.failures] == [
        (2, b"death\n"),
        (5, b"bad\n"),
    ]
    tally = Tally()
    for part in done:
        tally += part.tally
    assert tally == Tally(6, changed=4, failed=2, found=4)


@pytest.mark.parametrize("size", [1, 20, 1000])
def test_batches_are_whole_records_and_know_their_lines(size: int) -> None:
    data = b'1,"a\nb"\n2,c\n\n3,"d\n\n\ne"\n4,f'
    rows = Rows(b",", (Column(1, "text"),))
    batches = list(split_into_batches(io.BytesIO(data), rows, line=2, size=size))
    assert b"".join(batch.data for batch in batches) == data
    lines = data.split(b"\n")
    assert all(lines[batch.line - 2] == batch.data.split(b"\n")[0] for batch in batches)


def test_the_line_of_a_failure_is_where_its_record_begins() -> None:
    done = DoBatch(JsonLines(), WORK, "keep")(Batch(10, b'\n{"text":"a"}\r\n{\n'))
    assert [failure.place for failure in done.failures] == [12]
    assert done.data == b'\n{"text":"a"}\r\n{\n'
