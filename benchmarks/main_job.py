"""The main job beside the obvious chain of its parts, on the same documents in one run.

    python benchmarks/main_job.py [FILE]...

The chain is what one would write without this package: charset-normalizer for the encoding, ftfy with its
defaults, OpenCC's t2s. Without files, the fixtures are the documents, and the first figure is how many come
out as they should; given files have no answer to compare with, so only their speed is told.
"""

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import charset_normalizer
import ftfy
import opencc

from normalise import Normaliser

FIXTURES = Path(__file__).parent.parent / "fixtures"
RUNS = 7
TO_SIMPLIFIED = opencc.OpenCC("t2s", include_tofu_risk_dictionaries=False)


def chain(data: bytes) -> str:
    """The obvious chain."""
    best = charset_normalizer.from_bytes(data).best()
    text = str(best) if best else data.decode("utf-8", "replace")
    return str(TO_SIMPLIFIED.convert(ftfy.fix_text(text)))


def ours(data: bytes) -> str:
    """This package."""
    return NORMALISER(data).text


NORMALISER = Normaliser()


def median_seconds(work: Callable[[bytes], str], data: bytes) -> float:
    """The median of several runs, after one that loads what is loaded once."""
    work(data)
    seconds = []
    for _ in range(RUNS):
        start = time.perf_counter()
        work(data)
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def main(arguments: list[str]) -> int:
    """Print the table; the exit code is 1 if a fixture did not come out as it should."""
    paths = [Path(argument) for argument in arguments] or sorted(FIXTURES.glob("*.in.txt"))
    right = {ours: 0, chain: 0}
    judged = 0
    ratios = []
    print(
        f"{'document':34} {'KB':>6} {'ours':>8} {'chain':>8}   {'ours MB/s':>9} {'chain MB/s':>10} {'ratio':>6}"
    )
    for path in paths:
        data = path.read_bytes()
        answer = path.with_name(path.name.replace(".in.", ".out."))
        verdicts = ["", ""]
        if answer != path and answer.exists():
            judged += 1
            for index, work in enumerate((ours, chain)):
                exact = work(data) == answer.read_bytes().decode()
                right[work] += exact
                verdicts[index] = "right" if exact else "-"
        mine, theirs = median_seconds(ours, data), median_seconds(chain, data)
        ratios.append(theirs / mine)
        size = len(data) / 1e6
        print(
            f"{path.name:34} {size * 1000:6.1f} {verdicts[0]:>8} {verdicts[1]:>8}   "
            f"{size / mine:9.2f} {size / theirs:10.2f} {theirs / mine:5.1f}x"
        )
    print(f"median ratio of speed {statistics.median(ratios):.1f}x")
    if judged:
        print(f"right: ours {right[ours]} of {judged}, the chain {right[chain]} of {judged}")
    return int(right[ours] < judged)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
