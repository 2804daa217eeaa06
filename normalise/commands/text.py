"""`normalise [PATH]...`: the program's main job."""

from collections.abc import Callable, Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from normalise.commands import OK, SETTINGS, STDIN
from normalise.options import LOSSLESS, Options, parse_options
from normalise.reports.console import write_text

if TYPE_CHECKING:
    from normalise.files.plan import Asked
    from normalise.files.walk import Selection


def with_text_options(
    command: Callable[..., Any], left_out: Sequence[str] = ("explain",)
) -> Callable[..., Any]:
    """The fields of `Options` as flags, without those that the command has of its own."""
    for option in reversed(fields(Options)):
        if option.name in left_out:
            continue
        name = option.name.replace("_", "-")
        if isinstance(option.default, bool):
            switch = click.option(f"--{name}/--no-{name}", default=None, help=option.metadata["reason"])
            command = switch(command)
            continue
        choices = [choice for choice in option.metadata["choices"] if choice]
        is_list = option.name in ("stages", "skip")
        command = click.option(
            f"--{name}",
            multiple=isinstance(option.default, tuple) and not is_list,
            metavar="LIST" if is_list else None,
            type=click.Choice(choices) if choices else str,
            help=option.metadata["reason"],
        )(command)
    return command


def take_options(flags: dict[str, Any]) -> dict[str, Any]:
    """The options of the text that were given, taken out of the flags, and checked."""
    given = {option.name: flags.pop(option.name) for option in fields(Options) if option.name in flags}
    given = {name: value for name, value in given.items() if value not in (None, ())}
    if not given.get("explain", True):
        del given["explain"]
    parse_options(given)
    return given


@click.command(context_settings=SETTINGS)
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(allow_dash=True))
@click.option("-i", "--in-place", is_flag=True, help="rewrite the files, safely")
@click.option(
    "--backup", metavar="SUFFIX", default="", help="with -i: keep the file as it was, under NAME+SUFFIX"
)
@click.option("--check", is_flag=True, help="write nothing; exit 1 if any output byte would differ")
@click.option("--diff", is_flag=True, help="write nothing; show a unified diff")
@click.option("--list-different", is_flag=True, help="write nothing; name the files that would change")
@click.option("-0", "null", is_flag=True, help="names that are listed, or read by --files-from, end with NUL")
@click.option("--explain", is_flag=True, help="say what was changed, where, by which rule")
@click.option("--explain-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option(
    "--report",
    "reports",
    multiple=True,
    metavar="FILE",
    type=click.Path(),
    help="write a report to FILE.html, a page to look at, or FILE.json; of a folder, nothing else is written "
    "unless -i or -o says so",
)
@click.option(
    "-o", "--output", metavar="PATH", type=click.Path(), help="write to this file, or into this folder"
)
@click.option(
    "--lossless", is_flag=True, help=f"only the stages {','.join(LOSSLESS)}; --stages and settings win"
)
@with_text_options
@click.option(
    "--files-from", metavar="FILE", type=click.Path(allow_dash=True), help="do the files it names too"
)
@click.option(
    "--include", multiple=True, metavar="GLOB", help="in a folder, take these alone, whatever their kind"
)
@click.option("--exclude", multiple=True, metavar="GLOB", help="in a folder, pass these over")
@click.option(
    "--force-exclude", is_flag=True, help="pass over what is excluded or ignored where it is named, too"
)
@click.option("--no-ignore", is_flag=True, help="do not look at .gitignore, .ignore and .normaliseignore")
@click.option("--config", metavar="FILE", type=click.Path(), help="read these settings, and no others")
@click.option("--no-config", is_flag=True, help="read no settings file")
@click.option(
    "--show-config", is_flag=True, help="show what holds for each PATH and where it comes from; do nothing"
)
@click.option(
    "--stdin-filename", metavar="NAME", help="what standard input is called: for settings and messages"
)
@click.option("--exit-non-zero-on-fix", is_flag=True, help="exit 1 if a file was rewritten")
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(0),
    envvar="NORMALISE_JOBS",
    help="how many processes; 0, and the default for more than a few files, is one for each core",
)
@click.option("-q", "--quiet", is_flag=True, help="errors only")
@click.option("-v", "--verbose", is_flag=True, help="name the files that are clean or passed over, too")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True)
@click.option("--version", is_flag=True, help="show the version and exit")
def text(paths: tuple[str, ...], version: bool, show_config: bool, **flags: Any) -> int:
    """Broken Chinese text in, clean Simplified UTF-8 out.

    Without PATH, or with '-', standard input goes to standard output; several files go one after the other,
    as with cat. A folder needs -i, --check, --diff, --list-different, --report or -o. Of its files, prose (.txt .md .rst
    .log, and no suffix) goes through all stages, structured text (.csv .json .html .srt ...) through those that
    can't break it; source code, hidden, ignored and binary files are passed over. A file that is named is done.

    The first word may be a command instead: 'detect' tells encoding, script and damage of files, 'rules' shows
    the furniture rules, 'learn' finds those of one site, 'records' does files of many documents (JSONL, CSV, Parquet). A file of such a name is ./detect.

    Exit code 0: done, changed or not. 1: --check found something, or --exit-non-zero-on-fix fixed something.
    2: usage, settings, or a file that could not be read, decoded or written; the others are still done.
    """
    if version:
        from normalise import __version__  # noqa: PLC0415

        write_text(f"normalise {__version__}\n")
        return OK

    from normalise.files.sources import read_names  # noqa: PLC0415 - --help and --version do without

    listed = flags["files_from"]
    if listed is not None:
        if listed == STDIN and STDIN in paths:
            raise click.UsageError("standard input can't be both the list of files and a file")
        paths = (*paths, *read_names(listed, null=flags["null"]))
    elif not paths:
        paths = (STDIN,)
    asked = _read_options(flags)
    if show_config:
        return _show(paths, asked, _select(flags))
    _check_usage(paths, flags)
    selection = _select(flags)

    from normalise.commands.work import work  # noqa: PLC0415

    return work(paths, asked, selection, flags, beginning=click.get_current_context().obj or b"")


