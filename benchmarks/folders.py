"""A folder rewritten with one process and with two, and how much of the time is not the text's.

    python benchmarks/folders.py [FILES]

Runs take turns, and of each kind the fastest counts. Where other programs keep the cores busy, two jobs can't be
faster than one; the processor time that both took tells what the sharing itself costs.
"""

import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from subprocess import run

LINES = [
    "县图书馆从下个月起延长开放时间，读者凭身份证即可借书。",
    "第三中学的学生每天早上七点到校。",
    "今年雨水多，河边的路又修了一次。",
]
ROUNDS = 3


def fill(folder: Path, files: int, lines: int) -> int:
    """Files of so many lines and up to four times as many, every other one in GB18030; the bytes of all."""
    size = 0
    for number in range(files):
        text = "".join(
            f"{number} {LINES[(number + line) % 3]}\n" for line in range(lines + number % (3 * lines))
        )
        size += (folder / f"{number:05}.txt").write_bytes(text.encode("gb18030" if number % 2 else "utf-8"))
    return size


def measure(*arguments: str | Path) -> tuple[float, float]:
    """Seconds by the clock, and of processor time."""
    began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    run([sys.executable, "-m", "normalise", *map(str, arguments)], check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - began, busy


def compare(files: int, lines: int = 100) -> Iterator[str]:
    """What there is to tell of a folder of so many files, done with one job and with two."""
    found: dict[tuple[str, str], list[tuple[float, float]]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for _ in range(ROUNDS):
            for jobs in ("1", "2"):
                size = fill(folder, files, lines)
                for state in ("half to be rewritten", "all clean"):
                    found.setdefault((state, jobs), []).append(measure("-i", "-j", jobs, folder))
    yield f"{files:,} files, {size / 1e6:.1f} MB"
    for state in ("half to be rewritten", "all clean"):
        (one, busy_one), (two, busy_two) = (
            (min(clock for clock, _ in found[state, jobs]), min(busy for _, busy in found[state, jobs]))
            for jobs in ("1", "2")
        )
        yield (
            f"{state}: one job {files / one:,.0f} files/s, two jobs {files / two:,.0f} files/s, "
            f"{one / two:.2f} times as fast for {busy_two / busy_one:.2f} times the processor time"
        )


if __name__ == "__main__":
    for line in compare(int(sys.argv[1]) if len(sys.argv) > 1 else 1000):
        print(line)
