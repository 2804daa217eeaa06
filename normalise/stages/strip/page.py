"""A document as the decision sees it: its lines, and what each of them could be."""

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from itertools import accumulate, chain, islice
from typing import NamedTuple

from normalise.language.fold import fold_text
from normalise.language.protect import Protection
from normalise.stages.strip.cues import cue
from normalise.stages.strip.items import Reading
from normalise.stages.strip.line import LEADING, Line, lines_of, may_be_sure
from normalise.stages.strip.reading import SIGNS
from normalise.stages.strip.screen import is_start
from normalise.stages.strip.table import Table
from normalise.stages.strip.values import DIGIT

GUARDED = ("fence", "off", "listed", "code", "key", "markup", "placeholder", "japanese", "korean")
"""Kinds of protection whose lines are never furniture."""

LONGEST_TITLE = 60
LINES_LOOKED_AT, LINES_BEHIND_SENTENCE = 16, 3
_BRACKETS = ("】", "]")
_LAST_ONES = frozenset(("】", "]", " "))
# Square brackets are left out: [1] alone on a line is a footnote as often as a page.
_MARKER_BRACKETS = "【(（〖〔"
_MARKER = re.compile(
    rf"[ \t\u3000]*([{_MARKER_BRACKETS}])[ \t\u3000]*([0-9０-９]{{1,3}})[ \t\u3000]*[】)）〗〕][ \t\u3000]*"
)
# What the words of those cues begin with.
_PICTURES, _NEXT = "图圖动動插", "下"
_FIGURES = "0123456789０１２３４５６７８９"
_SIGNS_OF_MARKUP = (("<", "</"), ("<", "<BR"), ("x", "x0dx0a"), ("%", "%20"), ("&", "&nbsp;"))


class Marker(NamedTuple):
    """A line that is only a number in brackets, `shape` being the brackets."""

    shape: str
    number: int


