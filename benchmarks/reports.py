"""A folder looked at with a report and without, and how soon the page of it can be used.

    python benchmarks/reports.py [FILES [JOBS]]

Runs take turns, and of each kind the fastest counts; processor time is told too, which others on the machine
disturb less. The documents are the fixtures' own lines in other orders, so
that of the files some are clean, most have changes of several stages. The page is opened in Chromium, if there is
one with its driver: what is told is the time from the beginning of the load until the script has drawn the list
and the first file, with what the browser took to read the page.
"""

import random
import resource
import sys
import tempfile
import time
from pathlib import Path
from subprocess import run
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

# Seconds each to repair: with them there would be no telling what a report costs.
LEFT_OUT = {"spliced-farm-page.in.txt"}
ROUNDS = 2
OPENED = """
const mark = document.querySelector("#view .mark, #view .nothing");
return document.documentElement.dataset.ready && mark ? performance.now() : 0;
"""


def fill(folder: Path, files: int) -> int:
    """Documents made of the fixtures; how many bytes they have."""
    draw = random.Random(10)
    paths = sorted((ROOT / "fixtures").glob("*.in.txt"))
    sources = [path.read_bytes() for path in paths if path.name not in LEFT_OUT]
    size = 0
    for number in range(files):
        data = draw.choice(sources)
        if b"\0" not in data and b"\x1b" not in data and b"~{" not in data:
            lines = data.splitlines(keepends=True)
            body = lines[2:-4]
            draw.shuffle(body)
            data = b"".join([*lines[:2], *body, *lines[-4:]])
        place = folder / f"{number // 100:03}" / f"{number:05}.txt"
        place.parent.mkdir(exist_ok=True)
        size += place.write_bytes(data)
    return size


class Cost(NamedTuple):
    """Seconds: by the clock, and of all processors together."""

    clock: float
    processor: float


def measure(*arguments: str | Path) -> Cost:
    began, used = time.perf_counter(), processor_time()
    done = run([sys.executable, "-m", "normalise", *map(str, arguments)], check=False, capture_output=True)
    if done.returncode > 1:
        raise SystemExit(done.stderr.decode())
    return Cost(time.perf_counter() - began, processor_time() - used)


def processor_time() -> float:
    """Seconds that the programs used that have been run so far."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def least(costs: list[Cost]) -> Cost:
    return Cost(min(cost.clock for cost in costs), min(cost.processor for cost in costs))


def open_page(page: Path) -> float | None:
    """Seconds until the page can be used; None where there is no browser to be driven."""
    from browser import start, why_not  # noqa: PLC0415 - that of the tests

    if why_not():
        return None
    with start() as browser:
        browser.get(page.as_uri())
        while not (opened := browser.execute_script(OPENED)):
            time.sleep(0.005)
        return float(opened) / 1000


def main() -> None:
    files = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    jobs = sys.argv[2] if len(sys.argv) > 2 else "2"
    with tempfile.TemporaryDirectory() as name:
        folder, page = Path(name, "in"), Path(name, "out.html")
        folder.mkdir()
        size = fill(folder, files)
        without, with_page, with_json = [], [], []
        for _ in range(ROUNDS):
            without.append(measure("-q", "--check", "-j", jobs, folder))
            with_page.append(measure("-q", "--check", "-j", jobs, "--report", page, folder))
            with_json.append(
                measure("-q", "--check", "-j", jobs, "--report", page.with_suffix(".json"), folder)
            )
        base = least(without)
        print(f"{files:,} files, {size / 1e6:.1f} MB, {jobs} jobs: {files / base.clock:,.0f} files/s")
        for kind, costs in (("a page", with_page), ("JSON", with_json)):
            cost = least(costs)
            print(
                f"with {kind}: {files / cost.clock:,.0f} files/s, {base.clock / cost.clock:.2f} of that; ",
                end="",
            )
            print(f"by processor time {base.processor / cost.processor:.2f}")
        print(f"the page has {page.stat().st_size / 1e6:.1f} MB", end="")
        opened = [open_page(page) for _ in range(ROUNDS)]
        if opened[0] is None:
            print("; there is no Chromium here to open it")
        else:
            print(f" and can be used after {', '.join(f'{seconds:.2f}' for seconds in opened if seconds)} s")


if __name__ == "__main__":
    main()
