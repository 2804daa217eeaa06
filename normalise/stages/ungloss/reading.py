"""How a text is read: as one page, part by part if it is long, or cut into pages."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from normalise.language.patterns import compile_later
from normalise.language.protect import Protection
from normalise.stages.ungloss.brackets import Gloss
from normalise.stages.ungloss.page import MARK, Page

# Nothing that a gloss is found by reaches across a character that no gloss has in it.
_CUT = compile_later("[\u3400-\u4dff\u4e01-\u4e27\u4e29-\u9fff]")


class _Summary(NamedTuple):
    """What is kept of a long page's parts; the names are those of `Page`."""

    written: Counter[str]
    protected: frozenset[int]
    times: Counter[str]
    between: str
    bare: str
    placed: Sequence[tuple[int, Gloss]]
    firsts: Mapping[str, int]


class LongPage(Page):
    """A page that is read part by part, and of which what is asked for again and again is kept in sum.

    The thousands of pieces of each part take the place of those of the part before, and memory that was just used
    is much faster than memory that was not: half a million characters take a quarter less time. It makes no other
    difference.
    """

    size = 1 << 15  # of a part, in code points

    def parts(self) -> Iterator[Page]:
        """The page in stretches that may be read in turn."""
        return cut_pages(self.text, self.protection, self.size, self.start, self.end)

    @cached_property
    def _summary(self) -> _Summary:
        written, of_protected = Counter[str](), Counter[str]()
        protected: list[int] = []
        between: list[str] = []
        bare: list[str] = []
        odd: list[tuple[int, Gloss]] = []
        firsts: dict[str, int] = {}
        before = 0
        for part in self.parts():
            if new := part.written.keys() - written.keys():
                firsts.update((gloss, before + place) for gloss, place in part.firsts.items() if gloss in new)
            written.update(part.written)
            protected += (before + index for index in part.protected)
            of_protected.update(part.simple[index] for index in part.protected)
            between.append(part.between)
            bare.append(part.bare)
            odd += ((before + place, gloss) for place, gloss in part.placed)
            before += len(part.simple)
        return _Summary(
            written,
            frozenset(protected),
            written - of_protected if protected else written,
            "".join(between),
            "".join(bare),
            odd,
            firsts,
        )

    protected = property(lambda self: self._summary.protected)
    times = property(lambda self: self._summary.times)
    bare = property(lambda self: self._summary.bare)
    written = property(lambda self: self._summary.written)
    between = property(lambda self: self._summary.between)
    placed = property(lambda self: self._summary.placed)
    firsts = property(lambda self: self._summary.firsts)


def read_page(text: str, protection: Protection) -> Page:
    r"""The glosses of a text.

    >>> page = read_page("導(dǎo)言和(hé)導(dǎo)言\n(yán)", Protection())
    >>> page.times["導(dǎo)"], [gloss.kind.letters for gloss in page.odd]
    (2, ['yán'])
    """
    is_long = len(text) > 2 * LongPage.size and MARK not in text
    return (LongPage if is_long else Page)(text, protection, 0, len(text))


def cut_pages(
    text: str, protection: Protection, size: int, start: int = 0, end: int | None = None
) -> Iterator[Page]:
    """The text, or a stretch of it, in pages of about the size; no gloss is cut by them."""
    last = len(text) if end is None else end
    while start < last:
        cut = _CUT.search(text, start + size, last)
        after = cut.start() if cut else last
        yield Page(text, protection, start, after)
        start = after
