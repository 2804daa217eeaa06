"""What was changed, where, by which rule: for a person, and for a program."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from normalise.language.lines import line_at
from normalise.reports.console import colour, printable
from normalise.reports.replay import texts_on_the_way
from normalise.reports.width import COLUMNS, cut, pad, visible, visible_blanks, width
from normalise.result import Change, Result

VERSION = 1
"""Of the JSON, as docs/reports.md has it: it grows when a program that reads it would have to change."""

UNCERTAIN = 0.9
"""Less sure than that is worth a look."""

# In JSON: what a terminal obeys, what turns lines round, what no encoding can write.
_UNFIT = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_UTF8 = (None, "utf-8", "utf-8-sig")
_CERTAIN = 0.995  # shown as 100%
_SHORT = 16  # columns that a change may take and still be shown within its line
_RULE_COLUMN = 26  # a longer rule pushes its own line's text to the right
_LONGEST_RULE = 40
_INDENT = 8


class _Row(NamedTuple):
    """Changes that are the same but for their place, and what stands before and after the first of them."""

    changes: Sequence[Change]
    left: str
    right: str

    @property
    def confidence(self) -> float:
        return min(change.confidence for change in self.changes)


def is_told(change: Change) -> bool:
    """Is it not a change, but something that is told because it can't be put right?"""
    return change.before == change.after


def explain_as_text(name: str, result: Result, *, coloured: bool = False) -> Iterator[str]:
    """A heading, the stages, then a line or three for each change, in 80 columns; of a clean file, nothing.

    The same change made again is counted with the first; what is uncertain comes first, then what can't be put
    right. `name` may be whatever a file's name can be: all that comes back is printable.
    """
    if not result.changes and result.encoding in _UTF8:
        return
    rows = _fold(result)
    yield colour(_heading(name, result), "bold") if coloured else _heading(name, result)
    yield from _stages(result)
    rule_width = min(_RULE_COLUMN, max((width(visible(row.changes[0].rule)) for row in rows), default=0))
    has_doubt = any(row.confidence < _CERTAIN and not is_told(row.changes[0]) for row in rows)
    for row in rows:
        yield from _show(row, rule_width, has_doubt=has_doubt, coloured=coloured)


def explain_as_json(name: str, changes: Sequence[Change]) -> Iterator[str]:
    r"""One JSON object a change, with the file's name; the fields are described in docs/reports.md.

    >>> print(*explain_as_json("a.txt", [Change("convert", "convert/t2s", 1, 0, 1, "緊", "紧")]))
    {"version": 1, "file": "a.txt", "stage": "convert", "rule": "convert/t2s", "line": 1, "start": 0, "end": 1, "unit": "characters", "before": "緊", "after": "紧", "confidence": 1.0}
    """
    for change in changes:
        yield as_json({"version": VERSION, "file": name, **describe(change)})


def describe(change: Change) -> dict[str, object]:
    """The change for JSON: with the unit of its offsets."""
    return {
        "stage": change.stage,
        "rule": change.rule,
        "line": change.line,
        "start": change.start,
        "end": change.end,
        "unit": "bytes" if change.stage == "decode" else "characters",
        "before": change.before,
        "after": change.after,
        "confidence": change.confidence,
    }


def as_json(facts: object) -> str:
    r"""JSON on one line, that may be shown on a terminal: its control characters are escaped.

    >>> print(as_json({"縣\x9b": 1.0}))
    {"縣\u009b": 1.0}
    """
    written = json.dumps(facts, ensure_ascii=False)
    return _UNFIT.sub(lambda match: f"\\u{ord(match[0]):04x}", written)


def summarise(result: Result) -> str:
    """The rules that acted, in a few words.

    >>> summarise(Result("", "gb18030", 1.0, True, {"convert/t2s": 212, "strip/icp": 1}))
    'from gb18030, convert/t2s 212, strip/icp 1'
    """
    parts = [f"{rule} {count}" for rule, count in result.counts.items() if count]
    if result.encoding not in _UTF8:
        parts.insert(0, f"from {result.encoding}")
    return ", ".join(parts)


def _heading(name: str, result: Result) -> str:
    made = [change for change in result.changes if not is_told(change)]
    doubtful = sum(change.confidence < UNCERTAIN for change in made)
    told = len(result.changes) - len(made)
    parts = [f"{len(made):,} {'change' if len(made) == 1 else 'changes'}"] if made else []
    if result.encoding not in _UTF8:
        sure = f" ({result.confidence:.0%} sure)" if result.confidence < _CERTAIN else ""
        parts.insert(0, f"from {result.encoding}{sure}")
    if doubtful:
        parts.append(f"{doubtful:,} uncertain")
    if told:
        parts.append(f"{told:,} that can't be put right")
    return f"{printable(name)}: {', '.join(parts)}"


