"""What was changed, put back together: the text before each stage, and before and after side by side.

A `Change` says what its stage did to that stage's input. Undone from the last to the first they give every
text on the way; done again over pieces that remember where they came from, they tell which changes made each
character of the answer.
"""

from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby
from typing import NamedTuple

from normalise.language.encodings import decode as read
from normalise.language.lines import lines
from normalise.pipeline import read_as
from normalise.result import Change, Result
from normalise.stages.decode.guess import name_encoding


class Piece(NamedTuple):
    """`before` of the document became `after`, by the changes with these indexes, first to last.

    Without changes both are the same. `before` is in hex where the first change is one of `decode`.
    """

    before: str
    after: str
    chain: tuple[int, ...] = ()


class Texts(NamedTuple):
    """The text that was read, and for each stage that changed something the text that it was given."""

    read: str
    given: dict[str, str]


def texts_on_the_way(result: Result) -> Texts | None:
    """Undo the changes, from the last stage to the first; None if they do not account for the text.

    >>> change = Change("convert", "convert/t2s", 1, 1, 2, "縣", "县")
    >>> texts_on_the_way(Result("本县", None, 1.0, True, {}, (change,)))
    Texts(read='本縣', given={'convert': '本縣'})
    """
    given: dict[str, str] = {}
    text = result.text
    for stage, changes in reversed(_by_stage(result.changes)):
        if stage == "decode":
            continue
        earlier = _undo(text, changes)
        if earlier is None:
            return None
        given[stage] = text = earlier
    return Texts(text, given)


def replay(result: Result, texts: Texts | None, data: bytes | None = None) -> list[Piece]:
    """The whole document in pieces: joined, their `before` is what was read and their `after` the answer.

    `texts` are the result's `texts_on_the_way`. With the input's bytes, what `decode` did is among the pieces.
    Without `texts`, the pieces are the lines that differ, and say nothing of changes.

    >>> changes = (
    ...     Change("repair", "repair/x", 1, 0, 2, "ÏØ", "縣"),
    ...     Change("convert", "convert/t2s", 1, 0, 1, "縣", "县"),
    ... )
    >>> result = Result("县志", None, 1.0, True, {}, changes)
    >>> replay(result, texts_on_the_way(result))
    [Piece(before='ÏØ', after='县', chain=(0, 1)), Piece(before='志', after='志', chain=())]
    """
    if texts is None:
        before = read_as(data, result.encoding) if data is not None else result.text
        return list(_compare(before, result.text))
    pieces = [Piece(texts.read, texts.read)] if texts.read else []
    position = 0
    for stage, changes in _by_stage(result.changes):
        if stage == "decode":
            pieces = _read_again(data, result.encoding, changes, texts.read) or pieces
        else:
            pieces = _redo(pieces, changes, position)
        position += len(changes)
    return pieces


def _by_stage(changes: Iterable[Change]) -> list[tuple[str, list[Change]]]:
    return [(stage, list(group)) for stage, group in groupby(changes, key=lambda change: change.stage)]


def _undo(text: str, changes: Sequence[Change]) -> str | None:
    """The text that a stage was given, from what it made of it."""
    parts: list[str] = []
    position = longer = ended = 0
    for change in changes:
        start = change.start + longer
        end = start + len(change.after)
        if change.start < ended or text[start:end] != change.after:
            return None
        parts += (text[position:start], change.before)
        position, ended = end, change.end
        longer += len(change.after) - len(change.before)
    parts.append(text[position:])
    return "".join(parts)


def _redo(pieces: Sequence[Piece], changes: Iterable[Change], first: int) -> list[Piece]:
    """The pieces after one more stage; `first` is the index of the first of its changes."""
    made: list[Piece] = []
    cursor = _Cursor(pieces)
    for index, change in enumerate(changes, first):
        made += cursor.take(change.start - cursor.position)
        made += cursor.take_empty()
        covered = cursor.take(change.end - change.start)
        made += _change(covered, change, index)
    made += cursor.rest()
    return made


def _change(covered: list[Piece], change: Change, index: int) -> Iterator[Piece]:
    """The pieces that a change covers, changed; what an earlier stage removed among them is none of its work."""
    if not covered:
        yield Piece("", change.after, (index,))
        return
    position = 0
    keeps_length = len(change.before) == len(change.after)
    for piece in covered:
        if not piece.after:
            yield piece
            continue
        # Where the lengths are the same, characters stand for characters; else all goes to the first piece.
        end = position + len(piece.after) if keeps_length else len(change.after)
        yield Piece(piece.before, change.after[position:end], (*piece.chain, index))
        position = end


class _Cursor:
    """Pieces, taken by the length of their `after`; `position` is how much of that has been taken."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self._pieces = pieces
        self._index = self._offset = 0
        self.position = 0

    def take(self, length: int) -> list[Piece]:
        """Pieces of that length; the last of them is cut if need be."""
        taken: list[Piece] = []
        while length > 0 and self._index < len(self._pieces):
            piece, start = self._pieces[self._index], self._offset
            size = len(piece.after)
            end = min(size, start + length)
            taken.append(piece if end - start == size else _cut(piece, start, end))
            length -= end - start
            self.position += end - start
            if end == size:
                self._index, self._offset = self._index + 1, 0
            else:
                self._offset = end
        return taken

    def take_empty(self) -> list[Piece]:
        """What has been removed just here."""
        first = self._index
        while self._index < len(self._pieces) and not self._pieces[self._index].after:
            self._index += 1
        return list(self._pieces[first : self._index])

    def rest(self) -> list[Piece]:
        """All that has not been taken."""
        if not self._offset:
            return list(self._pieces[self._index :])
        piece = self._pieces[self._index]
        return [_cut(piece, self._offset, len(piece.after)), *self._pieces[self._index + 1 :]]


def _cut(piece: Piece, start: int, end: int) -> Piece:
    """A part of a piece, by offsets into its `after`."""
    before, after, chain = piece
    if not chain:
        after = after[start:end]
        return Piece(after, after)
    # Where the lengths are the same, characters stand for characters; else all that was there before goes with
    # the first part.
    if len(before) == len(after):
        return Piece(before[start:end], after[start:end], chain)
    return Piece("" if start else before, after[start:end], chain)


def _read_again(
    data: bytes | None, encoding: str | None, changes: Sequence[Change], text: str
) -> list[Piece] | None:
    """What was read, with the bytes that `decode` had to deal with in their places; None if it can't be told."""
    if data is None:
        return None
    guess = name_encoding(data, encoding or "utf-8")
    view = memoryview(data)
    pieces: list[Piece] = []
    position = 0 if changes[0].start < guess.mark else guess.mark
    for index, change in enumerate(changes):
        plain = read(view[position : change.start], guess.codec).text
        pieces += (Piece(plain, plain), Piece(change.before, change.after, (index,)))
        position = change.end
    plain = read(view[position:], guess.codec).text
    pieces.append(Piece(plain, plain))
    if "".join(piece.after for piece in pieces) != text:
        return None
    return [piece for piece in pieces if piece.before or piece.after]


def _compare(before: str, after: str) -> Iterator[Piece]:
    old = [before[line.start : line.next] for line in lines(before)]
    new = [after[line.start : line.next] for line in lines(after)]
    for _, start, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield Piece("".join(old[start:end]), "".join(new[first:last]))
