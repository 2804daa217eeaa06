"""Which glosses go: on a farm's page its own, and on demand all that are true."""

import unicodedata
from collections.abc import Iterator, Mapping

from normalise.edits import Edit
from normalise.language.patterns import compile_later
from normalise.language.pinyin import Reading, is_reading, parse_reading
from normalise.language.protect import Protection
from normalise.stages.ungloss.brackets import (
    HAN,
    Gloss,
    after_base,
    blank_after,
    blank_before,
    find_glosses,
    remove,
)
from normalise.stages.ungloss.signature import Signature

# Splicing bytes into GBK text leaves the trail byte of a damaged character as one of these before its gloss.
_DAMAGE = compile_later("[@-~€]")
_WORD = compile_later("[0-9A-Za-z]")

# What is not in the character set of a page is lost from it, or shown as one of these.
_NOT_ASCII = compile_later("[^\x00-\x7f]")
_LOST = ("", "?", "\ufffd")

_HAN_RUN = compile_later(f"[{HAN}]*\\Z")
_SEPARATORS = compile_later("[ \t\r\n\u00a0\u3000'’·-]+")
_MOST_SYLLABLES = 12
_LONGEST_SYLLABLE = 7  # zhuang3


def remove_glosses(text: str, signature: Signature, protection: Protection) -> Iterator[Edit]:
    """The edits, in order, that take a farm's glosses out of its page, or out of any run of whole lines of it.

    A gloss that is broken across two lines needs both in the run.

    True readings in the farm's notation go, whatever character they stand at. At a character of its list
    anything goes that is a reading gone wrong: another tone or none, another syllable with a tone, or letters
    lost. Other untrue readings stay, for who knows what they are.
    """
    damaged = {
        character: {_NOT_ASCII.sub(lost, letters) for letters in written for lost in _LOST}
        for character, written in signature.listed.items()
    }
    return (
        remove(
            text,
            gloss,
            after_base(text, gloss) if signature.blank_before else gloss.start,
            gloss.end + (signature.blank_after and blank_after(text, gloss)),
        )
        for gloss in find_glosses(text, protection)
        if _is_farms(text, gloss, signature, damaged)
    )


def _is_farms(text: str, gloss: Gloss, signature: Signature, damaged: Mapping[str, set[str]]) -> bool:
    character = text[gloss.base]
    if gloss.notation in signature.notations and gloss.true:
        return True
    if character in signature.listed:
        if gloss.letters in signature.listed[character] or gloss.letters in damaged[character]:
            return True
        if not gloss.readings:
            return False
        if (gloss.notation == "zhuyin") != ("zhuyin" in signature.notations):
            return False
        return gloss.near or gloss.notation in signature.notations - {"plain", "neutral"}
    return gloss.readings in signature.readings and _is_after_damage(text, gloss.base)


def _is_after_damage(text: str, base: int) -> bool:
    return _DAMAGE.match(text, base) is not None and (base == 0 or _WORD.match(text, base - 1) is None)


def remove_all(text: str, protection: Protection) -> Iterator[Edit]:
    """The edits that take out every true reading of the character, or of the characters, before it."""
    for gloss in find_glosses(text, protection):
        length = 1 if gloss.true else _spelt(text, gloss)
        if length and not protection.overlaps(gloss.base + 1 - length, gloss.end):
            yield remove(text, gloss, gloss.start - blank_before(text, gloss), gloss.end)


def _spelt(text: str, gloss: Gloss) -> int:
    """How many of the characters before the gloss are spelt by all of its letters; 0 for none."""
    end = gloss.base + 1
    characters = _HAN_RUN.search(text, max(end - _MOST_SYLLABLES, 0), end)
    assert characters is not None
    letters = _SEPARATORS.sub("", unicodedata.normalize("NFC", gloss.letters))
    known: dict[str, Reading | None] = {}
    ends = {len(letters)}
    for length, character in enumerate(reversed(characters[0]), 1):
        ends = {
            begin
            for end in ends
            for begin in range(max(end - _LONGEST_SYLLABLE, 0), end)
            if (reading := _look_up(letters[begin:end], known)) and is_reading(character, reading)
        }
        if 0 in ends:
            return length
    return 0


def _look_up(letters: str, known: dict[str, Reading | None]) -> Reading | None:
    if letters not in known:
        known[letters] = parse_reading(letters)
    return known[letters]
