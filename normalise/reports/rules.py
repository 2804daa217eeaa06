"""The furniture rules as a person reads them."""

from collections.abc import Iterator

from normalise.files.learn import Lesson
from normalise.reports.console import colour
from normalise.reports.width import COLUMNS, cut, pad, visible, width, wrap
from normalise.result import OptionError
from normalise.stages.strip import Explanation, Rule, explain_line, list_rules

_VERDICTS = {
    "sure": "furniture wherever it stands",
    "edge": "furniture at the head or the tail of a document",
    "weak": "furniture among other furniture at the head or the tail of a document",
    "meta": "publication metadata: it stays, unless --metadata says otherwise",
}


def show_all(paths: tuple[str, ...] = (), *, coloured: bool = False) -> Iterator[str]:
    """The rules in columns, 80 wide; `paths` are rule files of the user's own."""
    rules = list_rules(paths)
    columns = max(len(rule.id) for rule in rules)
    for rule in rules:
        head = f"{rule.id:{columns}}  {rule.strength:5} "
        first, *others = wrap(rule.description, max(COLUMNS - len(head), 20))
        yield (colour(head, "cyan") if coloured else head) + first
        for line in others:
            yield " " * len(head) + line


def show_rule(name: str, paths: tuple[str, ...] = (), *, coloured: bool = False) -> Iterator[str]:
    """One rule with its examples. Raises `OptionError` for an id that there is none of."""
    for rule in list_rules(paths):
        if name in (rule.id, rule.category):
            yield from _show(rule, coloured)
            return
    raise OptionError(f"no rule {name!r}; 'normalise rules' lists them")


def _show(rule: Rule, coloured: bool) -> Iterator[str]:
    first, *others = wrap(f"{rule.id}: {rule.description}", COLUMNS)
    yield colour(first, "bold") if coloured else first
    yield from others
    yield f"at its strongest {_VERDICTS[rule.strength]}"
    for title, sign, paint, lines in (
        ("takes", "-", "red", rule.examples),
        ("leaves", " ", "plain", rule.counterexamples),
    ):
        yield f"{title}:"
        for example in lines:
            line = f"  {sign} {visible(example.rstrip())}"
            yield colour(line, paint) if coloured else line


def show_test(line: str, paths: tuple[str, ...] = (), *, coloured: bool = False) -> Iterator[str]:
    """Which rules take the line, piece by piece, as which of their entries, or where they stop."""
    found: Explanation = explain_line(line, paths)
    columns = max((width(category) for _, category, _, _ in found.pieces), default=0) + len("strip/")
    for text, category, strength, entry in found.pieces:
        head = f"{pad(f'strip/{category}', columns)}  {strength:5} "
        yield (colour(head, "cyan") if coloured else head) + f"takes {visible(text)}"
        if entry != text:
            yield " " * len(head) + f"as {cut(visible(entry), max(COLUMNS - len(head) - 3, 20))}"
    if found.verdict and found.partial:
        verdict = f"so much of the line is known that all of it is strip/{found.category}: "
    elif found.verdict:
        verdict = f"the whole line is strip/{found.category}: "
    else:
        verdict = f"it stays: no rule takes {visible(found.rest)}"
    first, *others = wrap(verdict + (_VERDICTS[found.verdict] if found.verdict else ""), COLUMNS)
    yield colour(first, "bold") if coloured else first
    yield from others


def show_lesson(lesson: Lesson) -> Iterator[str]:
    """What was learnt of a site, a line each: pages, characters, place, and the line."""
    if not lesson.lines:
        yield f"nothing that recurs at the edges of {lesson.pages} pages, and is not known already"
        return
    yield f"{'pages':>7} {'characters':>10}  place  line"
    for line in lesson.lines:
        yield f"{line.pages:7} {line.characters:10}  {line.where:5}  {line.line.strip()}"
    total = sum(line.characters for line in lesson.lines)
    yield f"{lesson.pages} pages; {len(lesson.lines)} lines would remove {total} characters"
