"""The one search before the stages: a stage that it calls idle would give the text back as it is."""

import json
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from normalise.facts import Facts
from normalise.options import Options
from normalise.pipeline import Normaliser
from normalise.screen import SCREENED, find_idle
from normalise.stages.strip import strip
from normalise.steps import ANCHORS, TEXT_STAGES, protect

ROOT = Path(__file__).parent.parent
CLEAN = [
    line
    for lines in json.loads((ROOT / "tests/cases/clean_lines.json").read_text("utf-8")).values()
    for line in lines
]
FIXTURES = [
    path.read_bytes().decode("utf-8", "replace") for path in sorted((ROOT / "fixtures").glob("*.txt"))
]
FURNITURE = [path.read_text("utf-8") for path in sorted((ROOT / "tests/cases/furniture").glob("*.txt"))]
OPTIONS = (
    Options(),
    Options(glosses="remove"),
    Options(glosses="keep"),
    Options(to="hant"),
    Options(to="hant-tw"),
    Options(vocabulary="tw"),
    Options(lossy="mark"),
)

NAMES = "代表名单：闫戌麟、许昱华、秦侃莹、徐媛媛、郑荃、吴骁、鲍荟萃、史迢迢\n"

pieces = st.sampled_from(
    [
        *CLEAN,
        *(line for text in FIXTURES for line in text.splitlines()),
        "圖書館從下月起延長開放時間",
        "他看著她，著名的作者在說著話",
        "王丙乾在乾隆年間",
        "導(dǎo)言",
        "鍥句功棣嗕粠涓嬫湀璧",
        "赑屃驮着石碑，檐上有狻猊",
        "他姓亓官(guān)，住在洣水边",
        "馆长说“ÑÓ³¤¿ª·ÅÊ±¼ä”是读者的愿望",
        "锟斤拷",
        "⽂化\xa0部⻔",
        "\ue5e5",
        "(a)",
        "?",
        "",
        "某地ICP备12345678号",
        "某某小說，無彈窗",
        "请大家收藏",
    ]
)
documents = st.builds(
    lambda lines, joint: joint.join(lines),
    st.lists(pieces, max_size=12),
    st.sampled_from(["\n", "", " ", "\r\n", "　"]),
)


def check(text: str, options: Options) -> None:
    protection = protect(text, options)
    idle = find_idle(text, options)
    for stage in idle & set(options.active):
        assert TEXT_STAGES[stage](text, options, protection) == (text, {}, (), {}), stage
    if ANCHORS in idle:
        without = strip(text, options, protection, Facts(anchors=False))
        assert without == strip(text, options, protection)


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_idle_stages_change_nothing(options: Options) -> None:
    for text in (*FIXTURES, *FURNITURE, *CLEAN):
        check(text, options)


@given(documents, st.sampled_from(OPTIONS))
def test_idle_stages_change_nothing_in_what_is_put_together(text: str, options: Options) -> None:
    check(text, options)


@given(
    st.text(st.sampled_from("图書著乾後(（dǎo）?�锟斤拷烫 \u200b\ue5e5한の\n鍥ÃÂ"), max_size=30),
    st.sampled_from(OPTIONS),
)
def test_idle_stages_change_nothing_in_any_text(text: str, options: Options) -> None:
    check(text, options)


@pytest.mark.parametrize("text", CLEAN[:80])
def test_in_most_clean_lines_nothing_is_busy(text: str) -> None:
    assert len(SCREENED - {ANCHORS} - find_idle(text, Options())) <= 1


@pytest.mark.parametrize(
    ("text", "busy"),
    [
        ("著名作家在乾隆年间的故居", set()),
        ("圖書館", {"convert"}),
        ("图书馆 ", {"tidy"}),
        ("鍥句功棣嗕粠涓嬫湀璧", {"repair"}),
        ("导(dǎo)言很(hěn)短(duǎn)" * 5, {"ungloss"}),
        ("导(dǎo)言", set()),
        ("行(xíng)(háng)长(cháng)(zhǎng)" * 2, {"ungloss"}),
        ("（一）总则\n（二）附则\n" * 9, set()),
        ("赑屃驮着石碑\n他姓亓官，住在洣水边\n", set()),
        ("赑屃驮着石碑\n鍥句功棣嗕粠涓嬫湀璧\n", {"repair", ANCHORS}),
        ("鍥句功棣嗕粠涓嬫湀璧\n" * 99, {"repair"}),
        (NAMES * 10 + "街灯亮了，孩子们还不肯回家，在巷口等着卖糖的人。\n" * 400, set()),
        (NAMES * 50, {"repair", ANCHORS}),
        ("街灯亮了\n某地ICP备12345678号\n街灯灭了\n", {ANCHORS}),
        ("街燈亮了\n某某小說，無彈窗\n街燈滅了\n", {ANCHORS, "convert"}),
    ],
)
def test_who_is_busy(text: str, busy: set[str]) -> None:
    idle = find_idle(text, Options())
    assert not idle & busy
    assert busy or idle == SCREENED


def test_the_words_of_the_users_own_rules_are_left_to_strip() -> None:
    text = "图书馆从下月起延长开放时间"
    assert ANCHORS in find_idle(text, Options())
    assert ANCHORS not in find_idle(text, Options(rules=("own.toml",)))


class Unscreened(Normaliser):
    """Asks every stage."""

    def _find_idle(self, _: str) -> frozenset[str]:
        return frozenset()


class Screened(Normaliser):
    """Searches the first texts as it does later ones."""

    def _find_idle(self, text: str) -> frozenset[str]:
        return find_idle(text, self.options)


@given(documents, st.sampled_from(OPTIONS))
@example("某某小說，全網冣快\n", Options())
@example("軽點両下取消\n收収\n請大家収蔵\n", Options())
@example("無(wú)彈窗\n導(dǎo)言很(hěn)短(duǎn)\n無(wú)彈窗\n" * 5, Options())
def test_what_the_search_says_changes_no_result(text: str, options: Options) -> None:
    assert Screened(options)(text) == Unscreened(options)(text)
