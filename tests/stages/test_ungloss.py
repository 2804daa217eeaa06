"""Readings in brackets: a content farm's go, a human hand's stay."""

import json
import random
import re
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalise.edits import rewrite
from normalise.language.protect import Protection, Span
from normalise.options import Options
from normalise.stages.ungloss import find_signature, read_page, remove_glosses, ungloss
from normalise.stages.ungloss.brackets import find_glosses
from normalise.stages.ungloss.page import Page
from normalise.stages.ungloss.reading import LongPage, cut_pages, find_cut
from normalise.stages.ungloss.removal import edits_of_glosses

CASES = json.loads((Path(__file__).parent.parent / "cases" / "ungloss.json").read_text("utf-8"))
FARM = CASES["removed"][0]["before"]
ARTICLE = CASES["removed"][0]["after"]
NOTHING = Protection()
AUTO = Options()
EXPLAINED = Options(explain=True)


def unglossed(text: str, options: Options = AUTO, protection: Protection = NOTHING) -> str:
    return ungloss(text, options, protection).text


@pytest.mark.parametrize("case", CASES["removed"], ids=lambda case: case["label"])
def test_farms(case: dict[str, str]) -> None:
    assert unglossed(case["before"]) == case["after"]
    assert unglossed(case["after"]) == case["after"]


@pytest.mark.parametrize("case", CASES["hundreds"], ids=lambda case: case["label"])
def test_farms_that_show_by_hundreds(case: dict[str, str]) -> None:
    assert unglossed(case["before"]) == case["before"]
    assert unglossed(case["before"] * 8) == case["after"] * 8


@pytest.mark.parametrize("case", CASES["kept"], ids=lambda case: case["label"])
def test_a_human_hand(case: dict[str, str]) -> None:
    assert unglossed(case["text"]) == case["text"]


def gloss_again(write: Callable[[str], str]) -> str:
    """The farm's page with each gloss written in another way."""
    return re.sub(r"\((\w+)\)", lambda match: write(match[1]), FARM)


@pytest.mark.parametrize(
    "pattern",
    [
        "[{}]",
        "［{}］",
        "【{}】",
        "〔{}〕",
        "({}）",
        "( {} )",
        "(\u3000{}\u3000)",
        "(\u00a0{})",
        " ({})",
        "\u3000（{}）",
    ],
)
def test_brackets_and_blanks(pattern: str) -> None:
    assert unglossed(gloss_again(pattern.format)) == ARTICLE


@pytest.mark.parametrize("pattern", ["({},{})", "（{}、{}）", "({}/{})", "（{}；{}）"])
def test_several_readings(pattern: str) -> None:
    assert unglossed(gloss_again(lambda reading: pattern.format(reading, reading))) == ARTICLE


@pytest.mark.parametrize("pattern", ["<{}>", "《{}》", "“{}”", "{}", "（{}]", "{{{}}}", "(音{})", "(\n\n{})"])
def test_what_is_no_bracket_of_a_gloss(pattern: str) -> None:
    text = gloss_again(pattern.format)
    assert unglossed(text) == text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("學習(x\ní)", "學習\n"),
        ("學習(xí\n)小組", "學習\n小組"),
        ("學習\n(xí)小組", "學習\n小組"),
        ("學習（\r\nxí）小組", "學習\r\n小組"),
        ("學習(\n　　xí)小組", "學習\n　　小組"),
        ("學習\n\n(xí)小組", "學習\n\n(xí)小組"),
        ("（學習(xí)小組）", "（學習小組）"),
        ("【學(xué)習(xí)】", "【學習】"),
        ("練習(xí)(xí)簿", "練習簿"),
        ("看。(xí)", "看。(xí)"),
    ],
)
def test_line_ends_and_neighbours(before: str, after: str) -> None:
    assert unglossed(FARM + before) == ARTICLE + after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # A character of the list: whatever goes wrong with its reading.
        ("同學(xue)", "同學"),
        ("同學(xuě)", "同學"),
        ("同學(xué,xiáo)", "同學"),
        ("同學(xu?)", "同學"),
        ("同學(xu\ufffd)", "同學"),
        ("同學(xu)", "同學"),
        ("同學(jiào)", "同學"),
        ("同學(school)", "同學(school)"),
        ("同學(she)", "同學(she)"),
        ("同學(ㄒㄩㄝˊ)", "同學(ㄒㄩㄝˊ)"),
        # Other characters: a true reading, or always the same untrue one.
        ("曹丕(pī)", "曹丕"),
        ("我們(men)", "我們"),
        ("不便(pián)處(chù)方便(biàn)", "不便處方便"),
        ("桌(yǐ)上的桌(yǐ)布", "桌上的桌布"),
        ("桌(yǐ)上", "桌(yǐ)上"),
        ("和(he)他(me)", "和(he)他(me)"),
        ("他(he)他(he)他(he)他(he)", "他(he)他(he)他(he)他(he)"),
    ],
)
def test_what_else_a_farm_leaves(before: str, after: str) -> None:
    assert unglossed(FARM + before) == ARTICLE + after


