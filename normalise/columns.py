"""Columns of Arrow that hold documents: as text, or as bytes of any encoding."""

from collections.abc import Sequence
from typing import Any

from normalise.extras import import_extra

Value = str | bytes | None


def text_type(type_: Any) -> Any:
    """The type of the text that takes the place of such values; None if they are neither text nor bytes.

    >>> import pyarrow
    >>> text_type(pyarrow.large_binary()), text_type(pyarrow.int8())
    (DataType(large_string), None)
    """
    pa, types = import_extra("pyarrow"), import_extra("pyarrow.types")
    if types.is_dictionary(type_):
        return text_type(type_.value_type)
    if types.is_large_string(type_) or types.is_large_binary(type_):
        return pa.large_string()
    if _is_view(type_):
        return pa.string_view()
    if types.is_string(type_) or types.is_binary(type_) or types.is_fixed_size_binary(type_):
        return pa.string()
    return None


def holds_text(type_: Any) -> bool:
    """Are the values text, not bytes?"""
    return bool(text_type(type_) == type_)


def without_views(type_: Any) -> Any:
    """The type, or for one of views, which Arrow can't take rows from, the same with offsets."""
    if not _is_view(type_):
        return type_
    return (
        import_extra("pyarrow").large_string()
        if holds_text(type_)
        else import_extra("pyarrow").large_binary()
    )


def read_values(array: Any) -> list[Value]:
    """The values; bytes, where a column of text holds what is not UTF-8, which Arrow lets pass."""
    try:
        return list(array.to_pylist())
    except UnicodeDecodeError:
        pass
    return [_read(value) for value in array.cast(_bytes_type(array.type)).to_pylist()]


def write_values(values: Sequence[Value], type_: Any) -> Any:
    """An array of text or bytes. Text must be Unicode; bytes in a column of text go there as they are."""
    encoded = [value.encode() if isinstance(value, str) else value for value in values]
    array = import_extra("pyarrow").array(encoded, _bytes_type(type_))
    if array.type == type_:
        return array
    options = import_extra("pyarrow.compute").CastOptions(type_, allow_invalid_utf8=True)
    return array.cast(options=options)


def _bytes_type(type_: Any) -> Any:
    pa, text = import_extra("pyarrow"), text_type(type_)
    return {pa.string(): pa.binary(), pa.large_string(): pa.large_binary()}.get(text) or pa.binary_view()


def _read(value: bytes | None) -> Value:
    try:
        return value and value.decode()
    except UnicodeDecodeError:
        return value


def _is_view(type_: Any) -> bool:
    types = import_extra("pyarrow.types")  # before pyarrow 16 there were none
    return any(
        hasattr(types, name) and getattr(types, name)(type_) for name in ("is_string_view", "is_binary_view")
    )
