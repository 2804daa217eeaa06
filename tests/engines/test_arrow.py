"""Tables of Arrow: documents change; types, rows, order, nulls and other columns stay, and each row says what happened."""

import pickle
import subprocess
import sys
from typing import Any

import pytest
from engine_documents import make_documents

from normalise import Normaliser, OptionError
from normalise.outcome import Failed, attempt

pa = pytest.importorskip("pyarrow")

from normalise.engines.arrow import TableNormaliser, normalise_batches, outcome_type  # noqa: E402

NOISE = bytes(range(256))
DOCUMENTS = list(make_documents(300))
TEXT_TYPES = [pa.string(), pa.large_string(), pa.string_view()]
BYTES_TYPES = [pa.binary(), pa.large_binary(), pa.binary_view()]


def table_of(values: list[Any], type_: Any = None) -> Any:
    return pa.table(
        {"id": range(len(values)), "text": pa.array(values, type_), "n": [{"a": [1]}] * len(values)}
    )


def told(table: Any, row: int) -> dict[str, Any]:
    answer: dict[str, Any] = table.column("normalise")[row].as_py()
    return answer


@pytest.mark.parametrize("type_", TEXT_TYPES, ids=str)
def test_text_keeps_its_type(type_: Any) -> None:
    table = table_of(["緊密", None, "干净", ""], type_)
    done = TableNormaliser()(table)
    assert done.column("text").to_pylist() == ["紧密", None, "干净", ""]
    assert done.column("text").type == type_
    assert done.select(["id", "n"]).equals(table.select(["id", "n"]))
    assert done.column_names == ["id", "text", "n", "normalise"]


@pytest.mark.parametrize("type_", BYTES_TYPES, ids=str)
def test_bytes_become_those_of_utf_8_and_keep_their_type(type_: Any) -> None:
    values = ["緊密相連，不可分割。".encode("big5"), None, "干净的正文，没有错。".encode("gbk")]
    done = TableNormaliser()(table_of(values, type_))
    assert done.column("text").to_pylist() == [
        "紧密相连，不可分割。".encode(),
        None,
        "干净的正文，没有错。".encode(),
    ]
    assert done.column("text").type == type_
    assert [told(done, 0)["encoding"], told(done, 2)["encoding"]] == ["big5", "gb18030"]


@pytest.mark.parametrize(
    ("type_", "text"), [*zip([*BYTES_TYPES, *TEXT_TYPES], TEXT_TYPES * 2, strict=True)], ids=str
)
def test_text_may_go_to_a_column_of_its_own(type_: Any, text: Any) -> None:
    table = table_of(["緊密相連，不可分割。".encode(), None, b"a"], pa.binary()).cast(
        pa.schema([("id", pa.int64()), ("text", type_), ("n", pa.struct([("a", pa.list_(pa.int64()))]))])
    )
    done = TableNormaliser(into="clean", outcome="what")(table)
    assert done.select(table.column_names).equals(table)
    assert done.column("clean").to_pylist() == ["紧密相连，不可分割。", None, "a"]
    assert done.column("clean").type == text
    assert done.column_names == ["id", "text", "n", "clean", "what"]


@pytest.mark.parametrize("value_type", [*TEXT_TYPES, pa.binary()], ids=str)
@pytest.mark.parametrize("index_type", [pa.int8(), pa.uint32()], ids=str)
def test_what_a_dictionary_encodes_stays_encoded(value_type: Any, index_type: Any) -> None:
    type_ = pa.dictionary(index_type, value_type)
    values = pa.array(["没有人用的", "緊密", "紧密", None, "好"]).cast(value_type)
    indices = [1, 2, None, 1, 3, 4]
    array = pa.DictionaryArray.from_arrays(pa.array(indices, index_type), values)
    done = TableNormaliser()(pa.table({"text": array}))
    column = done.column("text")
    assert column.type == type_
    assert [value.decode() if isinstance(value, bytes) else value for value in column.to_pylist()] == [
        "紧密",
        "紧密",
        None,
        "紧密",
        None,
        "好",
    ]
    assert len(column.chunk(0).dictionary.drop_null()) == 2
    assert [row and row["changed"] for row in done.column("normalise").to_pylist()] == [
        True, False, None, True, None, False,
    ]  # fmt: skip


