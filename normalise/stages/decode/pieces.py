"""Documents that one codec cannot read whole: lines in another encoding, characters cut in two, NULs.

Lines end at the bytes 0A and 0D, which no encoding here has inside a character.
"""

import codecs
import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from normalise.language import model
from normalise.language.encodings import REPLACEMENT, BadByte, Decoded, read_strictly, read_text
from normalise.language.encodings import decode as read
from normalise.language.patterns import compile_later
from normalise.stages.decode.repairs import FOREIGN_LINE, NUL, Repair, Repaired, as_repaired
from normalise.stages.decode.resynchronise import PAIRED, resynchronise

MIXABLE = ("utf-8", "gb18030", "big5")
# How much likelier a line must be in another encoding than in the document's, in nats.
_LEAD = 10.0
# A long line is not weighed whole where so many of its bytes, from the first beyond ASCII on, lead by so much.
_GLANCE = 48
_CLEAR_LEAD = 40.0
_ASCII = bytes(range(0x80))
# How much likelier a document must be without its first byte, and what its first characters may cost then.
_CUT_LEAD = 9.0
_IN_STEP_AT_MOST = 8.0
_SHORTEST_CUT = 32
_BEGINNING = 4
_MOST_BAD = 0.1
_LONGEST_STRETCH = 4096
_NEWLINE = compile_later(rb"[\r\n]")
# Bytes that stand alone in any encoding here: before and after them reading is in step.
_IN_STEP = compile_later(rb"[\x00-\x2f\x3a-\x3f]")

# Bytes by kind, so that a line of another encoding is found by searching for a few bytes, which is fast. L is
# what the second byte of a pair of Big5 is two times in five, and of one of GB 2312 never; C is 80–A0, which
# GB 2312 never uses, and half of UTF-8's continuation bytes are.
_HIGH_AND_LOW = bytes(
    ord("H" if byte >= 0x80 else "L" if 0x40 <= byte < 0x7F else ".") for byte in range(256)
)
_CONTINUATION = bytes(
    byte if byte in b"\r\n" else ord("C" if 0x80 <= byte <= 0xA0 else ".") for byte in range(256)
)
_TELLS = {"utf-8": b"", "gb18030": b"HLHL", "big5": b"H" * 16}
_CONTINUATIONS_IN_LINE = 3
_STRETCH = 4096  # in bytes


class Edges(NamedTuple):
    """Does the document begin, or end, with these bytes? There it may have been cut inside a character."""

    first: bool
    last: bool


_WHOLE = Edges(first=True, last=True)


def read_in_pieces(data: bytes, codec: str, edges: Edges = _WHOLE) -> Repaired:
    """Read the bytes by the codec, but lines of another encoding by theirs, and broken stretches in step.

    A part of a document, which begins and ends at a line's end, is read as it would be in the whole.
    """
    whole = read(data, codec)
    if codec not in MIXABLE:
        return as_repaired(whole)
    bad = [byte.offset for byte in whole.bad if byte.byte != 0x80]
    pieces: list[str] = []
    repairs: list[Repair] = []
    done = position = 0

    def add(piece: Repaired, offset: int) -> None:
        nonlocal position
        repairs.extend(piece.moved(offset, position))
        pieces.append(piece.text)
        position += len(piece.text)

    for start, end in _suspicious_lines(data, codec, bad, edges):
        at = Edges(edges.first and start == 0, edges.last and end == len(data))
        line = _read_line(data[start:end], codec, at)
        if line is not None:
            add(as_repaired(read(data[done:start], codec)), done)
            add(line, start)
            done = end
    if not pieces:
        return as_repaired(whole)
    add(as_repaired(read(data[done:], codec)), done)
    return Repaired("".join(pieces), tuple(repairs))


def _suspicious_lines(data: bytes, codec: str, bad: list[int], edges: Edges) -> Iterator[tuple[int, int]]:
    """Where each line begins and ends that may need another reading, in order."""
    places = {*bad, *_foreign_places(data, codec)}
    if b"\0" in data:
        places.update(match.start() for match in re.finditer(rb"\x00", data))
    if edges.first and codec in PAIRED and data[:1] >= b"\x80":
        places.add(0)
    end = -1
    for place in sorted(places):
        if place > end:
            before = data.rfind(b"\n", 0, place)
            start = max(before, data.rfind(b"\r", before + 1, place)) + 1
            newline = _NEWLINE.search(data, place)
            end = newline.start() if newline else len(data)
            yield start, end


def _foreign_places(data: bytes, codec: str) -> Iterator[int]:
    """Places in lines that may be of another encoding, where that shows without a bad byte."""
    tell = _TELLS[codec]
    if not tell:
        return
    yield from _find_all(data.translate(_HIGH_AND_LOW), tell)
    kinds = data.translate(_CONTINUATION)
    place = kinds.find(b"C")
    while place >= 0:
        newline = _NEWLINE.search(kinds, place)
        end = newline.start() if newline else len(kinds)
        if kinds.count(b"C", place, end) >= _CONTINUATIONS_IN_LINE:
            yield place
        place = kinds.find(b"C", end)


def _find_all(kinds: bytes, tell: bytes) -> Iterator[int]:
    """Where the tell stands, by its second byte, the rarer one: one byte is found ten times as fast as several."""
    place = 0
    while (rare := kinds.find(tell[1:2], place + 1)) >= 0:
        end = rare + _STRETCH
        found = kinds.find(tell, rare - 1, end)
        if found >= 0:
            yield found
        place = found + len(tell) if found >= 0 else end - len(tell) + 1


