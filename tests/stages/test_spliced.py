"""A content farm's replacements of bytes, undone, and nothing else touched."""

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from normalise.edits import rewrite
from normalise.language.protect import find_protection
from normalise.options import Options
from normalise.stages.repair import repair
from normalise.stages.repair.spliced import find_spliced
from normalise.stages.repair.spliced.farm import HALVED, Rule, splice

GLOSSES = "數shù 內nèi 國guó 經jīng 濟jì 發fā 學xué 導dǎo 務wù 區qū 進jìn 關guān 習xí 業yè 領lǐng 設shè 產chǎn 礎chǔ 節jié 協xié"
RULES = tuple(Rule(gloss[0], gloss[1:]) for gloss in GLOSSES.split())
MARKS = tuple(map(Rule, HALVED))
# What a page says besides the damaged place: enough to show its farm.
REST = (
    "學校領導關心學生的學習，進一步發展經濟。國家設立了經濟開發區，產業發展得很快。"
    "領導重視內部協調，學習業務，改進服務。我國經濟進入了發展的新時期。"
)
FOLDED = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


def page_of(sentence: str, rules: tuple[Rule, ...] = RULES + MARKS) -> str:
    return splice(f"{REST}\n{sentence}\n{REST}\n", rules)


def mended(page: str) -> str:
    return rewrite(page, find_spliced(page)).text


def without_glosses(text: str) -> str:
    return re.sub(r"(?<=[\u4e00-\u9fff])\([a-zà-ǜ]+\)", "", text)


STRUCK = [
    # article, as it stands in the page, as it comes out (half-width punctuation that stood whole stays)
    ("運輸的形象和聲譽造成了影響。", "?shù)男蜗蠛吐曌u", "運輸的形象和聲譽造成了影響。"),
    ("每年運輸的國家財產很多。", "?shù)膰?guó)家", "每年運輸的國家財產很多。"),
    ("因為我們缺乏群眾基礎，所以要做群眾工作。", "?nèi)狈", "因為我們缺乏群眾基礎,所以要做群眾工作。"),
    ("各項工作緊密相連。“三個堅持”是方向。", "?!叭齻€", "各項工作緊密相連。“三個堅持”是方向。"),
    (
        "完成了這個階段的工作。活動中，黨員帶頭。青年在活動中成長。",
        "?;顒又?,",
        "完成了這個階段的工作。活動中,黨員帶頭。青年在活動中成長。",
    ),
    ("制度得到了落實。基本上做到了，很好。", "?;旧", "制度得到了落實。基本上做到了,很好。"),
    (
        "對群眾的冷暖關心不夠。”因此，我們要改變作風。",
        "?!币虼?,",
        "對群眾的冷暖關心不夠。”因此,我們要改變作風。",
    ),
]


@pytest.mark.parametrize(("article", "shown", "wanted"), STRUCK)
def test_what_was_struck_is_whole_again(article: str, shown: str, wanted: str) -> None:
    page = page_of(article)
    assert shown in page
    assert wanted in without_glosses(mended(page))


@pytest.mark.parametrize(("article", "shown", "wanted"), STRUCK)
def test_mended_text_spliced_again_is_the_page(article: str, shown: str, wanted: str) -> None:
    del shown, wanted
    page = page_of(article)
    again = without_glosses(mended(page)).translate({ord(mark) - 0xFEE0: mark for mark in HALVED})
    assert splice(again, RULES + MARKS) == page


@pytest.mark.parametrize(("article", "shown", "wanted"), STRUCK)
def test_width_folded_afterwards_makes_no_difference(article: str, shown: str, wanted: str) -> None:
    del shown
    assert wanted in without_glosses(mended(page_of(article).translate(FOLDED)))


@pytest.mark.parametrize(("order", "shown"), [(1, "當(dāng)?shù)攸h"), (-1, "當(dāng)地黨委")])
def test_order_of_the_list_shows(order: int, shown: str) -> None:
    """The gloss of 當 keeps that of 數 out of 當地, unless it comes later."""
    page = page_of("當地黨委作了決定。", (*RULES, Rule("當", "dāng"))[::order] + MARKS)
    assert shown in page
    assert "當地黨委作了決定。" in without_glosses(mended(page))


