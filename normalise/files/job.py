"""What is done with one document's answer: write it, put it in place, or only say whether it differs."""

import stat
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from normalise.files.rewrite import rewrite_file
from normalise.files.sources import Source
from normalise.options import Options
from normalise.pipeline import Normaliser, read_as
from normalise.result import BinaryError, NormaliseError, Result

if TYPE_CHECKING:
    from normalise.reports.record import Done, FileRecord

OK, DIFFERENT, FAILED = 0, 1, 2
_UTF8_MARK = b"\xef\xbb\xbf"
_MARK_RULE = "decode/byte-order-mark"
# What a report says of a document besides its changes.
_TOLD = ("error", "note")


class Task(NamedTuple):
    """A document, and the options for it; `data` is its content, where only this process can read it.

    `remark` is to be said of it, if it was named.
    """

    source: Source
    options: Options
    data: bytes | None = None
    remark: str = ""


@dataclass(slots=True)
class Outcome:
    """What became of a document: the exit code, what goes to standard output, and what there is to say.

    `state` is one of clean, changed, failed and passed over. Of `said`, each is an "error", a "note" or a
    "change" (not with --quiet), a "detail" (with --verbose only), or a line of a "report" that was asked for: those may be shown as
    they are. `counts` is `Result.counts`; `record` is what --report needs of the document.
    """

    name: str
    state: str = "clean"
    code: int = OK
    out: bytes = b""
    said: tuple[tuple[str, str], ...] = ()
    counts: tuple[tuple[str, int], ...] = ()
    record: "FileRecord | None" = None

    def say(self, level: str, message: str) -> None:
        """Add something to be told."""
        self.said += ((level, message),)

    def fail(self, message: object) -> None:
        """Say what went wrong with it."""
        self.state, self.code, self.out = "failed", FAILED, b""
        self.say("error", f"{self.name}: {message}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What the flags of the command line ask for. `do` may run in any process."""

    in_place: bool = False
    check: bool = False
    diff: bool = False
    list_different: bool = False
    null: bool = False
    explain_format: str = "text"
    colours_words: bool = False
    reports: tuple[str, ...] = ()
    output: Path | None = None
    into_folder: bool = False
    backup: str = ""
    exit_non_zero_on_fix: bool = False

    only_reports: bool = False

    @property
    def only_asks(self) -> bool:
        """Is nothing to be written, but for a report?"""
        return self.check or self.diff or self.list_different or self.only_reports

    def do(self, task: Task) -> Outcome:
        """Do it for one document; whatever goes wrong is said, and the document is as it was."""
        outcome = Outcome(task.source.name)
        if task.remark:
            outcome.say("detail" if task.source.walked else "note", f"{outcome.name}: {task.remark}")
        try:
            data, result = self._do(task, outcome)
            if self.reports:
                from normalise.reports.record import Done  # noqa: PLC0415

                outcome.record = self._record(outcome, Done(data, result))
        except BinaryError as error:
            if task.source.walked:
                outcome.state = "passed over"
                outcome.say("detail", f"{outcome.name}: passed over: binary")
            else:
                outcome.fail(error)
        except NormaliseError as error:
            outcome.fail(error)
        except OSError as error:
            outcome.fail(error.strerror or error)
        except MemoryError:
            outcome.fail("there is not enough memory for it")
        except Exception as error:  # noqa: BLE001 - one document must not end the work on the others
            outcome.fail(f"internal error: {type(error).__name__}: {error}; please report it, with the file")
        if self.reports and outcome.state == "failed":
            outcome.record = self._record(outcome, None)
        return outcome

    def _record(self, outcome: Outcome, done: "Done | None") -> "FileRecord":
        from normalise.reports.record import make_record  # noqa: PLC0415

        messages = [
            message.removeprefix(f"{outcome.name}: ") for level, message in outcome.said if level in _TOLD
        ]
        return make_record(outcome.name, outcome.state, messages, self.reports, done)

    def _do(self, task: Task, outcome: Outcome) -> tuple[bytes, Result]:
        source = task.source
        data = source.read() if task.data is None else task.data
        options = replace(task.options, explain=True) if self.reports else task.options
        result = _normaliser(options)(data)
        outcome.counts = tuple(result.counts.items())
        content = result.text.encode("utf-8", "surrogatepass")
        keeps_mark = source.path and not self.output and (self.in_place or self.only_asks)
        # A file keeps its byte order mark when it is rewritten, so it is no difference there.
        if keeps_mark and result.encoding == "utf-8-sig":
            content = _UTF8_MARK + content
            result = _without_mark(result)
        outcome.state = "clean" if content == data else "changed"
        if task.options.explain:
            self._explain(outcome, result)
        for rule in result.counts:
            stage, _, what = rule.partition("/")
            if rule == "strip/veto":
                message = "most of it looks like page furniture, so none of that was removed"
                outcome.say("note", f"{source.name}: {message}")
            elif what == "veto":
                message = (
                    f"{stage} would have changed its {task.options.format} structure, so it was left out"
                )
                outcome.say("note", f"{source.name}: {message}")
        if self.only_asks:
            self._answer(outcome, data, result, content)
        elif self.in_place:
            self._put_in_place(outcome, source, data, content, result)
        elif self.output:
            write_target(self.target(self.output, source), content)
        else:
            outcome.out = content
        if outcome.state == "clean":
            outcome.say("detail", f"{source.name}: clean")
        return data, result

    def _answer(self, outcome: Outcome, data: bytes, result: Result, content: bytes) -> None:
        if outcome.state == "clean":
            return
        name = outcome.name.encode("utf-8", "surrogateescape")
        if self.list_different:
            outcome.out += name + (b"\0" if self.null else b"\n")
        if self.diff:
            from normalise.reports.diff import unified  # noqa: PLC0415

            before, after = _sides(data, result, content)
            lines = unified(outcome.name, before, after, result.encoding)
            outcome.out += "".join(lines).encode("utf-8", "surrogateescape")
        if self.check:
            outcome.code = DIFFERENT
            if not (self.list_different or self.diff):
                from normalise.reports.explain import summarise  # noqa: PLC0415

                outcome.say("change", f"{outcome.name}: would change: {summarise(result)}")

    def _put_in_place(
        self, outcome: Outcome, source: Source, data: bytes, content: bytes, result: Result
    ) -> None:
        assert source.path is not None
        if outcome.state == "clean":
            return
        from normalise.reports.explain import summarise  # noqa: PLC0415

        rewrite_file(source.path, content, expected=data, backup=self.backup)
        outcome.say("change", f"{source.name}: rewritten: {summarise(result)}")
        outcome.code = DIFFERENT if self.exit_non_zero_on_fix else OK

    def target(self, output: Path, source: Source) -> Path:
        """The file that a document's answer goes to."""
        return output / source.place if self.into_folder else output

    def _explain(self, outcome: Outcome, result: Result) -> None:
        from normalise.reports.explain import explain_as_json, explain_as_text  # noqa: PLC0415

        report = (
            explain_as_text(outcome.name, result, coloured=self.colours_words)
            if self.explain_format == "text"
            else explain_as_json(outcome.name, result.changes)
        )
        for line in report:
            outcome.say("report", line)


def _without_mark(result: Result) -> Result:
    """The result for a file that keeps its byte order mark: to take it away was no change then."""
    return replace(
        result,
        counts={rule: count for rule, count in result.counts.items() if rule != _MARK_RULE},
        changes=tuple(change for change in result.changes if change.rule != _MARK_RULE),
    )


def _sides(data: bytes, result: Result, content: bytes) -> tuple[str, str]:
    """What a diff compares. Of UTF-8 these are the very bytes, byte order mark and bad ones too: `patch` wants them."""
    if result.encoding in ("utf-8", "utf-8-sig"):
        return data.decode("utf-8", "surrogateescape"), content.decode("utf-8", "surrogateescape")
    return read_as(data, result.encoding), content.decode("utf-8", "surrogateescape")


def write_target(target: Path, content: bytes) -> None:
    """Make it the file's content, safely; to a device or a pipe it is simply written. Raises as `rewrite_file`."""
    if target.exists() and not stat.S_ISREG(target.stat().st_mode):
        target.write_bytes(content)
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    rewrite_file(target, content)


@cache
def _normaliser(options: Options) -> Normaliser:
    return Normaliser(options)
