"""Misread text that lost bytes on the way: U+FFFD, `?` or nothing where a byte failed, the end cut off.

The characters give their bytes back, the losses are holes between them, and the model finds the likeliest
text. A character that rests on a hole is filled in only where the best reading clearly beats the second.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

from normalise.language import model, script
from normalise.language.encodings import REPLACEMENT, encode
from normalise.stages.repair.losses import encode_with_holes, is_ambiguous, is_single
from normalise.stages.repair.misread import (
    READ,
    SAME,
    WRITTEN,
    Misreading,
    cost_as_it_stands,
    is_even,
    is_plausible,
)
from normalise.stages.repair.pairs import reread_pairs
from normalise.stages.repair.pieces import CERTAIN, Piece, cut
from normalise.stages.repair.reread import Doubt, Part, reread_utf8

# By how much, in nats, the best reading of a hole must beat the second, by what had to be supposed: marked,
# dropped, doubled. So that 98 % of what is filled in is right: benchmarks/mojibake.py lossy.
_CLEAR = {"utf-8": (0.75, 1.0, 2.5), "gb18030": (1.0, 1.0, 3.0), "big5": (2.0, 2.0, 4.0)}
# How much likelier the line must be, in nats, before it is believed alone; and what is asked of one where
# others of the document were misread in the same way.
_ALONE = {"utf-8": 14.0, "gb18030": 24.0, "big5": 24.0}
_SUPPORTED = 3.0
_LINES_OF_SUPPORT = 2
# What a character of the outcome may cost, as in `misread`; and roughly, with the losses left out.
_PLAUSIBLE = 9.0
_PLAUSIBLE_ROUGHLY = 10.5
_ROUGHLY = 120  # characters that the rough look takes in
# Of the bytes beyond ASCII, the share that must be whole UTF-8 characters before the search is worth it.
_WHOLE_AT_LEAST = 0.35
_WHOLE_CHARACTERS_AT_LEAST = 2
# Of the characters of the outcome, the share that may rest on holes, and that may be unreadable.
_GUESSED_AT_MOST = 0.5
_UNREADABLE_AT_MOST = 0.05
_UNREADABLE = 18.0
_ASCII = bytes(range(0x80))
_HIGH = bytes(range(0x80, 0x100))


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
    parts: list[Part]
    boundaries: list[int]

    def cut(self, infer: bool) -> tuple[Piece, ...]:
        """The line in pieces; if nothing is to be inferred, all that is not certain stays open."""
        margins = _CLEAR[self.misreading.written] if infer else (CERTAIN, CERTAIN, CERTAIN)
        clear = dict(zip(Doubt, (*margins, CERTAIN), strict=True))
        return cut(self.boundaries, self.parts, self.misreading.written, clear)


def find_lossy(text: str, infer: bool = True) -> LossyRemedy | None:
    """The best explanation of one line as misread Chinese that lost bytes.

    >>> find_lossy("鍥句功棣嗗欢闀垮紑鏀炬椂闂\ufffd").text
    '图书馆延长开放时间'
    """
    return find_lossy_lines({0: text}, infer, {}).get(0)


def find_lossy_lines(
    texts: Mapping[int, str], infer: bool, support: Mapping[Misreading, int]
) -> dict[int, LossyRemedy]:
    """The lines that were misread with losses; `support` is how many others were misread in each way."""
    ways = Counter(support)
    found: dict[int, LossyRemedy] = {}
    doubtful: list[int] = []
    for index, text in texts.items():
        before = cost_as_it_stands(text.replace(REPLACEMENT, ""))
        reading = _find(text, before, ways)
        if reading is None:
            continue
        evidence = before - reading.cost
        if evidence >= _ALONE[reading.misreading.written]:
            ways[reading.misreading] += 1
            found[index] = LossyRemedy(evidence, reading.misreading, reading.cut(infer))
        else:
            doubtful.append(index)
    for index in doubtful:
        text = texts[index]
        before = cost_as_it_stands(text.replace(REPLACEMENT, ""))
        for way in _supported(ways):
            reading = _read(text, way)
            if reading and before - reading.cost >= _SUPPORTED:
                found[index] = LossyRemedy(before - reading.cost, way, reading.cut(infer))
                break
    return found


def _supported(ways: Counter[Misreading]) -> Iterator[Misreading]:
    for way, count in ways.most_common():
        if count < _LINES_OF_SUPPORT:
            break
        yield way


def _find(text: str, before: float, ways: Counter[Misreading]) -> _Reading | None:
    """The best reading; if a way that others were misread in explains the line, no other is tried."""
    for way in _supported(ways):
        reading = _read(text, way)
        if reading and before - reading.cost >= _ALONE[way.written]:
            return reading
    readings = (_read(text, way) for way in _likely_ways(text))
    return min((reading for reading in readings if reading), default=None)


def _likely_ways(text: str) -> Iterator[Misreading]:
    """The misreadings whose outcome has the shape of Chinese in what was not lost."""
    tried: set[tuple[bytes, bool]] = set()
    marked = REPLACEMENT in text or "?" in text
    for read in READ:
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
    """Are enough of the bytes whole characters of UTF-8? By chance they hardly ever are."""
    high = len(data) - len(data.translate(None, _HIGH))
    if high < 3 * _WHOLE_CHARACTERS_AT_LEAST:
        return False
    whole = data.decode("utf-8", "ignore").encode("utf-8").translate(None, _ASCII)
    return len(whole) >= max(_WHOLE_AT_LEAST * high, 3 * _WHOLE_CHARACTERS_AT_LEAST)


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
        marks = REPLACEMENT if REPLACEMENT in text else "?"
        script_ = "hant" if written == "big5" else ""
        parts = min(
            (
                reread_pairs(data, boundaries, read, written, marks, script_, generous)
                for generous in (False, True)
            ),
            key=_cost,
        )
    outcome = "".join(part.text for part in parts)
    reading = _Reading(_cost(parts), outcome, way, parts, boundaries)
    return reading if _is_sound(reading) else None


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
    return sum(part.text.count(REPLACEMENT) for part in parts if part.doubt == Doubt.UNREADABLE)


def _cost(parts: Sequence[Part]) -> float:
    text = "".join(part.text for part in parts)
    return model.cost(text) + _UNREADABLE * _unreadable(parts)


def _is_sound(reading: _Reading) -> bool:
    size = len(reading.text)
    unreadable = _unreadable(reading.parts)
    known = reading.text.replace(REPLACEMENT, "")
    if reading.misreading.written != "utf-8" and (unreadable or not is_even(known)):
        return False
    guessed = sum(margin < CERTAIN for part in reading.parts for margin in part.margins)
    return (
        guessed <= _GUESSED_AT_MOST * size
        and unreadable <= _UNREADABLE_AT_MOST * size + 1
        and is_plausible(known, _PLAUSIBLE)
    )
