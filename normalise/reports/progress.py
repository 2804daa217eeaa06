"""How far the work is: a bar on a terminal, and the line at the end that sums up."""

import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import IO

# Work that is over sooner needs no bar; and a bar that is drawn more often costs without telling more.
_PATIENCE = 1.0
_INTERVAL = 0.1
_CLEAR = "\r\x1b[K"
_WIDEST_BAR = 30


class Progress:
    """A bar on `stream`, if that is a terminal; it is out of the way while something else is written.

    `total` is how much there is to do, if that is known; `unit` names what is counted.
    """

    def __init__(
        self,
        stream: IO[str],
        total: int | None = None,
        unit: str = "files",
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._stream, self._total, self._unit, self._clock = stream, total, unit, clock
        self._shows = stream.isatty()
        self._begun = self._drawn = clock()
        self._done = 0
        self._visible = False

    def advance(self, done: int = 1) -> None:
        """So much more is done."""
        self._done += done
        now = self._clock()
        if self._shows and now - self._begun >= _PATIENCE and now - self._drawn >= _INTERVAL:
            self._drawn = now
            self._put(_CLEAR + draw(self._done, self._total, now - self._begun, self._unit, self._width()))
            self._visible = True

    def clear(self) -> None:
        """Take the bar away, so that something else may be written."""
        if self._visible:
            self._put(_CLEAR)
            self._visible = False

    def _width(self) -> int:
        try:
            return os.get_terminal_size(self._stream.fileno()).columns - 1
        except (OSError, ValueError):
            return 79

    def _put(self, text: str) -> None:
        with suppress(OSError, ValueError):
            self._stream.write(text)
            self._stream.flush()


def draw(done: int, total: int | None, seconds: float, unit: str, width: int) -> str:
    """The bar as text, no wider than `width`: what is done, of how much, the rate, and the time left.

    >>> draw(1204, 4816, 10, "files", 60)
    '1,204/4,816 files  25% [####-------------]  120/s  0:30 left'
    >>> draw(1204, None, 10, "records", 60)
    '1,204 records  120/s'
    """
    rate = done / seconds if seconds > 0 else 0.0
    speed = f"{rate:,.0f}/s" if rate >= 10 else f"{rate:.1f}/s"
    if not total:
        return f"{done:,} {unit}  {speed}"[:width]
    left = f"{_clock_time((total - done) / rate)} left" if rate else ""
    head = f"{done:,}/{total:,} {unit}  {done / total:.0%} "
    tail = f"  {speed}  {left}".rstrip()
    room = min(_WIDEST_BAR, width - len(head) - len(tail) - 2)
    if room < 4:
        return f"{head.rstrip()}{tail}"[:width]
    filled = min(room, int(room * done / total))
    return f"{head}[{'#' * filled}{'-' * (room - filled)}]{tail}"


def sum_up(states: Counter[str], unit: str = "file") -> str:
    """What became of them, in one line; those that were passed over do not count.

    >>> sum_up(Counter(clean=1166, changed=37, failed=1))
    '1,204 files: 37 changed, 1,166 clean, 1 failed'
    >>> sum_up(Counter(clean=1))
    '1 file: 1 clean'
    """
    shown = [(states[state], state) for state in ("changed", "clean", "failed")]
    count = sum(number for number, _ in shown)
    named = ", ".join(f"{number:,} {state}" for number, state in shown if number)
    return f"{count:,} {unit}{'' if count == 1 else 's'}: {named or 'nothing to do'}"


def sum_up_rules(counts: Mapping[str, int], files: Mapping[str, int]) -> Iterator[str]:
    """What each rule did and in how many files, a line each, the busiest first.

    >>> print(*sum_up_rules({"strip/icp": 1, "convert/t2s": 21200}, {"strip/icp": 1, "convert/t2s": 37}), sep=chr(10))
    convert/t2s  21,200 in 37 files
    strip/icp         1 in 1 file
    """
    shown = sorted(
        ((number, rule) for rule, number in counts.items() if number), key=lambda row: (-row[0], row[1])
    )
    rule_width = max((len(rule) for _, rule in shown), default=0)
    number_width = max((len(f"{number:,}") for number, _ in shown), default=0)
    for number, rule in shown:
        unit = "file" if files[rule] == 1 else "files"
        yield f"{rule:{rule_width}}  {number:{number_width},} in {files[rule]:,} {unit}"


def _clock_time(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
