"""The evidence: whether the true glosses of a page are a farm's, or a human hand's."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import compress, count
from math import ceil, log
from operator import sub

from normalise.language import model, script
from normalise.language.lines import lines
from normalise.language.marks import FEWEST_GLOSSES
from normalise.language.patterns import compile_later
from normalise.language.pinyin import Reading
from normalise.stages.ungloss.brackets import HAN
from normalise.stages.ungloss.page import MARK, SIMPLE, Page, Tally, count_in, write_simple

_HAN = compile_later(f"[{HAN}]+")
_RUN = 4
_BEHIND_RUN = compile_later(f"{MARK}(?<=[{HAN}]{{{_RUN}}}.)")
_STRETCH = 4096  # in code points, looked through at a time

# A document that speaks of readings has its own reasons to give them.
_ABOUT_READINGS = ("拼音", "注音", "读音", "讀音", "声调", "聲調", "多音字", "生字", "字典", "词典", "詞典")

# The signature is a sum of natural logarithms of likelihood ratios, farm against human hand.
_FEWEST_CHARACTERS = 5
_FEWEST_AGAIN = 2  # characters that are glossed twice or more
_MANY = 100
_DENSEST = 0.6  # share of the characters of a line; a children's book glosses all
_PRIOR = -6.0
_TWO_FORMS = log(0.93 / 0.4)  # 36 % of the common characters have two forms; of a farm's list nearly all
_ONE_FORM = log(0.07 / 0.6)
_WORST_FORMS = log(0.05)  # some lists may be of other characters
# What a character costs in the model, up to which, and how much likelier such a one is to be in a farm's list
# than to need a gloss.
_DEARER = (8.0, 9.0, 10.0, 11.0)
_COMMONNESS = (log(4), log(1.5), log(0.6), log(0.2), log(0.05))
_BEGINNERS = log(20)  # however many of those: one human in so many teaches beginners
_COMMONEST = 6.3
_NEEDLESS = log(2.5)  # but nobody needs 的 是 在 a hundred times
_MOST_NEEDLESS = log(1000)
_AGAIN = log(0.95 / 0.15)  # one more occurrence, glossed again: a reader does not need it
_MISSED = log(0.05 / 0.85)  # one more occurrence, not glossed
_FAR = 2000  # characters without a gloss: it may be other text
_ELSEWHERE = log(0.05)  # for however many were missed there, by each stretch of text that is glossed
_BY_POLICY = log(100)  # but one human in so many glosses each time, and then every time
_HUNDREDS = log(1_000_000)  # though hardly the same characters hundreds of times
_SEVERAL_READINGS = log(0.03)  # a character that is glossed in more than one way
_MOST_SEVERAL = 0.4  # of the characters; more is a lesson on them
_CAPITALS = log(0.00001)  # for names are written so, and glossed at each mention
_ABOUT = log(0.05)  # for each such word in the document
_MOST_ABOUT = 3


def is_farm(page: Page, tallies: Sequence[Tally]) -> bool:
    """Whether these true glosses, all in one notation, are a farm's."""
    if sum(tally.times for tally in tallies) < FEWEST_GLOSSES:
        return False
    glosses = _Glosses(page, tallies)
    if glosses.total < FEWEST_GLOSSES:
        return False
    again = sum(times > 1 for times in glosses.times.values())
    if (
        len(glosses.times) < _FEWEST_CHARACTERS
        or again < _FEWEST_AGAIN
        or glosses.several > max(_MOST_SEVERAL * again, 2)
        or _is_dense(glosses)
    ):
        return False
    capitals = all(tally.kind.letters.istitle() for tally in tallies)
    weight = (
        _PRIOR
        + _weigh_characters(glosses.times)
        + _weigh_repetition(glosses)
        + glosses.several * _SEVERAL_READINGS
        + capitals * _CAPITALS
    )
    # The text is searched for words about readings only if they could tip the scales.
    if weight <= 0 or weight + _MOST_ABOUT * _ABOUT > 0:
        return weight > 0
    return weight + min(sum(word in page.text for word in _ABOUT_READINGS), _MOST_ABOUT) * _ABOUT > 0


