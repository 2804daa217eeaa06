"""Learning a site's furniture from its own pages: the lines that recur at their heads and tails.

A line is compared by its shape: folded, with every number a 0. Two passes over the pages: the first finds shapes
that recur near the edges; the second walks each page inward from both ends, over lines that recur, and counts how
often a shape stands at the edge and how often amid the body. What rules know already is gone before the walk.
Memory does not grow with the pages: of the shapes that are counted, the rare ones are forgotten now and then
(lossy counting, Manku and Motwani 2002), so that a count may be too small by one page in `_ROOM`.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from normalise.stages.strip import cue, shape

FEWEST_PAGES = 5
SMALLEST_SHARE = 0.03
"""Of the pages, a line must recur on so many, and on this share of them."""

_EDGE_LINES = 40
_MOST_BETWEEN = 3
_LONGEST_LINE = 200
_LONGEST_BETWEEN = 60
_ROOM = 200_000
_MOST_AMID = 0.01
_LETTERS = re.compile(r"[^\W\d_]")


class Learnt(NamedTuple):
    """A line of the site's furniture: an example, where it stands, and what it would remove."""

    line: str
    where: str
    pages: int
    characters: int


class Lesson(NamedTuple):
    """What was learnt, the most frequent first, from how many pages."""

    lines: tuple[Learnt, ...]
    pages: int


def learn(read_pages: Callable[[], Iterable[str]]) -> Lesson:
    """Learn from pages; `read_pages` is called twice, and gives them one by one, cleaned of known furniture."""
    seen = _Counts()
    pages = 0
    for text in read_pages():
        pages += 1
        lines = _lines(text)
        near = {*lines[:_EDGE_LINES], *lines[-_EDGE_LINES:]}
        seen.add({found for line in near if (found := _shape(line))})
    least = max(FEWEST_PAGES, SMALLEST_SHARE * pages)
    recurring = frozenset(name for name, count in seen.counts.items() if count + seen.forgotten >= least)
    if not recurring:
        return Lesson((), pages)
    heads, tails, everywhere, characters = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    examples: dict[str, str] = {}
    for text in read_pages():
        lines = _lines(text)
        head = set(_edge(lines, recurring))
        tail = set(_edge(lines[::-1], recurring)) - head
        heads.update(head)
        tails.update(tail)
        for line in lines:
            if (found := _shape(line)) in recurring:
                everywhere[found] += 1
                characters[found] += len(line)
                examples.setdefault(found, line)
    return Lesson(tuple(_choose(heads, tails, everywhere, characters, examples, least)), pages)


def _choose(
    heads: Counter[str],
    tails: Counter[str],
    everywhere: Counter[str],
    characters: Counter[str],
    examples: dict[str, str],
    least: float,
) -> Iterator[Learnt]:
    """The shapes that recur at the edges, and nowhere else."""
    for name, count in (heads + tails).most_common():
        if count >= least and everywhere[name] - count <= _MOST_AMID * count:
            share = heads[name] / count
            where = "head" if share > 0.9 else "tail" if share < 0.1 else "both"
            yield Learnt(examples[name], where, count, characters[name])


class _Counts:
    """On how many pages each shape was seen; `forgotten` is by how much a count may be too small."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.forgotten = 0

    def add(self, shapes: Iterable[str]) -> None:
        self.counts.update(shapes)
        while len(self.counts) > _ROOM:
            self.forgotten += 1
            self.counts = Counter(
                {name: count for name, count in self.counts.items() if count > self.forgotten}
            )


def _lines(text: str) -> list[str]:
    return [line for line in re.split(r"\r\n?|\n", text) if line and not line.isspace()]


def _shape(line: str) -> str:
    """The shape of a line that could be learnt, else nothing."""
    if len(line) > _LONGEST_LINE or len(_LETTERS.findall(line)) < 2:
        return ""
    if cue("not_learnt").search(line) or cue("not_learnt").search("".join(line.split())):
        return ""
    return shape(line)


def _edge(lines: Iterable[str], recurring: frozenset[str]) -> Iterator[str]:
    """The recurring shapes from one end inward; a title and the like may stand between."""
    between = 0
    for line in islice(lines, _EDGE_LINES):
        if (found := _shape(line)) in recurring:
            between = 0
            yield found
            continue
        between += 1
        if between > _MOST_BETWEEN or len(line) > _LONGEST_BETWEEN or cue("prose").search(line):
            return


def as_rules(lesson: Lesson, source: str) -> str:
    """The lesson as a file of rules, for `--rules`."""
    written = [f"# Learnt from {lesson.pages} pages of {source} by normalise learn; of each line, its pages."]
    for where in ("head", "tail", "both"):
        lines = [line for line in lesson.lines if line.where == where]
        if not lines:
            continue
        description = {"head": "at the head", "tail": "at the tail", "both": "at the head or the tail"}[where]
        written += ["", "[[rule]]", f'id = "site_{where}"', f'description = "what recurs {description}"']
        written += [f'where = "{where}"', "lines = ["]
        written += [f"    {_quote(line.line.strip())},  # {line.pages}" for line in lines]
        written += ["]"]
    return "\n".join(written) + "\n"


def _quote(text: str) -> str:
    """A basic string of TOML."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + re.sub(r"[\x00-\x1f\x7f]", lambda match: f"\\u{ord(match[0]):04x}", escaped) + '"'
