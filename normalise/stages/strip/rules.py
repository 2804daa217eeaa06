r"""Rules: what the data files say, read once, and indexed by the characters that an entry begins with.

A rule file is TOML, an array of `[[rule]]`:

    id = "view_counter"             the category; `strip/view_counter` in counts and changes
    description = "how often the page was read"
    where = "both"                  the edge at which "edge" and "weak" entries count: head, tail or both
    topics = "浏览次数"              a title with one of these words is about the furniture: be careful
    sure = "…"   edge = "…"   weak = "…"     entries by strength (see `Strength`)
    meta.date = "…"                 entries that hold publication metadata, by field

Entries stand one on a line, or on one line with " / " between them. An entry is compared folded, so width,
script and inner spaces do not matter. `:?` is a colon that may be missing; `{number}`, `{name}` … are values
(see `values.py`), `{number?}` one that may be missing. An entry between two `~` is a regular expression over
the folded line, after the literal text that the line must contain for it to be tried: `icp ~\d+号~`; after a
`^`, the text it begins with. `^\d` is any digit.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

from normalise.language.fold import fold_text
from normalise.resources import read_data
from normalise.result import OptionError
from normalise.stages.strip.values import DIGIT, NUMERIC, VALUES

Strength = Literal["sure", "edge", "weak", "meta"]
"""sure: furniture wherever it stands. edge: furniture at the head or the tail of a document. weak: furniture
among other furniture there. meta: publication metadata, which stays unless asked."""

STRENGTHS: tuple[Strength, ...] = ("sure", "edge", "weak", "meta")
_PART = re.compile(r"(:\?)|\{([a-z]+)(\?)?\}")
_KEYS = {"id", "description", "where", "topics", "meta", "sure", "edge", "weak"}
_FILES = ("body.toml", "head.toml", "tail.toml")
_PLACES = ("head", "tail", "both")


class Part(NamedTuple):
    """A piece of an entry: the literal text, or the kind of value; `optional` if it may be missing."""

    literal: str
    value: str
    optional: bool


class Entry(NamedTuple):
    """One wording of a rule. `pattern` is filled for a regular expression, else `parts`.

    `anchor` is literal text that the line must contain; if `fixed`, it is what the entry begins with.
    """

    category: str
    strength: Strength
    source: str
    parts: tuple[Part, ...]
    field: str = ""
    anchor: str = ""
    pattern: str = ""
    fixed: bool = True


class Rule(NamedTuple):
    """One category of furniture, as users see it; `strength` is the strongest that its entries have."""

    id: str
    description: str
    category: str
    strength: Strength
    where: str
    topics: tuple[str, ...]
    entries: tuple[Entry, ...]
    examples: tuple[str, ...] = ()
    counterexamples: tuple[str, ...] = ()


class Table(NamedTuple):
    """Rules ready for use: entries by the one or two characters they begin with, longest first, and the rest."""

    rules: Mapping[str, Rule]
    by_start: Mapping[str, tuple[Entry, ...]]
    anchored: Mapping[str, tuple[Entry, ...]]


@cache
def built_in() -> Table:
    """The rules that come with the program."""
    return _index(rule for name in _FILES for rule in _parse(name, _read(name)))


def _read(name: str) -> str:
    return read_data(f"furniture/{name}").decode("utf-8")


def load_rules(paths: Iterable[str]) -> Table:
    """The built-in rules and those of the user's files; a rule with a known id adds to that rule.

    Raises `OptionError` that names the file and what is wrong with it.
    """
    paths = tuple(paths)
    if not paths:
        return built_in()
    stamps = []
    for path in paths:
        try:
            status = Path(path).stat()
        except OSError as error:
            raise OptionError(f"rules: {path}: {error.strerror}") from error
        stamps.append((path, status.st_mtime_ns, status.st_size))
    return _load(tuple(stamps))


@cache
def _load(stamps: tuple[tuple[str, int, int], ...]) -> Table:
    rules: list[Rule] = []
    for path, _, _ in stamps:
        try:
            rules += _parse(path, Path(path).read_text(encoding="utf-8"))
        except OSError as error:
            raise OptionError(f"rules: {path}: {error.strerror}") from error
        except UnicodeDecodeError as error:
            raise OptionError(f"rules: {path}: not UTF-8") from error
    _check_patterns(rules)
    return _index([*built_in().rules.values(), *rules])


def _check_patterns(rules: Iterable[Rule]) -> None:
    """Of the user's rules; those of the program are compiled when a line first needs them."""
    for rule in rules:
        for entry in rule.entries:
            try:
                re.compile(entry.pattern)
            except re.error as error:
                raise OptionError(f"rules: {rule.category!r}: {entry.source!r}: {error}") from error


