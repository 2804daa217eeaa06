"""Which rules take a line, for people."""

from typing import NamedTuple

from normalise.language.fold import fold
from normalise.stages.strip.cells import read_partly
from normalise.stages.strip.entries import Strength
from normalise.stages.strip.reading import Reader, read_folded, readable
from normalise.stages.strip.table import load_table


class Explanation(NamedTuple):
    """What a line is made of: the verdict, and the pieces as (text, category, strength, entry).

    `verdict` is the strength of the line, or None if it stays whatever stands around it; `rest` is then the
    text from where no rule went on. `partial`: the pieces are not the whole line, but enough of it at an edge.
    """

    line: str
    folded: str
    verdict: Strength | None
    category: str | None
    pieces: tuple[tuple[str, str, Strength, str], ...]
    rest: str
    partial: bool = False


def explain_line(line: str, rules: tuple[str, ...] = ()) -> Explanation:
    """Say which rules take a line, or where they all stop; `rules` are paths of further rule files.

    >>> explain_line("【打印】 返回顶部").pieces[1]
    ('返回顶部', 'back_to_top', 'edge', '返回顶部')
    >>> explain_line("返回顶部的按钮坏了").rest
    '的按钮坏了'
    """
    table = load_table(rules)
    folded = fold(line)
    reader = Reader(folded, table)
    reader.read()
    reading = (read_folded(folded, table) or read_partly(folded, table)) if readable(line) else None
    items = list(reading.items) if reading else reader.furthest
    pieces = tuple(
        (
            line[folded.positions[item.start] : folded.positions[item.end - 1] + 1],
            item.entry.category,
            item.entry.strength,
            item.entry.source,
        )
        for item in items
    )
    end = reader.furthest[-1].end if reader.furthest else 0
    return Explanation(
        line,
        folded.text,
        reading.strength if reading else None,
        reading.category if reading else None,
        pieces,
        "" if reading else line[folded.positions[end] :],
        partial=reading.partial if reading else False,
    )
