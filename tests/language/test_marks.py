"""What is looked up of a short text agrees with what the stages find by searching it."""

import importlib.util
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from normalise.language import marks
from normalise.language.foreign import find_foreign
from normalise.language.protect import Protection, find_protection
from normalise.options import Options
from normalise.resources import read_data
from normalise.steps import TEXT_STAGES, load_stage, protect

ROOT = Path(__file__).parents[2]
SHORT = sorted((ROOT / "fixtures").glob("*.txt"))
GLANCED_AT = ("repair", "tidy", "ungloss", "convert")

# What the stages look for, among what they do not.
PIECES = (
    "图书馆从下月起延长开放时间", "，", "。", "\n", "\r\n", " ", "\u3000", "\t", "(", ")", "（", "）", "[7]", "(guó)", "(GDP)", "?",
    "???", "\ufffd", "锟斤拷", "烫烫烫", "占", "鍥句功", "棣嗕粠", "è¯", "\x80", "é", "한", "の", "カタ", "關於", "著", "乾", "⽂",
    "\ufa25", "\u200b", "\xa0", "\ue000", "\U0001f600", "\U00020bb7", "\ud800", "`x`", "    ", "---", "a@b.cn",
)  # fmt: skip
texts = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


def test_the_table_is_built_of_what_the_stages_search_for_now() -> None:
    spec = importlib.util.spec_from_file_location("build_marks", ROOT / "tools" / "build_marks.py")
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    assert read_data(marks.TABLE) == tool.build()


def agrees(text: str) -> None:
    """Each stage does the same behind the look at its characters as it does by itself."""
    options = Options()
    for name in GLANCED_AT:
        bare = load_stage(name)(text, options, protect(text, options))
        assert TEXT_STAGES[name](text, options, protect(text, options)) == bare
        assert bare.text == text or name in may_be(text)


def may_be(text: str) -> set[str]:
    answers = {
        "repair": marks.may_repair(text),
        "tidy": marks.may_tidy(text),
        "ungloss": marks.may_ungloss(text),
        "convert": marks.may_convert_to_simplified(text),
    }
    return {name for name, answer in answers.items() if answer}


@pytest.mark.parametrize("path", SHORT, ids=lambda path: path.name)
def test_every_fixture_is_done_as_by_the_stages_alone(path: Path) -> None:
    agrees(path.read_bytes().decode("utf-8", "replace"))


@settings(deadline=None, max_examples=300)
@given(texts)
def test_any_text_is_done_as_by_the_stages_alone(text: str) -> None:
    agrees(text)


@settings(deadline=None, max_examples=300)
@given(texts)
def test_what_may_not_be_protected_is_not(text: str) -> None:
    if not marks.may_be_protected(text):
        assert find_protection(text) == Protection()
        assert find_foreign(text) == ()


@pytest.mark.parametrize(
    ("text", "stages"),
    [
        ("图书馆从下月起延长开放时间。\n", set()),
        ("一杯咖啡（大）卖３０元？？\n", set()),
        ("GDP(国内生产总值)增长 7.8%，CPI(消费价格指数)……\n", set()),
        ("😀\n", set()),
        ("圖書館\n", {"convert"}),
        ("图书馆 \n", {"tidy"}),
        ("𠮷\n", {"repair", "tidy", "ungloss", "convert"}),  # beyond the table: nothing is known
        ("圖書館锟斤拷\n", {"repair", "convert"}),
    ],
)
def test_what_a_short_text_may_need(text: str, stages: set[str]) -> None:
    assert may_be(text) == stages
