"""Bytes with holes, read again as GB 18030 or Big5, whose characters are pairs of bytes.

Nothing in the bytes says where a character begins, so each stretch between two holes is weighed in both ways:
in step, and with its first byte for the second of a pair. The cheapest chain of stretches is taken; then each
hole is filled between its neighbours.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from math import inf
from typing import NamedTuple

from normalise.language import model
from normalise.language.encodings import REPLACEMENT, decode
from normalise.language.holes import Arc, Item, Way, fill
from normalise.language.lattice import choose, find_paths
from normalise.language.patterns import compile_later
from normalise.stages.repair.expectation import still_opened, strange
from normalise.stages.repair.losses import (
    LOST,
    alike,
    is_single,
    one_lost,
    one_or_two_lost,
    unfolded,
)
from normalise.stages.repair.reread import Doubt, Part

_QUESTION = 0x3F
_NEWLINE = 0x0A
# What it costs, in nats, if bytes are no characters in this way: dearer than any that are.
_UNREADABLE = 18.0
# What a character in a hole costs, before it is filled.
_USUAL = 6.0
# Holes in a row than which more can't be filled.
_LONGEST_RUN = 8
_HOLES_AT_MOST = 0.3
_HOLES_AT_MOST_IF_DOUBLED = 0.15
# What it costs, in nats, to take a question mark for one where others are losses.
_PRICE_OF_ASKING = 4.0
_PRIVATE = compile_later("[\ue000-\uf8ff]")
_TRAILS = bytes(byte for byte in range(0x40, 0xFF) if byte != 0x7F)


class _Hole(NamedTuple):
    """Some bytes, and the ways to fill the places of what is in doubt among them; no ways in a row too long."""

    start: int
    end: int
    items: tuple[tuple[Way, ...], ...]


class _Stretch(NamedTuple):
    """What is between two holes, read in one way: the text, does a lead byte wait at its end, and the cost."""

    text: str
    waits: bool
    cost: float
    bad: int


def reread_pairs(
    data: bytes, boundaries: Sequence[int], read: str, written: str, marks: str, script: str, generous: bool
) -> list[Part]:
    """All of the bytes, part by part; none if too many are in doubt.

    `boundaries` are where the characters of the misread text begin.
    `marks` are the signs of a loss: the byte 0xFF, the question mark too. To be generous is to think that two
    bytes may be lost at each, and that punctuation was tidied.
    """
    holes = list(_holes(data, boundaries, read, marks, generous))
    if sum(map(_size, holes)) > (_HOLES_AT_MOST_IF_DOUBLED if generous else _HOLES_AT_MOST) * len(data):
        return []
    ways = _best_chain(data, holes, written)
    parts: list[Part] = []
    opened = tail = ""
    begin = 0
    for index, hole in enumerate([*holes, None]):
        late = ways[index]
        start = min(begin + late, len(data))
        end = hole.start if hole else len(data)
        stretch = _read(data[start:end], written)
        known_end = end - stretch.waits
        if stretch.text:
            parts.append(
                Part(start, known_end, stretch.text, (), Doubt.UNREADABLE if stretch.bad else Doubt.MARKED)
            )
            opened = still_opened(opened, stretch.text)
            tail = (tail + stretch.text)[-2:]
        next_late = ways[index + 1] if hole else 0
        if hole is None:
            if stretch.waits:
                parts.append(Part(known_end, end, REPLACEMENT, (0.0,), Doubt.DROPPED))
            break
        after_start = hole.end + next_late
        items: list[Item] = [data[known_end:end]] if stretch.waits else []
        items += hole.items
        if next_late:
            items.append(data[hole.end : after_start])
        next_hole = holes[index + 1].start if index + 1 < len(holes) else len(data)
        following = _first(data[after_start : min(after_start + 4, next_hole)], written)
        arcs = _fill(tuple(items), written) if hole.items else ()
        if arcs:
            expected = strange(script, opened[-1:], tail[-1:].isdigit(), not following)
            paths = find_paths(tail[-1:], arcs, following[:1], expected)
            choice = choose(tail, paths, following)
            parts.append(
                Part(
                    known_end,
                    after_start,
                    choice.text,
                    choice.margins,
                    Doubt.DOUBLED if generous else Doubt.MARKED,
                )
            )
        else:
            size = (after_start - known_end + 1) // 2
            parts.append(Part(known_end, after_start, REPLACEMENT * size, (), Doubt.UNREADABLE))
        opened = still_opened(opened, parts[-1].text)
        tail = (tail + parts[-1].text)[-2:]
        begin = hole.end
    return parts


def _size(hole: _Hole) -> int:
    return hole.end - hole.start


@lru_cache(1 << 14)
def _fill(items: tuple[Item, ...], written: str) -> tuple[Arc, ...]:
    return fill(items, written)


def _first(data: bytes, written: str) -> str:
    """The first two characters, as far as they are whole."""
    return decode(data, written).text.partition(REPLACEMENT)[0][:2]


def _holes(data: bytes, boundaries: Sequence[int], read: str, marks: str, generous: bool) -> Iterator[_Hole]:
    """What is in doubt, with what adjoins it in one."""
    run: list[tuple[Way, ...]] = []
    run_start = run_end = 0
    lost = one_or_two_lost if generous else one_lost
    literal = Way((b"?",), _PRICE_OF_ASKING)
    for match in _doubtful(read, marks, generous).finditer(data):
        start, end = match.span()
        if boundaries[bisect_left(boundaries, start)] != start:
            continue
        if run and start != run_end:
            yield _Hole(run_start, run_end, tuple(run) if len(run) <= _LONGEST_RUN else ())
            run = []
        if not run:
            run_start = start
        run_end = end
        following = data[end] if end < len(data) else _NEWLINE
        if match[0] == b"?":
            run.append((literal, *lost(read, following)))
        elif match[0][0] == LOST:
            run.append(lost(read, following))
        elif end == start + 1:
            run.append(unfolded(data[start], read))
        else:
            run.append(alike(read)[match[0]])
    if run:
        yield _Hole(run_start, run_end, tuple(run) if len(run) <= _LONGEST_RUN else ())


@cache
def _doubtful(read: str, marks: str, generous: bool) -> re.Pattern[bytes]:
    signs = [b"\xff", *map(re.escape, alike(read))]
    if "?" in marks:
        signs.append(rb"\?")
    if generous and not is_single(read):
        signs.append(b"[\"':;,()!]")
    return re.compile(b"|".join(signs))


def _best_chain(data: bytes, holes: list[_Hole], written: str) -> list[int]:
    """For the stretch before each hole, and for the last: 1 if its first byte is the second of a pair, else 0."""
    totals = [0.0, inf]
    back: list[list[int]] = []
    begin = 0
    for hole in holes:
        arriving = [inf, inf]
        origin = [0, 0]
        for late in (0, 1):
            if totals[late] == inf:
                continue
            stretch = _read(data[begin + late : hole.start], written)
            for parity in _parities(hole.items, stretch.waits):
                if parity and data[hole.end : hole.end + 1] not in _ONE_TRAIL:
                    continue
                size = stretch.waits + len(hole.items) + parity
                total = totals[late] + stretch.cost + _USUAL * size / 2
                if size % 2:
                    total += _PRICE_OF_ASKING  # one of the marks stands for itself
                if total < arriving[parity]:
                    arriving[parity], origin[parity] = total, late
        if min(arriving) == inf:
            arriving, origin = [min(totals) + _UNREADABLE, inf], [totals.index(min(totals)), 0]
        back.append(origin)
        totals = arriving
        begin = hole.end
    for late in (0, 1):
        if totals[late] < inf:
            stretch = _read(data[begin + late :], written)
            totals[late] += stretch.cost + (_UNREADABLE if stretch.waits else 0.0)
    ways = [totals.index(min(totals))]
    for origin in reversed(back):
        ways.append(origin[ways[-1]])
    ways.reverse()
    return ways


_ONE_TRAIL = frozenset(bytes((byte,)) for byte in _TRAILS)


def _parities(items: tuple[tuple[Way, ...], ...], waits: bool) -> set[int]:
    """In which ways the stretch after a hole may be read, if a lead byte waits before it or not."""
    found = {int(waits)}
    for ways in items:
        after: set[int] = set()
        for way in ways:
            if all(len(possible) == 1 and possible[0] < 0x40 for possible in way.sets):
                after |= found & {0}  # a sign of ASCII is no half of a character
            else:
                after |= {(parity + len(way.sets)) % 2 for parity in found}
        found = after
    return found if items else {0, 1}


@lru_cache(4096)
def _read(data: bytes, written: str) -> _Stretch:
    """A stretch as characters, and its cost."""
    if not data:
        return _Stretch("", False, 0.0, 0)
    decoded = decode(data, written)
    waits = bool(decoded.bad) and decoded.bad[-1].offset == len(data) - 1 and 0x80 < data[-1] < 0xFF
    text = decoded.text[:-1] if waits else decoded.text
    bad = len(decoded.bad) - waits + len(_PRIVATE.findall(text))
    return _Stretch(text, waits, model.cost(text) + _UNREADABLE * bad, bad)