class Page:
    """A text with its lines by index, each read when the decision asks for it.

    `texts` are the lines without their ends. `anchors`: may there be any of sure furniture?
    """

    def __init__(self, text: str, protection: Protection, table: Table, *, anchors: bool = True) -> None:
        self.text = text
        # Offsets stay what they are; a space at the end of a line changes no reading.
        self.flat = text if "\r" not in text else text.replace("\r\n", " \n").replace("\r", "\n")
        self.texts = self.flat.split("\n")
        if not self.texts[-1]:
            self.texts.pop()
        self.table = table
        self._protection = protection
        self._anchors = anchors
        self._seen: dict[int, Line] = {}
        self._guarded: dict[int, bool] = {}
        self.split: Mapping[int, Reading] = {}
        self._readings: dict[int, Reading | None] = {}

    @property
    def lines(self) -> str:
        """The text with a newline before it, so that one stands before each line."""
        return f"\n{self.flat}"  # not kept: of a long document it takes a lot of room

    @cached_property
    def starts(self) -> "array[int]":
        """The offset of each line, and that of the end of the text."""
        starts = array("q", accumulate([len(line) + 1 for line in self.texts], initial=0))
        starts[-1] = len(self.text)
        return starts

    @cached_property
    def _guard(self) -> Protection:
        """What no rule may take, found when a line is asked about that a rule might."""
        spans = self._protection.only(*GUARDED).spans
        # An entity such as &nbsp; is markup, too, and all that is left of some pages.
        return Protection(
            tuple(span for span in spans if span.kind != "markup" or self.text[span.start] != "&")
        )

    @cached_property
    def ends(self) -> list[int]:
        """`ends_without` of the page as it is."""
        return self.ends_without({})

    def ends_without(self, gone: Mapping[int, str]) -> list[int]:
        """The lines at both ends that the decision asks for, if rules know none of them.

        Up to the first that is a sentence, and a few more: an edge holds no more than four that rules do not know,
        a list of titles fifteen; of what comes after a sentence three lines settle that it is no furniture.
        """
        head = self._until_sentence(self.after(-1, gone))
        tail = self._until_sentence(self.before(len(self.texts), gone))
        return sorted({*head, *tail})

    def _until_sentence(self, lines: Iterator[int]) -> Iterator[int]:
        for index in islice(lines, LINES_LOOKED_AT):
            yield index
            text = self.texts[index].strip()
            if len(text) > LONGEST_TITLE or cue("stop").search(text) is not None:
                break
        yield from islice(lines, LINES_BEHIND_SENTENCE)

    def _look_at(self, indexes: Sequence[int]) -> None:
        """Look at lines together, which takes less time than one by one."""
        lines = lines_of(self.table).look_at([self.texts[index] for index in indexes])
        self._seen.update(zip(indexes, lines, strict=True))

    def line(self, index: int) -> Line:
        """What rules say of a line, whatever is protected."""
        if index not in self._seen:
            self._look_at(self.ends if index in self.ends else [index])
        return self._seen[index]

    def end(self, index: int) -> int:
        """The offset after the line's text, before its newline."""
        return self.starts[index] + len(self.texts[index])

    def is_blank(self, index: int) -> bool:
        """Nothing but spaces."""
        line = self.texts[index]
        return not line or line.isspace()

    def is_guarded(self, index: int) -> bool:
        """Is a part of the line protected?"""
        found = self._guarded.get(index)
        if found is None:
            spans = self._guard.spans
            found = bool(spans) and self._guard.overlaps(self.starts[index], self.end(index))
            self._guarded[index] = found
        return found

    def is_prose(self, index: int, *, is_title: bool = False) -> bool:
        """Is it part of a body? A title may be a question."""
        text = self.texts[index].strip()
        if len(text) > LONGEST_TITLE:
            return True
        return cue("statement" if is_title else "prose").search(text) is not None

    def after(self, index: int, gone: Mapping[int, str]) -> Iterator[int]:
        """The lines after this one that are not blank and not gone; -1 for all."""
        return self._written(range(index + 1, len(self.texts)), gone)

    def before(self, index: int, gone: Mapping[int, str]) -> Iterator[int]:
        """The lines before this one, backwards."""
        return self._written(range(index - 1, -1, -1), gone)

    def _written(self, indexes: Iterable[int], gone: Mapping[int, str]) -> Iterator[int]:
        texts = self.texts
        for index in indexes:
            line = texts[index]
            if line and index not in gone and not line.isspace():
                yield index

    def whole(self, index: int) -> Reading | None:
        """The line's reading if rules take the whole of it; None for a protected line."""
        return self._unguarded(index, self.line(index).whole)

    def whole_strength(self, index: int) -> str:
        """That of the whole line; empty if rules do not take it whole."""
        found = self.whole(index)
        return found.strength if found else ""

    def reading(self, index: int) -> Reading | None:
        """The line's reading at an edge: with others as one item, whole, or in part."""
        readings = self._readings
        if index not in readings:
            line = self.line(index)
            readings[index] = self._unguarded(index, line.whole or line.partial)
        return readings[index]

    def join(self, split: Mapping[int, Reading]) -> None:
        """Read lines together from now on as one item, each as what that reads as, and those of before one by one."""
        self._readings = dict(split)
        self.split = split

    def telling(self, index: int) -> int:
        """How many of the words by which rules know sentences of furniture the line has."""
        return self.line(index).telling

    def _unguarded(self, index: int, found: Reading | None) -> Reading | None:
        """The reading, if the line is not protected; that takes time to find out, and is asked last."""
        return None if found is not None and self.is_guarded(index) else found

    def index_at(self, offset: int) -> int:
        """The line in which the offset lies."""
        return bisect_right(self.starts, offset, hi=len(self.texts)) - 1

    @cached_property
    def _noticed(self) -> Mapping[str, list[int]]:
        """The lines that begin like what is furniture wherever it stands, or like what else is looked for there.

        They are found by the first character that is no blank. Most lines are let by here, at one look for all of that.
        """
        alone, pairs = _beginnings_noticed(self.table)
        found: dict[str, list[int]] = {}
        for index, beginning in enumerate([line.lstrip()[:2] for line in self.texts]):
            if beginning in pairs or beginning[:1] in alone:
                found.setdefault(beginning[0], []).append(index)
        return found

    def _that_begin_with(self, characters: str) -> Iterator[int]:
        """Of the lines noticed, those whose first character is one of these."""
        return chain.from_iterable(self._noticed.get(character, ()) for character in characters)

    def sure_candidates(self) -> frozenset[int]:
        """Lines, wherever they stand, that are furniture anywhere."""
        table = self.table
        found = {index for index in chain(*self._noticed.values()) if may_be_sure(self.texts[index], table)}
        self._look_at([index for index in found if index not in self._seen])
        if self._anchors:
            found.update(self._lines_of(place for place, _ in table.sure_anchors.find_in(self.flat)))
        return frozenset(index for index in found if self._is_sure(index))

    def _lines_of(self, places: Iterable[int]) -> Iterator[int]:
        """The lines in which words are that were found one after the other: few, so that no line's offset is needed."""
        index = seen = 0
        for place in places:
            # Of two words that overlap the second may begin first: on the same line.
            index += self.flat.count("\n", seen, place)
            seen = max(seen, place)
            yield index

    def _is_sure(self, index: int) -> bool:
        reading = self.line(index).whole
        return reading is not None and reading.strength == "sure" and not self.is_guarded(index)

    def markers(self) -> dict[int, Marker]:
        """Lines that are only a number in brackets."""
        found = (
            (index, _MARKER.fullmatch(self.texts[index])) for index in self._that_begin_with(_MARKER_BRACKETS)
        )
        return {
            index: Marker(fold_text(match[1]), int(match[2]))
            for index, match in found
            if match is not None and not self.is_guarded(index)
        }

    def pictures(self) -> list[int]:
        """Lines that are only a word such as 图片."""
        lines = self._that_begin_with(_PICTURES)
        return [index for index in lines if cue("picture").match(self.texts[index])]

    def pagers(self) -> Iterator[range]:
        """Lines of which each is only the number of a page, and those of the words after them that lead to the next."""
        if any(cue("next").match(self.texts[index]) for index in self._that_begin_with(_NEXT)):
            for match in cue("pager").finditer(self.lines):
                yield range(self.index_at(match.start()), self.index_at(match.end() - 1) + 1)

    def orphans(self) -> list[int]:
        """Lines that are only the end of an element, in a text in which none begins."""
        # Looking for one character is much faster than looking for two.
        if not any(first in self.flat and sign in self.flat for first, sign in _SIGNS_OF_MARKUP):
            return []
        if cue("element").search(self.flat):
            return []
        found = (self.index_at(match.start()) for match in cue("orphan").finditer(self.lines))
        return [index for index in found if not self.is_blank(index)]

    def bracketed(self) -> list[int]:
        """Lines that end with a bracket, and may have furniture glued to their end."""
        if not any(map(self.flat.__contains__, _BRACKETS)):
            return []
        return [
            index
            for index, line in enumerate(self.texts)
            if line[-1:] in _LAST_ONES and line.rstrip().endswith(_BRACKETS)
        ]


@cache
def _beginnings_noticed(table: Table) -> tuple[frozenset[str], frozenset[str]]:
    """What begins a line that `Page` takes note of: single characters, and pairs; behind a sign anything may follow."""
    starts = table.sure_starts - {DIGIT}
    figures = _FIGURES if DIGIT in table.sure_starts else ""
    alone = (start for start in starts if len(start) == 1)
    pairs = (start for start in starts if len(start) == 2)
    return frozenset(alone).union(LEADING, figures, _MARKER_BRACKETS, _PICTURES, _NEXT), frozenset(pairs)


def begins_like_furniture(folded: str, table: Table) -> bool:
    """Does a folded line begin like some entry? So may a single character, and one with a gloss after it."""
    beginning = folded.lstrip(SIGNS)[:2]
    return len(beginning) < 2 or beginning[1] == "(" or is_start(beginning, table)
