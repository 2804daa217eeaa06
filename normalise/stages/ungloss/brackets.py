"""Brackets that hold what may be readings of the character before them."""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from normalise.edits import Edit
from normalise.language.patterns import compile_later
from normalise.language.pinyin import Reading, has_syllable, is_reading, parse_reading, tones
from normalise.language.protect import Protection

BLANKS = " \t\u00a0\u3000"
_SPACE = BLANKS + "\r\n"
HAN = "\u3007\u3400-\u9fff"
_SEPARATORS = ",，、/／;；|"
# Latin letters with what they bear, those of other blocks that look the same, tones by number and by sign,
# zhuyin with what is typed for ㄧ, and what stands for a letter that was lost.
_LETTERS = (
    "A-Za-zÀ-ÖØ-öø-ʯḀ-ỿ\u0300-\u030fＡ-Ｚａ-ｚαаеорсухіАЕОРСУХІ"
    "0-5０-５⁰¹²³⁴⁵ˉˊˇˋ˙´`:：\u3105-\u312f一丨?\ufffd"
)
_KINDS = ("(（)）", "[［]］", "【】", "〔〕")
_KIND = {bracket: kind for kind, brackets in enumerate(_KINDS) for bracket in brackets}
# The insides of classes: what may begin a gloss, end it, and be in it.
OPENING, CLOSING = r"(（\[［【〔", r")）\]］】〕"
INSIDE_LINE = rf"{_LETTERS}{_SEPARATORS}{BLANKS}'’·-"
INSIDE = rf"\r\n{INSIDE_LINE}"
BRACKETS = compile_later(rf"[{OPENING}]([{INSIDE}]{{1,80}}+)[{CLOSING}]")
# With the indentation of the next line; one blank may be the padding of a bracket.
_NEWLINE = compile_later(f"(?:\r\n?|\n)(?:[{BLANKS}]{{2,}})?")
# What may stand between a bracket and its character, and between brackets.
_ADJOINING = compile_later(f"[{BLANKS}]?(?:[{BLANKS}]*(?:\r\n?|\n)[{BLANKS}]*)?")
_NO_LETTERS = compile_later(f"[{BLANKS}\r\n]+")
_SEVERAL = compile_later(f"[{_SEPARATORS}]")
_HAN = compile_later(f"[{HAN}]")
_ZHUYIN = compile_later("[\u3105-\u312f]")

# From a bracket back to its character, where a line was broken between them, and then indented.
_FARTHEST = 16


class Kind(NamedTuple):
    """What a gloss says of which character. A farm's page has a hundred kinds, each a dozen times.

    `readings` are one syllable, or several between separators, and empty where the letters are no syllable;
    `true` says that all are the character's, `near` that they are but for the tone. `notation` is the readings',
    or "neutral" for one without a mark because its tone has none. `rule` is the one by which it goes, if it does.
    """

    character: str
    letters: str
    readings: tuple[Reading, ...]
    notation: str
    true: bool
    near: bool
    rule: str


class Gloss(NamedTuple):
    """A bracket, `text[start:end]`, and the place of the character before it, `text[base]`.

    Brackets that follow one another share that character. `broken` says that a line ends within the gloss or
    before it.
    """

    start: int
    end: int
    base: int
    kind: Kind
    broken: bool


def has_brackets(text: str) -> bool:
    """The cheap test: is there any bracket with nothing but letters that readings are written in?

    >>> has_brackets("導(dǎo)言"), has_brackets("會議（下午）在[7]樓(B座)舉行(99)")
    (True, False)
    """
    return BRACKETS.search(text) is not None


def find_glosses(text: str, protection: Protection) -> Iterator[Gloss]:
    """Every bracket that may be a gloss of what stands before it, true or not, in order."""
    base = last_end = -1
    for match in BRACKETS.finditer(text):
        start, end = match.span()
        if not is_pair(text[start], text[end - 1]):
            continue
        if last_end < 0 or not are_adjoining(text, last_end, start):
            base = find_base(text, start)
        last_end = end
        if gloss := as_gloss(text, start, end, base, protection):
            yield gloss


