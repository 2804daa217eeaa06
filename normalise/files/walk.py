"""Which files a path stands for."""

import os
from collections.abc import Iterator, Sequence
from fnmatch import fnmatch
from pathlib import Path

# In a folder, prose alone is touched; a file that is named is always meant.
PROSE = frozenset({"", ".txt", ".md", ".markdown", ".rst", ".log"})


def walk(folder: Path, exclude: Sequence[str] = ()) -> Iterator[Path]:
    """The prose in a folder and below, in order of name; hidden files and folders are passed over."""
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(root, name)
            if not name.startswith(".") and path.suffix.lower() in PROSE and not is_excluded(path, exclude):
                yield path


def is_excluded(path: Path, patterns: Sequence[str]) -> bool:
    """Does one of the patterns match the path, its end, or a folder on it?

    >>> is_excluded(Path("docs/old/a.txt"), ["old"]), is_excluded(Path("docs/a.txt"), ["*.md"])
    (True, False)
    """
    parts = path.parts
    tails = ["/".join(parts[start:]) for start in range(len(parts))]
    return any(fnmatch(name, pattern.rstrip("/")) for pattern in patterns for name in (*parts, *tails))
