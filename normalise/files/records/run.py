"""A whole file of records: read, done, written in its order, and counted."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from normalise.files.records.containers import (
    Container,
    as_utf8,
    look_at,
    name_container,
    read_chunks,
    read_lines,
    tell_kind,
    writing,
)
from normalise.files.records.csv_rows import Rows, find_columns, find_delimiter, split_cells, split_rows
from normalise.files.records.fields import Work
from normalise.files.records.json_lines import JsonLines
from normalise.files.records.lines import DoBatch, Done, LineFormat, do_batches, split_into_batches
from normalise.files.records.tally import Failure, Tally
from normalise.result import NormaliseError, OptionError

_MARK = b"\xef\xbb\xbf"
_NEWLINES = b"\r\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What is to be done with a file of records.

    `on_error` says what becomes of a record that can't be done: "keep" writes it as it is, "skip" leaves it out,
    "fail" ends the run. `said` is the user's word for the file's format. `fail` is told of each failure, `say`
    what else people should know, and `advance` how many records more are done.
    """

    work: Work
    on_error: str
    jobs: int
    said: str | None
    fail: Callable[[Failure], object]
    say: Callable[[str], object]
    advance: Callable[[int], object]

    def do(self, file: BinaryIO, name: str, output: Path | None) -> Tally:
        """Do the file; what comes out is at `output` when all is done, or goes to standard output.

        Raises `NormaliseError` or `OSError`, and then there is at `output` what was there before.
        """
        container = look_at(file, name, self.said)
        compression = _compression_of(output, container, self.said)
        if container.kind == "parquet":
            from normalise.files.records.parquet import do_table  # noqa: PLC0415 - pyarrow is slow to load

            with writing(output, "") as write:
                return self._total(do_table(file, self.work, self.on_error, self.jobs, write))
        encoding, chunks = as_utf8(read_chunks(file, container.compression), self.work.normaliser.options)
        if encoding != "utf-8":
            self.say(f"{name}: read as {encoding}, and written as UTF-8")
        lines = read_lines(chunks)
        first = next(lines, b"")
        mark = _MARK if first.startswith(_MARK) else b""
        first = first[len(mark) :]
        lines = chain([first] if first else [], lines)
        kind = container.kind or tell_kind(first)
        with writing(output, compression) as write:
            write(mark)
            return self._total(self._do_lines(lines, kind, write))

    def _do_lines(
        self, lines: Iterator[bytes], kind: str, write: Callable[[bytes], object]
    ) -> Iterator[Done]:
        format_: LineFormat = JsonLines()
        line = 1
        if kind == "csv":
            format_, header, lines = self._read_header(lines)
            write(header)
            line += header.count(b"\n")
        batches = split_into_batches(lines, format_, line=line)
        for done in do_batches(batches, DoBatch(format_, self.work, self.on_error), jobs=self.jobs):
            write(done.data)
            yield done

    def _read_header(self, lines: Iterator[bytes]) -> tuple[Rows, bytes, Iterator[bytes]]:
        """The format, the row of names with that of the report added, and the lines after it."""
        first = next(lines, b"")
        delimiter = find_delimiter(first.rstrip(_NEWLINES))
        rows = split_rows(chain([first], lines), delimiter)
        whole = next(rows, b"")
        names = whole.rstrip(_NEWLINES)
        columns = find_columns(split_cells(names, delimiter), self.work.fields)
        told = delimiter + self.work.report_field.encode() if self.work.report_field else b""
        return Rows(delimiter, columns), names + told + whole[len(names) :], rows

    def _total(self, parts: Iterable[Done]) -> Tally:
        tally = Tally()
        for done in parts:
            for failure in done.failures:
                self.fail(failure)
                if self.on_error == "fail":
                    raise NormaliseError("stopped at the first record that can't be done")
            tally += done.tally
            self.advance(done.tally.records)
        if tally.records > tally.failed and not tally.found:
            names = " or ".join(".".join(path) for path in self.work.fields)
            raise NormaliseError(f"no record has a field {names}; is that its name?")
        return tally


def _compression_of(output: Path | None, container: Container, said: str | None) -> str:
    """What the answer is to be compressed by: as the output's name tells, or as was said for the stream."""
    if output is None:
        named = name_container(said) if said else None
        return named.compression if named else ""
    named = name_container(output.name)
    if named and container.kind and named.kind != container.kind:
        raise OptionError(f"{output}: a file of {container.kind} can't become one of {named.kind}")
    return named.compression if named else ""
