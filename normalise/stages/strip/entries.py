r"""Entries: one wording of furniture each, as the rule files write it.

An entry is compared folded, so width, script and inner spaces do not matter. `:?` is a colon that may be
missing; `{number}`, `{name}` … are values (see `values.py`), `{number?}` one that may be missing; `{本|此|}` is
a choice, here of two or nothing. An entry between two `~` is a regular expression over the folded line, after
the literal text that the line must contain for it to be tried: `icp ~\d+号~`, or `、|, ~…~` where either will do;
after a `^`, the text it begins with. `\d` at the end of that is any digit.
"""

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Literal, NamedTuple

from normalise.language.fold import fold_text
from normalise.stages.strip.values import DIGIT, NUMERIC, VALUES, compiled

Strength = Literal["sure", "edge", "weak", "meta"]
"""sure: furniture wherever it stands. edge: furniture at the head or the tail of a document. weak: furniture
among other furniture there. meta: publication metadata, which stays unless asked."""

STRENGTHS: tuple[Strength, ...] = ("sure", "edge", "weak", "meta")
LONGEST_LINE = 600
"""In characters; a longer line is not a candidate."""

_DIGITS = "0123456789"
COLON = (":",)
"""Of a colon that may be missing: where there is one, it is part of the entry."""
_BRACKETS = ("[", "(")
LONGEST_OPENING = 6
"""So much of an entry's first texts is compared to tell that it does not stand somewhere."""

_MOST_OPENINGS = 60

# A number, a date or a weekday that begins within a line shows within so many characters.
_LONGEST_VALUE = 12
_PART = re.compile(r"(:\?)|\{([a-z]+)(\?)?\}|\{([^{}|]*(?:\|[^{}|]*)+)\}")


class Part(NamedTuple):
    """A piece of an entry: literal texts of which one stands there, or the kind of value; `optional` if none may."""

    literals: tuple[str, ...]
    value: str
    optional: bool
    lengths: tuple[int, ...] = ()  # of the literals, the longest first

    @property
    def longest(self) -> int:
        """Of the literals, how long it is."""
        return self.lengths[0] if self.lengths else 0

    def ends(self, text: str, place: int) -> list[int]:
        """Where those of its literals end that stand there, the longest first."""
        # Of dozens mostly none does, which is found out at once.
        if not text.startswith(self.literals, place):
            return []
        ends = (place + length for length in self.lengths if place + length <= len(text))
        return [end for end in ends if text[place:end] in self.literals]


class _Wording(NamedTuple):
    category: str
    strength: Strength
    source: str
    parts: tuple[Part, ...]
    field: str = ""
    anchor: str = ""
    pattern: str = ""
    fixed: bool = True


class Entry(_Wording):
    """One wording of a rule. `pattern` is filled for a regular expression, else `parts`.

    `fixed`: how it begins is known. `anchor` is the literal text of a regular expression that the line must contain
    or, if fixed, begin with; `DIGIT` for an entry that begins with a number.
    """

    @property
    def starts(self) -> frozenset[str]:
        """The one or two characters, folded, that it may begin with; `DIGIT` for any digit."""
        if self.anchor == DIGIT:
            return frozenset({DIGIT})
        if self.pattern and self.anchor.endswith(DIGIT):
            return frozenset((self.anchor.removesuffix(DIGIT) + digit)[:2] for digit in _DIGITS)
        if self.pattern:
            return frozenset({self.anchor[:2]})
        found = {""}
        for part in self.parts:
            if part.value == "digits" and not part.optional:
                found |= {start + digit for start in found if len(start) == 1 for digit in _DIGITS}
                found = {start for start in found if len(start) != 1}
            if part.value:
                break
            longer = {start + literal for start in found if len(start) < 2 for literal in part.literals}
            found = {start for start in found if len(start) >= 2 or part.optional} | longer
        return frozenset(start[:2] for start in found)

    def openings(self, start: str) -> set[str]:
        """Texts of which one begins all that the entry takes and that begins with `start`, cut short.

        An empty one, if a value may begin it.
        """
        if self.pattern:
            return {"" if self.anchor == DIGIT else self.anchor.removesuffix(DIGIT)[:LONGEST_OPENING]}
        found = {""}
        for part in self.parts:
            if part.value or len(found) * len(part.literals) > _MOST_OPENINGS:
                break
            longer = {text + literal for text in found for literal in part.literals}
            if len(min(found, key=len)) < len(start):
                longer = {text for text in longer if text.startswith(start) or start.startswith(text)}
            found = longer | found if part.optional else longer
            if not found or len(min(found, key=len)) >= LONGEST_OPENING:
                break
        return {text[:LONGEST_OPENING] for text in found}

    @property
    def anchors(self) -> tuple[str, ...]:
        """Of an entry without a fixed beginning: literal texts of which the line must contain one."""
        if self.pattern:
            return tuple(self.anchor.split("|"))
        needed = (part.literals for part in self.parts if part.literals and not part.optional)
        return max(needed, key=lambda literals: min(map(len, literals)))

    @property
    def reach_before_anchor(self) -> int:
        """Of an entry without a fixed beginning: how far from where it begins its anchor may stand."""
        anchors, reach = self.anchors, 0
        for part in self.parts:
            if part.literals == anchors and not part.optional:
                return reach
            if part.value and VALUES[part.value].pattern:
                break
            reach += part.longest or VALUES[part.value].longest
        return LONGEST_LINE

    def ends(self, beginning: str) -> frozenset[int] | None:
        """Where the entry may end that begins a line with this folded beginning; none if it doesn't.

        None if that cannot be said: it goes on beyond what is known of the line, or has a value that may be any text.
        """
        if self.pattern:
            start = self.anchor.removesuffix(DIGIT)
            known, rest = beginning.startswith(start), beginning[len(start) : len(start) + 1]
            begins = known and (start == self.anchor or not rest or rest.isdecimal())
            return None if begins or start.startswith(beginning) else frozenset()
        if self.is_literal and len(beginning) > self._longest:
            return frozenset(self.literal_ends(beginning, 0))
        places = {0}
        for part in self.parts:
            if max(places) >= len(beginning):
                return None
            if part.value:
                after_value = _after_value(part.value, beginning, places)
                if after_value is None:
                    return None
                places = after_value | places if part.optional else after_value
                if not places:
                    return frozenset()
                continue
            after: set[int] = set()
            for place in places:
                after.update(part.ends(beginning, place))
                if len(beginning) - place < part.longest:
                    rest = beginning[place:]
                    if any(text.startswith(rest) for text in part.literals):
                        return None
            places = after | places if part.optional else after
            if not places:
                return frozenset()
        return None if max(places) >= len(beginning) else frozenset(places)

    @cached_property
    def is_literal(self) -> bool:
        """Does it take literal texts alone?"""
        return not self.pattern and not any(part.value for part in self.parts)

    @cached_property
    def _longest(self) -> int:
        """How much it takes at most, if it is literal."""
        return sum(part.longest for part in self.parts)

    @cached_property
    def needed(self) -> tuple[tuple[str, ...], ...]:
        """What must stand behind the first part in all that it takes: of each of these choices one."""
        return tuple(part.literals for part in self.parts[1:] if part.literals and not part.optional)

    def literal_ends(self, text: str, place: int) -> list[int]:
        """Where it may end that begins at a place of a folded text, if it is literal, in the order of its choices."""
        places = [place]
        for part in self.parts:
            after: list[int] = []
            for start in places:
                found = part.ends(text, start)
                after += found
                if part.optional and not (found and part.literals == COLON):
                    after.append(start)
            if not after:
                return after
            places = after
        return places

    @cached_property
    def breadth(self) -> int:
        """How many wordings it has: of two entries, the narrower says better what a line is."""
        return (
            1000 if self.pattern else sum(len(part.literals) + 100 * bool(part.value) for part in self.parts)
        )

    @property
    def reach(self) -> tuple[int, bool]:
        """How much of a line it may take: the one that may take more is tried first."""
        length = sum(max(map(len, part.literals), default=0) + bool(part.value) for part in self.parts)
        return length or len(self.anchor), bool(self.pattern)


