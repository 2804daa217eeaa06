"""Readings of single characters, in pinyin and zhuyin: how they are written, and whose they are."""

import unicodedata
from functools import cache
from types import MappingProxyType
from typing import Literal, NamedTuple

from normalise.resources import read_data

Notation = Literal["pinyin", "plain", "zhuyin"]

_MARKS = {"\u0304": 1, "\u0301": 2, "\u030c": 3, "\u0306": 3, "\u0300": 4}
_ZHUYIN_MARKS = {"ˉ": 1, "ˊ": 2, "ˇ": 3, "ˋ": 4, "˙": 5}
_DIGITS = {"0": 5, "1": 1, "2": 2, "3": 3, "4": 4, "5": 5}

# Schoolbooks and their fonts write ɑ and ɡ; keyboards write v and u: for ü.
_SPELLINGS = str.maketrans({"ɑ": "a", "ɡ": "g", "v": "ü"})


class Reading(NamedTuple):
    """One syllable as it was written.

    `syllable` is pinyin in lower case without its tone; `tone` is 1 … 4, 5 for the neutral tone, or None
    where nothing says. `notation` is "pinyin" where a mark or digit tells the tone, else "plain".
    """

    syllable: str
    tone: int | None
    notation: Notation


class _Tables(NamedTuple):
    tones: MappingProxyType[str, tuple[str, ...]]
    zhuyin: MappingProxyType[str, str]


@cache
def _tables() -> _Tables:
    """Syllable → the characters read so in tones 1 to 5; zhuyin → syllable."""
    tones = {}
    zhuyin = {}
    lines = read_data("readings.tsv").decode("utf-8").splitlines()
    for line in lines:
        if line and not line.startswith("#"):
            syllable, phonetic, *characters = line.split("\t")
            tones[syllable] = tuple(characters)
            zhuyin[phonetic] = syllable
    return _Tables(MappingProxyType(tones), MappingProxyType(zhuyin))


def parse_reading(text: str) -> Reading | None:
    """Exactly one syllable, or None.

    >>> parse_reading("lǜ"), parse_reading("DAO3"), parse_reading("ㄉㄠˇ")
    (Reading(syllable='lü', tone=4, notation='pinyin'), Reading(syllable='dao', tone=3, notation='pinyin'), Reading(syllable='dao', tone=3, notation='zhuyin'))
    >>> parse_reading("max") is None
    True
    """
    if any("\u3105" <= letter <= "\u312f" for letter in text):
        return _parse_zhuyin(text)
    tone = None
    letters = []
    for letter in unicodedata.normalize("NFD", text.lower()):
        mark = _MARKS.get(letter)
        if mark is None:
            letters.append(letter)
        elif tone is None and letters:
            tone = mark
        else:
            return None
    if letters and letters[-1] in _DIGITS:
        if tone is not None:
            return None
        tone = _DIGITS[letters.pop()]
    syllable = unicodedata.normalize("NFC", "".join(letters)).replace("u:", "ü").translate(_SPELLINGS)
    if syllable not in _tables().tones:
        return None
    return Reading(syllable, tone, "plain" if tone is None else "pinyin")


def _parse_zhuyin(text: str) -> Reading | None:
    tone = 1
    if text[0] == "˙":
        tone, text = 5, text[1:]
    elif text[-1] in _ZHUYIN_MARKS:
        tone, text = _ZHUYIN_MARKS[text[-1]], text[:-1]
    syllable = _tables().zhuyin.get(text)
    return Reading(syllable, tone, "zhuyin") if syllable else None


def tones(character: str, syllable: str) -> tuple[int, ...]:
    """The tones in which this character of the Basic Multilingual Plane has this syllable as a reading.

    >>> tones("風", "feng"), tones("了", "le"), tones("導", "tao")
    ((1, 3, 4), (5,), ())
    """
    columns = _tables().tones.get(syllable, ())
    return tuple(tone for tone, characters in enumerate(columns, 1) if character in characters)


def is_reading(character: str, reading: Reading) -> bool:
    """Whether this is a true reading of the character. Where no tone is written, any will do.

    >>> is_reading("國", Reading("guo", 4, "pinyin")), is_reading("國", Reading("guo", None, "plain"))
    (False, True)
    """
    known = tones(character, reading.syllable)
    return bool(known) if reading.tone is None else reading.tone in known
