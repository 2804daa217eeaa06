r"""JSON Lines: the strings of some fields are replaced within their line; every other byte stays.

A line is read by Python's own parser, which tells whether it is valid. Only where a string has changed is its
place looked for, by the same parser, value after value: so escapes, long numbers, the order of keys, spacing
and duplicate keys stay what they were. Of duplicate keys the last counts, as it does for most parsers.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from json import JSONDecodeError
from typing import Any, NamedTuple

from normalise.files.records.fields import EACH, Path, RecordError, Rewritten, Work, report
from normalise.result import Result

Place = tuple[str | int, ...]
"""The way to one value: keys, and numbers of items."""

Range = tuple[int, int]

# Nothing is made of numbers (but their lengths, to have something): so many thousand digits are no error.
_DECODER = json.JSONDecoder(parse_int=len, parse_float=len, strict=False)
_SPACE = re.compile(r"[ \t\n\r]*")
_SURROGATE = re.compile("[\ud800-\udfff]")
# The second byte of a pair of GBK or Big5 may be a backslash, which then escapes nothing.
_PAIR_WITH_BACKSLASH = re.compile(r"([\x81-\xfe])\\")


class _Line(NamedTuple):
    """A line as bytes, as characters, and as what it says.

    The characters are of UTF-8 if the line is, else there is one for each byte.
    """

    content: bytes
    view: str
    codec: str
    record: Any

    def read(self, start: int, end: int) -> bytes:
        """The bytes of some of the characters."""
        return self.view[start:end].encode("utf-8") if self.codec == "utf-8" else self.content[start:end]


class _Field(NamedTuple):
    """The value of a field, and what became of it; None for one in bytes that are not UTF-8."""

    value: str | None
    result: Result


class JsonLines(NamedTuple):
    """The format, as `normalise.files.records.lines` wants one."""

    def split(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        """The records that the lines are."""
        yield from lines

    def rewrite(self, record: bytes, work: Work) -> Rewritten:
        """The record with its fields normalised. Raises `RecordError`."""
        return rewrite_line(record, work)

    def tell_error(self, record: bytes, work: Work, error: str) -> bytes:
        """The record, which could not be done, with the error in its report field if it can have one."""
        try:
            parsed = _parse(record)
        except RecordError:
            return record
        return _splice(parsed, _tell(parsed, work.report_field, json.dumps({"error": error}).encode()))


def rewrite_line(line: bytes, work: Work) -> Rewritten:
    r"""The line with its fields normalised; if nothing changes, the same bytes.

    A line that has none of the fields, or null for them, stays as it is. Raises `RecordError`.

    >>> from normalise.pipeline import Normaliser
    >>> work = Work(Normaliser(), (("text",),))
    >>> rewrite_line(rb'{"id": 1.50, "text":"\u7dca\u5bc6", "title": "\u7dca"}', work).record
    b'{"id": 1.50, "text":"\\u7d27\\u5bc6", "title": "\\u7dca"}'
    """
    parsed = _parse(line)
    fields = dict(_read_fields(parsed, work))
    changed = {
        place: field.result.text for place, field in fields.items() if field.result.text != field.value
    }
    ranges = _find(parsed.view, changed)
    edits = {ranges[place]: _quote(text, parsed, ranges[place]) for place, text in changed.items()}
    if work.report_field:
        told = report({_name(place): field.result for place, field in fields.items()})
        edits |= _tell(parsed, work.report_field, json.dumps(told).encode())
    return Rewritten(_splice(parsed, edits) if edits else line, bool(changed), bool(fields))


def _parse(content: bytes) -> _Line:
    try:
        view = content.decode("utf-8")
    except UnicodeDecodeError:
        view = content.decode("latin-1")
        try:
            return _Line(content, view, "latin-1", _decode(view))
        except RecordError:
            view = _PAIR_WITH_BACKSLASH.sub(r"\1_", view)
            return _Line(content, view, "latin-1", _decode(view))
    return _Line(content, view, "utf-8", _decode(view))


def _decode(view: str) -> dict[str, Any]:
    try:
        record = _DECODER.decode(view)
    except JSONDecodeError as error:
        raise RecordError(f"not JSON: {error.msg}, at column {error.colno}") from None
    except RecursionError:
        raise RecordError("nested too deeply to be read") from None
    if not isinstance(record, dict):
        raise RecordError("not a JSON object, so it has no fields")
    return record


def _read_fields(line: _Line, work: Work) -> Iterator[tuple[Place, _Field]]:
    values = {place: value for path in work.fields for place, value in _values(line.record, path)}
    ranges = {} if line.codec == "utf-8" else _find(line.view, values)
    for place, value in values.items():
        try:
            if place in ranges:
                yield place, _normalise_bytes(line.read(*ranges[place])[1:-1], work)
            else:
                yield place, _Field(value, work.normalise(value))
        except RecordError as error:
            raise RecordError(f"{_name(place)}: {error}") from None


def _values(value: Any, path: Path, place: Place = ()) -> Iterator[tuple[Place, str]]:
    """The strings at the path, and their places."""
    if not path:
        if isinstance(value, str):
            yield place, value
        elif value is not None:
            raise RecordError(f"{_name(place)}: not a string")
    elif isinstance(value, dict) and path[0] in value:
        yield from _values(value[path[0]], path[1:], (*place, path[0]))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            if path[0] in (EACH, str(number)):
                yield from _values(item, path[1:], (*place, number))


def _normalise_bytes(raw: bytes, work: Work) -> _Field:
    """A string of a line that is not all UTF-8, given without its quotation marks."""
    try:
        value = _unescape(raw.decode("utf-8"))
    except UnicodeDecodeError:
        decoded = work.decode(raw)
        result = work.normalise(_unescape(decoded.text))
        counts = {**decoded.counts, **result.counts}
        return _Field(
            None,
            replace(
                result, encoding=decoded.encoding, confidence=decoded.confidence, changed=True, counts=counts
            ),
        )
    return _Field(value, work.normalise(value))


def _unescape(text: str) -> str:
    try:
        value = _DECODER.decode(f'"{text}"')
    except JSONDecodeError as error:
        raise RecordError(f"not JSON: {error.msg}") from None
    assert isinstance(value, str)
    return value


def _find(view: str, places: Iterable[Place]) -> dict[Place, Range]:
    """Where the values stand, quotation marks included."""
    wanted = set(places)
    found: dict[Place, Range] = {}
    if wanted:
        _find_in(view, _skip(view, 0), (), wanted, found)
    return found


def _find_in(view: str, start: int, place: Place, wanted: set[Place], found: dict[Place, Range]) -> None:
    depth = len(place) + 1
    for key, begin, end in _members(view, start):
        inner = (*place, key)
        within = {target for target in wanted if target[:depth] == inner}
        if not within:
            continue
        for target in within:  # of duplicate keys, the last counts
            found.pop(target, None)
        if inner in within:
            found[inner] = (begin, end)
        elif view[begin] in "{[":
            _find_in(view, begin, inner, within, found)


def _members(view: str, start: int) -> Iterator[tuple[str | int, int, int]]:
    """The keys of an object, or the numbers of a list's items, and where their values stand."""
    position = _skip(view, start + 1)
    number = 0
    while view[position] not in "}]":
        key: str | int = number
        if view[start] == "{":
            key, position = _DECODER.raw_decode(view, position)
            position = _skip(view, _skip(view, position) + 1)
        _, end = _DECODER.raw_decode(view, position)
        yield key, position, end
        number += 1
        position = _skip(view, end)
        if view[position] == ",":
            position = _skip(view, position + 1)


