"""Before and after as a unified diff that `patch` applies where the input was UTF-8."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher, unified_diff
from operator import eq

from normalise.reports.console import style
from normalise.reports.width import visible

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_UTF8 = (None, "utf-8", "utf-8-sig")
_SPECIAL = re.compile(r'[\x00-\x1f\x7f"\\]')
# What a terminal would obey, or what would turn a line round: in colour a person reads it, not `patch`.
_OBEYED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_HUNK = re.compile(r"@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@")
# Lines are compared character by character where that says something: not the longest, for it takes quadratic
# time, and not those that have little in common.
_LONGEST = 2000
_ALIKE = 0.4
_IN_PLACE = 0.15


def unified(name: str, before: str, after: str, encoding: str | None) -> Iterator[str]:
    r"""The lines of the diff; where the input had another encoding, a line before its header says which.

    >>> list(unified("a.txt", "一", "一", "gb18030"))
    ['# a.txt: from gb18030 to utf-8\n']
    """
    if encoding not in _UTF8:
        yield f"# {_quote(name)}: from {encoding} to utf-8\n"
    old, new = _LINE.findall(before), _LINE.findall(after)
    for line in unified_diff(old, new, _header("a", name), _header("b", name)):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _header(side: str, name: str) -> str:
    """The name as `patch` reads it: in quotes like git's if need be, and ended by a tab if it has blanks."""
    # Of a path from the root, what is below it: `patch -d / -p1` finds it.
    quoted = _quote(f"{side}/{name.lstrip('/')}")
    return quoted + "\t" if " " in quoted and not quoted.startswith('"') else quoted


def _quote(name: str) -> str:
    r"""A name with what would end the line written as C does.

    >>> print(_quote("a\nb"))
    "a\nb"
    """
    if not _SPECIAL.search(name):
        return name
    return '"' + _SPECIAL.sub(lambda match: _escape(match[0]), name) + '"'


def _escape(character: str) -> str:
    known = {"\n": "\\n", "\t": "\\t", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
    return known.get(character, f"\\{ord(character):03o}")


def colour_diff(diff: str) -> Iterator[str]:
    r"""The lines of a unified diff with colours, what differs within a line reversed, control characters written out.

    >>> print(*map(repr, colour_diff("--- a/x\n+++ b/x\n@@ -1 +1 @@\n-本縣\n+本县\n")), sep="\n")
    '\x1b[1m--- a/x\x1b[0m\n'
    '\x1b[1m+++ b/x\x1b[0m\n'
    '\x1b[36m@@ -1 +1 @@\x1b[0m\n'
    '\x1b[31m-本\x1b[7m縣\x1b[0m\n'
    '\x1b[32m+本\x1b[7m县\x1b[0m\n'
    """
    old: list[str] = []
    new: list[str] = []
    left = 0  # lines of the hunk to come: in it, a line that begins with --- is a line of text
    for line in _LINE.findall(_OBEYED.sub(lambda match: visible(match[0]), diff)):
        hunk = _HUNK.match(line) if left <= 0 else None
        if left > 0 and line[0] in "-+":
            (old if line[0] == "-" else new).append(line)
            left -= 1
            continue
        if line.startswith("\\") and (old or new):
            (new or old).append(line)
            continue
        yield from _colour_change(old, new)
        old, new = [], []
        if hunk:
            left = sum(int(count) if count is not None else 1 for count in hunk.groups())
            yield _paint(line, "cyan")
        elif left > 0:
            left -= 2
            yield line
        else:
            yield _paint(line, "cyan" if line.startswith("#") else "bold")
    yield from _colour_change(old, new)


def _colour_change(old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    """Lines that go and lines that come in their place; each is compared with the one that it became."""
    becomes = dict(_pair(old, new))
    came_from = {other: mine for mine, other in becomes.items()}
    for mine, line in enumerate(old):
        yield _mark(line, new[becomes[mine]] if mine in becomes else None, "red")
    for other, line in enumerate(new):
        yield _mark(line, old[came_from[other]] if other in came_from else None, "green")


def _pair(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Which line became which: in order, and each with the first that is much like it."""
    pairs: list[tuple[int, int]] = []
    position = 0
    for other, line in enumerate(new):
        # Where lines were removed, the one that it came from is further down, but never far.
        for mine in range(position, min(len(old), position + 20)):
            if _is_alike(old[mine], line):
                pairs.append((mine, other))
                position = mine + 1
                break
    return pairs


def _is_alike(old: str, new: str) -> bool:
    if "\\" in (old[0], new[0]) or max(len(old), len(new)) > _LONGEST:
        return False
    # From one script to the other most characters may change, but they stay in their places.
    if len(old) == len(new) and sum(map(eq, old[1:-1], new[1:-1])) >= _IN_PLACE * len(old):
        return True
    matcher = SequenceMatcher(None, old[1:-1], new[1:-1], autojunk=False)
    return matcher.real_quick_ratio() >= _ALIKE and matcher.quick_ratio() >= _ALIKE


def _mark(line: str, partner: str | None, paint: str) -> str:
    if partner is None:
        return _paint(line, paint)
    text, other = line[1:].rstrip("\n"), partner[1:].rstrip("\n")
    shown = []
    matcher = SequenceMatcher(None, text, other, autojunk=False)
    for kind, start, end, _, _ in matcher.get_opcodes():
        part = text[start:end]
        shown.append(
            part if kind == "equal" or not part else f"{style('reverse')}{part}{style('plain')}{style(paint)}"
        )
    body = f"{style(paint)}{line[0]}{''.join(shown)}{style('plain')}"
    body = body.replace(f"{style('plain')}{style(paint)}{style('plain')}", style("plain"))
    return body + "\n" if line.endswith("\n") else body


def _paint(line: str, paint: str) -> str:
    text = line.removesuffix("\n")
    return f"{style(paint)}{text}{style('plain')}{line[len(text) :]}"
