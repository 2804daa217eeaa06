"""The program as a user starts it, for tests: a real process, its streams and its exit code."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Run:
    code: int
    out: bytes
    error: str


def run(
    *arguments: str | Path, stdin: bytes = b"", cwd: Path | None = None, env: dict[str, str] | None = None
) -> Run:
    done = subprocess.run(
        [sys.executable, "-m", "normalise", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        cwd=cwd,
        env={**os.environ, **(env or {})},
        check=False,
    )
    error = done.stderr.decode("utf-8", "replace")
    assert "Traceback" not in error
    return Run(done.returncode, done.stdout, error)


def content(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
