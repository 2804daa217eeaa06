"""Which stretches of a text are converted, and how far.

A line is converted if it has characters that only the other script writes; in a document that is in the other
script, also if it has none of either.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache, cached_property
from itertools import chain, islice
from typing import NamedTuple

from normalise.facts import Facts
from normalise.language import script
from normalise.language.lines import Line, lines_at, lines_with
from normalise.language.patterns import compile_for
from normalise.language.protect import Protection
from normalise.stages.convert.dictionary import HANS
from normalise.stages.convert.readings import Table, load_table

_CONFIGURATIONS = {"hans": HANS, "hant": "s2t", "hant-tw": "s2tw", "hant-hk": "s2hk"}

# A document is in the other script if it shows so much evidence, and so many times that of the target.
_ENOUGH = 5
_DOMINANT = 10
# Nearly every text that is in the other script shows so among so many hints.
_FIRST = 8
# Where less than one character in so many is a hint, the hints alone are looked at.
_SPARSE = 200

# Long stretches are converted in blocks of about so many characters.
_BLOCK = 1 << 15

# Simplified text that speaks of the other forms means them.
ABOUT_FORMS = re.compile("[繁简異异旧正][体體]|[簡舊]體")

# A selector that asks for a form of the character before it, which is gone once that is converted.
_SELECTORS = "\ufe00-\ufe0e\U000e0100-\U000e01ef"
_NOTHING = re.compile("(?!)")


@dataclass(frozen=True)
class Target:
    """What conversion to one script looks for; patterns that few texts need are compiled when they are."""

    configuration: str
    hint: re.Pattern[str]  # what a text must have to be looked at: what is needed, and more
    table: Table

    @cached_property
    def needed(self) -> re.Pattern[str]:
        """Characters that only the other script writes."""
        return script.traditional() if self.configuration == HANS else script.simplified()

    @cached_property
    def done(self) -> re.Pattern[str]:
        """Characters that only this script writes."""
        return script.simplified() if self.configuration == HANS else script.traditional()

    @cached_property
    def proves_nothing(self) -> frozenset[str]:
        """Of the hints, those that both scripts write."""
        return frozenset(self.table.shared) if self.configuration == HANS else frozenset()

    @cached_property
    def unusual(self) -> frozenset[str]:
        """Those of the shared ones that are evidence where nothing contradicts it."""
        return frozenset(self.table.unusual)

    @cached_property
    def shared(self) -> re.Pattern[str]:
        """Characters that conversion changes, and that this script writes for some words."""
        return _class(self.table.shared)

    @cached_property
    def ambiguous(self) -> re.Pattern[str]:
        """Any character with readings."""
        return _class("".join(self.table.readings))

    @cached_property
    def undecided(self) -> re.Pattern[str]:
        """What the dictionary can't decide: characters with readings, and selectors."""
        return _class("".join((*self.table.readings, _SELECTORS))) if self.table.readings else _NOTHING

    @cached_property
    def done_or_undecided(self) -> str:
        """A pattern for both, since to search is what takes the time; the commonest only where it may matter."""
        if not self.table.readings:
            return self.done.pattern
        return f"{self.done.pattern[:-1]}{''.join(self.table.readings)}{_SELECTORS}]{self.table.rest}"


class Extent(Enum):
    """How much of a stretch is converted."""

    WHOLE = "everything"
    MIXED = "everything, but shared characters only in clauses that are not in the wanted script"
    EVIDENT = "only characters that in this word no one writes in the wanted script"
    NEUTRAL = "the same, of more characters, since nothing is in the wanted script"


class Stretch(NamedTuple):
    """A stretch to convert, and the places in the text that the dictionary can't decide."""

    start: int
    end: int
    extent: Extent
    undecided: Sequence[int] = ()


def _class(characters: str) -> re.Pattern[str]:
    return re.compile(f"[{characters}]") if characters else _NOTHING