@dataclass(frozen=True)
class _Glosses:
    """The glosses that the question is about: those of a page that the tallies are of.

    Where they stand is looked for only where nothing else tells, for that takes longer than all the rest.
    """

    page: Page
    tallies: Sequence[Tally]

    @cached_property
    def are_simple(self) -> bool:
        """Are all of them simple, and no simple gloss of the page is protected?"""
        return not self.page.protected and not (self.page.odd and any(tally.odd for tally in self.tallies))

    @cached_property
    def total(self) -> int:
        """How many characters they gloss; several brackets may follow one."""
        return sum(tally.times for tally in self.tallies) if self.are_simple else len(self.bases)

    @cached_property
    def written(self) -> Collection[str]:
        """How the simple ones are written."""
        return write_simple(self.tallies)

    @cached_property
    def bases(self) -> Sequence[int]:
        """Where the characters stand that they gloss, in order."""
        bases = self.page.places(self.written)
        odd = {tally.odd.base for tally in self.tallies if tally.odd}
        return sorted(odd.union(bases)) if odd else bases

    @cached_property
    def times(self) -> Mapping[str, int]:
        """How often they gloss which character."""
        times: dict[str, int] = {}
        if self.are_simple:
            for tally in self.tallies:
                times[tally.kind.character] = times.get(tally.kind.character, 0) + tally.times
        else:
            for (character, _), found in self._readings.items():
                times[character] = times.get(character, 0) + found
        return times

    @cached_property
    def several(self) -> int:
        """How many characters that they gloss twice or more they gloss in more than one way."""
        if len(self.times) == len(self.tallies):
            return 0
        ways = Counter(character for character, _ in self._readings)
        return sum(ways[character] > 1 for character, times in self.times.items() if times > 1)

    @cached_property
    def _readings(self) -> Mapping[tuple[str, tuple[Reading, ...]], int]:
        """How many of each character have which reading; of several brackets after one, the last counts."""
        found = Counter[tuple[str, tuple[Reading, ...]]]()
        simple = {tally.written: tally.kind for tally in self.tallies if not tally.odd}
        for tally in self.tallies:
            if not tally.odd:
                found[tally.kind.character, tally.kind.readings] += tally.times
        for gloss in {tally.odd.base: tally.odd for tally in self.tallies if tally.odd}.values():
            before = self.page.simple_at(gloss.base)
            if before in simple:
                found[gloss.kind.character, simple[before].readings] -= 1
            found[gloss.kind.character, gloss.kind.readings] += 1
        return +found

    @cached_property
    def stretches(self) -> Sequence[tuple[int, int]]:
        """From first gloss to last, without the text between that has none for long."""
        whole = _find_whole(self) if self.are_simple else None
        return [whole] if whole else _find_stretches(self.bases)


def _weigh_characters(glossed: Mapping[str, int]) -> float:
    """Whether they are such as a farm lists, or such as need a gloss."""
    forms, common, needless = (
        sum(weights, 0.0) for weights in zip(*map(_weigh_character, glossed), strict=True)
    )
    weight = max(forms, _WORST_FORMS) + min(common, _BEGINNERS)
    return weight + min(needless, _MOST_NEEDLESS) if sum(glossed.values()) >= _MANY else weight


# Farms list the same characters on each of their pages.
@lru_cache(1 << 12)
def _weigh_character(character: str) -> tuple[float, float, float]:
    """For its forms, for how common it is, and for needing no gloss."""
    cost = model.cost(character)
    return (
        _TWO_FORMS if character in script.two_forms() else _ONE_FORM,
        _COMMONNESS[bisect_right(_DEARER, cost)],
        _NEEDLESS if cost < _COMMONEST else 0.0,
    )


