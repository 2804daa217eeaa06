"""Readings of single characters, in pinyin and zhuyin: how they are written, and whose they are."""

import unicodedata
from functools import cache
from types import MappingProxyType
from typing import Literal, NamedTuple

from normalise.language.patterns import compile_later
from normalise.resources import read_data

Notation = Literal["pinyin", "plain", "zhuyin"]

# Tones as letters bear them. Farms and keyboards write a breve or a circumflex for the caron, a tilde for the macron.
_MARKS = {
    "\u0304": 1,
    "\u0303": 1,
    "\u0301": 2,
    "\u030c": 3,
    "\u0306": 3,
    "\u0302": 3,
    "\u0300": 4,
}
# Tones that stand alone, after the syllable (the neutral one before it too).
_SIGNS = {"ˉ": 1, "ˊ": 2, "´": 2, "ˇ": 3, "ˋ": 4, "`": 4, "˙": 5} | {
    digit: int(digit) or 5 for digit in "012345"
}

# Letters of other blocks: those of schoolbooks and their fonts (ɑ, ɡ), Greek and Cyrillic ones that look the same,
# full-width ones, raised digits. Keyboards write v for ü.
_FULL_WIDTH = {chr(0xFEE0 + ord(letter)): letter for letter in "012345:abcdefghijklmnopqrstuwxyz"}
_RAISED = {raised: str(digit) for digit, raised in enumerate("⁰¹²³⁴⁵")}
_SPELLINGS = str.maketrans(_FULL_WIDTH | _RAISED) | str.maketrans("ɑαаеɡοорсухіıvｖ", "aaaegoopcyxiiüü")
# Where no ü can follow, ü is u; the letters l and n have both.
_NO_UMLAUT = compile_later("(?<=[jqxy])ü")
_EITHER = compile_later("^([ln])u(e?)$")

_ZHUYIN = compile_later("[\u3105-\u312f]")
# What is typed for ㄧ.
_I = str.maketrans("一丨", "ㄧㄧ")


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
    """Exactly one syllable, or None. Marks may be combining ones, and letters those that look the same.

    >>> parse_reading("lǜ"), parse_reading("DAO3"), parse_reading("ㄉㄠˇ")
    (Reading(syllable='lü', tone=4, notation='pinyin'), Reading(syllable='dao', tone=3, notation='pinyin'), Reading(syllable='dao', tone=3, notation='zhuyin'))
    >>> parse_reading("max") is None
    True
    """
    if _ZHUYIN.search(text):
        return _parse_zhuyin(text.translate(_I))
    tone = None
    letters: list[str] = []
    for letter in unicodedata.normalize("NFD", text.lower().translate(_SPELLINGS)):
        mark = _MARKS.get(letter) or _SIGNS.get(letter)
        if mark is None:
            letters.append(letter)
        elif tone is None and letters:
            tone = mark
        else:
            return None
    syllable = unicodedata.normalize("NFC", "".join(letters)).replace("u:", "ü")
    syllable = _NO_UMLAUT.sub("u", syllable)
    if (
        syllable not in _tables().tones
        and (syllable := _EITHER.sub(r"\1ü\2", syllable)) not in _tables().tones
    ):
        return None
    return Reading(syllable, tone, "plain" if tone is None else "pinyin")


def _parse_zhuyin(text: str) -> Reading | None:
    tone = 1
    if text[0] == "˙":
        tone, text = 5, text[1:]
    elif text[-1] in _SIGNS:
        tone, text = _SIGNS[text[-1]], text[:-1]
    syllable = _tables().zhuyin.get(text)
    return Reading(syllable, tone, "zhuyin") if syllable else None


def tones(character: str, syllable: str) -> tuple[int, ...]:
    """The tones in which this character of the Basic Multilingual Plane has this syllable as a reading.

    >>> tones("風", "feng"), tones("了", "le"), tones("導", "tao")
    ((1, 3, 4), (5,), ())
    """
    columns = _tables().tones.get(syllable, ())
    return tuple(tone for tone, characters in enumerate(columns, 1) if character in characters)


def has_syllable(character: str, reading: Reading) -> bool:
    """Whether the syllable is one of the character's, in whatever tone; lu and nu may stand for lü and nü.

    >>> has_syllable("國", Reading("guo", 4, "pinyin")), has_syllable("女", Reading("nu", None, "plain"))
    (True, True)
    """
    return bool(_known(character, reading.syllable))


def is_reading(character: str, reading: Reading) -> bool:
    """Whether this is a true reading of the character. Where no tone is written, any will do.

    >>> is_reading("國", Reading("guo", 4, "pinyin")), is_reading("國", Reading("guo", None, "plain"))
    (False, True)
    """
    known = _known(character, reading.syllable)
    return bool(known) if reading.tone is None else reading.tone in known


def _known(character: str, syllable: str) -> tuple[int, ...]:
    return tones(character, syllable) or (
        tones(character, _EITHER.sub(r"\1ü\2", syllable)) if _EITHER.match(syllable) else ()
    )
