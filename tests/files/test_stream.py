"""Standard input beyond 16 MiB, as a user meets it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import BinaryIO

import pytest

from normalise import Normaliser
from normalise.files.stream import read_beginning, stream

LINE = "这里存在着一座难求的情况，馆长说：“晚上来的人多了一倍。”\n".encode()
BROKEN = "這裡存在著一座難求的情況，館長說：“晚上來的人多了一倍。”\n".encode()
LONG = LINE * (17 * 2**20 // len(LINE))
SCRIPT = """
import sys
from pathlib import Path
from normalise.cli import main
code = main()
(peak,) = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
print(int(peak.split()[1]) // 1024, file=sys.stderr)
sys.exit(code)
"""


def run(*arguments: str | Path, stdin: bytes) -> tuple[int, bytes, str]:
    """The exit code, what came out, and what was said; the last line is the peak of memory in MiB."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, *map(str, arguments)],
        input=stdin,
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        check=False,
    )
    return done.returncode, done.stdout, done.stderr.decode()


pytestmark = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="it tells the peak of memory")


def test_what_is_clean_stays_and_memory_is_bounded() -> None:
    code, out, said = run(stdin=LONG * 2)
    assert (code, out == LONG * 2) == (0, True)
    assert int(said) < 150


def test_check_and_output(tmp_path: Path) -> None:
    data = LONG + BROKEN
    target = tmp_path / "out.txt"
    assert run("--check", stdin=LONG)[0] == 0
    code, out, said = run("--check", stdin=data)
    assert (code, out) == (1, b"")
    assert "<stdin>: would change: convert/t2s" in said
    code, out, _ = run("-o", target, stdin=data)
    assert (code, out, target.read_bytes() == LONG + LINE) == (0, b"", True)
    assert [path.name for path in tmp_path.iterdir()] == ["out.txt"]


@pytest.mark.parametrize("flags", [["--skip", "decode"], ["--skip", "decode", "-o", "out.txt"]])
def test_what_fails_on_its_way_is_told(
    tmp_path: Path, flags: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, _, said = run(*flags, stdin=LONG + b"\xff" + LINE)
    assert code == 2
    assert "is not utf-8" in said
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_text_gives_nothing() -> None:
    code, out, said = run(stdin=bytes(range(256)) * (1 << 17))
    assert (code, out) == (2, b"")
    assert said.startswith("normalise: <stdin>: ")


def test_a_reader_that_leaves_ends_it_quietly() -> None:
    def feed(pipe: BinaryIO) -> None:
        try:
            pipe.write(LONG * 2)
            pipe.close()
        except BrokenPipeError:
            pass

    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-m", "normalise"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        feeder = Thread(target=feed, args=(process.stdin,))
        feeder.start()
        assert process.stdout.read(len(LINE)) == LINE
        process.stdout.close()
        assert process.stderr.read() == b""
        feeder.join()
    assert process.returncode == 0


class Trickle:
    """A file that gives a line at a time, and counts how many were taken."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self.lines = lines
        self.taken = 0

    def read(self, _size: int = -1) -> bytes:
        self.taken += 1
        return next(self.lines, b"")


def test_output_flows_before_the_end_of_the_input_is_there() -> None:
    lines = Trickle(iter([LONG, *[LINE * 5000] * 40]))
    beginning, is_whole = read_beginning(lines)  # type: ignore[arg-type]
    assert not is_whole
    taken_at_first_output = []
    stream(beginning, lines, Normaliser(), lambda _: taken_at_first_output.append(lines.taken))  # type: ignore[arg-type]
    assert taken_at_first_output[0] < 5
    assert lines.taken == 42


def test_what_can_be_held_is_all_there_is() -> None:
    blocks, is_whole = read_beginning(Trickle(iter([LINE, LINE])))  # type: ignore[arg-type]
    assert (blocks, is_whole) == ([LINE, LINE], True)
