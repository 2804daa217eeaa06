"""Parquet: the column's strings change; rows, order, groups, other columns and nulls stay."""

from pathlib import Path
from typing import Any

import pytest

from normalise import Normaliser, OptionError
from normalise.files.records.fields import Work, parse_path
from normalise.files.records.tally import Tally

pa = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")
pytest.importorskip("pyarrow.compute")

from normalise.files.records.parquet import do_table  # noqa: E402 - it needs pyarrow, which may not be there

NORMALISER = Normaliser()
BINARY = bytes(range(256)) * 4


def do(
    tmp_path: Path,
    table: Any,
    *fields: str,
    on_error: str = "keep",
    jobs: int = 1,
    report: str = "",
    **written: Any,
) -> tuple[Any, Tally, list[tuple[int, str]]]:
    """The file that comes of the table, the tally, and the failures."""
    source, target = tmp_path / "in.parquet", tmp_path / "out.parquet"
    parquet.write_table(table, source, **written)
    work = Work(NORMALISER, tuple(map(parse_path, fields)), report_field=report)
    tally = Tally()
    failures = []
    with source.open("rb") as file, target.open("wb") as out:
        for done in do_table(file, work, on_error, jobs, out.write):
            tally += done.tally
            failures += [(failure.place, failure.reason) for failure in done.failures]
    return parquet.ParquetFile(target), tally, failures


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize(
    "type_", [pa.string(), pa.large_string(), pa.dictionary(pa.int32(), pa.string())], ids=str
)
def test_text(tmp_path: Path, type_: Any, jobs: int) -> None:
    texts = ["緊密", None, "干净", "緊密", ""]
    table = pa.table(
        {"id": pa.array(range(5), pa.uint8()), "text": pa.array(texts).cast(type_), "when": pa.array([7] * 5, pa.timestamp("ns"))}
    )  # fmt: skip
    file, tally, failures = do(tmp_path, table, "text", jobs=jobs, row_group_size=2, compression="gzip")
    done = file.read()
    assert done.column("text").to_pylist() == ["紧密", None, "干净", "紧密", ""]
    assert done.drop_columns(["text"]).equals(table.drop_columns(["text"]))
    assert file.num_row_groups == 3
    assert file.metadata.row_group(0).column(0).compression == "GZIP"
    assert (tally, failures) == (Tally(5, changed=2, found=4), [])


@pytest.mark.parametrize("type_", [pa.binary(), pa.large_binary()], ids=str)
def test_bytes_become_text(tmp_path: Path, type_: Any) -> None:
    values = ["緊密相連，不可分割。".encode("big5"), "干净的正文，没有错。".encode("gbk"), None]
    file, _, _ = do(tmp_path, pa.table({"raw": pa.array(values, type_)}), "raw")
    column = file.read().column("raw")
    assert column.to_pylist() == ["紧密相连，不可分割。", "干净的正文，没有错。", None]
    assert pa.types.is_string(column.type) or pa.types.is_large_string(column.type)


def test_fields_in_structures_and_lists(tmp_path: Path) -> None:
    rows = [
        {"a": {"b": "緊", "n": 1}, "l": [{"t": "發"}, {"t": None}]},
        {"a": None, "l": None},
        {"a": {"b": None, "n": 2}, "l": []},
    ]
    file, tally, _ = do(tmp_path, pa.Table.from_pylist(rows), "a.b", "l.*.t")
    assert file.read().to_pylist() == [{"a": {"b": "紧", "n": 1}, "l": [{"t": "发"}, {"t": None}]}, *rows[1:]]
    assert (tally.records, tally.changed, tally.found) == (3, 1, 1)


def test_a_dot_in_a_name_is_no_path(tmp_path: Path) -> None:
    file, _, _ = do(tmp_path, pa.table({"a.b": ["緊"]}), "a.b")
    assert file.read().column("a.b").to_pylist() == ["紧"]


@pytest.mark.parametrize(
    ("on_error", "ids", "texts"), [("keep", [1, 2, 3], ["紧", None, "紧"]), ("skip", [1, 3], ["紧", "紧"])]
)
def test_what_is_no_text_is_told_with_its_row(
    tmp_path: Path, on_error: str, ids: list[int], texts: list[str | None]
) -> None:
    table = pa.table({"id": [1, 2, 3], "raw": pa.array(["緊".encode(), BINARY, "緊".encode()])})
    file, tally, failures = do(tmp_path, table, "raw", on_error=on_error, row_group_size=1)
    assert file.read().to_pydict() == {"id": ids, "raw": texts}
    assert tally == Tally(3, changed=2, failed=1, found=3)
    assert failures[0][0] == 2
    assert ("it is null now" in failures[0][1]) == (on_error == "keep")


def test_a_report_is_a_column(tmp_path: Path) -> None:
    file, _, _ = do(tmp_path, pa.table({"text": ["緊", "干净"]}), "text", report="told")
    assert '"changed": true' in file.read().column("told").to_pylist()[0]
    assert '"changed": false' in file.read().column("told").to_pylist()[1]


def test_a_table_without_rows(tmp_path: Path) -> None:
    file, tally, _ = do(tmp_path, pa.table({"text": pa.array([], "string")}), "text")
    assert file.read().num_rows == 0
    assert tally.records == 0


@pytest.mark.parametrize(
    ("field", "message"),
    [
        ("txt", "no column 'txt'; the file has id, text"),
        ("id", "neither text nor bytes"),
        ("text.a", "there is no 'a'"),
    ],
)
def test_a_column_that_is_not_there(tmp_path: Path, field: str, message: str) -> None:
    with pytest.raises(OptionError, match=message):
        do(tmp_path, pa.table({"id": [1], "text": ["a"]}), field)


def test_views(tmp_path: Path) -> None:
    file, _, _ = do(tmp_path, pa.table({"text": pa.array(["緊", None], pa.string_view())}), "text")
    assert file.read().column("text").to_pylist() == ["紧", None]


def test_bytes_in_a_column_of_text_are_decoded(tmp_path: Path) -> None:
    values = pa.array(["干净的正文，没有错。".encode("gbk"), "緊".encode(), None], pa.binary())
    text = pa.compute.cast(values, options=pa.compute.CastOptions(pa.string(), allow_invalid_utf8=True))
    file, tally, _ = do(tmp_path, pa.table({"text": text}), "text")
    assert file.read().column("text").to_pylist() == ["干净的正文，没有错。", "紧", None]
    assert tally == Tally(3, changed=2, found=2)