def test_the_signature_says_how_the_farm_glosses() -> None:
    signature = find_signature(read_page(gloss_again(" ({})".format), NOTHING))
    assert signature is not None
    assert signature.listed["學"] == {"xué"}
    assert "校" not in signature.listed
    assert signature.notations == {"pinyin", "neutral"}
    assert signature.blank_before
    assert not signature.blank_after
    assert find_signature(read_page(ARTICLE, NOTHING)) is None


def test_a_farm_within_other_text() -> None:
    other = "學生們開學以後認真學習,區里的領導參觀了學校。\n" * 100
    text = other + FARM * 3 + other + FARM * 3 + other
    assert unglossed(text) == text.replace(FARM, ARTICLE)


def test_a_short_page_has_about_a_dozen_glosses() -> None:
    assert ungloss(FARM, Options(), NOTHING).counts == {"ungloss/pinyin": 13}


def test_zhuyin_has_a_rule_of_its_own() -> None:
    text = next(case["before"] for case in CASES["removed"] if case["label"] == "zhuyin")
    assert ungloss(text, Options(), NOTHING).counts == {"ungloss/zhuyin": 13}


def test_edits_are_of_the_brackets() -> None:
    result = ungloss(FARM, EXPLAINED, NOTHING)
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


GLOSSED = (  # noqa: SIM905
    "學(xué) 區(qū) 導(dǎo) 認(rèn) 領(lǐng) 學 導 （dǎo） (dao) (dǎo) (ㄉㄠˇ) 導(ㄉㄠˇ) 罕A(xué) 的(de) (max) 導(dao)"
).split()
PLAIN = [
    "組織參觀了展覽",
    "大家都說很好，",
    "(",
    ")",
    "x",
    " ",
    "\n",
    "拼音",
    "饕餮(tāo tiè)",
]
BROKEN = ["區\n(qū)", "學 (x\nué)", "導\r\n", "認(\n　rèn)"]
PIECES = st.sampled_from(GLOSSED + PLAIN + BROKEN)
WHOLE_PIECES = st.sampled_from([*GLOSSED, *PLAIN, "\n學"]).filter(lambda piece: piece != "\n")


@given(st.lists(PIECES, max_size=60).map("".join), st.sampled_from(["auto", "remove"]), st.booleans())
def test_settles_at_once_and_only_removes(text: str, glosses: str, farm: bool) -> None:
    text = FARM + text if farm else text
    options = Options(glosses=glosses, explain=True)
    result = ungloss(text, options, NOTHING)
    assert rewrite(text, result.edits).text == result.text
    assert len(text) - len(result.text) == sum(
        edit.end - edit.start - len(edit.after) for edit in result.edits
    )
    assert all(edit.after.isspace() for edit in result.edits if edit.after)
    assert unglossed(result.text, options) == result.text


