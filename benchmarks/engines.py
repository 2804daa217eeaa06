"""The engines on the same documents: is every row what the library makes of it, and how fast beside our own records.

    python benchmarks/engines.py [--sentences=4] [DOCUMENTS [RUN]...]

Of 200,000 short documents (or as many as are asked for), in mixed encodings and with mixed damage, each run is the script of
docs/engines.md, timed from the start of its process to its end; "killed" ones lose a worker, or are killed
themselves and run again. The peer, `normalise records -j 2`, is run first and last. Beside the time by the clock stands
what all its processes have taken of the cores, which says more on a machine that does other things as well. Before that:
what one core does in a second of its own time, and what a worker needs to start. RUN names some of the runs. Short documents
are where an engine costs most; --sentences=40 makes them ten times as long.
"""

import importlib.metadata
import multiprocessing
import os
import platform
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Self

from engine_documents import make_documents, write_archives, write_pages

from normalise import Normaliser
from normalise.outcome import attempt

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests" / "engines"))

import engine_runs as runs  # noqa: E402 - it is a part of the tests

DOCUMENTS = 200_000
FILES = 16
CORES = 2
LONGEST = 3600
STARTED = """
import resource, time
start = time.perf_counter()
import pyarrow as pa
from normalise.engines.arrow import TableNormaliser
worker = TableNormaliser("raw", into="text")
loaded = time.perf_counter()
worker(pa.table({"raw": pa.array(["圖書館延長了開放時間，讀者憑證借閱。".encode("big5")], pa.binary())}))
first = time.perf_counter()
print(loaded - start, first - loaded, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
from engine_documents import make_documents
worker(pa.table({"raw": pa.array(list(make_documents(2000)), pa.binary())}))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""
PACKAGES = ("normalise-zh", "pyarrow", "datatrove", "ray", "pyspark", "datasets", "duckdb", "polars")

MARK = "NORMALISE_BENCHMARK"

Expected = Sequence[tuple[str | None, dict[str, Any] | None]]


def run_records(folder: Path) -> None:
    """The peer, as a user would run it."""
    subprocess.run(
        [sys.executable, "-m", "normalise", "records", "pages.parquet", "-o", "clean.parquet", "--field=raw",
         f"-j{CORES}", "-q"],
        cwd=folder,
        check=False,  # some documents are no text, and it says so
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


def run_script(title: str, number: int) -> Callable[[Path], None]:
    return lambda folder: runs.run(runs.find_scripts(title)[number], folder, seconds=LONGEST)


RUNS: dict[str, Callable[[Path], None]] = {
    "records": run_records,
    "datatrove": run_script("datatrove", 0),
    "datatrove, killed": lambda folder: runs.run_kill_and_run_again(folder, 300, seconds=LONGEST),
    "ray tasks": run_script("Ray Data", 0),
    "ray actors": run_script("Ray Data", 1),
    "ray, one killed": lambda folder: runs.run_and_kill_a_worker(folder, 0, seconds=LONGEST),
    "pyspark": run_script("PySpark", 0),
    "datasets": run_script("Hugging Face datasets", 0),
    "datasets, streaming": run_script("Hugging Face datasets", 1),
    "duckdb": run_script("DuckDB", 0),
    "polars": run_script("Polars", 0),
    "records again": run_records,
}


class Cores(threading.Thread):
    """Adds up what the processes take that have this one's mark in their environment, daemons and all."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._mark = f"{MARK}={os.urandom(8).hex()}".encode()
        self._taken: dict[tuple[str, str], int] = {}
        self._done = threading.Event()

    def __enter__(self) -> Self:
        name, _, value = self._mark.decode().partition("=")
        os.environ[name] = value
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self.join()
        del os.environ[MARK]

    def run(self) -> None:
        """Look twice a second; what a process takes after the last look at it is lost."""
        while not self._done.wait(0.5):
            for process in Path("/proc").glob("[0-9]*"):
                try:
                    if process.name != str(os.getpid()) and self._mark in (process / "environ").read_bytes():
                        fields = (process / "stat").read_text().rpartition(")")[2].split()
                        self._taken[process.name, fields[19]] = int(fields[11]) + int(fields[12])
                except OSError:
                    pass  # it has ended

    @property
    def seconds(self) -> float:
        """What they have taken, in seconds of one core."""
        return sum(self._taken.values()) / os.sysconf("SC_CLK_TCK")


