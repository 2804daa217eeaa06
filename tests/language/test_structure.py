"""Structured text: its values are prose, and everything else stays."""

import csv
import io
import json
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from normalise import Normaliser
from normalise.language.structure import find_structure, outline
from normalise.options import FORMATS

# what comes in, and what comes out of all the stages that structured text goes through
CASES = [
    ("json", '{"標題": "縣圖書館"}', '{"標題": "县图书馆"}'),
    ("json", '{"標題" : ["縣", {"館": null}]}', '{"標題" : ["县", {"館": null}]}'),
    ("json", r'{"a": "縣\n館\"圖\t書\u7e23"}', r'{"a": "县\n馆\"图\t书\u7e23"}'),
    ("json", '{"a": "縣", // 圖書館\n', '{"a": "县", // 圖書館\n'),
    ("json", '{"a": "縣圖', '{"a": "县图'),
    ("json", '{"a": "縣"}\n{"a": "館"}\n', '{"a": "县"}\n{"a": "馆"}\n'),
    ("yaml", "標題: 縣圖書館\n", "標題: 县图书馆\n"),
    ("yaml", '- "標題": 縣圖書館\n  館: [縣, 圖書]\n', '- "標題": 县图书馆\n  館: [县, 图书]\n'),
    ("yaml", "a: {館: 縣, 圖: 書}\n", "a: {館: 县, 圖: 书}\n"),
    ("yaml", "a: &圖書 縣\nb: *圖書\nc: !館 縣\n", "a: &圖書 县\nb: *圖書\nc: !館 县\n"),
    ("yaml", "a: |\n    縣圖書館\n    開放時間\n", "a: |\n    县图书馆\n    开放时间\n"),
    ("csv", "標題,說明\n縣,圖書館\n", "標題,說明\n县,图书馆\n"),
    ("csv", "縣圖書館延長開放時間。,3\n縣,圖書館\n", "县图书馆延长开放时间。,3\n县,图书馆\n"),
    ("csv", "a\tb\tc\n縣\t\t\n\t\t\n", "a\tb\tc\n县\t\t\n\t\t\n"),
    ("csv", 'a,b\n"縣, ""館""",圖 \n', 'a,b\n"县, ""馆""",图 \n'),
    ("xml", "<書 名='縣'>縣圖書館</書>", "<書 名='縣'>县图书馆</書>"),
    ("xml", "<a><!-- 縣 <b> --><![CDATA[縣<b>]]></a>", "<a><!-- 縣 <b> --><![CDATA[县<b>]]></a>"),
    ("html", '<p title="縣">縣&nbsp;館</p>\n    <p>圖書館</p>', '<p title="縣">县&nbsp;馆</p>\n    <p>图书馆</p>'),
    ("html", "<script>var 縣 = '館';</script>", "<script>var 縣 = '館';</script>"),
    ("subtitle", "1\n00:00:01,000 --> 00:00:02,000 \n縣圖書館\n\n", "1\n00:00:01,000 --> 00:00:02,000 \n县图书馆\n\n"),
    ("subtitle", "[00:01.00]縣圖書館\n", "[00:01.00]县图书馆\n"),
    ("ass", "Style: 標題,Arial\nDialogue: 0,a,b,標題,,0,0,0,,{\\an8}縣\\N館, 圖\n", "Style: 標題,Arial\nDialogue: 0,a,b,標題,,0,0,0,,{\\an8}县\\N馆, 图\n"),
    ("po", 'msgid "縣"\nmsgstr "縣圖書館\\n"\n"開放"\n\nmsgid "館"\n"圖"\nmsgstr[0] ""\n"館"\n', 'msgid "縣"\nmsgstr "县图书馆\\n"\n"开放"\n\nmsgid "館"\n"圖"\nmsgstr[0] ""\n"馆"\n'),
    ("po", 'msgid ""\nmsgstr ""\n"Language-Team: 縣\\n"\n', 'msgid ""\nmsgstr ""\n"Language-Team: 縣\\n"\n'),
    ("prose", '{"標題": "縣圖書館"}', '{"标题": "县图书馆"}'),
]  # fmt: skip


@pytest.mark.parametrize(("form", "before", "after"), CASES)
def test_values_change_and_the_rest_stays(form: str, before: str, after: str) -> None:
    done = Normaliser(format=form, skip="strip")(before)
    assert done.text == after
    assert Normaliser(format=form, skip="strip")(done.text).text == after


