"""One self-contained page: what became of every document, to be looked at.

It loads nothing. What it knows of documents stands in blocks of data that no browser runs; its own script and
style are the only ones that its policy lets run, known by their hashes, and the policy refuses to make markup of
text. A document can do nothing there but be read.
"""

import hashlib
import json
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from importlib.resources import files
from typing import Any, NamedTuple

from normalise.options import STAGES
from normalise.reports.explain import UNCERTAIN
from normalise.reports.record import Facts
from normalise.reports.totals import Totals

SCRIPTS = {
    "hans": "Simplified",
    "hant": "Traditional",
    "mixed": "mixed",
    "ja": "Japanese",
    "ko": "Korean",
    "other": "other",
    "unknown": "unknown",
}
STAGE_DESCRIPTIONS = (
    ("decode", "from bytes to text: what was no character, or of another encoding"),
    ("repair", "mojibake: text that was once read by the wrong encoding"),
    ("tidy", "characters that do not show, compatibility forms, trailing blanks"),
    ("ungloss", "pinyin that a content farm put behind characters"),
    ("convert", "from one Chinese script to the other"),
    ("strip", "furniture of the portal that the page was copied from"),
)
_MOST_BARS = 7


class Bar(NamedTuple):
    """A row of a chart: the value to filter by, what it is called, how many, of the largest, and a word about it."""

    key: str
    label: str
    number: int
    percent: float
    about: str = ""


class Figure(NamedTuple):
    """A number at the top; with a filter it is a button."""

    number: int
    label: str
    kind: str = ""
    filter: str = ""
    value: str = ""
    about: str = ""


def render(
    facts: Sequence[Facts],
    views: Iterable[tuple[int, str]],
    totals: Totals,
    *,
    mode: str,
    made: datetime,
    version: str,
) -> Iterator[bytes]:
    """The page, piece by piece. `views` are the contents that are in it, with the numbers of their files.

    `mode` says in a sentence what was done with the answers. Raises `ImportError` where jinja2 is not installed;
    `normalise-zh[report]` has it.
    """
    from jinja2 import Environment  # noqa: PLC0415 - an extra, and needed by nothing else

    environment = Environment(autoescape=True, trim_blocks=False)
    environment.filters["number"] = "{:,}".format
    environment.filters["stage"] = lambda stage: stage if stage in STAGES else "other"
    rules = _bars(totals.rules.most_common(), describe_rules(totals.rules))
    style, script = _read_style(), _read_script()
    stream = environment.from_string(_read("report.html.j2")).stream(
        version=version,
        style=_verbatim(style),
        style_hash=_hash(style),
        script=_verbatim(script),
        script_hash=_hash(script),
        mode=mode,
        made=made.isoformat(timespec="seconds"),
        totals=totals,
        figures=list(_figures(totals)),
        stages=_bars(totals.in_order(), dict(STAGE_DESCRIPTIONS)),
        rules=rules[:_MOST_BARS],
        more_rules=len(rules) - _MOST_BARS if len(rules) > _MOST_BARS else 0,
        all_rules=sorted(rules),
        encodings=_bars(totals.encodings.most_common()),
        scripts=_bars(totals.scripts.most_common(), labels=SCRIPTS),
        stage_descriptions=STAGE_DESCRIPTIONS,
        index=_verbatim(_as_script_data(_describe_index(facts, totals))),
        views=((number, _verbatim(view)) for number, view in views),
    )
    for piece in stream:
        yield piece.encode("utf-8", "backslashreplace")


def describe_rules(rules: Iterable[str]) -> dict[str, str]:
    """A few words about each rule that has any: those of `strip` have."""
    from normalise.stages.strip import list_rules  # noqa: PLC0415 - it reads tables

    known = {rule.id: rule.description for rule in list_rules()}
    return {rule: known[rule] for rule in rules if rule in known}


def _figures(totals: Totals) -> Iterable[Figure]:
    yield Figure(totals.files, "file" if totals.files == 1 else "files")
    yield Figure(totals.states["changed"], "changed", "", "state", "changed", "Show these files alone")
    if totals.states["failed"]:
        yield Figure(totals.states["failed"], "failed", "bad", "state", "failed", "Show these files alone")
    yield Figure(totals.places - totals.told, "changes")
    about = f"Less than {UNCERTAIN:.0%} sure: show these changes alone"
    if totals.uncertain:
        yield Figure(totals.uncertain, "uncertain", "doubt", "certainty", "uncertain", about)
    if totals.told:
        about = "Text that was lost before: show these places alone"
        yield Figure(totals.told, "lost for good", "bad", "certainty", "told", about)


def _bars(
    counted: Iterable[tuple[str, int]],
    about: dict[str, str] | None = None,
    labels: dict[str, str] | None = None,
) -> list[Bar]:
    rows = [(key, number) for key, number in counted if number]
    largest = max((number for _, number in rows), default=1)
    return [
        Bar(
            key,
            (labels or {}).get(key, key),
            number,
            max(round(100 * number / largest, 1), 1),
            (about or {}).get(key, ""),
        )
        for key, number in rows
    ]


def _describe_index(facts: Iterable[Facts], totals: Totals) -> dict[str, Any]:
    return {
        "uncertain": UNCERTAIN,
        "stages": list(STAGES),
        "scripts": SCRIPTS,
        "about": describe_rules(totals.rules),
        "files": [_describe_facts(one) for one in facts],
    }


def _describe_facts(facts: Facts) -> dict[str, Any]:
    return {
        "file": facts.file.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace"),
        "state": facts.state,
        "encoding": facts.encoding,
        "confidence": round(facts.confidence, 4),
        "script": facts.script,
        "characters": facts.characters,
        "changed": facts.changed_characters,
        "places": facts.places,
        "uncertain": facts.uncertain,
        "told": facts.told,
        "lowest": round(facts.lowest, 4),
        "rules": {
            rule: {
                "places": found.places,
                "uncertain": found.uncertain,
                "told": found.told,
                "lowest": round(found.lowest, 4),
            }
            for rule, found in facts.rules
            if found.places
        },
        "messages": list(facts.messages),
    }


def _as_script_data(content: object) -> str:
    """JSON that nothing in it can end: it stands in a script element."""
    written = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return written.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _read_style() -> str:
    return _read("report.css")


def _read_script() -> str:
    """The parts in one, in an order that their names give; nothing of it is seen from outside."""
    folder = files(__package__)
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".js"))
    parts = "\n".join(map(_read, names))
    return f'(() => {{\n"use strict";\n{parts}}})();\n'


def _read(name: str) -> str:
    assert __package__
    return files(__package__).joinpath(name).read_text("utf-8")


def _verbatim(text: str) -> Any:
    """Our own text, not to be escaped: it has no end of an element."""
    from markupsafe import Markup  # noqa: PLC0415 - jinja2 is built on it

    assert "</" not in text
    return Markup(text)  # noqa: S704


def _hash(text: str) -> str:
    return f"sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode('ascii')}"
