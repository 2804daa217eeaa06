"""Text through a pipe: how much memory it takes, and how fast it flows.

    python benchmarks/streaming.py [MIB] [KIND]

So many MiB (64, or as many as are asked for; the contract speaks of 5120) of news go through `normalise` as a
user would run it, and what comes out is thrown away. KIND is clean (the default), traditional, gb18030, farm
(glossed), broken (a bad byte in every hundredth line) or one-line. The peak is what the system tells of
the process when it ends; the peer is OpenCC's t2s line by line in one process, on the first MiB of the same text.
"""

import random
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable

import opencc
from benchmark_texts import simplified_lines, traditional

MIB = 1 << 20
CHARACTERS = 900_000
# What runs in the process that is measured: Linux tells the peak of its memory.
PROGRAM = """
import re, sys
from pathlib import Path
from normalise.cli import main
code = main([])
peak = re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())[1]
print(f"peak {int(peak) / 1024:.0f} MiB", file=sys.stderr)
sys.exit(code)
"""
GLOSSES = {"國": "(guó)", "說": "(shuō)", "對": "(duì)", "長": "(cháng)", "時": "(shí)", "發": "(fā)"}


def _clean() -> bytes:
    return ("\n".join(simplified_lines())[:CHARACTERS] + "\n").encode()


def _traditional() -> bytes:
    return traditional(_clean().decode()).encode()


def _farm() -> bytes:
    return re.sub(
        f"[{''.join(GLOSSES)}]", lambda match: match[0] + GLOSSES[match[0]], _traditional().decode()
    ).encode()


def _broken() -> bytes:
    rng = random.Random(1)
    lines = _clean().split(b"\n")
    for number in range(0, len(lines), 100):
        place = rng.randrange(len(lines[number]) + 1)
        lines[number] = lines[number][:place] + b"\xff" + lines[number][place:]
    return b"\n".join(lines)


KINDS: dict[str, Callable[[], bytes]] = {
    "clean": _clean,
    "traditional": _traditional,
    "gb18030": lambda: _clean().decode().encode("gb18030"),
    "farm": _farm,
    "broken": _broken,
    "one-line": lambda: _clean().replace(b"\n", b""),
}


def flow(block: bytes, size: int) -> tuple[float, int, str]:
    """The seconds that so many bytes take, how many come out, and what the process tells at its end."""
    command = [sys.executable, "-c", PROGRAM]
    start = time.perf_counter()
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        feeder = threading.Thread(target=_feed, args=(process.stdin, block, size))
        feeder.start()
        out = 0
        while data := process.stdout.read(MIB):
            out += len(data)
        told = process.stderr.read().decode()
        feeder.join()
    return time.perf_counter() - start, out, told.strip()


def _feed(pipe: object, block: bytes, size: int) -> None:
    while size > 0:
        pipe.write(block[:size])  # type: ignore[attr-defined]
        size -= len(block)
    pipe.close()  # type: ignore[attr-defined]


def peer_seconds(block: bytes) -> float:
    """The seconds that OpenCC takes for the lines of the first MiB."""
    convert = opencc.OpenCC("t2s", include_tofu_risk_dictionaries=False).convert
    lines = block[:MIB].decode("utf-8", "replace").splitlines()
    start = time.perf_counter()
    for line in lines:
        convert(line)
    return time.perf_counter() - start


def main(arguments: list[str]) -> int:
    """Print the figures; the exit code is 1 if nothing came out."""
    mebibytes = int(arguments[0]) if arguments else 64
    kind = arguments[1] if len(arguments) > 1 else "clean"
    block = KINDS[kind]()
    taken, out, told = flow(block, mebibytes * MIB)
    print(f"{kind}: {mebibytes:,} MiB in, {out / MIB:,.0f} MiB out, {mebibytes / taken:.1f} MiB/s, {told}")
    if kind != "gb18030":
        print(f"OpenCC's t2s, line by line: {1 / peer_seconds(block):.1f} MiB/s")
    return int(out == 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
