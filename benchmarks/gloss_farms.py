"""Pages of invented content farms: an article, and the same with a farm's glosses put in."""

import random
import unicodedata
from collections import Counter
from functools import cache
from typing import Any, NamedTuple

import opencc
from pypinyin import Style, pinyin

from normalise.language import script

_ONE_BY_ONE = opencc.OpenCC("s2t", include_tofu_risk_dictionaries=False)
_STYLES = {
    "marks": Style.TONE,
    "numbers": Style.TONE3,
    "toneless": Style.NORMAL,
    "zhuyin": Style.BOPOMOFO,
}
_BRACKETS = ("()", "（）", "()", "（）", "（)", "[]", "［］", "【】", "〔〕")
_SCHOOL_LETTERS = str.maketrans("ag", "ɑɡ")
_CYRILLIC = str.maketrans("aeo", "аео")
_CARON_AS_BREVE = str.maketrans("ǎǐǒǔ", "ăĭŏŭ")


class Farm(NamedTuple):
    """How a farm glosses; see `make_farm` for the values."""

    traditional: bool
    kind: str  # of list: "two forms", "dense" or "any"
    listed: frozenset[str]
    slips: frozenset[str]  # of the listed, those that it glosses wrongly
    rate: float
    notation: str
    in_context: bool  # 為(wéi) and 為(wèi), each where it belongs; else one reading for each character
    several: bool  # 中(zhōng,zhòng)
    brackets: str
    padding: str
    letters: str
    umlaut: str
    wrap: int  # width of a hard-wrapped line, or 0


class Page(NamedTuple):
    """What the farm shows, what it was made of, and how many glosses it has."""

    text: str
    article: str
    glosses: int


@cache
def traditional(character: str) -> str:
    """One by one, so that the reading found for the Simplified character stays with its place."""
    return str(_ONE_BY_ONE.convert(character))


def one_by_one(run: str) -> Any:
    """What pypinyin is to make of characters that have no reading."""
    return list(run)


def by_frequency(lines: tuple[str, ...]) -> list[str]:
    """The characters of the lines, the commonest first."""
    counts = Counter("".join(lines))
    return [c for c, _ in counts.most_common() if "\u4e00" <= c <= "\u9fff"]


def make_farm(chance: random.Random, common: list[str]) -> Farm:
    """A farm of its own; `common` are Simplified characters, the commonest first."""
    kind = chance.choices(["two forms", "dense", "any"], [7, 2, 1])[0]
    two_forms = script.two_forms()
    pool = common[:500] if kind == "any" else [c for c in common[:1200] if c in two_forms]
    size = chance.randint(150, 200) if kind == "dense" else chance.randint(20, 140)
    listed = pool[:size] if kind == "dense" else chance.sample(pool[: 4 * size], min(size, len(pool)))
    notation = chance.choices(list(_STYLES), [5, 2, 2, 1])[0]
    return Farm(
        traditional=chance.random() < 0.6,
        kind=kind,
        listed=frozenset(listed),
        slips=frozenset(chance.sample(listed, chance.choices([0, 1], [9, 1])[0])),
        rate=chance.choice([1.0, 1.0, 1.0, 0.97, 0.9]),
        notation=notation,
        in_context=chance.random() < 0.3,
        several=chance.random() < 0.08,
        brackets=chance.choice(_BRACKETS),
        padding=chance.choices(["", " ", "\u3000", "before"], [8, 2, 1, 1])[0],
        letters=chance.choice(
            ["", "", "", "", "title", "upper", "school", "decomposed", "breve", "cyrillic", "wide"]
        ),
        umlaut=chance.choice(["ü", "v", "u:"]),
        wrap=chance.choice([0, 0, 0, 0, 28, 40]),
    )


def gloss(article: str, farm: Farm, chance: random.Random) -> Page:
    """The page that the farm makes of a Simplified article."""
    pieces: list[tuple[str, bool]] = []
    glosses = 0
    for line in article.splitlines(keepends=True):
        context = pinyin(line, style=_STYLES[farm.notation], neutral_tone_with_five=True, errors=one_by_one)
        for character, readings in zip(line, context, strict=True):
            pieces.append((traditional(character) if farm.traditional else character, False))
            if character in farm.listed and chance.random() < farm.rate:
                glosses += 1
                pieces += [(letter, True) for letter in _write(character, readings[0], farm)]
    return _wrap(pieces, farm.wrap, glosses)


def _write(character: str, in_context: str, farm: Farm) -> str:
    own = pinyin(
        character, style=_STYLES[farm.notation], heteronym=farm.several, neutral_tone_with_five=True
    )[0]
    reading = ",".join(own) if farm.several else in_context if farm.in_context else own[0]
    if character in farm.slips:  # the reading of its neighbour, in the order of radicals
        reading = pinyin(chr(ord(character) + 1), style=_STYLES[farm.notation], neutral_tone_with_five=True)[
            0
        ][0]
    reading = reading.replace("ü", farm.umlaut)
    match farm.letters:
        case "title":
            reading = reading.title()
        case "upper":
            reading = reading.upper()
        case "school":
            reading = reading.translate(_SCHOOL_LETTERS)
        case "decomposed":
            reading = unicodedata.normalize("NFD", reading)
        case "breve":
            reading = reading.translate(_CARON_AS_BREVE)
        case "cyrillic":
            reading = reading.translate(_CYRILLIC)
        case "wide" if farm.notation in {"numbers", "toneless"}:
            reading = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in reading)
    opening, closing = farm.brackets[0], farm.brackets[1]
    if farm.padding == "before":
        return f" {opening}{reading}{closing}"
    return f"{opening}{farm.padding}{reading}{farm.padding}{closing}"


def _wrap(pieces: list[tuple[str, bool]], width: int, glosses: int) -> Page:
    page: list[str] = []
    article: list[str] = []
    column = 0
    for letter, inserted in pieces:
        if width and column >= width and not unicodedata.combining(letter):
            page.append("\n")
            article.append("\n")
            column = 0
        page.append(letter)
        if not inserted:
            article.append(letter)
        column = 0 if letter == "\n" else column + 1
    return Page("".join(page), "".join(article), glosses)
