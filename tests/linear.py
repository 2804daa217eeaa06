"""Does a regular expression take time that is linear in the text? Judged by its structure, as the parser sees it.

Two repetitions without end, one after the other or one within the other, that can share out the same characters
between them in many ways: there are as many ways as characters, or many more, and where the match fails at last
each is tried. Possessive repetitions give nothing back; and a repetition with an end, up to a thousand, costs no
more than that many times. The characters are represented by those that the expression names, their neighbours,
and one of each kind that a category may mean.
"""

import importlib
import re
from collections.abc import Iterator, Sequence
from itertools import islice, product
from typing import Any, NamedTuple

parser = importlib.import_module("re._parser")  # the standard library has no public one

ENDLESS = 1000
_SAMPLE = "aAzZ09_ \t\n\r\x0b-.,:/中文。，é\x80\uffff\U00020000"
_MOST_WAYS = 200


class Piece(NamedTuple):
    """A part of an expression: `characters` are those that it may consist of alone; may it be empty?

    `within` are the ways to write what is repeated without end, if there is such a repetition in them. `fails` says
    of what takes no room that it may not be so.
    """

    characters: frozenset[str]
    empty: bool
    endless: bool = False
    within: tuple[tuple["Piece", ...], ...] = ()
    fails: bool = False


def superlinear(pattern: str | bytes, flags: int = 0) -> list[str]:
    """What makes the expression take more than linear time; empty if nothing does."""
    if isinstance(pattern, bytes):
        pattern = pattern.decode("latin-1")
    tree = parser.parse(pattern, flags)
    alphabet = frozenset({*_SAMPLE, *_named(tree)})
    return sorted(set(_faults(tree, alphabet, flags | tree.state.flags)))


def _named(node: object) -> Iterator[str]:
    """The characters that the tree names, and what stands beside the ends of its ranges."""
    items = list(node) if isinstance(node, tuple | list | parser.SubPattern) else []
    if len(items) == 2 and items[0] in (parser.LITERAL, parser.NOT_LITERAL):
        yield chr(items[1])
        return
    if len(items) == 2 and items[0] is parser.RANGE:
        low, high = items[1]
        yield from map(chr, {low, high, max(low - 1, 0), min(high + 1, 0x10FFFF)})
        return
    for item in items:
        yield from _named(item)


def _faults(tree: Any, alphabet: frozenset[str], flags: int) -> Iterator[str]:
    for assertion in _assertions(tree):
        yield from _faults(assertion, alphabet, flags)
    for way in islice(_ways(tree, alphabet, flags), _MOST_WAYS):
        yield from _faults_of(way)


def _faults_of(way: Sequence[Piece]) -> Iterator[str]:
    for place, piece in enumerate(way):
        if not piece.endless:
            continue
        can_fail = any(not later.empty or later.fails for later in way[place + 1 :])
        if shared := _shares(way, place, can_fail=False):
            yield f"two repetitions share {shared!r}"
        for inner in piece.within:
            yield from _faults_of(inner)
            twice = (*inner, *inner)
            for first in range(len(inner)):
                if inner[first].endless and (shared := _shares(twice, first, can_fail=can_fail)):
                    yield f"a repetition within another shares {shared!r} with its next round"


def _shares(way: Sequence[Piece], place: int, *, can_fail: bool) -> str:
    """A character that a later repetition without end could take instead, with nothing else needed between them.

    Where nothing stands after that one that might fail, no other way is ever tried.
    """
    candidates = way[place].characters
    for index, piece in enumerate(way[place + 1 :], place + 1):
        fails = can_fail or any(not later.empty or later.fails for later in way[index + 1 :])
        if fails and piece.endless and (shared := candidates & piece.characters):
            return min(shared)
        if not piece.empty:
            candidates &= piece.characters
        if not candidates:
            return ""
    return ""


def _assertions(node: Any) -> Iterator[Any]:
    items = list(node) if isinstance(node, tuple | list | parser.SubPattern) else []
    if len(items) == 2 and items[0] in (parser.ASSERT, parser.ASSERT_NOT):
        yield items[1][1]
        return
    for item in items:
        yield from _assertions(item)


def _ways(tree: Any, alphabet: frozenset[str], flags: int) -> Iterator[tuple[Piece, ...]]:
    """Each way to choose between alternatives, as a row of pieces."""
    choices = [list(islice(_of_node(node, alphabet, flags), _MOST_WAYS)) for node in tree]
    for chosen in product(*choices):
        yield tuple(piece for row in chosen for piece in row)


def _of_node(node: Any, alphabet: frozenset[str], flags: int) -> Iterator[tuple[Piece, ...]]:
    operation, argument = node
    if operation is parser.SUBPATTERN:
        yield from _ways(argument[3], alphabet, flags)
    elif operation is parser.BRANCH:
        for branch in argument[1]:
            yield from _ways(branch, alphabet, flags)
    elif operation is parser.ATOMIC_GROUP:
        yield from _ways(argument, alphabet, flags)
    elif operation in (parser.MAX_REPEAT, parser.MIN_REPEAT, parser.POSSESSIVE_REPEAT):
        least, most, body = argument
        rows = tuple(islice(_ways(body, alphabet, flags), _MOST_WAYS))
        characters = frozenset[str]().union(*map(_alone, rows))
        gives_back = operation is not parser.POSSESSIVE_REPEAT
        endless = gives_back and most > ENDLESS
        empty = least == 0 or any(all(piece.empty for piece in row) for row in rows)
        if most == 1:
            yield from rows
            if least == 0:
                yield ()
        else:
            deep = tuple(row for row in rows if any(piece.endless for piece in row)) if endless else ()
            yield (Piece(characters, empty, endless, deep),)
    elif operation is parser.GROUPREF:
        yield (Piece(alphabet, empty=True),)
    elif characters := _characters(operation, argument, alphabet, flags):
        yield (Piece(characters, empty=False),)
    else:
        yield (Piece(frozenset(), empty=True, fails=True),)


def _alone(row: Sequence[Piece]) -> frozenset[str]:
    """The characters of which a row of pieces can be made up alone."""
    needed = [piece.characters for piece in row if not piece.empty]
    if needed:
        return frozenset.intersection(*needed)
    return frozenset[str]().union(*(piece.characters for piece in row))


def _characters(operation: Any, argument: Any, alphabet: frozenset[str], flags: int) -> frozenset[str]:
    if operation is parser.LITERAL:
        own = chr(argument)
        return frozenset({own, own.swapcase()} if flags & re.IGNORECASE else {own})
    if operation is parser.NOT_LITERAL:
        return alphabet - {chr(argument)}
    if operation is parser.ANY:
        return alphabet if flags & re.DOTALL else alphabet - {"\n"}
    if operation is parser.IN:
        compiled = parser.SubPattern(parser.State())
        compiled.append((parser.IN, argument))
        found = importlib.import_module("re._compiler").compile(compiled, flags & ~re.DEBUG)
        return frozenset(filter(found.match, alphabet))
    return frozenset()
