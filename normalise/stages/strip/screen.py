"""Cheap tests that let a line by which no rule could take, before it is taken to pieces.

Each says "no" only where the full reading would find nothing; tests hold them to that on every example of every rule.
"""

import re
from functools import cache
from typing import NamedTuple

from normalise.language.fold import fold_text, folding_to
from normalise.stages.strip.reading import DIGITS, SEPARATORS
from normalise.stages.strip.table import Table
from normalise.stages.strip.values import DIGIT

BARS = frozenset("|·/→[]()<>●■▪◆•_")
"""Folded characters between the cells of a menu."""

_DIVIDERS = "".join(sorted(BARS)) + " "

LONGEST_SENTENCE = 200
"""A longer line is no sentence of furniture, whatever words it has."""


class Chances(NamedTuple):
    """What a line could still be: read `whole`, or known in `part` by its cells or its telling words."""

    whole: bool
    part: bool


def chances(line: str, table: Table) -> Chances:
    """What could a line be? Rules begin with its first character, or need an anchor; cells need dividers.

    A line with a round bracket may have glosses, which are folded away with more effort, and is not judged.
    """
    folded = fold_text(line)
    if "(" in folded or table.lines:
        return Chances(whole=True, part=True)
    return Chances(
        whole=may_begin(folded, table) or table.is_anchored(folded),
        part=_any_of(_DIVIDERS).search(line.strip()) is not None
        or (len(folded) <= LONGEST_SENTENCE and table.told_by(folded) != ""),
    )


def may_begin(folded: str, table: Table) -> bool:
    """Could an entry that begins with known characters begin a folded line?"""
    return folded[:1] in SEPARATORS or is_start(folded[:2], table)


def has_gap(line: str) -> bool:
    """Could there be a gap within the line, as `Folded.gaps` has them?"""
    return _any_of(" ").search(line.strip()) is not None


@cache
def _any_of(folded: str) -> re.Pattern[str]:
    """The characters that fold to one of these, as they are written."""
    return re.compile(f"[{re.escape(''.join(sorted(folding_to(folded))))}]")


def is_start(start: str, starts: frozenset[str] | Table) -> bool:
    """Do one or two folded characters begin an entry?"""
    if not start:
        return True
    return start in starts or start[:1] in starts or (start[0] in DIGITS and DIGIT in starts)
