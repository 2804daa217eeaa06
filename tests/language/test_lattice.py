"""Holes in a text → the likeliest characters, and by how much they beat the next."""

from itertools import product
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalise.language.encodings import REPLACEMENT
from normalise.language.holes import Arc
from normalise.language.lattice import choose, identity_after
from normalise.language.model import cost


def fill_in(before: str, arcs: list[Arc], after: str, **strange: float) -> tuple[str, tuple[float, ...]]:
    choice = choose(identity_after(before), arcs, after, strange)
    return choice.text, choice.margins


@pytest.mark.parametrize(
    ("before", "candidates", "after", "best"),
    [("图", "书乥亜", "馆", "书"), ("时", "间闻问", "，", "间"), ("借", "书阅还", "读", "阅")],
)
def test_the_neighbours_decide(before: str, candidates: str, after: str, best: str) -> None:
    text, (margin,) = fill_in(before, [Arc(0, 1, candidates)], after)
    assert text == best
    assert margin > 2


def test_where_two_are_alike_the_margin_is_small() -> None:
    _, (margin,) = fill_in("第", [Arc(0, 1, "二三")], "次")
    assert margin < 2


def test_where_nothing_competes_the_margin_is_infinite() -> None:
    assert fill_in("图", [Arc(0, 1, "乥")], "馆") == ("乥", (inf,))


def test_what_has_no_candidates_stays_open() -> None:
    assert fill_in("图", [Arc(0, 1, ""), Arc(1, 2, "馆")], "，") == (REPLACEMENT + "馆", (0.0, inf))


def test_a_dearer_way_must_be_so_much_likelier() -> None:
    assert fill_in("图", [Arc(0, 1, "书", 30.0), Arc(0, 1, "画")], "馆")[0] == "画"
    assert fill_in("图", [Arc(0, 1, "书"), Arc(0, 1, "乥")], "馆")[0] == "书"


def test_what_is_not_expected_costs_more() -> None:
    assert fill_in("买", [Arc(0, 1, "书書")], "，")[0] == "书"
    assert fill_in("买", [Arc(0, 1, "书書")], "，", 书=9.0)[0] == "書"


@given(
    st.text(st.sampled_from("图书馆的一，"), max_size=1),
    st.lists(st.text(st.sampled_from("图书馆的一了，。"), min_size=1, max_size=4), min_size=1, max_size=3),
    st.text(st.sampled_from("图书馆的一，"), max_size=1),
)
def test_it_is_the_best_of_all_texts_by_the_margin_over_the_next(
    before: str, columns: list[str], after: str
) -> None:
    arcs = [Arc(place, place + 1, "".join(sorted(set(column)))) for place, column in enumerate(columns)]
    choice = choose(identity_after(before), arcs, after, {})
    fixed = cost(before)
    totals = {"".join(text): cost(before + "".join(text) + after) - fixed for text in product(*columns)}
    assert totals[choice.text] == pytest.approx(min(totals.values()))
    assert choice.cost == pytest.approx(totals[choice.text])
    for place, margin in enumerate(choice.margins):
        rivals = [total for text, total in totals.items() if text[place] != choice.text[place]]
        assert margin == pytest.approx(min(rivals, default=inf) - choice.cost)
