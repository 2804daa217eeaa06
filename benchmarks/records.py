"""A file of JSONL records with one job and with two: how fast, and is every record in its place.

    python benchmarks/records.py [RECORDS]

The records (100,000 of them, or as many as are asked for) hold a paragraph of news each, one in ten in
Traditional characters, and a number by which the order is checked: of the answer, every line must be that of the
same number, with no other byte changed than those of the text. The peer is Python's own json module, which reads
each line and writes it again, with OpenCC's t2s in between; it is run in the same round.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import opencc
from benchmark_texts import simplified_lines, traditional

RECORDS = 100_000
TO_SIMPLIFIED = opencc.OpenCC("t2s", include_tofu_risk_dictionaries=False)


def write_records(path: Path, count: int) -> None:
    """Records whose other fields no JSON writer would write so."""
    lines = simplified_lines()[:10_000]
    texts = [traditional(line) if number % 10 == 0 else line for number, line in enumerate(lines)]
    with path.open("w", encoding="utf-8", newline="") as file:
        for number in range(count):
            text = json.dumps(texts[number % len(texts)], ensure_ascii=False)
            file.write(f'{{"id" :{number}, "score":1.500, "u":"\\u4e2d", "text": {text},"id2":{number}}}\n')


def run_ours(source: Path, target: Path, jobs: int) -> None:
    """The command, as a user would run it."""
    subprocess.run(
        [
            sys.executable,
            "-m",
            "normalise",
            "records",
            source,
            "-o",
            target,
            "--field",
            "text",
            f"-j{jobs}",
            "-q",
        ],
        check=True,
    )


def run_peer(source: Path, target: Path) -> None:
    """What one would write without this package."""
    with source.open(encoding="utf-8") as lines, target.open("w", encoding="utf-8") as out:
        for line in lines:
            record = json.loads(line)
            record["text"] = TO_SIMPLIFIED.convert(record["text"])
            out.write(json.dumps(record, ensure_ascii=False) + "\n")


def count_misplaced(source: Path, target: Path) -> int:
    """Lines that are not those of the same number, or differ in more than the text."""
    with source.open("rb") as before, target.open("rb") as after:
        return sum(around_text(old) != around_text(new) for old, new in zip(before, after, strict=True))


def around_text(line: bytes) -> tuple[bytes, bytes]:
    start, _, rest = line.partition(b'"text": ')
    return start, rest.rpartition(b",")[2]


def seconds(work: Callable[[], None]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main(arguments: list[str]) -> int:
    """Print the table; the exit code is 1 if a record was not in its place."""
    count = int(arguments[0]) if arguments else RECORDS
    misplaced = 0
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "in.jsonl"), Path(folder, "out.jsonl")
        write_records(source, count)
        size = source.stat().st_size / 2**20
        print(f"{count:,} records, {size:.0f} MiB")
        rates = {"json and t2s": seconds(lambda: run_peer(source, target))}
        for jobs in (1, 2):
            rates[f"ours, -j{jobs}"] = seconds(lambda jobs=jobs: run_ours(source, target, jobs))  # type: ignore[misc]
            misplaced += count_misplaced(source, target)
    for name, taken in rates.items():
        print(f"{name:14} {count / taken:10,.0f} records/s {size / taken:7.1f} MiB/s")
    print(f"two jobs are {rates['ours, -j1'] / rates['ours, -j2']:.2f} times as fast as one")
    print(f"records out of their place, or with another byte changed: {misplaced}")
    return int(misplaced > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