def is_pair(opening: str, closing: str) -> bool:
    """Are they of one kind? One may be full-width and the other not."""
    return _KIND[opening] == _KIND[closing]


def are_adjoining(text: str, end: int, start: int) -> bool:
    """Does a bracket at `start` follow what ends at `end`, with no more than blanks and one end of line between?"""
    return _ADJOINING.fullmatch(text, end, start) is not None


def as_gloss(text: str, start: int, end: int, base: int, protection: Protection) -> Gloss | None:
    """The bracket `text[start:end]` as a gloss of the character at `base`, if it can be one."""
    letters = text[start + 1 : end - 1]
    broken = "\n" in letters or "\r" in letters
    if base < 0 or protection.overlaps(base, end) or (broken and len(_NEWLINE.findall(letters)) > 1):
        return None
    gap = text[base + 1 : start] if start - base <= _FARTHEST else ""
    return Gloss(start, end, base, read_kind(text[base], letters), broken or "\n" in gap or "\r" in gap)


def remove(text: str, gloss: Gloss, start: int, end: int) -> Edit:
    """The edit that takes out `text[start:end]`, the gloss and the blanks around it; an end of line stays."""
    after = "".join(_NEWLINE.findall(text, start, end)) if gloss.broken else ""
    return Edit(start, end, after, gloss.kind.rule)


def after_base(text: str, gloss: Gloss) -> int:
    """Where the gloss begins, with what blanks and what end of line stand between it and its character."""
    first = gloss.base + 1
    near = gloss.start - first < _FARTHEST
    return first if near and not text[first : gloss.start].strip(_SPACE) else gloss.start


def blank_before(text: str, gloss: Gloss) -> bool:
    """Whether one blank stands between the gloss and its character."""
    return gloss.start == gloss.base + 2 and text[gloss.start - 1] in BLANKS


def blank_after(text: str, end: int) -> bool:
    """Whether one blank stands between a gloss that ends here and the next Chinese character."""
    return text[end : end + 1] in {" ", "\u00a0"} and _HAN.match(text, end + 1) is not None


def find_base(text: str, start: int) -> int:
    """Where the character stands that a bracket at `start` would gloss, or -1.

    Right before it, or with one blank or one end of line between, and then it has to be Chinese.
    """
    if start and text[start - 1] not in _SPACE:
        return start - 1
    before = text[max(start - _FARTHEST, 0) : start]
    length = len(before.rstrip(_SPACE))
    base = start - len(before) + length - 1
    return base if length and _ADJOINING.fullmatch(before, length) and _HAN.match(text, base) else -1


# Farms gloss by a list, the same on each of their pages.
@lru_cache(1 << 12)
def read_kind(character: str, letters: str) -> Kind:
    """What a bracket with these letters says of the character before it."""
    readings = _read(letters)
    true = bool(readings) and all(is_reading(character, reading) for reading in readings)
    near = bool(readings) and all(has_syllable(character, reading) for reading in readings)
    rule = "ungloss/zhuyin" if _ZHUYIN.search(letters) else "ungloss/pinyin"
    return Kind(character, letters, readings, _name_notation(character, readings), true, near, rule)


@lru_cache(1 << 12)
def read_simple(written: str) -> Kind | None:
    """What a character says that has its bracket right behind it; None if the brackets are no pair.

    >>> read_simple("導(dǎo)").true, read_simple("導(dǎo]")
    (True, None)
    """
    return read_kind(written[0], written[2:-1]) if is_pair(written[1], written[-1]) else None


def _read(letters: str) -> tuple[Reading, ...]:
    """The readings between separators, all of them or none."""
    readings = tuple(
        parse_reading(part) if part else None for part in _SEVERAL.split(_NO_LETTERS.sub("", letters))
    )
    return () if None in readings else readings  # type: ignore[return-value]


def _name_notation(character: str, readings: tuple[Reading, ...]) -> str:
    notations = {reading.notation for reading in readings}
    for notation in ("pinyin", "zhuyin"):
        if notation in notations:
            return notation
    if len(readings) == 1 and 5 in tones(character, readings[0].syllable):
        return "neutral"
    return "plain"
