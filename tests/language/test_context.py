"""Two characters of context tell between answers that are all Chinese."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import normalise
from normalise.language import context, model


@pytest.mark.parametrize(
    ("before", "likely", "unlikely"),
    [
        ("图书", "馆", "官"),
        ("联合", "国", "围"),
        ("不能", "不", "布"),
        ("有", "的", "扚"),
        ("，但", "是", "市"),
        ("圖書", "館", "舘"),
        ("聯合", "國", "圍"),
    ],
)
def test_what_usually_follows_is_cheaper(before: str, likely: str, unlikely: str) -> None:
    assert context.cost(likely, before) + 2 < context.cost(unlikely, before)


@pytest.mark.parametrize("word", ["图书馆", "共产党", "运动员", "科学家", "办公室", "大多数"])
def test_a_second_character_of_context_helps(word: str) -> None:
    assert context.cost(word[2], word[:2]) + 1 < context.cost(word[2], word[1])


@given(st.text(max_size=30), st.text(max_size=30))
def test_costs_add_up(first: str, second: str) -> None:
    whole = context.cost(first + second)
    assert whole == pytest.approx(context.cost(first) + context.cost(second, first))


@given(st.text(alphabet=st.characters(blacklist_categories=["Lo"]), max_size=30))
def test_what_is_not_chinese_costs_about_what_the_model_says(text: str) -> None:
    assert context.cost(text) == pytest.approx(model.cost(text), rel=0.5)


def test_the_table_is_small_and_names_its_sources_and_licence() -> None:
    data = (Path(normalise.__file__).parent / "data" / "context.bin").read_bytes()
    assert len(data) <= 2 * 1024 * 1024
    assert all(name in data[: context.HEADER] for name in (b"open-gram", b"jieba", b"CC BY-SA 3.0"))
