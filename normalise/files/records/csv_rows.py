r"""CSV and its kin: the cells of some columns are replaced within their row; every other byte stays.

A cell is quoted if it begins with a quotation mark, in which two stand for one (RFC 4180); in any other, a
quotation mark stands for itself. Commas, tabs, semicolons and quotation marks are bytes that no
character of UTF-8, GBK or Big5 has inside.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from normalise.files.records.fields import Path, RecordError, Rewritten, Work, report
from normalise.result import OptionError, Result

DELIMITERS = (b",", b"\t", b";")
LONGEST_ROW = 4 << 20
"""Bytes: where a quotation mark is not closed within so many, the row is its first line."""

_QUOTE = b'"'


class Column(NamedTuple):
    """Where a field stands in each row, and what it is called."""

    place: int
    name: str


class Rows(NamedTuple):
    """The format, as `normalise.files.records.lines` wants one."""

    delimiter: bytes
    columns: tuple[Column, ...]

    def split(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        """The records that the lines make up: a quoted cell may hold newlines."""
        return split_rows(lines, self.delimiter)

    def rewrite(self, record: bytes, work: Work) -> Rewritten:
        """The row with its columns normalised. Raises `RecordError`."""
        cells = split_cells(record, self.delimiter)
        results: dict[str, Result] = {}
        changed = False
        for place, name in self.columns:
            if place >= len(cells):
                raise RecordError(f"{name}: the row has only {len(cells)} cells")
            value = _read(cells[place])
            try:
                result = results[name] = work.normalise(value)
            except RecordError as error:
                raise RecordError(f"{name}: {error}") from None
            if result.text != value:
                changed = True
                cells[place] = self._write(result.text, quoted=cells[place].startswith(_QUOTE))
        if work.report_field:
            cells.append(self._write(json.dumps(report(results), ensure_ascii=False)))
        return Rewritten(
            self.delimiter.join(cells) if changed or work.report_field else record, changed, True
        )

    def tell_error(self, record: bytes, work: Work, error: str) -> bytes:  # noqa: ARG002
        """The row, which could not be done, with the error in its last cell."""
        return record + self.delimiter + self._write(json.dumps({"error": error}, ensure_ascii=False))

    def _write(self, text: str, *, quoted: bool = False) -> bytes:
        cell = text.encode("utf-8", "surrogatepass")
        if quoted or any(special in cell for special in (self.delimiter, _QUOTE, b"\n", b"\r")):
            return _QUOTE + cell.replace(_QUOTE, _QUOTE * 2) + _QUOTE
        return cell


def find_delimiter(header: bytes) -> bytes:
    """The delimiter that parts the cells of the header."""
    return max(DELIMITERS, key=lambda delimiter: len(split_cells(header, delimiter)))


def find_columns(header: Sequence[bytes], fields: Iterable[Path]) -> tuple[Column, ...]:
    """Where the fields stand, by their names in the header. Raises `OptionError`."""
    names = [_read(cell) for cell in header]
    columns = []
    for path in fields:
        name = ".".join(path)
        if name not in names:
            known = ", ".join(name for name in names if isinstance(name, str))
            raise OptionError(f"there is no column {name!r}; the header has {known}")
        columns.append(Column(names.index(name), name))
    return tuple(columns)


def split_rows(lines: Iterable[bytes], delimiter: bytes) -> Iterator[bytes]:
    r"""The rows that the lines make up, with their newlines.

    >>> [*split_rows([b'1,"a\n', b'b"\n', b'2,5" disk\n'], b",")]
    [b'1,"a\nb"\n', b'2,5" disk\n']
    """
    waiting = list[bytes]()  # lines that were read, and turned out not to belong to the row before them
    lines = iter(lines)
    while True:
        line = waiting.pop() if waiting else next(lines, b"")
        if not line:
            return
        row = [line]
        size = len(line)
        is_open = _is_open(line, delimiter, is_open=False)
        while is_open and size < LONGEST_ROW and (line := waiting.pop() if waiting else next(lines, b"")):
            row.append(line)
            size += len(line)
            is_open = _is_open(line, delimiter, is_open=True)
        if is_open:
            waiting += reversed(row[1:])
            row = row[:1]
        yield b"".join(row)


def split_cells(row: bytes, delimiter: bytes) -> list[bytes]:
    r"""The cells of a row without its newline, as they are written. Raises `RecordError` for an open quotation mark.

    >>> split_cells(b'1,"a,b",', b",")
    [b'1', b'"a,b"', b'']
    """
    cells: list[bytes] = []
    start = 0
    while True:
        position = start
        if row.startswith(_QUOTE, start):
            position = _closing(row, start + 1)
            if position < 0:
                raise RecordError("a quotation mark is not closed")
        end = row.find(delimiter, position)
        if end < 0:
            return [*cells, row[start:]]
        cells.append(row[start:end])
        start = end + len(delimiter)


def _is_open(line: bytes, delimiter: bytes, *, is_open: bool) -> bool:
    """Is a quotation mark open after the line, which begins inside a quoted cell if one was open before it?"""
    position = 0
    while True:
        if is_open or line.startswith(_QUOTE, position):
            position = _closing(line, position if is_open else position + 1)
            if position < 0:
                return True
        end = line.find(delimiter, position)
        if end < 0:
            return False
        is_open, position = False, end + len(delimiter)


def _closing(row: bytes, position: int) -> int:
    """After the quotation mark that closes a cell; -1 if none does."""
    while True:
        position = row.find(_QUOTE, position) + 1
        if position == 0:
            return -1
        if not row.startswith(_QUOTE, position):
            return position
        position += 1


def _read(cell: bytes) -> str | bytes:
    """What a cell says; bytes, if that is not UTF-8."""
    if cell.startswith(_QUOTE):
        closing = _closing(cell, 1)
        cell = cell[1 : closing - 1].replace(_QUOTE * 2, _QUOTE) + cell[closing:]
    try:
        return cell.decode("utf-8")
    except UnicodeDecodeError:
        return cell