@cache
def load_target(to: str) -> Target:
    """What conversion to this script looks for; `to` is a value of the option."""
    configuration = _CONFIGURATIONS[to]
    if configuration != HANS:
        shared = script.shared_simplified().pattern[1:-1]
        return Target(configuration, script.simplified(), Table({}, frozenset(), shared, "", ""))
    table = load_table()
    changed = "".join(
        character for character, reading in table.readings.items() if reading.usual != character
    )
    return Target(configuration, _class(script.only_traditional() + table.unusual + changed), table)


def survey(texts: Sequence[str], protect: Callable[[str], Protection], to: str) -> tuple[bool, bool]:
    """Of a document in parts: is it in the other script, and is there anything in the wanted one?

    `protect` finds what is protected in a part; it is only asked where the answer may hang on that.
    """
    target = load_target(to)
    needed = sum(len(target.needed.findall(text)) for text in texts)
    done = sum(len(target.done.findall(text)) for text in texts)
    if needed < _ENOUGH or done > _DOMINANT * needed:
        return False, done > 0
    unprotected_needed = unprotected_done = 0
    for text in texts:
        gaps = list(protect(text).gaps(0, len(text)))
        unprotected_needed += _count(target.needed, text, gaps)
        unprotected_done += _count(target.done, text, gaps)
    return unprotected_needed >= max(_ENOUGH, _DOMINANT * unprotected_done), done > 0


def has_work(text: str, target: Target) -> bool:
    """Whether there is anything to look at: the one search that a text in the wanted script costs."""
    return target.hint.search(text) is not None


def find_stretches(
    text: str, protection: Protection, target: Target, facts: Facts | None = None, *, by_line: bool
) -> Iterator[Stretch]:
    """The stretches to convert, in order, whole lines all of them; `by_line`: none of more than one line."""
    found = target.hint.finditer(text)
    hints = [match.start() for match in islice(found, _FIRST)]
    known = facts and facts.other_script
    if known or (known is None and _are_evident(hints, text, target)):
        may_be_other = True
    else:
        hints += _some_more(found, text)
        may_be_other = known is None and _are_evident(hints, text, target)
    if may_be_other:
        seen = _look_through(text, protection, target, is_known=bool(known))
        if seen:
            yield from _of_other_script(text, protection, target, *seen, by_line=by_line)
            return
        hints += _some_more(found, text)
    # Where there are too many to have been taken, they are looked for again as they are needed.
    dense = next(found, None) is not None
    neutral = target.done.search(text) is None and not (facts and facts.wanted_script)
    places = (match.start() for match in target.hint.finditer(text)) if dense else hints
    stretches = (
        stretch
        for line in lines_at(places, text)
        for stretch in _of_line(line, protection, target, neutral=neutral)
    )
    yield from stretches if by_line else _without_seams(stretches)


