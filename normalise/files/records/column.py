"""A column of a table, or a field of the structures and lists in one: its values taken out, and others put in."""

from typing import Any, NamedTuple

from normalise.columns import text_type
from normalise.extras import import_extra
from normalise.files.records.fields import EACH, Path
from normalise.result import OptionError


class Column(NamedTuple):
    """A column, or a field within one, and how its values are got at."""

    place: int
    path: Path

    @classmethod
    def find(cls, path: Path, schema: Any) -> "Column":
        """The column that the path leads to. Raises `OptionError`."""
        name = ".".join(path)
        if name in schema.names:  # a dot in a name is no path
            return cls(schema.names.index(name), (name,))
        if path[0] not in schema.names:
            raise OptionError(f"there is no column {path[0]!r}; the file has {', '.join(schema.names)}")
        return cls(schema.names.index(path[0]), path)

    @property
    def name(self) -> str:
        """The path, as a user writes it."""
        return ".".join(self.path)

    def take(self, table: Any) -> tuple[Any, list[int]]:
        """The values, and the row that each is in."""
        array = table.column(self.place).combine_chunks()
        rows = import_extra("pyarrow").array(range(len(array)), "int64")
        array, rows = self._descend(array, rows, self.path[1:])
        if import_extra("pyarrow.types").is_dictionary(array.type):
            array = array.dictionary_decode()
        return array, rows.to_pylist()

    def text_type(self, table: Any) -> Any:
        """The type of the text that takes the values' place."""
        found = self.take(table)[0].type
        text = text_type(found)
        if text is None:
            raise OptionError(f"the column {self.name!r} holds {found}, neither text nor bytes")
        return text

    def put(self, table: Any, values: Any) -> Any:
        """The table with these values in place of its own."""
        pa = import_extra("pyarrow")
        field = table.schema.field(self.place)
        array = self._rebuild(table.column(self.place).combine_chunks(), self.path[1:], values)
        return table.set_column(
            self.place, pa.field(field.name, array.type, field.nullable, field.metadata), array
        )

    def _descend(self, array: Any, rows: Any, path: Path) -> tuple[Any, Any]:
        types, compute = import_extra("pyarrow.types"), import_extra("pyarrow.compute")
        if not path:
            return array, rows
        if types.is_struct(array.type) and array.type.get_field_index(path[0]) >= 0:
            return self._descend(array.flatten()[array.type.get_field_index(path[0])], rows, path[1:])
        if path[0] == EACH and (types.is_list(array.type) or types.is_large_list(array.type)):
            rows = rows.take(compute.list_parent_indices(array))
            return self._descend(array.flatten(), rows, path[1:])
        raise OptionError(f"the column {self.name!r}: there is no {path[0]!r} in {array.type}")

    def _rebuild(self, array: Any, path: Path, values: Any) -> Any:
        pa, types = import_extra("pyarrow"), import_extra("pyarrow.types")
        if not path:
            return values
        if types.is_struct(array.type):
            index = array.type.get_field_index(path[0])
            children = array.flatten()
            children[index] = self._rebuild(children[index], path[1:], values)
            fields = [
                pa.field(field.name, child.type, field.nullable, field.metadata)
                for field, child in zip(array.type, children, strict=True)
            ]
            return pa.StructArray.from_arrays(children, fields=fields, mask=array.is_null())
        lengths = import_extra("pyarrow.compute").list_value_length(array).fill_null(0).to_pylist()
        offsets = [0]
        for length in lengths:
            offsets.append(offsets[-1] + length)
        kind, offset = (
            (pa.LargeListArray, "int64") if types.is_large_list(array.type) else (pa.ListArray, "int32")
        )
        items = self._rebuild(array.flatten(), path[1:], values)
        return kind.from_arrays(pa.array(offsets, offset), items, mask=array.is_null())
