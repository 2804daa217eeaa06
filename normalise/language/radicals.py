"""Radicals that a PDF's font has put where ideographs were, told from radicals that a text is about."""

import re
import unicodedata
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from normalise.language.invisible import HAN
from normalise.language.patterns import compile_later
from normalise.resources import read_data


class Damage(NamedTuple):
    """Offsets of radicals in a line: surely damage, and damage if the document has any that is sure."""

    sure: tuple[int, ...] = ()
    likely: tuple[int, ...] = ()


@cache
def equivalents() -> dict[str, str]:
    """Each radical that has an ideograph of the same look, with that ideograph.

    >>> equivalents()["⽂"], equivalents()["⻅"]
    ('文', '见')
    """
    kangxi = {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
    rows = (line.split("\t") for line in read_data("radicals.tsv").decode().splitlines() if line[0] != "#")
    return kangxi | {radical: ideograph for radical, ideograph, *_ in rows}


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A radical; a word of radicals and ideographs."""
    radicals = "".join(equivalents())
    return re.compile(f"[{radicals}]"), re.compile(f"[{HAN}{radicals}]+")


_IDEOGRAPH = compile_later(f"[{HAN}]")
_ABOUT_RADICALS = compile_later("部首|偏旁|康熙|kangxi|radical|u\\+2[ef]", re.IGNORECASE)
_QUOTED = frozenset(
    {
        "“”",
        "‘’",
        "「」",
        "『』",
        '""',
        "''",
        "《》",
        "〈〉",
        "（）",
        "()",
        "［］",
        "[]",
        "【】",
        "〔〕",
        "〖〗",
        "{}",
    }
)
_ROUND = frozenset({"（）", "()", "〔〕"})
_NUMERALS = frozenset("⼀⼆⼋⼗")


def find_damage(line: str) -> Damage:
    """Which radicals of a line were ideographs before it was copied.

    They are where they stand in a word with ideographs and do not outnumber these by far. A list of
    radicals, a line that speaks of them or sets them beside their ideographs, and one alone in quotation
    marks or brackets say what they mean. What is in between, a word of radicals only or one alone, depends on
    whether the document has damage elsewhere.

    >>> find_damage("⽂化部⻔"), find_damage("⾸⻚"), find_damage("⼀⼁⼂⼃")
    (Damage(sure=(0, 3), likely=()), Damage(sure=(), likely=(0, 1)), Damage(sure=(), likely=()))
    """
    radical, any_word = _patterns()
    radicals = [match.start() for match in radical.finditer(line)]
    if not radicals or _ABOUT_RADICALS.search(line) or _explains(line, radicals):
        return Damage()
    words = [word for word in any_word.finditer(line) if radical.search(word[0])]
    mixed = any(_IDEOGRAPH.search(word[0]) for word in words)
    ideographs = len(_IDEOGRAPH.findall(line))
    prose = len(radicals) < ideographs or (mixed and len(radicals) <= 2 * ideographs)
    if not prose and _is_list(line, radicals, words):
        return Damage()
    sure: list[int] = []
    likely: list[int] = []
    for word in words:
        offsets = [match.start() for match in radical.finditer(line, *word.span())]
        around = line[word.start() - 1 : word.start()] + line[word.end() : word.end() + 1]
        is_number = _NUMERALS.issuperset(word[0])
        if len(word[0]) == 1 and around in _QUOTED and not (is_number and around in _ROUND):
            continue
        heads_item = is_number and (
            (word.start() == 0 and line[word.end() : word.end() + 1] in {"、", ".", "．"})
            or (word.start() == 1 and around in _ROUND)
        )
        is_sure = prose and (heads_item or _IDEOGRAPH.search(word[0]) is not None)
        (sure if is_sure else likely).extend(offsets)
    return Damage(tuple(sure), tuple(likely))


def _explains(line: str, radicals: list[int]) -> bool:
    """Does its ideograph stand beside every other radical or more: 人（⼈）, ⼝口 ⼿手."""
    beside = sum(
        equivalents()[line[at]] in line[max(0, at - 2) : at + 3]
        for at in radicals
        if line[at] not in _NUMERALS
    )
    return 2 * beside >= len(radicals)


def _is_list(line: str, radicals: list[int], words: list[re.Match[str]]) -> bool:
    """Radicals one by one, or in the order of the dictionary."""
    if len(radicals) < 3:
        return False
    in_order = [line[offset] for offset in radicals]
    return all(len(word[0]) == 1 for word in words) or all(
        first < second for first, second in pairwise(in_order)
    )
