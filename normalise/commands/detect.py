"""`normalise detect`: encoding, script and damage of files."""

import sys

import click

from normalise.commands import FAILED, OK, SETTINGS, STDIN
from normalise.reports.console import printable, say, wants_colour, write_text

# A longer name pushes its own line's columns to the right, not everybody's.
_WIDEST_NAME = 40


@click.command(context_settings=SETTINGS)
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(allow_dash=True))
@click.option("--json", "as_json", is_flag=True, help="one JSON object a file")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True)
def detect(paths: tuple[str, ...], as_json: bool, color: str) -> int:
    """Tell encoding, script, damage and newline style of each file; of standard input without PATH.

    Of what is longer than 4 MiB no more than that is read, and the answer says so.
    """
    from normalise.files.settings import SettingsFiles  # noqa: PLC0415
    from normalise.files.sources import find_sources  # noqa: PLC0415
    from normalise.files.walk import Selection  # noqa: PLC0415
    from normalise.reports.detection import Seen, as_json_line, as_text_line  # noqa: PLC0415
    from normalise.reports.width import width  # noqa: PLC0415

    worst = OK
    sources = list(find_sources(paths or (STDIN,), Selection(SettingsFiles())))
    columns = min(_WIDEST_NAME, max((width(printable(source.name)) for source in sources), default=0))
    coloured = wants_colour(color, sys.stdout)
    for source in sources:
        try:
            seen = Seen.of(source)
        except OSError as error:
            say(printable(f"{source.name}: {error.strerror or error}"))
            worst = FAILED
            continue
        write_text(as_json_line(seen) if as_json else as_text_line(seen, columns, coloured=coloured))
    return worst
