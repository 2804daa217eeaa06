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
from normalise.result import Change, Result
from normalise.stages.decode import name_encoding


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


def replay(result: Result, data: bytes | None = None) -> list[Piece]:
    """The whole document in pieces: joined, their `before` is what was read and their `after` the answer.

    With the input's bytes, what `decode` did is among them. Where the changes do not account for the text, the
    pieces are the lines that differ, and say nothing of changes.

    >>> changes = (
    ...     Change("repair", "repair/x", 1, 0, 2, "ÏØ", "縣"),
    ...     Change("convert", "convert/t2s", 1, 0, 1, "縣", "县"),
    ... )
    >>> replay(Result("县志", None, 1.0, True, {}, changes))
    [Piece(before='ÏØ', after='县', chain=(0, 1)), Piece(before='志', after='志', chain=())]
    """
    texts = texts_on_the_way(result)
    if texts is None:
        before = read_whole(data, result.encoding) if data is not None else result.text
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


def read_whole(data: bytes, encoding: str | None) -> str:
    """The text of the bytes by an encoding that `Result.encoding` named."""
    guess = name_encoding(data, encoding or "utf-8")
    return read(memoryview(data)[guess.mark :], guess.codec).text


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


def _redo(pieces: Iterable[Piece], changes: Iterable[Change], first: int) -> list[Piece]:
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

    def __init__(self, pieces: Iterable[Piece]) -> None:
        self._left = list(pieces)[::-1]
        self.position = 0

    def take(self, length: int) -> list[Piece]:
        """Pieces of that length; the last of them is cut if need be."""
        taken: list[Piece] = []
        while length > 0 and self._left:
            piece = self._left.pop()
            if len(piece.after) > length:
                piece, rest = _cut(piece, length)
                self._left.append(rest)
            self.position += len(piece.after)
            length -= len(piece.after)
            taken.append(piece)
        return taken

    def take_empty(self) -> list[Piece]:
        """What has been removed just here."""
        taken: list[Piece] = []
        while self._left and not self._left[-1].after:
            taken.append(self._left.pop())
        return taken

    def rest(self) -> list[Piece]:
        return self._left[::-1]


def _cut(piece: Piece, length: int) -> tuple[Piece, Piece]:
    before, after, chain = piece
    # Where the lengths are the same, characters stand for characters; else all that was there before goes with
    # the first part.
    where = length if len(before) == len(after) else len(before)
    return Piece(before[:where], after[:length], chain), Piece(before[where:], after[length:], chain)


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
