"""How a text is read: as one page, part by part if it is long, or cut into pages."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate

from normalise.language.patterns import compile_later
from normalise.language.protect import Protection
from normalise.stages.ungloss.brackets import Gloss
from normalise.stages.ungloss.page import MARK, Page

# Nothing that a gloss is found by reaches across a character that no gloss has in it, if no blank is before that.
_CUT = compile_later("[\u3400-\u4dff\u4e01-\u4e27\u4e29-\u9fff](?<![ \u00a0].)")


class LongPage(Page):
    """A page that is read part by part, and of which what is asked for again and again is kept.

    The thousands of pieces of each part take the place of those of the part before, and memory that was just used
    is much faster than memory that was not: half a million characters take a quarter less time. It makes no other
    difference.
    """

    size = 1 << 15  # of a part, in code points

    def parts(self) -> Iterator[Page]:
        """The page in stretches; each is let go of before the next is read."""
        for part in self._parts:
            yield part
            part.let_go()

    @cached_property
    def _parts(self) -> Sequence[Page]:
        parts = tuple(cut_pages(self.text, self.protection, self.size, self.start, self.end))
        for part in parts:
            part.read()
            part.let_go()
        return parts

    @cached_property
    def written(self) -> Counter[str]:
        """How often each simple gloss occurs, the protected ones too."""
        written = Counter[str]()
        for part in self._parts:
            written.update(part.written)
        return written

    @cached_property
    def protected(self) -> frozenset[int]:
        """Which of the simple glosses are protected."""
        befores = self._befores
        return frozenset(
            before + index
            for before, part in zip(befores, self._parts, strict=True)
            for index in part.protected
        )

    @cached_property
    def times(self) -> Counter[str]:
        """How often each simple gloss occurs, the protected ones left out."""
        protected = Counter[str]()
        for part in self._parts:
            if part.protected:
                protected.update(part.written - part.times)
        return self.written - protected if protected else self.written

    @cached_property
    def between(self) -> str:
        """The text with a mark for each of the simple glosses; no bracket reaches over it."""
        return "".join(part.between for part in self._parts)

    @cached_property
    def bare(self) -> str:
        """The text without any of the simple glosses."""
        return "".join(part.bare for part in self._parts)

    @cached_property
    def odd(self) -> Sequence[Gloss]:
        """The glosses that are not simple, in order, the protected ones left out."""
        return [gloss for part in self._parts for gloss in part.odd]

    @cached_property
    def before_odd(self) -> Sequence[int]:
        """After how many of the simple ones each of those comes."""
        befores = zip(self._befores, self._parts, strict=True)
        return [before + place for before, part in befores for place in part.before_odd]

    @cached_property
    def firsts(self) -> Mapping[str, int]:
        """After how many others each simple gloss occurs first."""
        firsts: dict[str, int] = {}
        for before, part in zip(self._befores, self.parts(), strict=True):
            if new := part.written.keys() - firsts.keys():
                firsts.update((gloss, before + place) for gloss, place in part.firsts.items() if gloss in new)
        return firsts

    @cached_property
    def _befores(self) -> Sequence[int]:
        """How many simple glosses come before each part."""
        return list(accumulate((part.written.total() for part in self._parts[:-1]), initial=0))


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
        after = find_cut(text, start + size, last)
        yield Page(text, protection, start, after)
        start = after


def find_cut(text: str, start: int, end: int | None = None) -> int:
    """Where a text, or a stretch of it, may be cut without cutting a gloss: at its end, if not before."""
    last = len(text) if end is None else end
    cut = _CUT.search(text, start, last)
    return cut.start() if cut else last
