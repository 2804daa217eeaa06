"""Which stretches of a text are converted, and how far.

A line is converted if it has characters that only the other script writes; in a document that is in the other
script, also if it has none of either. What is protected stays, and is context all the same: the text is converted
as a whole and the protected spans are put back.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum
from functools import cache
from itertools import chain, islice
from types import MappingProxyType
from typing import NamedTuple

from normalise.edits import Edit, Rewrite, unchanged
from normalise.language import script
from normalise.language.lines import Line
from normalise.language.protect import Protection
from normalise.options import Options
from normalise.stages.convert.dictionary import HANS, run
from normalise.stages.convert.differences import count_changed, find_differences
from normalise.stages.convert.readings import Reading, Verdict, decide, is_doubtful, is_evident, load_table
from normalise.stages.convert.vocabulary import is_taiwanese, replace_words

_CONFIGURATIONS = {"hans": HANS, "hant": "s2t", "hant-tw": "s2tw", "hant-hk": "s2hk"}
# How the counts and the explanations name them: our dictionary does what OpenCC calls t2s.
_RULES = {HANS: "t2s"}

# A document is in the other script if it shows so much evidence, and so many times that of the target.
_ENOUGH = 5
_DOMINANT = 10

# Text is looked through only once if less than one character in so many is a hint.
_SPARSE = 200

# Simplified text that speaks of the other forms means them.
_ABOUT_FORMS = re.compile("[繁简異异旧正][体體]|[簡舊]體")

# A selector that asks for a form of the character before it, which is gone once that is converted.
_SELECTORS = "\ufe00-\ufe0e\U000e0100-\U000e01ef"
_CLAUSE = re.compile('[^，。！？；：、,.!?;:「」『』“”‘’"《》〈〉【】（）()]+')
# Below this the explanation says that a choice was doubtful.
_DOUBTFUL = 0.9

_Patch = tuple[int, int, str]


class _Target(NamedTuple):
    configuration: str
    needed: re.Pattern[str]  # characters that only the other script writes
    done: re.Pattern[str]  # characters that only this script writes
    shared: re.Pattern[str]  # characters that conversion changes, and that this script writes for some words
    unusual: re.Pattern[str]  # those of them that are evidence where nothing contradicts it
    hint: re.Pattern[str]  # what a text must have to be looked at
    readings: Mapping[str, Reading]
    undecided: re.Pattern[str]  # what the dictionary can't decide: characters with readings, selectors
    ambiguous: re.Pattern[str]  # any character with readings


class _Extent(Enum):
    """How much of a stretch is converted."""

    WHOLE = "everything"
    MIXED = "everything, but shared characters only in clauses that are not in the wanted script"
    EVIDENT = "only characters that in this word no one writes in the wanted script"
    NEUTRAL = "the same, of more characters, since nothing is in the wanted script"


class _Stretch(NamedTuple):
    start: int
    end: int
    extent: _Extent


class _Converted(NamedTuple):
    """`text[start:end]` becomes `after`, by `rule`; `verdicts` by their place in the stretch."""

    start: int
    end: int
    after: str
    rule: str
    verdicts: Mapping[int, Verdict]


def convert(text: str, options: Options, protection: Protection) -> Rewrite:
    r"""Convert the lines that show evidence of the other script, outside every protected span.

    The counts, under the name of OpenCC's configuration, are of characters changed. There are edits only
    if `options.explain`: one for each run of changed characters, less sure where a reading was in doubt, and
    one that changes nothing for each doubtful character that stayed.

    >>> result = convert("王丙乾\n存在著問題", Options(), Protection())
    >>> result.text, result.counts
    ('王丙乾\n存在着问题', {'convert/t2s': 3})
    """
    target = _target(options.to)
    if target.hint.search(text) is None:
        return unchanged(text)
    pieces: list[str] = []
    counts: dict[str, int] = {}
    edits: list[Edit] = []
    position = 0
    for start, end, after, rule, verdicts in _converted(text, options, protection, target):
        before = text[start:end]
        if before != after:
            pieces += (text[position:start], after)
            position = end
        if not options.explain and len(before) == len(after):
            changed = count_changed(before, after)
        else:
            made = list(_edits(start, before, after, rule, verdicts))
            changed = sum(edit.counted for edit in made)
            edits += made
        if changed:
            counts[rule] = counts.get(rule, 0) + changed
    if not pieces and not edits:
        return unchanged(text)
    pieces.append(text[position:])
    return Rewrite("".join(pieces), counts, edits if options.explain else ())


@cache
def _target(to: str) -> _Target:
    traditional, simplified = script.traditional(), script.simplified()
    configuration = _CONFIGURATIONS[to]
    nothing = re.compile("(?!)")
    if configuration != HANS:
        shared = script.shared_simplified()
        return _Target(
            configuration,
            simplified,
            traditional,
            shared,
            nothing,
            simplified,
            MappingProxyType({}),
            nothing,
            nothing,
        )
    readings, _, shared_forms, unusual, settled = load_table()
    foreign = "".join(character for character, reading in readings.items() if reading.usual != character)
    return _Target(
        configuration,
        needed=traditional,
        done=simplified,
        shared=re.compile(f"[{shared_forms}]"),
        unusual=re.compile(f"[{unusual}]"),
        hint=re.compile(f"{traditional.pattern[:-1]}{unusual}{foreign}]"),
        readings=MappingProxyType(readings),
        undecided=re.compile(f"[{''.join(readings)}{_SELECTORS}]{settled}"),
        ambiguous=re.compile(f"[{''.join(readings)}]"),
    )


def _converted(text: str, options: Options, protection: Protection, target: _Target) -> Iterator[_Converted]:
    """Each stretch that conversion was tried on, in order."""
    configuration = _RULES.get(target.configuration, target.configuration)
    taiwan = options.vocabulary == "tw" and options.to == "hans"
    for stretch in _stretches(text, protection, target, by_line=taiwan):
        start, end, extent = stretch
        before = text[start:end]
        if extent in (_Extent.EVIDENT, _Extent.NEUTRAL):
            after = _convert_evident(text, stretch, protection, target)
            verdicts: Mapping[int, Verdict] = {}
        else:
            kept = _kept(text, start, end, protection)
            after, verdicts = _convert_stretch(before, kept, target, mixed=extent is _Extent.MIXED)
        if taiwan and extent is _Extent.WHOLE and len(after) == len(before) and is_taiwanese(before):
            for low, high in protection.gaps(start, end):
                part = slice(low - start, high - start)
                for first, last, words in replace_words(
                    before[part], after[part], frozenset(target.readings), target.needed
                ):
                    yield _Converted(low + first, low + last, words, "convert/tw2sp", {})
        else:
            yield _Converted(start, end, after, f"convert/{configuration}", verdicts)


def _stretches(text: str, protection: Protection, target: _Target, *, by_line: bool) -> Iterator[_Stretch]:
    hints = [match.start() for match in islice(target.hint.finditer(text), len(text) // _SPARSE + _ENOUGH)]
    if len(hints) < len(text) // _SPARSE + _ENOUGH:  # they are all there are: most text is clean
        dominant = sum(1 for hint in hints if target.needed.match(text, hint)) >= _ENOUGH
        places: Iterable[int] = hints
    else:
        dominant = True
        places = (match.start() for match in target.hint.finditer(text))
    exceptions = _exceptions(text, protection, target) if dominant else None
    if exceptions is None:
        neutral = target.done.search(text) is None
        for line in script.lines_at(places, text):
            yield from _line_stretch(line, protection, target, neutral=neutral, dominant=False)
        return
    position = 0
    for line in script.lines_with(script.han(), text) if by_line else script.lines_at(exceptions, text):
        if position < line.start and not by_line:
            yield _Stretch(position, line.start, _Extent.WHOLE)
        position = line.end
        yield from _line_stretch(line, protection, target, neutral=True, dominant=True)
    if position < len(text) and not by_line:
        yield _Stretch(position, len(text), _Extent.WHOLE)


def _line_stretch(
    line: Line, protection: Protection, target: _Target, *, neutral: bool, dominant: bool
) -> Iterator[_Stretch]:
    """What of a line is converted.

    `neutral`: nothing in the document says that it is done already; `dominant`: the document needs converting.
    """
    text, start, end, _ = line
    if (
        not dominant
        and target.needed.search(text) is None
        and not (neutral and target.unusual.search(text) is not None)
    ):
        if target.readings:
            yield _Stretch(start, end, _Extent.NEUTRAL if neutral else _Extent.EVIDENT)
        return
    gaps = [(low - start, high - start) for low, high in protection.gaps(start, end)]
    needed = sum(len(target.needed.findall(text, *gap)) for gap in gaps)
    done = sum(len(target.done.findall(text, *gap)) for gap in gaps)
    if needed:
        if needed > done or _ABOUT_FORMS.search(text) is None:
            yield _Stretch(start, end, _Extent.MIXED if done else _Extent.WHOLE)
    elif done == 0 and gaps and (dominant or (neutral and _has(target.unusual, text, gaps))):
        yield _Stretch(start, end, _Extent.WHOLE)
    elif target.readings:
        yield _Stretch(start, end, _Extent.EVIDENT)


def _has(pattern: re.Pattern[str], text: str, gaps: Iterable[tuple[int, int]]) -> bool:
    return any(pattern.search(text, *gap) for gap in gaps)


def _exceptions(text: str, protection: Protection, target: _Target) -> list[int] | None:
    """In a document that is as a whole in the script not wanted, where it is not; None for any other document.

    No more is counted of either script than it takes: most documents are in one.
    """
    gaps = list(protection.gaps(0, len(text)))
    needed = chain.from_iterable(target.needed.finditer(text, *gap) for gap in gaps)
    found = sum(1 for _ in islice(needed, _ENOUGH))
    exceptions: list[int] = []
    for match in chain.from_iterable(target.done.finditer(text, *gap) for gap in gaps):
        exceptions.append(match.start())
        while found < _DOMINANT * len(exceptions):
            if next(needed, None) is None:
                return None
            found += 1
    return exceptions if found >= _ENOUGH else None


def _convert_stretch(
    before: str, kept: Sequence[_Patch], target: _Target, *, mixed: bool
) -> tuple[str, Mapping[int, Verdict]]:
    after = run(target.configuration, before)
    if target.configuration != HANS:
        # A phrase may keep a character that only the other script writes, by mistake.
        after = target.needed.sub(lambda match: run(target.configuration, match[0]), after)
    verdicts: dict[int, Verdict] = {}
    patches: list[_Patch] = []
    for match in target.undecided.finditer(before):
        index = match.start()
        reading = target.readings.get(match[0])
        if reading is None:
            if index and before[index - 1] != after[index - 1]:
                patches.append((index, index + 1, ""))
        elif is_doubtful(reading, after, index):
            verdict = verdicts[index] = decide(reading, after, index)
            if verdict.character != after[index]:
                patches.append((index, index + 1, verdict.character))
    if mixed:
        patches = _merged(_shared_that_stay(before, target), patches)
    if kept:
        patches = _merged(kept, patches)
    return (_patched(after, patches) if patches else after), verdicts


def _shared_that_stay(text: str, target: _Target) -> list[_Patch]:
    """Shared characters of the clauses that are done already; in doubt, the whole line decides."""
    line_is_done = len(target.done.findall(text)) > len(target.needed.findall(text))
    patches = []
    for clause in _CLAUSE.finditer(text):
        needed = target.needed.search(clause[0]) is not None
        done = target.done.search(clause[0]) is not None
        if line_is_done if needed == done else done:
            patches += [
                (match.start(), match.end(), match[0])
                for match in target.shared.finditer(text, clause.start(), clause.end())
            ]
    return patches


def _convert_evident(text: str, stretch: _Stretch, protection: Protection, target: _Target) -> str:
    start, end, extent = stretch
    line = text[start:end]
    found = [
        (match.start(), reading, is_evident(reading, line, match.start()))
        for match in target.ambiguous.finditer(line)
        if (reading := target.readings.get(match[0]))
        and reading.usual != match[0]
        and (reading.alone or extent is _Extent.NEUTRAL)
    ]
    if not any(evident for _, _, evident in found) or _ABOUT_FORMS.search(line):
        return line
    # Where one is wrong, the others are by the same hand; but names stay.
    patches = [
        (index, index + 1, reading.usual)
        for index, reading, evident in found
        if evident or (not reading.names and decide(reading, line, index).margin > 0)
    ]
    return _patched(line, _merged(_kept(text, start, end, protection), patches))


def _kept(text: str, start: int, end: int, protection: Protection) -> list[_Patch]:
    """The protected parts of a stretch, from its start."""
    found: list[_Patch] = []
    position = start
    for low, high in [*protection.gaps(start, end), (end, end)]:
        if position < low:
            found.append((position - start, low - start, text[position:low]))
        position = high
    return found


def _merged(first: Sequence[_Patch], second: Sequence[_Patch]) -> list[_Patch]:
    """Two lists of patches in one, in order; of the second, those that do not touch the first."""
    merged: list[_Patch] = []
    index = 0
    for patch in first:
        while index < len(second) and second[index][0] < patch[0]:
            merged.append(second[index])
            index += 1
        while index < len(second) and second[index][0] < patch[1]:
            index += 1
        merged.append(patch)
    merged += second[index:]
    return merged


def _patched(text: str, patches: Iterable[_Patch]) -> str:
    pieces: list[str] = []
    position = 0
    for start, end, replacement in patches:
        pieces += (text[position:start], replacement)
        position = end
    pieces.append(text[position:])
    return "".join(pieces)


def _edits(
    offset: int, before: str, after: str, rule: str, verdicts: Mapping[int, Verdict]
) -> Iterator[Edit]:
    """One edit for each run of changed characters, and one for each doubtful character that stayed."""
    doubtful = {
        index: verdict.confidence for index, verdict in verdicts.items() if verdict.confidence < _DOUBTFUL
    }
    made = []
    for start, end, replacement in find_differences(before, after):
        confidence = min((doubtful.pop(index, 1.0) for index in range(start, end)), default=1.0)
        count = max(end - start, len(replacement))
        made.append(Edit(offset + start, offset + end, replacement, rule, confidence, count))
    made += [
        Edit(offset + index, offset + index + 1, before[index], rule, confidence, 0)
        for index, confidence in doubtful.items()
    ]
    return iter(sorted(made))
