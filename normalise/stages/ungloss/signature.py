"""The signature: what tells a farm's glosses from those of a human hand."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import compress, count
from math import log
from operator import sub
from typing import NamedTuple

from normalise.language import model, script
from normalise.language.lines import lines
from normalise.language.marks import FEWEST_GLOSSES
from normalise.language.patterns import compile_later
from normalise.language.pinyin import Reading
from normalise.stages.ungloss.brackets import HAN, Gloss, blank_after, blank_before
from normalise.stages.ungloss.page import Page, Tally, count_in

_HAN = compile_later(f"[{HAN}]+")

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

# A character belongs to the farm's list if this share of its occurrences is glossed; with a reading that is not
# its own, if that is so often the same.
_LISTED = 0.7
_FEWEST_UNTRUE = 2
_FEWEST_TONELESS = 4  # it might be English


class Signature(NamedTuple):
    """A farm's: in which notations it glosses, which characters with what, and whether with blanks around.

    `listed` has the letters of each character's glosses as they were written.
    """

    notations: frozenset[str]
    listed: Mapping[str, frozenset[str]]
    readings: frozenset[tuple[Reading, ...]]
    blank_before: bool
    blank_after: bool


def find_signature(page: Page) -> Signature | None:
    """The signature of the farm whose page this is, or None.

    >>> from normalise.language.protect import Protection
    >>> from normalise.stages.ungloss.page import read_page
    >>> text = "導(dǎo)言讓領(lǐng)導(dǎo)及早發(fā)現(xiàn)了問(wèn)題,人人都發(fā)現(xiàn)領(lǐng)導(dǎo)自己的問(wèn)題更多。"
    >>> sorted(find_signature(read_page(text, Protection())).listed["導"])
    ['dǎo']
    >>> find_signature(read_page("縣長仝(tóng)某", Protection())) is None
    True
    """
    tallies = page.tallies()
    if sum(tally.times for tally in tallies) < FEWEST_GLOSSES:
        return None
    true = [tally for tally in tallies if tally.kind.true]
    notations = {
        notation
        for notation in ("pinyin", "plain", "zhuyin")
        if _is_farm(page, [tally for tally in true if tally.kind.notation == notation])
    }
    if not notations:
        return None
    if notations & {"pinyin", "plain"}:
        notations.add("neutral")
    farms = [tally for tally in true if tally.kind.notation in notations]
    odd = [tally.odd for tally in farms if tally.odd]
    whole = [gloss for gloss in odd if not gloss.broken]
    most = sum(tally.times for tally in farms) - len(odd) + len(whole)
    return Signature(
        frozenset(notations),
        _read_list(page, tallies, notations),
        frozenset(tally.kind.readings for tally in farms),
        2 * sum(blank_before(page.text, gloss) for gloss in whole) > most,
        2 * _count_before_blanks(page, farms, whole) > most,
    )


def _count_before_blanks(page: Page, farms: Iterable[Tally], whole: Iterable[Gloss]) -> int:
    """After how many of the glosses that are not broken one blank stands, or fewer if they are too few to matter."""
    text = page.text
    if text.count(" ") + text.count("\u00a0") < FEWEST_GLOSSES // 2:
        return 0
    ends = [base + len(written) for base, written in page.find_simple(_written(farms))]
    return sum(blank_after(text, end) for end in (*ends, *(gloss.end for gloss in whole)))


def _written(tallies: Iterable[Tally]) -> set[str]:
    """How the simple ones of the glosses are written."""
    return {tally.written for tally in tallies if not tally.odd}


def _read_list(page: Page, tallies: Sequence[Tally], notations: set[str]) -> dict[str, frozenset[str]]:
    """The farm's list: characters that are glossed nearly always, and with what."""
    alike = [tally for tally in tallies if (tally.kind.notation == "zhuyin") == ("zhuyin" in notations)]
    true = {tally.kind.character for tally in alike if tally.kind.true and tally.kind.notation in notations}
    near: dict[str, list[Tally]] = {}
    same: dict[tuple[str, tuple[Reading, ...]], list[Tally]] = {}
    for tally in alike:
        kind = tally.kind
        if kind.character in true:
            if kind.near:
                near.setdefault(kind.character, []).append(tally)
        elif kind.notation in notations:
            same.setdefault((kind.character, kind.readings), []).append(tally)
    fewest = _FEWEST_TONELESS if "plain" in notations else _FEWEST_UNTRUE
    lists = [(character, found, 1) for character, found in near.items()]
    lists += [(character, found, fewest) for (character, _), found in same.items()]
    return {
        character: frozenset(tally.kind.letters for tally in found)
        for character, found, enough in lists
        if sum(tally.times for tally in found) >= max(enough, _LISTED * page.occurrences[character])
    }


