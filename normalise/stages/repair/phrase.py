"""A misread phrase within a clean line: find its ends, and undo the misreading between them.

Letters that Chinese does not use mark the phrase where it was read in a single-byte encoding; where it was
read as Chinese, Japanese or Korean, it is the stretch that the character model finds dearest.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from normalise.language import model
from normalise.language.patterns import compile_later
from normalise.stages.repair.misread import is_plausible, seldom_hangul
from normalise.stages.repair.ways import READ, Misreading, readings_of, undo_each

_LONGEST_LINE = 2000
# Letters and signs that a wrong single-byte reading gives, and those that Chinese text has, too.
_ODD = "\x80-\xb6\xb8-\u2013\u2016\u2017\u201a\u201b\u201e-\u2025\u2027-\u2bff"
_COMMON = "\x20-\x7e\xb7‘’“”—…"
_LETTERS = compile_later(f"[{_COMMON}]{{0,2}}[{_ODD}](?:[{_COMMON}]{{0,6}}[{_ODD}])+[{_COMMON}]{{0,2}}")
_FEWEST_LETTERS = 4
# A line that speaks of encodings may show what comes of them.
_ABOUT_ENCODINGS = compile_later(
    r"乱码|亂碼|编码|編碼|mojibake|encod|charset|Unicode|UTF-?8|GBK|GB-?(?:2312|18030)|Big-?5|Latin-?1|ISO-?8859",
    re.IGNORECASE,
)
# What each character costs above this speaks for a misreading, in nats; below, against.
_USUAL = 8.0
_MOST = 16.0
_DEAREST_AT_LEAST = 14.0
# Hangul, bopomofo and half-width kana are cheap in their own company, but have none in a Chinese line.
_STRANGE = compile_later("[\u3105-\u318f\uac00-\ud7a3\uff61-\uff9f]")
_STRANGE_COST = 13.0
# By so much dearer than the model thinks, in a line with so many Han characters beside them.
_STRANGER = 5.0
_HAN_BESIDE = 4
_REACH = 3
# How much likelier the line must be, in nats, and what a character of the phrase may cost then.
_EVIDENCE = 18.0
_PLAUSIBLE = 8.2
_PLAUSIBLE_IN_UTF8 = 9.5
_CONTEXT = 4
# ГГГГ-ММ-ДД is three characters of GB 18030, and a picture of a date.
_DIFFERENT_AT_LEAST = 4
# Full-width figures fall into place as seldom as characters do: two of them stand for one.
_FIGURES = 6
_FULL_WIDTH = compile_later("[０-９，。、；：]")
_HAN = compile_later("[\u3400-\u9fff]")
# Endings and particles, and how many different ones it takes; Big5 read as GBK gives hiragana without sense.
_JAPANESE_WORDS = compile_later(
    "です|ます|した|して|から|まで|など|という|である|され|ている|いる|により|こと|もの|ない|った|って|には|では|とは|[いきしちにみり]た|は、|が、|を"
)
_JAPANESE_WORDS_AT_LEAST = 2
_HANGUL = compile_later("[가-힣]")
_SELDOM_AT_MOST = 0.1


class Phrase(NamedTuple):
    """The characters `start` … `end` of a line should read `text`, with so much evidence in nats."""

    start: int
    end: int
    text: str
    misreading: Misreading
    evidence: float


def find_phrase(line: str) -> Phrase | None:
    """The misread phrase of the line for which there is most evidence, if there is enough.

    >>> find_phrase("馆长说“ÑÓ³¤¿ª·ÅÊ±¼ä”是读者的愿望").text
    '延长开放时间'
    """
    if len(line) > _LONGEST_LINE or _ABOUT_ENCODINGS.search(line) or _is_japanese_or_korean(line):
        return None
    best: Phrase | None = None
    spans = list(dict.fromkeys((*_among_letters(line), *_among_dear(line))))
    readings = _readings_of_all(line, spans)
    for start, end in spans if readings else ():
        # Few outcomes are Chinese, and to find that out takes least.
        plausible = [
            (misreading, text)
            for misreading, text in undo_each(line[start:end], readings)
            if is_plausible(text, _PLAUSIBLE_IN_UTF8 if misreading.written == "utf-8" else _PLAUSIBLE)
        ]
        stands = _cost_within(line, start, end, line[start:end]) if plausible else 0.0
        for misreading, text in plausible:
            evidence = stands - _cost_within(line, start, end, text)
            if evidence > (best.evidence if best else _EVIDENCE):
                best = Phrase(start, end, text, misreading, evidence)
    # A line that has the phrase whole, too, speaks of misreading. And a stretch that says too little must not
    # be made to say more by what is clean beside it: so this is asked of the best alone.
    if best is None or best.text in line or not _says_enough(best):
        return None
    return best


def _is_japanese_or_korean(line: str) -> bool:
    """Is it written in one of these, so that no phrase of Chinese is hidden in it? To search it takes milliseconds.

    A wrong reading, too, is full of kana or Hangul, but of such as stand in no word.

    >>> [_is_japanese_or_korean(line) for line in ("図書館は夜まで開いています", "도서관이 늦게까지 열린다", "いゅゅン砰")]
    [True, True, False]
    """
    if len(set(_JAPANESE_WORDS.findall(line))) >= _JAPANESE_WORDS_AT_LEAST:
        return True
    hangul = len(_HANGUL.findall(line))
    return hangul > len(_HAN.findall(line)) and seldom_hangul(line) <= hangul * _SELDOM_AT_MOST


def _says_enough(phrase: Phrase) -> bool:
    if phrase.misreading.written == "utf-8":
        return True
    figures = len(_FULL_WIDTH.findall(phrase.text))
    return len(set(_HAN.findall(phrase.text))) >= _DIFFERENT_AT_LEAST - min(figures, _FIGURES) // 2


def _readings_of_all(line: str, spans: list[tuple[int, int]]) -> tuple[str, ...]:
    """The encodings that can have been read as what these stretches have in common."""
    start = max((start for start, _ in spans), default=0)
    end = min((end for _, end in spans), default=0)
    return readings_of(line[start:end]) if start < end else READ


def _cost_within(line: str, start: int, end: int, text: str) -> float:
    """What the text costs in place of a phrase, with the characters about it, and what is strange about it."""
    before, after = line[max(start - _CONTEXT, 0) : start], line[end : end + _CONTEXT]
    cost = model.cost(before + text + after)
    strange = len(_STRANGE.findall(text))
    if strange and len(_HAN.findall(line[:start] + line[end:])) >= _HAN_BESIDE:
        cost += _STRANGER * strange
    return cost


def _among_letters(line: str) -> Iterator[tuple[int, int]]:
    """Stretches of letters that Chinese has not, with and without the signs at their ends."""
    for match in _LETTERS.finditer(line):
        odd = [index for index in range(*match.span()) if _is_odd(line[index])]
        if len(odd) >= _FEWEST_LETTERS:
            for start in range(match.start(), odd[0] + 1):
                for end in range(max(odd[-1] + 1, start + 2), match.end() + 1):
                    yield start, end


def _is_odd(character: str) -> bool:
    return character > "\x7f" and character not in "·‘’“”—…"


def _is_of_one_set(line: str) -> bool:
    """Is the line all of GB 2312 or all of Big5, as clean text mostly is and a wrong reading hardly ever?"""
    for encoding in ("gb2312", "cp950"):
        try:
            line.encode(encoding)
        except UnicodeEncodeError:
            continue
        return True
    return False


def _among_dear(line: str) -> Iterator[tuple[int, int]]:
    """The stretch whose characters cost most above the usual, and others with nearly the same ends."""
    if _is_of_one_set(line):
        return
    start, sum_ = 0, 0.0
    best = (0.0, 0, 0)
    costs = [min(cost / model.SCALE, _MOST) for cost in model.steps(line)]
    for strange in _STRANGE.finditer(line):
        costs[strange.start()] = _STRANGE_COST
    for index, cost in enumerate(costs):
        sum_ += cost - _USUAL
        if sum_ <= 0:
            start, sum_ = index + 1, 0.0
        elif sum_ > best[0]:
            best = (sum_, start, index + 1)
    dearest, start, end = best
    if dearest < _DEAREST_AT_LEAST:
        return
    for first in range(max(start - _REACH, 0), min(start + _REACH, end) + 1):
        for last in range(max(end - _REACH, first + 2), min(end + _REACH, len(line)) + 1):
            yield first, last
