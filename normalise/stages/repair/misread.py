"""Text that was written in one encoding and read in another: find the two, and read it again.

If the wrong reading never failed, every byte is still there. So each pair of codecs is tried, and the
character model says whether the outcome is a better explanation of the text than the text itself: both
costs are negated log-probabilities of the same observation, so their difference is evidence in nats.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from normalise.language import model
from normalise.language.encodings import decode, encode

# What Chinese text was written in, and what it was wrongly read as.
WRITTEN = ("utf-8", "gb18030", "big5")
READ = (
    "latin-1",
    "cp1252",
    "cp1250",
    "cp1251",
    "mac-roman",
    "cp437",
    "koi8-r",
    "cp866",
    "gbk",
    "gb18030",
    "big5",
    "cp949",
    "cp932",
)
_SAME = {("gb18030", "gbk"), ("gb18030", "gb18030"), ("big5", "big5")}
# The same program reads the same way, but which of the two it was shows only in some lines.
_SISTERS = {"latin-1": "cp1252", "cp1252": "latin-1", "gbk": "gb18030", "gb18030": "gbk"}
# What each misreading more than the first costs, in nats: with enough of them any text can be reached.
_NESTING = {"utf-8": 4.0, "gb18030": 16.0, "big5": 16.0}
# Text misread thrice over is seen now and then; four times, never.
_DEEPEST = 3
_KEPT_FOR_NEXT_ROUND = 4
# What a character of the outcome may cost. Chinese prose costs 4 to 7 nats, names and hard words 9, wrong
# readings from 10 up; bytes that are valid UTF-8 are hardly so by chance, so there less is asked, and
# least where other lines of the document were misread in the same way.
_PLAUSIBLE = 8.2
_PLAUSIBLE_IN_UTF8 = 10.0
_PLAUSIBLE_IF_SUPPORTED = 10.5
_HAN_AT_LEAST = 0.5
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_HAN = re.compile("[\u3400-\u9fff]")
_PRIVATE = re.compile("[\ue000-\uf8ff\ufffd]")


class Misreading(NamedTuple):
    """A way in which text was misread: written in one encoding, read in the other."""

    written: str
    read: str

    def __str__(self) -> str:
        return f"{self.written}-as-{self.read}"


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
        again = _read_again(data, misreading.written)
        if again is None:
            return None
        undone = again
    # A line of dashes or of Latin letters comes back with the others where UTF-8 vouches for it.
    if not _is_plausible(
        undone, _PLAUSIBLE_IF_SUPPORTED, han=0 if _is_all_utf8(misreadings) else _HAN_AT_LEAST
    ):
        return None
    return Remedy(model.cost(text) - model.cost(undone), undone, misreadings)


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
    before = model.cost(text)
    best: Remedy | None = None
    front = [Remedy(0.0, text, ())]
    seen = {text}
    for _ in range(_DEEPEST):
        found: list[Remedy] = []
        for remedy in front:
            for misreading, remedied in _undo_each(remedy.text):
                if remedied not in seen:
                    seen.add(remedied)
                    nesting = sum(_NESTING[undone.written] for undone in remedy.misreadings)
                    evidence = before - model.cost(remedied) - nesting
                    found.append(Remedy(evidence, remedied, (*remedy.misreadings, misreading)))
        found.sort(key=lambda remedy: -remedy.evidence)
        for remedy in found:
            if best is not None and remedy.evidence <= best.evidence:
                break
            if _is_plausible(
                remedy.text, _PLAUSIBLE_IN_UTF8 if _is_all_utf8(remedy.misreadings) else _PLAUSIBLE
            ):
                best = remedy
                break
        front = [remedy for remedy in found if remedy.evidence > 0][:_KEPT_FOR_NEXT_ROUND]
    return best


def _undo_each(text: str) -> Iterator[tuple[Misreading, str]]:
    tried: set[bytes] = set()
    for read in READ:
        try:
            data = encode(text, read)
        except UnicodeEncodeError:
            continue
        if data in tried:
            continue
        tried.add(data)
        for written in WRITTEN:
            if (written, read) not in _SAME:
                undone = _read_again(data, written)
                if undone is not None:
                    yield Misreading(written, read), undone


def _read_again(data: bytes, written: str) -> str | None:
    decoded = decode(data, written)
    if decoded.bad or _PRIVATE.search(decoded.text):
        return None
    return decoded.text


def _is_all_utf8(misreadings: tuple[Misreading, ...]) -> bool:
    return all(misreading.written == "utf-8" for misreading in misreadings)


def _is_plausible(text: str, at_most: float, han: float = _HAN_AT_LEAST) -> bool:
    """Is this Chinese: Han in such a part of what is not ASCII, and as likely as Chinese is?"""
    foreign = "".join(_NOT_ASCII.findall(text))
    share = len(_HAN.findall(foreign)) / max(len(foreign), 1)
    return foreign != "" and share >= han and model.mean_cost(foreign) <= at_most
