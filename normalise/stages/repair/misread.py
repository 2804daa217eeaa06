"""Text that was written in one encoding and read in another: find the two, and read it again.

If the wrong reading never failed, every byte is still there. So each pair of codecs is tried, and the
character model says whether the outcome is a better explanation of the text than the text itself: both
costs are negated log-probabilities of the same observation, so their difference is evidence in nats.
"""

import re
from functools import cache
from itertools import accumulate
from typing import NamedTuple

from normalise.language import model
from normalise.language.encodings import encode
from normalise.language.model import SCALE
from normalise.language.patterns import compile_later
from normalise.stages.repair.ways import PAIRED, Misreading, read_again, undo_each

# The same program reads the same way, but which of the two it was shows only in some lines.
_SISTERS = {"latin-1": "cp1252", "cp1252": "latin-1", "gbk": "gb18030", "gb18030": "gbk"}
# What each misreading more than the first costs, in nats: with enough of them any text can be reached.
_NESTING = {"utf-8": 4.0, "gb18030": 16.0, "big5": 16.0}
# Text misread thrice over is seen now and then; four times, never.
_DEEPEST = 3
_KEPT_FOR_NEXT_ROUND = 4
# More evidence than this, in nats, makes nothing surer.
ENOUGH = 200.0
_LONG = 64
# What a character costs at most.
_MEETING = 3 * 255 / SCALE
# What a character of the outcome may cost. Chinese prose costs 4 to 7 nats, names and hard words 9, wrong
# readings from 10 up; bytes that are valid UTF-8 are hardly so by chance, so there less is asked, and
# least where other lines of the document were misread in the same way.
_PLAUSIBLE = 8.2
_PLAUSIBLE_IN_UTF8 = 10.0
_PLAUSIBLE_IF_SUPPORTED = 10.5
_HAN_AT_LEAST = 0.1
_NATIVE_AT_LEAST = 0.8
# What most wrong readings in a single byte are made of, but for the first of each row.
LETTERS = compile_later("(?<=[\x80-\xff])[\x80-\xff]+")
_NOT_ASCII = compile_later(r"[^\x00-\x7f]+")
_HAN_RUN = compile_later("[\u3400-\u9fff]+")
# What Chinese text consists of: Han, its punctuation, full-width digits.
_NATIVE_SET = "[\u3000-\u3011\u3400-\u9fff！％（），－．０-９：；？Ａ-Ｚ·‘’“”—…]"
_NATIVE = compile_later(_NATIVE_SET)
_NATIVE_RUN = compile_later(f"{_NATIVE_SET}+")
# ГГГГ-ММ-ДД is three characters of GB18030 and a picture of a date.
_DIFFERENT_AT_LEAST = 4
_FIGURES_AT_LEAST = 10
# Of this many characters in a row, 999 of 1,000 lines of news have none that cost more on average.
_STRETCH = 6
_DEAREST_STRETCH = 9.8
# What no writing does, and mojibake does all the time: a capital after a small letter, syllables of Hangul
# that Korean has little use for. The syllables that it does use were listed by hand.
_ODDITY = 2.5
_ODD_CASE = compile_later("[ß-öø-ÿа-џ](?=[À-ÖØ-ÞЀ-Я])")
_COMMON_HANGUL = (
    "가각간갈감갑값강갖같개객갱거걱건걸검것게겠격견결경계고곡곤골곳공과관광괴교구국군굴권귀규균그극근글금급기긴길김까깨꺼께꼭끝끼"
    "나난날남납낫내냐너넘네년념노녹논높놓누눈느는능늘니다단달담답당대더던데델도독돌동되된될됨됩두둘드득든들등디따딱때떤떻또뜻라락란람랑래랜램러럭런럼럽렇레렉렌려력련렬렸령로록론료루류률르른를름리린릴림립릭링"
    "마막만많말맞망매맨머먼멀메며면명모목몰못묘무문물미민및바박반받발방배백버번벌범법베벤변별병보복본볼부북분불브블비빈빠"
    "사산살삭삼상새색생서석선설성세션셔소속손송수숙순술숨스슬습승시식신실심십싱싶싸써쓰쓸아악안않알암압았앙앞애액야약양어억언얼엄업없었에여역연열였영예오온올옵와완왔왜외요욕용우운울움원월위유육율으은을음응의이익인일임입있자작잔잘잡장재저적전절점접정제젝져조족존졸종좋좌주준줄중즈즉증지직진질집짜째찰참창찾채책처천첨청체초촉총최추축출충취층치친칙칠침카칸커컨컬컴케켜코콘크큰클키타탄태택터털템토통투트특티틴팀파판패퍼페편평포폭폴표품프플피픽필하학한할함합항해핵했행향허험현혈협형호혹홈홍화확환활황회획했효후훈휘휴흐흔희히힌힘"
)
_SELDOM_HANGUL = compile_later(f"(?![{_COMMON_HANGUL}])[가-힣]")


class Remedy(NamedTuple):
    """What the text was before the misreadings, the last of them first, and the evidence for it in nats."""

    evidence: float
    text: str
    misreadings: tuple[Misreading, ...]

    @property
    def rule(self) -> str:
        """The name of the rule: the misreadings that were undone, in the order of undoing."""
        return "+".join(map(str, self.misreadings))


