"""JSON Lines: what changes is the string of the field, and not a byte beside it."""

import base64
import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from normalise import Normaliser, OptionError
from normalise.files.records.fields import RecordError, Work, parse_path
from normalise.files.records.json_lines import rewrite_line

NORMALISER = Normaliser()


def rewrite(line: str | bytes, *fields: str, **settings: Any) -> bytes:
    work = Work(NORMALISER, tuple(map(parse_path, fields or ("text",))), **settings)
    return rewrite_line(line.encode() if isinstance(line, str) else line, work).record


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('{"text": "緊密"}', '{"text": "紧密"}'),
        # Spacing, the order of keys, numbers, escapes and duplicate keys of the rest are nobody's business.
        (' { "n" :1.50,"text"  :"緊密" , "e":1E400} \t', ' { "n" :1.50,"text"  :"紧密" , "e":1E400} \t'),
        (
            '{"big":12345678901234567890123456789,"text":"緊"}',
            '{"big":12345678901234567890123456789,"text":"紧"}',
        ),
        (r'{"a":"\u4e2d\/\b","a":"緊","text":"緊"}', r'{"a":"\u4e2d\/\b","a":"緊","text":"紧"}'),
        ('{"nan":NaN,"text":"緊"}', '{"nan":NaN,"text":"紧"}'),
        # Of duplicate keys the last counts.
        ('{"text":"緊","text":"密緊"}', '{"text":"緊","text":"密紧"}'),
        # A string is written as it was: escaped if the line is, with \/ if it has that.
        (r'{"text":"\u7dca\u5bc6"}', r'{"text":"\u7d27\u5bc6"}'),
        (r'{"text":"緊\/密"}', r'{"text":"紧\/密"}'),
        (r'{"text":"緊\n\"密\""}', r'{"text":"紧\n\"密\""}'),
        (r'{"text":"\u7dca","a":"中"}', r'{"text":"\u7d27","a":"中"}'),
        (r'{"text":"緊","a":"\u4e2d"}', r'{"text":"紧","a":"\u4e2d"}'),
        # Half of a surrogate pair stays one.
        (r'{"text":"\ud800發現"}', r'{"text":"\ud800发现"}'),
        (r'{"text":"\ud83d\ude00發現"}', '{"text":"😀发现"}'),
        # The key may be escaped itself.
        (r'{"\u0074ext":"緊"}', r'{"\u0074ext":"紧"}'),
    ],
)
def test_the_field_changes_and_nothing_else(line: str, expected: str) -> None:
    assert rewrite(line).decode() == expected


@pytest.mark.parametrize(
    "line",
    [
        '{"text":"干净"}',
        r'{"text":"\u5e72\u51c0\/"}',
        '{"text":null}',
        "{}",
        '{"other":"緊密"}',
        '{"inner":{"text":"緊密"}}',
        '{"n":' + "9" * 6000 + "}",
        '{"text":"a\tb"}',
    ],
)  # fmt: skip
def test_what_needs_no_change_is_the_same_bytes(line: str) -> None:
    assert rewrite(line) == line.encode()


@pytest.mark.parametrize(
    ("line", "fields", "expected"),
    [
        ('{"meta":{"body":"緊","n":"緊"}}', ["meta.body"], '{"meta":{"body":"紧","n":"緊"}}'),
        ('{"a":"緊","b":"緊","c":"緊"}', ["a", "c"], '{"a":"紧","b":"緊","c":"紧"}'),
        ('{"m":[{"c":"緊"},{"d":1},{"c":null},{"c":"密緊"}]}', ["m.*.c"], '{"m":[{"c":"紧"},{"d":1},{"c":null},{"c":"密紧"}]}'),
        ('{"m":["緊","緊"]}', ["m.1"], '{"m":["緊","紧"]}'),
        ('{"m":[["緊"],["緊"]]}', ["m.*.*"], '{"m":[["紧"],["紧"]]}'),
        ('{"a.b":"緊","a":{"b":"緊"}}', [r"a\.b"], '{"a.b":"紧","a":{"b":"緊"}}'),
        ('{"m":{"t":"緊"},"m":{"t":"緊"}}', ["m.t"], '{"m":{"t":"緊"},"m":{"t":"紧"}}'),
        ('{"m":{"t":"緊"},"m":{}}', ["m.t"], '{"m":{"t":"緊"},"m":{}}'),
        ('{"m":5,"t":"緊"}', ["m.t", "t"], '{"m":5,"t":"紧"}'),
        ('{"标题":"緊"}', ["标题"], '{"标题":"紧"}'),
    ],
)  # fmt: skip
def test_paths(line: str, fields: list[str], expected: str) -> None:
    assert rewrite(line, *fields).decode() == expected


