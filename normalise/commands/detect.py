"""`normalise detect`: encoding, script and damage of files."""

import click

from normalise.commands import FAILED, OK, SETTINGS, STDIN
from normalise.reports.console import say, write_text


@click.command(context_settings=SETTINGS)
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(allow_dash=True))
@click.option("--json", "as_json", is_flag=True, help="one JSON object a file")
def detect(paths: tuple[str, ...], as_json: bool) -> int:
    """Tell encoding, script, damage and newline style of each file; of standard input without PATH.

    Of what is longer than 4 MiB no more than that is read, and the answer says so.
    """
    from normalise.files.settings import SettingsFiles  # noqa: PLC0415
    from normalise.files.sources import find_sources  # noqa: PLC0415
    from normalise.files.walk import Selection  # noqa: PLC0415
    from normalise.reports.detection import Seen, as_json_line, as_text_line  # noqa: PLC0415

    worst = OK
    for source in find_sources(paths or (STDIN,), Selection(SettingsFiles())):
        try:
            seen = Seen.of(source)
        except OSError as error:
            say(f"{source.name}: {error.strerror or error}")
            worst = FAILED
            continue
        write_text(as_json_line(seen) if as_json else as_text_line(seen))
    return worst
