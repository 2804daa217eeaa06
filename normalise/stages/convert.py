"""Convert: one Chinese script into the other, line by line, where a line shows that it needs it.

OpenCC does the converting. What is added is when to ask it: Simplified text keeps characters that are
Traditional for other words (王丙乾, 魏徵), and OpenCC changes them when it meets them alone.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from functools import cache, partial
from itertools import chain, islice
from operator import ne
from typing import NamedTuple

from normalise.edits import Edit, Rewrite, unchanged
from normalise.facts import Facts
from normalise.language import script
from normalise.language.protect import Protection
from normalise.options import Options
from normalise.resources import read_data

_CONFIGURATIONS = {"hans": "t2s", "hant": "s2t", "hant-tw": "s2tw", "hant-hk": "s2hk"}

# A document is in the other script if it shows so much evidence, and so many times that of the target.
_ENOUGH = 5
_DOMINANT = 10

# Simplified text that speaks of the other forms means them.
_ABOUT_FORMS = re.compile("[繁简異异旧正][体體]|[簡舊]體")

_HAN = re.compile("[\u3400-\u9fff]")
_SURROGATES = re.compile("([\ud800-\udfff]+)")
_CLAUSES = re.compile("(?<=[，。！？；：、,])")
_LONGEST_ALIGNED = 500  # difflib takes quadratic time

_Gap = tuple[int, int]
_Convert = Callable[[str], str]


class Correction(NamedTuple):
    """Where OpenCC leaves `source` wrong: the one character that `pattern` finds in its output `becomes` another.

    `evident` ones never stand in Simplified text, so that they show that a line needs converting.
    """

    name: str
    source: str
    pattern: re.Pattern[str]
    becomes: str
    evident: bool


class _Target(NamedTuple):
    configuration: str
    needed: re.Pattern[str]  # characters that only the other script writes
    shared: re.Pattern[str]  # characters that are the other script's for some words
    done: re.Pattern[str]  # characters that only this script writes
    corrections: tuple[Correction, ...]
    narrow: re.Pattern[str]  # finds every line that needs converting by itself
    wide: re.Pattern[str]  # finds every line that conversion might change


def convert(text: str, options: Options, protection: Protection, facts: Facts | None = None) -> Rewrite:
    r"""Convert the lines that show evidence of the other script, outside every protected span.

    The counts, under the name of OpenCC's configuration, are of characters changed. There are edits only
    if `options.explain`: one for each run of changed characters.

    >>> result = convert("王丙乾\n存在著問題", Options(), Protection())
    >>> result.text, result.counts
    ('王丙乾\n存在着问题', {'convert/t2s': 3})
    """
    target = _target(options.to)
    if target.narrow.search(text) is None and not (facts and facts.other_script):
        return unchanged(text)
    dominant = facts.other_script if facts else _is_dominant(text, target, protection)
    taiwan = options.vocabulary == "tw" and options.to == "hans"
    candidate = (_HAN if taiwan else target.wide) if dominant else target.narrow
    pieces: list[str] = []
    counts: dict[str, int] = {}
    edits: list[Edit] = []
    position = 0
    for line in script.lines_with(candidate, text):
        gaps = [
            (start - line.start, end - line.start) for start, end in protection.gaps(line.start, line.end)
        ]
        weights = _weigh(line.text, gaps, target)
        if not _is_needed(line.text, gaps, weights, target, dominant):
            continue
        if taiwan and weights[1] == 0 and _is_taiwanese(line.text):
            configuration = "tw2sp"
            stretches = _replace_vocabulary(line.text, gaps, target)
        else:
            configuration = target.configuration
            converted = _convert_line(line.text, gaps, target, keep_shared=weights[1] > weights[0])
            stretches = ((start, end, converted[start:end]) for start, end in gaps)
        for start, end, after in stretches:
            before = line.text[start:end]
            if before == after:
                continue
            pieces += (text[position : line.start + start], after)
            position = line.start + end
            rule = f"convert/{configuration}"
            if not options.explain and len(before) == len(after):
                counts[rule] = counts.get(rule, 0) + sum(map(ne, before, after))
                continue
            for edit in _edits(line.start + start, before, after, rule):
                counts[rule] = counts.get(rule, 0) + edit.counted
                edits.append(edit)
    if not pieces:
        return unchanged(text)
    pieces.append(text[position:])
    return Rewrite("".join(pieces), counts, edits if options.explain else ())


@cache
def load_corrections() -> tuple[Correction, ...]:
    """The corrections to t2s, in the order in which they apply."""
    rules = tomllib.loads(read_data("convert/corrections.toml").decode("utf-8"))["correction"]
    return tuple(
        Correction(
            rule["name"], rule["source"], re.compile(rule["pattern"]), rule["becomes"], "evident" in rule
        )
        for rule in rules
    )


@cache
def _variants() -> tuple[re.Pattern[str], dict[str, str]]:
    rows = read_data("convert/variants.tsv").decode("utf-8").splitlines()
    standard = dict(row.split("	") for row in rows if not row.startswith("#"))
    return re.compile(f"[{''.join(standard)}]"), standard


def _standardise(text: str) -> str:
    """Regional variants that OpenCC leaves."""
    pattern, standard = _variants()
    return pattern.sub(lambda match: standard[match[0]], text)


@cache
def _target(to: str) -> _Target:
    traditional, simplified = script.traditional(), script.simplified()
    if to == "hans":
        needed, shared, done = traditional, script.shared_traditional(), simplified
        corrections = load_corrections()
    else:
        needed, shared, done = simplified, script.shared_simplified(), traditional
        corrections = ()
    evident = "".join({correction.source for correction in corrections if correction.evident})
    sources = "".join({correction.source for correction in corrections})
    return _Target(
        _CONFIGURATIONS[to],
        needed,
        shared,
        done,
        corrections,
        narrow=re.compile(f"{needed.pattern[:-1]}{evident}]"),
        wide=re.compile(f"{needed.pattern[:-1]}{shared.pattern[1:-1]}{sources}]"),
    )


@cache
def _converter(configuration: str) -> _Convert:
    from opencc import OpenCC  # noqa: PLC0415  (it loads dictionaries)

    # Its Python default adds forms that many fonts lack; its own command line does not.
    return OpenCC(configuration, include_tofu_risk_dictionaries=False).convert


def _run(configuration: str, text: str) -> str:
    """OpenCC over text that may hold lone surrogates, which it refuses."""
    converter = _converter(configuration)
    try:
        return converter(text)
    except UnicodeEncodeError:
        parts = _SURROGATES.split(text)
        parts[::2] = map(converter, parts[::2])
        return "".join(parts)


def _is_dominant(text: str, target: _Target, protection: Protection) -> bool:
    """Whether the document as a whole is in the script that is not wanted."""
    if target.needed.search(text) is None:
        return False
    parts = [text[start:end] for start, end in protection.gaps(0, len(text))]
    for_it = sum(len(target.needed.findall(part)) for part in parts)
    if for_it < _ENOUGH:
        return False
    limit = -(-for_it // _DOMINANT)
    against = chain.from_iterable(map(target.done.finditer, parts))
    return sum(1 for _ in islice(against, limit)) < limit


def is_in_other_script(parts: Iterable[tuple[str, Protection]], options: Options) -> bool:
    """Whether the document that has these parts is, as a whole, in the script that is not wanted."""
    target = _target(options.to)
    weights = [_weigh(text, [*protection.gaps(0, len(text))], target) for text, protection in parts]
    for_it = sum(weight[0] for weight in weights)
    return for_it >= _ENOUGH and for_it > _DOMINANT * sum(weight[1] for weight in weights)


def _weigh(text: str, gaps: Sequence[_Gap], target: _Target) -> tuple[int, int]:
    """How many characters want converting, and how many are converted already."""
    parts = [text[start:end] for start, end in gaps]
    return (
        sum(len(target.needed.findall(part)) for part in parts),
        sum(len(target.done.findall(part)) for part in parts),
    )


def _is_needed(
    text: str, gaps: Sequence[_Gap], weights: tuple[int, int], target: _Target, dominant: bool
) -> bool:
    for_it, against = weights
    if for_it:
        return for_it > against or _ABOUT_FORMS.search(text) is None
    if dominant and against == 0 and gaps:
        return True
    return any(
        start <= match.start() < end
        for correction in target.corrections
        if correction.evident and correction.source in text
        for match in correction.pattern.finditer(text)
        if text[match.start()] == correction.source
        for start, end in gaps
    )


def _convert_line(text: str, gaps: Sequence[_Gap], target: _Target, *, keep_shared: bool) -> str:
    """The line as it should be in the gaps, of the same length; what is not in them is context."""
    convert_stretch = partial(_run, target.configuration)
    converted = convert_stretch(text)
    if len(converted) != len(text):  # no dictionary of these does that today
        converted = "".join(map(convert_stretch, text))
    # A phrase may keep a character that only the other script writes, by mistake.
    converted = target.needed.sub(lambda match: convert_stretch(match[0]), converted)
    if target.configuration == "t2s" and not keep_shared:
        converted = _standardise(converted)
    characters = list(converted) if keep_shared or gaps != [(0, len(text))] else []
    if keep_shared:
        for match in target.shared.finditer(text):
            characters[match.start()] = match[0]
    position = 0
    for start, end in [*gaps, (len(text), len(text))] if characters else ():
        characters[position:start] = text[position:start]
        position = end
    converted = "".join(characters) or converted
    for correction in target.corrections:
        if correction.source in text:
            converted = correction.pattern.sub(partial(_correct, correction, text), converted)
    return converted


def _correct(correction: Correction, source: str, match: re.Match[str]) -> str:
    return correction.becomes if source[match.start()] == correction.source else match[0]


def _is_taiwanese(text: str) -> bool:
    """Whether the line is written as in Taiwan: its characters are those that Taiwan prefers."""
    return _run("t2tw", text) == text


def _replace_vocabulary(text: str, gaps: Sequence[_Gap], target: _Target) -> Iterator[tuple[int, int, str]]:
    """The gaps with Taiwan's words replaced by the mainland's, in pieces no longer than a clause."""
    plain = _convert_line(text, gaps, target, keep_shared=False)
    for gap_start, gap_end in gaps:
        start = gap_start
        for clause in _CLAUSES.split(text[gap_start:gap_end]):
            end = start + len(clause)
            yield start, end, _replace_words(clause, plain[start:end], target)
            start = end


def _replace_words(before: str, plain: str, target: _Target) -> str:
    """One clause by tw2sp, which turns every 著 into 着, made to respect what is decided in `plain`."""
    # Where a correction has decided, OpenCC is shown the answer; a 著 that stays divides the clause.
    sources = {correction.source for correction in target.corrections}
    decided = "".join(new if old in sources else old for old, new in zip(before, plain, strict=True))
    parts = (_run("tw2sp", part) for part in decided.split("著"))
    after = "著".join(parts)
    return _standardise(target.needed.sub(lambda match: _run("t2s", match[0]), after))


def _edits(offset: int, before: str, after: str, rule: str) -> Iterator[Edit]:
    """One edit for each run of changed characters; `offset` is where `before` stands."""
    for start, end, replacement in _runs(before, after):
        count = max(end - start, len(replacement))
        yield Edit(offset + start, offset + end, replacement, rule, counted=count)


def _runs(before: str, after: str) -> Iterator[tuple[int, int, str]]:
    if len(before) == len(after):
        start = None
        for index, (old, new) in enumerate(zip(before + "\0", after + "\0", strict=True)):
            if old != new and start is None:
                start = index
            elif old == new and start is not None:
                yield start, index, after[start:index]
                start = None
    elif max(len(before), len(after)) > _LONGEST_ALIGNED:
        yield 0, len(before), after
    else:
        for tag, start, end, first, last in SequenceMatcher(
            None, before, after, autojunk=False
        ).get_opcodes():
            if tag != "equal":
                yield start, end, after[first:last]
