"""The report of a run: what it is asked for before, and written after."""

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from normalise.commands import FAILED, OK
from normalise.files.job import Job
from normalise.files.sources import Source
from normalise.reports.console import say
from normalise.result import NormaliseError, OptionError

if TYPE_CHECKING:
    from normalise.reports.report import Report


def make_report(paths: Sequence[str], reports: Sequence[str], job: Job) -> "Report":
    """An empty report, to be written to the files `reports`. Raises `OptionError` if one of them is an input."""
    from normalise.reports.report import Report  # noqa: PLC0415

    report = Report(reports, _mode(job))
    inputs = {os.path.realpath(path) for path in paths}
    for path in report.paths:
        if os.path.realpath(path) in inputs:
            raise OptionError(f"{path} is an input; the report must go to another file")
    return report


def _mode(job: Job) -> str:
    """What is done with the answers, for the reader of a report."""
    if job.in_place:
        return "The files were rewritten in place."
    if job.only_asks:
        return "Nothing was written: this is what would change."
    return f"Written to {job.output}." if job.output else "Written to standard output."


def leave_out(sources: Iterable[Source], report: "Report") -> Iterator[Source]:
    """The sources without those that the report is written to: in a folder it is no document of it."""
    reports = {os.path.realpath(path) for path in report.paths}
    return (
        source for source in sources if source.path is None or os.path.realpath(source.path) not in reports
    )


def write_report(report: "Report") -> int:
    """Write it to its files, and return the exit code."""
    from normalise.files.rewrite import replacing  # noqa: PLC0415

    worst = OK
    with report:
        for path in report.paths:
            try:
                with replacing(path) as file:
                    file.writelines(report.render(path))
            except (NormaliseError, OSError) as error:
                say(f"{path}: the report could not be written: {error}")
                worst = FAILED
    return worst
