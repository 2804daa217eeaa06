"""Which stretches of a text are Japanese or Korean, and not Chinese."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from normalise.facts import Facts
from normalise.language.lines import Line, lines, lines_with
from normalise.language.patterns import compile_later
from normalise.language.protect import Span
from normalise.language.script import chinese, foreign, han, has_han, japanese, kana

_HIRAGANA = compile_later("[ぁ-ねは-ゖ]")  # without の, which Chinese shop signs and titles borrow
_KATAKANA = compile_later("[ァ-ヺｦ-ｯｱ-ﾝ]")
# Syllables only: single letters (ㅋㅋ ㅠㅠ) are smileys in Chinese.
_HANGUL = compile_later("[\uac00-\ud7a3]")
_LETTERS = compile_later(f"[{han().pattern[1:-1]}{kana().pattern[1:-1]}{_HANGUL.pattern[1:-1]}]+")
# Chinese signs put の between Chinese words; the days of the week are named after planets in Japan alone.
_ONLY_JAPANESE = compile_later("[A-Za-z0-9] ?の|[日月火水木金土]曜日")
_CLAUSE = compile_later("[^。！？；：，、,.!?;:「」『』“”‘’\"'《》〈〉【】（）()\\[\\]〔〕｛｝{}<>\\s]+")
_BRACKETED = compile_later("[（(][^（）()]*[)）]")


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
        language: sum(
            count_letters(text[span.start : span.end]) for text, span in found if span.kind == language
        )
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
        language = judge_language(line.text)
        if language and not _has_chinese_clause(line.text):
            whole[line.start] = Span(line.start, line.end, language)
        elif clauses := _foreign_clauses(line):
            mixed[line.start] = clauses
    return whole, mixed


def _has_chinese_line(text: str, whole: dict[int, Span]) -> bool:
    """Whether a line that is not foreign as a whole is certainly Chinese."""
    return any(line.start not in whole for line in lines_with(chinese(), text))


def count_letters(text: str) -> int:
    """How many letters there are: Han characters, kana and hangul."""
    return sum(map(len, _LETTERS.findall(text)))


def judge_language(stretch: str) -> str | None:
    """Whether this stretch, taken as a whole, is "japanese" or "korean"."""
    of_han = len(han().findall(stretch))
    is_chinese = chinese().search(stretch) is not None
    hangul = len(_HANGUL.findall(stretch))
    if hangul and 2 * hangul >= of_han:
        return "korean"
    # A Chinese line may add a name in hangul in brackets; Korean has hangul outside them.
    outside = _HANGUL.search(_BRACKETED.sub("", stretch)) if hangul and not is_chinese else None
    if outside and (4 * hangul >= of_han or (hangul >= 2 and 6 * hangul >= of_han)):
        return "korean"
    of_kana = len(kana().findall(stretch))
    hiragana = len(_HIRAGANA.findall(stretch))
    other = hiragana + len(_KATAKANA.findall(stretch))
    if is_chinese:
        return "japanese" if hiragana >= 2 and 3 * of_kana >= of_han else None
    if (other >= 2 and 6 * of_kana >= of_han) or (hiragana and 4 * of_kana >= of_han):
        return "japanese"
    if japanese().search(stretch) or _ONLY_JAPANESE.search(stretch):
        return "japanese"
    return None


def _has_chinese_clause(text: str) -> bool:
    """Whether a clause without kana or hangul is certainly Chinese."""
    of_others, of_ours = foreign(), chinese()
    return any(
        of_ours.search(clause[0]) is not None and of_others.search(clause[0]) is None
        for clause in _CLAUSE.finditer(text)
    )


def _foreign_clauses(line: Line) -> list[Span]:
    of_others = foreign()
    return [
        Span(line.start + clause.start(), line.start + clause.end(), language)
        for clause in _CLAUSE.finditer(line.text)
        if of_others.search(clause[0]) and (language := judge_language(clause[0]))
    ]


def _inherited(text: str, language: str, whole: dict[int, Span]) -> Iterator[Span]:
    """Lines in doubt that stand between lines of the document's own language, or at its edge."""
    of_ours = chinese()
    doubtful: list[Span] = []
    before: str | None = language
    for line in lines(text):
        if line.start in whole:
            kind = whole[line.start].kind
            if before == kind == language:
                yield from doubtful
            before, doubtful = kind, []
        elif of_ours.search(line.text):
            before, doubtful = None, []
        elif has_han(line.text):
            doubtful.append(Span(line.start, line.end, language))
    if before == language:
        yield from doubtful
