"""Reading a line: taking it to pieces, from left to right, that must all be furniture."""

import re
from collections.abc import Iterable, Iterator, Sequence

from normalise.language.fold import Folded
from normalise.stages.strip.entries import COLON, LONGEST_LINE, STRENGTHS, Entry, Part
from normalise.stages.strip.items import Item, Reading, is_closed
from normalise.stages.strip.table import Table
from normalise.stages.strip.values import VALUES, Value, compiled, shape

SIGNS = "[]()<>|/\\·-_→←↑↓~*★☆▲△▼▽■□◆◇●○◎⊕⊖※×✕✖:^…⋯|┊┆;»«▪▸◂▶◀❯❮♥♡❤👍👎🔍☰≡"
"""What may stand between two pieces of a folded line."""

SEPARATORS = frozenset(SIGNS)
_SHORTEST_SENTENCE = 6
STOPS = ("。", "!")
_GOES_ON = frozenset("的地得是了和与及或被把将应须已为不之")
"""With one of these after it, a phrase goes on as a sentence or a title does: 下载文档的步骤."""
_MOST_ITEMS = 120
_MOST_STEPS = 4000
_MARKDOWN = ("- ", "* ", "+ ", "> ", "# ", "##", "|", "```", "~~~")
_REGISTRATION = re.compile(r"[\u4e00-\u9fff](?:icp[备证]|公网安备)")


def readable(line: str) -> bool:
    """Can a line with this beginning and length be furniture? A markdown list, heading, quote or table is not."""
    return 0 < len(line) <= LONGEST_LINE and not line.lstrip().startswith(_MARKDOWN)


def read_folded(folded: Folded, table: Table, words: Sequence[str] | None = None) -> Reading | None:
    """Consume a folded line, or None if something is left; `words` of the table are in it, if they are known."""
    if table.lines and (category := table.lines.get(shape(folded.text))):
        entry = Entry(category, "edge", folded.text, ())
        return Reading(folded, (Item(entry, 0, len(folded.text), None),))
    reader = Reader(folded, table, words)
    if items := reader.read():
        return Reading(folded, tuple(items))
    if folded.text[-1:] in STOPS and len(folded.text) > _SHORTEST_SENTENCE:
        shorter = folded._replace(text=folded.text[:-1])
        items = Reader(shorter, table, reader.words).read()
        reading = Reading(shorter, tuple(items or ()))
        if items and is_closed(items[-1]) and reading.strength in ("sure", "edge"):
            return reading
    return None


def _rank(entry: Entry) -> tuple[int, int]:
    """Of two entries that take the same, which says better what it is: the stronger, then the narrower."""
    return STRENGTHS.index(entry.strength), entry.breadth


class Reader:
    """One attempt on one line: depth first, the longest entry first, no place tried twice.

    `furthest` are the pieces of the attempt that came furthest.
    """

    def __init__(self, folded: Folded, table: Table, words: Sequence[str] | None = None) -> None:
        """`words` of the table are in the line, if they are known."""
        self.text = folded.text
        self.gaps = folded.gaps
        self.table = table
        self.words = table.words.found_in(self.text) if words is None else words
        self.anchored = table.anchored_by(self.words)
        self.dead: set[int] = set()
        self.steps = 0
        self.furthest: list[Item] = []

    def read(self) -> list[Item] | None:
        """The pieces, or None."""
        items: list[Item] = []
        return [self._strongest(item) for item in items] if self._go(0, items) and items else None

    def _strongest(self, item: Item) -> Item:
        """The item by the strongest of the entries that take just this."""
        if item.entry.strength in ("sure", "meta") or (item.value and item.entry.strength != "weak"):
            return item
        best, rank = item, _rank(item.entry)
        for entry in self._entries(item.start):
            if _rank(entry) >= rank:
                continue
            for end, value in self._ends(entry, item.start):
                if end == item.end and (entry.strength != "weak" or value is None):
                    best, rank = Item(entry, item.start, end, value), _rank(entry)
                    break
        return best

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
        """The entries that may take something here."""
        yield from self.table.beginnings.at(self.text, position)
        yield from self.anchored

    def _ends(self, entry: Entry, position: int) -> Iterable[tuple[int, tuple[int, int] | None]]:
        if entry.is_literal:
            return [(end, None) for end in entry.literal_ends(self.text, position)]
        if not entry.pattern:
            return () if self._lacks(entry, position) else self._part(entry.parts, 0, position, None)
        match = compiled(entry.pattern).match(self.text, position)
        if match is None:
            return ()
        return ((match.end(), match.span("value") if "value" in match.re.groupindex else None),)

    def _lacks(self, entry: Entry, position: int) -> bool:
        """Is something not in the rest of the line that the entry needs? To try its values takes much longer."""
        text = self.text
        for choices in entry.needed:
            for literal in choices:
                if text.find(literal, position) >= 0:
                    break
            else:
                return True
        return False

    def _part(
        self, parts: tuple[Part, ...], index: int, position: int, value: tuple[int, int] | None
    ) -> Iterator[tuple[int, tuple[int, int] | None]]:
        if index == len(parts):
            yield position, value
            return
        part = parts[index]
        is_last = index + 1 == len(parts)
        if part.literals:
            found = part.ends(self.text, position)
            for end in found:
                if is_last:
                    yield end, value
                else:
                    yield from self._part(parts, index + 1, end, value)
            if part.optional and not (found and part.literals == COLON):
                yield from self._part(parts, index + 1, position, value)
            return
        following = parts[index + 1] if index + 1 < len(parts) else Part((), "", optional=True)
        for start, end, after in self._values(part.value, position, following):
            yield from self._part(parts, index + 1, after, value or (start, end))
        if part.optional:
            yield from self._part(parts, index + 1, position, value)

    def _values(self, kind: str, position: int, following: Part) -> Iterator[tuple[int, int, int]]:
        value = VALUES[kind]
        text = self.text
        if not value.pattern:
            if text[position : position + 1] in _GOES_ON and text[position - 1 : position] != ":":
                return
            yield from ((position, stop, stop) for stop in self._stops(position, value, following))
            return
        pattern = compiled(value.pattern)
        if match := pattern.match(text, position):
            yield *match.span(), match.end()
        elif text[position : position + 1] in ("[", "(") and (match := pattern.match(text, position + 1)):
            closed = match.end() + (text[match.end() : match.end() + 1] in ("]", ")"))
            yield *match.span(), closed

    def _stops(self, position: int, value: Value, following: Part) -> Iterator[int]:
        """Where an open value may end: where what follows begins, or at a gap, a bar, or another item."""
        text = self.text
        last = min(position + value.longest, len(text))
        last = next((end for end in range(position, last) if text[end] in value.bars), last)
        ends = range(position + 1, last + 1)
        needed = bool(following.literals) and not following.optional
        for end in reversed(ends) if value.whole else ends:
            if text.startswith(following.literals, end) or (
                not needed
                and (end == len(text) or end in self.gaps or text[end] in SEPARATORS or self._label(end))
            ):
                yield end

    def _label(self, position: int) -> bool:
        """Does another item begin here: a word with a colon, or a registration?"""
        text = self.text
        if _REGISTRATION.match(text, position):
            return True
        return text.startswith(self.table.beginnings.labels(text[position : position + 2]), position)
