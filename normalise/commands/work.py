"""The documents of one run, done one after the other or side by side, and what is said of them."""

import errno
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from normalise.commands import OK, STDIN
from normalise.commands.reporting import leave_out, make_report, write_report
from normalise.files.job import Job, Outcome, Task
from normalise.files.parallel import count_cores, map_in_order
from normalise.files.plan import Asked, plan
from normalise.files.sources import Source, each_once, find_sources
from normalise.files.stream import do_stream, read_beginning
from normalise.files.walk import Selection
from normalise.files.worker import Crash
from normalise.reports.console import colour, printable, say, wants_colour, write_data, write_text

if TYPE_CHECKING:
    from normalise.reports.progress import Progress

# Starting processes, each with its tables, pays from about here.
_FEW = 16

# So many documents for each job may wait for their turn; fewer, if what they become has to be held.
_AHEAD, _AHEAD_IF_HELD = 16, 4

# In bytes.
_SMALL = 1 << 15


def work(
    paths: Sequence[str], asked: Asked, selection: Selection, flags: dict[str, Any], beginning: bytes = b""
) -> int:
    """Do what the flags say to the documents that the paths stand for; return the exit code.

    `beginning` is what has been read of standard input, which is then the only document.
    """
    job = _make_job(paths, flags)
    report = make_report(paths, flags["reports"], job) if flags["reports"] else None
    teller = _Teller(job, quiet=flags["quiet"], verbose=flags["verbose"], choice=flags["color"])
    selection.tell = teller.tell_passed_over
    sources = find_sources(
        paths, selection, force_exclude=flags["force_exclude"], stdin_name=flags["stdin_filename"]
    )
    if job.in_place:
        sources = each_once(sources)
    if report:
        sources = leave_out(sources, report)
    total = None
    if teller.shows_progress:
        listed = list(sources)
        sources, total = iter(listed), len(listed)
    held = None
    if list(paths) == [STDIN] and not (job.diff or report or asked.options.get("explain")):
        blocks, is_whole = read_beginning(sys.stdin.buffer, beginning)
        if not is_whole:
            return _stream(blocks, job, asked, selection, teller, flags["stdin_filename"])
        held = b"".join(blocks)
    tasks = _make_tasks(sources, job, asked, selection, flags["stdin_filename"], held)
    jobs, tasks = _count_jobs(flags["jobs"], tasks)
    teller.begin(total)
    worst = OK
    ahead = _AHEAD if (job.in_place or job.output) and not report else _AHEAD_IF_HELD
    with closing(map_in_order(job.do, tasks, jobs=jobs, ahead=ahead, is_small=_is_small)) as answers:
        for task, answer in answers:
            outcome = answer if isinstance(answer, Outcome) else _tell_crash(task, answer, job)
            worst = max(worst, outcome.code)
            teller.tell(outcome)
            if report and outcome.record:
                report.add(outcome.record)
    tells_of_files = (job.in_place or job.only_asks or job.output) and not job.list_different
    if tells_of_files and (teller.count > 1 or any(Path(path).is_dir() for path in paths)):
        teller.sum_up()
    teller.sum_up_rules()
    return max(worst, write_report(report)) if report else worst


def _is_small(task: Task) -> bool:
    """Does it take so little time that others may wait for it?"""
    try:
        return task.source.path is not None and task.source.path.stat().st_size <= _SMALL
    except OSError:
        return True


def _tell_crash(task: Task, crash: Crash, job: Job) -> Outcome:
    outcome = Outcome(task.source.name)
    outcome.fail(f"{crash.reason}; the file is whole, old or new")
    if job.reports:
        from normalise.reports.record import make_record  # noqa: PLC0415

        outcome.record = make_record(outcome.name, outcome.state, [crash.reason], job.reports, None)
    return outcome


def _stream(
    beginning: list[bytes],
    job: Job,
    asked: Asked,
    selection: Selection,
    teller: "_Teller",
    stdin_name: str | None,
) -> int:
    """Standard input that is too long to be held."""
    (source,) = find_sources([STDIN], selection, stdin_name=stdin_name)
    options = plan(Path(stdin_name) if stdin_name else None, asked, selection).options
    target = job.target(job.output, source) if job.output else None
    if target is not None:
        from normalise.files.rewrite import remove_leftovers  # noqa: PLC0415

        remove_leftovers(Path(os.path.realpath(target)).parent)
    outcome = do_stream(
        beginning, sys.stdin.buffer, job=job, options=options, name=source.name, target=target
    )
    teller.tell(outcome)
    return outcome.code


