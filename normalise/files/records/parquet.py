"""Parquet: the strings of some columns are replaced, or made of bytes; every other column stays.

A row group is done at a time, and becomes a row group again. A column of bytes becomes one of text, which can't
hold what could not be decoded: such a value becomes null, and is told.
"""

import json
import tempfile
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, NamedTuple

from normalise.columns import Value, read_values, write_values
from normalise.extras import import_extra
from normalise.files.parallel import map_in_order
from normalise.files.records.column import Column
from normalise.files.records.fields import EACH, RecordError, Work
from normalise.files.records.lines import Done
from normalise.files.records.tally import Failure, Tally
from normalise.files.worker import Crash
from normalise.outcome import tell

_BATCH = 1 << 19
_MOST_HELD = 64 << 20


class Batch(NamedTuple):
    """Values of a column, and whether they are its last in the row group."""

    values: tuple[Value, ...]
    is_last: bool


class Answer(NamedTuple):
    """What became of one value, or why nothing did, and what a report tells of it."""

    value: Value
    changed: bool = False
    error: str = ""
    told: Any = None


@dataclass(frozen=True, slots=True)
class DoValues:
    """The work on a batch of values, in whatever process."""

    work: Work

    def __call__(self, batch: Batch) -> list[Answer]:
        """An answer for each value of the batch."""
        return [Answer(None) if value is None else self._do(value) for value in batch.values]

    def _do(self, value: str | bytes) -> Answer:
        try:
            result = self.work.normalise(value)
        except RecordError as error:
            return Answer(value, error=str(error))
        told = tell(result) if self.work.report_field else None
        before = value if isinstance(value, str) else value.decode("utf-8", "replace")
        return Answer(result.text, result.text != before, told=told)


def do_table(
    file: BinaryIO, work: Work, on_error: str, jobs: int, write: Callable[[bytes], object]
) -> Iterator[Done]:
    """Do a Parquet file, and write what comes out; `Done` of each row group, without its data.

    Raises `OptionError` for a column that is not there, or holds neither text nor bytes.
    """
    pa, parquet = import_extra("pyarrow"), import_extra("pyarrow.parquet")
    source = parquet.ParquetFile(_seekable(file))
    columns = [Column.find(path, source.schema_arrow) for path in work.fields]
    empty = source.schema_arrow.empty_table()
    for column in columns:
        empty = column.put(empty, pa.array([], column.text_type(empty)))
    schema = _with_reports(empty, work.report_field, []).schema
    tables: deque[Any] = deque()

    def batches() -> Iterator[Batch]:
        for number in range(source.num_row_groups):
            tables.append(source.read_row_group(number))
            for column in columns:
                yield from _in_batches(read_values(column.take(tables[-1])[0]))

    answers = _answers(batches(), DoValues(work), jobs)
    first_row = 1
    with parquet.ParquetWriter(_Sink(write), schema, compression=_compression(source)) as writer:
        for _ in range(source.num_row_groups):
            # The first answer has the row group read, if it is not yet.
            leaves = [_of_one_group(answers) for _ in columns]
            table = tables.popleft()
            group = _Group(table, first_row, on_error, work.report_field)
            for column, leaf in zip(columns, leaves, strict=True):
                group.put(column, leaf)
            writer.write_table(group.finish(), row_group_size=max(table.num_rows, 1))
            first_row += table.num_rows
            yield group.done()


