"""What a character costs after the two before it, as Chinese: a finer judge than `model`, and a tenth as fast.

For choosing between answers that are all Chinese: which character a hole held, where a torn line goes on.
tools/build_context.py says what it is made of.
"""

import sys
from functools import cache, lru_cache
from typing import NamedTuple

from normalise.language import model
from normalise.resources import read_data

HEADER = 256
# What stands for a factor of one where a byte holds what the rest costs more, or less.
EVEN = 64
# Two rounds of splitmix64 (G. L. Steele, D. Lea and C. H. Flood, 2014).
_FIRST, _SECOND = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9
_MASK = 0xFFFFFFFFFFFFFFFF
START = model.START


class _Table(NamedTuple):
    size: int
    tags: memoryview
    costs: memoryview


@cache
def _load() -> _Table:
    data = memoryview(read_data("context.bin"))[HEADER:]
    size = len(data) // 3
    if sys.byteorder == "big":
        from array import array  # noqa: PLC0415 - the file is little-endian, as nearly every machine

        swapped = array("H", data[: 2 * size].tobytes())
        swapped.byteswap()
        return _Table(size, memoryview(swapped), data[2 * size :])
    return _Table(size, data[: 2 * size].cast("H"), data[2 * size :])


def hash_key(first: int, second: int, third: int) -> int:
    """A number for three identities, whose bits are spread; 0 as the first means that it does not matter."""
    key = (first << 28 | second << 14 | third) * _FIRST & _MASK
    return (key ^ key >> 30) * _SECOND & _MASK


def places(key: int, size: int) -> tuple[int, int, int]:
    """Where in the table a key may lie."""
    return (key >> 40) % size, (key >> 24 & 0xFFFFFF) % size, ((key >> 32 ^ key >> 16) & 0xFFFFFF) % size


def tag(key: int) -> int:
    """The part of a key that its place holds, never 0."""
    return key & 0xFFFF or 1


def _find(first: int, second: int, third: int) -> int | None:
    # `hash_key`, `places` and `tag` written out: a search asks this a million times.
    size, tags, costs = _load()
    key = (first << 28 | second << 14 | third) * _FIRST & _MASK
    key = (key ^ key >> 30) * _SECOND & _MASK
    wanted = key & 0xFFFF or 1
    place = (key >> 40) % size
    if tags[place] == wanted:
        return costs[place]
    place = (key >> 24 & 0xFFFFFF) % size
    if tags[place] == wanted:
        return costs[place]
    place = ((key >> 32 ^ key >> 16) & 0xFFFFFF) % size
    return costs[place] if tags[place] == wanted else None


def step(first: int, second: int, character: str) -> tuple[float, int]:
    """What the character costs after two others, in nats, and its identity; the others are identities.

    `START` stands for what is before the text.

    >>> cost, library = step(model.identify("图"), model.identify("书"), "馆")
    >>> cost < 2 < step(START, model.identify("书"), "馆")[0]
    True
    """
    plain, third = model.step(second, character)
    usual = model.pair_cost(second, third)
    found = _find(first, second, third)
    if found is None:
        found = _find(0, second, third)
        if found is None:
            found = usual + _rest(0, second)
        found += _rest(first, second)
    return (found + plain - usual) / model.SCALE, third


@lru_cache(1 << 14)
def _rest(first: int, second: int) -> int:
    """What the characters that the table does not have after these two cost more."""
    found = _find(first, second, 0)
    return 0 if found is None else found - EVEN


def cost(text: str, before: str = "") -> float:
    """The negated log-probability of the text after another, in nats; 0 for the empty string.

    >>> cost("市体育局扎实开展") < cost("甯備綋鑲插眬鎵庡疄")
    True
    """
    first, second = START, START
    for character in before[-2:]:
        first, second = second, model.identify(character)
    total = 0.0
    for character in text:
        more, third = step(first, second, character)
        total += more
        first, second = second, third
    return total
