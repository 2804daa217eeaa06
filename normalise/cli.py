"""The command line: parse, call, print. Data goes to standard output, words to standard error."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import click

from normalise.options import LOSSLESS, Options, parse_options
from normalise.reports.console import say, stop_writing, write_text
from normalise.result import NormaliseError

OK, FAILED, INTERRUPTED = 0, 2, 130
_STDIN = "-"
_SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code. The first word alone may be a command."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    name = arguments.pop(0) if arguments and arguments[0] in _COMMANDS else ""
    command = _COMMANDS[name]
    try:
        answer = command.main(arguments, f"normalise {name}".strip(), standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return FAILED
    except BrokenPipeError:
        stop_writing()
        return OK
    except (KeyboardInterrupt, click.Abort):
        say("interrupted; what was being written is as it was")
        return INTERRUPTED
    except (NormaliseError, OSError) as error:
        say(str(error))
        return FAILED
    except Exception as error:  # noqa: BLE001 - no traceback ever reaches a user
        say(
            f"internal error: {type(error).__name__}: {error}; please report it, with the command and the file"
        )
        return FAILED
    return answer if isinstance(answer, int) else OK


def _with_text_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The fields of `Options` as flags; `explain` has one of its own."""
    for option in reversed(fields(Options)):
        if option.name == "explain":
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


@click.command(context_settings=_SETTINGS)
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
@_with_text_options
@click.option("--exclude", multiple=True, metavar="GLOB", help="in a folder, pass these over")
@click.option("--force-exclude", is_flag=True, help="pass them over even where they are named")
@click.option("--stdin-filename", metavar="NAME", help="what to call standard input in messages")
@click.option("--exit-non-zero-on-fix", is_flag=True, help="exit 1 if a file was rewritten")
@click.option("-q", "--quiet", is_flag=True, help="errors only")
@click.option("-v", "--verbose", is_flag=True, help="name the files that need no change, too")
@click.option("--version", is_flag=True, help="show the version and exit")
def _normalise(
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
    the furniture rules, 'learn' finds those of one site in its pages. A file of such a name is ./detect.

    Exit code 0: done, changed or not. 1: --check found something. 2: usage, or a file that could not be
    read, decoded or written; the others are still done.
    """
    if version:
        from normalise import __version__  # noqa: PLC0415

        write_text(f"normalise {__version__}\n")
        return OK
    settings = {option.name: flags.pop(option.name) for option in fields(Options) if option.name != "explain"}
    settings = {name: value for name, value in settings.items() if value not in (None, ())}
    if lossless:
        settings.setdefault("stages", LOSSLESS)
    options = parse_options({**settings, "explain": flags["explain"]})
    paths = paths or (_STDIN,)
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
        if _STDIN in paths:
            raise click.UsageError("--in-place needs files: standard input has no place to write to")
    elif output and len(others) > 1:
        raise click.UsageError(f"{others[0]} writes nothing, so --output has no use")
    folders = [path for path in paths if path != _STDIN and Path(path).is_dir()]
    if folders and not (flags["in_place"] or others):
        raise click.UsageError(
            f"{folders[0]} is a folder: say --in-place, --check, --diff, --list-different or --output FOLDER"
        )
    if output and Path(output).is_file() and (folders or len(paths) > 1):
        raise click.UsageError(f"{output} is a file; several inputs need a folder")


@click.command(context_settings=_SETTINGS)
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--json", "as_json", is_flag=True, help="one JSON object a file")
def _detect(paths: tuple[str, ...], as_json: bool) -> int:
    """Tell encoding, script, damage and newline style of each file; of standard input without PATH.

    Of what is longer than 4 MiB no more than that is read, and the answer says so.
    """
    from normalise.files.sources import find_sources  # noqa: PLC0415
    from normalise.reports.detection import Seen, as_json_line, as_text_line  # noqa: PLC0415

    worst = OK
    for source in find_sources(paths or (_STDIN,)):
        try:
            seen = Seen.of(source)
        except OSError as error:
            say(f"{source.name}: {error.strerror or error}")
            worst = FAILED
            continue
        write_text(as_json_line(seen) if as_json else as_text_line(seen))
    return worst


@click.command(context_settings=_SETTINGS)
@click.argument("rule", required=False, metavar="[ID]")
@click.option("--test", "line", metavar="LINE", help="which rules take this line, or why none does")
@click.option(
    "--rules", "paths", multiple=True, metavar="FILE", help="with the rules of this file of your own"
)
def _rules(rule: str | None, line: str | None, paths: tuple[str, ...]) -> int:
    """Show the furniture rules, or one of them with its examples."""
    from normalise.reports.rules import show_all, show_rule, show_test  # noqa: PLC0415

    if rule and line is not None:
        raise click.UsageError("give either an ID or --test, not both")
    shown = (
        show_test(line, paths) if line is not None else show_rule(rule, paths) if rule else show_all(paths)
    )
    for text in shown:
        write_text(f"{text}\n")
    return OK


@click.command(context_settings=_SETTINGS)
@click.argument("paths", nargs=-1, required=True, metavar="DIR...")
@click.option("-o", "--output", metavar="FILE", help="write the rules here, for --rules FILE")
@click.option("--rules", multiple=True, metavar="FILE", help="what these files know need not be learnt")
def _learn(paths: tuple[str, ...], output: str | None, rules: tuple[str, ...]) -> int:
    """Learn the furniture of one site from its own pages: the lines that recur at their heads and tails.

    Shows each line with the number of pages it stands on, and how many characters it would remove. It takes
    pages of one site, a dozen or more; what the built-in rules know is not learnt again.
    """
    from normalise.files.learn import as_rules  # noqa: PLC0415
    from normalise.files.pages import learn_from  # noqa: PLC0415
    from normalise.files.rewrite import rewrite_file  # noqa: PLC0415
    from normalise.reports.rules import show_lesson  # noqa: PLC0415

    lesson, failed = learn_from(paths, rules)
    for text in show_lesson(lesson):
        write_text(f"{text}\n")
    if output:
        rewrite_file(Path(output), as_rules(lesson, " ".join(paths)).encode())
    return FAILED if failed else OK


_COMMANDS: dict[str, click.Command] = {"": _normalise, "detect": _detect, "rules": _rules, "learn": _learn}
