"""The signature: what tells a farm's glosses from those of a human hand."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import log
from typing import NamedTuple

from normalise.language import model, script
from normalise.language.lines import lines
from normalise.language.patterns import compile_later
from normalise.language.pinyin import Reading
from normalise.language.protect import Protection
from normalise.stages.ungloss.brackets import HAN, Gloss, blank_after, blank_before, find_glosses

_HAN = compile_later(f"[{HAN}]")

# A document that speaks of readings has its own reasons to give them.
_ABOUT_READINGS = ("拼音", "注音", "读音", "讀音", "声调", "聲調", "多音字", "生字", "字典", "词典", "詞典")

# The signature is a sum of natural logarithms of likelihood ratios, farm against human hand.
FEWEST_GLOSSES = 8
"""Below so many there is no telling."""

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
_COMMONNESS = ((8.0, log(4)), (9.0, log(1.5)), (10.0, log(0.6)), (11.0, log(0.2)), (99.0, log(0.05)))
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


def find_signature(text: str, protection: Protection) -> Signature | None:
    """The signature of the farm whose page this is, or None.

    >>> page = "導(dǎo)言讓領(lǐng)導(dǎo)及早發(fā)現(xiàn)了問(wèn)題,人人都發(fā)現(xiàn)領(lǐng)導(dǎo)自己的問(wèn)題更多。"
    >>> sorted(find_signature(page, Protection()).listed["導"])
    ['dǎo']
    >>> find_signature("縣長仝(tóng)某", Protection()) is None
    True
    """
    glosses = [gloss for gloss in find_glosses(text, protection) if gloss.readings]
    if len(glosses) < FEWEST_GLOSSES:
        return None
    true = [gloss for gloss in glosses if gloss.true]
    notations = {
        notation
        for notation in ("pinyin", "plain", "zhuyin")
        if _is_farm(text, [gloss for gloss in true if gloss.notation == notation], protection)
    }
    if not notations:
        return None
    if notations & {"pinyin", "plain"}:
        notations.add("neutral")
    farms = [gloss for gloss in true if gloss.notation in notations]
    whole = [gloss for gloss in farms if not gloss.broken]
    return Signature(
        frozenset(notations),
        _read_list(text, glosses, notations),
        frozenset(gloss.readings for gloss in farms),
        2 * sum(blank_before(text, gloss) for gloss in whole) > len(whole),
        2 * sum(blank_after(text, gloss) for gloss in whole) > len(whole),
    )


def _read_list(text: str, glosses: Sequence[Gloss], notations: set[str]) -> dict[str, frozenset[str]]:
    """The farm's list: characters that are glossed nearly always, and with what."""
    occurring = Counter(text)
    true: set[str] = set()
    near: dict[str, list[Gloss]] = {}
    same: dict[tuple[str, tuple[Reading, ...]], list[Gloss]] = {}
    for gloss in glosses:
        if (gloss.notation == "zhuyin") != ("zhuyin" in notations):
            continue
        character = text[gloss.base]
        if gloss.notation in notations:
            same.setdefault((character, gloss.readings), []).append(gloss)
        if gloss.near:
            near.setdefault(character, []).append(gloss)
        if gloss.true and gloss.notation in notations:
            true.add(character)
    fewest = _FEWEST_TONELESS if "plain" in notations else _FEWEST_UNTRUE
    lists = [(character, near[character], 1) for character in true]
    lists += [(character, alike, fewest) for (character, _), alike in same.items() if character not in true]
    return {
        character: frozenset(gloss.letters for gloss in alike)
        for character, alike, enough in lists
        if len(alike) >= max(enough, _LISTED * occurring[character])
    }


def _is_farm(text: str, glosses: Sequence[Gloss], protection: Protection) -> bool:
    """Whether these true glosses, all in one notation, are a farm's."""
    readings = {gloss.base: gloss.readings for gloss in glosses}
    if len(readings) < FEWEST_GLOSSES:
        return False
    glossed = Counter(text[base] for base in readings)
    again = [character for character, count in glossed.items() if count > 1]
    ways: dict[str, set[tuple[Reading, ...]]] = {}
    for base, reading in readings.items():
        ways.setdefault(text[base], set()).add(reading)
    several = sum(len(ways[character]) > 1 for character in again)
    if (
        len(glossed) < _FEWEST_CHARACTERS
        or len(again) < _FEWEST_AGAIN
        or several > max(_MOST_SEVERAL * len(again), 2)
    ):
        return False
    if _density(text, sorted(readings)) > _DENSEST:
        return False
    capitals = all(gloss.letters.istitle() for gloss in glosses)
    about = min(sum(word in text for word in _ABOUT_READINGS), _MOST_ABOUT)
    return (
        _PRIOR
        + _weigh_characters(glossed)
        + _weigh_repetition(text, readings, glossed, protection)
        + several * _SEVERAL_READINGS
        + capitals * _CAPITALS
        + about * _ABOUT
    ) > 0


def _weigh_characters(glossed: Counter[str]) -> float:
    """Whether they are such as a farm lists, or such as need a gloss."""
    two_forms = script.two_forms()
    forms = sum(_TWO_FORMS if character in two_forms else _ONE_FORM for character in glossed)
    costs = [model.cost(character) for character in glossed]
    common = sum(next(weight for limit, weight in _COMMONNESS if cost < limit) for cost in costs)
    needless = sum(_NEEDLESS for cost in costs if cost < _COMMONEST)
    weight = max(forms, _WORST_FORMS) + min(common, _BEGINNERS)
    return weight + min(needless, _MOST_NEEDLESS) if glossed.total() >= _MANY else weight


def _weigh_repetition(
    text: str, readings: Mapping[int, tuple[Reading, ...]], glossed: Counter[str], protection: Protection
) -> float:
    """Whether the same characters are glossed each time they occur."""
    total, distinct = len(readings), len(glossed)
    stretches = _stretches(sorted(readings))
    near = _count(text, stretches, protection)
    missed = sum(near[character] for character in glossed) - total
    everywhere = _count(text, [(0, len(text))], protection)
    elsewhere = sum(everywhere[character] - near[character] for character in glossed)
    most = _HUNDREDS if total >= _MANY and total >= 5 * distinct else _BY_POLICY
    repetition = min((total - distinct) * _AGAIN + missed * _MISSED, most)
    return repetition + max(elsewhere * _MISSED, len(stretches) * _ELSEWHERE)


def _stretches(bases: Sequence[int]) -> list[tuple[int, int]]:
    """From first gloss to last, without the text between that has none for long."""
    ends = [index for index, (base, after) in enumerate(pairwise(bases)) if after - base > _FAR]
    firsts, lasts = [0, *(index + 1 for index in ends)], [*ends, len(bases) - 1]
    return [(bases[first], bases[last] + 1) for first, last in zip(firsts, lasts, strict=True)]


def _count(text: str, stretches: Sequence[tuple[int, int]], protection: Protection) -> Counter[str]:
    occurring = Counter[str]()
    for start, end in stretches:
        for begin, stop in protection.gaps(start, end):
            occurring.update(text[begin:stop])
    return occurring


def _density(text: str, bases: Sequence[int]) -> float:
    """Of the characters in lines with glosses, the share that is glossed."""
    characters = 0
    position = 0
    for line in lines(text):
        while position < len(bases) and bases[position] < line.start:
            position += 1
        if position < len(bases) and bases[position] < line.end:
            characters += len(_HAN.findall(line.text))
    return len(bases) / max(characters, 1)