def test_each_chunk_may_have_a_dictionary_of_its_own() -> None:
    column = pa.chunked_array(
        [pa.array(["緊", "緊"]).dictionary_encode(), pa.array(["好", None]).dictionary_encode()]
    )
    done = TableNormaliser()(pa.table({"text": column}))
    assert done.column("text").to_pylist() == ["紧", "紧", "好", None]


@pytest.mark.parametrize("lengths", [[], [0], [1, 0, 3], [2000, 1, 500]], ids=str)
def test_chunks_do_not_matter(lengths: list[int]) -> None:
    values = [DOCUMENTS[number % len(DOCUMENTS)] for number in range(sum(lengths))]
    chunks, rest = [], values
    for length in lengths:
        chunks.append(pa.array(rest[:length], pa.binary()))
        rest = rest[length:]
    worker = TableNormaliser("raw", into="text")
    done = worker(pa.table({"raw": pa.chunked_array(chunks, pa.binary())}))
    assert done.equals(worker(pa.table({"raw": pa.array(values, pa.binary())})))
    assert done.schema == worker.fit(pa.schema([("raw", pa.binary())]))
    done.validate(full=True)


def test_every_row_is_what_the_plain_library_makes_of_it() -> None:
    done = TableNormaliser("raw", into="text")(pa.table({"raw": pa.array(DOCUMENTS, pa.binary())}))
    normaliser = Normaliser()
    for value, text, row in zip(
        DOCUMENTS, done["text"].to_pylist(), done["normalise"].to_pylist(), strict=True
    ):
        outcome = None if value is None else attempt(normaliser, value)
        if outcome is None:
            assert (text, row) == (None, None)
        elif isinstance(outcome, Failed):
            assert (text, row["error"], row["changed"]) == (None, outcome.reason, None)
        else:
            assert (text, row["error"], row["changed"]) == (outcome.text, None, outcome.changed)
            assert {pair["rule"]: pair["count"] for pair in row["counts"]} == outcome.counts
            assert (row["encoding"], row["confidence"]) == (outcome.encoding, round(outcome.confidence, 3))


def test_a_row_that_fails_keeps_its_input_and_says_why() -> None:
    done = TableNormaliser()(table_of([NOISE, "緊".encode()]))
    assert done.column("text").to_pylist() == [NOISE, "紧".encode()]
    assert told(done, 0)["error"] == "this is a binary file, not text"
    assert told(done, 0)["counts"] is None
    assert told(done, 1)["error"] is None


@pytest.mark.parametrize("type_", TEXT_TYPES, ids=str)
def test_bytes_in_a_column_of_text_are_decoded_and_stay_if_that_fails(type_: Any) -> None:
    raw = pa.array(["干净的正文，没有错。".encode("gbk"), NOISE, "緊".encode(), None], pa.binary())
    unchecked = pa.compute.cast(raw, options=pa.compute.CastOptions(type_, allow_invalid_utf8=True))
    done = TableNormaliser()(pa.table({"text": unchecked}))
    assert done.column("text").type == type_
    assert done.column("text").cast(pa.binary()).to_pylist() == [
        "干净的正文，没有错。".encode(), NOISE, "紧".encode(), None,
    ]  # fmt: skip
    assert told(done, 1)["error"] == "this is a binary file, not text"


def test_text_that_is_no_unicode_fails() -> None:
    done = TableNormaliser(encoding="utf-7")(table_of([b"+2AA-"]))
    assert done.column("text").to_pylist() == [b"+2AA-"]
    assert "surrogate" in told(done, 0)["error"]


