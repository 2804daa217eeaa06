"""The glosses of a page, each kind of them read once.

A farm's page has a thousand glosses of a hundred kinds, and nearly all are simple: a Chinese character, and right
behind it a bracket on the same line. Such a gloss is known by how it is written, wherever it stands. So the page is
split at them, and they are counted and judged by what is written; the few others are looked at one by one.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, compress
from operator import itemgetter
from typing import NamedTuple

from normalise.language.patterns import compile_later
from normalise.language.protect import Protection
from normalise.stages.ungloss.brackets import (
    BRACKETS,
    CLOSING,
    HAN,
    INSIDE_LINE,
    OPENING,
    Gloss,
    Kind,
    are_adjoining,
    as_gloss,
    find_base,
    is_pair,
    read_simple,
)

# No two brackets that BRACKETS finds overlap, so the others lie between these.
SIMPLE = compile_later(f"([{HAN}][{OPENING}][{INSIDE_LINE}]{{1,80}}[{CLOSING}])")
MARK = "\0"
_IN_BRACKETS = compile_later(f"[{OPENING}{CLOSING}{INSIDE_LINE}]")

# To count one character takes so many times less than to count all of them.
_MANY = 200
# In a longer text, to search for many at once makes up for what it takes to compile their class.
_LONG = 100_000


class Tally(NamedTuple):
    """How often a simple gloss occurs, and how it is written; or one gloss that is not simple."""

    kind: Kind
    times: int
    written: str
    odd: Gloss | None = None


@dataclass(frozen=True)
class Page:
    """A text, or a stretch of it, `text[start:end]`."""

    text: str
    protection: Protection
    start: int
    end: int

    @cached_property
    def pieces(self) -> Sequence[str]:
        """What stands between the simple glosses, and they, in turn.

        In one piece, without simple glosses, all are found one by one; it makes no other difference.
        """
        part = self.text[self.start : self.end]
        return [part] if MARK in part else SIMPLE.split(part)

    def parts(self) -> "Iterator[Page]":
        """The page in stretches that may be read in turn: one, if it is not long."""
        yield self

    def read(self) -> None:
        """Find what is asked for again and again."""
        _ = self.written, self.times, self.between, self.bare, self.odd

    def let_go(self) -> None:
        """Forget what takes the most room; if it is asked for again, it is found again."""
        for name in ("pieces", "simple", "offsets", "bases", "ends"):
            self.__dict__.pop(name, None)

    @cached_property
    def simple(self) -> Sequence[str]:
        """The simple glosses as they are written, 導(dǎo), the protected too."""
        return self.pieces[1::2]

    @cached_property
    def offsets(self) -> Sequence[int]:
        """Where each piece begins in the text, and where the last one ends."""
        return list(accumulate(map(len, self.pieces), initial=self.start))

    @cached_property
    def bases(self) -> Sequence[int]:
        """Where the character of each simple gloss stands."""
        return self.offsets[1:-1:2]

    @cached_property
    def ends(self) -> Sequence[int]:
        """Where each simple gloss ends."""
        return self.offsets[2::2]

    @cached_property
    def protected(self) -> frozenset[int]:
        """Which of the simple glosses are protected."""
        if not self.simple:
            return frozenset()
        return frozenset(
            index
            for start, end in self.protection.stretches()
            for index in range(bisect_right(self.ends, start), bisect_left(self.bases, end))
        )

    @cached_property
    def kinds(self) -> Mapping[str, Kind]:
        """What the simple glosses say, by how they are written."""
        return {written: kind for written in self.written if (kind := read_simple(written))}

    @cached_property
    def times(self) -> Counter[str]:
        """How often each simple gloss occurs, the protected ones left out."""
        if not self.protected:
            return self.written
        return self.written - Counter(self.simple[index] for index in self.protected)

    @cached_property
    def written(self) -> Counter[str]:
        """How often each simple gloss occurs, the protected ones too."""
        return Counter(self.simple)

    @cached_property
    def bare(self) -> str:
        """The text without any of the simple glosses."""
        pieces = list(self.pieces)
        characters = {written: written[0] for written in self.written}
        pieces[1::2] = map(characters.__getitem__, self.simple)
        return "".join(pieces)

    @cached_property
    def between(self) -> str:
        """The text with a mark for each of the simple glosses; no bracket reaches over it."""
        return MARK.join(self.pieces[::2])

    @cached_property
    def odd(self) -> Sequence[Gloss]:
        """The glosses that are not simple, in order, the protected ones left out."""
        return self._found[0]

    @cached_property
    def before_odd(self) -> Sequence[int]:
        """After how many of the simple ones each of those comes."""
        return self._found[1]

    @cached_property
    def _found(self) -> tuple[Sequence[Gloss], Sequence[int]]:
        found = list(_find_odd(self, self.between))
        return [gloss for _, gloss in found], [place for place, _ in found]

    @cached_property
    def occurrences(self) -> Mapping[str, int]:
        """How often the characters that are glossed occur on the page, glossed or not."""
        glossed = {kind.character for kind in self.kinds.values()}
        glossed.update(gloss.kind.character for gloss in self.odd)
        counts = count_in(self.between, glossed)
        for written, times in self.written.items():
            if written[0] in counts:
                counts[written[0]] += times
        # Of the characters that are glossed only 一 is typed for a letter, and some odd ones are letters themselves.
        if _IN_BRACKETS.search("".join(glossed)):
            for written, times in self.written.items():
                for character in written[1:]:
                    if character in counts:
                        counts[character] += times
        return counts

    def tallies(self) -> list[Tally]:
        """The glosses that are readings, each of the simple ones told once, in order of where they first occur."""
        kinds = self.kinds
        simple = [
            Tally(kind, times, written)
            for written, times in self.times.items()
            if (kind := kinds.get(written)) and kind.readings
        ]
        odd = [
            (place, Tally(gloss.kind, 1, "", gloss))
            for place, gloss in zip(self.before_odd, self.odd, strict=True)
            if gloss.kind.readings
        ]
        if not odd:
            return simple
        firsts = self.firsts
        # Stable: of those after as many simple ones, each stays in its turn.
        ordered = sorted(
            [*((firsts[tally.written] + 0.5, tally) for tally in simple), *odd], key=itemgetter(0)
        )
        return [tally for _, tally in ordered]

    @cached_property
    def firsts(self) -> Mapping[str, int]:
        """After how many others each simple gloss occurs first."""
        return dict(zip(reversed(self.simple), range(len(self.simple) - 1, -1, -1), strict=True))

    def places(self, written: Collection[str]) -> Sequence[int]:
        """Where the character stands of each simple gloss that is written so, the protected left out, in order."""
        if self.protected:
            return [base for base, _ in self.find_simple(written)]
        return list(compress(self.bases, map(written.__contains__, self.simple)))

    def find_simple(self, written: Collection[str]) -> Iterator[tuple[int, str]]:
        """The simple glosses that are written so, the protected left out: the place of the character, and the gloss."""
        places = zip(self.bases, self.simple, strict=True)
        chosen: Iterable[bool] = map(written.__contains__, self.simple)
        if self.protected:
            chosen = (found and index not in self.protected for index, found in enumerate(chosen))
        return compress(places, chosen)

    def simple_at(self, base: int) -> str | None:
        """The simple gloss of the character at this offset, if there is one that is not protected."""
        index = bisect_left(self.bases, base)
        found = index < len(self.bases) and self.bases[index] == base and index not in self.protected
        return self.simple[index] if found else None


def write_simple(tallies: Iterable[Tally]) -> set[str]:
    """How the simple ones of the glosses are written."""
    return {tally.written for tally in tallies if not tally.odd}


def count_in(text: str, characters: Iterable[str]) -> dict[str, int]:
    """How often each of the characters occurs."""
    wanted = list(characters)
    if wanted and len(text) > _LONG:
        # Most occur nowhere but where they are glossed.
        counts = Counter(re.compile(f"[{re.escape(''.join(wanted))}]").findall(text))
    elif len(wanted) < min(_MANY, len(text)):
        # To find out that one occurs nowhere takes a quarter of the time to count it.
        return {character: text.count(character) if character in text else 0 for character in wanted}
    else:
        counts = Counter(text)
    return {character: counts[character] for character in wanted}


def _find_odd(page: Page, rest: str) -> Iterator[tuple[int, Gloss]]:
    """The others, and after how many of the simple ones each comes; `rest` has a mark in the place of those."""
    text, simple = page.text, page.simple
    # How many simple ones come before, where the last of them ends, and how much farther in the text all is by them.
    place, simple_end, farther = 0, -1, page.start
    looked_at = 0
    base = last_end = -1
    for match in BRACKETS.finditer(rest):
        if simple and (marks := rest.count(MARK, looked_at, match.start())):
            farther += sum(map(len, simple[place : place + marks])) - marks
            place += marks
            simple_end = rest.rindex(MARK, looked_at, match.start()) + 1 + farther
        looked_at = match.end()
        start, end = match.start() + farther, match.end() + farther
        if not is_pair(text[start], text[end - 1]):
            continue
        if simple_end > last_end:
            before = simple[place - 1]
            base, last_end = (simple_end - len(before), simple_end) if before in page.kinds else (-1, -1)
        if last_end < 0 or not are_adjoining(text, last_end, start):
            base = find_base(text, start)
        last_end = end
        if gloss := as_gloss(text, start, end, base, page.protection):
            yield place, gloss