def undo(text: str, misreadings: tuple[Misreading, ...]) -> Remedy | None:
    """The text with these misreadings undone, as other lines of the document need it; None if it can't be so."""
    undone = text
    for misreading in misreadings:
        try:
            data = encode(undone, misreading.read)
        except UnicodeEncodeError:
            return None
        again = read_again(data, misreading.written)
        if again is None:
            return None
        undone = again
    # A line of dashes or of Latin letters comes back with the others where UTF-8 vouches for it.
    han = 0 if _is_all_utf8(misreadings) else 0.5
    cost = model.cost(undone)
    if not is_plausible(undone, _PLAUSIBLE_IF_SUPPORTED, han, native=0, cost=cost):
        return None
    # A question mark may be a loss, whose remedy is measured against this one.
    evidence = cost_as_it_stands(text) - cost if "?" in undone else _evidence(text, cost)
    return Remedy(evidence, undone, misreadings)


def _evidence(text: str, cost: float) -> float:
    """How much dearer the text is than that; where a part of it is so by far, how much that part is."""
    letters = "".join(LETTERS.findall(text))
    if (enough := least_after_letter() * len(letters) - cost) > ENOUGH:
        return enough
    beginning = text[: len(text) // 2]
    if len(text) > _LONG and (enough := model.cost(beginning) - cost) > ENOUGH:
        return enough
    return cost_as_it_stands(text) - cost


@cache
def least_after_letter() -> float:
    """What a letter of `LETTERS` costs at least after another; the model has few kinds of them."""
    kinds = {model.identify(chr(code)) for code in range(0x80, 0x100)}
    return min(model.pair_cost(before, after) for before in kinds for after in kinds) / SCALE


def sister_ways(misreadings: tuple[Misreading, ...]) -> tuple[tuple[Misreading, ...], ...]:
    """The ways of misreading that one line cannot tell from this one, itself first."""
    sisters = tuple(
        Misreading(misreading.written, _SISTERS.get(misreading.read, misreading.read))
        for misreading in misreadings
    )
    return (misreadings,) if sisters == misreadings else (misreadings, sisters)


def find_remedy(text: str) -> Remedy | None:
    """The best explanation of the text as misread Chinese, if there is a plausible one.

    >>> find_remedy("涓婅瘉缁煎悎鎸囨暟").text
    '上证综合指数'
    """
    before = cost_as_it_stands(text)
    best: Remedy | None = None
    front = [Remedy(0.0, text, ())]
    seen = {text}
    for _ in range(_DEEPEST):
        found: list[Remedy] = []
        for remedy in front:
            for misreading, remedied in undo_each(remedy.text):
                if remedied not in seen:
                    seen.add(remedied)
                    nesting = sum(_NESTING[undone.written] for undone in remedy.misreadings)
                    evidence = before - model.cost(remedied) - nesting
                    found.append(Remedy(evidence, remedied, (*remedy.misreadings, misreading)))
        found.sort(key=lambda remedy: -remedy.evidence)
        for remedy in found:
            if best is not None and remedy.evidence <= best.evidence:
                break
            if _is_believable(remedy):
                best = remedy
                break
        front = [remedy for remedy in found if remedy.evidence > 0][:_KEPT_FOR_NEXT_ROUND]
    return best


def _is_all_utf8(misreadings: tuple[Misreading, ...]) -> bool:
    return all(misreading.written == "utf-8" for misreading in misreadings)


def seldom_hangul(text: str) -> int:
    """How many of its syllables of Hangul are such as Korean has little use for."""
    return len(_SELDOM_HANGUL.findall(text))


def cost_as_it_stands(text: str) -> float:
    """What the text costs if nothing is wrong with it; the model knows Chinese, this other writings a little."""
    odd = len(_ODD_CASE.findall(text)) + seldom_hangul(text)
    return model.cost(text) + _ODDITY * odd


def _is_believable(remedy: Remedy) -> bool:
    if _is_all_utf8(remedy.misreadings):
        return is_plausible(remedy.text, _PLAUSIBLE_IN_UTF8, han=0)
    native = _NATIVE.findall(remedy.text)
    # A row of full-width figures: nothing else falls into place like this.
    figures = len(native) >= _FIGURES_AT_LEAST and is_plausible(remedy.text, _PLAUSIBLE, han=0, native=1)
    if not figures and not (
        len(set(native)) >= _DIFFERENT_AT_LEAST and is_plausible(remedy.text, _PLAUSIBLE)
    ):
        return False
    # Last, because it goes from character to character.
    is_paired = any(misreading.read in PAIRED for misreading in remedy.misreadings)
    return not is_paired or is_even(remedy.text)


def is_even(text: str) -> bool:
    """Is no stretch of the text nonsense, as it is where a byte was dropped and the pairs fell out of step?"""
    sums = list(accumulate(model.steps(text), initial=0))
    return all(
        after - before <= _STRETCH * _DEAREST_STRETCH * SCALE
        for before, after in zip(sums, sums[_STRETCH:], strict=False)
    )


def is_plausible(
    text: str,
    at_most: float,
    han: float = _HAN_AT_LEAST,
    native: float = _NATIVE_AT_LEAST,
    cost: float | None = None,
) -> bool:
    """Is this Chinese: as likely as that, and Han and what goes with it in such parts of what is not ASCII?

    `cost` is that of the whole text, if it is known.
    """
    runs = _NOT_ASCII.findall(text)
    foreign = "".join(runs)
    size = len(foreign)
    if not size:
        return False
    if han and _count(_HAN_RUN, foreign) < han * size:
        return False
    if native and _count(_NATIVE_RUN, foreign) < native * size:
        return False
    # Without the ASCII between them the runs cost no more than with it, but for where they meet.
    if cost is not None and cost + _MEETING * len(runs) <= at_most * size:
        return True
    return model.mean_cost(foreign) <= at_most


def _count(runs: re.Pattern[str], text: str) -> int:
    return sum(map(len, runs.findall(text)))
