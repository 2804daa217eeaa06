"""Answers come in the order of the items, whoever worked them out and however long it took."""

import multiprocessing
import os
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from normalise.files.parallel import map_in_order
from normalise.files.worker import Crash

JOBS = [1, 2, 3]


def square(number: int) -> int:
    return number * number


def slow_if_even(number: int) -> int:
    time.sleep(0.02 * (number % 2 == 0))
    return number


def die_on_three(number: int) -> int:
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def leave_on_three(number: int) -> int:
    if number == 3:
        os._exit(7)
    return number


def die_while_answering(number: int) -> int:
    def send_half(pipe: Connection, _: object) -> None:
        os.write(pipe.fileno(), struct.pack("!i", 100) + b"half")
        os._exit(5)

    if number == 3:
        Connection._send_bytes = send_half  # type: ignore[attr-defined]  # noqa: SLF001 - of this process
    return number


def raise_on_three(number: int) -> int:
    if number == 3:
        raise ValueError("three")
    return number


class Unsendable(Exception):  # noqa: N818
    def __init__(self, one: int, two: int) -> None:
        super().__init__(f"{one} and {two}")


def raise_unsendable(_: int) -> int:
    raise Unsendable(1, 2)


def return_lambda(_: int) -> object:
    return lambda: None


@pytest.mark.parametrize("jobs", JOBS)
@pytest.mark.parametrize("count", [0, 1, 2, 50])
def test_order_is_kept(jobs: int, count: int) -> None:
    assert list(map_in_order(square, range(count), jobs=jobs)) == [(n, n * n) for n in range(count)]


def test_order_is_kept_when_later_items_are_ready_first() -> None:
    assert [answer for _, answer in map_in_order(slow_if_even, range(20), jobs=2)] == list(range(20))


@pytest.mark.parametrize(("jobs", "most"), [(1, 1), (2, 8), (3, 12)])
def test_items_are_taken_only_as_they_are_needed(jobs: int, most: int) -> None:
    taken = 0

    def items() -> Iterator[int]:
        nonlocal taken
        for number in range(100):
            taken += 1
            yield number

    for given, _ in enumerate(map_in_order(slow_if_even, items(), jobs=jobs)):
        assert taken - given <= most


def test_a_crash_in_the_middle_of_an_answer_is_one() -> None:
    answers = dict(map_in_order(die_while_answering, range(5), jobs=2))
    assert isinstance(answers.pop(3), Crash)
    assert answers == {0: 0, 1: 1, 2: 2, 4: 4}


def test_where_there_are_threads_processes_are_started_afresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading, "active_count", lambda: 2)
    assert [answer for _, answer in map_in_order(str.upper, "abcd", jobs=2)] == list("ABCD")


def test_large_items_and_answers_pass() -> None:
    items = [bytes([number]) * 3_000_000 for number in range(6)]
    assert [answer for _, answer in map_in_order(bytes, items, jobs=2)] == items


@pytest.mark.parametrize(
    ("work", "reason"), [(die_on_three, "was killed (SIGKILL)"), (leave_on_three, "ended with code 7")]
)
def test_a_crash_is_told_with_its_item_and_the_rest_is_done(work: object, reason: str) -> None:
    assert callable(work)
    answers = dict(map_in_order(work, range(8), jobs=2))
    crash = answers.pop(3)
    assert isinstance(crash, Crash)
    assert reason in crash.reason
    assert answers == {number: number for number in range(8) if number != 3}


def test_items_that_were_handed_out_with_one_that_crashes_are_done_by_others() -> None:
    items = [number % 50 for number in range(1000)]
    answers = list(map_in_order(die_on_three, items, jobs=2, ahead=16, is_small=lambda item: item != 40))
    assert [item for item, _ in answers] == items
    for item, answer in answers:
        assert isinstance(answer, Crash) if item == 3 else answer == item


@pytest.mark.parametrize("jobs", JOBS)
@pytest.mark.parametrize("small", [False, True])
def test_what_the_items_raise_is_raised_when_those_before_are_given_back(jobs: int, small: bool) -> None:
    def items() -> Iterator[int]:
        yield from range(30)
        raise ValueError("no thirty")

    answers = map_in_order(slow_if_even, items(), jobs=jobs, ahead=16, is_small=lambda _: small)
    assert [next(answers) for _ in range(30)] == [(number, number) for number in range(30)]
    with pytest.raises(ValueError, match="no thirty"):
        next(answers)


@pytest.mark.parametrize("jobs", JOBS)
def test_what_is_raised_is_raised_in_its_place(jobs: int) -> None:
    answers = map_in_order(raise_on_three, range(8), jobs=jobs)
    assert [next(answers) for _ in range(3)] == [(0, 0), (1, 1), (2, 2)]
    with pytest.raises(ValueError, match="three"):
        next(answers)


def test_what_cannot_be_sent_is_told_all_the_same() -> None:
    with pytest.raises(RuntimeError, match="Unsendable: 1 and 2"):
        list(map_in_order(raise_unsendable, range(2), jobs=2))
    with pytest.raises(Exception, match="lambda"):
        list(map_in_order(return_lambda, range(2), jobs=2))


def run_and_interrupt(tmp_path: Path, how: str) -> tuple[int, str, list[str]]:
    """Start a program whose two workers leave a mark when they begin and when they clean up; interrupt it."""
    program = tmp_path / "program.py"
    program.write_text(
        f"""
import pathlib, signal, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background process would ignore it
from normalise.files.parallel import map_in_order
folder = pathlib.Path({str(tmp_path)!r})
def work(number):
    try:
        (folder / f"begun-{{number}}").touch()
        time.sleep(60)
    finally:
        (folder / f"cleaned-{{number}}").touch()
if __name__ == "__main__":
    try:
        list(map_in_order(work, range(9), jobs=2))
    except KeyboardInterrupt:
        raise SystemExit(130)
""",
        "utf-8",
    )
    process = subprocess.Popen(
        [sys.executable, program],
        stderr=subprocess.PIPE,
        start_new_session=True,
        text=True,
    )
    while not all((tmp_path / f"begun-{number}").exists() for number in range(2)):
        assert process.poll() is None
        time.sleep(0.01)
    if how == "group":
        os.killpg(process.pid, signal.SIGINT)
    else:
        os.kill(process.pid, signal.SIGKILL if how == "killed" else signal.SIGINT)
    if how == "killed":
        process.wait()
        os.killpg(process.pid, signal.SIGINT)
    _, error = process.communicate(timeout=20)
    return process.returncode, error, sorted(path.name for path in tmp_path.glob("cleaned-*"))


@pytest.mark.skipif(os.name == "nt", reason="signals are other things there")
@pytest.mark.parametrize("how", ["group", "alone"])
def test_an_interruption_lets_the_workers_clean_up_and_is_quiet(tmp_path: Path, how: str) -> None:
    assert run_and_interrupt(tmp_path, how) == (130, "", ["cleaned-0", "cleaned-1"])


@pytest.mark.skipif(not Path("/proc").exists(), reason="looks processes up in /proc")
def test_workers_end_when_the_program_was_killed(tmp_path: Path) -> None:
    code, error, cleaned = run_and_interrupt(tmp_path, "killed")
    assert (code, error, cleaned) == (-9, "", ["cleaned-0", "cleaned-1"])


def test_leaving_the_loop_ends_the_workers() -> None:
    for _ in map_in_order(slow_if_even, range(50), jobs=2):
        break
    deadline = time.monotonic() + 10
    while multiprocessing.active_children() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not multiprocessing.active_children()
