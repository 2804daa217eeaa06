"""Lines as rules see them, wherever they stand: what each could be and what it reads as, found when first asked for.

The pages of a site have most of their furniture in common, to the letter; so short lines are remembered with what was
found, and a page that has them again need not read them again. What a line is found to be depends on its text and
on the table alone, never on the document, the options or what came before: a memory that is empty changes no result.
"""

from collections.abc import Sequence
from functools import cache, cached_property, lru_cache

from normalise.language.fold import Folded, fold, fold_text
from normalise.stages.strip.cells import read_partly
from normalise.stages.strip.items import Reading
from normalise.stages.strip.reading import SIGNS, read_folded, readable
from normalise.stages.strip.screen import NOTHING, Chances, find_chances
from normalise.stages.strip.table import Table

LONGEST_REMEMBERED = 80
"""In characters."""

MOST_REMEMBERED = 4096
"""Lines; one document may have a million that are looked at."""

LEADING = f"{SIGNS}【】〖〗［］〔〕（）｜│丨»›«‹＞＜／：•—－– \t\xa0\u3000\u200b\ufeff"
"""Signs and blanks that may stand before furniture."""

_BEGINNING_READ, _BEGINNING_LOOKED_AT = 60, 16
_LONGEST_NUMBERED = 60

_ENTITIES = {
    "&gt;": ">",
    "&nbsp;": " ",
    "&copy;": "©",
    "&raquo;": ">",
    "&middot;": "·",
    "&bull;": "·",
    "&lt;": "<",
    "&amp;": "&",
}


class Line:
    """A line without its end, by the rules of a table."""

    def __init__(self, text: str, table: Table, chances: Chances) -> None:
        self.text = text
        self._table = table
        self._chances = chances
        # Most lines have no chance, which need not be asked again.
        if not chances.whole:
            self.__dict__["whole"] = None
        if not chances.part:
            self.__dict__["partial"] = None

    @cached_property
    def folded(self) -> Folded:
        """It as rules compare it."""
        return fold(replace_entities(self.text))

    @cached_property
    def whole(self) -> Reading | None:
        """Its reading, if rules take the whole of it."""
        return read_folded(self.folded, self._table, self._chances.words)

    @cached_property
    def partial(self) -> Reading | None:
        """Its reading in part, which counts at an edge."""
        return read_partly(self.folded, self._table, self._chances.words)

    @cached_property
    def telling(self) -> int:
        """How many of the words by which rules know sentences of furniture it has."""
        return sum(word in self.folded.text for word in self._table.telling)


class Lines:
    """The lines that a table's rules were asked about, each looked at once, however many pages have it."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._remembered: dict[str, Line] = {}

    def __len__(self) -> int:
        """How many are remembered."""
        return len(self._remembered)

    def look_at(self, texts: Sequence[str]) -> list[Line]:
        """These lines; those that are new are looked at together."""
        remembered = self._remembered
        lines = {text: remembered.get(text) for text in texts}
        new = [text for text, line in lines.items() if line is None]
        chances = find_chances([_as_compared(text) for text in new], self._table) if new else {}
        if len(remembered) >= MOST_REMEMBERED:
            remembered.clear()
        for number, text in enumerate(new):
            lines[text] = line = Line(text, self._table, chances.get(number, NOTHING))
            if len(text) <= LONGEST_REMEMBERED and len(remembered) < MOST_REMEMBERED:
                remembered[text] = line
        return [lines[text] for text in texts]  # type: ignore[misc]


@cache
def lines_of(table: Table) -> Lines:
    """What is remembered of lines by the rules of this table."""
    return Lines(table)


def may_be_sure(text: str, table: Table) -> bool:
    """May a line be furniture wherever it stands? It then begins with an entry that is. Of short lines it is remembered."""
    return (_begins_surely_again if len(text) <= LONGEST_REMEMBERED else _begins_surely)(text, table)


def _begins_surely(text: str, table: Table) -> bool:
    beginning = text.lstrip()[:_BEGINNING_READ]
    bare = beginning.lstrip(LEADING)
    if bare[:1].isdecimal() and len(text) > _LONGEST_NUMBERED:
        return False
    # Some begin with a bracket or a sign themselves.
    starts = [
        beginning[place:]
        for place in range(len(beginning) - len(bare) + 1)
        if table.may_begin_surely(beginning[place : place + 2])
    ]
    if bare and not starts:
        return False
    if not bare or "(" in bare[1:3] or "（" in bare[1:3]:
        return True
    beginnings = table.sure_beginnings
    return any(beginnings.may_begin(fold_text(start[:_BEGINNING_LOOKED_AT])) for start in starts)


_begins_surely_again = lru_cache(MOST_REMEMBERED)(_begins_surely)


def _as_compared(line: str) -> str:
    """Empty, if it can't be furniture."""
    line = replace_entities(line)
    return line if readable(line) else ""


def replace_entities(line: str) -> str:
    """The line with entities of HTML as what they stand for, its length as it was.

    >>> replace_entities("首页&gt;要闻")
    '首页>   要闻'
    """
    if "&" not in line:
        return line
    for entity, character in _ENTITIES.items():
        line = line.replace(entity, character.ljust(len(entity)))
    return line
