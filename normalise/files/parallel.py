"""Work spread over processes: answers in the order of the items, memory bounded, a crash told with its item.

A pool of `concurrent.futures` breaks as a whole when one process dies, and can't say on what; so each worker
here has a pipe of its own, and answers one item at a time. Small items are handed out several at once, for a
worker that waits for the next one loses as much time as one takes.
"""

import os
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

from normalise.files.worker import Crash, Raised, Worker

Item = TypeVar("Item")
Answer = TypeVar("Answer")

_SECONDS_TO_LEAVE = 3


def count_cores() -> int:
    """The cores that this process may use, which in a container are fewer than the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def map_in_order(
    work: Callable[[Item], Answer],
    items: Iterable[Item],
    *,
    jobs: int,
    ahead: int = 4,
    is_small: Callable[[Item], bool] = lambda _: False,
) -> Generator[tuple[Item, Answer | Crash], None, None]:
    """Each item with `work(item)`, in the order of the items, worked out by so many processes.

    `items` is read as it is needed: at most `jobs * ahead` items have been taken and not yet been given back,
    so that is how many items and answers memory holds. With one job all happens in this process. Otherwise
    `work`, items and answers must pickle, and a process is given up to half of `ahead` items at once, as long as
    they are small.

    Where a process dies on an item (killed, out of memory, a fault in compiled code), a `Crash` stands for the
    answer, and a new process goes on with the rest. What `work` raises is raised here, in its place; so is what
    `items` raises, when all before it was given back. On any way out of the loop, an interruption and `close()`
    among them, the workers are told to leave: in `work` that is a `KeyboardInterrupt`, so that it may clean up.

    >>> list(map_in_order(str.upper, ["a", "b"], jobs=1))
    [('a', 'A'), ('b', 'B')]
    """
    if jobs <= 1:
        for item in items:
            yield item, work(item)
        return
    with _pool(work) as pool:
        yield from _in_order(pool, iter(items), jobs, ahead, is_small)


@dataclass(frozen=True, slots=True)
class _NotBegun:
    """Stands for the answer to an item whose worker died on one before it."""


class _Pool(Generic[Item, Answer]):
    def __init__(self, work: Callable[[Item], Answer]) -> None:
        self.work = work
        self.workers: list[Worker[Item, Answer]] = []

    def give(self, items: dict[int, Item]) -> None:
        """Hand the items, by their places, to a worker that has none, starting one if need be."""
        worker = next((worker for worker in self.workers if not worker.places), None)
        if worker is None:
            worker = Worker(self.work, [other.pipe for other in self.workers])
            self.workers.append(worker)
        worker.give(items)

    def take(self) -> Iterator[tuple[int, Answer | Raised | Crash | _NotBegun]]:
        """Wait until at least one answer is there; behind a crash come the items not begun, the last of them first."""
        from multiprocessing.connection import wait  # noqa: PLC0415

        busy = {worker.pipe: worker for worker in self.workers if worker.places}
        for pipe in wait(list(busy)):
            worker = busy[pipe]  # type: ignore[index]
            answer = worker.take()
            yield worker.places.popleft(), answer
            if isinstance(answer, Crash):
                yield from ((place, _NotBegun()) for place in reversed(worker.places))
                worker.pipe.close()
                self.workers.remove(worker)

    @property
    def busy(self) -> int:
        return sum(bool(worker.places) for worker in self.workers)

    def leave(self) -> None:
        """Let the idle go, interrupt the busy, and kill whoever does not listen."""
        for worker in self.workers:
            worker.pipe.close()
            if worker.places:
                worker.process.terminate()
        for worker in self.workers:
            worker.process.join(_SECONDS_TO_LEAVE)
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()


@contextmanager
def _pool(work: Callable[[Item], Answer]) -> Iterator[_Pool[Item, Answer]]:
    pool: _Pool[Item, Answer] = _Pool(work)
    try:
        yield pool
    finally:
        pool.leave()


def _in_order(
    pool: _Pool[Item, Answer], items: Iterator[Item], jobs: int, ahead: int, is_small: Callable[[Item], bool]
) -> Iterator[tuple[Item, Answer | Crash]]:
    at_once, most = max(ahead // 2, 1), jobs * ahead
    taken: dict[int, Item] = {}
    waiting: deque[int] = deque()  # taken, and not yet handed to a worker
    answers: dict[int, Answer | Raised | Crash] = {}
    first = 0
    numbered = enumerate(items)
    end: Exception | None = None  # of the items: that there are no more, or what went wrong

    def fetch(wanted: int) -> None:
        """Have so many items waiting, if there are and if memory may hold them."""
        nonlocal end
        while end is None and len(waiting) < wanted and len(taken) < most:
            try:
                place, item = next(numbered)
            except Exception as error:  # noqa: BLE001 - it is raised when its turn has come
                end = error
            else:
                taken[place] = item
                waiting.append(place)

    def draw() -> dict[int, Item]:
        """What to hand to one worker: one item, or several small ones."""
        places = [waiting.popleft()]
        if is_small(taken[places[0]]):
            while waiting and len(places) < at_once and is_small(taken[waiting[0]]):
                places.append(waiting.popleft())
        return {place: taken[place] for place in places}

    while True:
        while first in answers:
            answer = answers.pop(first)
            if isinstance(answer, Raised):
                raise answer.error
            yield taken.pop(first), answer
            first += 1
        while pool.busy < jobs:
            fetch(at_once)
            if not waiting:
                break
            pool.give(draw())
        if not taken:
            if isinstance(end, StopIteration):
                return
            assert end is not None
            raise end
        fetch(at_once)  # for the worker that is the next to be free
        for place, found in pool.take():
            if isinstance(found, _NotBegun):
                waiting.appendleft(place)
            else:
                answers[place] = found
