"""Ignore files and lists of patterns, as git understands them.

Of the files, `.normaliseignore` is heard before `.ignore`, that before `.gitignore`, that before
`.git/info/exclude` and the user's own; of two of one name the one deeper down. Within a file the last pattern
that matches decides, and `!pattern` takes a path back.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from normalise.files.paths import shown

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

_EVERYWHERE = (".normaliseignore", ".ignore")
_GIT = ".gitignore"
_ENCODING = "working-tree-encoding"


@dataclass(frozen=True, slots=True)
class Patterns:
    """Patterns in gitignore's language, relative to a folder; `origin` says where they stand."""

    base: Path
    spec: "GitIgnoreSpec"
    lines: tuple[str, ...]
    origin: str

    @classmethod
    def of(cls, base: Path, lines: Sequence[str], origin: str) -> "Patterns":
        """Make them of the lines of a file, or of a list."""
        from pathspec import GitIgnoreSpec  # noqa: PLC0415 - 30 ms, and many runs name files and have no patterns

        return cls(base, GitIgnoreSpec.from_lines(lines), tuple(lines), origin)

    def verdict(self, path: Path, *, is_folder: bool) -> tuple[bool | None, str]:
        """Is the path (absolute) meant, taken back, or (None) not spoken of? And by which pattern."""
        try:
            below = path.relative_to(self.base).as_posix()
        except ValueError:
            return None, ""
        if below == ".":  # the folder that the patterns are relative to is none that they speak of
            return None, ""
        found = self.spec.check_file(below + "/" if is_folder else below)
        if found.include is None or found.index is None:
            return None, ""
        return found.include, f"{self.origin}: {self.lines[found.index].strip()}"


class IgnoreFiles:
    """The ignore files that bear on the paths of one run; each is read once."""

    def __init__(self) -> None:
        self._read: dict[Path, Patterns | None] = {}
        self._roots: dict[Path, Path | None] = {}
        self._encodings: dict[Path, tuple[Patterns, tuple[str, ...]] | None] = {}
        self._for_folder: dict[Path, tuple[list[Patterns], list[tuple[Patterns, tuple[str, ...]]]]] = {}

    def reason(self, path: Path, *, is_folder: bool) -> str | None:
        """The pattern by which the path (absolute) is to be passed over, or None."""
        for patterns in self._bearing_on(path.parent)[0]:
            meant, why = patterns.verdict(path, is_folder=is_folder)
            if meant is not None:
                return why if meant else None
        return None

    def kept_encoding(self, path: Path) -> str | None:
        """The encoding in which git keeps this file in the working tree, if the attributes name one."""
        for patterns, values in self._bearing_on(path.parent)[1]:
            index = patterns.spec.check_file(path.relative_to(patterns.base).as_posix()).index
            if index is not None:
                return values[index] or None
        return None

    def _bearing_on(self, folder: Path) -> tuple[list[Patterns], list[tuple[Patterns, tuple[str, ...]]]]:
        """The ignore files and the attributes for what is in a folder, those that are heard first in front."""
        if folder not in self._for_folder:
            attributes = [self._attributes(place) for place in self._up_to_repository(folder)]
            self._for_folder[folder] = list(self._in_order(folder)), [found for found in attributes if found]
        return self._for_folder[folder]

    def _in_order(self, folder: Path) -> Iterator[Patterns]:
        for name in _EVERYWHERE:
            for place in (folder, *folder.parents):
                yield from self._patterns(place, place / name)
        for place in self._up_to_repository(folder):
            yield from self._patterns(place, place / _GIT)
        root = self._repository(folder)
        if root is not None:
            yield from self._patterns(root, root / ".git" / "info" / "exclude")
            settings = os.environ.get("XDG_CONFIG_HOME") or "~/.config"
            yield from self._patterns(root, Path(settings).expanduser() / "git" / "ignore")

    def _patterns(self, base: Path, path: Path) -> Iterator[Patterns]:
        if path not in self._read:
            lines = _read_lines(path)
            self._read[path] = Patterns.of(base, lines, shown(path)) if lines else None
        found = self._read[path]
        if found is not None:
            yield found if found.base == base else Patterns(base, found.spec, found.lines, found.origin)

    def _up_to_repository(self, folder: Path) -> Iterator[Path]:
        """The folder and those above it, as far as the repository reaches; without one, all."""
        root = self._repository(folder)
        for place in (folder, *folder.parents):
            yield place
            if place == root:
                return

    def _repository(self, folder: Path) -> Path | None:
        if folder not in self._roots:
            if os.path.lexists(folder / ".git"):
                self._roots[folder] = folder
            else:
                self._roots[folder] = None if folder.parent == folder else self._repository(folder.parent)
        return self._roots[folder]

    def _attributes(self, folder: Path) -> tuple[Patterns, tuple[str, ...]] | None:
        if folder not in self._encodings:
            path = folder / ".gitattributes"
            rows = [row for line in _read_lines(path) if (row := _encoding_row(line))]
            self._encodings[folder] = (
                (
                    Patterns.of(folder, [pattern for pattern, _ in rows], shown(path)),
                    tuple(value for _, value in rows),
                )
                if rows
                else None
            )
        return self._encodings[folder]


def _encoding_row(line: str) -> tuple[str, str] | None:
    """The pattern and the working-tree encoding of a line of attributes; '' where it takes one back.

    >>> _encoding_row("*.txt text working-tree-encoding=UTF-16LE eol=crlf")
    ('*.txt', 'UTF-16LE')
    >>> _encoding_row("a.txt -working-tree-encoding"), _encoding_row("*.txt text")
    (('a.txt', ''), None)
    """
    pattern, *attributes = line.split() or [""]
    if not pattern or pattern.startswith(("#", "[", "!")):
        return None
    found = None
    for attribute in attributes:
        name, _, value = attribute.partition("=")
        if name == _ENCODING:
            found = value
        elif name.lstrip("-!") == _ENCODING:
            found = ""
    if found is None:
        return None
    return pattern, "" if found.upper() in ("UTF-8", "UTF8") else found


def _read_lines(path: Path) -> list[str]:
    """The lines of a file; none if it is not there. What is not UTF-8 in it can match no more than itself."""
    try:
        return path.read_bytes().decode("utf-8-sig", "surrogateescape").splitlines()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError, PermissionError):
        return []
