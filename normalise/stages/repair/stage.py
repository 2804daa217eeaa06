"""The stage: which lines look broken, which remedies the document supports, which it vetoes."""

import math
import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from normalise.edits import Edit, Rewrite, rewrite, unchanged
from normalise.language import model
from normalise.language.lines import lines
from normalise.language.protect import Protection
from normalise.options import Options
from normalise.stages.repair.lossy import LossyRemedy, Piece, find_lossy
from normalise.stages.repair.misread import Misreading, Remedy, find_remedy, sister_ways, undo
from normalise.stages.repair.western import find_western

_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
# A line of CJK that costs less than this a character is no mojibake. Clean lines cost 4 to 7, seldom more.
_SUSPICIOUS = 6.8
# Letters and symbols that are none of CJK's: Latin beyond ASCII, Cyrillic, boxes; not ·, “”, ‘’, — and ….
_NOT_CJK = re.compile(r"[\x80-\xb6\xb8-\u2013\u2016\u2017\u201a\u201b\u201e-\u2025\u2027-\u2e7f]")
# How much likelier the remedied line must be, in nats, before it is believed: alone, and where other lines
# of the document were misread in the same way.
_ALONE = 14.0
_ALONE_WITH_LOSSES = 20.0
_SUPPORTED = 3.0
_LINES_OF_SUPPORT = 2
_SURE_OF_WESTERN = 0.95
# What one look uncovers may be mojibake still; nobody has seen this many layers.
_ROUNDS = 8
_WORD = re.compile(r"\w*[^\x00-\x7f\s]+\w*")
_ABOUT_MOJIBAKE = re.compile(r"乱码|亂碼|錯碼|mojibake|garbled|文字化け", re.IGNORECASE)


def repair(text: str, options: Options, protection: Protection) -> Rewrite:
    """Undo misreadings line by line; offsets in the edits are code points of `text`."""
    if text.isascii():
        return unchanged(text)
    kept = protection.only("off", "listed", "fence")
    places = [
        line for line in lines(text) if not line.text.isascii() and not kept.overlaps(line.start, line.end)
    ]
    before = [line.text for line in places]
    found: dict[int, Finding] = {}
    for _ in range(_ROUNDS):
        current = [found[index].text if index in found else line for index, line in enumerate(before)]
        more = _find(current, infer=options.lossy == "infer")
        if not more:
            break
        for index, finding in more.items():
            found[index] = found[index].then(finding) if index in found else finding
    edits = [
        edit
        for index, finding in found.items()
        if finding.text != before[index]
        for edit in _edits(places[index].start, before[index], finding)
    ]
    return rewrite(text, edits)


class Finding(NamedTuple):
    """What a line should be, by which rule, and how sure; piece by piece if some of it was inferred."""

    text: str
    rule: str
    confidence: float
    pieces: tuple[Piece, ...] = ()

    def then(self, later: "Finding") -> "Finding":
        """This repair and a later one of its outcome, as one."""
        return Finding(later.text, f"{self.rule}+{later.rule}", min(self.confidence, later.confidence))


def _edits(start: int, before: str, finding: Finding) -> Iterator[Edit]:
    """The finding as edits: one for the line, or one for each piece, and then the line is counted once."""
    rule = f"repair/{finding.rule}"
    if not finding.pieces:
        yield Edit(start, start + len(before), finding.text, rule, finding.confidence)
    counted = 1
    for piece in finding.pieces:
        place = (start + piece.start, start + piece.end)
        if piece.guessed:
            yield Edit(*place, piece.after, "repair/inferred", piece.confidence, piece.guessed)
        else:
            yield Edit(*place, piece.after, rule, finding.confidence, counted)
            counted = 0


def _find(texts: list[str], infer: bool) -> dict[int, Finding]:
    """What one look at the lines finds, by their index."""
    findings = {
        index: Finding(
            remedy.text,
            remedy.rule,
            1 / (1 + math.exp(-min(remedy.evidence, 200) / 4)),
            remedy.pieces if isinstance(remedy, LossyRemedy) else (),
        )
        for index, remedy in _remedies(texts, infer).items()
    }
    for index, text in enumerate(texts):
        if index not in findings and (western := find_western(text)) and not _shows_both(text, western):
            findings[index] = Finding(western, "western", _SURE_OF_WESTERN)
    if len(findings) * 2 < len(texts) and any(map(_ABOUT_MOJIBAKE.search, texts)):
        # The document speaks of mojibake and shows some: that is its subject, not its fault.
        return {}
    return findings


def _remedies(texts: list[str], infer: bool) -> dict[int, Remedy | LossyRemedy]:
    """The misreadings that are certain alone, and those that are certain beside them."""
    believed: dict[int, Remedy | LossyRemedy] = {}
    for index, text in enumerate(texts):
        if not _is_suspicious(text):
            continue
        remedy = find_remedy(text)
        if remedy and remedy.evidence >= _ALONE:
            believed[index] = remedy
        elif (lossy := find_lossy(text, infer)) and lossy.evidence >= _ALONE_WITH_LOSSES:
            believed[index] = lossy
    support = Counter(way for remedy in believed.values() for way in sister_ways(remedy.misreadings))
    for way, count in support.most_common():
        if count < _LINES_OF_SUPPORT:
            break
        for index, text in enumerate(texts):
            if index not in believed and (supported := _find_supported(text, way, infer)):
                believed[index] = supported
    return believed


def _find_supported(text: str, way: tuple[Misreading, ...], infer: bool) -> Remedy | LossyRemedy | None:
    remedy = undo(text, way)
    if remedy:
        return remedy if remedy.evidence >= _SUPPORTED else None
    if len(way) > 1 or not _is_suspicious(text):
        return None
    lossy = find_lossy(text, infer, way)
    return lossy if lossy and lossy.evidence >= _SUPPORTED else None


def _is_suspicious(text: str) -> bool:
    """Is the line worth the search? Mojibake is dear as Chinese, or mostly in letters that Chinese has not."""
    foreign = "".join(_NOT_ASCII.findall(text))
    return len(_NOT_CJK.findall(foreign)) * 3 > len(foreign) or model.mean_cost(foreign) > _SUSPICIOUS


def _shows_both(text: str, fixed: str) -> bool:
    """Does the line hold a broken word and the same word whole, as only a line about mojibake does?"""
    before, after = (set(_WORD.findall(version)) for version in (text, fixed))
    return bool(before - after) and bool(after) and after <= before
