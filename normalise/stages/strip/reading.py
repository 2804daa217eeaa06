"""Reading a line: taking it to pieces, from left to right, that must all be furniture."""

from collections.abc import Iterator
from typing import NamedTuple

from normalise.language.fold import Folded, fold, fold_text
from normalise.stages.strip.rules import STRENGTHS, Entry, Part, Strength, Table, load_rules
from normalise.stages.strip.values import DIGIT, VALUES, compiled

LONGEST_LINE = 600
"""In characters; a longer line is not a candidate."""

SEPARATORS = frozenset("[]()<>|/\\·-_→←↑↓~*★☆▲△▼▽■□◆◇●○※×:^…|")
_LEADING = "".join(SEPARATORS) + "【】〖〗［］〔〕（）｜│丨»›«‹＞＜／：•—－– \t\xa0\u3000\u200b\ufeff"
_DIGITS = frozenset("0123456789")
_MOST_ITEMS = 120
_MOST_STEPS = 4000
_MARKDOWN = ("- ", "* ", "+ ", "> ", "#", "|", "```", "~~~")


class Item(NamedTuple):
    """A piece of a line that an entry took: `start` … `end` of the folded text; and the value in it, if any."""

    entry: Entry
    start: int
    end: int
    value: tuple[int, int] | None


class Reading(NamedTuple):
    """A line that was consumed to its end."""

    folded: Folded
    items: tuple[Item, ...]

    @property
    def widgets(self) -> tuple[Item, ...]:
        """What is not publication metadata."""
        return tuple(item for item in self.items if item.entry.strength != "meta")

    @property
    def mixed(self) -> bool:
        """Metadata with a value, and a widget, on one line."""
        widgets = self.widgets
        return bool(widgets) and any(item.value for item in self.items if item.entry.strength == "meta")

    @property
    def strength(self) -> Strength:
        """Of the whole line: that of its strongest piece; several weak pieces make an edge."""
        widgets = self.widgets
        if not widgets:
            if any(item.value for item in self.items):
                return "meta"
            return "edge" if len(self.items) > 1 else "weak"
        strongest = min((item.entry.strength for item in widgets), key=STRENGTHS.index)
        if strongest == "weak" and (self._bracketed(widgets) >= 2 or self._is_menu(widgets)):
            return "edge"
        return strongest

    @property
    def category(self) -> str:
        """That of the first of the strongest pieces."""
        pieces = self.widgets or self.items
        return min(pieces, key=lambda item: STRENGTHS.index(item.entry.strength)).entry.category

    def _bracketed(self, widgets: tuple[Item, ...]) -> int:
        text = f"{self.folded.text} "
        return sum(
            item.start > 0 and text[item.start - 1] == "[" and text[item.end] == "]" for item in widgets
        )

    @staticmethod
    def _is_menu(widgets: tuple[Item, ...]) -> bool:
        return len(widgets) >= 4 and len({item.entry.source for item in widgets}) >= 4


class Explanation(NamedTuple):
    """What a line is made of: the verdict, and the pieces as (text, category, strength, entry).

    `verdict` is the strength of the line, or None if it stays whatever stands around it; `rest` is then the
    text from where no rule went on.
    """

    line: str
    folded: str
    verdict: Strength | None
    category: str | None
    pieces: tuple[tuple[str, str, Strength, str], ...]
    rest: str


def explain_line(line: str, rules: tuple[str, ...] = ()) -> Explanation:
    """Say which rules take a line, or where they all stop; `rules` are paths of further rule files.

    >>> explain_line("【打印】 返回顶部").pieces[1]
    ('返回顶部', 'back_to_top', 'edge', '返回顶部')
    >>> explain_line("返回顶部的按钮坏了").rest
    '的按钮坏了'
    """
    folded = fold(line)
    reader = _Reader(folded, load_rules(rules))
    items = reader.read()
    reading = Reading(folded, tuple(items)) if items and readable(line) else None
    raw = [
        line[folded.positions[item.start] : folded.positions[item.end - 1] + 1]
        for item in items or reader.furthest
    ]
    pieces = tuple(
        (text, item.entry.category, item.entry.strength, item.entry.source)
        for text, item in zip(raw, items or reader.furthest, strict=True)
    )
    end = reader.furthest[-1].end if reader.furthest else 0
    return Explanation(
        line,
        folded.text,
        reading.strength if reading else None,
        reading.category if reading else None,
        pieces,
        "" if reading else line[folded.positions[end] :],
    )


def readable(line: str) -> bool:
    """Can a line with this beginning and length be furniture? A markdown list, heading, quote or table is not."""
    return 0 < len(line) <= LONGEST_LINE and not line.lstrip().startswith(_MARKDOWN)


