"""Bytes with holes, read again as UTF-8, whose structure shows where something is missing.

Between the holes the bytes are read strictly. About a hole, as far as the bytes are no whole characters, the
strictest explanation that fits is taken: first that each mark is a byte; then that it may be two, and that
punctuation was tidied; then that bytes vanished without a mark.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from normalise.language.encodings import REPLACEMENT
from normalise.language.holes import Arc, Item, Way, fill
from normalise.language.lattice import Paths, choose, find_paths
from normalise.language.patterns import compile_later
from normalise.stages.repair.expectation import has_bracket, still_opened, strange
from normalise.stages.repair.losses import (
    FOLDS,
    LOST,
    alike,
    dropped,
    is_single,
    likenesses,
    one_lost,
    one_or_two_lost,
    unfolded,
)

_QUESTION = 0x3F
_NEWLINE = 0x0A
# Of a hole longer than this nothing can be said.
_LONGEST = 60
_HOLES_AT_MOST = 0.55
# Characters, but for those of private use, which come of bytes that fell together by chance.
_WHOLE = (
    rb"(?:[\xc2-\xdf][\x80-\xbf]|[\xe1-\xec][\x80-\xbf]{2}|\xe0[\xa0-\xbf][\x80-\xbf]|\xef[\xa4-\xbf][\x80-\xbf]"
    rb"|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2})"
)
_BAD = rb"(?:(?!" + _WHOLE + rb")[\x80-\xff])"
_FOLD = b"[" + re.escape(FOLDS + b"?") + b"]"
_ASCII = b"[^\x80-\xff" + re.escape(FOLDS + b"?") + b"]"
_PRIVATE = compile_later("[\ue000-\uf8ff]")
# Signs that a cleaner may have put there, next to the hole; else whole characters.
_HOLE = compile_later(
    b"(" + _FOLD + b"{0,2}(?:" + _BAD + b"+" + _FOLD + b"{0,2})+)"
    b"|(?:" + _WHOLE + b"|" + _ASCII + b"|" + _FOLD + b"(?!" + _FOLD + b"?" + _BAD + b"))+"
)


@lru_cache(1024)
def _lost(read: str, following: int) -> tuple[Way, ...]:
    """What may have been lost as any program loses it."""
    return tuple(dict.fromkeys((*one_lost(read, following), *one_or_two_lost(read, following))))


class Doubt(IntEnum):
    """What had to be supposed to fill a hole."""

    MARKED = 0  # each mark is a byte
    DROPPED = 1  # bytes vanished without a mark
    DOUBLED = 2  # a mark may be two bytes, or punctuation was tidied
    UNREADABLE = 3  # nothing fits


# What may have been lost at a mark, from the strictest supposition on.
_Lose = Callable[[str, int], tuple[Way, ...]]
_SUPPOSITIONS: tuple[tuple[_Lose, Doubt], ...] = (
    (one_lost, Doubt.MARKED),
    (one_or_two_lost, Doubt.DOUBLED),
    (_lost, Doubt.DOUBLED),
)


class Part(NamedTuple):
    """The bytes `start` … `end` and the text that they were; of what is known there are no margins."""

    start: int
    end: int
    text: str
    margins: tuple[float, ...] = ()
    doubt: Doubt = Doubt.MARKED


def reread_utf8(
    data: bytes, boundaries: Sequence[int], read: str, questions: bool, script: str
) -> list[Part]:
    """All of the bytes, part by part; none if holes take too much of them to fill.

    `boundaries` are where the characters of the misread text begin.
    """
    pieces = [(match.start(), match.end(), match[1] is not None) for match in _HOLE.finditer(data)]
    in_holes = sum(end - start for start, end, is_hole in pieces if is_hole)
    if in_holes > _HOLES_AT_MOST * len(data):
        return []
    parts = _reread(data, pieces, boundaries, read, questions, script, doubled=False)
    if any(part.doubt == Doubt.DOUBLED for part in parts) and not is_single(read):
        # A program that loses two bytes at once does so throughout.
        return _reread(data, pieces, boundaries, read, questions, script, doubled=True)
    return parts


def _reread(
    data: bytes,
    pieces: list[tuple[int, int, bool]],
    boundaries: Sequence[int],
    read: str,
    questions: bool,
    script: str,
    doubled: bool,
) -> list[Part]:
    parts: list[Part] = []
    opened = tail = ""
    alike_before = likenesses(read)
    for index, (start, end, is_hole) in enumerate(pieces):
        hole = data[start:end]
        if not is_hole:
            parts.append(Part(start, end, hole.decode()))
        else:
            following = alike_before[data[end]] if end < len(data) else _NEWLINE
            doubt, arcs = _fill_marked(hole, following, read, questions, doubled)
            if not arcs:
                places = boundaries[bisect_left(boundaries, start) : bisect_left(boundaries, end + 1)]
                gaps = tuple(place - start for place in places)
                doubt, arcs = _fill_unmarked(hole, gaps, following, end == len(data), read)
            if arcs:
                # Two characters of what comes next, if that is no hole; a third of the bytes may be cut.
                next_end = pieces[index + 1][1] if index + 1 < len(pieces) else end
                after = data[end : min(end + 8, next_end)].decode("utf-8", "ignore")[:2]
                brackets = opened[-1:] if _may_be_bracket(arcs) else ""
                choice = choose(tail, _find_paths(tail[-1:], arcs, after[:1], script, brackets), after)
                parts.append(Part(start, end, choice.text, choice.margins, doubt))
            else:
                text = _PRIVATE.sub(REPLACEMENT, hole.decode("utf-8", "replace"))
                parts.append(Part(start, end, text, (), doubt))
        text = parts[-1].text
        opened = still_opened(opened, text)
        tail = text[-2:] if len(text) > 1 else (tail + text)[-2:]
    return parts


@lru_cache(1 << 14)
def _may_be_bracket(arcs: tuple[Arc, ...]) -> bool:
    return any(has_bracket(arc.candidates) for arc in arcs)


@lru_cache(1 << 14)
def _find_paths(before: str, arcs: tuple[Arc, ...], after: str, script: str, opened: str) -> Paths:
    return find_paths(before, arcs, after, strange(script, opened, before.isdigit(), not after))


@lru_cache(1 << 14)
def _fill_marked(
    hole: bytes, following: int, read: str, questions: bool, doubled: bool
) -> tuple[Doubt, tuple[Arc, ...]]:
    """What may stand there if there is a mark for all that was lost; and what had to be supposed."""
    if len(hole) > _LONGEST:
        return Doubt.UNREADABLE, ()
    for lose, doubt in _SUPPOSITIONS[doubled:]:
        arcs = fill(_marked(hole, following, read, questions, lose, doubt > Doubt.MARKED), "utf-8")
        if arcs:
            return doubt, arcs
    return Doubt.UNREADABLE, ()


def _marked(hole: bytes, following: int, read: str, questions: bool, lose: _Lose, tidied: bool) -> list[Item]:
    items: list[Item] = []
    literal = Way((bytes((_QUESTION,)),))
    for place, byte in enumerate(hole):
        next_byte = hole[place + 1] if place + 1 < len(hole) else following
        if byte == LOST:
            items.append(lose(read, next_byte))
        elif byte == _QUESTION and (questions or tidied):
            ways = lose(read, next_byte)
            if next_byte == _QUESTION:
                ways += lose(read, LOST)
            items.append((literal, *ways))
        elif tidied and byte in FOLDS:
            items.append(unfolded(byte, read))
        else:
            items.append(hole[place : place + 1])
    return items


@lru_cache(1 << 14)
def _fill_unmarked(
    hole: bytes, gaps: tuple[int, ...], following: int, at_end: bool, read: str
) -> tuple[Doubt, tuple[Arc, ...]]:
    """What may stand there if bytes vanished between the characters that are left."""
    arcs = fill(_unmarked(hole, gaps, following, at_end, read), "utf-8") if len(hole) <= _LONGEST else ()
    return (Doubt.DROPPED, arcs) if arcs else (Doubt.UNREADABLE, ())


def _unmarked(hole: bytes, gaps: tuple[int, ...], following: int, at_end: bool, read: str) -> list[Item]:
    items: list[Item] = []
    place = 0
    while True:
        byte = hole[place] if place < len(hole) else following
        if place in gaps:
            items.append(dropped(read, byte, at_end and place == len(hole)))
        if place == len(hole):
            return items
        pair = hole[place : place + 2]
        if byte == LOST:
            items.append(_lost(read, pair[1] if len(pair) > 1 else following))
        elif place in gaps and pair in alike(read):
            items.append(alike(read)[pair])
            place += 1
        else:
            items.append(unfolded(byte, read) if byte in FOLDS else pair[:1])
        place += 1
