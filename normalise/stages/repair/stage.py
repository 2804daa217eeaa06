"""The stage: which lines look broken, which remedies the document supports, which it vetoes."""

import math
import re
from collections import Counter
from typing import NamedTuple

from normalise.edits import Edit, Rewrite, rewrite, unchanged
from normalise.language import model
from normalise.language.lines import lines
from normalise.language.protect import Protection
from normalise.options import Options
from normalise.stages.repair.misread import Remedy, find_remedy, sister_ways, undo
from normalise.stages.repair.western import find_western

_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
# A line of CJK that costs less than this a character is no mojibake. Clean lines cost 4 to 7, seldom more.
_SUSPICIOUS = 6.8
# Letters and symbols that are none of CJK's: Latin beyond ASCII, Cyrillic, boxes; not ·, “”, ‘’, — and ….
_NOT_CJK = re.compile(r"[\x80-\xb6\xb8-\u2013\u2016\u2017\u201a\u201b\u201e-\u2025\u2027-\u2e7f]")
# How much likelier the remedied line must be, in nats, before it is believed: alone, and where other lines
# of the document were misread in the same way.
_ALONE = 14.0
_SUPPORTED = 3.0
_LINES_OF_SUPPORT = 2
_SURE_OF_WESTERN = 0.95
# What one look uncovers may be mojibake still; nobody has seen this many layers.
_ROUNDS = 8
_WORD = re.compile(r"\w*[^\x00-\x7f\s]+\w*")
_ABOUT_MOJIBAKE = re.compile(r"乱码|亂碼|錯碼|mojibake|garbled|文字化け", re.IGNORECASE)


def repair(text: str, options: Options, protection: Protection) -> Rewrite:
    """Undo misreadings line by line; offsets in the edits are code points of `text`."""
    del options
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
        more = _find(current)
        if not more:
            break
        for index, finding in more.items():
            found[index] = found[index].then(finding) if index in found else finding
    return rewrite(
        text,
        [
            Edit(
                places[index].start,
                places[index].end,
                finding.text,
                f"repair/{finding.rule}",
                finding.confidence,
            )
            for index, finding in found.items()
            if finding.text != before[index]
        ],
    )


class Finding(NamedTuple):
    """What a line should be, by which rule, and how sure."""

    text: str
    rule: str
    confidence: float

    def then(self, later: "Finding") -> "Finding":
        """This repair and a later one of its outcome, as one."""
        return Finding(later.text, f"{self.rule}+{later.rule}", min(self.confidence, later.confidence))


def _find(texts: list[str]) -> dict[int, Finding]:
    """What one look at the lines finds, by their index."""
    remedies = _remedies(texts)
    findings = {
        index: Finding(remedy.text, remedy.rule, 1 / (1 + math.exp(-remedy.evidence / 4)))
        for index, remedy in remedies.items()
    }
    for index, text in enumerate(texts):
        if index not in findings and (western := find_western(text)) and not _shows_both(text, western):
            findings[index] = Finding(western, "western", _SURE_OF_WESTERN)
    if len(findings) * 2 < len(texts) and any(map(_ABOUT_MOJIBAKE.search, texts)):
        # The document speaks of mojibake and shows some: that is its subject, not its fault.
        return {}
    return findings


def _remedies(texts: list[str]) -> dict[int, Remedy]:
    """The misreadings that are certain alone, and those that are certain beside them."""
    believed: dict[int, Remedy] = {}
    for index, text in enumerate(texts):
        remedy = find_remedy(text) if _is_suspicious(text) else None
        if remedy and remedy.evidence >= _ALONE:
            believed[index] = remedy
    support = Counter(way for remedy in believed.values() for way in sister_ways(remedy.misreadings))
    for way, count in support.most_common():
        if count < _LINES_OF_SUPPORT:
            break
        for index, text in enumerate(texts):
            remedy = undo(text, way) if index not in believed else None
            if remedy and remedy.evidence >= _SUPPORTED:
                believed[index] = remedy
    return believed


def _is_suspicious(text: str) -> bool:
    """Is the line worth the search? Mojibake is dear as Chinese, or mostly in letters that Chinese has not."""
    foreign = "".join(_NOT_ASCII.findall(text))
    return len(_NOT_CJK.findall(foreign)) * 3 > len(foreign) or model.mean_cost(foreign) > _SUSPICIOUS


def _shows_both(text: str, fixed: str) -> bool:
    """Does the line hold a broken word and the same word whole, as only a line about mojibake does?"""
    before, after = (set(_WORD.findall(version)) for version in (text, fixed))
    return bool(before - after) and bool(after) and after <= before
