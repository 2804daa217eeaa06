"""Ungloss: 導(dǎo)言 → 導言, where a content farm put the readings in.

Farms gloss the characters of a list each time they occur, so that copies of an article can't be found, and
their lists are of characters that have a Traditional and a Simplified form. People gloss too: a rare
character, a new word of a lesson, every character of a children's book. Theirs stays, so a document has to
carry the farm's signature before anything is taken out.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from math import log
from typing import NamedTuple

from normalise.edits import Edit, Rewrite, rewrite, unchanged
from normalise.facts import Facts
from normalise.language import script
from normalise.language.pinyin import Reading, is_reading, parse_reading, tones
from normalise.language.protect import Protection
from normalise.options import Options

_LETTER = "A-Za-zÀ-ÖØ-öø-ʯḀ-ỿ\u0300-\u030f"
_SINGLE = re.compile(f"[(（][ \u3000]?([{_LETTER}:]{{1,12}}[0-5]?|[ㄅ-ㄯˉˊˇˋ˙]{{1,5}})[ \u3000]?[)）]")
_SEVERAL = re.compile(
    f"[(（][ \u3000]?([{_LETTER}0-5:'’·\\- ]{{1,80}}|[ㄅ-ㄯˉˊˇˋ˙ \u3000]{{1,40}})[ \u3000]?[)）]"
)
_SEPARATORS = re.compile("[ \u3000'’·-]+")
_HAN_RUN = re.compile("[\u3400-\u9fff]*\\Z")
_HAN = re.compile("[\u3400-\u9fff]")
_MOST_SYLLABLES = 12
_LONGEST_SYLLABLE = 7  # zhuang3

# Splicing bytes into GBK text leaves the trail byte of a damaged character as one of these before its gloss.
_DAMAGE = re.compile("[@-~€]")
_WORD = re.compile("[0-9A-Za-z]")

# A document that speaks of readings has its own reasons to give them.
_ABOUT_READINGS = ("拼音", "注音", "读音", "讀音", "声调", "聲調", "多音字", "生字", "字典", "词典", "詞典")

# The signature is a sum of natural logarithms of likelihood ratios, farm against human hand.
_FEWEST = 8  # glosses, below which there is no telling
_DENSEST = 0.6  # share of the characters of a line; a children's book glosses all
_PRIOR = -6.0
_TWO_FORMS = log(0.93 / 0.4)  # 36 % of the common characters have two forms; of a farm's list nearly all
_ONE_FORM = log(0.07 / 0.6)
_WORST_FORMS = log(0.05)  # some lists may be of other characters
_AGAIN = log(0.95 / 0.15)  # one more occurrence, glossed again: a reader does not need it
_MISSED = log(0.05 / 0.85)  # one more occurrence, not glossed
_BY_POLICY = log(100)  # but one human in so many glosses each time, and then every time
_HUNDREDS = log(1_000_000)  # though hardly the same characters hundreds of times
_OTHER_READING = log(0.05)
_ABOUT = log(0.05)  # for each such word in the document
_MOST_ABOUT = 3


class _Gloss(NamedTuple):
    start: int  # of the bracket
    end: int
    base: int  # where the glossed character stands; brackets that follow one another share it
    reading: Reading
    style: str  # the reading's notation, or "neutral": one without a mark because its tone has none


def ungloss(text: str, options: Options, protection: Protection, facts: Facts | None = None) -> Rewrite:
    """Remove the glosses of content farms; with `glosses="remove"` all true readings, with "keep" none.

    A gloss is a true reading of the one character before it, in brackets of either width.

    >>> ungloss("導(dǎo)言", Options(), Protection()).text
    '導(dǎo)言'
    >>> ungloss("導(dǎo)言（max）", Options(glosses="remove"), Protection()).text
    '導言（max）'
    """
    if options.glosses == "keep" or _SEVERAL.search(text) is None:
        return unchanged(text)
    if options.glosses == "remove":
        return rewrite(text, _remove_all(text, protection))
    glosses = _find(text, protection)
    true = [gloss for gloss in glosses if _is_true(text, gloss)]
    styles = set(facts.glosses if facts else _signature(text, true, protection))
    if not styles:
        return unchanged(text)
    if styles & {"pinyin", "plain"}:
        styles.add("neutral")
    removed = [gloss for gloss in true if gloss.style in styles]
    readings = {gloss.reading for gloss in removed}
    removed += [
        gloss for gloss in glosses if gloss.reading in readings and _is_after_damage(text, gloss.base)
    ]
    return rewrite(text, (_edit(gloss) for gloss in removed))


def has_glosses(text: str) -> bool:
    """Whether anything in the text looks like a gloss."""
    return _SINGLE.search(text) is not None


def find_signature(text: str, protection: Protection) -> frozenset[str]:
    """The notations of the glosses that a content farm put into this text; none, if none did."""
    true = [gloss for gloss in _find(text, protection) if _is_true(text, gloss)]
    return _signature(text, true, protection)


def _signature(text: str, true: Sequence[_Gloss], protection: Protection) -> frozenset[str]:
    if len(true) < _FEWEST:
        return frozenset()
    styles = ("pinyin", "plain", "zhuyin")
    return frozenset(style for style in styles if _has_signature(text, true, style, protection))


def _edit(gloss: _Gloss) -> Edit:
    rule = "ungloss/zhuyin" if gloss.style == "zhuyin" else "ungloss/pinyin"
    return Edit(gloss.start, gloss.end, "", rule)


def _find(text: str, protection: Protection) -> list[_Gloss]:
    """Every syllable in brackets with something before it, in order, true or not."""
    glosses: list[_Gloss] = []
    for match in _SINGLE.finditer(text):
        start, end = match.span()
        reading = parse_reading(match[1])
        if reading is None or start == 0:
            continue
        base = glosses[-1].base if glosses and glosses[-1].end == start else start - 1
        if protection.overlaps(base, end):
            continue
        style: str = reading.notation
        if style == "plain" and 5 in tones(text[base], reading.syllable):
            style = "neutral"
        glosses.append(_Gloss(start, end, base, reading, style))
    return glosses


def _is_true(text: str, gloss: _Gloss) -> bool:
    return is_reading(text[gloss.base], gloss.reading)


def _is_after_damage(text: str, base: int) -> bool:
    return _DAMAGE.match(text, base) is not None and (base == 0 or _WORD.match(text, base - 1) is None)


def _has_signature(text: str, true: Sequence[_Gloss], style: str, protection: Protection) -> bool:
    """Whether the glosses of one style are a farm's."""
    readings = {gloss.base: gloss.reading for gloss in true if gloss.style == style}
    if len(readings) < _FEWEST:
        return False
    glossed = Counter(text[base] for base in readings)
    again = {character: count - 1 for character, count in glossed.items() if count > 1}
    if sum(again.values()) < 2 or len(again) < 2 or _density(text, sorted(readings)) > _DENSEST:
        return False
    return _weigh(text, readings, glossed, protection) > 0


