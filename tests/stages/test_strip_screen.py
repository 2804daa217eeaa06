"""The cheap tests before the reading of a line, and the short way for a page that no rule knows: they change nothing."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from normalise.edits import Rewrite
from normalise.language.fold import fold
from normalise.language.protect import Protection, find_protection
from normalise.options import Options
from normalise.resources import read_data
from normalise.stages.strip import Rule, list_rules, load_table, strip
from normalise.stages.strip.beginnings import Beginnings, starts_of
from normalise.stages.strip.cells import read_partly
from normalise.stages.strip.entries import Entry
from normalise.stages.strip.line import Lines
from normalise.stages.strip.page import Page
from normalise.stages.strip.reading import read_folded, readable
from normalise.stages.strip.screen import ANYTHING, NOTHING, Chances, chances, find_chances, has_gap

ROOT = Path(__file__).parent.parent.parent
RULES = list_rules()
EXAMPLES = [line for rule in RULES for line in (*rule.examples, *rule.counterexamples)]
PAGES = [
    [row.partition(" ")[2] for row in block.split("\n")[1:] if row]
    for path in sorted((ROOT / "tests" / "cases" / "furniture").glob("*.txt"))
    for block in path.read_text("utf-8").split("\n## ")[1:]
]
FIXTURES = [
    path.read_bytes().decode("utf-8", "replace") for path in sorted((ROOT / "fixtures").glob("*.txt"))
]
PROSE = [
    "今晨六时，水库开闸放水。",
    "此后的几天里，大家又把前后的细节仔细核对了一遍，没有发现别的问题（见上页）。经手的人各自留了底稿，说好有事再当面商量，免得日后记不清楚。",
]
OWN_WORDS = ["雨巷集", "青溪水务局办公室"]
HALF_WIDTH = str.maketrans("：，（）！？；　｜【】［］", ":,()!?; |[][]")
DROPPING = Options(metadata="extract", related="drop", comments="drop", forum_authors="drop", aggressive=True)

lines = st.sampled_from([*EXAMPLES, *(line for page in PAGES for line in page), *PROSE, *OWN_WORDS])
joined = st.builds(
    lambda pieces, joint, end: joint.join(pieces) + end,
    st.lists(lines, min_size=1, max_size=4),
    st.sampled_from(["", " ", "　", "|", "】【", "\u200b", "(le)", "。"]),
    st.sampled_from(["", "。", "！", " ", "）"]),
)
documents = st.lists(lines | joined | st.sampled_from(["", *PROSE]), max_size=12)


def check(line: str) -> None:
    """What the full reading finds, the cheap tests must not rule out."""
    table, folded = load_table(), fold(line)
    together = find_chances([PROSE[0], line, PROSE[0]], table).get(1, NOTHING)
    for screened in (chances(line, table), together):
        assert screened.whole or read_folded(folded, table) is None
        assert screened.part or read_partly(folded, table) is None
    assert has_gap(line) or not folded.gaps - {0}


def find_anything(lines: list[str]) -> dict[int, Chances]:
    return {index: ANYTHING for index, line in enumerate(lines) if line}


def all_entries(beginnings: Beginnings, text: str, place: int, **_: bool) -> Iterator[Entry]:
    for start in starts_of(text[place : place + 2]):
        yield from beginnings.entries(start)


def in_full(text: str, options: Options) -> Rewrite:
    """The text stripped without any short way: each line is read, and each entry tried in each place."""
    with (
        patch("normalise.stages.strip.page.lines_of", Lines),
        patch("normalise.stages.strip.line.find_chances", lambda lines, _: find_anything(lines)),
        patch("normalise.stages.strip.glue.chances", return_value=ANYTHING),
        patch("normalise.stages.strip.glue.has_gap", return_value=True),
        patch("normalise.stages.strip.decide._is_unread", return_value=False),
        patch.object(Beginnings, "at", all_entries),
        patch.object(Entry, "is_literal", property(lambda _: False)),
    ):
        return strip(text, options, find_protection(text))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.category)
def test_examples_pass(rule: Rule) -> None:
    for line in (*rule.examples, *rule.counterexamples):
        check(line)
        check(line.translate(HALF_WIDTH))
        check(f"　　{' '.join(line)}。")


@pytest.mark.parametrize("text", [*FIXTURES, *("\n".join(page) + "\n" for page in PAGES)])
def test_documents_are_as_in_full(text: str) -> None:
    for options in (Options(), DROPPING):
        assert strip(text, options, find_protection(text)) == in_full(text, options)


@given(joined)
@example("关于我们|雨巷集|联系我们|京ICP备12345678号-1")
def test_joined_lines_pass(line: str) -> None:
    check(line)


@given(documents, st.sampled_from([Options(), DROPPING]))
def test_joined_documents_are_as_in_full(texts: list[str], options: Options) -> None:
    text = "\n".join(texts)
    assert strip(text, options, find_protection(text)) == in_full(text, options)


@pytest.mark.parametrize("before", ["", "　　", "【", "★", 60 * "-"])
def test_what_begins_with_a_sure_piece_is_found_in_any_place(before: str) -> None:
    table = load_table()
    for line in (f"{before}{sample}" for sample in EXAMPLES if not has_gap(sample)):
        reading = read_folded(fold(line), table) if readable(line) else None
        if reading and reading.strength == reading.items[0].entry.strength == "sure":
            page = Page(f"{PROSE[0]}\n{line}\n{PROSE[1]}\n", Protection(), table)
            assert page.sure_candidates() == {1}, line


@pytest.mark.parametrize("blanks", ["", "　　"])
def test_pictures_and_pagers_are_found_in_any_place(blanks: str) -> None:
    cues = tomllib.loads(read_data("furniture/cues.toml").decode())
    for picture in cues["picture"]["matches"]:
        page = Page(f"{PROSE[0]}\n{blanks}{picture}\n{PROSE[1]}\n", Protection(), load_table())
        assert page.pictures() == [1], picture
    for pager in cues["pager"]["matches"]:
        lines = pager.replace("\n", f"\n{blanks}")
        page = Page(f"{PROSE[0]}{lines}{PROSE[1]}\n", Protection(), load_table())
        assert len(list(page.pagers())) == 1, pager


def test_what_is_remembered_is_what_is_found_anew_and_not_all_is() -> None:
    table = load_table()
    texts = [f"{line}{number}" for line in ("返回顶部", "上一篇：水库开闸", PROSE[0]) for number in range(9)]
    with patch("normalise.stages.strip.line.MOST_REMEMBERED", 20):
        memory = Lines(table)
        for _ in range(3):
            found = memory.look_at([*texts, *texts[:3]])
            assert [line.whole for line in found] == [
                Lines(table).look_at([line.text])[0].whole for line in found
            ]
            assert len(memory) <= 20


@pytest.mark.parametrize("line", [PROSE[0], "街灯亮了，孩子们还不肯回家，在巷口等着卖糖的人。"])
def test_prose_is_let_by(line: str) -> None:
    assert chances(line, load_table())[:2] == NOTHING[:2]
