"""What tidy takes out, what it leaves, and that it is done after one run."""

import re
import tomllib
from pathlib import Path
from typing import NotRequired, TypedDict

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from normalise.edits import Rewrite
from normalise.language.patterns import one_of
from normalise.language.protect import DeferredProtection, Protection, Span, find_protection
from normalise.language.radicals import equivalents
from normalise.options import Options
from normalise.stages import tidy as stage
from normalise.stages.tidy import tidy


class Case(TypedDict):
    label: str
    before: NotRequired[str]
    after: NotRequired[str]
    same: NotRequired[str]
    counts: NotRequired[dict[str, int]]


CASES: list[Case] = tomllib.loads((Path(__file__).parent.parent / "cases" / "tidy.toml").read_text("utf-8"))[
    "case"
]
OPTIONS = Options()


def tidied(text: str, *listed: str) -> Rewrite:
    return tidy(text, OPTIONS, find_protection(text, listed))


@pytest.mark.parametrize("case", [pytest.param(case, id=case["label"]) for case in CASES])
def test_case(case: Case) -> None:
    before, after = (case["same"], case["same"]) if "same" in case else (case["before"], case["after"])
    result = tidied(before)
    assert result.text == after
    if "counts" in case or before == after:
        assert result.counts == case.get("counts", {})
    assert tidied(after).text == after


def test_every_rule_has_a_case() -> None:
    rules = {rule for case in CASES for rule in tidied(case.get("before", "")).counts}
    assert rules == {
        f"tidy/{name}"
        for name in (
            "bom", "zero-width", "selector", "direction", "control", "nbsp", "space", "radical", "compatibility",
            "trailing-space",
        )
    }  # fmt: skip


@pytest.mark.parametrize("kind", ["japanese", "korean", "listed", "key", "path"])
def test_protected_characters_stay_one_by_one(kind: str) -> None:
    text = "\uf90a\u200b⼤ \uf90a\u200b好 "
    protection = Protection((Span(0, 4, kind),))
    assert tidy(text, OPTIONS, protection).text == "\uf90a\u200b⼤ 金好"
    assert tidy(text, OPTIONS, Protection((Span(0, len(text), kind),))).text == text


def test_the_users_strings_stay() -> None:
    assert tidied("⼈⼝和⽂化部", "⼈⼝").text == "⼈⼝和文化部"


def test_lone_surrogates_stay() -> None:
    assert tidied("\ud800甲\u200b\udfff ").text == "\ud800甲\udfff"


def test_edits_say_where() -> None:
    text = "甲\u200b乙\n⽂化\u00a0好 "
    assert [(edit.rule, text[edit.start : edit.end], edit.after) for edit in tidied(text).edits] == [
        ("tidy/zero-width", "\u200b", ""),
        ("tidy/radical", "⽂", "文"),
        ("tidy/nbsp", "\u00a0", " "),
        ("tidy/trailing-space", " ", ""),
    ]


def test_radicals_become_ideographs_that_are_no_radicals() -> None:
    table = equivalents()
    assert len(table) == 214 + 90
    assert not set(table) & set(table.values())
    assert all(
        len(radical) == len(ideograph) == 1 and ideograph < "\uf900" for radical, ideograph in table.items()
    )


def test_hostile_text_is_linear() -> None:
    size = 100_000
    assert tidied("甲" + " " * size + "乙").text == "甲" + " " * size + "乙"
    assert tidied("甲" + "\u200b" * size + "乙").text == "甲乙"
    assert tidied("⼀" * size).text == "⼀" * size
    assert tidied("⼀，" + "甲" * size).text == "⼀，" + "甲" * size
    assert tidied(" \n" * size).text == "\n" * size
    assert tidied("甲\u00a0\r" * size).text == "甲\r" * size


