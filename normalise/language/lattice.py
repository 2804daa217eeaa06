"""Holes in a text → the likeliest characters, and by how much they beat the next.

The ways to fill a hole make a small lattice between two characters that are known; the character model says
how likely each path is. The model looks no further than those neighbours, so each hole is decided exactly,
and by itself.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from heapq import nsmallest
from itertools import groupby
from math import inf
from operator import add, itemgetter
from typing import NamedTuple

from normalise.language.encodings import REPLACEMENT
from normalise.language.holes import Arc
from normalise.language.model import SCALE, START, step

# What a character costs that is left open: about the entropy of Chinese, in nats.
_OPEN = 9 * SCALE
# Where a hole has several characters: of the states at a place so many are followed up, if they cost no more
# than that above the best, and of the candidates so many: enough for the best and its rivals.
_STATES_KEPT = 12
_BEAM = 12 * SCALE
_CANDIDATES_KEPT = 24


class Choice(NamedTuple):
    """The likeliest text of a hole; for each character its margin over the next best, and the cost, in nats.

    A character that nothing competes with has an infinite margin; one that is left open is U+FFFD.
    """

    text: str
    margins: tuple[float, ...]
    cost: float


# A character read between two places: where from and to, which, after and as which identity of the model, cost.
_Step = tuple[int, int, str, int, int, float]


@lru_cache(1 << 14)
def identity_after(text: str) -> int:
    """The model's identity of what a text ends in."""
    return step(START, text[-1])[1] if text else START


def choose(before: int, arcs: Sequence[Arc], after: str, strange: Mapping[str, float]) -> Choice:
    """The best way to fill a hole after a character, by its identity, and before another, if there is one.

    `strange` has the characters that are not expected, and what they cost more, in nats.

    >>> choose(identity_after("图"), [Arc(0, 1, "书乥")], "馆", {}).text
    '书'
    """
    if len(arcs) == 1 and arcs[0].candidates:
        return _choose_one(before, arcs[0], after[:1], strange)
    end = max(arc.end for arc in arcs)
    final = end
    if after:
        final = end + 1
        arcs = [*arcs, Arc(end, final, after[0])]
    steps: list[_Step] = []
    reached: dict[int, dict[int, float]] = {0: {before: 0.0}}
    for start, leaving in groupby(arcs, key=itemgetter(0)):
        states = reached[start] = _likeliest(reached[start])
        for arc in leaving:
            later = reached.setdefault(arc.end, {})
            for identity, total in states.items():
                for character, cost, last in _read(identity, arc, strange):
                    steps.append((start, arc.end, character, identity, last, cost))
                    if total + cost < later.get(last, inf):
                        later[last] = total + cost
    return _trace(steps, reached, final, end)


def _likeliest(states: dict[int, float]) -> dict[int, float]:
    if len(states) == 1:
        return states
    kept = nsmallest(_STATES_KEPT, states.items(), key=itemgetter(1))
    return {identity: total for identity, total in kept if total <= kept[0][1] + _BEAM}


def _read(identity: int, arc: Arc, strange: Mapping[str, float]) -> Iterator[tuple[str, float, int]]:
    """The characters that may stand there, what they cost after another, and their identities."""
    if not arc.candidates:
        return iter([(REPLACEMENT, _OPEN + arc.price * SCALE, START)])
    candidates = arc.candidates[:_CANDIDATES_KEPT]
    costs, identities = _row(identity, candidates)
    prices: Iterable[float] = costs
    if arc.price:
        prices = [cost + arc.price * SCALE for cost in prices]
    if not strange.keys().isdisjoint(candidates):
        extra = [strange.get(character, 0.0) * SCALE for character in candidates]
        prices = map(add, prices, extra)
    return zip(candidates, prices, identities, strict=True)


@lru_cache(1 << 14)
def _row(identity: int, characters: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """What each of some characters costs after another, and their identities."""
    costs, identities = zip(*[step(identity, character) for character in characters], strict=True)
    return costs, identities


@lru_cache(1 << 14)
def _column(identities: tuple[int, ...], character: str) -> tuple[int, ...]:
    """What a character costs after each of some others."""
    return tuple([step(identity, character)[0] for identity in identities])


def _choose_one(before: int, arc: Arc, after: str, strange: Mapping[str, float]) -> Choice:
    """The same, if one character of some candidates fills the hole."""
    costs, identities = _row(before, arc.candidates)
    totals: list[float] = [*costs]
    if after:
        totals = [*map(add, totals, _column(identities, after))]
    if len(totals) == 1:
        return Choice(arc.candidates, (inf,), totals[0] / SCALE + arc.price)
    if not strange.keys().isdisjoint(arc.candidates):
        totals = [
            total + strange.get(character, 0.0) * SCALE
            for total, character in zip(totals, arc.candidates, strict=True)
        ]
    best, second = nsmallest(2, totals)
    return Choice(arc.candidates[totals.index(best)], ((second - best) / SCALE,), best / SCALE + arc.price)


def _trace(steps: list[_Step], reached: dict[int, dict[int, float]], final: int, end: int) -> Choice:
    """The best path, and what it costs to go another way round each of its characters."""
    ahead: dict[int, dict[int, float]] = {final: dict.fromkeys(reached[final], 0.0)}
    through: dict[tuple[int, int, str], float] = {}  # what the best path costs that reads this there
    onward: dict[tuple[int, int], _Step] = {}
    for each in reversed(steps):
        start, to, character, identity, last, cost = each
        rest = ahead.get(to, {}).get(last)
        if rest is None:
            continue
        rest += cost
        here = ahead.setdefault(start, {})
        if rest < here.get(identity, inf):
            here[identity] = rest
            onward[start, identity] = each
        total = reached[start][identity] + rest
        if total < through.get((start, to, character), inf):
            through[start, to, character] = total
    place, (identity,) = 0, ahead[0]
    best = ahead[0][identity]
    text: list[str] = []
    margins: list[float] = []
    while place < end:
        place, to, character, _, identity, _ = onward[place, identity]
        rival = min(
            (
                total
                for (start, after, other), total in through.items()
                if start < to and after > place and (start, after, other) != (place, to, character)
            ),
            default=inf,
        )
        text.append(character)
        margins.append(0.0 if character == REPLACEMENT else (rival - best) / SCALE)
        place = to
    return Choice("".join(text), tuple(margins), best / SCALE)
