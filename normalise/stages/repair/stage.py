"""The stage: which lines look broken, which remedies the document supports, which it vetoes."""

import math
import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from normalise.edits import Edit, Rewrite, rewrite, unchanged
from normalise.language.encodings import REPLACEMENT
from normalise.language.lines import Line, lines
from normalise.language.patterns import compile_later
from normalise.language.protect import Protection, Span
from normalise.options import Options
from normalise.stages.repair.code_points import find_private_use
from normalise.stages.repair.lossy import find_lossy_lines
from normalise.stages.repair.misread import (
    ENOUGH,
    Remedy,
    cost_as_it_stands,
    find_remedy,
    sister_ways,
    undo,
)
from normalise.stages.repair.phrase import Phrase, find_phrase
from normalise.stages.repair.pieces import Piece, edits_of_pieces
from normalise.stages.repair.spliced import RULE, find_spliced
from normalise.stages.repair.suspect import look_over, may_be_misread
from normalise.stages.repair.unrecoverable import find_unrecoverable
from normalise.stages.repair.ways import Misreading
from normalise.stages.repair.western import find_western

# What is lost is told by an edit that changes nothing and counts for nothing, of a rule that begins so.
UNRECOVERABLE = "repair/unrecoverable-"

_NOT_ASCII = compile_later(r"[^\x00-\x7f]")
# A line of CJK that costs less than this a character is no mojibake. Clean lines cost 4 to 7, seldom more.
_SUSPICIOUS = 6.8
# Letters and symbols that are none of CJK's: Latin beyond ASCII, Cyrillic, boxes; not ·, “”, ‘’, — and ….
_NOT_CJK = compile_later(r"[\x80-\xb6\xb8-\u2013\u2016\u2017\u201a\u201b\u201e-\u2025\u2027-\u2e7f]")
# How much likelier the remedied line must be, in nats, before it is believed: alone, and where other lines
# of the document were misread in the same way.
_ALONE = 14.0
_SUPPORTED = 3.0
_LINES_OF_SUPPORT = 2
# In so many ways the lines of a document may have been misread.
_WAYS = 6
_SURE_OF_WESTERN = 0.95
# What one look uncovers may be mojibake still; nobody has seen this many layers.
_ROUNDS = 8
# The suspicious lines are looked at so many at a time, until one proves broken: then all lines are.
_FIRST = 64
_FEW = 3
# A longer line is not kept in memory.
_LONG = 10_000
_WORD = compile_later(r"\w*[^\x00-\x7f\s]+\w*")
_ABOUT_MOJIBAKE = compile_later(r"乱码|亂碼|錯碼|mojibake|garbled|文字化け", re.IGNORECASE)


def repair(text: str, options: Options, protection: Protection) -> Rewrite:
    """Undo misreadings line by line; offsets in the edits are code points of `text`."""
    if text.isascii():
        return unchanged(text)
    look = look_over(text)
    spliced = find_spliced(text)
    if not (look.lines or look.other or spliced):
        return unchanged(text)
    kept = protection.only("off", "listed", "fence")
    spliced = [edit for edit in spliced if not kept.overlaps(edit.start, edit.end)]
    mended = Protection(tuple(Span(edit.start, edit.end, RULE) for edit in spliced))
    untouchable = Protection(tuple(sorted((*kept.spans, *mended.spans))))
    edits = _repair_lines(text, look.lines, untouchable, options.lossy == "infer")
    edits += spliced
    if not look.other:
        return rewrite(text, edits)
    rest = _blank(text, edits)
    edits += find_private_use(rest, kept)
    edits += [
        Edit(lost.start, lost.end, text[lost.start : lost.end], f"{UNRECOVERABLE}{lost.kind}", 0.0, 0)
        for lost in find_unrecoverable(rest)
        if not kept.overlaps(lost.start, lost.end)
    ]
    return rewrite(text, edits)


def _repair_lines(text: str, suspicious: Iterable[Line], untouchable: Protection, infer: bool) -> list[Edit]:
    """Edits of the lines that were misread. First the suspicious are looked at, and the others if one of them was."""

    def touchable(candidates: Iterable[Line]) -> list[Line]:
        return [line for line in candidates if not untouchable.overlaps(line.start, line.end)]

    # Lines that are repeated, as of a menu, say no more than one of them.
    looked_at = list(dict.fromkeys(line.text for line in touchable(suspicious)))
    # A document that was misread throughout shows it in a few.
    if not _find(looked_at[:_FEW], infer) and not any(
        _find(looked_at[start : start + _FIRST], infer) for start in range(0, len(looked_at), _FIRST)
    ):
        return []
    places = [line for line in touchable(lines(text)) if not line.text.isascii()]
    before = [line.text for line in places]
    found: dict[int, Finding] = {}
    for _ in range(_ROUNDS):
        current = [found[index].text if index in found else line for index, line in enumerate(before)]
        more = _find(current, infer)
        if not more:
            break
        for index, finding in more.items():
            found[index] = found[index].then(finding) if index in found else finding
    return [
        edit
        for index, finding in found.items()
        if finding.text != before[index]
        for edit in _edits(places[index].start, before[index], finding)
    ]


def is_any_misread(suspicious: Iterable[str], options: Options) -> bool:
    """Would `repair` mend any of these lines, alone or with others of its document?

    Lines support one another only where one is certain by itself: where none is, all together say no more.
    """
    infer = options.lossy == "infer"
    return any(_find([line], infer) for line in suspicious)


def _blank(text: str, edits: list[Edit]) -> str:
    """The text with spaces where something was repaired already."""
    pieces: list[str] = []
    position = 0
    for edit in sorted(edits):
        pieces += (text[position : edit.start], " " * (edit.end - edit.start))
        position = edit.end
    return "".join(pieces) + text[position:]


