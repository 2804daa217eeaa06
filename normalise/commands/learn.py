"""`normalise learn DIR`: the furniture of one site, from its own pages."""

from pathlib import Path

import click

from normalise.commands import FAILED, OK, SETTINGS
from normalise.reports.console import write_text


@click.command(context_settings=SETTINGS)
@click.argument("paths", nargs=-1, required=True, metavar="DIR...")
@click.option("-o", "--output", metavar="FILE", help="write the rules here, for --rules FILE")
@click.option("--rules", multiple=True, metavar="FILE", help="what these files know need not be learnt")
def learn(paths: tuple[str, ...], output: str | None, rules: tuple[str, ...]) -> int:
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