@given(st.lists(WHOLE_PIECES, max_size=60).map("".join))
def test_the_signature_of_a_page_serves_each_of_its_lines(text: str) -> None:
    text = f"{FARM * 20}\n學{text}"
    signature = find_signature(read_page(text, NOTHING))
    assert signature is not None
    lines = re.split(
        "(?<=\n)(?!\\s*[(（])", text
    )  # a line that begins with a gloss belongs to the one before
    done = [remove_glosses([read_page(line, NOTHING)], signature).text for line in lines]
    assert "".join(done) == unglossed(text)


def write_page(chance: random.Random) -> str:
    """A page of an invented farm, which glosses a list in its own way, with a few mishaps."""
    opening, closing = chance.choice([("(", ")"), ("（", "）"), ("(", "）"), ("【", "】")])
    readings = chance.choice(
        [READINGS, TONELESS, {character: read.title() for character, read in READINGS.items()}]
    )
    listed = chance.sample(sorted(readings), chance.randint(4, len(readings)))
    padding, after = chance.choice(["", "", "", " ", "\n"]), chance.choice(["", "", "", " "])
    pieces: list[str] = []
    for character in ARTICLE * chance.randint(1, 8):
        pieces.append(character)
        if character in listed and chance.random() < 0.97:
            pieces.append(f"{padding}{opening}{readings[character]}{closing}{after}")
        if chance.random() < 0.01:
            pieces.append(chance.choice(MISHAPS))
    return "".join(pieces)


READINGS = {
    "區": "qū", "學": "xué", "導": "dǎo", "認": "rèn", "領": "lǐng", "結": "jié", "經": "jīng", "驗": "yàn", "動": "dòng",
    "師": "shī", "開": "kāi", "後": "hòu", "組": "zǔ", "織": "zhī", "參": "cān", "觀": "guān", "覽": "lǎn", "員": "yuán",
}  # fmt: skip
TONELESS = {
    character: "".join(letter for letter in unicodedata.normalize("NFD", reading) if letter.isascii())
    for character, reading in READINGS.items()
}
MISHAPS = [
    *GLOSSED, *BROKEN, "學(xué)(xí)", "學(xué) (xué)", "導(dǎo] (dǎo)", "導(dǎo](dǎo)", "@(xué)", "a@(xué)", "(學(xué)", "一(yī)", "(一(yī)",
    "(一(yī)dao)", "桌(yǐ)", "桌(yǐ\n)(zǐ)", "導(dǎo)(dao)", "導(\ndǎo)(dǎo)", "學(xué) 習", "\0(xué)", "\0", "同學(xu?)", "同學(jiào)",
    "中(zhōng,zhòng)", "中(zhōng , zhòng)", "\n\n", "拼音", "沒有注解的文字" * 300,
]  # fmt: skip


def protect_some(chance: random.Random, text: str) -> Protection:
    starts = [chance.randrange(len(text)) for _ in range(chance.choice([0, 0, 1, 3, 40]))]
    return Protection(tuple(Span(at, at + chance.choice([0, 1, 2, 5, 50]), "code") for at in sorted(starts)))


class OnePiece(Page):
    """A page with all of its glosses looked at one by one."""

    pieces = property(lambda self: [self.text])


def in_one_piece(text: str, protection: Protection) -> Page:
    return OnePiece(text, protection, 0, len(text))


class InManyParts(LongPage):
    """A page that is read as if it were thousands of times as long."""

    size = 40


def in_many_parts(text: str, protection: Protection) -> Page:
    return InManyParts(text, protection, 0, len(text)) if "\0" not in text else read_page(text, protection)


