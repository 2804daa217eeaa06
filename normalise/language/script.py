"""Characters that tell what script a text is in.

Evidence is a character that only one script writes. Most characters are common to all; some (后 里 干,
乾 於 徵) are one script's form of one word and every script's form of another, and say nothing.
"""

import json
import re
from functools import cache
from typing import NamedTuple

from normalise.language.patterns import compile_later
from normalise.resources import read_data

_HAN = compile_later("[\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
# Without ・ ー ヽ ゝ and their like, which Chinese uses as dots, dashes and faces.
_KANA = compile_later("[ぁ-ゖァ-ヺｦ-ｯｱ-ﾝ]")

# Words of function that Japanese and hanja do not write; 的 了 是 outside the compounds that they share. Both
# forms of each, so that converting the line loses no evidence.
_FUNCTION = "[你妳您她們们嗎吗很說说讓让哪呢吧啊麼么]|[沒没]有|(?<!目)的(?![ぁ-ゖァ-ヺ中確])|(?<![終完修魅満])了(?![解承])|是(?![非正認])"


class _Tables(NamedTuple):
    traditional: str
    simplified: str
    shared_traditional: str
    shared_simplified: str
    simplified_in_japan_too: str
    japanese: str


@cache
def _tables() -> _Tables:
    table = json.loads(read_data("script.json"))
    return _Tables(**{name: table[name] for name in _Tables._fields})


def _class(characters: str) -> re.Pattern[str]:
    return re.compile(f"[{characters}]")


def _expand(ranges: str) -> set[str]:
    """The characters that a class names."""
    characters: set[str] = set()
    for match in re.finditer("(.)(?:-(.))?", ranges):
        characters.update(map(chr, range(ord(match[1]), ord(match[2] or match[1]) + 1)))
    return characters


def only_traditional() -> str:
    """The characters that only Traditional text writes, as they stand inside the brackets of a pattern."""
    return _tables().traditional


@cache
def traditional() -> re.Pattern[str]:
    """Any one character that only Traditional text writes."""
    return _class(_tables().traditional)


@cache
def simplified() -> re.Pattern[str]:
    """Any one character that only Simplified text writes (some of them stand in Japanese too)."""
    return _class(_tables().simplified)


@cache
def shared_traditional() -> re.Pattern[str]:
    """Any one character that is Traditional for one word, and stands in Simplified text for another: 乾 徵 於."""
    return _class(_tables().shared_traditional)


@cache
def shared_simplified() -> re.Pattern[str]:
    """Any one character that is Simplified for one word, and stands in Traditional text for another: 后 里 干."""
    return _class(_tables().shared_simplified)


@cache
def two_forms() -> frozenset[str]:
    """Every character whose Traditional and Simplified forms differ, in either form."""
    tables = _tables()
    return frozenset(
        _expand(tables.traditional + tables.simplified + tables.shared_traditional + tables.shared_simplified)
    )


@cache
def japanese() -> re.Pattern[str]:
    """Any one character that only Japanese writes."""
    return _class(_tables().japanese)


@cache
def foreign() -> re.Pattern[str]:
    """Any one character that Chinese has not, and Japanese or Korean has."""
    return re.compile(f"{_KANA.pattern[:-1]}\uac00-\ud7a3曜{_tables().japanese}]")


@cache
def chinese() -> re.Pattern[str]:
    """What rules out that a stretch without kana is Japanese, and without hangul Korean."""
    tables = _tables()
    only = "".join(sorted(_expand(tables.simplified) - _expand(tables.simplified_in_japan_too)))
    return re.compile(f"[{only}]|{_FUNCTION}")


def kana() -> re.Pattern[str]:
    """Any one kana that Chinese does not use as a sign."""
    return _KANA


def han() -> re.Pattern[str]:
    """Any one Chinese character."""
    return _HAN


def has_han(text: str) -> bool:
    """Whether there is any Chinese character at all."""
    return _HAN.search(text) is not None


def has_traditional(text: str) -> bool:
    """Whether there is a character that only Traditional text writes.

    >>> has_traditional("王丙乾"), has_traditional("關於")
    (False, True)
    """
    return traditional().search(text) is not None


def has_simplified(text: str) -> bool:
    """Whether there is a character that only Simplified text writes."""
    return simplified().search(text) is not None


def weigh(text: str) -> tuple[int, int]:
    """How many characters are Traditional only, and how many Simplified only."""
    return len(traditional().findall(text)), len(simplified().findall(text))