ODD = (
    "\ufeff\u200b\u200c\u200d\u2060\u00ad\u180e\u200e\u202b\u2066\ufe0f\ufe00\U000e0101\U000e0067\x00\x0b\x0c\x85\x80\x1b"
    "\u00a0\u2003\u202f\u2028⼀⼆⽂⾸⻚⺼\uf90a\uf9e1\ufa0e\U0002f81a"
)
ORDINARY = "甲文的の한カ，。（）“”　👩🔧❤🏽ابکaÃ¸1 \t\r\n"
MARKUP = "`~<>-!/{}[]():#\\=.x"


@given(st.text(alphabet=ODD + ORDINARY, max_size=40))
@example("甲\u200b`\u200b`乙")
@example("⽂\u200b化\n（⼀）")
def test_a_second_run_changes_nothing(text: str) -> None:
    once = tidied(text).text
    assert tidied(once).text == once


@given(st.text(alphabet=ODD + ORDINARY + MARKUP, max_size=60))
@example("\\`\u200b`\u00a0甲` ")
@example("```\n\u200b```\n甲\u200b\n```")
@example("`甲\n\u200b\n`乙\u200b`")
@example("`\n# \n`\u00a0`⽂")
@example("\ufeffC:\\C:\\部⽂")
@example("=\r\u202b\n\t}\u00a0")
@example("⽂⽂⽂⽂甲t:/\u200b⽂ 甲")
@example("--\u200b-\n甲: 乙\u200b\n---\n")
def test_a_second_run_changes_nothing_amid_markup(text: str) -> None:
    once = tidied(text).text
    assert tidied(once).text == once


@given(
    st.text(alphabet="甲文的の한カ，。（）“”！？：；、—…《》　ＡＢ１２３👩❤ابکabc123,.!? \t\r\n", max_size=60)
)
def test_text_without_such_characters_loses_only_blanks_at_line_ends(text: str) -> None:
    result = tidied(text)
    assert set(result.counts) <= {"tidy/trailing-space"}
    assert "".join(result.text.split()) == "".join(text.split())
    assert all(edit.after == "" for edit in result.edits)


@given(st.text(alphabet=ODD + ORDINARY + "！？：；、—…《》～ＡＢ１", max_size=40))
def test_full_width_punctuation_and_line_ends_stay(text: str) -> None:
    kept = "，。（）“”！？：；、—…《》～ＡＢ１\r\n"
    assert [character for character in tidied(text).text if character in kept] == [
        character for character in text if character in kept
    ]


def test_the_class_that_is_searched_for_finds_what_the_class_has() -> None:
    everything = "".join(map(chr, range(0x110000)))
    assert re.findall(one_of(stage.ODD), everything) == re.findall(f"[{stage.ODD}]", everything)


@pytest.mark.parametrize(
    "text", ["谢谢\u2764\ufe0f\n", "\x0cdef f(): ...\n", "\U0001f468\u200d\U0001f4bb写的\n"]
)
def test_for_what_is_in_use_nobody_asks_what_is_protected(text: str) -> None:
    def refuse() -> tuple[Span, ...]:
        raise AssertionError("asked")

    assert tidy(text, OPTIONS, DeferredProtection(refuse)) == Rewrite(text, {})


@given(
    st.text(alphabet=ODD + ORDINARY + MARKUP, max_size=40),
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=3),
)
@example("\u2764\ufe0f\ufe0f", [(0, 2)])
@example("甲\u200b  ", [(0, 3)])
def test_lines_that_need_not_be_looked_at_come_to_the_same_when_they_are(
    text: str, ranges: list[tuple[int, int]]
) -> None:
    spans = (Span(min(ends), min(max(ends), len(text)), "listed") for ends in ranges if min(ends) < len(text))
    protection = Protection(tuple(sorted(span for span in spans if span.start < span.end)))
    short = tidy(text, OPTIONS, protection)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stage, "_is_all_in_use", lambda *_: False)
        assert tidy(text, OPTIONS, protection) == short


@given(st.text(alphabet=ODD + ORDINARY + MARKUP, max_size=60))
def test_protected_text_stays(text: str) -> None:
    wholly = Protection((Span(0, len(text), "listed"),)) if text else Protection()
    assert tidy(text, OPTIONS, wholly) == Rewrite(text, {})
