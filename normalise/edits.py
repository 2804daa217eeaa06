"""How a stage says what it did: edits, and the text with the edits made."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from normalise.language.patterns import compile_later
from normalise.result import Change

# Each takes fifty bytes and more beside its characters, so they are joined now and then.
_MANY_PIECES = 10_000
_NEWLINE = compile_later(r"\r\n?|\n")


class Edit(NamedTuple):
    """`text[start:end]` becomes `after`, by `rule`; offsets are code points of the stage's input.

    `counted` is what the edit adds to the rule's count: 1, or for `convert` the characters it changed.
    """

    start: int
    end: int
    after: str
    rule: str
    confidence: float = 1.0
    counted: int = 1


class Rewrite(NamedTuple):
    """What a stage gives back: the new text, how often each rule acted, and where.

    `edits` are in order and do not overlap. A stage that makes very many may leave them out unless
    it is asked to explain; `counts` is always whole.
    """

    text: str
    counts: Mapping[str, int]
    edits: Sequence[Edit] = ()
    metadata: Mapping[str, str] = {}


def unchanged(text: str) -> Rewrite:
    """The answer of a stage that found nothing to do."""
    return Rewrite(text, {})


def rewrite(text: str, edits: Iterable[Edit]) -> Rewrite:
    """Make the edits, which must not overlap.

    >>> rewrite("導(dǎo)言 ", [Edit(1, 6, "", "ungloss/pinyin"), Edit(7, 8, "", "tidy/trailing-space")]).text
    '導言'
    """
    ordered = sorted(edits)
    if not ordered:
        return unchanged(text)
    pieces: list[str] = []
    counts: dict[str, int] = {}
    position = 0
    for edit in ordered:
        if edit.start < position:
            raise AssertionError(f"edits overlap at {edit}")
        pieces += (text[position : edit.start], edit.after)
        position = edit.end
        counts[edit.rule] = counts.get(edit.rule, 0) + edit.counted
    pieces.append(text[position:])
    return Rewrite("".join(pieces), counts, ordered)


def rewrite_unexplained(text: str, edits: Iterable[Edit]) -> Rewrite:
    """Make edits that come in order, and keep none: of a hundred megabytes, millions of them take the most room.

    >>> rewrite_unexplained("導(dǎo)言", iter([Edit(1, 6, "", "ungloss/pinyin")]))
    Rewrite(text='導言', counts={'ungloss/pinyin': 1}, edits=(), metadata={})
    """
    done: list[str] = []
    pieces: list[str] = []
    counts: dict[str, int] = {}
    position = 0
    for edit in edits:
        pieces += (text[position : edit.start], edit.after)
        position = edit.end
        counts[edit.rule] = counts.get(edit.rule, 0) + edit.counted
        if len(pieces) > _MANY_PIECES:
            done.append("".join(pieces))
            pieces.clear()
    if not position:
        return unchanged(text)
    return Rewrite("".join((*done, *pieces, text[position:])), counts)


def newlines(text: str) -> list[int]:
    """Where each line but the first begins, in code points."""
    return [match.end() for match in _NEWLINE.finditer(text)]


def explain(text: str, edits: Iterable[Edit]) -> tuple[Change, ...]:
    r"""Edits of `text` as the public record, with their line numbers.

    >>> explain("甲\r\n乙 ", [Edit(4, 5, "", "tidy/trailing-space")])[0].line
    2
    """
    edits = tuple(edits)
    if not edits:
        return ()
    starts = newlines(text)
    return tuple(
        Change(
            stage=edit.rule.partition("/")[0],
            rule=edit.rule,
            line=bisect_right(starts, edit.start) + 1,
            start=edit.start,
            end=edit.end,
            before=text[edit.start : edit.end],
            after=edit.after,
            confidence=edit.confidence,
        )
        for edit in edits
    )
