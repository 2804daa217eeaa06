"""The text stages by name, and what they are given."""

import sys
from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from typing import Protocol

from normalise.edits import Rewrite
from normalise.facts import Facts
from normalise.language import marks
from normalise.language.protect import DeferredProtection, Protection, Span
from normalise.options import Options

# Once one of these is imported, to search a text takes less time than to look up its characters.
_SEARCHING = frozenset({"normalise.screen", "normalise.language.foreign"})

ANCHORS = "anchors"
"""Among the stages that have nothing to do: strip will find no word by which furniture is known anywhere."""


class Step(Protocol):
    """A text stage."""

    def __call__(
        self, text: str, options: Options, protection: Protection, facts: Facts | None = None, /
    ) -> Rewrite:
        """Rewrite the text, which is a whole document; `facts` are for a stage that has a use for them."""


def _may_ungloss(text: str, options: Options) -> bool:
    return options.glosses != "keep" and (options.glosses == "remove" or marks.may_ungloss(text))


def _may_convert(text: str, options: Options) -> bool:
    return options.to != "hans" or marks.may_convert_to_simplified(text)


_MAY: Mapping[str, Callable[[str, Options], bool]] = {
    "repair": lambda text, _: marks.may_repair(text),
    "tidy": lambda text, _: marks.may_tidy(text),
    "ungloss": _may_ungloss,
    "convert": _may_convert,
}


def look_up_idle(text: str, options: Options) -> frozenset[str]:
    """The stages that would give a short text back as it is; `screen.find_idle` does so for any.

    Nothing is imported and compiled for this, but it takes longer for each character.
    """
    if len(text) > marks.LONGEST:
        return frozenset()
    return frozenset(name for name, may in _MAY.items() if not may(text, options))


@cache
def load_stage(name: str) -> Step:
    """The stage itself; it and what it is made of are imported when a text first needs it."""
    stage: Step = getattr(import_module(f"normalise.stages.{name}"), name)
    return stage


def _do_later(name: str) -> Step:
    def do(text: str, options: Options, protection: Protection, facts: Facts | None = None, /) -> Rewrite:
        stage = load_stage(name)
        return stage(text, options, protection, facts) if facts else stage(text, options, protection)

    return do


TEXT_STAGES: Mapping[str, Step] = {
    name: _do_later(name) for name in ("repair", "tidy", "ungloss", "convert", "strip")
}


def protect(text: str, options: Options, facts: Facts | None = None) -> Protection:
    """The spans of the text that no stage may touch, Japanese and Korean among them, when they are asked for."""
    return DeferredProtection(lambda: _find_spans(text, options, facts))


def _find_spans(text: str, options: Options, facts: Facts | None) -> tuple[Span, ...]:
    is_first = _SEARCHING.isdisjoint(sys.modules) and len(text) <= marks.LONGEST
    may_be_plain = options.format == "prose" and not options.protect and not (facts and facts.language)
    if is_first and may_be_plain and not marks.may_be_protected(text):
        return ()
    from normalise.language.foreign import find_foreign  # noqa: PLC0415
    from normalise.language.protect import find_protection  # noqa: PLC0415

    own = find_protection(text, options.protect).spans
    foreign = find_foreign(text, facts)
    if options.format == "prose":
        return tuple(sorted((*own, *foreign)))
    from normalise.language.structure import find_structure  # noqa: PLC0415

    # An indent is no code there, and XML has its tags found as structure: its CDATA is prose.
    unwanted = ("fence", "markup") if options.format == "xml" else ("fence",)
    keys = (Span(start, end, "key") for start, end in find_structure(text, options.format))
    return tuple(sorted((*(span for span in own if span.kind not in unwanted), *keys, *foreign)))


def breaks_structure(before: str, after: str, form: str) -> bool:
    """Would a stage change what the format says? Keys and tags are protected, but not from repair."""
    if form == "prose" or after == before:
        return False
    from normalise.language.structure import outline  # noqa: PLC0415

    return outline(before, form) != outline(after, form)
