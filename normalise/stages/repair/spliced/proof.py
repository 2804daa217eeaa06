"""The proof: the forward model, applied to the answer, must give what the page shows."""

from collections.abc import Iterable
from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple

from normalise.stages.repair.spliced.farm import HALVED, Rule, folded, splice, to_bytes
from normalise.stages.repair.spliced.page import Page
from normalise.stages.repair.spliced.search import Candidate


class Proof(NamedTuple):
    """What a proven place says of the farm: which punctuation is in its list, and which is not."""

    halved: frozenset[str]
    whole: frozenset[str]


def prove(candidate: Candidate, shown: str, after: str, page: Page, halved: frozenset[str]) -> Proof | None:
    """Whether some order of the farm's list makes of the candidate what the page shows.

    `shown` is the page from the character before the place to the end of the place, and `after` the one
    character after it; `halved` is punctuation that is known to be in the list.
    """
    original = candidate.original + after
    data = to_bytes(original)
    hits = {hit.offset: Rule(hit.character, hit.reading) for hit in candidate.hits if hit.certain}
    glosses = dict(page.readings) | {rule.character: rule.reading for rule in hits.values() if rule.reading}
    sought = [Rule(character, reading) for character, reading in glosses.items()]
    sought += [Rule(mark) for mark in HALVED if mark not in page.whole]
    occurring = {offset: rule for rule in sought for offset in _find_all(data, rule.pair)}
    if any(occurring.get(offset) != rule for offset, rule in hits.items()):
        return None
    maybe = {hit.offset: Rule(hit.character) for hit in candidate.hits if not hit.certain}
    missed = {rule for offset, rule in occurring.items() if _is_missed(offset, hits | maybe)}
    if any(rule.reading and rule.character in page.listed for rule in missed):
        return None
    if any(rule.character in halved for rule in missed) or missed & set(hits.values()):
        return None
    certain = frozenset(rule.character for rule in hits.values() if not rule.reading)
    hits |= {
        offset: rule for offset, rule in maybe.items() if occurring.get(offset) == rule and rule not in missed
    }
    rules = _order({offset: rule for offset, rule in occurring.items() if rule not in missed}, hits)
    if rules is None or folded(splice(original, rules)) != folded(shown + after):
        return None
    return Proof(certain, frozenset(rule.character for rule in missed if not rule.reading))


def _find_all(data: bytes, pair: bytes) -> Iterable[int]:
    offset = data.find(pair)
    while offset >= 0:
        yield offset
        offset = data.find(pair, offset + 1)


def _is_missed(offset: int, hits: dict[int, Rule]) -> bool:
    """Is the pair there and not replaced, though nothing was in the way?"""
    return (
        offset not in hits
        and offset - 1 not in hits
        and not (offset + 1 in hits and not hits[offset + 1].reading)
    )


def _order(occurring: dict[int, Rule], hits: dict[int, Rule]) -> list[Rule] | None:
    """An order in which the rules hit where they did and nowhere else, if there is one."""
    sorter: TopologicalSorter[Rule] = TopologicalSorter()
    for offset, rule in occurring.items():
        sorter.add(rule)
        left, right = hits.get(offset - 1), hits.get(offset + 1)
        if offset in hits:
            # What is put in, or taken out, after this pair's first byte would have torn it.
            if left and left != rule:
                sorter.add(left, rule)
        elif left and left != rule:
            sorter.add(rule, left)
        elif right and right != rule:
            sorter.add(rule, right)
    try:
        return list(sorter.static_order())
    except CycleError:
        return None
