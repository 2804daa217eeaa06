"""The text stages by name, and what they are given."""

from collections.abc import Mapping
from typing import Protocol

from normalise.edits import Rewrite
from normalise.facts import Facts
from normalise.language.protect import DeferredProtection, Protection, Span, find_protection
from normalise.language.script import find_foreign
from normalise.language.structure import find_structure, outline
from normalise.options import Options
from normalise.stages.convert import convert
from normalise.stages.repair import repair
from normalise.stages.strip import strip
from normalise.stages.tidy import tidy
from normalise.stages.ungloss import ungloss


class Step(Protocol):
    """A text stage."""

    def __call__(self, text: str, options: Options, protection: Protection, /) -> Rewrite:
        """Rewrite the text, which is a whole document."""


TEXT_STAGES: Mapping[str, Step] = {
    "repair": repair,
    "tidy": tidy,
    "ungloss": ungloss,
    "convert": convert,
    "strip": strip,
}


def protect(text: str, options: Options, facts: Facts | None = None) -> Protection:
    """The spans of the text that no stage may touch, Japanese and Korean among them, when they are asked for."""
    return DeferredProtection(lambda: _find_spans(text, options, facts))


def _find_spans(text: str, options: Options, facts: Facts | None) -> tuple[Span, ...]:
    own = find_protection(text, options.protect).spans
    foreign = find_foreign(text, facts)
    if options.format == "prose":
        return tuple(sorted((*own, *foreign)))
    # An indent is no code there, and XML has its tags found as structure: its CDATA is prose.
    unwanted = ("fence", "markup") if options.format == "xml" else ("fence",)
    keys = (Span(start, end, "key") for start, end in find_structure(text, options.format))
    return tuple(sorted((*(span for span in own if span.kind not in unwanted), *keys, *foreign)))


def breaks_structure(before: str, after: str, form: str) -> bool:
    """Would a stage change what the format says? Keys and tags are protected, but not from repair."""
    return form != "prose" and after != before and outline(before, form) != outline(after, form)
