"""What script a text is in, and which stretches of it are not Chinese.

Evidence is a character that only one script writes. Most characters are common to all; some (后 里 干,
乾 於 徵) are one script's form of one word and every script's form of another, and say nothing.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import chain
from typing import Literal, NamedTuple

from normalise.facts import Facts
from normalise.language.lines import Line, lines
from normalise.language.patterns import compile_later
from normalise.language.protect import Protection, Span
from normalise.resources import read_data

Script = Literal["hans", "hant", "mixed", "ja", "ko", "other"]

# The lesser of the two scripts must be this share of the greater for a text to be mixed: a page in one
# script that quotes a title in the other is not.
_MIXED = 0.1

_HAN = compile_later("[\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
# Without ・ ー ヽ ゝ and their like, which Chinese uses as dots, dashes and faces.
_KANA = compile_later("[ぁ-ゖァ-ヺｦ-ｯｱ-ﾝ]")
_HIRAGANA = compile_later("[ぁ-ねは-ゖ]")  # without の, which Chinese shop signs and titles borrow
_KATAKANA = compile_later("[ァ-ヺｦ-ｯｱ-ﾝ]")
# Syllables only: single letters (ㅋㅋ ㅠㅠ) are smileys in Chinese.
_HANGUL = compile_later("[\uac00-\ud7a3]")
_LETTERS = compile_later(f"[{_HAN.pattern[1:-1]}{_KANA.pattern[1:-1]}{_HANGUL.pattern[1:-1]}]+")
# Chinese signs put の between Chinese words; the days of the week are named after planets in Japan alone.
_ONLY_JAPANESE = compile_later("[A-Za-z0-9] ?の|[日月火水木金土]曜日")
_CLAUSE = compile_later("[^。！？；：，、,.!?;:「」『』“”‘’\"'《》〈〉【】（）()\\[\\]〔〕｛｝{}<>\\s]+")
_BRACKETED = compile_later("[（(][^（）()]*[)）]")
_NEWLINE = compile_later("[\r\n]")

# Words of function that Japanese and hanja do not write; 的 了 是 outside the compounds that they share. Both
# forms of each, so that converting the line loses no evidence.
_FUNCTION = "[你妳您她們们嗎吗很說说讓让哪呢吧啊麼么]|[沒没]有|(?<!目)的(?![ぁ-ゖァ-ヺ中確])|(?<![終完修魅満])了(?![解承])|是(?![非正認])"


class _Tables(NamedTuple):
    traditional: str
    simplified: str
    shared_traditional: str
    shared_simplified: str
    simplified_in_japan_too: str
    japanese: str


@cache
def _tables() -> _Tables:
    table = json.loads(read_data("script.json"))
    return _Tables(**{name: table[name] for name in _Tables._fields})


def _class(characters: str) -> re.Pattern[str]:
    return re.compile(f"[{characters}]")


def _expand(ranges: str) -> set[str]:
    """The characters that a class names."""
    characters: set[str] = set()
    for match in re.finditer("(.)(?:-(.))?", ranges):
        characters.update(map(chr, range(ord(match[1]), ord(match[2] or match[1]) + 1)))
    return characters


def only_traditional() -> str:
    """The characters that only Traditional text writes, as they stand inside the brackets of a pattern."""
    return _tables().traditional


@cache
def traditional() -> re.Pattern[str]:
    """Any one character that only Traditional text writes."""
    return _class(_tables().traditional)


@cache
def simplified() -> re.Pattern[str]:
    """Any one character that only Simplified text writes (some of them stand in Japanese too)."""
    return _class(_tables().simplified)


@cache
def shared_traditional() -> re.Pattern[str]:
    """Any one character that is Traditional for one word, and stands in Simplified text for another: 乾 徵 於."""
    return _class(_tables().shared_traditional)


@cache
def shared_simplified() -> re.Pattern[str]:
    """Any one character that is Simplified for one word, and stands in Traditional text for another: 后 里 干."""
    return _class(_tables().shared_simplified)


@cache
def two_forms() -> frozenset[str]:
    """Every character whose Traditional and Simplified forms differ, in either form."""
    tables = _tables()
    return frozenset(
        _expand(tables.traditional + tables.simplified + tables.shared_traditional + tables.shared_simplified)
    )


@cache
def _japanese() -> re.Pattern[str]:
    return _class(_tables().japanese)


@cache
def foreign() -> re.Pattern[str]:
    """Any one character that Chinese has not, and Japanese or Korean has."""
    return re.compile(f"{_KANA.pattern[:-1]}\uac00-\ud7a3曜{_tables().japanese}]")


@cache
def _chinese() -> re.Pattern[str]:
    """What rules out that a stretch without kana is Japanese, and without hangul Korean."""
    tables = _tables()
    only = "".join(sorted(_expand(tables.simplified) - _expand(tables.simplified_in_japan_too)))
    return re.compile(f"[{only}]|{_FUNCTION}")


def han() -> re.Pattern[str]:
    """Any one Chinese character."""
    return _HAN


def has_han(text: str) -> bool:
    """Whether there is any Chinese character at all."""
    return _HAN.search(text) is not None


def has_traditional(text: str) -> bool:
    """Whether there is a character that only Traditional text writes.

    >>> has_traditional("王丙乾"), has_traditional("關於")
    (False, True)
    """
    return traditional().search(text) is not None


def has_simplified(text: str) -> bool:
    """Whether there is a character that only Simplified text writes."""
    return simplified().search(text) is not None


def weigh(text: str) -> tuple[int, int]:
    """How many characters are Traditional only, and how many Simplified only."""
    return len(traditional().findall(text)), len(simplified().findall(text))


def lines_with(pattern: re.Pattern[str], text: str, position: int = 0) -> Iterator[Line]:
    r"""The lines of `text`, from one that begins at `position`, in which the pattern is found.

    It must not match across lines.

    >>> [line.text for line in lines_with(re.compile("乙"), "甲\n乙乙\r丙\n乙")]
    ['乙乙', '乙']
    """
    while match := pattern.search(text, position):
        line = _line_around(text, match.start(), position)
        yield line
        position = line.next


def lines_at(places: Iterable[int], text: str) -> Iterator[Line]:
    r"""The lines of `text` in which the places are, which come in order; each line once.

    >>> [line.text for line in lines_at([2, 3, 7], "甲\n乙乙\r丙\n乙")]
    ['乙乙', '乙']
    """
    position = 0
    for place in places:
        if place >= position:
            line = _line_around(text, place, position)
            yield line
            position = line.next


def _line_around(text: str, place: int, position: int) -> Line:
    """The line with the place in it, if a line begins at `position`, which is before it."""
    start = max(text.rfind("\n", position, place), text.rfind("\r", position, place)) + 1
    return _line_at(text, max(start, position))


def _line_at(text: str, start: int) -> Line:
    newline = _NEWLINE.search(text, start)
    if newline is None:
        return Line(text[start:], start, len(text), len(text))
    end = newline.start()
    return Line(text[start:end], start, end, end + (2 if text.startswith("\r\n", end) else 1))


def classify_line(text: str) -> Script:
    """The script of one line, or of any stretch that is judged as a whole.

    >>> [classify_line(line) for line in ("关于", "關於", "人口", "図書館", "鮮の每日", "國會의", "ASCII")]
    ['hans', 'hant', 'hans', 'ja', 'hant', 'ko', 'other']
    """
    language = _judge(text) if foreign().search(text) else None
    if language:
        return "ja" if language == "japanese" else "ko"
    return _verdict(*weigh(text)) if has_han(text) else "other"


def classify(text: str) -> Script:
    """The script of a document: ja or ko where half of it is, else that of what is left."""
    rest = text
    if spans := find_foreign(text):
        letters = _letters(text)
        for kind, script in (("japanese", "ja"), ("korean", "ko")):
            if (
                2 * sum(_letters(text[span.start : span.end]) for span in spans if span.kind == kind)
                >= letters
            ):
                return script  # type: ignore[return-value]
        rest = "\n".join(text[start:end] for start, end in Protection(spans).gaps(0, len(text)))
    return _verdict(*weigh(rest)) if has_han(rest) else "other"


def _verdict(traditional_count: int, simplified_count: int) -> Script:
    if min(traditional_count, simplified_count) > _MIXED * max(traditional_count, simplified_count):
        return "mixed"
    return "hant" if traditional_count > simplified_count else "hans"


def find_foreign(text: str, facts: Facts | None = None) -> tuple[Span, ...]:
    """The stretches that are Japanese or Korean, as spans of the kinds "japanese" and "korean", in order.

    Whole lines at first; of a line that may be Chinese, only the clauses. In a document that is mostly
    Japanese (Korean), lines in doubt between Japanese lines are Japanese as well, unless a character in
    them is Chinese only. A quarter is enough for mostly where no line is certainly Chinese.

    >>> text = "他說：「日本語の勉強を始めた。」然後走了"
    >>> [text[span.start:span.end] for span in find_foreign(text)]
    ['日本語の勉強を始めた']
    """
    first = foreign().search(text)
    if first is None and not (facts and facts.language):
        return ()
    whole, mixed = _find_evident(text, first.start() if first else len(text))
    own = facts.language if facts else _main_language([(text, whole, mixed)])
    for span in list(_inherited(text, own, whole)) if own else ():
        whole[span.start] = span
        mixed.pop(span.start, None)
    return tuple(sorted(_all_spans(whole, mixed)))


def main_language(texts: Iterable[str]) -> str | None:
    """Which of "japanese" and "korean" most of the letters are in, of the document that is the sum of the texts."""
    return _main_language([(text, *_find_evident(text)) for text in texts])


def _main_language(parts: Sequence[tuple[str, dict[int, Span], dict[int, list[Span]]]]) -> str | None:
    found = [(text, span) for text, whole, mixed in parts for span in _all_spans(whole, mixed)]
    if not found:
        return None
    # Nothing in these sums may change when Chinese beside the foreign text is converted.
    shares = {
        language: sum(_letters(text[span.start : span.end]) for text, span in found if span.kind == language)
        for language in ("japanese", "korean")
    }
    most = 4 * max(shares.values())  # of a text with more letters than that, neither is the language
    letters = 0
    for run in chain.from_iterable(_LETTERS.finditer(text) for text, _, _ in parts):
        letters += run.end() - run.start()
        if letters > most:
            return None
    for language, own in shares.items():
        if own and (
            2 * own >= letters
            or (4 * own >= letters and not any(_has_chinese_line(text, whole) for text, whole, _ in parts))
        ):
            return language
    return None


def _all_spans(whole: dict[int, Span], mixed: dict[int, list[Span]]) -> list[Span]:
    return [*whole.values(), *chain.from_iterable(mixed.values())]


def _find_evident(text: str, first: int = 0) -> tuple[dict[int, Span], dict[int, list[Span]]]:
    """Whole lines that are Japanese or Korean by themselves, and clauses of other lines, by the line's start.

    There is nothing foreign before `first`.
    """
    whole: dict[int, Span] = {}
    mixed: dict[int, list[Span]] = {}
    for line in lines_with(foreign(), text, max(text.rfind("\n", 0, first), text.rfind("\r", 0, first)) + 1):
        language = _judge(line.text)
        if language and not _has_chinese_clause(line.text):
            whole[line.start] = Span(line.start, line.end, language)
        elif clauses := _foreign_clauses(line):
            mixed[line.start] = clauses
    return whole, mixed


def _has_chinese_line(text: str, whole: dict[int, Span]) -> bool:
    """Whether a line that is not foreign as a whole is certainly Chinese."""
    return any(line.start not in whole for line in lines_with(_chinese(), text))


def _letters(text: str) -> int:
    return sum(map(len, _LETTERS.findall(text)))


def _judge(stretch: str) -> str | None:
    """Whether this stretch, taken as a whole, is "japanese" or "korean"."""
    han = len(_HAN.findall(stretch))
    chinese = _chinese().search(stretch) is not None
    hangul = len(_HANGUL.findall(stretch))
    if hangul and 2 * hangul >= han:
        return "korean"
    # A Chinese line may add a name in hangul in brackets; Korean has hangul outside them.
    outside = _HANGUL.search(_BRACKETED.sub("", stretch)) if hangul and not chinese else None
    if outside and (4 * hangul >= han or (hangul >= 2 and 6 * hangul >= han)):
        return "korean"
    kana = len(_KANA.findall(stretch))
    hiragana = len(_HIRAGANA.findall(stretch))
    other = hiragana + len(_KATAKANA.findall(stretch))
    if chinese:
        return "japanese" if hiragana >= 2 and 3 * kana >= han else None
    if (other >= 2 and 6 * kana >= han) or (hiragana and 4 * kana >= han):
        return "japanese"
    if _japanese().search(stretch) or _ONLY_JAPANESE.search(stretch):
        return "japanese"
    return None


def _has_chinese_clause(text: str) -> bool:
    """Whether a clause without kana or hangul is certainly Chinese."""
    of_others, chinese = foreign(), _chinese()
    return any(
        chinese.search(clause[0]) is not None and of_others.search(clause[0]) is None
        for clause in _CLAUSE.finditer(text)
    )


def _foreign_clauses(line: Line) -> list[Span]:
    of_others = foreign()
    return [
        Span(line.start + clause.start(), line.start + clause.end(), language)
        for clause in _CLAUSE.finditer(line.text)
        if of_others.search(clause[0]) and (language := _judge(clause[0]))
    ]


def _inherited(text: str, language: str, whole: dict[int, Span]) -> Iterator[Span]:
    """Lines in doubt that stand between lines of the document's own language, or at its edge."""
    chinese = _chinese()
    doubtful: list[Span] = []
    before: str | None = language
    for line in lines(text):
        if line.start in whole:
            kind = whole[line.start].kind
            if before == kind == language:
                yield from doubtful
            before, doubtful = kind, []
        elif chinese.search(line.text):
            before, doubtful = None, []
        elif has_han(line.text):
            doubtful.append(Span(line.start, line.end, language))
    if before == language:
        yield from doubtful