def begins_like_furniture(line: str, table: Table) -> bool:
    """A cheap test of the first characters."""
    beginning = line.lstrip(_LEADING)[:24]
    start = (
        fold(beginning).text[:2]
        if "(" in beginning[1:3] or "（" in beginning[1:3]
        else fold_text(beginning[:8])[:2]
    )
    return start in table.by_start or start[:1] in table.by_start or (start[:1] in _DIGITS and start != "")


def read_line(line: str, table: Table) -> Reading | None:
    """Consume the line, or None if something is left."""
    if not readable(line):
        return None
    return read_folded(fold(line), table)


def read_folded(folded: Folded, table: Table) -> Reading | None:
    """Consume a folded line, or None if something is left."""
    items = _Reader(folded, table).read()
    return Reading(folded, tuple(items)) if items else None


class _Reader:
    """One attempt on one line: depth first, the longest entry first, no place tried twice."""

    def __init__(self, folded: Folded, table: Table) -> None:
        self.text = folded.text
        self.gaps = folded.gaps
        self.by_start = table.by_start
        self.anchored = [
            entry for anchor, entries in table.anchored.items() if anchor in self.text for entry in entries
        ]
        self.dead: set[int] = set()
        self.steps = 0
        self.furthest: list[Item] = []

    def read(self) -> list[Item] | None:
        """The pieces, or None."""
        items: list[Item] = []
        return items if self._go(0, items) and items else None

    def _go(self, position: int, items: list[Item]) -> bool:
        begin = position
        text = self.text
        if not self.furthest or (items and items[-1].end > self.furthest[-1].end):
            self.furthest = items[:]
        while True:
            if position == len(text):
                return True
            if position in self.dead or len(items) >= _MOST_ITEMS:
                return False
            for entry in self._entries(position):
                for end, value in self._ends(entry, position):
                    self.steps += 1
                    if self.steps > _MOST_STEPS:
                        return False
                    if end <= position:
                        continue
                    items.append(Item(entry, position, end, value))
                    if self._go(end, items):
                        return True
                    items.pop()
            self.dead.add(position)
            if text[position] not in SEPARATORS:
                self.dead.add(begin)
                return False
            position += 1

    def _entries(self, position: int) -> Iterator[Entry]:
        start = self.text[position : position + 2]
        yield from self.by_start.get(start, ())
        if len(start) == 2:
            yield from self.by_start.get(start[0], ())
        if start[0] in _DIGITS:
            yield from self.by_start.get(DIGIT, ())
        yield from self.anchored

    def _ends(self, entry: Entry, position: int) -> Iterator[tuple[int, tuple[int, int] | None]]:
        if not entry.pattern:
            yield from self._part(entry.parts, 0, position, None)
        elif (match := compiled(entry.pattern).match(self.text, position)) is not None:
            yield match.end(), match.span("value") if "value" in match.re.groupindex else None

    def _part(
        self, parts: tuple[Part, ...], index: int, position: int, value: tuple[int, int] | None
    ) -> Iterator[tuple[int, tuple[int, int] | None]]:
        if index == len(parts):
            yield position, value
            return
        part = parts[index]
        if part.literal:
            if self.text.startswith(part.literal, position):
                yield from self._part(parts, index + 1, position + len(part.literal), value)
            elif part.optional:
                yield from self._part(parts, index + 1, position, value)
            return
        follows = parts[index + 1].literal if index + 1 < len(parts) and not parts[index + 1].optional else ""
        for start, end, after in self._values(part.value, position, follows):
            yield from self._part(parts, index + 1, after, value or (start, end))
        if part.optional:
            yield from self._part(parts, index + 1, position, value)

    def _values(self, kind: str, position: int, follows: str) -> Iterator[tuple[int, int, int]]:
        value = VALUES[kind]
        text = self.text
        if not value.pattern:
            stops = list(self._stops(position, value.longest, value.bars, follows))
            yield from ((position, stop, stop) for stop in (reversed(stops) if value.whole else stops))
            return
        pattern = compiled(value.pattern)
        if match := pattern.match(text, position):
            yield *match.span(), match.end()
        elif text[position : position + 1] in ("[", "(") and (match := pattern.match(text, position + 1)):
            closed = match.end() + (text[match.end() : match.end() + 1] in ("]", ")"))
            yield *match.span(), closed

    def _stops(self, position: int, longest: int, bars: frozenset[str], follows: str) -> Iterator[int]:
        text = self.text
        for end in range(position, min(position + longest, len(text)) + 1):
            if end > position and (
                text.startswith(follows, end)
                if follows
                else end == len(text) or end in self.gaps or text[end] in SEPARATORS or self._label(end)
            ):
                yield end
            if end < len(text) and text[end] in bars:
                return

    def _label(self, position: int) -> bool:
        text = self.text
        return any(
            text.startswith(entry.anchor, position)
            and (entry.anchor[-1] == ":" or text.startswith(":", position + len(entry.anchor)))
            for entry in self.by_start.get(text[position : position + 2], ())
        )
