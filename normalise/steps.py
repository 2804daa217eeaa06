"""The text stages by name, and what they are given."""

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from typing import Protocol

from normalise.edits import Rewrite, unchanged
from normalise.facts import Facts
from normalise.language import marks
from normalise.language.protect import DeferredProtection, Protection, Span
from normalise.options import Options


class Step(Protocol):
    """A text stage."""

    def __call__(self, text: str, options: Options, protection: Protection, /) -> Rewrite:
        """Rewrite the text, which is a whole document."""


def _may_ungloss(text: str, options: Options) -> bool:
    return options.glosses != "keep" and (options.glosses == "remove" or marks.may_ungloss(text))


def _may_convert(text: str, options: Options) -> bool:
    return options.to != "hans" or marks.may_convert_to_simplified(text)


# To search a text is ten times as fast as to look it up, but what searches takes as long to be ready as this many
# looks: who has more than a few texts is served better so.
_FIRST = 32
# What tells of a short text that a stage would find nothing to do.
_MAY: Mapping[str, Callable[[str, Options], bool]] = {
    "repair": lambda text, _: marks.may_repair(text),
    "tidy": lambda text, _: marks.may_tidy(text),
    "ungloss": _may_ungloss,
    "convert": _may_convert,
}


@cache
def load_stage(name: str) -> Step:
    """The stage itself; it and what it is made of are imported when a text first needs it."""
    stage: Step = getattr(import_module(f"normalise.stages.{name}"), name)
    return stage


def do_if_needed(name: str, first: int = _FIRST) -> Step:
    """The stage, behind a look at the first short texts of a process, that may make its import needless."""
    may = _MAY.get(name)
    looks = iter(range(first if may else 0))

    def do(text: str, options: Options, protection: Protection, /) -> Rewrite:
        if may and len(text) <= marks.LONGEST and next(looks, None) is not None and not may(text, options):
            return unchanged(text)
        return load_stage(name)(text, options, protection)

    return do


TEXT_STAGES: Mapping[str, Step] = {
    name: do_if_needed(name) for name in ("repair", "tidy", "ungloss", "convert", "strip")
}


def protect(text: str, options: Options, facts: Facts | None = None) -> Protection:
    """The spans of the text that no stage may touch, Japanese and Korean among them, when they are asked for."""
    return DeferredProtection(lambda: _find_spans(text, options, facts))


def _find_spans(text: str, options: Options, facts: Facts | None) -> tuple[Span, ...]:
    is_short = len(text) <= marks.LONGEST and options.format == "prose" and not options.protect
    if is_short and not (facts and facts.language) and not marks.may_be_protected(text):
        return ()
    from normalise.language.protect import find_protection  # noqa: PLC0415
    from normalise.language.script import find_foreign  # noqa: PLC0415

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
