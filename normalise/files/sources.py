"""What the paths on the command line stand for."""

import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from normalise.files.walk import Selection

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Source:
    """One document to read: standard input if `path` is None.

    `name` is for messages, `place` where it goes under an output folder; `walked` tells one that was found
    in a folder from one that was named. `error` is why it can't be read, if that is known already.
    """

    path: Path | None
    name: str
    place: Path
    walked: bool = False
    error: OSError | None = None

    def read(self) -> bytes:
        """The whole of it. Raises `OSError`."""
        if self.error is not None:
            raise self.error
        return sys.stdin.buffer.read() if self.path is None else self.path.read_bytes()

    def read_beginning(self, most: int) -> tuple[bytes, bool]:
        """At most so many bytes, to the end of a line if that is less than the whole; and is it the whole?"""
        if self.error is not None:
            raise self.error
        if self.path is None:
            data = sys.stdin.buffer.read(most + 1)
        else:
            with self.path.open("rb") as file:
                data = file.read(most + 1)
        if len(data) <= most:
            return data, True
        # UTF-16 and UTF-32 must be cut between characters, anything else is best cut between lines.
        end = most - most % 4 if b"\0" in data[:most] else data.rfind(b"\n", 0, most) + 1 or most
        return data[:end], False


def find_sources(
    paths: Iterable[str], selection: Selection, *, force_exclude: bool = False, stdin_name: str | None = None
) -> Iterator[Source]:
    """The documents, in order; a named file is taken as it is, whether it exists or not.

    With `force_exclude`, what is excluded or ignored is passed over where it is named, too.
    """
    for name in paths:
        path = Path(name)
        if name == STDIN:
            yield Source(None, stdin_name or "<stdin>", Path(Path(stdin_name or "stdin").name))
        elif force_exclude and (reason := selection.reason_to_force(path)) is not None:
            selection.tell(path, reason)
        elif path.is_dir():
            for found in selection.walk(path):
                place = found.path.relative_to(path)
                yield Source(found.path, str(found.path), place, walked=True, error=found.error)
        else:
            yield Source(path, name, Path(path.name))


def each_once(sources: Iterable[Source]) -> Iterator[Source]:
    """The documents without those that are the same file as one before them, by another name or the same."""
    seen: set[str] = set()
    folders: dict[Path, str] = {}
    for source in sources:
        real = STDIN if source.path is None else _real_path(source.path, source.walked, folders)
        if real not in seen:
            seen.add(real)
            yield source


def _real_path(path: Path, walked: bool, folders: dict[Path, str]) -> str:
    """Where a file is. Those that a walk finds are no links, so that only their `folders` are looked up, once."""
    if not walked:
        return os.path.realpath(path)
    folder = path.parent
    if folder not in folders:
        folders[folder] = os.path.realpath(folder)
    return os.path.join(folders[folder], path.name)  # noqa: PTH118


def read_names(path: str, *, null: bool) -> Iterator[str]:
    """The names listed in a file, or on standard input for '-': a line each, or with `null` ended by NUL.

    A name `-` in the list is a file. Raises `OSError`.
    """
    data = sys.stdin.buffer.read() if path == STDIN else Path(path).read_bytes()
    names = data.split(b"\0") if null else data.replace(b"\r\n", b"\n").split(b"\n")
    return (os.path.join(".", STDIN) if name == b"-" else os.fsdecode(name) for name in names if name)  # noqa: PTH118
