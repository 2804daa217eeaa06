"""What the paths on the command line stand for."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from normalise.files.walk import is_excluded, walk

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Source:
    """One document to read: standard input if `path` is None.

    `name` is for messages, `place` where it goes under an output folder; `walked` tells one that was found
    in a folder from one that was named.
    """

    path: Path | None
    name: str
    place: Path
    walked: bool = False

    def read(self) -> bytes:
        """The whole of it. Raises `OSError`."""
        return sys.stdin.buffer.read() if self.path is None else self.path.read_bytes()

    def read_beginning(self, most: int) -> tuple[bytes, bool]:
        """At most so many bytes, to the end of a line if that is less than the whole; and is it the whole?"""
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
    paths: Sequence[str],
    *,
    exclude: Sequence[str] = (),
    force_exclude: bool = False,
    stdin_name: str | None = None,
) -> Iterator[Source]:
    """The documents, in order; a named file is taken as it is, whether it exists or not."""
    for name in paths:
        path = Path(name)
        if name == STDIN:
            yield Source(None, stdin_name or "<stdin>", Path(Path(stdin_name or "stdin").name))
        elif path.is_dir():
            for found in walk(path, exclude):
                yield Source(found, str(found), found.relative_to(path), walked=True)
        elif not (force_exclude and is_excluded(path, exclude)):
            yield Source(path, name, Path(path.name))
