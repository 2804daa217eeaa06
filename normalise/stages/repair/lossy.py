"""Misread text that lost bytes on the way: U+FFFD, `?` or nothing where a byte failed, the end cut off.

The characters give their bytes back, the losses are holes between them, and the model finds the likeliest
text. A character that rests on a hole is filled in only where the best reading clearly beats the second.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from math import inf
from typing import NamedTuple

from normalise.language import model, script
from normalise.language.encodings import REPLACEMENT, encode
from normalise.language.patterns import compile_later
from normalise.stages.repair.losses import encode_with_holes, is_ambiguous, is_single
from normalise.stages.repair.misread import cost_as_it_stands, is_even, is_plausible
from normalise.stages.repair.pairs import reread_pairs
from normalise.stages.repair.pieces import CERTAIN, Piece, cut
from normalise.stages.repair.reread import Doubt, Part, reread_utf8
from normalise.stages.repair.suspect import may_be_misread
from normalise.stages.repair.ways import SAME, WRITTEN, Misreading, worth_trying

# By how much, in nats, the best reading of a hole must beat the second, by what had to be supposed: marked,
# dropped, doubled. So that 98 % of what is filled in is right: benchmarks/mojibake.py lossy.
_CLEAR = {"utf-8": (0.75, 0.75, 2.5), "gb18030": (1.5, 1.5, 3.0), "big5": (2.5, 2.5, 4.0)}
# How much likelier the line must be, in nats, before it is believed alone; and what is asked of one where
# others of the document were misread in the same way.
_ALONE = {"utf-8": 14.0, "gb18030": 24.0, "big5": 24.0}
_SUPPORTED = 3.0
_LINES_OF_SUPPORT = 2
# By chance a byte beyond ASCII is hardly followed by so many continuations as it asks for: nats a character.
_EVIDENCE_OF_SHAPE = 2.5
# What a character of the outcome may cost, as in `misread`; and roughly, with the losses left out.
_PLAUSIBLE = 9.0
_PLAUSIBLE_IN_UTF8 = 10.0
_PLAUSIBLE_ROUGHLY = 10.5
_CONVINCING = 6.5
_ROUGHLY = 120  # characters that the rough look takes in
# Of the bytes beyond ASCII, the share that must be whole UTF-8 characters before the search is worth it.
_WHOLE_AT_LEAST = 0.35
_WHOLE_CHARACTERS_AT_LEAST = 2
# Of the characters of the outcome, the share that may rest on holes (where nothing marks the losses, what is
# left falls together by chance), and that may be unreadable.
_GUESSED_AT_MOST = 0.5
_GUESSED_AT_MOST_IF_DROPPED = 0.4
_UNREADABLE_AT_MOST = 0.05
_UNREADABLE = 18.0
_OUT_OF_STEP_AT_MOST = 0.05
_NO_CHARACTER = compile_later("[\ue000-\uf8ff\ufffd]")
_HAN = compile_later("[\u3400-\u9fff]")
_HAN_AT_LEAST = 2
_NEAR = 3
_LONE_ASCII = compile_later("[\u3400-\u9fff][!-~](?=[\u3400-\u9fff])")
_HIGH = bytes(range(0x80, 0x100))
_LEADS_OF_THREE = bytes(range(0xE0, 0xF0))


class LossyRemedy(NamedTuple):
    """What a line was before the misreading, piece by piece, and the evidence for it in nats."""

    evidence: float
    misreading: Misreading
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The whole line as it was."""
        return "".join(piece.after for piece in self.pieces)


class _Reading(NamedTuple):
    """A line read again in one way."""

    cost: float
    text: str
    misreading: Misreading
    data: bytes
    parts: list[Part]
    boundaries: list[int]

    @property
    def whole(self) -> int:
        """How many characters beyond ASCII lost nothing."""
        return sum(
            len(part.text) - len(part.text.encode("ascii", "ignore"))
            for part in self.parts
            if not part.margins and part.doubt < Doubt.UNREADABLE
        )

    def cut(self, infer: bool) -> tuple[Piece, ...]:
        """The line in pieces; if nothing is to be inferred, all that is not certain stays open."""
        margins = _CLEAR[self.misreading.written] if infer else (CERTAIN, CERTAIN, CERTAIN)
        clear = dict(zip(Doubt, (*margins, CERTAIN), strict=True))
        return cut(self.data, self.boundaries, self.parts, self.misreading.written, clear)