def test_mojibake_in_a_value_is_repaired() -> None:
    garbled = "县图书馆从下个月起延长开放时间".encode().decode("latin-1")
    done = Normaliser(format="json")(f'{{"標題": "{garbled}"}}\n')
    assert done.text == '{"標題": "县图书馆从下个月起延长开放时间"}\n'


def test_mojibake_in_a_key_is_repaired() -> None:
    garbled = "县图书馆从下个月起延长开放时间".encode().decode("latin-1")
    assert Normaliser(format="json")(f'{{"{garbled}": 1}}').text == '{"县图书馆从下个月起延长开放时间": 1}'


def test_a_stage_that_would_change_the_structure_is_left_out() -> None:
    # Big5 has ASCII as second bytes: of these characters two end in a backslash, which JSON reads as its own.
    before = f'{{"a": "{"許多功能強大的縣圖書館".encode("big5").decode("latin-1")}"}}\n'
    done = Normaliser(format="json")(before)
    assert (done.text, dict(done.counts)) == (before, {"repair/veto": 1})
    assert "許多" in Normaliser(stages="repair")(before).text


WORDS = st.sampled_from(
    [
        "縣圖書館",
        "延長開放時間",
        "a",
        '"',
        "\\",
        "\n",
        "導(dǎo)言",
        "，",
        "\u200b",
        " ",
        "\t",
        "<b>",
        "{",
        ":",
    ]
)
STRINGS = st.lists(WORDS, max_size=6).map("".join)
JSON = st.recursive(
    STRINGS | st.integers() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(STRINGS, inner, max_size=3),
    max_leaves=10,
)


def shape(value: Any) -> Any:
    """Keys, order and types, without what the strings are."""
    if isinstance(value, dict):
        return [(key, shape(inner)) for key, inner in value.items()]
    if isinstance(value, list):
        return [shape(inner) for inner in value]
    return str if isinstance(value, str) else value


@settings(max_examples=150, deadline=None)
@given(JSON, st.booleans(), st.sampled_from([None, 2, 4]))
def test_json_keeps_its_shape(value: Any, ascii_only: bool, indent: int | None) -> None:
    before = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    after = Normaliser(format="json")(before).text
    assert shape(json.loads(after)) == shape(value)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.lists(STRINGS, min_size=2, max_size=4), min_size=1, max_size=5),
    st.sampled_from([",", "\t", ";"]),
)
def test_a_table_keeps_its_rows_and_cells(rows: list[list[str]], delimiter: str) -> None:
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter).writerows(rows)
    after = Normaliser(format="csv", skip="strip")(written.getvalue()).text
    read = list(csv.reader(io.StringIO(after, newline=""), delimiter=delimiter))
    assert [len(row) for row in read] == [len(row) for row in rows]


@settings(max_examples=100, deadline=None)
@given(st.lists(STRINGS, min_size=1, max_size=5))
def test_markup_keeps_its_elements(texts: list[str]) -> None:
    root = ET.Element("書")
    for text in texts:
        ET.SubElement(root, "章", {"名": "縣"}).text = text
    before = ET.tostring(root, encoding="unicode")
    after = ET.fromstring(Normaliser(format="xml", skip="strip")(before).text)  # noqa: S314 - just made
    assert [(child.tag, child.attrib) for child in after] == [("章", {"名": "縣"})] * len(texts)


@pytest.mark.parametrize("form", FORMATS)
@given(st.text(alphabet="\"\\{}[]:,-#&*!<>|'\t\n\r 縣a0;=", max_size=60))
def test_structure_is_told_in_order_and_within_the_text(form: str, text: str) -> None:
    position = 0
    for start, end in find_structure(text, form):
        assert position <= start < end <= len(text)
        position = start
    assert outline(text, form).isascii()


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    "piece",
    ['"', '\\"', "{", "<", "<!--", "&", "- ", "a:", "[", "Dialogue: ", ",", "\t", " ", 'msgstr "', "\\"],
)
def test_hostile_text_takes_no_longer_than_its_length(form: str, piece: str) -> None:
    find_structure(piece * 50_000, form)  # a pattern that is not linear would not come back
