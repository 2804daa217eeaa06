"""The outcome of a lossy repair in pieces, so that each inferred character is told with its confidence."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate
from math import exp, inf
from typing import NamedTuple

from normalise.edits import Edit
from normalise.language.encodings import REPLACEMENT, encode
from normalise.stages.repair.reread import Doubt, Part

INFERRED = "repair/inferred"
LEFT_OPEN = "repair/left-open"
# From this margin on nothing is inferred: no other character fits.
CERTAIN = 25.0
_CONTINUATION = frozenset(range(0x80, 0xC0))


class Piece(NamedTuple):
    """A part of the line and what it becomes.

    `inferred` counts the characters that were guessed, `open` those that were left U+FFFD.
    """

    start: int
    end: int
    after: str
    inferred: int = 0
    open: int = 0
    confidence: float = 1.0


class Cut(NamedTuple):
    """A place between two characters of the line that is one between two of the outcome too."""

    before: int
    after: int


class _Guesses(NamedTuple):
    """How many characters of a hole were guessed, how many left open, and the least margin of a guess."""

    inferred: int
    open: int
    margin: float

    def merged(self, other: "_Guesses") -> "_Guesses":
        return _Guesses(
            self.inferred + other.inferred, self.open + other.open, min(self.margin, other.margin)
        )


def cut(
    data: bytes,
    boundaries: Sequence[int],
    parts: Sequence[Part],
    written: str,
    clear: Mapping[Doubt, float],
) -> tuple[Piece, ...]:
    """The line in pieces that are pieces of the outcome too; each guess in one as small as may be.

    `boundaries` are the offsets in bytes of the line's characters, and its end. A guess whose margin is under
    that of `clear` becomes U+FFFD.
    """
    # A program that loses two bytes at once does so throughout.
    doubt = max((part.doubt for part in parts if part.doubt < Doubt.UNREADABLE), default=Doubt.MARKED)
    texts: list[str] = []
    guesses: list[tuple[int, _Guesses]] = []
    for index, part in enumerate(parts):
        text = part.text
        if part.margins:
            text, found = _settle(part, clear[max(doubt, part.doubt)])
            if found.inferred or found.open:
                guesses.append((index, found))
        elif part.doubt == Doubt.UNREADABLE:
            guesses.append((index, _Guesses(0, text.count(REPLACEMENT), inf)))
        texts.append(text)
    places = [*accumulate(map(len, texts), initial=0)]
    outcome = "".join(texts)
    told: list[tuple[Cut, Cut, _Guesses]] = []
    for index, guessed in guesses:
        found = guessed
        first = _cut_before(data, boundaries, parts, places, index, written)
        last = _cut_after(data, boundaries, parts, places, index, written)
        if told and first < told[-1][1]:
            first, _, earlier = told.pop()
            found = found.merged(earlier)
        told.append((first, last, found))
    return tuple(_pieces(outcome, told, Cut(len(boundaries) - 1, len(outcome))))


def _settle(part: Part, clear: float) -> tuple[str, _Guesses]:
    """The text of a hole with U+FFFD where it is not clear."""
    inferred = 0
    least = inf
    text = part.text
    for place, margin in enumerate(part.margins):
        if margin >= CERTAIN or text[place] < "\x80":
            continue
        if margin < clear:
            text = text[:place] + REPLACEMENT + text[place + 1 :]
        elif text[place] != REPLACEMENT:
            inferred += 1
            least = min(least, margin)
    return text, _Guesses(inferred, text.count(REPLACEMENT), least)


def _cut_before(
    data: bytes, boundaries: Sequence[int], parts: Sequence[Part], places: list[int], index: int, written: str
) -> Cut:
    """The last cut that is not behind where the part begins."""
    before = bisect_right(boundaries, parts[index].start) - 1
    while True:
        offset = boundaries[before]
        while parts[index].start > offset:
            index -= 1
        after = _place(data, parts[index], places[index], offset, written)
        if after is not None:
            return Cut(before, after)
        before -= 1


def _cut_after(
    data: bytes, boundaries: Sequence[int], parts: Sequence[Part], places: list[int], index: int, written: str
) -> Cut:
    """The first cut that is not before where the part ends."""
    before = bisect_left(boundaries, parts[index].end)
    while boundaries[before] < boundaries[-1]:
        offset = boundaries[before]
        while parts[index].end <= offset:
            index += 1
        after = _place(data, parts[index], places[index], offset, written)
        if after is not None:
            return Cut(before, after)
        before += 1
    return Cut(len(boundaries) - 1, places[-1])


def _place(data: bytes, part: Part, place: int, offset: int, written: str) -> int | None:
    """Which character of the outcome begins at an offset within a part, the part's first being `place`."""
    if offset == part.start:
        return place
    if part.margins or part.doubt == Doubt.UNREADABLE:
        return None
    if written == "utf-8":
        if data[offset] in _CONTINUATION:
            return None
        return place + len(data[part.start : offset].decode())
    if part.end - part.start == 2 * len(part.text):
        return None if (offset - part.start) % 2 else place + (offset - part.start) // 2
    beginning = _beginnings(part.text, written).get(offset - part.start)
    return None if beginning is None else place + beginning


@lru_cache(64)
def _beginnings(text: str, written: str) -> dict[int, int]:
    """Which character begins at an offset in bytes."""
    sizes = (1 if character < "\x80" else len(encode(character, written)) for character in text)
    return {offset: place for place, offset in enumerate(accumulate(sizes, initial=0))}


def _pieces(outcome: str, told: list[tuple[Cut, Cut, _Guesses]], end: Cut) -> Iterator[Piece]:
    done = Cut(0, 0)
    for first, last, found in told:
        if done < first:
            yield Piece(done.before, first.before, outcome[done.after : first.after])
        confidence = 1 / (1 + exp(-min(found.margin, CERTAIN))) if found.inferred else 0.0
        yield Piece(
            first.before,
            last.before,
            outcome[first.after : last.after],
            found.inferred,
            found.open,
            confidence,
        )
        done = last
    if done < end:
        yield Piece(done.before, end.before, outcome[done.after :])


def edits_of_pieces(start: int, pieces: Sequence[Piece], rule: str, confidence: float) -> Iterator[Edit]:
    """The pieces of a line that begins at `start`: the line counts once for its rule, and each guess for its own."""
    counted = 1
    for piece in pieces:
        begin, end = start + piece.start, start + piece.end
        if piece.inferred:
            yield Edit(begin, end, piece.after, INFERRED, piece.confidence * confidence, piece.inferred)
            if piece.open:
                yield Edit(end, end, "", LEFT_OPEN, 0.0, piece.open)
        elif piece.open:
            yield Edit(begin, end, piece.after, LEFT_OPEN, 0.0, piece.open)
        else:
            yield Edit(begin, end, piece.after, rule, confidence, counted)
            counted = 0
    if counted:
        yield Edit(start, start, "", rule, confidence)