def find_lossy(text: str, infer: bool = True) -> LossyRemedy | None:
    """The best explanation of one line as misread Chinese that lost bytes.

    >>> find_lossy("鍥句功棣嗗欢闀垮紑鏀炬椂闂\ufffd").text
    '图书馆延长开放时间'
    """
    return find_lossy_lines({0: text}, infer, {}).get(0)


def find_lossy_lines(
    texts: Mapping[int, str], infer: bool, support: Mapping[tuple[Misreading, ...], int]
) -> dict[int, LossyRemedy]:
    """The lines that were misread with losses; `support` is how many others were misread in each way."""
    ways = Counter({way[0]: count for way, count in support.items() if len(way) == 1})
    found: dict[int, LossyRemedy] = {}
    for index, text in texts.items():
        if not may_be_misread(text):
            continue
        remedy = _find_in_way(text, _supported(ways), infer) or _find(text, infer)
        if remedy and remedy.evidence >= _ALONE[remedy.misreading.written]:
            ways[remedy.misreading] += 1
            found[index] = remedy
    supported = list(_supported(ways))
    for index in texts if supported else ():
        remedy = None if index in found else _find_in_way(texts[index], supported, infer, _SUPPORTED)
        if remedy:
            found[index] = remedy
    return found


def _supported(ways: Counter[Misreading]) -> Iterator[Misreading]:
    for way, count in ways.most_common():
        if count < _LINES_OF_SUPPORT:
            break
        yield way


def _find_in_way(
    text: str, ways: Iterable[Misreading], infer: bool, at_least: float = inf
) -> LossyRemedy | None:
    """The line read as others of the document were; what has the shape of UTF-8 needs no more evidence."""
    for way in ways:
        reading = _read(text, way)
        if reading is None:
            continue
        evidence = _EVIDENCE_OF_SHAPE * reading.whole if way.written == "utf-8" else 0.0
        if evidence < _ALONE[way.written]:
            evidence = _cost_before(text) - reading.cost
        if evidence >= min(at_least, _ALONE[way.written]):
            return LossyRemedy(evidence, way, reading.cut(infer))
    return None


def _find(text: str, infer: bool) -> LossyRemedy | None:
    """The best explanation of the line, whatever the others are."""
    readings = (_read(text, way) for way in _likely_ways(text))
    best = min((reading for reading in readings if reading), default=None)
    if best is None:
        return None
    return LossyRemedy(_cost_before(text) - best.cost, best.misreading, best.cut(infer))


def _cost_before(text: str) -> float:
    """What the text costs as it stands; that something was lost is no evidence."""
    return cost_as_it_stands(text.replace(REPLACEMENT, ""))


def _likely_ways(text: str) -> Iterator[Misreading]:
    """The misreadings whose outcome has the shape of Chinese in what was not lost."""
    tried: set[tuple[bytes, bool]] = set()
    marked = REPLACEMENT in text or "?" in text
    for read in worth_trying(text):
        try:
            data = encode(text.replace(REPLACEMENT, "?"), read)
        except UnicodeEncodeError:
            continue
        if (data, read == "latin-1") in tried:
            continue
        tried.add((data, read == "latin-1"))
        if ("utf-8", read) not in SAME and _is_like_utf8(data):
            yield Misreading("utf-8", read)
        elif marked or is_ambiguous(text, read):
            for written in WRITTEN[1:]:
                if (written, read) not in SAME and _is_like_pairs(data, written):
                    yield Misreading(written, read)


def _is_like_utf8(data: bytes) -> bool:
    """Are enough of the bytes characters of three bytes, as Chinese is in UTF-8? By chance they hardly ever are."""
    high = len(data) - len(data.translate(None, _HIGH))
    if high < 3 * _WHOLE_CHARACTERS_AT_LEAST:
        return False
    whole = data.decode("utf-8", "ignore").encode()
    size = 3 * (len(whole) - len(whole.translate(None, _LEADS_OF_THREE)))
    return size >= max(_WHOLE_AT_LEAST * high, 3 * _WHOLE_CHARACTERS_AT_LEAST)


