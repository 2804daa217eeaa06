"""Holes in a text → the likeliest characters, and by how much they beat the next.

The ways to fill a hole make a small lattice between characters that are known. The character model finds the
likeliest paths, between the nearest neighbours; the context model, which looks at two on each side and is slower,
chooses among them. So each hole is decided by itself.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from heapq import nsmallest
from itertools import groupby
from math import inf
from operator import add, itemgetter
from typing import NamedTuple

from normalise.language import context
from normalise.language.encodings import REPLACEMENT
from normalise.language.holes import Arc
from normalise.language.model import SCALE, START, step

# What a character costs that is left open: as much as the best of too many may, in sixteenths of a nat as all here.
_OPEN = 5 * SCALE
# So many paths are followed up, if they cost no more than that above the best; and of candidates in a hole of
# several characters so many: enough for the best and its rivals.
_PATHS_KEPT = 16
_BEAM = 9 * SCALE
_CANDIDATES_KEPT = 24
# Of the paths so many are weighed by context, those that cost no more than that above the best: of what is
# dearer hardly one in 500 was right.
_WEIGHED = 5
_NEAR = 4 * SCALE


class Choice(NamedTuple):
    """The likeliest text of a hole; for each character its margin over the next best, and the cost, in nats.

    A character that nothing competes with has an infinite margin; one that is left open is U+FFFD.
    """

    text: str
    margins: tuple[float, ...]
    cost: float


class Path(NamedTuple):
    """A text that may fill a hole: its cost by the character model, and what of that is not the model's."""

    cost: float
    text: str
    extra: float
    last: int


class Paths(NamedTuple):
    """The likeliest paths, the best first; all others cost at least so much above it."""

    kept: tuple[Path, ...]
    others: float


@lru_cache(1 << 13)
def choose(before: str, paths: Paths, after: str) -> Choice:
    """The best of some paths between two texts, of which two characters each matter.

    >>> choose("县图", find_paths("图", [Arc(0, 1, "书乥")], "馆", {}), "馆长").text
    '书'
    """
    kept, others = paths
    if len(kept) == 1 or kept[1].cost > kept[0].cost + _NEAR:
        weighed = [(path.cost / SCALE, path.text) for path in kept]
    else:
        bound = kept[0].cost + _NEAR
        near = [path for path in kept[:_WEIGHED] if path.cost <= bound]
        if len(near) < len(kept):
            others = kept[len(near)].cost - kept[0].cost
        following = after[:2]
        weighed = sorted(
            (context.cost(path.text + following, before) + path.extra / SCALE, path.text) for path in near
        )
    best, text = weighed[0]
    rest = others / SCALE
    margins = tuple(
        0.0 if character == REPLACEMENT else min(rest, _rival(weighed, place, character) - best)
        for place, character in enumerate(text)
    )
    return Choice(text, margins, best)


def _rival(weighed: list[tuple[float, str]], place: int, character: str) -> float:
    """What the best text costs that has another character there."""
    size = len(weighed[0][1])
    return next(
        (cost for cost, text in weighed if len(text) != size or text[place] != character),
        inf,
    )


def find_paths(before: str, arcs: Sequence[Arc], after: str, strange: Mapping[str, float]) -> Paths:
    """The likeliest ways through a lattice, after a character and before another, if there is one.

    `strange` has the characters that are not expected, and what they cost more, in nats.
    """
    if len(arcs) == 1 and arcs[0].candidates:
        return _find_one(before, arcs[0], after, strange)
    end = max(arc.end for arc in arcs)
    others = inf
    reached: dict[int, list[Path]] = {0: [Path(0.0, "", 0.0, _identity(before))]}
    for start, leaving in groupby(arcs, key=itemgetter(0)):
        paths, gap = _likeliest(reached[start])
        others = min(others, gap)
        for arc in leaving:
            later = reached.setdefault(arc.end, [])
            several = arc.end < end or start > 0
            for path in paths:
                later += _go_on(path, arc, strange, several)
    paths = nsmallest(3 * _PATHS_KEPT, reached[end])
    if len(paths) < len(reached[end]):
        others = min(others, paths[-1].cost - paths[0].cost)
    if after:
        ahead = _column(tuple([path.last for path in paths]), after[0])
        paths = [
            Path(cost + more, text, extra, last)
            for (cost, text, extra, last), more in zip(paths, ahead, strict=True)
        ]
    kept, gap = _likeliest(paths)
    return Paths(tuple(kept), min(others, gap))


def _find_one(before: str, arc: Arc, after: str, strange: Mapping[str, float]) -> Paths:
    """The same, if one character of some candidates fills the hole."""
    candidates = arc.candidates
    costs, identities = _row(_identity(before), candidates)
    totals: Iterable[float] = map(add, costs, _column(identities, after[0])) if after else costs
    if arc.price or not strange.keys().isdisjoint(candidates):
        price = arc.price * SCALE
        extras = [price + strange.get(character, 0.0) * SCALE for character in candidates]
        totals = map(add, totals, extras)
    else:
        extras = [0.0] * len(costs)
    found = nsmallest(_WEIGHED + 1, zip(totals, candidates, extras, identities, strict=True))
    kept = tuple(Path(*path) for path in found[:_WEIGHED])
    return Paths(kept, found[-1][0] - found[0][0] if len(found) > _WEIGHED else inf)


def _likeliest(paths: list[Path]) -> tuple[list[Path], float]:
    """The paths that are followed up, each text once, and how much dearer than the best the others are."""
    if len(paths) == 1:
        return paths, inf
    ordered = nsmallest(2 * _PATHS_KEPT, paths)
    best = ordered[0].cost
    texts: set[str] = set()
    kept: list[Path] = []
    for path in ordered:
        if path.text in texts:
            continue
        if len(kept) == _PATHS_KEPT or path.cost > best + _BEAM:
            return kept, path.cost - best
        texts.add(path.text)
        kept.append(path)
    return kept, ordered[-1].cost - best if len(paths) > len(ordered) else inf


def _go_on(path: Path, arc: Arc, strange: Mapping[str, float], several: bool) -> Iterator[Path]:
    """The path with each character of an arc at its end."""
    price = arc.price * SCALE
    if not arc.candidates:
        extra = _OPEN + price
        yield Path(path.cost + extra, path.text + REPLACEMENT, path.extra + extra, START)
        return
    candidates = arc.candidates[:_CANDIDATES_KEPT] if several else arc.candidates
    costs, identities = _row(path.last, candidates)
    extras: Iterable[float] = [price] * len(costs)
    if not strange.keys().isdisjoint(candidates):
        extras = [price + strange.get(character, 0.0) * SCALE for character in candidates]
    totals = map(add, costs, extras)
    for character, total, more, last in zip(candidates, totals, extras, identities, strict=True):
        yield Path(path.cost + total, path.text + character, path.extra + more, last)


@lru_cache(1 << 13)
def _identity(before: str) -> int:
    return step(START, before)[1] if before else START


@lru_cache(1 << 14)
def _row(identity: int, characters: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """What each of some characters costs after another, and their identities."""
    costs, identities = zip(*[step(identity, character) for character in characters], strict=True)
    return costs, identities


@lru_cache(1 << 14)
def _column(identities: tuple[int, ...], character: str) -> tuple[int, ...]:
    """What a character costs after each of some others."""
    return tuple([step(identity, character)[0] for identity in identities])
