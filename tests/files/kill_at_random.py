"""Kill `normalise -i -j 2` at random instants, again and again, and look at what is left of the folder.

    python tests/files/kill_at_random.py 500

Each round fills a folder, starts the program in a process group of its own, ends it or a part of it by a
signal after a random time, and checks every file: it must be as it was, or as it should become. A run that is
left alone must then finish the work and leave nothing else behind. Processes are forked from one that has the
tables loaded, so that the time is spent where files are written.
"""

import contextlib
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from normalise import normalise
from normalise.__main__ import run as run_program

FILES = 16
LINES = [
    "县图书馆从下个月起延长开放时间，读者凭身份证即可借书。",
    "第三中学的学生每天早上七点到校。",
    "今年雨水多，河边的路又修了一次。",
]


def make_files(folder: Path) -> dict[Path, bytes]:
    """Files in GBK, one in five of them clean; some in a folder below."""
    contents = {}
    for number in range(FILES):
        text = "".join(f"{number} {LINES[(number + line) % 3]}\n" for line in range(10 + 40 * (number % 4)))
        place = folder / ("below" if number % 3 == 0 else ".") / f"{number:02}.txt"
        contents[place] = text.encode("utf-8" if number % 5 == 0 else "gb18030")
    return contents


def fill(contents: dict[Path, bytes]) -> None:
    for path, content in contents.items():
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)


def read(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def start(folder: Path) -> int:
    """The program on the folder, in a group of its own; its process id."""
    child = os.fork()
    if child:
        return child
    try:
        os.setsid()
        signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored, if a shell started this with &
        silent = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(silent, stream)
        sys.argv[1:] = ["-i", "-j", "2", "--no-config", str(folder)]
        run_program()
    finally:  # whatever happens, this process is not the one that tests
        os._exit(0)


def workers_of(group: int) -> list[int]:
    listed = Path(f"/proc/{group}/task/{group}/children")
    return [int(name) for name in listed.read_text().split()] if listed.exists() else []


def wait_for_group(group: int) -> None:
    """Wait until no process of the group is left: workers may outlive the program by what they have in hand."""
    with contextlib.suppress(ChildProcessError):
        os.waitpid(group, 0)
    while True:
        try:
            os.killpg(group, 0)
        except (ProcessLookupError, PermissionError):
            return
        time.sleep(0.001)


def kill(group: int, how: str, chance: random.Random) -> None:
    with contextlib.suppress(ProcessLookupError):
        if how == "all of it":
            os.killpg(group, signal.SIGKILL)
        elif how == "the program":
            os.kill(group, signal.SIGKILL)
        elif how == "one worker":
            workers = workers_of(group)
            if workers:
                os.kill(chance.choice(workers), signal.SIGKILL)
        elif how == "Ctrl-C":
            os.killpg(group, signal.SIGINT)
        else:
            os.kill(group, signal.SIGTERM)


def run(rounds: int, seed: int, folder: Path) -> Counter[str]:
    """So many rounds; raises AssertionError at the first file that is neither old nor new."""
    chance = random.Random(seed)  # noqa: S311 - instants, not secrets
    before = make_files(folder)
    after = {path: normalise(content).text.encode() for path, content in before.items()}
    fill(before)
    began = time.monotonic()
    wait_for_group(start(folder))
    whole = time.monotonic() - began
    assert read(folder) == after
    seen: Counter[str] = Counter()
    for _ in range(rounds):
        fill(before)
        how = chance.choice(["all of it", "the program", "one worker", "Ctrl-C", "SIGTERM"])
        group = start(folder)
        time.sleep(chance.uniform(0.1, 1.1) * whole)
        kill(group, how, chance)
        wait_for_group(group)
        there = read(folder)
        extra = [path for path in there if path not in before]
        for path in before:
            assert there.get(path) in (before[path], after[path]), f"{path} is neither old nor new"
        assert all(path.name.startswith(".normalise-") for path in extra), extra
        assert not extra or how in ("all of it", "the program", "one worker"), f"{how} left {extra}"
        left = sum(there[path] != after[path] for path in before)
        most = sum(before[path] != after[path] for path in before)
        state = "before" if left == most else "amid" if left else "after"
        seen[f"{how}, {state} the work"] += 1
        seen["with a temporary left"] += bool(extra)
        began = time.monotonic()
        wait_for_group(start(folder))
        assert read(folder) == after
        if state == "before":  # then this was a whole run, as fast as the machine is now
            whole = (whole + time.monotonic() - began) / 2
    return seen


if __name__ == "__main__":
    place = Path(tempfile.mkdtemp())
    try:
        found = run(int(sys.argv[1]), seed=7, folder=place)
    finally:
        shutil.rmtree(place)
    for what, count in sorted(found.items()):
        print(f"{count:4}  {what}")