def _weigh_repetition(glosses: _Glosses) -> float:
    """Whether the same characters are glossed each time they occur."""
    page, glossed = glosses.page, glosses.times
    total, distinct = glosses.total, len(glossed)
    most = _HUNDREDS if total >= _MANY and total >= 5 * distinct else _BY_POLICY
    missed = sum(map(page.occurrences.__getitem__, glossed)) - total
    if not missed:  # wherever that would have been
        return min((total - distinct) * _AGAIN, most)
    text, protection = page.text, page.protection
    stretches = glosses.stretches
    edges = [0, *(edge for stretch in stretches for edge in stretch), len(text)]
    outside = zip(edges[::2], edges[1::2], strict=True)
    gaps = (gap for start, end in outside for gap in protection.gaps(start, end))
    elsewhere = _count(text, gaps, glossed)
    missed -= _count(text, protection.stretches(), glossed) + elsewhere
    repetition = min((total - distinct) * _AGAIN + missed * _MISSED, most)
    return repetition + max(elsewhere * _MISSED, len(stretches) * _ELSEWHERE)


def _count(text: str, stretches: Iterable[tuple[int, int]], characters: Collection[str]) -> int:
    """How often the characters occur in these stretches of the text."""
    found = "".join(text[start:end] for start, end in stretches)
    return sum(count_in(found, characters).values()) if found else 0


def _find_whole(glosses: _Glosses) -> tuple[int, int] | None:
    """The one stretch that simple glosses are in; None if hops from one to another do not show that it is one.

    Each hop is half as far as is allowed between two, or more. Of hundreds of glosses a few are looked at, and those
    between are nearer to each other.
    """
    text, written = glosses.page.text, glosses.written

    def find(start: int, end: int) -> Iterator[int]:
        return (match.start() for match in SIMPLE.finditer(text, start, end) if match[0] in written)

    first = next(find(0, len(text)))
    last, size = -1, _FAR // 20
    while last < 0:
        last = max(find(max(len(text) - size, 0), len(text)), default=-1)
        size *= 2
    place = first
    while last - place > _FAR:
        place = next(find(place + _FAR // 2, place + _FAR), last + 1)
        if place > last:
            return None
    return first, last + 1


def _find_stretches(bases: Sequence[int]) -> list[tuple[int, int]]:
    """The stretches of glosses whose characters stand at these places, found from one to the next."""
    ends = list(compress(count(), map(_FAR.__lt__, map(sub, bases[1:], bases))))
    firsts, lasts = [0, *(index + 1 for index in ends)], [*ends, len(bases) - 1]
    return [(bases[first], bases[last] + 1) for first, last in zip(firsts, lasts, strict=True)]


def _is_dense(glosses: _Glosses) -> bool:
    """Of the characters in lines with glosses, are more glossed than a farm glosses?"""
    if glosses.are_simple and _has_prose_between(glosses):
        return False
    bases = glosses.bases
    characters = 0
    position = 0
    for line in lines(glosses.page.text):
        position = bisect_left(bases, line.start, position)
        if position < len(bases) and bases[position] < line.end:
            characters += _count_han(line.text)
            if len(bases) <= _DENSEST * characters:
                return False
    return True


def _has_prose_between(glosses: _Glosses) -> bool:
    """Are there enough characters in whole runs right before simple glosses, and so in their lines?

    That is so of nearly all farms' pages after a few of the glosses, and no line has to be looked for.
    """
    page, total = glosses.page, glosses.total
    # Of the runs that are found, so many may be before other glosses.
    others = sum(page.times.values()) - total
    enough = others + ceil((total / _DENSEST - total) / _RUN)
    found = start = 0  # what is found beyond enough says the same
    while found < enough and start < len(page.between):
        found += len(_BEHIND_RUN.findall(page.between, start, start + _STRETCH))
        start += _STRETCH
    return total <= _DENSEST * (total + _RUN * (found - others))


def _count_han(text: str) -> int:
    return sum(map(len, _HAN.findall(text)))
