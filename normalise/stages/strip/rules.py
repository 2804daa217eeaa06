"""Rule files: TOML, an array of `[[rule]]`; those of the program, and the user's own.

    id = "view_counter"             the category; `strip/view_counter` in counts and changes
    description = "how often the page was read"
    where = "both"                  the edge at which "edge" and "weak" entries count: head, tail or both
    topics = "浏览次数"              a title with one of these words is about the furniture: be careful
    sure = "…"   edge = "…"   weak = "…"     entries by strength, one on a line or with " / " between them
    meta.date = "…"                 entries that hold publication metadata, by field
    drops = "tail"                  metadata that goes at this edge, if it has `least` fields or more
    cues = "…"   least = 3          a line with so many of these words is an "edge" line
    lines = ["第 0 版"]              whole "edge" lines, as `learn` writes them; 0 stands for any number
    glue = true                     its words in brackets are furniture at the end of a sentence, too
    aggressive = true               it counts only if the user asks for it
    proof = true                    one such line shows a text without prose to be a page, with furniture

How an entry is written: see `entries.py`.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from normalise.language.fold import fold_text
from normalise.resources import read_data
from normalise.result import OptionError
from normalise.stages.strip.entries import STRENGTHS, Entry, Strength, parse_entry

FILES = ("body.toml", "head.toml", "tail.toml")
_STRINGS = ("description", "topics", "sure", "edge", "weak", "cues")
_KEYS = {"id", "where", "drops", "meta", "least", "lines", "glue", "aggressive", "proof", *_STRINGS}
_PLACES = ("head", "tail", "both")


class Rule(NamedTuple):
    """One category of furniture; `strength` is the strongest that its entries have."""

    id: str
    description: str
    category: str
    strength: Strength
    where: str = "both"
    topics: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()
    cues: tuple[str, ...] = ()
    least: int = 0
    drops: str = ""
    lines: tuple[str, ...] = ()
    glue: bool = False
    aggressive: bool = False
    proof: bool = False
    examples: tuple[str, ...] = ()
    counterexamples: tuple[str, ...] = ()


def read_built_in() -> tuple[Rule, ...]:
    """The rules that come with the program, from their TOML; a stage reads them from the table instead."""
    texts = ((name, read_data(f"furniture/{name}").decode("utf-8")) for name in FILES)
    return merge_rules(rule for name, text in texts for rule in parse_rules(name, text))


def read_rules(path: str) -> list[Rule]:
    """The rules of a file of the user's own. Raises `OptionError` that names the file and what is wrong."""
    from pathlib import Path  # noqa: PLC0415 - see parse_rules

    try:
        text = Path(path).read_text(encoding="utf-8")
    except OSError as error:
        raise OptionError(f"rules: {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise OptionError(f"rules: {path}: not UTF-8") from error
    rules = parse_rules(path, text)
    for rule in rules:
        for entry in rule.entries:
            try:
                re.compile(entry.pattern)
            except re.error as error:
                raise OptionError(
                    f"rules: {path}: rule {rule.category!r}: {entry.source!r}: {error}"
                ) from error
    return rules


def list_rules(paths: Iterable[str] = ()) -> tuple[Rule, ...]:
    """Every rule, with examples of what it takes and of what it must leave; for people."""
    import tomllib  # noqa: PLC0415 - see parse_rules

    examples = tomllib.loads(read_data("furniture/examples.toml").decode("utf-8"))
    rules = [*read_built_in(), *(rule for path in paths for rule in read_rules(path))]
    return tuple(
        rule._replace(
            examples=tuple(examples.get(rule.category, {}).get("takes", ())),
            counterexamples=tuple(examples.get(rule.category, {}).get("leaves", ())),
        )
        for rule in merge_rules(rules)
    )


def merge_rules(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """Rules with one id become one; the first says where it counts and what it is."""
    by_id: dict[str, Rule] = {}
    for rule in rules:
        known = by_id.get(rule.category)
        by_id[rule.category] = (
            rule
            if known is None
            else known._replace(
                entries=known.entries + rule.entries,
                topics=known.topics + rule.topics,
                lines=known.lines + rule.lines,
                strength=min(known.strength, rule.strength, key=STRENGTHS.index),
            )
        )
    return tuple(by_id.values())


def parse_rules(source: str, text: str) -> list[Rule]:
    """The rules of a file's text; `source` names it in errors."""
    import tomllib  # noqa: PLC0415 - a document is stripped without, by the table

    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise OptionError(f"rules: {source}: {error}") from error
    found = document.get("rule")
    if set(document) - {"rule"} or not isinstance(found, list):
        raise OptionError(f"rules: {source}: a rule file holds [[rule]] tables, and nothing else")
    return [_rule(source, raw) for raw in found]


def _rule(source: str, raw: Any) -> Rule:
    name = raw.get("id") if isinstance(raw, dict) else None
    if not isinstance(name, str) or not re.fullmatch(r"[a-z0-9_]+", name):
        raise OptionError(
            f"rules: {source}: a rule needs an id of small letters, digits and '_', not {name!r}"
        )
    problem = f"rules: {source}: rule {name!r}"
    _check(problem, raw)
    meta = raw.get("meta", {})
    groups: list[tuple[Strength, str, str]] = [
        (strength, "", raw[strength]) for strength in STRENGTHS[:3] if strength in raw
    ]
    groups += [("meta", field, entries) for field, entries in meta.items()]
    entries = []
    for level, field, wordings in groups:
        for wording in (entry.strip() for line in wordings.splitlines() for entry in line.split(" / ")):
            try:
                entries += [parse_entry(name, level, wording, field)] if wording else []
            except ValueError as error:
                raise OptionError(f"{problem}: {error}") from error
    weakest: Strength = "edge" if raw.get("cues") or raw.get("lines") else "weak"
    return Rule(
        id=f"strip/{name}",
        description=raw.get("description", ""),
        category=name,
        strength=min((entry.strength for entry in entries), key=STRENGTHS.index, default=weakest),
        where=raw.get("where", "both"),
        topics=tuple(fold_text(topic) for topic in raw.get("topics", "").split()),
        entries=tuple(entries),
        cues=tuple(fold_text(cue) for cue in raw.get("cues", "").split()),
        least=raw.get("least", 0),
        drops=raw.get("drops", ""),
        lines=tuple(raw.get("lines", ())),
        glue=raw.get("glue", False),
        aggressive=raw.get("aggressive", False),
        proof=raw.get("proof", False),
    )


def _check(problem: str, raw: Mapping[str, Any]) -> None:
    if unknown := sorted(set(raw) - _KEYS):
        raise OptionError(f"{problem}: unknown key {unknown[0]!r}")
    meta = raw.get("meta", {})
    strings = [raw.get(key, "") for key in _STRINGS]
    if not isinstance(meta, dict) or not all(isinstance(value, str) for value in (*strings, *meta.values())):
        raise OptionError(f"{problem}: entries, topics, cues and description are strings")
    for name in ("topics", "cues"):
        if not all(map(fold_text, raw.get(name, "").split())):
            raise OptionError(f"{problem}: {name} holds a word of unseen characters alone")
    if raw.get("where", "both") not in _PLACES:
        raise OptionError(f"{problem}: where must be one of {', '.join(_PLACES)}, not {raw['where']!r}")
    if raw.get("drops", "head") not in ("head", "tail"):
        raise OptionError(f"{problem}: drops must be head or tail, not {raw['drops']!r}")
    lines = raw.get("lines", [])
    if not isinstance(lines, list) or not all(isinstance(line, str) and line for line in lines):
        raise OptionError(f"{problem}: lines is a list of strings")
    for name in ("glue", "aggressive", "proof"):
        if not isinstance(raw.get(name, False), bool):
            raise OptionError(f"{problem}: {name} is true or false")
    if ("cues" in raw and "least" not in raw) or not isinstance(raw.get("least", 1), int):
        raise OptionError(f"{problem}: cues need least, the number of them that make a line furniture")