def _skip(view: str, position: int) -> int:
    match = _SPACE.match(view, position)
    assert match is not None
    return match.end()


def _quote(text: str, line: _Line, where: Range) -> bytes:
    """The string as JSON, written as the one was that stood there: with escapes for all but ASCII, or with none."""
    before = line.read(*where)
    model = before if rb"\u" in before else line.content
    quoted = json.dumps(text, ensure_ascii=model.isascii() and rb"\u" in model)
    if rb"\/" in before:
        quoted = quoted.replace("/", r"\/")
    return _SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", quoted).encode("utf-8")


def _tell(line: _Line, name: str, told: bytes) -> Mapping[Range, bytes]:
    """The edit that makes a top-level field of that name say so."""
    if name in line.record:
        return {_find(line.view, [(name,)])[(name,)]: told}
    end = line.view.rindex("}")
    comma = b", " if line.record else b""
    return {(end, end): comma + json.dumps(name).encode() + b": " + told}


def _splice(line: _Line, edits: Mapping[Range, bytes]) -> bytes:
    pieces: list[bytes] = []
    position = 0
    for start, end in sorted(edits):
        pieces += (line.read(position, start), edits[start, end])
        position = end
    pieces.append(line.read(position, len(line.view)))
    return b"".join(pieces)


def _name(place: Place) -> str:
    return ".".join(map(str, place))
