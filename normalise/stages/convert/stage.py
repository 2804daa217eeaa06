"""Convert: one Chinese script into the other, where a line shows that it needs it.

What is protected stays, and is context all the same: a stretch is converted as a whole, and the protected spans
are put back.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import NamedTuple

from normalise.edits import Edit, Rewrite, unchanged
from normalise.facts import Facts
from normalise.language.protect import Protection
from normalise.options import Options
from normalise.stages.convert.dictionary import HANS, run
from normalise.stages.convert.differences import count_changed, find_differences
from normalise.stages.convert.outside import find_outside
from normalise.stages.convert.readings import CONTEXT, Verdict, decide, is_doubtful, is_evident
from normalise.stages.convert.scope import (
    ABOUT_FORMS,
    Extent,
    Stretch,
    Target,
    find_stretches,
    has_work,
    load_target,
)
from normalise.stages.convert.vocabulary import is_taiwanese, replace_words

# How the counts and the explanations name the configurations: our dictionary does what OpenCC calls t2s.
_RULES = {HANS: "t2s"}

# Characters that stay outside the national standard, which only an explanation looks for: it takes a while.
_OUTSIDE = "convert/outside-table"

# Below this the explanation says that a choice was doubtful.
_DOUBTFUL = 0.9

_CLAUSE = re.compile('[^，。！？；：、,.!?;:「」『』“”‘’"《》〈〉【】（）()]+')

# A part of a stretch and what it becomes.
_Patch = tuple[int, int, str]


class _Converted(NamedTuple):
    """`text[start:end]` becomes `after`, by `rule`; `verdicts` by their place in the stretch."""

    start: int
    end: int
    after: str
    rule: str
    verdicts: Mapping[int, Verdict]


def convert(text: str, options: Options, protection: Protection, facts: Facts | None = None) -> Rewrite:
    r"""Convert the lines that show evidence of the other script, outside every protected span.

    The counts, under the name of OpenCC's configuration, are of characters changed. There are edits only
    if `options.explain`: one for each run of changed characters, less sure where a reading was in doubt, and
    one that changes nothing for each doubtful character that stayed. Then, too, the characters are told and
    counted that a stretch has outside the national standard once it is in Simplified.

    >>> result = convert("王丙乾\n存在著問題", Options(), Protection())
    >>> result.text, result.counts
    ('王丙乾\n存在着问题', {'convert/t2s': 3})
    """
    target = load_target(options.to)
    if not has_work(text, target):
        return unchanged(text)
    pieces: list[str] = []
    counts: Counter[str] = Counter()
    edits: list[Edit] = []
    position = 0
    for start, end, after, rule, verdicts in _converted(text, options, protection, target, facts):
        before = text[start:end]
        if before != after:
            pieces += (text[position:start], after)
            position = end
        if options.explain or len(before) != len(after):
            made = list(_edits(start, before, after, rule, verdicts))
            if options.explain and options.to == "hans":
                made = sorted([*made, *_left_outside(start, before, after, protection, verdicts)])
            for edit in made:
                counts[edit.rule] += edit.counted
            edits += made
        elif before != after:
            counts[rule] += count_changed(before, after)
    if not pieces and not edits:
        return unchanged(text)
    pieces.append(text[position:])
    counted = {rule: count for rule, count in counts.items() if count}
    return Rewrite("".join(pieces), counted, edits if options.explain else ())


def _converted(
    text: str, options: Options, protection: Protection, target: Target, facts: Facts | None
) -> Iterator[_Converted]:
    """Each stretch that conversion was tried on, in order."""
    configuration = _RULES.get(target.configuration, target.configuration)
    taiwan = options.vocabulary == "tw" and options.to == "hans"
    for stretch in find_stretches(text, protection, target, facts, by_line=taiwan):
        start, end, extent, _ = stretch
        before = text[start:end]
        if extent in (Extent.EVIDENT, Extent.NEUTRAL):
            # Protection takes time to find, and few lines have anything evident.
            after = _convert_evident(before, extent, target, partial(_kept, text, stretch, protection))
            verdicts: Mapping[int, Verdict] = {}
        else:
            kept = _kept(text, stretch, protection)
            after, verdicts = _convert_stretch(before, stretch, kept, target)
        if taiwan and extent is Extent.WHOLE and len(after) == len(before) and is_taiwanese(before):
            for low, high in protection.gaps(start, end):
                part = slice(low - start, high - start)
                for first, last, words in replace_words(
                    before[part], after[part], frozenset(target.table.readings), target.needed, target.unusual
                ):
                    yield _Converted(low + first, low + last, words, "convert/tw2sp", {})
        else:
            yield _Converted(start, end, after, f"convert/{configuration}", verdicts)


def _convert_stretch(
    before: str, stretch: Stretch, kept: Sequence[_Patch], target: Target
) -> tuple[str, Mapping[int, Verdict]]:
    after = run(target.configuration, before)
    if target.configuration != HANS:
        # A phrase may keep a character that only the other script writes, by mistake.
        after = target.needed.sub(lambda match: run(target.configuration, match[0]), after)
    verdicts: dict[int, Verdict] = {}
    patches: list[_Patch] = []
    for place in stretch.undecided:
        index = place - stretch.start
        reading = target.table.readings.get(before[index])
        if reading is None:
            if index and before[index - 1] != after[index - 1]:
                patches.append((index, index + 1, ""))
        elif is_doubtful(reading, after, index):
            verdict = verdicts[index] = decide(reading, after, index)
            if verdict.character != after[index]:
                patches.append((index, index + 1, verdict.character))
    if stretch.extent is Extent.MIXED:
        patches = _merged(_shared_that_stay(before, target), patches)
    if kept:
        patches = _merged(kept, patches)
    if patches:
        after = _patched(after, patches)
    if len(after) == len(before) and (
        stretch.extent is Extent.MIXED
        or any(_is_evident(after, index, target) for index in _shaken(verdicts, patches))
    ):
        # What the next run would find evident, now that the rest of the line is done.
        after = _convert_evident(after, Extent.EVIDENT, target, lambda: kept)
    return after, verdicts


def _shaken(verdicts: Iterable[int], patches: Sequence[_Patch]) -> Iterator[int]:
    """Of the places decided, in order, those in whose context something else was patched."""
    first = 0
    for index in verdicts:
        while first < len(patches) and patches[first][1] <= index - CONTEXT:
            first += 1
        for start, end, _ in islice(patches, first, None):
            if start > index + CONTEXT:
                break
            if (start, end) != (index, index + 1):
                yield index
                break


def _is_evident(line: str, index: int, target: Target) -> bool:
    reading = target.table.readings.get(line[index])
    return reading is not None and reading.usual != line[index] and is_evident(reading, line, index)


def _shared_that_stay(text: str, target: Target) -> list[_Patch]:
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


def _convert_evident(
    line: str, extent: Extent, target: Target, find_kept: Callable[[], Sequence[_Patch]]
) -> str:
    found = [
        (match.start(), reading, is_evident(reading, line, match.start()))
        for match in target.ambiguous.finditer(line)
        if (reading := target.table.readings.get(match[0]))
        and reading.usual != match[0]
        and (reading.alone or extent is Extent.NEUTRAL)
    ]
    if not any(evident for _, _, evident in found) or ABOUT_FORMS.search(line):
        return line
    # Where one is wrong, the others are by the same hand; but names stay.
    patches = [
        (index, index + 1, reading.usual)
        for index, reading, evident in found
        if evident or (not reading.names and decide(reading, line, index).margin > 0)
    ]
    return _patched(line, _merged(find_kept(), patches))


def _kept(text: str, stretch: Stretch, protection: Protection) -> list[_Patch]:
    """The protected parts of a stretch, from its start."""
    if not protection.spans:
        return []
    start, end, _, _ = stretch
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


def _left_outside(
    offset: int, before: str, after: str, protection: Protection, verdicts: Mapping[int, Verdict]
) -> Iterator[Edit]:
    """Edits that change nothing, of what a conversion left outside the standard."""
    if before == after or len(before) != len(after):
        return
    for start, end in find_outside(before, after):
        if not (
            protection.overlaps(offset + start, offset + end)
            or any(map(verdicts.__contains__, range(start, end)))
        ):
            yield Edit(offset + start, offset + end, before[start:end], _OUTSIDE, counted=end - start)
