"""Scripts run on real engines, and what they must give: what the plain library gives for each document."""

import gzip
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from base64 import b64decode
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from normalise import Normaliser, Result
from normalise.outcome import attempt, tell_as_row

ROOT = Path(__file__).parents[2]
DOCUMENTS = 2000
SECONDS = 240


_CLUSTER_AND_KILLER = """
import threading, time
from pathlib import Path

import ray
from ray.cluster_utils import Cluster

cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 0})
workers = [cluster.add_node(num_cpus=2) for _ in range(2)]
cluster.wait_for_nodes()
ray.init(address=cluster.address)

import normalise.engines.arrow as arrow

class TellingNormaliser(arrow.TableNormaliser):
    def __call__(self, table):
        done = super().__call__(table)
        with Path("batches").open("a") as file:
            file.write(ray.get_runtime_context().get_node_id() + "\\n")
        return done

    def __reduce__(self):
        return TellingNormaliser, ("raw",), {"into": "text"} | self.__dict__

def kill_in_mid_run():
    while True:
        time.sleep(0.05)
        nodes = Path("batches").read_text().split() if Path("batches").exists() else []
        if nodes.count(workers[1].node_id) >= 2:
            cluster.remove_node(workers[1], allow_graceful=False)
            Path("killed").write_text(workers[1].node_id + f" {len(nodes)}")
            return

arrow.TableNormaliser = TellingNormaliser
killer = threading.Thread(target=kill_in_mid_run, daemon=True)
killer.start()
"""

_WAIT_IN_TASK_1 = """
import time
from pathlib import Path

def wait_in_task_1(documents, rank, world_size):
    for number, document in enumerate(documents):
        if rank == 1 and number == {after}:
            Path("waiting").touch()
            time.sleep(600)
        yield document
"""


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
        "RAY_DATA_PARQUET_BIN_PACKING_BYTES": str(1 << 15),  # so that a few documents make several tasks
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


def run(script: str, folder: Path, *, seconds: float = SECONDS) -> None:
    """Run a script in a folder to its end."""
    process = start(script, folder)
    try:
        code = process.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        code = None
    assert code == 0, (folder / "log").read_text("utf-8", "replace")[-5000:]


def run_and_kill_a_worker(folder: Path, number: int, *, seconds: float = SECONDS) -> None:
    """Run one of the scripts for Ray on two workers, one of which is killed after its second batch."""
    script = find_scripts("Ray Data")[number]
    run(
        f"{_CLUSTER_AND_KILLER}{script}killer.join(10)\nray.shutdown()\ncluster.shutdown()\n",
        folder,
        seconds=seconds,
    )
    killed, before = (folder / "killed").read_text().split()
    batches = (folder / "batches").read_text().split()
    assert int(before) < len(batches)
    assert killed in batches
    assert len(set(batches)) == 2


def run_kill_and_run_again(folder: Path, after: int, *, seconds: float = SECONDS) -> None:
    """Run the script for datatrove; kill it when task 0 is done, and task 1 so many documents on; run it again."""
    (script,) = find_scripts("datatrove")
    interrupted = script.replace("NormaliseFormatter(),", "NormaliseFormatter(), wait_in_task_1,")
    process = start(_WAIT_IN_TASK_1.format(after=after) + interrupted, folder)
    deadline = time.monotonic() + seconds
    while not ((folder / "logs" / "completions" / "00000").exists() and (folder / "waiting").exists()):
        assert process.poll() is None, (folder / "log").read_text("utf-8", "replace")[-5000:]
        assert time.monotonic() < deadline
        time.sleep(0.1)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    done = min((folder / "clean").glob("*"))
    written = done.stat().st_mtime_ns
    assert not (folder / "logs" / "completions" / "00001").exists()
    run(script, folder, seconds=seconds)
    assert done.stat().st_mtime_ns == written


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


def check_documents(
    folder: Path,
    documents: Sequence[bytes | None],
    expected: Sequence[tuple[str | None, dict[str, Any] | None]],
) -> None:
    """What the script for datatrove has written: each document once, or the bytes and why it was rejected."""
    written, refused = read_lines(folder / "clean"), read_lines(folder / "rejected")
    clean = {int(document["id"]): document for document in written}
    rejected = {int(document["id"]): document for document in refused}
    assert (len(clean), len(rejected)) == (len(written), len(refused))
    for place, (document, (text, told)) in enumerate(zip(documents, expected, strict=True)):
        if text:
            found = clean.pop(place)
            assert (found["text"], found["metadata"]["normalise"]) == (text, told)
        elif told and told["error"]:
            error = rejected.pop(place)
            assert (b64decode(error["text"]), error["metadata"]["error"]) == (document, told["error"])
    assert (clean, rejected) == ({}, {})


def read_lines(folder: Path) -> list[dict[str, Any]]:
    """The records of a folder of JSONL, compressed or not."""
    records = []
    for path in sorted(folder.glob("*")):
        data = path.read_bytes()
        lines = (gzip.decompress(data) if path.suffix == ".gz" else data).decode().split("\n")
        records += [json.loads(line) for line in lines if line]
    return records