def _make_job(paths: Sequence[str], flags: dict[str, Any]) -> Job:
    output = flags["output"]
    several = len(paths) > 1 or any(Path(path).is_dir() for path in paths)
    names_folder = bool(output) and (Path(output).is_dir() or output.endswith(("/", os.sep)))
    taken = (
        "in_place", "check", "diff", "list_different", "null", "explain_format", "backup", "exit_non_zero_on_fix",
    )  # fmt: skip
    reports: tuple[str, ...] = ()
    if flags["reports"]:
        from normalise.reports.report import format_of  # noqa: PLC0415

        reports = tuple(dict.fromkeys(format_of(Path(path)) for path in flags["reports"]))
    writes = flags["in_place"] or output or flags["check"] or flags["diff"] or flags["list_different"]
    return Job(
        reports=reports,
        only_reports=bool(reports) and not writes and any(Path(path).is_dir() for path in paths),
        colours_words=wants_colour(flags["color"], sys.stderr),
        output=Path(output) if output else None,
        into_folder=several or names_folder,
        **{name: flags[name] for name in taken},
    )


def _make_tasks(
    sources: Iterable[Source],
    job: Job,
    asked: Asked,
    selection: Selection,
    stdin_name: str | None,
    held: bytes | None,
) -> Iterator[Task]:
    swept: set[Path] = set()
    targets: set[Path] = set()
    for found in sources:
        source = found
        data = None
        if source.path is None:
            path = Path(stdin_name) if stdin_name else None
            data = source.read() if held is None else held
        else:
            path = source.path
        target = path
        if job.output is not None:
            target = job.target(job.output, source)
            if target in targets:
                message = f"another input goes to {target} already; it was not written"
                source = replace(source, error=FileExistsError(errno.EEXIST, message))
            targets.add(target)
        if target is not None and (job.in_place or job.output):
            folder = target.parent
            # What a walk finds is no link; any other target may be one.
            if not source.walked or job.output is not None:
                folder = Path(os.path.realpath(target)).parent
            if folder not in swept:
                from normalise.files.rewrite import remove_leftovers  # noqa: PLC0415

                swept.add(folder)
                remove_leftovers(folder)
        found_plan = plan(path, asked, selection)
        yield Task(source, found_plan.options, data, found_plan.remark)


def _count_jobs(asked: int | None, tasks: Iterator[Task]) -> tuple[int, Iterator[Task]]:
    if asked is not None:
        return asked or count_cores(), tasks
    first = list(islice(tasks, _FEW + 1))
    return (count_cores() if len(first) > _FEW else 1), chain(first, tasks)


class _Teller:
    """Says what became of each document, and shows how far the work is."""

    def __init__(self, job: Job, *, quiet: bool, verbose: bool, choice: str) -> None:
        self._levels = (
            {"error", "report"}
            | (set() if quiet else {"note", "change"})
            | ({"detail"} if verbose else set())
        )
        self._quiet = quiet
        self._colours_words = wants_colour(choice, sys.stderr)
        self._colours_diff = job.diff and wants_colour(choice, sys.stdout)
        self._states: Counter[str] = Counter()
        self._counts: Counter[str] = Counter()
        self._files: Counter[str] = Counter()
        self._writes_data = not (job.in_place or job.only_asks or job.output)
        self._progress: Progress | None = None

    @property
    def shows_progress(self) -> bool:
        """Is there somebody who would see a bar?"""
        return not self._quiet and not self._writes_data and sys.stderr.isatty()

    def begin(self, total: int | None) -> None:
        if self.shows_progress:
            from normalise.reports.progress import Progress  # noqa: PLC0415

            self._progress = Progress(sys.stderr, total)

    @property
    def count(self) -> int:
        return sum(self._states.values())

    def tell(self, outcome: Outcome) -> None:
        """Print what it has for standard output, and of what it says what is asked for."""
        self._states[outcome.state] += 1
        for rule, number in outcome.counts:
            self._counts[rule] += number
            self._files[rule] += 1
        shown = [(level, message) for level, message in outcome.said if level in self._levels]
        if self._progress and (shown or outcome.out):
            self._progress.clear()
        if outcome.out:
            self._write(outcome.out)
        for level, message in shown:
            if level == "report":
                say(message, "")
                continue
            prefix = "normalise: "
            say(
                printable(message),
                colour(prefix, "red") if level == "error" and self._colours_words else prefix,
            )
        if self._progress:
            self._progress.advance()

    def _write(self, out: bytes) -> None:
        if not self._colours_diff:
            write_data(out)
            return
        from normalise.reports.diff import colour_diff  # noqa: PLC0415

        for line in colour_diff(out.decode("utf-8", "surrogateescape")):
            write_text(line)

    def tell_passed_over(self, path: Path, reason: str) -> None:
        if "detail" in self._levels:
            say(printable(f"{path}: passed over: {reason}"))

    def sum_up(self) -> None:
        """The line at the end."""
        if self._progress:
            self._progress.clear()
        if not self._quiet:
            from normalise.reports.progress import sum_up  # noqa: PLC0415

            line = sum_up(self._states)
            say(colour(line, "bold") if self._colours_words else line)

    def sum_up_rules(self) -> None:
        """With --verbose, what each rule did in all the documents."""
        if "detail" in self._levels:
            from normalise.reports.progress import sum_up_rules  # noqa: PLC0415

            for line in sum_up_rules(self._counts, self._files):
                say(line)
