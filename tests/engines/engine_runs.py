"""Scripts run on real engines, and what they must give: what the plain library gives for each document."""

import gzip
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from normalise import Normaliser, Result
from normalise.outcome import attempt, tell_as_row

ROOT = Path(__file__).parents[2]
DOCUMENTS = 2000
SECONDS = 300


def need(*modules: str) -> None:
    """Skip the test where an engine is not installed, unless all must be there."""
    for module in modules:
        if find_spec(module) is None:
            (pytest.fail if os.environ.get("NORMALISE_TESTS_NEED_ENGINES") else pytest.skip)(
                f"skipped: {module} is not installed; make test-engines installs it"
            )


def need_java() -> None:
    """Skip the test where Spark can't start."""
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        pytest.skip("skipped: no Java; Debian has it as default-jre-headless")


def find_scripts(title: str) -> list[str]:
    """The scripts that docs/engines.md shows under a title."""
    page = (ROOT / "docs" / "engines.md").read_text("utf-8")
    (section,) = re.findall(rf"^## {title}\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    return re.findall(r"```python\n(.*?)```", section, re.DOTALL)


def start(script: str, folder: Path) -> subprocess.Popen[bytes]:
    """Start a script in a folder, as a user would; it leads a group of processes."""
    (folder / "script.py").write_text(script, "utf-8")
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PYTHONPATH": f"{ROOT}:{ROOT / 'benchmarks'}",
        "HF_HOME": str(folder / "huggingface"),
        "HF_HUB_OFFLINE": "1",
        "RAY_USAGE_STATS_ENABLED": "0",
        "SPARK_LOCAL_IP": "127.0.0.1",
    }
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "script.py"],
            cwd=folder,
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def run(script: str, folder: Path) -> None:
    """Run a script in a folder to its end."""
    process = start(script, folder)
    try:
        code = process.wait(SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        code = None
    assert code == 0, (folder / "log").read_text("utf-8", "replace")[-5000:]


def expect(documents: Sequence[bytes | None]) -> list[tuple[str | None, dict[str, Any] | None]]:
    """Of each document the text and what is told of it, by the plain library."""
    normaliser = Normaliser()
    answers: list[tuple[str | None, dict[str, Any] | None]] = []
    for document in documents:
        if document is None:
            answers.append((None, None))
        else:
            outcome = attempt(normaliser, document)
            answers.append((outcome.text if isinstance(outcome, Result) else None, tell_as_row(outcome)))
    return answers


def read_clean(folder: Path) -> list[dict[str, Any]]:
    """The rows of what a script has written, by their ids."""
    from pyarrow import parquet  # noqa: PLC0415

    (found,) = folder.glob("clean*")
    files = sorted(found.glob("*.parquet")) if found.is_dir() else [found]
    rows = [row for file in files for row in parquet.ParquetFile(file).read().to_pylist()]
    return sorted(rows, key=lambda row: int(row["id"]))


def check_rows(
    rows: Sequence[dict[str, Any]],
    documents: Sequence[bytes | None],
    expected: Sequence[tuple[str | None, dict[str, Any] | None]],
) -> None:
    """Every document is there once, with its input, the plain library's text, and what is told of it."""
    assert [row["id"] for row in rows] == list(range(len(documents)))
    for row, document, (text, told) in zip(rows, documents, expected, strict=True):
        found = row["normalise"] and dict(row["normalise"])
        # A function of one column has the text among the rest.
        found_text = found.pop("text") if found and "text" in found else row.get("text")
        assert row["raw"] == document
        assert found_text == text
        # Some engines have a structure of nulls for null.
        assert (found if found and any(value is not None for value in found.values()) else None) == told


def read_lines(folder: Path) -> list[dict[str, Any]]:
    """The records of a folder of JSONL, compressed or not."""
    records = []
    for path in sorted(folder.glob("*")):
        data = path.read_bytes()
        lines = (gzip.decompress(data) if path.suffix == ".gz" else data).decode().split("\n")
        records += [json.loads(line) for line in lines if line]
    return records