def _is_like_pairs(data: bytes, written: str) -> bool:
    """Do the bytes make Chinese of a sort, the losses left out?"""
    codec = "big5hkscs" if written == "big5" else written
    start = data[:_ROUGHLY]
    # Any byte in the place of the lost one keeps the pairs in step; a real question mark does that alone.
    versions = {start, start.replace(b"?", b"\xb0")}
    rough = (version.decode(codec, "ignore") for version in versions)
    return any(is_plausible(outcome, _PLAUSIBLE_ROUGHLY) for outcome in rough)


def _read(text: str, way: Misreading) -> _Reading | None:
    """The text with one misreading undone, if it can be so."""
    written, read = way
    try:
        data = encode_with_holes(text, read)
    except UnicodeEncodeError:
        return None
    boundaries = _boundaries(text, data, read)
    if written == "utf-8":
        if not _is_like_utf8(data):
            return None
        rough = data.decode("utf-8", "ignore")
        questions = REPLACEMENT not in text
        parts = reread_utf8(data, boundaries, read, questions, _script(rough))
    else:
        parts = _reread_pairs(data, boundaries, way, REPLACEMENT if REPLACEMENT in text else "?")
    if not parts:
        return None
    outcome = "".join(part.text for part in parts)
    reading = _Reading(_cost(parts), outcome, way, data, parts, boundaries)
    return reading if _is_sound(reading) else None


def _reread_pairs(data: bytes, boundaries: list[int], way: Misreading, marks: str) -> list[Part]:
    """The better of two suppositions: that each mark is a byte, and that it may be two."""
    written, read = way
    script_ = "hant" if written == "big5" else ""
    parts = reread_pairs(data, boundaries, read, written, marks, script_, generous=False)
    if is_single(read) or (parts and not _unreadable(parts) and _cost(parts) <= _CONVINCING * _size(parts)):
        return parts
    others = reread_pairs(data, boundaries, read, written, marks, script_, generous=True)
    return min(filter(None, (parts, others)), key=_cost, default=[])


def _size(parts: Iterable[Part]) -> int:
    return sum(len(part.text) for part in parts)


def _boundaries(text: str, data: bytes, read: str) -> list[int]:
    """The offsets in bytes of each character, and of the end."""
    if is_single(read):
        return list(range(len(data) + 1))
    sizes = [1 if character < "\x80" or character == REPLACEMENT else 2 for character in text]
    if sum(sizes) != len(data):
        sizes = [1 if character == REPLACEMENT else len(encode(character, read)) for character in text]
    return list(accumulate(sizes, initial=0))


def _script(text: str) -> str:
    traditional, simplified = script.weigh(text)
    return "hans" if simplified > traditional else "hant" if traditional > simplified else ""


def _unreadable(parts: Iterable[Part]) -> int:
    return sum(len(_NO_CHARACTER.findall(part.text)) for part in parts if part.doubt == Doubt.UNREADABLE)


def _cost(parts: Sequence[Part]) -> float:
    text = "".join(part.text for part in parts)
    return model.cost(text) + _UNREADABLE * _unreadable(parts)


def _is_sound(reading: _Reading) -> bool:
    size = len(reading.text)
    unreadable = _unreadable(reading.parts)
    guessed = sum(margin < CERTAIN for part in reading.parts for margin in part.margins)
    dropped = any(part.doubt == Doubt.DROPPED for part in reading.parts)
    if guessed > (_GUESSED_AT_MOST_IF_DROPPED if dropped else _GUESSED_AT_MOST) * size:
        return False
    if len(_HAN.findall(reading.text)) < _HAN_AT_LEAST:
        return False  # what is not Chinese is for ftfy
    if reading.misreading.written == "utf-8":
        return unreadable <= _UNREADABLE_AT_MOST * size + 1 and reading.cost <= _PLAUSIBLE_IN_UTF8 * size
    if unreadable or _out_of_step(reading.parts) > _OUT_OF_STEP_AT_MOST * len(reading.parts):
        return False
    known = reading.text.replace(REPLACEMENT, "")
    return is_even(known) and is_plausible(known, _PLAUSIBLE)


def _out_of_step(parts: Sequence[Part]) -> int:
    """How often a lone sign of ASCII stands in Chinese by a hole, as it does where pairs are read one byte off."""
    count = 0
    for before, part, after in zip([None, *parts], parts, [*parts[1:], None], strict=False):
        if part.margins:
            near = (
                (before.text[-_NEAR:] if before else "") + part.text + (after.text[:_NEAR] if after else "")
            )
            count += _LONE_ASCII.search(near) is not None
    return count
