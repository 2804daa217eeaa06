"""What a report keeps of one document: made where the document was done, and small enough to be sent on.

The facts are few and plain. What only one kind of report needs of the content is in its final form already:
for a page compressed, to be unfolded by the browser that opens it; for JSON as the line that it will be.
"""

import json
import zlib
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, NamedTuple

from normalise.language.classify import classify
from normalise.language.lines import lines
from normalise.reports.explain import UNCERTAIN, as_json, describe, is_told
from normalise.reports.replay import Piece, Texts, replay, texts_on_the_way
from normalise.result import Change, Result

HTML, JSON = "html", "json"
FORMATS = (HTML, JSON)

# What a page shows of one document. Longer ones are shown around their changes only; a browser that had to lay
# out more changes than that would no longer answer at once.
LONGEST_SHOWN_WHOLE = 200_000
MOST_PIECES_SHOWN = 20_000
_LINES_AROUND = 3


class Done(NamedTuple):
    """A document and what became of it."""

    data: bytes
    result: Result


@dataclass(frozen=True, slots=True)
class RuleFacts:
    """What one rule did: its count, in how many places; how many of them are uncertain, how many only told of."""

    count: int
    places: int = 0
    uncertain: int = 0
    told: int = 0
    lowest: float = 1.0

    @classmethod
    def of(cls, count: int, changes: Sequence[Change]) -> "RuleFacts":
        """Sum up the changes of one rule."""
        confidences = [change.confidence for change in changes if not is_told(change)]
        return cls(
            count,
            places=len(changes),
            uncertain=sum(confidence < UNCERTAIN for confidence in confidences),
            told=len(changes) - len(confidences),
            lowest=min(confidences, default=1.0),
        )


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a document besides its content.

    `state` is clean, changed or failed; `changed_characters` counts what was replaced, or what replaced it if that
    is more; `places` are the changes, `told` those places where nothing could be done; `lowest` is the least
    confidence of all, the encoding's included. `messages` are what was said of it.
    """

    file: str
    state: str
    encoding: str | None = None
    confidence: float = 1.0
    script: str | None = None
    characters: int = 0
    changed_characters: int = 0
    places: int = 0
    uncertain: int = 0
    told: int = 0
    lowest: float = 1.0
    rules: tuple[tuple[str, RuleFacts], ...] = ()
    messages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FileRecord:
    """The facts; the content for a page, zlib's in base64, empty if there is none to show; the JSON, one line."""

    facts: Facts
    view: str = ""
    line: bytes = b""


def make_record(
    name: str, state: str, messages: Sequence[str], formats: Sequence[str], done: Done | None
) -> FileRecord:
    """The record of one document; `done` is None for one that could not be done.

    The name is as Python has it: bytes of it that are not UTF-8 may be surrogates.
    """
    facts = Facts(name, state, messages=tuple(messages), lowest=0.0 if state == "failed" else 1.0)
    view = ""
    changes: tuple[Change, ...] = ()
    if done is not None:
        changes = done.result.changes
        texts = texts_on_the_way(done.result)
        pieces = replay(done.result, texts, done.data) if changes else []
        facts = _gather(facts, done.result, texts, pieces)
        if HTML in formats and changes:
            view = pack(describe_view(pieces, changes, facts))
    line = as_json(describe_file(facts, changes)).encode() if JSON in formats else b""
    return FileRecord(facts, view, line)


def describe_file(facts: Facts, changes: Iterable[Change]) -> dict[str, Any]:
    """A file of the JSON report; docs/reports.md describes it."""
    described: dict[str, Any] = {one.name: getattr(facts, one.name) for one in fields(facts)}
    described["rules"] = {rule: asdict(found) for rule, found in facts.rules}
    described["messages"] = list(facts.messages)
    described["changes"] = [describe(change) for change in changes]
    return described


def describe_view(pieces: Sequence[Piece], changes: Sequence[Change], facts: Facts) -> dict[str, Any]:
    """What a page shows of the content.

    `pieces` are strings that are the same on both sides, numbers of lines that are left out, or [before, after,
    changes]; `changes` are [rule, line, confidence] and, where more than one made a piece, [before, after] too.
    `left_out` counts the pieces behind the last that is shown.
    """
    left_out = 0
    if len(pieces) > MOST_PIECES_SHOWN:
        left_out = sum(bool(piece.chain) for piece in pieces[MOST_PIECES_SHOWN:])
        pieces = pieces[:MOST_PIECES_SHOWN]
    whole = facts.characters <= LONGEST_SHOWN_WHOLE and not left_out
    shown: list[Any] = []
    last = len(pieces) - 1
    for index, piece in enumerate(pieces):
        if piece.chain or piece.before != piece.after:
            shown.append([piece.before, piece.after, list(piece.chain)])
        elif whole:
            shown.append(piece.before)
        else:
            shown += _abridge(piece.before, at_start=index == 0, at_end=index == last)
    joined = {index for piece in pieces if len(piece.chain) > 1 for index in piece.chain}
    return {
        "pieces": shown,
        "changes": [_describe_shortly(change, index in joined) for index, change in enumerate(changes)],
        "left_out": left_out,
    }


def pack(content: object) -> str:
    """The content as JSON, compressed, in base64."""
    written = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    try:
        data = written.encode()
    except UnicodeEncodeError:  # a lone surrogate
        data = json.dumps(content, separators=(",", ":")).encode()
    return b64encode(zlib.compress(data, 6)).decode("ascii")


def _gather(facts: Facts, result: Result, texts: Texts | None, pieces: Sequence[Piece]) -> Facts:
    by_rule: dict[str, list[Change]] = {rule: [] for rule in result.counts}
    for change in result.changes:
        by_rule.setdefault(change.rule, []).append(change)
    rules = {rule: RuleFacts.of(result.counts.get(rule, 0), changes) for rule, changes in by_rule.items()}
    given = texts.given if texts else {}
    return Facts(
        file=facts.file,
        state=facts.state,
        encoding=result.encoding,
        confidence=result.confidence,
        # Of the text whose mojibake and glosses are gone, and whose script is still its own.
        script=classify(given.get("convert", given.get("strip", result.text))),
        characters=sum(len(piece.before) for piece in pieces) or len(result.text),
        changed_characters=sum(
            max(len(piece.before), len(piece.after))
            for piece in pieces
            if piece.chain or piece.before != piece.after
        ),
        places=len(result.changes),
        uncertain=sum(found.uncertain for found in rules.values()),
        told=sum(found.told for found in rules.values()),
        lowest=min([result.confidence, *(found.lowest for found in rules.values())]),
        rules=tuple(rules.items()),
        messages=facts.messages,
    )


def _describe_shortly(change: Change, joined: bool) -> list[object]:
    shortly: list[object] = [change.rule, change.line, round(change.confidence, 3)]
    return [*shortly, change.before, change.after] if joined else shortly


def _abridge(text: str, *, at_start: bool, at_end: bool) -> Iterator[str | int]:
    """The lines around changes, and how many there are between them."""
    starts = [line.start for line in lines(text)]
    head = 0 if at_start else _LINES_AROUND + 1
    tail = 0 if at_end else _LINES_AROUND + 1
    between = len(starts) - head - tail
    if between <= 1:
        yield text
        return
    if head:
        yield text[: starts[head]]
    yield between
    if tail:
        yield text[starts[-tail] :]
