"""The reports of a run: `--report out.html`, `--report out.json`."""

import os
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

from normalise.reports.explain import VERSION, as_json
from normalise.reports.record import FORMATS, HTML, JSON, FileRecord
from normalise.reports.totals import Totals
from normalise.result import OptionError


class Report:
    """Gathers what is known of each document, and is written when all are done.

    `paths` say by their endings which kinds are wanted. Raises `OptionError` for an ending that is none of them,
    and where a page is wanted but what makes one is not installed.
    """

    def __init__(self, paths: Iterable[str], mode: str) -> None:
        self.paths = tuple(Path(path) for path in paths)
        self.formats: Sequence[str] = tuple(dict.fromkeys(map(format_of, self.paths)))
        self._mode = mode
        self._records: list[FileRecord] = []
        self._totals = Totals()
        if HTML in self.formats and find_spec("jinja2") is None:
            raise OptionError(
                "a report as HTML needs jinja2, which is not installed; "
                "install normalise-zh[report], or have the report as JSON"
            )
        for path in self.paths:
            if path.is_dir() or not path.absolute().parent.is_dir():
                raise OptionError(f"no report can be written to {path}: it is a folder, or in none")

    def add(self, record: FileRecord) -> None:
        """One document more, in the order in which they are to be listed."""
        self._records.append(record)
        self._totals.add(record.facts)

    def contents(self) -> Iterable[tuple[Path, bytes]]:
        """Each file of the report, and what is to be in it."""
        for path in self.paths:
            yield path, self._render(format_of(path))

    def _render(self, form: str) -> bytes:
        from normalise import __version__  # noqa: PLC0415 - the package's own face

        if form == HTML:
            from normalise.reports.page import render  # noqa: PLC0415 - tables and templates

            return render(self._records, self._totals, mode=self._mode, made=_now(), version=__version__)
        head = {
            "format": "normalise-report",
            "version": VERSION,
            "generator": f"normalise {__version__}",
            "made": _now().isoformat(timespec="seconds"),
            "mode": self._mode,
            "totals": self._totals.describe(),
        }
        lines = b",\n".join(record.line for record in self._records)
        return as_json(head)[:-1].encode() + b', "files": [\n' + lines + b"\n]}\n"


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
