"""`normalise rules`: the furniture rules, shown and tried."""

import sys

import click

from normalise.commands import OK, SETTINGS
from normalise.reports.console import wants_colour, write_text


@click.command(context_settings=SETTINGS)
@click.argument("rule", required=False, metavar="[ID]")
@click.option("--test", "line", metavar="LINE", help="which rules take this line, or why none does")
@click.option(
    "--rules", "paths", multiple=True, metavar="FILE", help="with the rules of this file of your own"
)
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True)
def rules(rule: str | None, line: str | None, paths: tuple[str, ...], color: str) -> int:
    """Show the furniture rules, or one of them with its examples."""
    from normalise.reports.rules import show_all, show_rule, show_test  # noqa: PLC0415

    coloured = wants_colour(color, sys.stdout)
    if rule and line is not None:
        raise click.UsageError("give either an ID or --test, not both")
    shown = (
        show_test(line, paths, coloured=coloured)
        if line is not None
        else show_rule(rule, paths, coloured=coloured)
        if rule
        else show_all(paths, coloured=coloured)
    )
    for text in shown:
        write_text(f"{text}\n")
    return OK
