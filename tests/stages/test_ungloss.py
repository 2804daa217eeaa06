"""Readings in brackets: a content farm's go, a human hand's stay."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalise.edits import rewrite
from normalise.language.pinyin import Reading, is_reading, parse_reading
from normalise.language.protect import Protection, Span
from normalise.options import Options
from normalise.stages.ungloss import ungloss

CASES = json.loads((Path(__file__).parent.parent / "cases" / "ungloss.json").read_text("utf-8"))
FARM = CASES["removed"][0]["before"]
NOTHING = Protection()
AUTO = Options()


def unglossed(text: str, options: Options = AUTO, protection: Protection = NOTHING) -> str:
    return ungloss(text, options, protection).text


@pytest.mark.parametrize("case", CASES["removed"], ids=lambda case: case["label"])
def test_farms(case: dict[str, str]) -> None:
    assert unglossed(case["before"]) == case["after"]
    assert unglossed(case["after"]) == case["after"]


@pytest.mark.parametrize("case", CASES["kept"], ids=lambda case: case["label"])
def test_a_human_hand(case: dict[str, str]) -> None:
    assert unglossed(case["text"]) == case["text"]


def test_a_short_page_has_about_a_dozen_glosses() -> None:
    assert ungloss(FARM, Options(), NOTHING).counts == {"ungloss/pinyin": 13}


def test_zhuyin_has_a_rule_of_its_own() -> None:
    text = next(case["before"] for case in CASES["removed"] if case["label"] == "zhuyin")
    assert ungloss(text, Options(), NOTHING).counts == {"ungloss/zhuyin": 13}


def test_edits_are_of_the_brackets() -> None:
    result = ungloss(FARM, Options(), NOTHING)
    assert FARM[result.edits[0].start : result.edits[0].end] == "(qū)"
    assert all(edit.after == "" for edit in result.edits)
    assert rewrite(FARM, result.edits).text == result.text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("導(dǎo)言", "導言"),
        ("仝（Tóng）某", "仝某"),
        ("饕餮(tāo tiè)和北京(Běijīng)、西安(Xī'ān)", "饕餮和北京、西安"),
        ("ㄅ導(ㄉㄠˇ)", "ㄅ導"),
        ("饕餮(ㄊㄠ ㄊㄧㄝˋ)", "饕餮"),
        ("女(nǚ)女(nv3)女(nü)綠(lǜ)绿(lu:4)", "女女女綠绿"),
        ("了(le)了(liǎo)花儿(huā ér)", "了了花儿"),
        ("導(dǎo)(dǎo)", "導"),
        ("國(guò)言(yan)", "國(guò)言"),
        ("函数(max)，苹果(apple)，(dǎo)", "函数(max)，苹果(apple)，(dǎo)"),
        ("北京(Beijing Daily)", "北京(Beijing Daily)"),
    ],
)
def test_remove_takes_every_true_reading(before: str, after: str) -> None:
    options = Options(glosses="remove")
    assert unglossed(before, options) == after
    assert unglossed(after, options) == after


def test_keep_keeps() -> None:
    assert unglossed(FARM, Options(glosses="keep")) == FARM


@pytest.mark.parametrize("kind", ["code", "off", "listed", "fence", "url"])
def test_protected_glosses_stay(kind: str) -> None:
    text = FARM + "\n看導(dǎo)言"
    start = text.rindex("導")
    protection = Protection((Span(start, start + 6, kind),))
    assert unglossed(text, protection=protection) == unglossed(FARM) + "\n看導(dǎo)言"


def test_protected_glosses_are_no_evidence() -> None:
    assert unglossed(FARM, protection=Protection((Span(0, len(FARM), "off"),))) == FARM


@pytest.mark.parametrize(
    ("written", "reading"),
    [
        ("dǎo", Reading("dao", 3, "pinyin")),
        ("da\u030co", Reading("dao", 3, "pinyin")),
        ("dăo", Reading("dao", 3, "pinyin")),  # breve for caron, as many type it
        ("LǙ", Reading("lü", 3, "pinyin")),
        ("lǘ", Reading("lü", 2, "pinyin")),
        ("lv2", Reading("lü", 2, "pinyin")),
        ("nu:3", Reading("nü", 3, "pinyin")),
        ("de", Reading("de", None, "plain")),
        ("de5", Reading("de", 5, "pinyin")),
        ("ɡuó", Reading("guo", 2, "pinyin")),
        ("ㄉㄜ˙", Reading("de", 5, "zhuyin")),
        ("˙ㄉㄜ", Reading("de", 5, "zhuyin")),
        ("ㄓ", Reading("zhi", 1, "zhuyin")),
        ("dǎo3", None),
        ("dǎǒ", None),
        ("max", None),
        ("", None),
        ("3", None),
        ("ㄉㄉ", None),
        ("ˇ", None),
    ],
)
def test_parse_reading(written: str, reading: Reading | None) -> None:
    assert parse_reading(written) == reading


@pytest.mark.parametrize(
    ("character", "written", "expected"),
    [
        ("導", "dǎo", True),
        ("导", "dao3", True),
        ("導", "dào", True),  # the older reading, of 導 for 道
        ("導", "tǎo", False),
        ("績", "jì", True),
        ("績", "jī", True),
        ("不", "bú", True),
        ("了", "le", True),
        ("A", "a", False),
    ],
)
def test_is_reading(character: str, written: str, expected: bool) -> None:
    reading = parse_reading(written)
    assert reading is not None
    assert is_reading(character, reading) is expected


GLOSSED = (  # noqa: SIM905
    "學(xué) 區(qū) 導(dǎo) 認(rèn) 領(lǐng) 學 導 （dǎo） (dao) (dǎo) (ㄉㄠˇ) 導(ㄉㄠˇ) 罕A(xué) 的(de) (max) 導(dao)"
).split()
PLAIN = ["組織參觀了展覽", "大家都說很好，", "(", ")", "x", " ", "\n", "拼音", "饕餮(tāo tiè)"]
PIECES = st.sampled_from(GLOSSED + PLAIN)


@given(st.lists(PIECES, max_size=60).map("".join), st.sampled_from(["auto", "remove"]), st.booleans())
def test_settles_at_once_and_only_removes(text: str, glosses: str, farm: bool) -> None:
    text = FARM + text if farm else text
    options = Options(glosses=glosses)
    result = ungloss(text, options, NOTHING)
    assert rewrite(text, result.edits).text == result.text
    assert len(text) - len(result.text) == sum(edit.end - edit.start for edit in result.edits)
    assert unglossed(result.text, options) == result.text


@pytest.mark.parametrize("glosses", ["auto", "remove"])
@pytest.mark.parametrize(
    "text", ["(" * 500_000, "(a" * 300_000, "導(dǎo)" * 50_000, "導(dǎo)言\r" * 30_000, "學（" * 300_000]
)
def test_hostile_text_takes_linear_time(text: str, glosses: str) -> None:
    begin = time.perf_counter()
    ungloss(text, Options(glosses=glosses), NOTHING)
    assert time.perf_counter() - begin < 10