@given(st.randoms(use_true_random=False))
def test_glosses_are_judged_by_how_they_are_written_as_one_by_one(chance: random.Random) -> None:
    text = write_page(chance)
    protection = protect_some(chance, text)
    page, careful = read_page(text, protection), in_one_piece(text, protection)
    long = in_many_parts(text, protection)
    signature = find_signature(page)
    assert find_signature(long) == signature
    assert (long.tallies(), long.occurrences) == (page.tallies(), page.occurrences)
    assert list(careful.odd) == list(find_glosses(text, protection))
    assert find_signature(careful) == signature
    if signature is None:
        return
    edits = list(edits_of_glosses(page, signature))
    assert list(edits_of_glosses(careful, signature)) == edits
    done = rewrite(text, edits)
    for pages in ([page], [careful], [long], cut_pages(text, protection, 50)):
        quick = remove_glosses(pages, signature)
        assert (quick.text, quick.counts) == (done.text, done.counts)


@given(st.integers().map(random.Random), st.booleans())
def test_a_text_too_long_to_be_judged_whole_is_done_as_its_beginning_tells(
    chance: random.Random, explain: bool
) -> None:
    text = write_page(chance) + write_page(chance)
    protection = protect_some(chance, text)
    end = find_cut(text, len(text) // 2)
    signature = find_signature(read_page(text[:end], protection.before(end)))
    with (
        patch("normalise.stages.ungloss.stage._ENOUGH", len(text) // 2),
        patch("normalise.stages.ungloss.stage._PAGE", 50),
    ):
        done = ungloss(text, Options(explain=explain), protection)
    if signature is None:
        assert done.text == text
    else:
        expected = rewrite(text, edits_of_glosses(read_page(text, protection), signature))
        assert (done.text, done.counts) == (expected.text, expected.counts)


@pytest.mark.parametrize("gap", [0, 1900, 1990, 2100])
@pytest.mark.parametrize("missed", ["", "學", "學" * 30, "學" * 300])
def test_a_page_that_is_hopped_through_is_judged_as_one_by_one(gap: int, missed: str) -> None:
    text = f"{missed}\n{FARM * 20}{'字' * gap}{missed}{FARM * 20}\n{missed}"
    expected = find_signature(in_one_piece(text, NOTHING))
    assert find_signature(read_page(text, NOTHING)) == expected
    assert find_signature(in_many_parts(text, NOTHING)) == expected


def test_the_pages_that_are_compared_are_farms_for_the_most_part() -> None:
    pages = [write_page(random.Random(seed)) for seed in range(100)]  # noqa: S311 - no secrets
    signatures = [find_signature(read_page(page, NOTHING)) for page in pages]
    assert 40 < sum(signature is not None for signature in signatures) < 100
    assert any(signature and signature.blank_after for signature in signatures)
    assert sum(len(read_page(page, NOTHING).simple) for page in pages) > 1000


@pytest.mark.parametrize("explain", [False, True])
def test_edits_are_told_if_they_are_asked_for(explain: bool) -> None:
    result = ungloss(FARM, Options(explain=explain), NOTHING)
    assert (result.text, result.counts) == (ARTICLE, {"ungloss/pinyin": 13})
    assert len(result.edits) == (13 if explain else 0)


@pytest.mark.parametrize("glosses", ["auto", "remove"])
@pytest.mark.parametrize(
    "text",
    [
        "(" * 500_000,
        "導(dǎo](dǎo" * 100_000,
        "導(dǎo)\n(dǎo)" * 50_000,
        f"{FARM * 20}{'學(xu?)' * 50_000}",
        "(a" * 300_000,
        "導(dǎo)" * 50_000,
        "導(dǎo)言\r" * 30_000,
        "學（" * 300_000,
        "導" + "(dǎo)" * 50_000,
        "導" + " (dǎo)\n" * 50_000,
        "學 (\n" * 300_000,
        "(學(xu\né)" * 100_000,
        "[dao dao " * 200_000,
        "導(dǎo,)" * 100_000,
    ],
)
def test_hostile_text_takes_linear_time(text: str, glosses: str) -> None:
    begin = time.perf_counter()
    ungloss(text, Options(glosses=glosses), NOTHING)
    assert time.perf_counter() - begin < 10
