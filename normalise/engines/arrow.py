"""Tables of Arrow: what Ray Data, Spark, Hugging Face datasets, DuckDB and Polars hand to a function.

A column of documents is normalised, and a column of structures beside it tells of each what was done: `changed`,
`encoding`, `confidence`, `counts` by rule, the `metadata` that was set apart, and the `error` of one that could not
be done, which alone is set then. Rows, their order and the other columns stay; null stays null, with a null beside it.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

import pyarrow as pa
from pyarrow import compute

from normalise.columns import Value, holds_text, read_values, text_type, without_views, write_values
from normalise.outcome import Failed, attempt, tell_as_row
from normalise.pipeline import Normaliser
from normalise.result import OptionError

_ROWS = 1024
"""So many are Python's objects at a time; the rest of a table stays Arrow's."""

_BYTES = 64 << 20
_MOST_IN_A_CHUNK = 1 << 30


def outcome_type() -> pa.DataType:
    """The type of the column that tells what was done. Lists of pairs, for not every engine has maps."""
    counts = pa.struct([("rule", pa.string()), ("count", pa.int64())])
    metadata = pa.struct([("name", pa.string()), ("value", pa.string())])
    return pa.struct(
        [
            ("changed", pa.bool_()),
            ("encoding", pa.string()),
            ("confidence", pa.float64()),
            ("counts", pa.list_(counts)),
            ("metadata", pa.list_(metadata)),
            ("error", pa.string()),
        ]
    )


class TableNormaliser:
    """A function from tables to tables, for an engine to call: it pickles, and equal ones pickle to the same bytes.

    `column` names the one to be normalised, of text or bytes, dictionary-encoded or not. In its own place it keeps
    its type, bytes become those of UTF-8, and a row that fails keeps its input. With `into`, the text goes to a
    new column of that name, where a row that fails has null, and `column` stays as it is. `outcome` names the column
    that tells what was done. Other keyword arguments are the fields of `Options`. Raises `OptionError`.

    >>> import pyarrow
    >>> table = pyarrow.table({"raw": ["緊密相連。".encode("big5"), None]})
    >>> done = TableNormaliser("raw", into="text")(table)
    >>> done["text"].to_pylist()
    ['紧密相连。', None]
    >>> done["normalise"][0].as_py()["counts"]
    [{'rule': 'convert/t2s', 'count': 2}]
    """

    def __init__(
        self, column: str = "text", *, into: str | None = None, outcome: str = "normalise", **settings: Any
    ) -> None:
        self.column = column
        self.into = into
        self.outcome = outcome
        self.normaliser = Normaliser(**settings)

    def __repr__(self) -> str:
        return f"TableNormaliser({self.column!r}, into={self.into!r}, outcome={self.outcome!r}, {self.normaliser.options!r})"

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        """One string, for parts that are equal pickle alike or not as they are shared or not.

        The fingerprint has a cache of results (that of Hugging Face datasets, say) made again with other data.
        """
        settings = {"into": self.into, "outcome": self.outcome, **asdict(self.normaliser.options)}
        return _restore, (json.dumps([self.column, settings, self.normaliser.fingerprint]),)

    def __call__(self, table: pa.Table) -> pa.Table:
        """The table with its documents normalised. Raises `OptionError` for columns that do not fit."""
        schema = self.fit(table.schema)
        place = schema.get_field_index(self.into or self.column)
        type_ = schema.field(place).type
        done = [pair for chunk in table.column(self.column).chunks for pair in self._convert(chunk, type_)]
        columns = list(table.columns)
        columns[place : place + (not self.into)] = [_join([texts for texts, _ in done], type_)]
        columns.append(_join([told for _, told in done], outcome_type()))
        return pa.Table.from_arrays(columns, schema=schema)

    def do_batches(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """The batches, normalised one after the other, as they are asked for."""
        for batch in batches:
            done = self(pa.Table.from_batches([batch]))
            # One comes of one, unless its texts have outgrown what a batch can hold.
            yield from done.to_batches() or [pa.RecordBatch.from_pylist([], done.schema)]

    def do_array(self, values: pa.Array | pa.ChunkedArray) -> pa.StructArray | pa.ChunkedArray:
        """For a column alone: structures of the `text` and what the outcome's column has.

        A text that fails stays as it is; of bytes that fail, the text is null. The names of columns don't matter.
        """
        type_ = _text_type(values.type, "the array")
        struct = pa.struct([("text", type_), *outcome_type()])
        if isinstance(values, pa.ChunkedArray):
            return pa.chunked_array([self.do_array(chunk) for chunk in values.chunks], struct)
        parts = [
            pa.StructArray.from_arrays([texts, *told.flatten()], fields=list(struct), mask=told.is_null())
            for texts, told in self._convert(values, type_)
        ]
        return pa.concat_arrays(parts) if parts else pa.array([], struct)

    def fit(self, schema: pa.Schema) -> pa.Schema:
        """The schema of what comes of tables with this one. Raises `OptionError` for columns that do not fit."""
        place = schema.get_field_index(self.column)
        if place < 0:
            many = "more than one column" if self.column in schema.names else "no column"
            raise OptionError(f"there is {many} {self.column!r}; the table has {', '.join(schema.names)}")
        names = [*schema.names]
        for name in filter(None, (self.into, self.outcome)):
            if name in names:
                raise OptionError(
                    f"there is a column {name!r} already: give into= and outcome= names of their own"
                )
            names.append(name)
        field = schema.field(place)
        text = _text_type(field.type, f"the column {self.column!r}")
        if self.into:
            schema = schema.append(pa.field(self.into, text))
        elif pa.types.is_fixed_size_binary(field.type):
            schema = schema.set(place, field.with_type(pa.binary()))
        return schema.append(pa.field(self.outcome, outcome_type()))

    def _convert(self, values: Any, type_: Any) -> Iterator[tuple[Any, Any]]:
        """Texts of this type, and what is told of each, in arrays of some rows."""
        if pa.types.is_dictionary(values.type):
            yield self._convert_once(values, type_)
            return
        keeps = holds_text(values.type) or not holds_text(type_)
        for start in range(0, len(values), _ROWS):
            texts: list[Value] = []
            told: list[dict[str, Any] | None] = []
            size = 0
            for value in read_values(values.slice(start, _ROWS)):
                text, tells = (None, None) if value is None else self._do(value, keeps=keeps)
                texts.append(text)
                told.append(tells)
                size += len(text or b"")
                if size > _BYTES:
                    yield write_values(texts, type_), pa.array(told, outcome_type())
                    texts, told, size = [], [], 0
            yield write_values(texts, type_), pa.array(told, outcome_type())

    def _convert_once(self, values: Any, type_: Any) -> tuple[Any, Any]:
        """The same for an array that is dictionary-encoded: what stands in it many times is done once."""
        used = values.indices.unique().drop_null()
        rows = compute.index_in(values.indices, used)
        dictionary = values.dictionary.cast(without_views(values.dictionary.type))
        plain = type_.value_type if pa.types.is_dictionary(type_) else type_
        done = list(self._convert(dictionary.take(used), without_views(plain)))
        texts = pa.concat_arrays([pa.array([], without_views(plain)), *(texts for texts, _ in done)])
        told = pa.concat_arrays([pa.array([], outcome_type()), *(told for _, told in done)])
        if plain == type_:
            return texts.take(rows).cast(plain), told.take(rows)
        encoded = texts.dictionary_encode()  # two values may have become one
        indices = encoded.indices.take(rows).cast(type_.index_type)
        return (
            pa.DictionaryArray.from_arrays(indices, encoded.dictionary.cast(plain), ordered=type_.ordered),
            told.take(rows),
        )

    def _do(self, value: str | bytes, *, keeps: bool) -> tuple[bytes | None, dict[str, Any]]:
        """The text in UTF-8, and what is told; if it fails, the input where it `keeps` that."""
        outcome = attempt(self.normaliser, value)
        if not isinstance(outcome, Failed):
            try:
                return outcome.text.encode(), tell_as_row(outcome)
            except UnicodeEncodeError:
                outcome = Failed("its text has half of a surrogate pair, which a column can't hold")
        kept = value.encode() if isinstance(value, str) else value
        return kept if keeps else None, tell_as_row(outcome)


def normalise_batches(
    batches: Iterable[pa.RecordBatch], column: str = "text", **settings: Any
) -> Iterator[pa.RecordBatch]:
    """The batches, normalised: `TableNormaliser(column, **settings)` over each, as Spark's mapInArrow wants it."""
    return TableNormaliser(column, **settings).do_batches(batches)


def _restore(state: str) -> TableNormaliser:
    column, settings, _ = json.loads(state)
    return TableNormaliser(column, **settings)


def _join(arrays: list[Any], type_: Any) -> Any:
    """The arrays as a column of one chunk, if it can be one."""
    if len(arrays) > 1 and sum(array.nbytes for array in arrays) < _MOST_IN_A_CHUNK:
        arrays = [pa.concat_arrays(arrays)]
    return pa.chunked_array(arrays, type_)


def _text_type(type_: Any, what: str) -> Any:
    text = text_type(type_)
    if text is None:
        raise OptionError(f"{what} holds {type_}, neither text nor bytes")
    return text
