"""Paths: from the root, and as a user here would write them."""

import os
from pathlib import Path


def absolute(path: Path) -> Path:
    """The path from the root, without `.` and `..`; links on it stay as they are."""
    return Path(os.path.abspath(path))  # noqa: PTH100 - Path.absolute keeps '..'


def shown(path: Path) -> str:
    """The path from the working folder, if it lies below that."""
    try:
        return str(path.relative_to(Path.cwd()))
    except (ValueError, OSError):
        return str(path)