def _stages(result: Result) -> Iterator[str]:
    """Which stages did something, in how many places; where there is but one, the rows say it."""
    places = Counter(change.stage for change in result.changes)
    if len(places) > 1:
        yield " " * _INDENT + ", ".join(f"{stage} {number:,}" for stage, number in places.items())


def _fold(result: Result) -> list[_Row]:
    """The rows in the order in which they are shown."""
    folded: dict[tuple[str, str, str], list[Change]] = {}
    for change in result.changes:
        folded.setdefault((change.rule, change.before, change.after), []).append(change)
    texts = texts_on_the_way(result)
    given = texts.given if texts else {}
    rows = [_Row(group, *_context(given.get(group[0].stage), group[0])) for group in folded.values()]
    return sorted(rows, key=_order)


def _order(row: _Row) -> tuple[int, float, int]:
    first = row.changes[0]
    if is_told(first):
        return 1, 0.0, first.line
    return (0, row.confidence, first.line) if row.confidence < UNCERTAIN else (2, 0.0, first.line)


def _context(text: str | None, change: Change) -> tuple[str, str]:
    """What stands on the line before and after a change."""
    if text is None:
        return "", ""
    left = text[max(0, change.start - COLUMNS) : change.start]
    left = left[max(left.rfind("\n"), left.rfind("\r")) + 1 :]
    return visible(left), visible(line_at(text, change.end).text[:COLUMNS])


def _show(row: _Row, rule_width: int, *, has_doubt: bool, coloured: bool) -> Iterator[str]:
    first = row.changes[0]
    told = is_told(first)
    uncertain = row.confidence < UNCERTAIN and not told
    mark = "?" if uncertain else "!" if told else " "
    sure = f"{row.confidence:4.0%} " if row.confidence < _CERTAIN and not told else "     "
    rule = pad(cut(visible(first.rule), _LONGEST_RULE), rule_width)
    head = f"{mark}{first.line:>6}  {sure if has_doubt else ''}{rule}  "
    times = f"  × {len(row.changes):,}" if len(row.changes) > 1 else ""
    before, after = _written(first)
    room = COLUMNS - width(head) - len(times)
    if coloured and mark != " ":
        head = colour(head, "yellow")
    if told:
        shown = f"[{cut(before, room - 2)}]"
        yield head + _in_context(shown, row, room, before, "") + times
    elif _is_short(row, before, after, room):
        yield head + _in_context(f"[{before}→{after}]", row, room, before, after, coloured=coloured) + times
    elif not first.after and width(before) + 2 <= room:
        yield f"{head}{_side('-', before, room, coloured=coloured)}{times}"
    else:
        yield head.rstrip() + times
        for sign, text in (("-", before), ("+", after)):
            if text:
                yield " " * _INDENT + _side(sign, text, COLUMNS - _INDENT, coloured=coloured)


def _is_short(row: _Row, before: str, after: str, room: int) -> bool:
    """Is it to be shown within its line? A line that was removed is not."""
    change = row.changes[0]
    is_line = (
        "\n" in change.before
        or "\r" in change.before
        or (change.stage == "strip" and not row.left + row.right)
    )
    takes_line = not change.after and is_line
    fits = max(width(before), width(after)) <= _SHORT and width(before) + width(after) + 3 <= room
    return fits and not takes_line


def _written(change: Change) -> tuple[str, str]:
    """Before and after, as they are shown: bytes in pairs of digits."""
    if change.stage == "decode":
        # As many as can be shown, at most: a line of another encoding may be long.
        return " ".join(
            change.before[place : place + 2] for place in range(0, min(len(change.before), 99), 2)
        ), visible(change.after)
    before = change.before if change.after else change.before.strip("\r\n") or change.before
    return visible_blanks(before), visible_blanks(change.after)


def _in_context(shown: str, row: _Row, room: int, before: str, after: str, *, coloured: bool = False) -> str:
    """The change within its line, as far as there is room."""
    spare = room - width(shown)
    right = cut(row.right, max(spare - min(width(row.left), spare // 2), 1))
    left = cut(row.left, max(spare - width(right), 1), keep_end=True)
    if width(left) + width(right) > spare:
        left = right = ""
    if coloured:
        shown = f"[{colour(before, 'red')}→{colour(after, 'green')}]"
    return f"{left}{shown}{right}"


def _side(sign: str, text: str, room: int, *, coloured: bool) -> str:
    line = f"{sign} {cut(text, room - 2)}"
    return colour(line, "red" if sign == "-" else "green") if coloured else line
