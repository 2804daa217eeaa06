"""Holes in a text → the likeliest characters, and by how much they beat the next."""

from itertools import product
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalise.language import context, model
from normalise.language.encodings import REPLACEMENT
from normalise.language.holes import Arc
from normalise.language.lattice import choose, find_paths
from normalise.language.model import SCALE


def fill_in(before: str, arcs: list[Arc], after: str, **strange: float) -> tuple[str, tuple[float, ...]]:
    choice = choose(before, find_paths(before[-1:], arcs, after[:1], strange), after)
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
    st.text(st.sampled_from("图书馆的一，"), max_size=2),
    st.lists(st.text(st.sampled_from("图书馆的一了，。"), min_size=1, max_size=2), min_size=1, max_size=3),
    st.text(st.sampled_from("图书馆的一，"), max_size=2),
)
def test_no_text_is_likelier_and_the_margin_is_that_over_the_next(
    before: str, columns: list[str], after: str
) -> None:
    """As long as the others come near: what the character model finds much dearer is not weighed by context."""
    arcs = [Arc(place, place + 1, "".join(sorted(set(column)))) for place, column in enumerate(columns)]
    paths = find_paths(before[-1:], arcs, after[:1], {})
    choice = choose(before, paths, after)
    near = [path.text for path in paths.kept if path.cost <= paths.kept[0].cost + 4 * SCALE][:5]
    totals = {text: context.cost(text + after, before) for text in near}
    assert choice.text in near
    if len(near) > 1:
        assert choice.cost == pytest.approx(min(totals.values()))
        for place, margin in enumerate(choice.margins):
            rivals = [total for text, total in totals.items() if text[place] != choice.text[place]]
            assert 0 <= margin <= min(rivals, default=inf) - choice.cost + 1e-6


def test_the_paths_are_the_likeliest_of_all_texts() -> None:
    columns = ["图国", "书乥", "馆官"]
    arcs = [Arc(place, place + 1, column) for place, column in enumerate(columns)]
    kept, others = find_paths("县", arcs, "的", {})
    totals = {
        "".join(text): model.cost("县" + "".join(text) + "的") - model.cost("县")
        for text in product(*columns)
    }
    assert others > 10
    assert [path.text for path in kept] == sorted((path.text for path in kept), key=totals.__getitem__)
    assert kept[0].text == min(totals, key=totals.__getitem__)
    assert kept[0].cost / SCALE == pytest.approx(totals[kept[0].text])