class _Group:
    """A row group while its columns are replaced."""

    def __init__(self, table: Any, first_row: int, on_error: str, report_field: str) -> None:
        self.table = table
        self.first_row = first_row
        self.on_error = on_error
        self.report_field = report_field
        self.found: set[int] = set()
        self.changed: set[int] = set()
        self.failures: dict[int, Failure] = {}
        self.told: list[dict[str, Any]] = [{} for _ in range(table.num_rows)] if report_field else []

    def put(self, column: Column, answers: list[Answer]) -> None:
        type_ = column.text_type(self.table)
        _, rows = column.take(self.table)
        for row, answer in zip(rows, answers, strict=True):
            if answer.error:
                place = self.first_row + row
                lost = (
                    "; it is null now" if isinstance(answer.value, bytes) and self.on_error == "keep" else ""
                )
                self.failures.setdefault(row, Failure(place, f"{column.name}: {answer.error}{lost}"))
            if answer.changed:
                self.changed.add(row)
            if answer.value is not None:
                self.found.add(row)
                if self.report_field:
                    told = {"error": answer.error} if answer.error else answer.told
                    self.told[row][column.name] = (
                        [*self.told[row].get(column.name, []), told] if EACH in column.path else told
                    )
        texts = [answer.value if isinstance(answer.value, str) else None for answer in answers]
        self.table = column.put(self.table, write_values(texts, type_))

    def finish(self) -> Any:
        """The table to be written."""
        table = _with_reports(self.table, self.report_field, self.told)
        if self.on_error == "skip" and self.failures:
            keep = [row not in self.failures for row in range(table.num_rows)]
            table = table.filter(import_extra("pyarrow").array(keep))
        return table

    def done(self) -> Done:
        changed = len(self.changed.difference(self.failures))
        tally = Tally(self.table.num_rows, changed, len(self.failures), len(self.found))
        return Done(b"", tally, tuple(self.failures[row] for row in sorted(self.failures)))


class _Sink:
    """A place to write to that knows how much was written, as Parquet's offsets want it."""

    closed = False

    def __init__(self, write: Callable[[bytes], object]) -> None:
        self._write = write
        self._written = 0

    def write(self, data: Any) -> int:
        self._write(bytes(data))
        self._written += len(data)
        return len(data)

    def tell(self) -> int:
        return self._written

    def flush(self) -> None:
        pass

    def close(self) -> None:
        self.closed = True


def _in_batches(values: list[Value]) -> Iterator[Batch]:
    batch: list[Value] = []
    size = 0
    for value in values:
        batch.append(value)
        size += len(value or "") + 1
        if size >= _BATCH:
            yield Batch(tuple(batch), is_last=False)
            batch, size = [], 0
    yield Batch(tuple(batch), is_last=True)


def _answers(batches: Iterator[Batch], do: DoValues, jobs: int) -> Iterator[tuple[Batch, list[Answer]]]:
    for batch, answer in map_in_order(do, batches, jobs=jobs):
        yield batch, _one_by_one(batch, do) if isinstance(answer, Crash) else answer


def _one_by_one(batch: Batch, do: DoValues) -> list[Answer]:
    """The values of a batch that a process died on, each given to one that may die, too."""
    singles = (Batch((value,), is_last=False) for value in batch.values)
    answers: list[Answer] = []
    for single, answer in map_in_order(do, singles, jobs=2):
        answers += [Answer(single.values[0], error=answer.reason)] if isinstance(answer, Crash) else answer
    return answers


def _of_one_group(answers: Iterator[tuple[Batch, list[Answer]]]) -> list[Answer]:
    """The answers for one column of one row group."""
    found: list[Answer] = []
    for batch, more in answers:
        found += more
        if batch.is_last:
            break
    return found


def _with_reports(table: Any, name: str, told: list[dict[str, Any]]) -> Any:
    if not name:
        return table
    reports = import_extra("pyarrow").array(
        [json.dumps(report, ensure_ascii=False) for report in told], "string"
    )
    if name in table.schema.names:
        return table.set_column(table.schema.names.index(name), name, reports)
    return table.append_column(name, reports)


def _compression(source: Any) -> str:
    if source.num_row_groups == 0 or source.metadata.num_columns == 0:
        return "snappy"
    name = str(source.metadata.row_group(0).column(0).compression).lower()
    return "none" if name == "uncompressed" else name


def _seekable(file: BinaryIO) -> Any:
    """The file, or what it holds in a temporary one: of Parquet, the end must be read first."""
    if file.seekable():
        return file
    held = tempfile.SpooledTemporaryFile(_MOST_HELD)  # noqa: SIM115 - it goes with its last user
    while block := file.read(1 << 20):
        held.write(block)
    held.seek(0)
    return held
