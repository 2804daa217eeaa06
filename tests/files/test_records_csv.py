"""CSV: what changes is the cell, and not a byte beside it."""

import csv
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalise import Normaliser, OptionError
from normalise.files.records.csv_rows import (
    Column,
    Rows,
    find_columns,
    find_delimiter,
    split_cells,
    split_rows,
)
from normalise.files.records.fields import RecordError, Work

NORMALISER = Normaliser()


def rewrite(row: str | bytes, *places: int, delimiter: bytes = b",", **settings: Any) -> bytes:
    rows = Rows(delimiter, tuple(Column(place, f"c{place}") for place in places or (1,)))
    work = Work(NORMALISER, (), **settings)
    return rows.rewrite(row.encode() if isinstance(row, str) else row, work).record


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("緊,緊,緊", "緊,紧,緊"),
        ('"1", 緊,"x""y" z', '"1", 紧,"x""y" z'),
        ('1,"緊密, ""連"""', '1,"紧密, ""连"""'),
        ('1,"緊\r\n密"', '1,"紧\r\n密"'),
        ("1,干净", "1,干净"),
        ('1,5" 緊 disk', '1,"5"" 紧 disk"'),
        ("1,", "1,"),
    ],
)
def test_the_cell_changes_and_nothing_else(row: str, expected: str) -> None:
    assert rewrite(row).decode() == expected


def test_another_delimiter() -> None:
    assert rewrite("1\t緊,密\t2", delimiter=b"\t").decode() == "1\t紧,密\t2"


def test_a_cell_of_other_bytes_is_decoded_by_itself() -> None:
    row = b"\xff," + "緊密相連，不可分割。".encode("big5") + b",\xff"
    assert rewrite(row) == b"\xff," + "紧密相连，不可分割。".encode() + b",\xff"


def test_a_report_is_a_cell_at_the_end() -> None:
    assert next(csv.reader([rewrite("1,緊", report_field="told").decode()]))[2].startswith(
        '{"c1": {"changed": true'
    )


@pytest.mark.parametrize(("row", "reason"), [("1", "only 1"), ('1,"緊', "not closed")])
def test_what_can_not_be_done(row: str, reason: str) -> None:
    with pytest.raises(RecordError, match=reason):
        rewrite(row)


@pytest.mark.parametrize(
    ("header", "delimiter"),
    [(b"a,b", b","), (b"a;b;c", b";"), (b"a\tb", b"\t"), (b"a", b","), (b'"a;b;c",d,e', b",")],
)
def test_the_delimiter_shows_in_the_header(header: bytes, delimiter: bytes) -> None:
    assert find_delimiter(header) == delimiter


def test_columns_by_name() -> None:
    header = split_cells('id,"正""文",a.b'.encode(), b",")
    assert find_columns(header, [("a", "b"), ('正"文',)]) == (Column(2, "a.b"), Column(1, '正"文'))
    with pytest.raises(OptionError, match="no column 'text'; the header has id"):
        find_columns(header, [("text",)])


CELLS = st.text(st.sampled_from(list('甲,"\n\r;\t a緊')), max_size=6)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=6))
def test_rows_are_those_of_the_csv_module(rows: list[list[str]]) -> None:
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\r\n").writerows(rows)
    data = written.getvalue().encode()
    found = list(split_rows(io.BytesIO(data), b","))
    assert b"".join(found) == data
    assert len(found) == len(rows)


@given(st.lists(st.sampled_from([b'"', b",", b"\n", b"\r\n", b"a", b"\xe7"]), max_size=40).map(b"".join))
def test_rows_are_the_file_whatever_it_holds(data: bytes) -> None:
    assert b"".join(split_rows(io.BytesIO(data), b",")) == data


def test_a_quotation_mark_that_is_never_closed_costs_one_row(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [b'1,"open\n', b'2,"a\n', b'b"\n', b"3,c\n"]
    # The next quotation mark closes it, as in any program that reads CSV; where there is none, the line is alone.
    assert list(split_rows([b'1,"open\n', b"2,b\n", b"3,c\n"], b",")) == [b'1,"open\n', b"2,b\n", b"3,c\n"]
    monkeypatch.setattr("normalise.files.records.csv_rows.LONGEST_ROW", 5)
    assert next(split_rows(rows, b",")) == rows[0]
