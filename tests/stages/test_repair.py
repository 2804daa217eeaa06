"""repair: mojibake undone, and everything that only looks like it left alone."""

import json
import string
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalise import Options
from normalise.language import model
from normalise.language.encodings import decode, encode
from normalise.language.protect import Protection, Span
from normalise.stages.repair import is_any_misread, misread, repair, ways
from normalise.stages.repair.suspect import is_plain

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "cases" / "repair.json").read_text("utf-8")
)["cases"]
PAGE = (
    "县图书馆延长开放时间\n"
    "日期：2031-05-06\n"
    "\n"
    "　　县图书馆从下个月起延长开放时间，市民可凭身份证办理借书证，也可在手机上预约座位。\n"
    "馆长说：“晚上来的人多了一倍，自习室天天满座。”\n"
    "邮箱 library@example.org\n"
)
TRADITIONAL = "縣圖書館從下個月起延長開放時間，讀者憑身份證辦理借書證，也可在手機上預約座位；館長說：「晚上來的人多了一倍。」"
OF_OTHER_DAMAGE = ("repair/private-use", "repair/spliced", "repair/unrecoverable-")


def fix(text: str, protection: Protection | None = None) -> str:
    return repair(text, Options(), protection or Protection()).text


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(
            case,
            id=case["label"],
            marks=[pytest.mark.xfail(reason=case["why"], strict=True)]
            if case.get("expect") == "fail"
            else [],
        )
        for case in CASES
    ],
)
def test_case(case: dict[str, Any]) -> None:
    expected = case.get("fixed", case["original"])
    assert fix(case["original"]) == expected
    assert fix(expected) == expected


@pytest.mark.parametrize("written", ["utf-8", "gb18030"])
@pytest.mark.parametrize("read", ["latin-1", "cp1252", "cp1250", "mac-roman", "cp437"])
def test_a_whole_page_comes_back(written: str, read: str) -> None:
    """Lines too short to be sure of alone are carried by the others."""
    misread = decode(encode(PAGE, written), read)
    assert not misread.bad
    assert fix(misread.text) == PAGE


def test_lines_without_han_come_back_with_the_others() -> None:
    page = PAGE + "——\nCafé “Noël”\n……\n"
    assert fix(decode(encode(page, "utf-8"), "cp1252").text) == page


def test_newlines_that_only_unicode_knows_are_halves_of_characters() -> None:
    text = "包先生说：内容已经核对。\n" * 3
    misread = decode(encode(text, "utf-8"), "latin-1").text
    assert "\x85" in misread
    assert fix(misread) == text


def test_the_rule_names_both_encodings_and_the_confidence_is_told() -> None:
    done = repair("涓婅瘉缁煎悎鎸囨暟", Options(), Protection())
    assert done.counts == {"repair/utf-8-as-gbk": 1}
    assert 0.9 < done.edits[0].confidence <= 1


def test_protected_lines_stay() -> None:
    broken = "涓婅瘉缁煎悎鎸囨暟"
    for kind in ("off", "listed", "fence"):
        assert fix(broken, Protection((Span(0, len(broken), kind),))) == broken


def test_a_document_about_mojibake_keeps_its_examples() -> None:
    document = "乱码是怎样来的\n把 UTF-8 的文件按 GBK 打开，就会看到这样的字：\n涓婅瘉缁煎悎鎸囨暟\n换一种编码打开就好。\n"
    assert fix(document) == document
    assert fix(document.replace("乱码", "指数")) != document


@pytest.mark.xfail(reason="private use in a line that is repaired is seen only the next time", strict=True)
def test_private_use_in_a_repaired_line_is_seen_at_once() -> None:
    once = fix("\x80A\ue000")
    assert fix(once) == once


@given(st.text(st.characters(exclude_categories=["Cs", "Co"]), max_size=60))
def test_twice_is_once(text: str) -> None:
    once = fix(text)
    assert fix(once) == once


@given(st.text(max_size=40), st.sampled_from(["\n", "\r\n", "\r"]))
def test_lines_are_repaired_where_they_stand(text: str, newline: str) -> None:
    text = text.replace("\r", "").replace("\n", "").encode("utf-8", "replace").decode()
    assert fix(f"一行{newline}{text}{newline}").count(newline) >= 2


@given(st.text("ÀéÊ¿±\x85\xa0ÿa 1，图", max_size=30))
def test_letters_in_a_row_cost_no_less_than_is_supposed(text: str) -> None:
    letters = "".join(misread.LETTERS.findall(text))
    assert model.cost(text) >= misread.least_after_letter() * len(letters)


@given(st.text("图書é\x85あ가①€", min_size=1, max_size=3))
def test_what_is_not_tried_could_not_have_been_read(text: str) -> None:
    for encoding in set(ways.READ) - set(ways.worth_trying(text)):
        with pytest.raises(UnicodeEncodeError):
            encode(text, encoding)


@pytest.mark.parametrize("read", ways.READ)
@pytest.mark.parametrize("written", ways.WRITTEN)
@given(
    st.text("".join(set(PAGE + TRADITIONAL) - set(string.printable)), min_size=12), st.sampled_from("\ufffd?")
)
def test_what_is_plain_was_not_misread(written: str, read: str, text: str, loss: str) -> None:
    if (written, read) not in ways.SAME:
        with suppress(UnicodeEncodeError):
            assert not is_plain(decode(encode(text, written), read).text.replace("\ufffd", loss))


@given(
    st.lists(
        st.sampled_from(
            [
                *(line for case in CASES for line in case["original"].splitlines()),
                *PAGE.splitlines(),
                "赑屃驮着石碑，檐上有狻猊",
                "他姓亓官，住在洣水边",
                "这是一段关于乱码的话",
            ]
        ),
        max_size=6,
    )
)
def test_lines_of_which_none_is_mended_alone_are_not_mended_together(lines: list[str]) -> None:
    text = "\n".join(lines)
    if not is_any_misread(lines, Options()):
        rules = repair(text, Options(), Protection()).counts
        assert all(rule.startswith(OF_OTHER_DAMAGE) for rule in rules)