def _after_value(value: str, beginning: str, places: set[int]) -> set[int] | None:
    """Where a value may end that begins at one of these places; None if that cannot be said."""
    if value not in NUMERIC:
        return None
    pattern = compiled(VALUES[value].pattern)
    found: set[int] = set()
    for place in places:
        match = pattern.match(beginning, place)
        if match is not None:
            found.add(match.end())
        elif len(beginning) - place < _LONGEST_VALUE or beginning.startswith(_BRACKETS, place):
            return None
    return found


def parse_entry(category: str, strength: Strength, source: str, field: str = "") -> Entry:
    """An entry from its wording. Raises `ValueError` that says what is wrong with it.

    >>> sorted(parse_entry("print_close", "edge", "{打印|列印}{本|}页").starts)
    ['列印', '打印']
    """
    if source.endswith("~"):
        return _expression(category, strength, source, field)
    parts = tuple(_parts(source))
    if parts and parts[0].value in NUMERIC and not parts[0].optional:
        return Entry(category, strength, source, parts, field, DIGIT)
    if not any(part.literals and not part.optional for part in parts):
        raise ValueError(f"{source!r}: an entry needs literal text")
    first = parts[0]
    entry = Entry(category, strength, source, parts, field)
    if first.literals:
        if "" in entry.starts:
            raise ValueError(f"{source!r}: an entry begins with a value or with text, not with either")
        return entry
    return entry._replace(fixed=False)


def _expression(category: str, strength: Strength, source: str, field: str) -> Entry:
    anchor, _, pattern = source[:-1].partition("~")
    start = anchor.strip() if anchor.startswith("^") else ""
    anchor = DIGIT if start == f"^{DIGIT}" else fold_text(anchor).lstrip("^")
    if not anchor:
        raise ValueError(f"{source!r}: a regular expression needs literal text before its '~'")
    if not start and not all(anchor.split("|")):
        raise ValueError(f"{source!r}: a choice before the '~' needs text on both sides of each '|'")
    return Entry(category, strength, source, (), field, anchor, pattern, fixed=bool(start))


def _parts(source: str) -> Iterator[Part]:
    position = 0
    for match in _PART.finditer(source):
        if literal := fold_text(source[position : match.start()]):
            yield _text_part((literal,), optional=False)
        if match[1]:
            yield _text_part((":",), optional=True)
        elif match[4] is not None:
            choices = sorted({fold_text(choice) for choice in match[4].split("|")}, key=len, reverse=True)
            if not any(choices):
                raise ValueError(f"{source!r}: a choice needs text")
            yield _text_part(tuple(filter(None, choices)), optional="" in choices)
        elif match[2] in VALUES:
            yield Part((), match[2], optional=bool(match[3]))
        else:
            raise ValueError(f"{source!r}: unknown value {{{match[2]}}}; known are {', '.join(VALUES)}")
        position = match.end()
    if literal := fold_text(source[position:]):
        yield _text_part((literal,), optional=False)


def _text_part(literals: tuple[str, ...], *, optional: bool) -> Part:
    return Part(literals, "", optional, tuple(sorted(set(map(len, literals)), reverse=True)))
