"""The reports of a run: `--report out.html`, `--report out.json`."""

import os
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Self

from normalise.reports.explain import VERSION, as_json
from normalise.reports.record import FORMATS, HTML, JSON, Facts, FileRecord
from normalise.reports.spool import Span, Spool
from normalise.reports.totals import Totals
from normalise.result import OptionError

# A browser holds all that is in a page in memory; contents beyond that are left out, and the page says so.
MOST_CONTENT = 192 * 1024 * 1024


class Report:
    """Gathers what is known of each document, and is written when all are done.

    In memory are the facts alone; the contents wait on the disk. `paths` say by their endings which kinds are
    wanted, `mode` in a sentence what is done with the answers. Raises `OptionError` for an ending that is none of
    them, for a folder that is not there, and where a page is wanted but what makes one is not installed.
    """

    def __init__(self, paths: Iterable[str], mode: str, *, most_content: int = MOST_CONTENT) -> None:
        self.paths = tuple(Path(path) for path in paths)
        self.formats: Sequence[str] = tuple(dict.fromkeys(map(format_of, self.paths)))
        self._mode = mode
        self._totals = Totals()
        self._facts: list[Facts] = []
        self._views: list[tuple[int, Span]] = []
        self._lines: list[Span] = []
        self._room = most_content
        if HTML in self.formats and find_spec("jinja2") is None:
            raise OptionError(
                "a report as HTML needs jinja2, which is not installed; "
                "install normalise-zh[report], or have the report as JSON"
            )
        for path in self.paths:
            if path.is_dir() or not path.absolute().parent.is_dir():
                raise OptionError(f"no report can be written to {path}: it is a folder, or in none")
        self._spool = Spool()
        self._failure: OSError | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._spool.__exit__()

    def add(self, record: FileRecord) -> None:
        """One document more, in the order in which they are to be listed."""
        if self._failure:
            return
        try:
            if record.view and len(record.view) <= self._room:
                self._room -= len(record.view)
                self._views.append((len(self._facts), self._spool.put(record.view.encode("ascii"))))
            if record.line:
                self._lines.append(self._spool.put(record.line))
        except OSError as failure:  # the documents are to be done all the same
            self._failure = failure
        self._facts.append(record.facts)
        self._totals.add(record.facts)

    def render(self, path: Path) -> Iterator[bytes]:
        """What is to be in this file of the report, piece by piece. Raises `OSError`, where the disk was too small."""
        if self._failure:
            raise self._failure
        from normalise import __version__  # noqa: PLC0415 - the package's own face

        if format_of(path) == HTML:
            from normalise.reports.page import render  # noqa: PLC0415 - tables and templates

            views = ((number, self._spool.take(span).decode("ascii")) for number, span in self._views)
            yield from render(
                self._facts, views, self._totals, mode=self._mode, made=_now(), version=__version__
            )
            return
        head = {
            "format": "normalise-report",
            "version": VERSION,
            "generator": f"normalise {__version__}",
            "made": _now().isoformat(timespec="seconds"),
            "mode": self._mode,
            "totals": self._totals.describe(),
        }
        yield as_json(head)[:-1].encode() + b', "files": ['
        for number, span in enumerate(self._lines):
            yield (b",\n" if number else b"\n") + self._spool.take(span)
        yield b"\n]}\n"


def format_of(path: Path) -> str:
    """What kind of report a file is, by its ending. Raises `OptionError`.

    >>> format_of(Path("a/out.HTML"))
    'html'
    """
    ending = path.suffix.lower().removeprefix(".")
    if ending not in FORMATS:
        raise OptionError(f"--report writes .{HTML} or .{JSON}; {str(path)!r} is neither")
    return ending


def _now() -> datetime:
    """The time, or that of SOURCE_DATE_EPOCH, so that a report can be made again byte for byte."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(epoch), UTC) if epoch.isdecimal() else datetime.now(UTC)
