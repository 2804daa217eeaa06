"""The character model tells Chinese from what only looks like it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import normalise
from normalise.language.model import SCALE, cost, mean_cost, steps

CHINESE = [
    "今天下午召开全体会议",
    "因此",
    "饕餮",
    "氧氯苯丙烯",
    "東京灣跨海公路",
    "學而時習之",
    "乾隆四十一年",
    "鱖魚與鱸魚",
]
NOT_CHINESE = ["涓婅瘉缁煎悎鎸囨暟", "婓汜莉奻ㄛ翋猁岆", "币虼臁", "ÔÚÉú²úÉÏ", "╬¬┴╦╚├╙├╗º"]


@pytest.mark.parametrize("text", CHINESE)
def test_chinese_is_cheap(text: str) -> None:
    assert mean_cost(text) < 8.5


@pytest.mark.parametrize("text", NOT_CHINESE[:3])
def test_characters_without_sense_are_dear(text: str) -> None:
    assert mean_cost(text) > 11


@pytest.mark.parametrize(
    ("simplified", "traditional"),
    [("书面语言", "書面語言"), ("发现", "發現"), ("头发", "頭髮"), ("国际关系", "國際關係")],
)
def test_both_scripts_are_alike(simplified: str, traditional: str) -> None:
    assert mean_cost(traditional) == pytest.approx(mean_cost(simplified), abs=0.6)


def test_rare_forms_cost_more_than_usual_ones() -> None:
    assert cost("癒合") + 2 < cost("瘉合")


@given(st.text(max_size=50), st.text(max_size=50))
def test_cost_grows_with_the_text(first: str, second: str) -> None:
    assert cost(first) >= 0
    assert cost(first + second) > cost(first) or not second


@given(st.text("图书館a，é\u200b\U00020000\ud800\udc00", max_size=20))
def test_the_steps_add_up_to_the_cost(text: str) -> None:
    assert len(steps(text)) == len(text)
    assert sum(steps(text)) == cost(text) * SCALE


def test_the_empty_string_costs_nothing() -> None:
    assert cost("") == mean_cost("") == 0


def test_the_table_is_small_and_names_its_sources() -> None:
    data = (Path(normalise.__file__).parent / "data" / "model.bin").read_bytes()
    assert len(data) <= 2 * 1024 * 1024
    assert b"jieba" in data[:256]
    assert b"MIT" in data[:256]
