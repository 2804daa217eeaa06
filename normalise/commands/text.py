"""`normalise [PATH]...`: the program's main job."""

from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import click

from normalise.commands import OK, SETTINGS, STDIN
from normalise.options import LOSSLESS, Options, parse_options
from normalise.reports.console import write_text


def with_text_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The fields of `Options` as flags; `explain` has one of its own."""
    for option in reversed(fields(Options)):
        if option.name == "explain":
            continue
        choices = [choice for choice in option.metadata["choices"] if choice]
        is_list = option.name in ("stages", "skip")
        command = click.option(
            f"--{option.name}",
            multiple=isinstance(option.default, tuple) and not is_list,
            metavar="LIST" if is_list else None,
            type=click.Choice(choices) if choices else str,
            help=option.metadata["reason"],
        )(command)
    return command


def take_settings(flags: dict[str, Any]) -> dict[str, Any]:
    """The options that were given, taken out of the flags."""
    settings = {option.name: flags.pop(option.name) for option in fields(Options) if option.name != "explain"}
    return {name: value for name, value in settings.items() if value not in (None, ())}


@click.command(context_settings=SETTINGS)
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("-i", "--in-place", is_flag=True, help="rewrite the files, safely")
@click.option("--check", is_flag=True, help="write nothing; exit 1 if any output byte would differ")
@click.option("--diff", is_flag=True, help="write nothing; show a unified diff")
@click.option("--list-different", is_flag=True, help="write nothing; name the files that would change")
@click.option("-0", "null", is_flag=True, help="with --list-different: end each name with NUL")
@click.option("--explain", is_flag=True, help="say what was changed, where, by which rule")
@click.option("--explain-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("-o", "--output", metavar="PATH", help="write to this file, or into this folder")
@click.option("--lossless", is_flag=True, help=f"only the stages {','.join(LOSSLESS)}; --stages wins over it")
@with_text_options
@click.option("--exclude", multiple=True, metavar="GLOB", help="in a folder, pass these over")
@click.option("--force-exclude", is_flag=True, help="pass them over even where they are named")
@click.option("--stdin-filename", metavar="NAME", help="what to call standard input in messages")
@click.option("--exit-non-zero-on-fix", is_flag=True, help="exit 1 if a file was rewritten")
@click.option("-q", "--quiet", is_flag=True, help="errors only")
@click.option("-v", "--verbose", is_flag=True, help="name the files that need no change, too")
@click.option("--version", is_flag=True, help="show the version and exit")
def text(
    paths: tuple[str, ...],
    output: str | None,
    lossless: bool,
    exclude: tuple[str, ...],
    force_exclude: bool,
    stdin_filename: str | None,
    version: bool,
    **flags: Any,
) -> int:
    """Broken Chinese text in, clean Simplified UTF-8 out.

    Without PATH, or with '-', standard input goes to standard output; several files go one after the other,
    as with cat. A folder needs -i, --check, --diff, --list-different or -o, and of its files the prose is
    taken (.txt .md .rst .log, and no suffix).

    The first word may be a command instead: 'detect' tells encoding, script and damage of files, 'rules' shows
    the furniture rules. A file of such a name is ./detect.

    Exit code 0: done, changed or not. 1: --check found something. 2: usage, or a file that could not be
    read, decoded or written; the others are still done.
    """
    if version:
        from normalise import __version__  # noqa: PLC0415

        write_text(f"normalise {__version__}\n")
        return OK
    settings = take_settings(flags)
    if lossless:
        settings.setdefault("stages", LOSSLESS)
    options = parse_options({**settings, "explain": flags["explain"]})
    paths = paths or (STDIN,)
    _check_usage(paths, output, flags)

    from normalise.files.job import Job, is_folder_name  # noqa: PLC0415 - --help and --version do without
    from normalise.files.sources import find_sources  # noqa: PLC0415
    from normalise.pipeline import Normaliser  # noqa: PLC0415

    target = Path(output) if output else None
    several = len(paths) > 1 or any(Path(path).is_dir() for path in paths)
    job = Job(output=target, into_folder=several or is_folder_name(output), **flags)
    normaliser = Normaliser(options)
    sources = find_sources(paths, exclude=exclude, force_exclude=force_exclude, stdin_name=stdin_filename)
    return max((job.do(source, normaliser) for source in sources), default=OK)


def _check_usage(paths: tuple[str, ...], output: str | None, flags: dict[str, Any]) -> None:
    others = [f"--{name.replace('_', '-')}" for name in ("check", "diff", "list_different") if flags[name]]
    if output:
        others.append("--output")
    if flags["in_place"]:
        if others:
            raise click.UsageError(f"--in-place and {others[0]} exclude each other")
        if STDIN in paths:
            raise click.UsageError("--in-place needs files: standard input has no place to write to")
    elif output and len(others) > 1:
        raise click.UsageError(f"{others[0]} writes nothing, so --output has no use")
    folders = [path for path in paths if path != STDIN and Path(path).is_dir()]
    if folders and not (flags["in_place"] or others):
        raise click.UsageError(
            f"{folders[0]} is a folder: say --in-place, --check, --diff, --list-different or --output FOLDER"
        )
    if output and Path(output).is_file() and (folders or len(paths) > 1):
        raise click.UsageError(f"{output} is a file; several inputs need a folder")
