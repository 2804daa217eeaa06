"""What was changed, where, by which rule: for a person, and for a program."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict

from normalise.result import Change, Result

_WIDEST = 60
_UNCERTAIN = 0.9


def explain_as_text(name: str, result: Result) -> Iterator[str]:
    """A line for each change; the same change made again is counted with the first, doubtful ones come first."""
    folded: dict[tuple[str, str, str], list[Change]] = {}
    for change in result.changes:
        folded.setdefault((change.rule, change.before, change.after), []).append(change)
    groups = sorted(folded.values(), key=lambda group: min(c.confidence for c in group) >= _UNCERTAIN)
    for group in groups:
        first = group[0]
        times = f"  × {len(group)}" if len(group) > 1 else ""
        doubt = f"  (sure to {first.confidence:.0%})" if first.confidence < _UNCERTAIN else ""
        before, after = _shorten(first.before), _shorten(first.after)
        if first.before == first.after:  # told, because it can't be put right
            yield f"{name}:{first.line}: {first.rule}: {before}{times}"
        else:
            yield f"{name}:{first.line}: {first.rule}: {before} → {after}{times}{doubt}"


def explain_as_json(name: str, changes: Iterable[Change]) -> Iterator[str]:
    """One JSON object a change, with the file's name."""
    for change in changes:
        yield json.dumps({"file": name, **asdict(change)}, ensure_ascii=False)


def summarise(result: Result) -> str:
    """The rules that acted, in a few words.

    >>> summarise(Result("", "gb18030", 1.0, True, {"convert/t2s": 212, "strip/icp": 1}))
    'from gb18030, convert/t2s 212, strip/icp 1'
    """
    parts = [f"{rule} {count}" for rule, count in result.counts.items() if count]
    if result.encoding not in (None, "utf-8"):
        parts.insert(0, f"from {result.encoding}")
    return ", ".join(parts)


def _shorten(text: str) -> str:
    shown = "".join(char if char.isprintable() else f"<U+{ord(char):04X}>" for char in text)
    if not shown:
        return "(nothing)"
    return shown if len(shown) <= _WIDEST else shown[: _WIDEST - 1] + "…"
