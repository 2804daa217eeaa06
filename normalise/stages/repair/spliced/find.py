"""The damaged places of a page, each with the one answer that explains it."""

from itertools import islice
from math import exp
from typing import NamedTuple

from normalise.edits import Edit
from normalise.language.patterns import compile_later
from normalise.stages.repair.spliced.page import GLOSS, READING, Page, read_page, unpaired
from normalise.stages.repair.spliced.proof import Proof, prove
from normalise.stages.repair.spliced.search import Candidate, Hit, search

RULE = "repair/spliced"
_PLACE = compile_later(f"[?\ufffd](?:\\(?{READING}\\)|[,;:!?()])")
_GLOSS_BEFORE = compile_later(f"\\(({READING})\\)\\Z")
_NEWLINE = compile_later("[\r\n]")
_LONGEST_GLOSS = 10
# How much likelier than the page as it stands, in nats, and how sure beside the other answers.
_GAIN = 6.0
_SURE_TO_LEARN_FROM = 0.9
_SURE = 0.65
_CERTAIN = 0.99
# A page has hardly more places than this: one to so many characters, and a few; a document no more than this.
_CHARACTERS_TO_A_PLACE = 40
_FEW = 20
_MOST = 1000


class _Answer(NamedTuple):
    candidate: Candidate
    confidence: float
    proof: Proof


def find_spliced(text: str) -> list[Edit]:
    """The places where a farm's replacements tore characters apart, mended; offsets are code points of `text`.

    Glosses of whole characters stay, those that the mended text would not have go; half-width punctuation
    stays where it stands whole. What the forward model does not prove is left alone.
    """
    if not may_be_spliced(text):
        return []
    page = read_page(text)
    if page is None or not _is_as_rare_as_in_pages(text):
        return []
    # What is mended in one place helps to tell what stood in another.
    answers = _answer_all(text, page, frozenset(), {})
    for answer in answers.values():
        if answer.confidence >= _SURE_TO_LEARN_FROM:
            page.learn(answer.candidate.original)
    certain = {start: answer for start, answer in answers.items() if answer.confidence >= _CERTAIN}
    answers = _answer_all(text, page, frozenset(), certain)
    halved = frozenset(mark for answer in answers.values() for mark in answer.proof.halved)
    if any(answer.proof.whole & halved for answer in answers.values()):
        certain = {start: answer for start, answer in certain.items() if not answer.proof.whole & halved}
        answers = _answer_all(text, page, halved, certain)
    return [
        Edit(start, answer.candidate.end, answer.candidate.restored, RULE, answer.confidence)
        for start, answer in answers.items()
    ]


def may_be_spliced(text: str) -> bool:
    """Is there anything that looks like a torn character?"""
    return "(" in text and ("?" in text or "\ufffd" in text) and _PLACE.search(text) is not None


def _is_as_rare_as_in_pages(text: str) -> bool:
    most = min(_MOST, len(text) // _CHARACTERS_TO_A_PLACE + _FEW)
    return sum(1 for _ in islice(_PLACE.finditer(text), most + 1)) <= most


def _answer_all(
    text: str, page: Page, halved: frozenset[str], certain: dict[int, _Answer]
) -> dict[int, _Answer]:
    """The answers for all places, by their starts; those that are certain need not be sought again."""
    answers: dict[int, _Answer] = {}
    restored = ""
    position = 0
    while place := _PLACE.search(text, position):
        start = place.start()
        before = text[max(position, start - 2 * _LONGEST_GLOSS) : start] if start > position else restored
        answer = certain.get(start) or _answer(text, start, before, page, halved)
        position = start + 1
        restored = text[start]
        if answer and answer.confidence >= _SURE:
            answers[start] = answer
            position = answer.candidate.end
            restored = answer.candidate.restored
    return answers


def _answer(text: str, start: int, before: str, page: Page, halved: frozenset[str]) -> _Answer | None:
    """The answer for the place that begins at `text[start]`, if it can be proved and no other comes near."""
    gloss = _GLOSS_BEFORE.search(before)
    shown_before = before[gloss.start() - 1 :] if gloss and gloss.start() else before[-1:]
    left = shown_before[:1]
    context = GLOSS.sub("", before[: len(before) - len(shown_before)])[-1:] + left
    own = (Hit(0, left, gloss[1]),) if gloss and page.readings.get(left) == gloss[1] else ()
    proven: dict[tuple[int, str], tuple[Candidate, Proof]] = {}
    for candidate in search(text, start, context, own, page):
        if candidate.gain < _GAIN:
            break
        answer = candidate.end, candidate.restored
        shown = shown_before + text[start : candidate.end]
        after = _after(text, candidate.end)
        if answer not in proven and (proof := prove(candidate, shown, after, page, halved)):
            proven[answer] = candidate, proof
    if not proven:
        return None
    line = _line_at(text, start)
    weighed = sorted(
        (
            (
                candidate.gain - unpaired(line.around(start, candidate.restored, candidate.end)),
                candidate,
                proof,
            )
            for candidate, proof in proven.values()
        ),
        key=lambda answer: -answer[0],
    )
    gain, best, proof = weighed[0]
    confidence = 1 / sum(exp(other - gain) for other, _, _ in weighed)
    return _Answer(best, confidence, proof)


class _Line(NamedTuple):
    text: str
    start: int
    end: int

    def around(self, start: int, restored: str, end: int) -> str:
        """The line with this stretch restored."""
        return self.text[self.start : start] + restored + self.text[end : self.end]


def _line_at(text: str, position: int) -> _Line:
    newline = _NEWLINE.search(text, position)
    start = max(text.rfind("\n", 0, position), text.rfind("\r", 0, position)) + 1
    return _Line(text, start, newline.start() if newline else len(text))


def _after(text: str, end: int) -> str:
    """The character after the place, where the replacements leave it whole."""
    return text[end : end + 1] if text[end + 1 : end + 2] not in {"?", "\ufffd", "("} else ""