@pytest.mark.parametrize("path", ["", ".", "a.", ".a", "a..b"])
def test_what_is_no_path(path: str) -> None:
    with pytest.raises(OptionError, match="path"):
        parse_path(path)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"text":', "not JSON: Expecting value, at column 9"),
        ('{"text":"a"', "not JSON"),
        ('{"text":"a"} x', "not JSON: Extra data"),
        ("[1]", "not a JSON object"),
        ('"text"', "not a JSON object"),
        ('{"text":5}', "text: not a string"),
        ('{"text":["緊"]}', "text: not a string"),
        ('{"text":' + "[" * 100_000, "nested too deeply"),
    ],
)
def test_what_can_not_be_done(line: str, reason: str) -> None:
    with pytest.raises(RecordError, match=reason):
        rewrite(line)


# --- bytes that are not UTF-8 ------------------------------------------------------------------------------

BIG5 = "緊密相連，誠信為本，不可分割。"
GBK = "我們誠信為本，立足市場，穩步發展。"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b'{"id":"\xff","text":"' + BIG5.encode("big5") + b'"}', b'{"id":"\xff","text":"' + "紧密相连，诚信为本，不可分割。".encode() + b'"}'),
        (b'{"text":"' + GBK.encode("gbk") + b'\\n","id":"\xff"}', b'{"text":"' + "我们诚信为本，立足市场，稳步发展。".encode() + b'\\n","id":"\xff"}'),
        # The bytes of another field are not this one's fault.
        (b'{"id":"\xff","text":"' + "緊".encode() + rb'\n"}', b'{"id":"\xff","text":"' + "紧".encode() + rb'\n"}'),
        (b'{"id":"\xff","text":"' + "干净".encode() + b'"}', b'{"id":"\xff","text":"' + "干净".encode() + b'"}'),
        # A byte that was lost becomes U+FFFD, as in any document.
        ('{"text":"干净的文本，没有'.encode() + b'\xe5\x9b"}', '{"text":"干净的文本，没有\ufffd\ufffd"}'.encode()),
    ],
)  # fmt: skip
def test_a_string_of_other_bytes_is_decoded_by_itself(line: bytes, expected: bytes) -> None:
    assert rewrite(line) == expected


def test_a_character_whose_second_byte_is_a_backslash_ends_no_string() -> None:
    text = "我們以誠"  # in GBK, its last byte is 5C
    assert text.encode("gbk").endswith(b"\\")
    line = b'{"text":"' + (GBK + text).encode("gbk") + b'"}'
    assert rewrite(line).decode() == '{"text":"我们诚信为本，立足市场，稳步发展。我们以诚"}'


def test_base64() -> None:
    line = b'{"text":"' + base64.b64encode(BIG5.encode("big5")) + b'","n":1}'
    assert rewrite(line, base64=True).decode() == '{"text":"紧密相连，诚信为本，不可分割。","n":1}'
    with pytest.raises(RecordError, match="text: not base64"):
        rewrite('{"text":"緊密"}', base64=True)


def test_bytes_that_are_no_text_fail() -> None:
    with pytest.raises(RecordError, match="text: "):
        rewrite(b'{"text":"' + base64.b64encode(bytes(range(256)) * 9) + b'"}', base64=True)


# --- the report --------------------------------------------------------------------------------------------


def test_a_report_field_tells_what_was_done() -> None:
    line = rewrite('{"text":"緊密","title":"干净"}', "text", "title", report_field="told")
    assert line.decode().startswith('{"text":"紧密","title":"干净", "told": {')
    assert json.loads(line)["told"] == {
        "text": {"changed": True, "encoding": None, "confidence": 1.0, "counts": {"convert/t2s": 1}},
        "title": {"changed": False, "encoding": None, "confidence": 1.0, "counts": {}},
    }


@pytest.mark.parametrize(
    ("line", "start"),
    [("{}", '{"told": '), ('{"told":1,"a":2}', '{"told":{'), ('{"a":1} ', '{"a":1, "told": ')],
)
def test_the_report_field_is_made_or_replaced(line: str, start: str) -> None:
    told = rewrite(line, report_field="told").decode()
    assert told.startswith(start)
    assert json.loads(told)["told"] == {}


# --- properties --------------------------------------------------------------------------------------------

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


@settings(deadline=None)  # the first example loads dictionaries
@given(
    st.dictionaries(st.text(max_size=4), JSON_VALUES, max_size=4),
    st.dictionaries(st.text(max_size=4), JSON_VALUES, max_size=3),
    st.booleans(),
    st.sampled_from([None, 2]),
)
def test_all_around_the_field_stays(before: Any, after: Any, ascii_only: bool, indent: int | None) -> None:
    """The line is what it was with one string for another."""
    before.pop("text", None), after.pop("text", None)
    separators = None if indent is None else (" ,", " : ")

    def line(text: str) -> str:
        record = {**before, "text": text, **{key: after[key] for key in after if key not in before}}
        return json.dumps(record, ensure_ascii=ascii_only, separators=separators)

    done = rewrite_line(line("緊密相連").encode("utf-8", "surrogatepass"), Work(NORMALISER, (("text",),)))
    assert done.record.decode("utf-8", "surrogatepass") == line("紧密相连")


@settings(deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_are_done_or_refused(line: bytes) -> None:
    with suppress(RecordError):
        rewrite(line)
