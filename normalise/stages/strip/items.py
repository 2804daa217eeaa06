"""What a line is taken to pieces into: the pieces, and what they say of the line together."""

from functools import cached_property
from typing import NamedTuple

from normalise.language.fold import Folded
from normalise.stages.strip.cues import menu_words, plain_words
from normalise.stages.strip.entries import STRENGTHS, Entry, Strength
from normalise.stages.strip.values import VALUES

_TOPICS = frozenset(
    {
        "nav_menu",
        "search_box",
        "doc_dl_header",
        "site_contact",
        "organizer",
        "tech_support",
        "clock_weather",
        "forum_user_panel",
    }
)
"""Categories with weak words that are labels of the text's own, too: 活动日期, 作者…页数…, 日期…地点…."""
_SHORTEST_PHRASE = 2


class Item(NamedTuple):
    """A piece of a line that an entry took: `start` … `end` of the folded text; and the value in it, if any."""

    entry: Entry
    start: int
    end: int
    value: tuple[int, int] | None


class _Consumed(NamedTuple):
    folded: Folded
    items: tuple[Item, ...]
    partial: bool = False


class Reading(_Consumed):
    """A line that was consumed: to its end, or, if `partial`, in so many of its cells that the rest goes with it."""

    @cached_property
    def widgets(self) -> tuple[Item, ...]:
        """What is not publication metadata."""
        return tuple(item for item in self.items if item.entry.strength != "meta")

    @cached_property
    def mixed(self) -> bool:
        """Metadata with a value, and a widget, on one line."""
        widgets = any(
            item.entry.strength != "weak" or item.entry.category not in _TOPICS for item in self.widgets
        )
        return widgets and any(item.value for item in self.items if item.entry.strength == "meta")

    @cached_property
    def strength(self) -> Strength:
        """Of the whole line: that of its strongest piece; several weak pieces make an edge."""
        widgets = self.widgets
        if self.partial:
            return "edge"
        if not self.mixed and any(item.value for item in self.items if item.entry.strength == "meta"):
            return "meta"
        if not widgets:
            return "edge" if len(self.items) > 1 else "weak"
        strongest = min((item.entry.strength for item in widgets), key=STRENGTHS.index)
        if strongest == "edge" and (
            self._is_path() or (len(self.items) == 1 and self._is_plain(self.items[0]))
        ):
            return "weak"
        if strongest == "weak" and (self._bracketed(widgets) >= 2 or is_menu(widgets)):
            return "edge"
        return strongest

    @cached_property
    def category(self) -> str:
        """That of the first of the strongest pieces."""
        if self.mixed:
            return "pub_meta_mixed"
        pieces = self.widgets or self.items
        return min(pieces, key=lambda item: STRENGTHS.index(item.entry.strength)).entry.category

    def _is_path(self) -> bool:
        """Words with an arrow between each two: a path through the menus of a program, if not from 首页."""
        first = self.folded.text[self.items[0].start : self.items[0].end]
        if first.endswith(menu_words("beginnings")):
            return False
        between = [
            self.folded.text[one.end : other.start]
            for one, other in zip(self.items, self.items[1:], strict=False)
        ]
        return bool(between) and all(">" in gap or "→" in gap for gap in between)

    def _is_plain(self, item: Item) -> bool:
        text = self.folded.text[item.start : item.end]
        return len(text) <= _SHORTEST_PHRASE or text in plain_words()

    def _bracketed(self, widgets: tuple[Item, ...]) -> int:
        text = f"{self.folded.text} "
        return sum(
            item.start > 0 and text[item.start - 1] == "[" and text[item.end] == "]" for item in widgets
        )


def is_menu(items: tuple[Item, ...]) -> bool:
    """Four different words and more, or three of several kinds."""
    words = {item.entry.source for item in items}
    return len(words) >= 4 or (len(words) == 3 and len({item.entry.category for item in items}) > 1)


def is_closed(item: Item) -> bool:
    """Has it no value that could be any text?"""
    return bool(item.entry.parts) and all(
        not part.value or VALUES[part.value].pattern for part in item.entry.parts
    )