def test_list_without_comma_lets_the_run_go_on_through_it() -> None:
    rules = tuple(rule for rule in RULES + MARKS if rule.character not in "，：")
    article = "此文討論了新的發展模式。基於此，該文介紹了國外的經驗。該文介紹了背景，該文介紹了經過。"
    page = page_of(article, rules)
    assert "?;" in page
    assert "，" in page
    assert article in without_glosses(mended(page))


def test_glosses_of_whole_characters_stay() -> None:
    page = page_of("因為我們缺乏群眾基礎，所以要做群眾工作。")
    assert page.count("A(chǔ)") == 1
    assert "缺乏群眾基礎(chǔ),所以" in mended(page)


UNTOUCHED = {
    "real question": "你要學什麼呢?",
    "questions in a row": "真的嗎??真的!?",
    "question and comma": "問他為什麼?,他不說。",
    "question and bracket": "誰來做?(請寫明)",
    "question before whole gloss": "這是什麼?學(xué)生問。",
    "code": "a = b ?; c; if (x?) {}",
    "address": "https://example.com/?a=1&b=(2)",
    "Latin in brackets": "what?no) and ?yes)",
}


@pytest.mark.parametrize("sentence", UNTOUCHED.values(), ids=UNTOUCHED)
def test_questions_on_a_farm_page_stay(sentence: str) -> None:
    page = splice(REST, RULES + MARKS) + "\n" + sentence + "\n"
    assert find_spliced(page) == []


@pytest.mark.parametrize(
    "text",
    [
        "緊密相連?!叭齻€堅持”",  # no farm about it: not proved
        "漢字的拼音:運輸?shù)男蜗蠛吐曌u造成了影響",
        "",
        "?",
        "?;",
    ],
)
def test_without_the_signature_nothing_is_touched(text: str) -> None:
    assert find_spliced(text) == []


def test_damage_that_cannot_be_proved_stays() -> None:
    page = page_of("運輸的形象和聲譽造成了影響。")
    broken = page.replace("?shù)男蜗", "?shù)男形")
    assert broken != page
    assert find_spliced(broken) == []


@pytest.mark.parametrize(
    ("before", "after"), [("<!-- normalise: off -->\n", "\n<!-- normalise: on -->"), ("```\n", "\n```")]
)
def test_protected_places_stay(before: str, after: str) -> None:
    rest, place = splice(REST, RULES + MARKS), splice("運輸的形象和聲譽造成了影響。", RULES + MARKS)
    text = f"{rest}\n\n{before}{place}{after}\n\n{rest}\n"
    assert repair(text, Options(), find_protection(text)).text == text


@pytest.mark.parametrize(("article", "shown", "wanted"), STRUCK)
def test_stage_reports_the_places_and_comes_to_rest(article: str, shown: str, wanted: str) -> None:
    del shown, wanted
    page = page_of(article)
    done = repair(page, Options(), find_protection(page))
    assert done.counts == {"repair/spliced": len(find_spliced(page))}
    assert done.counts["repair/spliced"] >= 1
    again = repair(done.text, Options(), find_protection(done.text))
    assert again.text == done.text


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["?", ";", "!", "國(guó)", "學(xué)", "活", "“", "(shù)", "?shù)", "的", "\n", "A", "€"]
        ),
        max_size=30,
    )
)
def test_whatever_it_is_given_edits_are_in_order_and_within(pieces: list[str]) -> None:
    text = splice(REST, RULES + MARKS) + "".join(pieces)
    edits = find_spliced(text)
    assert all(0 <= edit.start < edit.end <= len(text) for edit in edits)
    assert all(one.end <= other.start for one, other in pairwise(edits))


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="國學活動。，?;!“”()aéǎ\n", max_size=60))
def test_text_without_the_signature_is_untouched(text: str) -> None:
    assert find_spliced(text) == []
