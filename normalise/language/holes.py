"""Bytes of which some are lost → the ways to read them as whole characters.

A hole is told by the bytes that may have stood in it. UTF-8's structure says where characters begin, so a lead
byte and one continuation leave at most 64 candidates; where more are left than can be chosen from, the place
stays open.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import product
from math import inf, prod
from typing import NamedTuple

from normalise.language import model
from normalise.language.encodings import decode
from normalise.language.patterns import compile_later

# More combinations than these are not tried; of the characters that they make the likeliest are kept.
_COMBINATIONS_AT_MOST = 4096
_COMBINATIONS_OF_NOTHING_KNOWN = 64
_CANDIDATES_KEPT = 64
_CONTINUATION = frozenset(range(0x80, 0xC0))
_LENGTHS = {
    "utf-8": ((0, 0x7F, 1), (0xC2, 0xDF, 2), (0xE0, 0xEF, 3), (0xF0, 0xF4, 4)),
    "gb18030": ((0, 0x7F, 1), (0x81, 0xFE, 2)),
    "big5": ((0, 0x7F, 1), (0x81, 0xFE, 2)),
}
_USUAL_AT_MOST = 11.0
# What hardly stands in a hole: letters of other alphabets, boxes, private use.
_UNEXPECTED = compile_later("[\xb8-\xd6\xd8-\xf6\xf8-\u1fff\u2500-\u257f\u3041-\u312f\ue000-\uf8ff\ufffd]")
_PRIVATE = compile_later("[\ue000-\uf8ff\ufffd]")
_GB_TRAILS = range(0xA1, 0xFF)
_BIG5_TRAILS = (*range(0x40, 0x7F), *range(0xA1, 0xFF))


class Way(NamedTuple):
    """One way to fill a hole: for each byte those that it may be, and what the way costs in nats."""

    sets: tuple[bytes, ...]
    price: float = 0.0


class Arc(NamedTuple):
    """Between two places a character: its candidates, the likeliest first, and what it costs to suppose so.

    An empty string of candidates says that there are too many to choose from.
    """

    start: int
    end: int
    candidates: str
    price: float = 0.0


# Bytes that are known, or the ways to fill a hole.
Item = bytes | tuple[Way, ...]


class _Place(NamedTuple):
    """Before a byte of an item, or within a way to fill it; in the order of the items."""

    item: int
    way: int = 0
    offset: int = 0


def fill(items: Sequence[Item], encoding: str) -> tuple[Arc, ...]:
    r"""The ways to read bytes and holes as whole characters of utf-8, gb18030 or big5; none if it can't be.

    The arcs lead from place 0, in the order of their beginnings, to the highest place that one of them reaches.

    >>> fill([b"\xe5\x9b", (Way((b"\xbd\xbe",)),)], "utf-8")
    (Arc(start=0, end=1, candidates='国图', price=0.0),)
    """
    items = [item for item in items if item != b""]
    arcs: dict[tuple[_Place, _Place, str], float] = {}
    end = _Place(len(items))
    waiting = [_Place(0)]
    seen = set(waiting)
    while waiting:
        start = waiting.pop()
        for candidates, place, price in _characters(items, start, encoding):
            skipping = _price_of_nothing(items, place)
            if skipping < inf:
                key = (start, end, candidates)
                arcs[key] = min(price + skipping, arcs.get(key, inf))
            if place < end:
                key = (start, place, candidates)
                arcs[key] = min(price, arcs.get(key, inf))
                if place not in seen:
                    seen.add(place)
                    waiting.append(place)
    return _number(arcs, end)


def _number(arcs: dict[tuple[_Place, _Place, str], float], end: _Place) -> tuple[Arc, ...]:
    """The arcs that lead on to the end, their places numbered in order."""
    leading = {end}
    for start, to, _ in sorted(arcs, reverse=True):
        if to in leading:
            leading.add(start)
    if _Place(0) not in leading:
        return ()
    numbers = {place: number for number, place in enumerate(sorted(leading))}
    return tuple(
        sorted(
            Arc(numbers[start], numbers[to], candidates, price)
            for (start, to, candidates), price in arcs.items()
            if to in leading
        )
    )


def _characters(items: Sequence[Item], start: _Place, encoding: str) -> Iterator[tuple[str, _Place, float]]:
    """The characters that may begin at a place: candidates, where they end, and the price."""
    for first, after, price in _next_bytes(items, start):
        for length, leads in _by_length(first, encoding):
            for sets, place, more in _chains(items, after, length - 1, encoding):
                found = _candidates((leads, *sets), encoding)
                if found is not None:
                    yield found, place, price + more


def _next_bytes(items: Sequence[Item], place: _Place) -> Iterator[tuple[bytes, _Place, float]]:
    """What the next byte may be, the place after it, and the price."""
    if place.item == len(items):
        return
    item = items[place.item]
    if isinstance(item, bytes):
        done = place.offset + 1 == len(item)
        after = _Place(place.item + 1) if done else place._replace(offset=place.offset + 1)
        yield item[place.offset : place.offset + 1], after, 0.0
        return
    for number, way in enumerate(item) if not place.offset else [(place.way, item[place.way])]:
        price = 0.0 if place.offset else way.price
        if place.offset < len(way.sets):
            done = place.offset + 1 == len(way.sets)
            after = _Place(place.item + 1) if done else _Place(place.item, number, place.offset + 1)
            yield way.sets[place.offset], after, price
        else:
            for possible, after, more in _next_bytes(items, _Place(place.item + 1)):
                yield possible, after, price + more


def _chains(
    items: Sequence[Item], place: _Place, length: int, encoding: str
) -> Iterator[tuple[tuple[bytes, ...], _Place, float]]:
    """The sets of the next so many bytes of a character, the place after them, and the price."""
    if not length:
        yield (), place, 0.0
        return
    for possible, after, price in _next_bytes(items, place):
        trails = _trails(possible, encoding)
        if trails:
            for sets, end, more in _chains(items, after, length - 1, encoding):
                yield (trails, *sets), end, price + more


def _price_of_nothing(items: Sequence[Item], place: _Place) -> float:
    """What it costs that nothing comes after this place; infinite if something must."""
    if place.offset:
        return inf
    return sum(
        inf if isinstance(item, bytes) else min((way.price for way in item if not way.sets), default=inf)
        for item in items[place.item :]
    )


@lru_cache(4096)
def _by_length(possible: bytes, encoding: str) -> tuple[tuple[int, bytes], ...]:
    """The bytes by how long the characters are that begin with them."""
    found = (
        (length, bytes(byte for byte in possible if first <= byte <= last))
        for first, last, length in _LENGTHS[encoding]
    )
    return tuple((length, leads) for length, leads in found if leads)


@lru_cache(4096)
def _trails(possible: bytes, encoding: str) -> bytes:
    if encoding == "utf-8":
        return bytes(byte for byte in possible if byte in _CONTINUATION)
    return bytes(byte for byte in possible if 0x40 <= byte < 0xFF and byte != 0x7F)


@lru_cache(16384)
def _candidates(sets: tuple[bytes, ...], encoding: str) -> str | None:
    """The likeliest characters of these bytes; none at all if there are too many to choose from; None if none fits."""
    combinations = prod(map(len, sets))
    if combinations == 1:
        decoded = decode(b"".join(sets), encoding)
        fits = not decoded.bad and len(decoded.text) == 1 and not _PRIVATE.match(decoded.text)
        return decoded.text if fits else None
    if combinations > (_COMBINATIONS_AT_MOST if 1 in map(len, sets) else _COMBINATIONS_OF_NOTHING_KNOWN):
        return ""
    # Newlines keep what does not fit from running into the next.
    together = decode(b"\n".join(map(bytes, product(*sets))), encoding).text
    likely = expected()
    found = [character for character in together.split("\n") if character in likely]
    return "".join(sorted(found, key=likely.__getitem__)[:_CANDIDATES_KEPT]) or None


@cache
def expected() -> dict[str, float]:
    """The characters that may stand in a hole, GB 2312's and the usual ones of Big5, and how rare they are.

    The first level of either set is not rare, even if a word never begins so.
    """
    rare = _rectangle(range(0xD8, 0xF8), _GB_TRAILS).decode("gbk", "ignore")
    usual = _rectangle((0xA1, 0xA3, *range(0xB0, 0xD8)), _GB_TRAILS).decode("gbk", "ignore")
    usual += decode(_rectangle(range(0xA1, 0xC7), _BIG5_TRAILS), "big5").text + "".join(
        map(chr, range(0x20, 0x7F))
    )
    costs = {character: model.cost(character) for character in rare}
    costs |= {character: min(model.cost(character), _USUAL_AT_MOST) for character in usual}
    return {character: cost for character, cost in costs.items() if not _UNEXPECTED.match(character)}


def _rectangle(leads: Iterable[int], trails: Sequence[int]) -> bytes:
    """All pairs of bytes, one after the other."""
    return bytes(byte for lead in leads for trail in trails for byte in (lead, trail))
