"""Holes in a text → the likeliest characters, and by how much they beat the next.

The ways to fill a hole make a small lattice between two characters that are known; the character model says
how likely each path is. The model looks no further than those neighbours, so each hole is decided exactly,
and by itself.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from heapq import nsmallest
from itertools import groupby
from math import inf
from operator import itemgetter
from typing import NamedTuple

from normalise.language.encodings import REPLACEMENT
from normalise.language.holes import Arc
from normalise.language.model import SCALE, START, step

# What a character costs that is left open: about the entropy of Chinese, in nats.
_OPEN = 9 * SCALE
# Of the states at a place, so many are followed up: enough for the best and its rivals.
_STATES_KEPT = 24

_step = lru_cache(1 << 16)(step)


class Choice(NamedTuple):
    """The likeliest text of a hole; for each character its margin over the next best, and the cost, in nats.

    A character that nothing competes with has an infinite margin; one that is left open is U+FFFD.
    """

    text: str
    margins: tuple[float, ...]
    cost: float


class _Step(NamedTuple):
    """A character read between two places, after another; identities are the model's."""

    start: int
    end: int
    character: str
    before: int
    last: int
    cost: float


def identity_after(text: str) -> int:
    """The model's identity of what a text ends in."""
    return _step(START, text[-1])[1] if text else START


def choose(before: int, arcs: Sequence[Arc], after: str, strange: Mapping[str, float]) -> Choice:
    """The best way to fill a hole after a character, by its identity, and before another, if there is one.

    `strange` has the characters that are not expected, and what they cost more, in nats.

    >>> choose(identity_after("图"), [Arc(0, 1, "书乥")], "馆", {}).text
    '书'
    """
    if len(arcs) == 1 and len(arcs[0].candidates) > 0 == arcs[0].start:
        return _choose_one(before, arcs[0], after, strange)
    end = max(arc.end for arc in arcs)
    final = end + 1 if after else end
    if after:
        arcs = [*arcs, Arc(end, final, after[0])]
    steps: list[_Step] = []
    reached: dict[int, dict[int, float]] = {0: {before: 0.0}}
    for start, leaving in groupby(arcs, key=itemgetter(0)):
        states = reached.get(start, {})
        if len(states) > _STATES_KEPT:
            states = reached[start] = dict(nsmallest(_STATES_KEPT, states.items(), key=itemgetter(1)))
        for arc in leaving:
            price = arc.price * SCALE
            later = reached.setdefault(arc.end, {})
            for identity, total in states.items():
                for character in arc.candidates or REPLACEMENT:
                    if arc.candidates:
                        cost, last = _step(identity, character)
                    else:
                        cost, last = _OPEN, START
                    cost += price
                    if character in strange and len(arc.candidates) > 1:
                        cost += strange[character] * SCALE
                    steps.append(_Step(start, arc.end, character, identity, last, cost))
                    if total + cost < later.get(last, inf):
                        later[last] = total + cost
    return _trace(steps, reached, final, end)


def _choose_one(before: int, arc: Arc, after: str, strange: Mapping[str, float]) -> Choice:
    """The same, if one character of some candidates fills the hole."""
    best = second = inf
    chosen = ""
    following = after[:1]
    for character in arc.candidates:
        cost, last = _step(before, character)
        if following:
            cost += _step(last, following)[0]
        if character in strange:
            cost += strange[character] * SCALE
        if cost < best:
            best, second, chosen = cost, best, character
        elif cost < second:
            second = cost
    return Choice(chosen, ((second - best) / SCALE,), best / SCALE + arc.price)


def _trace(steps: list[_Step], reached: dict[int, dict[int, float]], final: int, end: int) -> Choice:
    """The best path, and what it costs to go another way round each of its characters."""
    ahead: dict[int, dict[int, float]] = {final: dict.fromkeys(reached[final], 0.0)}
    through: list[tuple[float, _Step]] = []
    for each in reversed(steps):
        rest = ahead.get(each.end, {}).get(each.last)
        if rest is None:
            continue
        rest += each.cost
        here = ahead.setdefault(each.start, {})
        if rest < here.get(each.before, inf):
            here[each.before] = rest
        through.append((reached[each.start][each.before] + rest, each))
    through.reverse()
    best = min(ahead[0].values())
    text: list[str] = []
    margins: list[float] = []
    place, (identity,) = 0, ahead[0]
    while place < end:
        _, chosen = min(
            (item for item in through if item[1].start == place and item[1].before == identity),
            key=itemgetter(0),
        )
        rival = min(
            (
                total
                for total, other in through
                if other.start < chosen.end
                and other.end > chosen.start
                and other[:3] != chosen[:3]
            ),
            default=inf,
        )
        text.append(chosen.character)
        margins.append(0.0 if chosen.character == REPLACEMENT else (rival - best) / SCALE)
        place, identity = chosen.end, chosen.last
    return Choice("".join(text), tuple(margins), best / SCALE)
