"""What script a text is in, and which stretches of it are foreign."""

import json
import re
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalise.language import script
from normalise.language.classify import classify, classify_line
from normalise.language.foreign import find_foreign
from normalise.language.lines import lines_with
from normalise.language.protect import Protection

Table = Callable[[], re.Pattern[str]]
CASES = json.loads((Path(__file__).parent.parent / "cases" / "script.json").read_text("utf-8"))


@pytest.mark.parametrize(("text", "expected"), [(row["line"], row["script"]) for row in CASES["lines"]])
def test_classify_line(text: str, expected: str) -> None:
    assert classify_line(text) == expected


@pytest.mark.parametrize("case", CASES["documents"], ids=lambda case: case["label"])
def test_classify(case: dict[str, str]) -> None:
    assert classify(case["text"]) == case["script"]


@pytest.mark.parametrize("case", CASES["foreign"], ids=lambda case: case["label"])
def test_find_foreign(case: dict[str, str | list[list[str]]]) -> None:
    text = str(case["text"])
    found = [[span.kind, text[span.start : span.end]] for span in find_foreign(text)]
    assert found == case["spans"]


@pytest.mark.parametrize(
    ("text", "traditional", "simplified"),
    [
        ("王丙乾與后羿", True, False),
        ("王丙乾", False, False),
        ("魏徵于台北", False, False),
        ("皇后", False, False),
        ("这里", False, True),
        ("以後", True, False),
        ("户口 温度 税务", False, True),
        ("說 户 温 税 脱", True, False),
        ("手塚", False, False),
        ("", False, False),
    ],
)
def test_evidence_is_what_only_one_script_writes(text: str, traditional: bool, simplified: bool) -> None:
    assert (script.has_traditional(text), script.has_simplified(text)) == (traditional, simplified)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (script.traditional, script.simplified),
        (script.traditional, script.shared_traditional),
        (script.simplified, script.shared_simplified),
    ],
)
def test_no_character_is_evidence_for_two_things(one: Table, other: Table) -> None:
    han = "".join(map(chr, range(0x3400, 0xA000)))
    assert set(one().findall(han)).isdisjoint(other().findall(han))


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_lines_with(newline: str) -> None:
    text = newline.join(["甲", "乙乙", "", "丙\x85\u2028乙", "丁"])
    found = list(lines_with(re.compile("乙"), text))
    assert [line.text for line in found] == ["乙乙", "丙\x85\u2028乙"]
    assert [text[line.start : line.end] for line in found] == [line.text for line in found]
    assert [text[line.end : line.next] for line in found] == [newline, newline]


PIECES = st.sampled_from(
    [
        "日本語の勉強",
        "図書館",
        "國會의",
        "他說",
        "，",
        "。",
        "「",
        "」",
        "\n",
        "\r\n",
        " ",
        "目的",
        "的",
        "漢字",
        "の",
        "abc",
    ]
)


@given(st.lists(PIECES, max_size=30).map("".join))
def test_foreign_spans_are_in_order_and_apart(text: str) -> None:
    spans = find_foreign(text)
    assert all(before.end <= after.start for before, after in pairwise(spans))
    assert all(span.start < span.end and "\n" not in text[span.start : span.end] for span in spans)
    assert list(Protection(spans).only("japanese", "korean").spans) == list(spans)


def test_no_evidence_in_a_long_document_is_found_fast() -> None:
    text = "今天的会议讨论了三个问题，大家都很满意。\n" * 100_000
    begin = time.perf_counter()
    assert not script.has_traditional(text)
    assert find_foreign(text) == ()
    assert time.perf_counter() - begin < 1


@pytest.mark.parametrize("text", ["\r" * 200_000 + "の", "の\r" * 20_000, "の「" * 100_000, "日の" * 200_000])
def test_hostile_text_takes_linear_time(text: str) -> None:
    begin = time.perf_counter()
    find_foreign(text)
    assert time.perf_counter() - begin < 5