def test_what_is_set_apart_is_told() -> None:
    page = "县图书馆延长开放时间\n2031年5月6日 来源：青石新闻网\n县图书馆从下个月起延长开放时间，读者凭身份证即可借书。\n"
    done = TableNormaliser(metadata="extract")(table_of([page]))
    assert dict(Normaliser(metadata="extract")(page).metadata)
    assert {pair["name"]: pair["value"] for pair in told(done, 0)["metadata"]} == Normaliser(
        metadata="extract"
    )(page).metadata


def test_batches_come_out_as_they_go_in() -> None:
    table = pa.table({"raw": pa.array(DOCUMENTS, pa.binary())})
    batches = table.to_batches(max_chunksize=70)
    done = list(normalise_batches(iter(batches), "raw", into="text", skip="strip"))
    assert [batch.num_rows for batch in done] == [batch.num_rows for batch in batches]
    assert pa.Table.from_batches(done).equals(TableNormaliser("raw", into="text", skip="strip")(table))


def test_a_batch_without_rows_has_the_schema() -> None:
    (batch,) = normalise_batches([pa.RecordBatch.from_pylist([], pa.schema([("text", pa.string())]))])
    assert (batch.num_rows, batch.schema.names) == (0, ["text", "normalise"])


@pytest.mark.parametrize("is_chunked", [False, True])
def test_a_column_alone(is_chunked: bool) -> None:
    values = pa.array(["緊密", None, "好"])
    done = TableNormaliser().do_array(pa.chunked_array([values[:1], values[1:]]) if is_chunked else values)
    assert done.to_pylist()[1] is None
    assert [row["text"] for row in done.to_pylist() if row] == ["紧密", "好"]
    assert done.type == pa.struct([("text", pa.string()), *outcome_type()])


def test_what_is_said_of_a_schema_stays() -> None:
    schema = pa.schema(
        [pa.field("text", pa.string(), nullable=False, metadata={"a": "b"})], metadata={"c": "d"}
    )
    done = TableNormaliser()(pa.table({"text": ["緊"]}, schema=schema))
    assert done.schema.field("text").equals(schema.field("text"), check_metadata=True)
    assert done.schema.metadata == schema.metadata


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"column": "txt"}, "there is no column 'txt'; the table has id, text, n"),
        ({"column": "id"}, "the column 'id' holds int64, neither text nor bytes"),
        ({"outcome": "n"}, "there is a column 'n' already"),
        ({"into": "text"}, "there is a column 'text' already"),
        ({"into": "normalise"}, "there is a column 'normalise' already"),
        ({"stage": "decode"}, "unknown option 'stage'; did you mean 'stages'?"),
    ],
)
def test_what_does_not_fit_is_told_before_anything_is_done(settings: dict[str, str], message: str) -> None:
    with pytest.raises(OptionError) as caught:
        TableNormaliser(**settings)(table_of(["緊"]))
    assert message in str(caught.value)


SETTINGS: list[dict[str, Any]] = [
    {},
    {"to": "hant"},
    {"column": "raw", "into": "text"},
    {"protect": ["乾隆"]},
]


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
def test_it_pickles_and_its_like_pickle_alike(settings: dict[str, Any]) -> None:
    worker = TableNormaliser(**settings)
    copy = pickle.loads(pickle.dumps(worker))  # noqa: S301
    assert repr(copy) == repr(worker)
    assert pickle.dumps(copy) == pickle.dumps(worker)
    code = f"import pickle, sys; from normalise.engines.arrow import TableNormaliser as T; sys.stdout.buffer.write(pickle.dumps(T(**{settings!r})))"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, env={"PYTHONPATH": ":".join(sys.path), "PYTHONHASHSEED": "7"})  # fmt: skip
    assert other.stdout == pickle.dumps(worker)


def test_others_pickle_otherwise() -> None:
    assert len({pickle.dumps(TableNormaliser(**settings)) for settings in SETTINGS}) == len(SETTINGS)
