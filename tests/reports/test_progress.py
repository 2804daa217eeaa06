"""The bar shows on a terminal only, after a second, and gets out of the way."""

import io
from collections import Counter

import pytest

from normalise.reports.progress import Progress, draw, sum_up


class Stream(io.StringIO):
    def __init__(self, terminal: bool) -> None:
        super().__init__()
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def advance(stream: Stream, seconds: list[float]) -> Progress:
    clock = Clock()
    progress = Progress(stream, 10, clock=clock)
    for second in seconds:
        clock.now = 100.0 + second
        progress.advance()
    return progress


def test_nothing_shows_in_the_first_second() -> None:
    stream = Stream(terminal=True)
    advance(stream, [0.1, 0.5, 0.99]).clear()
    assert stream.getvalue() == ""


def test_nothing_shows_where_there_is_no_terminal() -> None:
    stream = Stream(terminal=False)
    advance(stream, [2, 4]).clear()
    assert stream.getvalue() == ""


def test_it_shows_after_a_second_and_goes_when_it_is_cleared() -> None:
    stream = Stream(terminal=True)
    progress = advance(stream, [0.5, 2.0])
    assert stream.getvalue().startswith("\r\x1b[K2/10 files  20% [")
    assert stream.getvalue().endswith("1.0/s  0:08 left")
    progress.clear()
    progress.clear()
    assert stream.getvalue().endswith("left\r\x1b[K")


def test_it_is_not_drawn_for_every_file() -> None:
    stream = Stream(terminal=True)
    advance(stream, [2 + number / 1000 for number in range(10)])
    assert stream.getvalue().count("files") == 1


@pytest.mark.parametrize("width", [10, 30, 40, 60, 79, 200])
@pytest.mark.parametrize(("done", "total"), [(0, 10), (5, 10), (10, 10), (12, 10), (1_234_567, None), (3, 0)])
def test_it_fits_the_terminal(done: int, total: int | None, width: int) -> None:
    line = draw(done, total, 3.0, "records", width)
    assert len(line) <= width
    assert line.isascii()


def test_long_work_has_its_hours() -> None:
    assert draw(1, 7201, 1, "files", 79).endswith("2:00:00 left")


@pytest.mark.parametrize(
    ("states", "line"),
    [
        ({}, "0 files: nothing to do"),
        ({"clean": 1}, "1 file: 1 clean"),
        ({"failed": 2, "changed": 1}, "3 files: 1 changed, 2 failed"),
        ({"passed over": 2, "clean": 1000}, "1,000 files: 1,000 clean"),
    ],
)
def test_the_last_line(states: dict[str, int], line: str) -> None:
    assert sum_up(Counter(states)) == line