class Finding(NamedTuple):
    """What a line should be, by which rule, and how sure.

    `phrase` if only a part of it was misread; `pieces` if bytes of it were lost.
    """

    text: str
    rule: str
    confidence: float
    phrase: Phrase | None = None
    pieces: tuple[Piece, ...] = ()

    def then(self, later: "Finding") -> "Finding":
        """This repair and a later one of its outcome, as one."""
        return Finding(later.text, f"{self.rule}+{later.rule}", min(self.confidence, later.confidence))


def _edits(start: int, before: str, finding: Finding) -> list[Edit]:
    rule = f"repair/{finding.rule}"
    if finding.pieces:
        return list(edits_of_pieces(start, finding.pieces, rule, finding.confidence))
    if finding.phrase is None:
        return [Edit(start, start + len(before), finding.text, rule, finding.confidence)]
    phrase = finding.phrase
    return [Edit(start + phrase.start, start + phrase.end, phrase.text, rule, finding.confidence)]


def _find(texts: list[str], infer: bool) -> dict[int, Finding]:
    """What one look at the lines finds, by their index."""
    support: Counter[tuple[Misreading, ...]] = Counter()
    remedies = _certain_remedies(texts, support)
    # A question mark may be one, or a loss.
    rest = {
        index: text
        for index, text in enumerate(texts)
        if index not in remedies or "?" in remedies[index].text
    }
    lossy = find_lossy_lines(rest, infer, support)
    for index in remedies.keys() & lossy.keys():
        if lossy[index].evidence > remedies[index].evidence + _SUPPORTED:
            del remedies[index]
        else:
            del lossy[index]
    support.update((remedy.misreading,) for remedy in lossy.values())
    ways = _supported(support)
    for index, text in enumerate(texts) if ways else ():
        if index not in remedies and index not in lossy and (remedy := _remedy_of(text, ways, _SUPPORTED)):
            remedies[index] = remedy
    findings = {
        index: Finding(remedy.text, remedy.rule, _confidence(remedy.evidence))
        for index, remedy in remedies.items()
    }
    for index, found in lossy.items():
        confidence = _confidence(found.evidence)
        findings[index] = Finding(found.text, str(found.misreading), confidence, pieces=found.pieces)
    for index, text in enumerate(texts):
        if index in findings or not may_be_misread(text):
            continue
        if phrase := find_phrase(text):
            findings[index] = _finding_of_phrase(text, phrase)
        elif (western := find_western(text)) and not _shows_both(text, western):
            findings[index] = Finding(western, "western", _SURE_OF_WESTERN)
    if len(findings) * 2 < len(texts) and any(map(_ABOUT_MOJIBAKE.search, texts)):
        # The document speaks of mojibake and shows some: that is its subject, not its fault.
        return {}
    return findings


def _finding_of_phrase(text: str, phrase: Phrase) -> Finding:
    whole = text[: phrase.start] + phrase.text + text[phrase.end :]
    return Finding(whole, str(phrase.misreading), _confidence(phrase.evidence), phrase)


def _confidence(evidence: float) -> float:
    """Evidence in nats as a probability; neighbouring characters are not independent, hence the quarter."""
    return 1 / (1 + math.exp(-min(evidence, ENOUGH) / 4))


def _certain_remedies(texts: list[str], support: Counter[tuple[Misreading, ...]]) -> dict[int, Remedy]:
    """The misreadings that are certain alone; each is counted in `support`."""
    believed: dict[int, Remedy] = {}
    for index, text in enumerate(texts):
        # What undid other lines is tried first: a document that was misread throughout is searched once.
        remedy = _remedy_of(text, _supported(support), _ALONE)
        # What lost bytes does not come back without loss.
        if remedy is None and REPLACEMENT not in text and _is_suspicious(text):
            remedy = _find_remedy_again(text) if len(text) < _LONG else find_remedy(text)
        if remedy and remedy.evidence >= _ALONE:
            believed[index] = remedy
            support.update(sister_ways(remedy.misreadings))
    return believed


@lru_cache(_FEW)
def _find_remedy_again(text: str) -> Remedy | None:
    """The remedy of one of the lines that showed that the document is broken, and that are looked at again then."""
    return find_remedy(text)


def _supported(support: Counter[tuple[Misreading, ...]]) -> list[tuple[Misreading, ...]]:
    """The ways in which several lines were misread, most of them the first."""
    if not support:
        return []
    return [way for way, count in support.most_common(_WAYS) if count >= _LINES_OF_SUPPORT]


def _remedy_of(text: str, ways: Iterable[tuple[Misreading, ...]], at_least: float) -> Remedy | None:
    """The line as the ways in which other lines were misread explain it."""
    for way in ways:
        remedy = undo(text, way)
        if remedy and remedy.evidence >= at_least:
            return remedy
    return None


def _is_suspicious(text: str) -> bool:
    """Is the line worth the search? Mojibake is dear as Chinese, or mostly in letters that Chinese has not."""
    if not may_be_misread(text):
        return False
    foreign = "".join(_NOT_ASCII.findall(text))
    return len(_NOT_CJK.findall(foreign)) * 3 > len(foreign) or cost_as_it_stands(
        foreign
    ) > _SUSPICIOUS * len(foreign)


def _shows_both(text: str, fixed: str) -> bool:
    """Does the line hold a broken word and the same word whole, as only a line about mojibake does?"""
    before, after = (set(_WORD.findall(version)) for version in (text, fixed))
    return bool(before - after) and bool(after) and after <= before