def list_rules(paths: Iterable[str] = ()) -> tuple[Rule, ...]:
    """Every rule, with examples of what it takes and of what it must leave; for people."""
    examples = tomllib.loads(_read("examples.toml"))
    return tuple(
        rule._replace(
            examples=tuple(examples.get(rule.category, {}).get("takes", ())),
            counterexamples=tuple(examples.get(rule.category, {}).get("leaves", ())),
        )
        for rule in load_rules(paths).rules.values()
    )


def _parse(source: str, text: str) -> list[Rule]:
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
    if unknown := sorted(set(raw) - _KEYS):
        raise OptionError(f"{problem}: unknown key {unknown[0]!r}")
    meta = raw.get("meta", {})
    strings = [raw.get(key, "") for key in ("description", "topics", "sure", "edge", "weak")]
    if not isinstance(meta, dict) or not all(isinstance(value, str) for value in (*strings, *meta.values())):
        raise OptionError(f"{problem}: entries, topics and description are strings")
    where = raw.get("where", "both")
    if where not in _PLACES:
        raise OptionError(f"{problem}: where must be one of {', '.join(_PLACES)}, not {where!r}")
    groups: list[tuple[Strength, str, str]] = [
        (strength, "", raw[strength]) for strength in STRENGTHS[:3] if strength in raw
    ]
    groups += [("meta", field, entries) for field, entries in meta.items()]
    entries = tuple(
        _entry(problem, name, level, field, entry.strip())
        for level, field, wordings in groups
        for line in wordings.splitlines()
        for entry in line.split(" / ")
        if entry.strip()
    )
    strength: Strength = min((entry.strength for entry in entries), key=STRENGTHS.index, default="weak")
    topics = tuple(fold_text(topic) for topic in raw.get("topics", "").split())
    return Rule(f"strip/{name}", raw.get("description", ""), name, strength, where, topics, entries)


def _entry(problem: str, category: str, strength: Strength, field: str, source: str) -> Entry:
    if source.endswith("~"):
        anchor, _, pattern = source[:-1].partition("~")
        start = anchor.strip() if anchor.startswith("^") else ""
        anchor = DIGIT if start == f"^{DIGIT}" else fold_text(anchor).lstrip("^")
        if not anchor:
            raise OptionError(
                f"{problem}: {source!r}: a regular expression needs literal text before its '~'"
            )
        return Entry(category, strength, source, (), field, anchor, pattern, fixed=bool(start))
    if "{" not in source and "?" not in source:
        literal = fold_text(source)
        return Entry(category, strength, source, (Part(literal, "", optional=False),), field, literal)
    parts: list[Part] = []
    position = 0
    for match in _PART.finditer(source):
        if literal := fold_text(source[position : match.start()]):
            parts.append(Part(literal, "", optional=False))
        if match[1]:
            parts.append(Part(":", "", optional=True))
        elif match[2] in VALUES:
            parts.append(Part("", match[2], optional=bool(match[3])))
        else:
            raise OptionError(
                f"{problem}: {source!r}: unknown value {{{match[2]}}}; known are {', '.join(VALUES)}"
            )
        position = match.end()
    if literal := fold_text(source[position:]):
        parts.append(Part(literal, "", optional=False))
    numeric = bool(parts) and parts[0].value in NUMERIC and not parts[0].optional
    anchor = (
        DIGIT if numeric else next((part.literal for part in parts if part.literal and not part.optional), "")
    )
    if not anchor:
        raise OptionError(f"{problem}: {source!r}: an entry needs literal text")
    return Entry(
        category, strength, source, tuple(parts), field, anchor, "", fixed=numeric or not parts[0].value
    )


def _reach(entry: Entry) -> tuple[int, bool]:
    """How much of a line an entry may take: the one that may take more is tried first."""
    length = sum(len(part.literal) + bool(part.value) for part in entry.parts) or len(entry.anchor)
    return length, bool(entry.pattern)


def _index(rules: Iterable[Rule]) -> Table:
    by_id: dict[str, Rule] = {}
    for rule in rules:
        known = by_id.get(rule.category)
        if known is None:
            by_id[rule.category] = rule
            continue
        by_id[rule.category] = known._replace(
            entries=known.entries + rule.entries,
            topics=known.topics + rule.topics,
            strength=min(known.strength, rule.strength, key=STRENGTHS.index),
        )
    by_start: dict[str, list[Entry]] = {}
    anchored: dict[str, list[Entry]] = {}
    for rule in by_id.values():
        for entry in rule.entries:
            if entry.fixed:
                by_start.setdefault(entry.anchor[:2], []).append(entry)
            else:
                anchored.setdefault(entry.anchor, []).append(entry)
    for entries in by_start.values():
        entries.sort(key=_reach, reverse=True)
    return Table(
        by_id,
        {start: tuple(entries) for start, entries in by_start.items()},
        {anchor: tuple(entries) for anchor, entries in anchored.items()},
    )
