"""A process that answers items one by one, and the pipe to it: how it is started, interrupted, and told to have died."""

import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from types import FrameType
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

Item = TypeVar("Item")
Answer = TypeVar("Answer")

_INTERRUPTIONS = (signal.SIGINT, signal.SIGTERM)


@dataclass(frozen=True, slots=True)
class Crash:
    """What stands in the place of an answer when the process that worked on the item died."""

    reason: str


@dataclass(frozen=True, slots=True)
class Raised:
    """What stands in the place of an answer when the work on the item raised."""

    error: Exception


class Worker(Generic[Item, Answer]):
    """A process, the pipe to it, and the places in line of the items it has, which it answers in order."""

    def __init__(self, work: Callable[[Item], Answer], others: list["Connection"]) -> None:
        from multiprocessing import get_context  # noqa: PLC0415 - 10 ms, and most runs are of one file

        # Forking shares the tables loaded so far; it is safe while there is one thread only.
        forks = sys.platform == "linux" and threading.active_count() == 1
        context = get_context("fork" if forks else "spawn")
        self.pipe, theirs = context.Pipe()
        # A forked process has copies of the pipes to the others. It must close them, or the others would
        # never see that this process is gone.
        unwanted = [self.pipe, *others] if forks else []
        self.process: BaseProcess = context.Process(  # type: ignore[attr-defined]
            target=_serve, args=(work, theirs, unwanted), daemon=True
        )
        with _interruptions_held():
            self.process.start()
        theirs.close()
        self.places: deque[int] = deque()

    def give(self, items: dict[int, Item]) -> None:
        """Hand it items, by their places; it must have answered all that it had."""
        self.places.extend(items)
        with suppress(BrokenPipeError, ConnectionResetError):  # it died: take() will tell
            self.pipe.send(list(items.values()))

    def take(self) -> Answer | Raised | Crash:
        """The answer to the first of the items."""
        try:
            answer: Answer | Raised = self.pipe.recv()
        except (EOFError, OSError):  # it died before the answer, or in the middle of sending it
            self.process.join()
            return Crash(_name_exit(self.process.exitcode or 0))
        return answer


def _serve(work: Callable[[Item], Answer], pipe: "Connection", unwanted: list["Connection"]) -> None:
    """What a worker does: answer until the pipe closes or it is told to leave."""
    for other in unwanted:
        other.close()
    for interruption in _INTERRUPTIONS:
        if signal.getsignal(interruption) is not signal.SIG_IGN:  # as below nohup
            signal.signal(interruption, _leave)
    with suppress(KeyboardInterrupt):  # one that comes when it is about to leave
        _answer(work, pipe)


def _answer(work: Callable[[Item], Answer], pipe: "Connection") -> None:
    try:
        if hasattr(signal, "pthread_sigmask"):
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _INTERRUPTIONS)
        while True:
            for item in pipe.recv():
                try:
                    pipe.send(work(item))
                except (BrokenPipeError, ConnectionResetError):
                    raise
                except Exception as error:  # noqa: BLE001 - it is raised again by whoever asked
                    pipe.send(Raised(_portable(error)))
    except (EOFError, OSError, KeyboardInterrupt):
        pass
    finally:
        _hear_no_more()


def _leave(_signal: int, _frame: FrameType | None) -> None:
    """Interrupt the work, once: a second signal must not interrupt the cleaning up."""
    _hear_no_more()
    raise KeyboardInterrupt


def _hear_no_more() -> None:
    # Not SIG_IGN: CPython reports a signal that was caught before and finds that as "ignored due to race".
    for interruption in _INTERRUPTIONS:
        signal.signal(interruption, lambda _signal, _frame: None)


@contextmanager
def _interruptions_held() -> Iterator[None]:
    """Let no signal reach a process that is being started until it can handle it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _INTERRUPTIONS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _portable(error: Exception) -> Exception:
    """The error with its traceback as a note, in a shape that can be sent."""
    import pickle  # noqa: PLC0415
    import traceback  # noqa: PLC0415

    error.add_note("in a worker process:\n" + "".join(traceback.format_exception(error)))
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - just made
    except Exception:  # noqa: BLE001 - whatever goes wrong, it can't be sent
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


def _name_exit(code: int) -> str:
    """How a process ended, for people.

    >>> _name_exit(-9), _name_exit(3)
    ('the process working on it was killed (SIGKILL)', 'the process working on it ended with code 3')
    """
    if code < 0:
        with suppress(ValueError):
            return f"the process working on it was killed ({signal.Signals(-code).name})"
    return f"the process working on it ended with code {code}"
