"""A folder rewritten with one process and with two, and how much of the time is not the text's.

    python benchmarks/folders.py [FILES]

Runs take turns, and of each kind the fastest counts.
"""

import sys
import tempfile
import time
from pathlib import Path
from subprocess import run

LINES = [
    "县图书馆从下个月起延长开放时间，读者凭身份证即可借书。",
    "第三中学的学生每天早上七点到校。",
    "今年雨水多，河边的路又修了一次。",
]
ROUNDS = 3


def fill(folder: Path, files: int) -> int:
    size = 0
    for number in range(files):
        text = "".join(f"{number} {LINES[(number + line) % 3]}\n" for line in range(100 + number % 300))
        size += (folder / f"{number:05}.txt").write_bytes(text.encode("gb18030" if number % 2 else "utf-8"))
    return size


def seconds(*arguments: str | Path) -> float:
    began = time.perf_counter()
    run([sys.executable, "-m", "normalise", *map(str, arguments)], check=True, capture_output=True)
    return time.perf_counter() - began


def main() -> None:
    files = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    best = {"one job": 1e9, "two jobs": 1e9, "clean, one job": 1e9, "clean, two jobs": 1e9}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for _ in range(ROUNDS):
            for jobs, label in (("1", "one job"), ("2", "two jobs")):
                size = fill(folder, files)
                best[label] = min(best[label], seconds("-i", "-j", jobs, folder))
                best[f"clean, {label}"] = min(best[f"clean, {label}"], seconds("-i", "-j", jobs, folder))
    print(f"{files:,} files, {size / 1e6:.1f} MB, half of them to be rewritten, then all of them clean")
    for label, best_seconds in best.items():
        print(f"  {label:16} {best_seconds:6.2f} s  {files / best_seconds:8,.0f} files/s")
    print(
        f"two jobs are {best['one job'] / best['two jobs']:.2f} times as fast as one; where all is clean, ",
        end="",
    )
    print(f"{best['clean, one job'] / best['clean, two jobs']:.2f} times")


if __name__ == "__main__":
    main()