def _read_line(data: bytes, codec: str, edges: Edges) -> Repaired | None:
    """The line as it should be read, or None where the codec reads it well."""
    if b"\0" in data:
        return _read_without_nul(data, codec, edges)
    foreign = _read_as_foreign(data, codec)
    if foreign is not None:
        return foreign
    return _read_in_step(data, codec, edges) if codec in PAIRED else None


def _read_without_nul(data: bytes, codec: str, edges: Edges) -> Repaired:
    """The line without its NULs, which may stand inside characters."""
    parts = data.split(b"\0")
    kept = b"".join(parts)
    line = _read_line(kept, codec, edges) or as_repaired(read(kept, codec))
    decoder = codecs.getincrementaldecoder(codec)("replace")
    nuls: list[Repair] = []
    offset = position = 0
    for part in parts[:-1]:
        position += len(decoder.decode(part))
        offset += len(part)
        nuls.append(Repair(NUL, offset, offset + 1, position, ""))
        offset += 1
    starts = [nul.start - index for index, nul in enumerate(nuls)]  # among the bytes that are kept
    shifted = (_after_nuls(repair, starts) for repair in line.repairs)
    return Repaired(line.text, tuple(sorted((*nuls, *shifted), key=lambda repair: repair.start)))


def _after_nuls(repair: Repair, starts: list[int]) -> Repair:
    return repair._replace(
        start=repair.start + bisect_right(starts, repair.start),
        end=repair.end + bisect_left(starts, repair.end),
    )


def _read_as_foreign(data: bytes, codec: str) -> Repaired | None:
    """The line in another encoding, if that is much likelier."""
    others = [other for other in MIXABLE if other != codec]
    sound = [text for other in others if (text := read_strictly(data, other)) is not None]
    if not sound or _is_clearly_own(data, codec, others):
        return None
    text = min(sound, key=model.cost)
    lead = model.cost(read_text(data, codec)) - model.cost(text)
    if lead < _LEAD:
        return None
    confidence = 1 / (1 + math.exp(-lead / 2))
    return Repaired(text, (Repair(FOREIGN_LINE, 0, len(data), 0, text, confidence),))


def _is_clearly_own(data: bytes, codec: str, others: list[str]) -> bool:
    """Does the beginning of the line show already that it is of the document's encoding, with much to spare?"""
    start = len(data) - len(data.lstrip(_ASCII))
    beginning = data[start : start + _GLANCE]
    if start + _GLANCE >= len(data):
        return False
    own = model.cost(read_text(beginning, codec)) + _CLEAR_LEAD
    return all(model.cost(read_text(beginning, other)) > own for other in others)


def _read_in_step(data: bytes, codec: str, edges: Edges) -> Repaired | None:
    """The line with its broken stretches read in step again."""
    whole = read(data, codec)
    bad = [byte.offset for byte in whole.bad if byte.byte != 0x80]
    if len(bad) > max(2, len(data) * _MOST_BAD) or not (bad or edges.first):
        return None
    pieces: list[str] = []
    repairs: list[Repair] = []
    done = position = 0
    for start, end in _stretches(data, [0, *bad] if edges.first else bad):
        at = Edges(edges.first and start == 0, edges.last and end == len(data))
        again = _find_step(data[start:end], codec, at)
        if again is None:
            continue
        for offset, decoded in ((done, read(data[done:start], codec)), (start, again)):
            repaired = as_repaired(decoded)
            repairs.extend(repaired.moved(offset, position))
            pieces.append(repaired.text)
            position += len(repaired.text)
        done = end
    if not pieces:
        return None
    rest = as_repaired(read(data[done:], codec))
    repairs.extend(rest.moved(done, position))
    return Repaired("".join(pieces) + rest.text, tuple(repairs))


def _stretches(data: bytes, places: list[int]) -> Iterator[tuple[int, int]]:
    """The stretches between bytes where reading is in step in which the places lie, in order."""
    start = end = 0
    for place in places:
        if place < end:
            continue
        for match in _IN_STEP.finditer(data, end, place):
            start = match.end()
        found = _IN_STEP.search(data, place)
        end = found.start() if found else len(data)
        yield start, end


def _find_step(stretch: bytes, codec: str, edges: Edges) -> Decoded | None:
    """The stretch read in step, or None if it is so already, or is so badly broken that there is no telling."""
    usual = read(stretch, codec)
    if not usual.bad:
        return _find_cut(stretch, codec, usual.text) if edges.first else None
    if len(stretch) > _LONGEST_STRETCH:
        return None
    again = resynchronise(stretch, codec, is_first=edges.first, is_last=edges.last)
    return again if len(again.bad) <= 2 * len(usual.bad) + 1 else None


def _find_cut(stretch: bytes, codec: str, usual: str) -> Decoded | None:
    """The beginning of a document without the half of a character that it begins with, if it does.

    Nothing but the sense shows that: a few characters out of step cost more than a bad byte and the right ones.
    """
    if len(stretch) < _SHORTEST_CUT or stretch[1] < 0x81:  # ASCII would stand in step
        return None
    rest = read_strictly(stretch[1:], codec)
    if rest is None or model.mean_cost(rest[:_BEGINNING]) > _IN_STEP_AT_MOST:
        return None
    if model.cost(usual) - model.cost(rest) < _CUT_LEAD:
        return None
    return Decoded(REPLACEMENT + rest, (BadByte(0, 0, stretch[0]),))
