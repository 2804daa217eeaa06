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
