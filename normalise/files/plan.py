"""What is done with a document: the options that hold for it, and where each of them comes from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from normalise.files.kinds import Kind, kind_by_format
from normalise.files.settings import Settings
from normalise.files.walk import Selection
from normalise.options import LOSSLESS, Options


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line says: the options it sets, and `--lossless`."""

    options: Mapping[str, Any] = field(default_factory=dict)
    lossless: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """The options for one document, and where each that is not a default comes from.

    `remark` tells, if it is so, that less is done than the user may think.
    """

    options: Options
    kind: Kind
    origins: Mapping[str, str]
    remark: str = ""


def plan(path: Path | None, asked: Asked, selection: Selection) -> Plan:
    """What holds for the file, or for standard input if it has no name.

    An option is what the command line says, else the settings file, else its default. Stages that nobody
    asked for are those of the kind of file; those that were asked for run as far as the kind allows. Raises
    `OptionError`.
    """
    settings = selection.settings(path if path is not None else Path("-"))
    values = {**settings.options, **asked.options}
    origins = {name: settings.origin(name) for name in settings.options}
    origins.update((name, "the command line") for name in asked.options)
    kind, kind_origin = _kind(path, values, origins, settings, selection)
    origins["format"] = kind_origin
    stages = Options(stages=values["stages"]).stages if "stages" in values else None
    if stages is None and asked.lossless:
        stages, origins["stages"] = LOSSLESS, "--lossless"
    chosen = kind.choose(stages)
    if stages is None:
        origins["stages"] = f"the kind of file, {kind.name}"
    return Plan(
        Options(**{**values, "stages": chosen, "format": kind.format}),
        kind,
        origins,
        _remark(kind, stages, chosen),
    )


def _remark(kind: Kind, asked: tuple[str, ...] | None, chosen: tuple[str, ...]) -> str:
    left_out = ",".join(stage for stage in asked or () if stage not in chosen)
    if left_out:
        return f"{left_out} is left out of {kind.about}, which it could break; --format prose has it run"
    if asked is None and kind.name == "source":
        return f"this is {kind.about}: {','.join(chosen)} alone runs, unless --stages asks for more"
    return ""


def _kind(
    path: Path | None,
    values: Mapping[str, Any],
    origins: Mapping[str, str],
    settings: Settings,
    selection: Selection,
) -> tuple[Kind, str]:
    if "format" in values:
        return kind_by_format(values["format"]), origins["format"]
    if path is None:
        return kind_by_format("prose"), "default"
    pattern, kind = selection.kind(path)
    return kind, settings.origin(f"kinds {pattern}") if pattern else "the file's name"


def show(name: str, plan: Plan, reason: str | None) -> Iterator[str]:
    """The plan for people, a line each: the kind, the options and their origins; `reason` passes it over."""
    yield name
    yield f"  in a folder: {'taken' if reason is None else f'passed over ({reason})'}"
    yield f"  kind = {plan.kind.name}: {plan.kind.about}"
    for option in fields(Options):
        value = getattr(plan.options, option.name)
        written = ",".join(value) if isinstance(value, tuple) else value
        yield f"  {option.name} = {'' if written is None else written}  ({plan.origins.get(option.name, 'default')})"
    if plan.remark:
        yield f"  {plan.remark}"