def _some_more(found: Iterator[re.Match[str]], text: str) -> list[int]:
    """Where the next of the hints are, as many as a text has that is sparse in them."""
    return [match.start() for match in islice(found, len(text) // _SPARSE + _ENOUGH)]


def _are_evident(hints: Iterable[int], text: str, target: Target) -> bool:
    """Whether enough of the hints are characters that only the other script writes."""
    evident = (hint for hint in hints if text[hint] not in target.proves_nothing)
    return len(list(islice(evident, _ENOUGH))) == _ENOUGH


def _without_seams(stretches: Iterable[Stretch]) -> Iterator[Stretch]:
    """Whole lines that follow one another as one stretch: a word may be broken at the end of a line."""
    start = end = -1
    undecided: list[int] = []
    for stretch in stretches:
        if stretch.extent is Extent.WHOLE and start >= 0 and stretch.start - end <= 2:
            undecided += stretch.undecided
        else:
            if start >= 0:
                yield Stretch(start, end, Extent.WHOLE, undecided)
            if stretch.extent is not Extent.WHOLE:
                yield stretch
            start = stretch.start if stretch.extent is Extent.WHOLE else -1
            undecided = list(stretch.undecided)
        end = stretch.end
    if start >= 0:
        yield Stretch(start, end, Extent.WHOLE, undecided)


def _look_through(
    text: str, protection: Protection, target: Target, *, is_known: bool
) -> tuple[list[int], list[int]] | None:
    """In a document that is as a whole in the script not wanted: where it is not, and what is undecided.

    None for any other document, unless it `is_known` to be one. No more is counted of either script than it takes: most documents are in one.
    """
    gaps = list(protection.gaps(0, len(text)))
    needed = chain.from_iterable(target.needed.finditer(text, *gap) for gap in gaps)
    found = len(list(islice(needed, _ENOUGH)))
    done: list[int] = []
    undecided: list[int] = []
    for match in compile_for(text, target.done_or_undecided).finditer(text):
        place = match.start()
        if match[0] in target.table.readings or target.done.match(match[0]) is None:
            undecided.append(place)
        elif not protection.overlaps(place, place + 1):
            done.append(place)
            while not is_known and found < _DOMINANT * len(done):
                if next(needed, None) is None:
                    return None
                found += 1
    return (done, undecided) if is_known or found >= _ENOUGH else None


def _of_other_script(
    text: str, protection: Protection, target: Target, done: list[int], undecided: list[int], *, by_line: bool
) -> Iterator[Stretch]:
    """Of a document in the other script: everything, but lines with something done are judged by themselves."""
    if not (done or by_line) and len(text) <= _BLOCK:
        yield Stretch(0, len(text), Extent.WHOLE, undecided)
        return

    def whole(start: int, end: int) -> Iterator[Stretch]:
        for first, last in _lines_of(text, start, end) if by_line else _blocks_of(text, start, end):
            places = undecided[bisect_left(undecided, first) : bisect_left(undecided, last)]
            yield Stretch(first, last, Extent.WHOLE, places)

    position = 0
    for line in lines_at(done, text):
        yield from whole(position, line.start)
        yield from _of_line(line, protection, target, neutral=False)
        position = line.end
    yield from whole(position, len(text))


def _lines_of(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for line in lines_with(script.han(), text[start:end]):
        yield start + line.start, start + line.end


def _blocks_of(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The stretch in blocks that fit a processor's cache; they end where a sentence and its line do."""
    while end - start > _BLOCK and (cut := text.find("。\n", start + _BLOCK, end)) >= 0:
        yield start, cut + 1
        start = cut + 1
    if start < end:
        yield start, end


def _of_line(line: Line, protection: Protection, target: Target, *, neutral: bool) -> Iterator[Stretch]:
    """What of a line is converted. `neutral`: nothing in the document says that it is done already."""
    text, start, end, _ = line
    found = target.hint.findall(text)
    needed = done = 0
    unusual = neutral and not target.unusual.isdisjoint(found)
    if unusual or not target.proves_nothing.issuperset(found):
        gaps = [(low - start, high - start) for low, high in protection.gaps(start, end)]
        found = [hint for gap in gaps for hint in target.hint.findall(text, *gap)]
        needed = sum(hint not in target.proves_nothing for hint in found)
        done = _count(target.done, text, gaps)
        unusual = unusual and not target.unusual.isdisjoint(found)
    if needed > done or (needed and ABOUT_FORMS.search(text) is None) or (unusual and not needed):
        undecided = [start + match.start() for match in target.undecided.finditer(text)]
        yield Stretch(start, end, Extent.MIXED if done else Extent.WHOLE, undecided)
    elif target.table.readings and not needed:
        yield Stretch(start, end, Extent.NEUTRAL if neutral else Extent.EVIDENT)


def _count(pattern: re.Pattern[str], text: str, gaps: Iterable[tuple[int, int]]) -> int:
    return sum(len(pattern.findall(text, *gap)) for gap in gaps)