def _read_options(flags: dict[str, Any]) -> "Asked":
    """Take the flags that are options of the text out of the others, and check them."""
    from normalise.files.plan import Asked  # noqa: PLC0415

    return Asked(take_options(flags), flags["lossless"])


def _select(flags: dict[str, Any]) -> "Selection":
    from normalise.files.settings import SettingsFiles  # noqa: PLC0415
    from normalise.files.walk import Selection  # noqa: PLC0415

    config = flags["config"]
    return Selection(
        SettingsFiles(only=Path(config) if config else None, none=flags["no_config"]),
        include=flags["include"],
        exclude=flags["exclude"],
        use_ignore_files=not flags["no_ignore"],
        output=Path(flags["output"]) if flags["output"] else None,
    )


def _show(paths: tuple[str, ...], asked: "Asked", selection: "Selection") -> int:
    from normalise.files.plan import plan, show  # noqa: PLC0415

    for name in paths:
        path = None if name == STDIN else Path(name)
        if path is not None and path.is_dir():
            path = path / "*.txt"
        reason = selection.reason_in_walk(path) if path is not None else "it is standard input"
        for line in show(
            "standard input" if path is None else str(path), plan(path, asked, selection), reason
        ):
            write_text(line + "\n")
    return OK


def _check_usage(paths: tuple[str, ...], flags: dict[str, Any]) -> None:
    output = flags["output"]
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
    if flags["backup"] and not flags["in_place"]:
        raise click.UsageError("--backup goes with --in-place")
    if "/" in flags["backup"] or "\\" in flags["backup"]:
        raise click.UsageError("--backup takes a suffix, such as .orig")
    if flags["config"] and flags["no_config"]:
        raise click.UsageError("--config and --no-config exclude each other")
    folders = [path for path in paths if path != STDIN and Path(path).is_dir()]
    if folders and not (flags["in_place"] or others or flags["reports"]):
        raise click.UsageError(
            f"{folders[0]} is a folder: say --in-place, --check, --diff, --list-different, --report FILE "
            "or --output FOLDER"
        )
    if output and Path(output).is_file() and (folders or len(paths) > 1):
        raise click.UsageError(f"{output} is a file; several inputs need a folder")
