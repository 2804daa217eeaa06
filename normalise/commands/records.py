"""`normalise records`: files that hold a document in each record."""

import sys
from collections import Counter
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import click

from normalise.commands import FAILED, OK, SETTINGS, STDIN
from normalise.commands.text import take_options, with_text_options
from normalise.options import LOSSLESS, Options
from normalise.reports.console import say
from normalise.result import NormaliseError


@click.command(context_settings=SETTINGS)
@click.argument("path", required=False, default=STDIN, metavar="[IN]")
@click.option("-o", "--output", metavar="OUT", help="write here, when all is done; else to standard output")
@click.option(
    "--field", "fields", multiple=True, required=True, metavar="PATH",
    help="a field to normalise, e.g. text, meta.body, messages.*.content; may be given again",
)  # fmt: skip
@click.option("--format", "said", metavar="NAME", help="jsonl, csv, tsv, parquet; jsonl.gz, csv.zst ...")
@click.option(
    "--base64", is_flag=True, help="the fields hold bytes, written in base64; text takes their place"
)
@click.option(
    "--report-field", default="", metavar="NAME", help="tell in this field of each record what was done"
)
@click.option(
    "--on-error",
    type=click.Choice(["keep", "skip", "fail"]),
    default="keep",
    show_default=True,
    help="a record that can't be done: write it as it is, leave it out, or stop. Its line is told in any case",
)
@click.option(
    "--failed",
    metavar="PATH",
    help="write what was read of the records that can't be done here (JSONL and CSV)",
)
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(0),
    default=1,
    show_default=True,
    help="processes; 0: as many as there are cores",
)
@click.option("-q", "--quiet", is_flag=True, help="errors only")
@click.option(
    "--lossless", is_flag=True, help=f"only the stages {','.join(LOSSLESS)}; --stages and settings win"
)
@partial(with_text_options, left_out=("explain", "format"))
@click.option("--config", metavar="FILE", type=click.Path(), help="read these settings, and no others")
@click.option("--no-config", is_flag=True, help="read no settings file")
def records(
    path: str,
    output: str | None,
    fields: tuple[str, ...],
    said: str | None,
    failed: str | None,
    jobs: int,
    quiet: bool,
    lossless: bool,
    base64: bool,
    report_field: str,
    on_error: str,
    config: str | None,
    no_config: bool,
    **flags: Any,
) -> int:
    """Normalise some fields of the records in a file: of JSONL, CSV or Parquet, the first two also in .gz and .zst.

    Without IN, or with '-', standard input is read. Order stays; of JSONL and CSV every other byte stays, too. A
    file is written under its name when it is whole, not before.

    Exit code 0: done. 2: usage, a file that could not be read or written, or a record that could not be done.
    """
    options = _read_options(take_options(flags), path, config, lossless=lossless, no_config=no_config)

    from normalise.files.parallel import count_cores  # noqa: PLC0415 - --help does without
    from normalise.files.records.fields import Work, parse_path  # noqa: PLC0415
    from normalise.files.records.run import Run  # noqa: PLC0415
    from normalise.files.records.tally import Failure  # noqa: PLC0415
    from normalise.pipeline import Normaliser  # noqa: PLC0415
    from normalise.reports.progress import Progress, sum_up  # noqa: PLC0415

    name = "<stdin>" if path == STDIN else path

    progress = Progress(sys.stderr, unit="records")
    shows = output is not None and not quiet

    def tell(failure: Failure) -> None:
        progress.clear()
        say(f"{name}:{failure.place}: {failure.reason}")
        if rejected is not None:
            rejected.write(failure.record)

    run = Run(
        work=Work(Normaliser(options), tuple(map(parse_path, fields)), base64, report_field),
        on_error=on_error,
        jobs=jobs or count_cores(),
        said=said,
        fail=tell,
        say=say,
        advance=progress.advance if shows else lambda _: None,
    )
    try:
        with ExitStack() as stack:
            rejected = stack.enter_context(Path(failed).open("wb")) if failed else None
            file: Any = sys.stdin.buffer if path == STDIN else stack.enter_context(Path(path).open("rb"))
            tally = run.do(file, name, Path(output) if output and output != STDIN else None)
    except BrokenPipeError:
        raise
    except NormaliseError as error:
        say(f"{name}: {error}")
        return FAILED
    except OSError as error:
        say(f"{error.filename or name}: {error.strerror or error}")
        return FAILED
    finally:
        progress.clear()
    if not quiet:
        clean = tally.records - tally.changed - tally.failed
        states = Counter(changed=tally.changed, clean=clean, failed=tally.failed)
        say(f"{name}: {sum_up(states, 'record')}")
    return FAILED if tally.failed else OK


def _read_options(
    given: dict[str, Any], path: str, config: str | None, *, lossless: bool, no_config: bool
) -> Options:
    """The options of the command line, over those of the settings file that is closest to the records."""
    from normalise.files.settings import SettingsFiles  # noqa: PLC0415

    folder = Path.cwd() if path == STDIN else Path(path).resolve().parent
    settings = SettingsFiles(only=Path(config) if config else None, none=no_config).of(folder)
    values = {**({"stages": LOSSLESS} if lossless else {}), **settings.options, **given}
    return Options(**{**values, "format": "prose"})
