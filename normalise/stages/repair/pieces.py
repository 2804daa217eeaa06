"""The outcome of a lossy repair in pieces, so that each inferred character is told with its confidence."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from math import exp, inf
from typing import NamedTuple

from normalise.edits import Edit
from normalise.language.encodings import REPLACEMENT, encode
from normalise.stages.repair.reread import Doubt, Part

INFERRED = "repair/inferred"
LEFT_OPEN = "repair/left-open"
# From this margin on nothing is inferred: no other character fits.
CERTAIN = 25.0


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


class _Filled(NamedTuple):
    """A hole: the bytes, its text with U+FFFD for what is not clear, and the least margin of what is guessed."""

    start: int
    end: int
    inferred: int
    open: int
    margin: float


def cut(
    boundaries: Sequence[int], parts: Sequence[Part], written: str, clear: Mapping[Doubt, float]
) -> tuple[Piece, ...]:
    """The line in pieces that are pieces of the outcome too; each guess in one as small as may be.

    `boundaries` are the offsets in bytes of the line's characters, and its end. A guess whose margin is under
    that of `clear` becomes U+FFFD.
    """
    text: list[str] = []
    offsets: list[int] = []  # in bytes, of each character of the outcome where that is known
    holes: list[_Filled] = []
    # A program that loses two bytes at once does so throughout.
    doubt = max((part.doubt for part in parts if part.doubt < Doubt.UNREADABLE), default=Doubt.MARKED)
    for part in parts:
        if not part.margins and part.doubt < Doubt.UNREADABLE:
            offsets += _offsets(part, written)
            text += part.text
            continue
        found = list(part.text)
        least = inf
        inferred = 0
        for place, margin in enumerate(part.margins):
            if margin >= CERTAIN or found[place] < "\x80":
                continue
            if margin < clear[max(doubt, part.doubt)]:
                found[place] = REPLACEMENT
            elif found[place] != REPLACEMENT:
                inferred += 1
                least = min(least, margin)
        holes.append(_Filled(part.start, part.end, inferred, found.count(REPLACEMENT), least))
        offsets += [part.start, *[-1] * (len(found) - 1)] if found else []
        text += found
    offsets.append(boundaries[-1])
    return tuple(_pieces(boundaries, "".join(text), offsets, holes))


def _offsets(part: Part, written: str) -> list[int]:
    """Where each character of a part begins."""
    if written == "utf-8":
        sizes = [1 if c < "\x80" else 2 if c < "\u0800" else 3 if c < "\U00010000" else 4 for c in part.text]
    elif part.end - part.start == 2 * len(part.text):
        sizes = [2] * len(part.text)
    else:
        sizes = [1 if c < "\x80" else len(encode(c, written)) for c in part.text]
    found: list[int] = []
    offset = part.start
    for size in sizes:
        found.append(offset)
        offset += size
    return found


def _pieces(
    boundaries: Sequence[int], text: str, offsets: Sequence[int], holes: Sequence[_Filled]
) -> Iterator[Piece]:
    places = {offset: place for place, offset in enumerate(offsets) if offset >= 0}
    cuts = [(offset, place, places[offset]) for place, offset in enumerate(boundaries) if offset in places]
    at = [offset for offset, _, _ in cuts]
    done = 0  # the last cut that all before it is told
    pending: list[tuple[int, int, _Filled]] = []
    for hole in holes:
        if not hole.inferred and not hole.open:
            continue
        first, last = bisect_right(at, hole.start) - 1, bisect_left(at, hole.end)
        if pending and first < pending[-1][1]:
            first, _, before = pending.pop()
            hole = _Filled(
                before.start,
                hole.end,
                before.inferred + hole.inferred,
                before.open + hole.open,
                min(before.margin, hole.margin),
            )
        pending.append((first, last, hole))
    for first, last, hole in pending:
        if done < first:
            yield _piece(cuts[done], cuts[first], text)
        confidence = 1 / (1 + exp(-min(hole.margin, CERTAIN))) if hole.inferred else 0.0
        yield _piece(cuts[first], cuts[last], text)._replace(
            inferred=hole.inferred, open=hole.open, confidence=confidence
        )
        done = last
    if done < len(cuts) - 1:
        yield _piece(cuts[done], cuts[-1], text)


def _piece(start: tuple[int, int, int], end: tuple[int, int, int], text: str) -> Piece:
    return Piece(start[1], end[1], text[start[2] : end[2]])


def edits_of_pieces(start: int, pieces: Sequence[Piece], rule: str, confidence: float) -> Iterator[Edit]:
    """The pieces of a line that begins at `start`: the line counts once for its rule, and each guess for its own."""
    counted = 1
    for piece in pieces:
        begin, end = start + piece.start, start + piece.end
        if piece.inferred:
            yield Edit(begin, end, piece.after, INFERRED, piece.confidence * confidence, piece.inferred)
        elif piece.open:
            yield Edit(begin, end, piece.after, LEFT_OPEN, 0.0, piece.open)
        else:
            yield Edit(begin, end, piece.after, rule, confidence, counted)
            counted = 0
    if counted:
        yield Edit(start, start, "", rule, confidence)
