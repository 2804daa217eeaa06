"""What is done with one document's answer: write it, put it in place, or only say whether it differs."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from normalise.files.rewrite import rewrite_file
from normalise.files.sources import Source
from normalise.pipeline import read_as
from normalise.reports.console import say, write_data, write_text
from normalise.reports.diff import unified
from normalise.reports.explain import explain_as_json, explain_as_text, summarise
from normalise.result import BinaryError, NormaliseError, Result

OK, DIFFERENT, FAILED = 0, 1, 2
_UTF8_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What the flags of the command line ask for."""

    in_place: bool = False
    check: bool = False
    diff: bool = False
    list_different: bool = False
    null: bool = False
    explain: bool = False
    explain_format: str = "text"
    output: Path | None = None
    into_folder: bool = False
    exit_non_zero_on_fix: bool = False
    quiet: bool = False
    verbose: bool = False

    @property
    def only_asks(self) -> bool:
        """Is nothing to be written?"""
        return self.check or self.diff or self.list_different

    def do(self, source: Source, normalise: Callable[[bytes], Result]) -> int:
        """Do it for one document and return the exit code; what goes wrong becomes one line on standard error."""
        try:
            return self._do(source, normalise)
        except BrokenPipeError:
            raise
        except BinaryError as error:
            if source.walked:
                self._say_verbosely(f"{source.name}: binary, passed over")
                return OK
            say(f"{source.name}: {error}")
        except NormaliseError as error:
            say(f"{source.name}: {error}")
        except OSError as error:
            say(f"{source.name}: {error.strerror or error}")
        return FAILED

    def _do(self, source: Source, normalise: Callable[[bytes], Result]) -> int:
        data = source.read()
        result = normalise(data)
        content = result.text.encode("utf-8", "surrogatepass")
        # A file keeps its byte order mark when it is rewritten, so it is no difference there.
        if (
            source.path
            and not self.output
            and (self.in_place or self.only_asks)
            and result.encoding == "utf-8-sig"
        ):
            content = _UTF8_MARK + content
        if self.explain:
            self._explain(source.name, result)
        if "strip/veto" in result.counts and not self.quiet:
            say(f"{source.name}: most of it looks like page furniture, so none of that was removed")
        if self.only_asks:
            return self._answer(source.name, data, content, result)
        if self.in_place:
            return self._put_in_place(source, data, content, result)
        if self.output:
            rewrite_file(self._target(self.output, source), content)
        else:
            write_data(content)
        return OK

    def _answer(self, name: str, data: bytes, content: bytes, result: Result) -> int:
        if content == data:
            self._say_verbosely(f"{name}: clean")
            return OK
        if self.list_different:
            write_text(name + ("\0" if self.null else "\n"))
        if self.diff:
            for line in unified(name, read_as(data, result.encoding), result.text, result.encoding):
                write_text(line)
        if self.check and not (self.quiet or self.list_different or self.diff):
            say(f"{name}: would change: {summarise(result)}")
        return DIFFERENT if self.check else OK

    def _put_in_place(self, source: Source, data: bytes, content: bytes, result: Result) -> int:
        assert source.path is not None
        if content == data:
            self._say_verbosely(f"{source.name}: clean")
            return OK
        rewrite_file(source.path, content, expected=data)
        if not self.quiet:
            say(f"{source.name}: rewritten: {summarise(result)}")
        return DIFFERENT if self.exit_non_zero_on_fix else OK

    def _target(self, output: Path, source: Source) -> Path:
        if not self.into_folder:
            return output
        target = output / source.place
        target.parent.mkdir(parents=True, exist_ok=True)
        return target

    def _explain(self, name: str, result: Result) -> None:
        report = (
            explain_as_text(name, result)
            if self.explain_format == "text"
            else explain_as_json(name, result.changes)
        )
        for line in report:
            say(line, prefix="")

    def _say_verbosely(self, message: str) -> None:
        if self.verbose:
            say(message)


def is_folder_name(output: str | None) -> bool:
    """Does the name mean a folder, by being one or by ending like one?"""
    return output is not None and (Path(output).is_dir() or output.endswith(("/", os.sep)))
