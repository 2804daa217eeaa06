"""How likely is this string, as Chinese?

A bigram model of characters, Simplified and Traditional alike; tools/build_model.py says what it is made
of. It tells text from mojibake: Chinese prose costs 4 to 7 nats a character, a wrong reading of it 10 to 20.
"""

import sys
from functools import cache
from typing import NamedTuple

from normalise.resources import read_data

SCALE = 16
_UTF_16 = "utf-16-le" if sys.byteorder == "little" else "utf-16-be"
_HEADER_END = b"built by tools/build_model.py\n"
START = 3  # the class `start` of tools/model_classes.tsv


class _Model(NamedTuple):
    """The tables, in the order of the file; costs are negated natural logarithms in sixteenths.

    Those of single bytes are `bytes`, which are read faster than a view of them.
    """

    identity: memoryview  # of a UTF-16 unit: the character's, shared by Simplified and Traditional
    glyph: bytes  # of a UTF-16 unit: what this form of the character costs beside its usual one
    start: bytes  # of an identity: beginning a word
    end: bytes  # of an identity: having ended a word
    shift: memoryview  # of an identity and the last three bits of the next: where these pairs lie
    owner: memoryview  # of a place: the identity whose row it belongs to
    cost: bytes  # of a place: of the pair


@cache
def _load() -> _Model:
    data = memoryview(read_data("model.bin"))
    position = _aligned(bytes(data[:1024]).index(_HEADER_END) + len(_HEADER_END))
    sizes = data[position : position + 4 * len(_Model._fields)].cast("I")
    position = _aligned(position + sizes.nbytes)
    sections: list[memoryview] = []
    for size in sizes:
        sections.append(data[position : position + size])
        position = _aligned(position + size)
    identity, glyph, start, end, shift, owner, costs = sections
    return _Model(
        identity.cast("H"),
        bytes(glyph),
        bytes(start),
        bytes(end),
        shift.cast("I"),
        owner.cast("H"),
        bytes(costs),
    )


def _aligned(position: int) -> int:
    return position + -position % 16


def cost(text: str) -> float:
    """The negated log-probability of the text, in nats; 0 for the empty string.

    >>> cost("市体育局扎实开展") < 60 < 150 < cost("甯備綋鑲插眬鎵庡疄寮€灞")
    True
    """
    identity, glyph, start, end, shift, owner, costs = _load()
    total = 0
    previous = START
    # Native order, so that the units can be read in place; astral characters are two units.
    for unit in memoryview(text.encode(_UTF_16, "surrogatepass")).cast("H"):
        current = identity[unit]
        place = shift[previous << 3 | current & 7] + current
        if owner[place] == previous:
            total += costs[place] + glyph[unit]
        else:
            total += end[previous] + start[current] + glyph[unit]
        previous = current
    return total / SCALE


def step(previous: int, character: str) -> tuple[int, int]:
    """What the character costs after another, in sixteenths of a nat, and the identity to pass on.

    For searches that build a text character by character; `START` is the identity to begin with. The sum
    over the characters of a text is `cost` of it.

    >>> first, identity = step(START, "图")
    >>> second, _ = step(identity, "书")
    >>> (first + second) / SCALE == cost("图书")
    True
    """
    identity, glyph, start, end, shift, owner, costs = _load()
    total = 0
    for unit in memoryview(character.encode(_UTF_16, "surrogatepass")).cast("H"):
        current = identity[unit]
        place = shift[previous << 3 | current & 7] + current
        if owner[place] == previous:
            total += costs[place] + glyph[unit]
        else:
            total += end[previous] + start[current] + glyph[unit]
        previous = current
    return total, previous


def steps(text: str) -> list[int]:
    """What each character costs after the one before it, as `step` tells, in less time for each.

    >>> steps("图书") == [cost for cost in (round(SCALE * cost("图")), round(SCALE * (cost("图书") - cost("图"))))]
    True
    """
    identity, glyph, start, end, shift, owner, costs = _load()
    units = memoryview(text.encode(_UTF_16, "surrogatepass")).cast("H")
    found: list[int] = []
    previous = START
    for unit in units:
        current = identity[unit]
        place = shift[previous << 3 | current & 7] + current
        known = costs[place] if owner[place] == previous else end[previous] + start[current]
        found.append(known + glyph[unit])
        previous = current
    if len(found) == len(text):
        return found
    # Of an astral character both units are told, one after the other.
    rest = iter(found)
    return [next(rest) + (next(rest) if character > "\uffff" else 0) for character in text]


def identify(character: str) -> int:
    """The identity of a character, which Simplified and Traditional share; of an astral one, its last unit's."""
    return _load().identity[memoryview(character.encode(_UTF_16, "surrogatepass")).cast("H")[-1]]


def pair_cost(before: int, after: int) -> int:
    """What one identity costs after another, in sixteenths of a nat, whatever its form."""
    _, _, start, end, shift, owner, costs = _load()
    place = shift[before << 3 | after & 7] + after
    return costs[place] if owner[place] == before else end[before] + start[after]


def unusual(nats: float) -> str:
    """The Han characters that cost more than this as the beginning of a word, as ranges for a regular expression."""
    identity, glyph, start, *_ = _load()
    dear = [start[identity[code]] + glyph[code] > nats * SCALE for code in range(0x3400, 0xA000)]
    starts = [code for code, is_dear in enumerate(dear) if is_dear and not (code and dear[code - 1])]
    ends = [
        code for code, is_dear in enumerate(dear) if is_dear and not (code + 1 < len(dear) and dear[code + 1])
    ]
    return "".join(
        f"{chr(0x3400 + first)}-{chr(0x3400 + last)}" for first, last in zip(starts, ends, strict=True)
    )


def mean_cost(text: str) -> float:
    """`cost` a character; 0 for the empty string."""
    return cost(text) / len(text) if text else 0.0
