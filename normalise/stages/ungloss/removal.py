"""Which glosses go: on a farm's page its own, and on demand all that are true."""

import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from heapq import merge

from normalise.edits import Edit, Rewrite
from normalise.language.patterns import compile_later
from normalise.language.pinyin import Reading, is_reading, parse_reading
from normalise.language.protect import Protection
from normalise.stages.ungloss.brackets import (
    HAN,
    Gloss,
    Kind,
    after_base,
    blank_after,
    blank_before,
    find_glosses,
    remove,
)
from normalise.stages.ungloss.page import Page
from normalise.stages.ungloss.reading import LongPage
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


def edits_of_glosses(page: Page, signature: Signature) -> Iterator[Edit]:
    """The edits, in order, that take a farm's glosses out of its page, or out of any run of whole lines of it.

    A gloss that is broken across two lines needs both in the run.

    True readings in the farm's notation go, whatever character they stand at. At a character of its list
    anything goes that is a reading gone wrong: another tone or none, another syllable with a tone, or letters
    lost. Other untrue readings stay, for who knows what they are.
    """
    farm = _Farm(signature)
    rules = farm.rules_of_simple(page)
    simple = (
        Edit(base + 1, end + (signature.blank_after and blank_after(page.text, end)), "", rules[written])
        for base, written in page.find_simple(rules)
        for end in (base + len(written),)
    )
    return merge(simple, farm.edits_of_odd(page))


def remove_glosses(pages: Iterable[Page], signature: Signature) -> Rewrite:
    """The text of the pages, which follow one another, without what `edits_of_glosses` takes out; it has no edits.

    A gloss that occurs a hundred times is looked at once.
    """
    farm = _Farm(signature)
    texts: list[str] = []
    counts = Counter[str]()
    for page in pages:
        if signature.blank_after:
            for part in page.parts():
                texts += _make(part, edits_of_glosses(part, signature), counts)
        else:
            texts += _take_out(page, farm, counts)
    return Rewrite("".join(texts), dict(counts))


class _Farm:
    """The farm whose signature it is; what is asked of it about a gloss that is no whole reading, it remembers."""

    def __init__(self, signature: Signature) -> None:
        self.signature = signature
        self._damaged: dict[str, set[str]] = {}

    def rules_of_simple(self, page: Page) -> dict[str, str]:
        """The simple glosses that are the farm's, as they are written, and by which rule each goes."""
        return {
            written: kind.rule
            for written in page.times
            if (kind := page.kinds.get(written)) and self._has(kind)
        }

    def edits_of_odd(self, page: Page) -> Iterator[Edit]:
        """The edits, in order, that take out the others."""
        text, signature = page.text, self.signature
        return (
            remove(
                text,
                gloss,
                after_base(text, gloss) if signature.blank_before else gloss.start,
                gloss.end + (signature.blank_after and blank_after(text, gloss.end)),
            )
            for gloss in page.odd
            if self._has(gloss.kind) or self._has_at_damage(text, gloss)
        )

    def _has(self, kind: Kind) -> bool:
        notations, listed = self.signature.notations, self.signature.listed
        if kind.notation in notations and kind.true:
            return True
        if kind.character not in listed:
            return False
        if kind.letters in listed[kind.character] or kind.letters in self._damage(kind.character):
            return True
        if not kind.readings or (kind.notation == "zhuyin") != ("zhuyin" in notations):
            return False
        return kind.near or kind.notation in notations - {"plain", "neutral"}

    def _has_at_damage(self, text: str, gloss: Gloss) -> bool:
        """Is it a gloss of the farm's whose character was damaged?"""
        return (
            gloss.kind.character not in self.signature.listed
            and gloss.kind.readings in self.signature.readings
            and _DAMAGE.match(text, gloss.base) is not None
            and (gloss.base == 0 or _WORD.match(text, gloss.base - 1) is None)
        )

    def _damage(self, character: str) -> set[str]:
        """How the letters of a character of the list look when some are lost."""
        if character not in self._damaged:
            written = self.signature.listed[character]
            self._damaged[character] = {
                _NOT_ASCII.sub(lost, letters) for letters in written for lost in _LOST
            }
        return self._damaged[character]


def _take_out(page: Page, farm: _Farm, counts: Counter[str]) -> list[str]:
    """The pieces of the page without the farm's glosses."""
    rules, times = farm.rules_of_simple(page), page.times
    is_bare = len(rules) == len(times) and not page.protected and not any(farm.edits_of_odd(page))
    if not is_bare and isinstance(page, LongPage):
        return [piece for part in page.parts() for piece in _take_out(part, farm, counts)]
    for written, rule in rules.items():
        counts[rule] += times[written]
    if is_bare:
        return [page.bare]
    pieces = list(page.pieces)
    gone = {written: written[0] for written in rules}
    pieces[1::2] = map(gone.get, page.simple, page.simple)
    for index in page.protected:
        pieces[2 * index + 1] = page.simple[index]
    # The others stand between the simple ones; they go from the last to the first, so that each is where it was.
    for edit in sorted(farm.edits_of_odd(page), reverse=True):
        index = bisect_right(page.offsets, edit.start) - 1
        piece, start = pieces[index], page.offsets[index]
        pieces[index] = piece[: edit.start - start] + edit.after + piece[edit.end - start :]
        counts[edit.rule] += 1
    return pieces


def _make(page: Page, edits: Iterable[Edit], counts: Counter[str]) -> list[str]:
    """The pieces of the page with the edits made."""
    pieces: list[str] = []
    position = page.start
    for edit in edits:
        pieces += (page.text[position : edit.start], edit.after)
        position = edit.end
        counts[edit.rule] += 1
    return [*pieces, page.text[position : page.end]]


def remove_all(text: str, protection: Protection) -> Iterator[Edit]:
    """The edits that take out every true reading of the character, or of the characters, before it."""
    for gloss in find_glosses(text, protection):
        length = 1 if gloss.kind.true else _spelt(text, gloss)
        if length and not protection.overlaps(gloss.base + 1 - length, gloss.end):
            yield remove(text, gloss, gloss.start - blank_before(text, gloss), gloss.end)


def _spelt(text: str, gloss: Gloss) -> int:
    """How many of the characters before the gloss are spelt by all of its letters; 0 for none."""
    end = gloss.base + 1
    characters = _HAN_RUN.search(text, max(end - _MOST_SYLLABLES, 0), end)
    assert characters is not None
    letters = _SEPARATORS.sub("", unicodedata.normalize("NFC", gloss.kind.letters))
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