def _weigh(text: str, readings: dict[int, Reading], glossed: Counter[str], protection: Protection) -> float:
    """How much likelier a farm is than a human hand, as a logarithm."""
    occurring = Counter[str]()
    for start, end in protection.gaps(0, len(text)):
        occurring.update(text[start:end])
    two_forms = script.two_forms()
    forms = sum(_TWO_FORMS if character in two_forms else _ONE_FORM for character in glossed)
    total, distinct = len(readings), len(glossed)
    missed = sum(occurring[character] for character in glossed) - total
    repetition = (total - distinct) * _AGAIN + missed * _MISSED
    by_hundreds = total >= 100 and total >= 5 * distinct
    usual: dict[str, Counter[Reading]] = {}
    for base, reading in readings.items():
        usual.setdefault(text[base], Counter())[reading] += 1
    unusual = total - sum(counts.most_common(1)[0][1] for counts in usual.values())
    about = min(sum(word in text for word in _ABOUT_READINGS), _MOST_ABOUT)
    return (
        _PRIOR
        + max(forms, _WORST_FORMS)
        + min(repetition, _HUNDREDS if by_hundreds else _BY_POLICY)
        + unusual * _OTHER_READING
        + about * _ABOUT
    )


def _density(text: str, bases: Sequence[int]) -> float:
    """Of the characters in lines with glosses, the share that is glossed."""
    characters = 0
    position = 0
    for line in script.lines_with(_SINGLE, text):
        while position < len(bases) and bases[position] < line.start:
            position += 1
        if position < len(bases) and bases[position] < line.end:
            characters += len(_HAN.findall(line.text))
    return len(bases) / max(characters, 1)


def _remove_all(text: str, protection: Protection) -> list[Edit]:
    """Every true reading of the character, or characters, before it."""
    edits: list[Edit] = []
    base_end = last_end = 0
    for match in _SEVERAL.finditer(text):
        start, end = match.span()
        base_end = base_end if last_end == start else start
        last_end = end
        characters = _HAN_RUN.search(text, max(base_end - _MOST_SYLLABLES, 0), base_end)
        assert characters is not None
        length = _spelt(characters[0], match[1])
        if length and not protection.overlaps(base_end - length, end):
            zhuyin = any("\u3105" <= letter <= "\u312f" for letter in match[1])
            edits.append(Edit(start, end, "", "ungloss/zhuyin" if zhuyin else "ungloss/pinyin"))
    return edits


def _spelt(characters: str, letters: str) -> int:
    """How many of the last characters are spelt by all of the letters; 0 for none."""
    letters = _SEPARATORS.sub("", unicodedata.normalize("NFC", letters))
    ends = {len(letters)}
    for length, character in enumerate(reversed(characters), 1):
        ends = {
            begin
            for end in ends
            for begin in range(max(end - _LONGEST_SYLLABLE, 0), end)
            if (reading := parse_reading(letters[begin:end])) and is_reading(character, reading)
        }
        if 0 in ends:
            return length
    return 0