def _is_farm(page: Page, tallies: Sequence[Tally]) -> bool:
    """Whether these true glosses, all in one notation, are a farm's."""
    if sum(tally.times for tally in tallies) < FEWEST_GLOSSES:
        return False
    bases = _find_bases(page, tallies)
    if len(bases) < FEWEST_GLOSSES:
        return False
    counts = _count_readings(page, tallies)
    glossed = Counter[str]()
    ways = Counter[str]()
    for (character, _), times in counts.items():
        glossed[character] += times
        ways[character] += 1
    again = [character for character, count in glossed.items() if count > 1]
    several = sum(ways[character] > 1 for character in again)
    if (
        len(glossed) < _FEWEST_CHARACTERS
        or len(again) < _FEWEST_AGAIN
        or several > max(_MOST_SEVERAL * len(again), 2)
    ):
        return False
    if _is_dense(page.text, bases):
        return False
    capitals = all(tally.kind.letters.istitle() for tally in tallies)
    weight = (
        _PRIOR
        + _weigh_characters(glossed)
        + _weigh_repetition(page, bases, glossed)
        + several * _SEVERAL_READINGS
        + capitals * _CAPITALS
    )
    # The text is searched for those words only if they could tip the scales.
    if weight <= 0 or weight + _MOST_ABOUT * _ABOUT > 0:
        return weight > 0
    return weight + min(sum(word in page.text for word in _ABOUT_READINGS), _MOST_ABOUT) * _ABOUT > 0


def _find_bases(page: Page, tallies: Sequence[Tally]) -> Sequence[int]:
    """Where the characters stand that these gloss, in order; several brackets may follow one character."""
    bases = page.places(_written(tallies))
    odd = {tally.odd.base for tally in tallies if tally.odd}
    return sorted(odd.union(bases)) if odd else bases


def _count_readings(page: Page, tallies: Sequence[Tally]) -> Counter[tuple[str, tuple[Reading, ...]]]:
    """How many of each character have which reading; of several brackets after one, the last counts."""
    counts = Counter[tuple[str, tuple[Reading, ...]]]()
    simple = {tally.written: tally.kind for tally in tallies if not tally.odd}
    for tally in tallies:
        if not tally.odd:
            counts[tally.kind.character, tally.kind.readings] += tally.times
    for gloss in {tally.odd.base: tally.odd for tally in tallies if tally.odd}.values():
        before = page.simple_at(gloss.base)
        if before in simple:
            counts[gloss.kind.character, simple[before].readings] -= 1
        counts[gloss.kind.character, gloss.kind.readings] += 1
    return +counts


def _weigh_characters(glossed: Counter[str]) -> float:
    """Whether they are such as a farm lists, or such as need a gloss."""
    two_forms = script.two_forms()
    forms = sum(_TWO_FORMS if character in two_forms else _ONE_FORM for character in glossed)
    costs = [_cost(character) for character in glossed]
    common = sum(_COMMONNESS[bisect_right(_DEARER, cost)] for cost in costs)
    needless = sum(_NEEDLESS for cost in costs if cost < _COMMONEST)
    weight = max(forms, _WORST_FORMS) + min(common, _BEGINNERS)
    return weight + min(needless, _MOST_NEEDLESS) if glossed.total() >= _MANY else weight


@lru_cache(1 << 12)
def _cost(character: str) -> float:
    return model.cost(character)


def _weigh_repetition(page: Page, bases: Sequence[int], glossed: Counter[str]) -> float:
    """Whether the same characters are glossed each time they occur."""
    text, protection = page.text, page.protection
    total, distinct = len(bases), len(glossed)
    stretches = _stretches(bases)
    edges = [0, *(edge for stretch in stretches for edge in stretch), len(text)]
    outside = zip(edges[::2], edges[1::2], strict=True)
    gaps = (gap for start, end in outside for gap in protection.gaps(start, end))
    elsewhere = _count(text, gaps, glossed)
    everywhere = sum(map(page.occurrences.__getitem__, glossed))
    missed = everywhere - _count(text, protection.stretches(), glossed) - elsewhere - total
    most = _HUNDREDS if total >= _MANY and total >= 5 * distinct else _BY_POLICY
    repetition = min((total - distinct) * _AGAIN + missed * _MISSED, most)
    return repetition + max(elsewhere * _MISSED, len(stretches) * _ELSEWHERE)


def _stretches(bases: Sequence[int]) -> list[tuple[int, int]]:
    """From first gloss to last, without the text between that has none for long."""
    ends = list(compress(count(), map(_FAR.__lt__, map(sub, bases[1:], bases))))
    firsts, lasts = [0, *(index + 1 for index in ends)], [*ends, len(bases) - 1]
    return [(bases[first], bases[last] + 1) for first, last in zip(firsts, lasts, strict=True)]


def _count(text: str, stretches: Iterable[tuple[int, int]], characters: Collection[str]) -> int:
    """How often the characters occur in these stretches of the text."""
    return sum(count_in("".join(text[start:end] for start, end in stretches), characters).values())


def _is_dense(text: str, bases: Sequence[int]) -> bool:
    """Of the characters in lines with glosses, are more glossed than a farm glosses?"""
    characters = 0
    position = 0
    for line in lines(text):
        position = bisect_left(bases, line.start, position)
        if position < len(bases) and bases[position] < line.end:
            characters += sum(map(len, _HAN.findall(line.text)))
            if len(bases) <= _DENSEST * characters:
                return False
    return True