def check(name: str, folder: Path, documents: Sequence[bytes | None], expected: Expected) -> None:
    """Raise AssertionError for a row that is not the plain library's, not there, or there twice."""
    if name.startswith("datatrove"):
        runs.check_documents(folder, documents, expected)
    elif name.startswith("records"):
        from pyarrow import parquet  # noqa: PLC0415 - only where it is installed

        found = parquet.read_table(folder / "clean.parquet").column("raw").to_pylist()
        assert found == [text for text, _ in expected]
    else:
        runs.check_rows(runs.read_clean(folder), documents, expected)


def tell_core(documents: Sequence[bytes | None]) -> None:
    """What one core does in a second of its own time, and what a worker needs to start."""
    sample = [document for document in documents[:5000] if document is not None]
    normaliser = Normaliser()
    for document in sample[:200]:
        attempt(normaliser, document)
    start = time.process_time()
    for document in sample:
        attempt(normaliser, document)
    taken = time.process_time() - start
    size = sum(map(len, sample))
    print(
        f"one core: {len(sample) / taken:,.0f} documents/s, {size / taken / 1e6:.2f} MB/s, of {size / len(sample):.0f} bytes"
    )
    starts = [
        [
            float(figure)
            for figure in subprocess.check_output(
                [sys.executable, "-c", STARTED], cwd=Path(__file__).parent
            ).split()
        ]
        for _ in range(5)
    ]
    loaded, first, memory, later = (min(figures) for figures in zip(*starts, strict=True))
    print(f"a worker: {loaded:.2f} s to load, {first:.2f} s for its first document, the least of 5;", end=" ")
    print(f"{memory:.0f} MiB, {later:.0f} MiB after 2,000")


def main(arguments: list[str]) -> int:
    """Print the table; the exit code is 1 if a row was not as it should be."""
    sentences = 4
    if arguments and arguments[0].startswith("--sentences="):
        sentences = int(arguments.pop(0).partition("=")[2])
    count = int(arguments[0]) if arguments else DOCUMENTS
    documents = list(make_documents(count, sentences=sentences))
    print(
        f"{count:,} documents, {sum(len(document or b'') for document in documents) / 1e6:.1f} MB;", end=" "
    )
    print(f"{platform.python_version()},", ", ".join(map(_version, PACKAGES)), flush=True)
    tell_core(documents)
    parts = [documents[start : start + 1000] for start in range(0, count, 1000)]
    with multiprocessing.Pool(CORES) as pool:
        expected = [answer for part in pool.imap(runs.expect, parts) for answer in part]
    bad = 0
    peer: tuple[float, float] | None = None
    print(f"{'':20}    documents/s    seconds  of cores   beside records -j {CORES}: by the clock, by cores")
    for name in arguments[1:] or RUNS:
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder)
            write_pages(place, documents, FILES, rows_in_group=2_500)
            write_archives(place, documents, FILES)
            if name.startswith("records"):
                _join_pages(place)
            cores = Cores()
            start = time.perf_counter()
            try:
                with cores:
                    RUNS[name](place)
                taken = time.perf_counter() - start
                check(name, place, documents, expected)
                verdict = "all rows right"
            except AssertionError as error:
                taken, verdict = time.perf_counter() - start, f"WRONG: {error}"[:500]
                bad += 1
        if name.startswith("records"):
            peer = (taken, cores.seconds)
        ratios = f"{peer[0] / taken:5.2f} {peer[1] / cores.seconds:5.2f}" if peer else ""
        print(
            f"{name:20} {count / taken:14,.0f} {taken:10.1f} {cores.seconds:9.1f}   {ratios}  {verdict}",
            flush=True,
        )
    return int(bad > 0)


def _join_pages(folder: Path) -> None:
    from pyarrow import parquet  # noqa: PLC0415

    parquet.write_table(parquet.read_table(folder / "pages"), folder / "pages.parquet", row_group_size=10_000)


def _version(package: str) -> str:
    try:
        return f"{package} {importlib.metadata.version(package)}"
    except importlib.metadata.PackageNotFoundError:
        return f"no {package}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
