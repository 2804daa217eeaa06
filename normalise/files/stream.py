"""Standard input of any length: held as far as a document is, and beyond that in constant memory."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO, NamedTuple

from normalise.files.job import DIFFERENT, Job, Outcome
from normalise.files.rewrite import replacing
from normalise.options import Options
from normalise.pipeline import Normaliser
from normalise.reports.console import write_data
from normalise.result import NormaliseError, Result
from normalise.sizes import SIZES

_BLOCK = 1 << 20


class Streamed(NamedTuple):
    """What became of a document that flowed through: does any byte differ, and what the stages did."""

    changed: bool
    counts: Mapping[str, int]


def read_beginning(file: BinaryIO, beginning: bytes = b"") -> tuple[list[bytes], bool]:
    """The document in blocks, as far as it can be held, `beginning` before what the file has; and is this all of it?"""
    blocks = [beginning] if beginning else []
    size = len(beginning)
    while size <= SIZES.document:
        block = file.read(_BLOCK)
        if not block:
            return blocks, True
        blocks.append(block)
        size += len(block)
    return blocks, False


def stream(
    beginning: list[bytes], file: BinaryIO, normaliser: Normaliser, write: Callable[[bytes], object]
) -> Streamed:
    """Normalise the beginning, which is emptied, and what the file has after it; write the answer as it comes.

    Raises `UndecodableError` before anything is written.
    """
    import hashlib  # noqa: PLC0415

    before, after = hashlib.blake2b(), hashlib.blake2b()

    def chunks() -> Iterator[bytes]:
        beginning.reverse()
        while block := beginning.pop() if beginning else file.read(_BLOCK):
            before.update(block)
            yield block

    counts = Counter[str]()
    for text in normaliser.stream_and_count(chunks(), counts):
        content = text.encode("utf-8", "surrogatepass")
        after.update(content)
        write(content)
    return Streamed(before.digest() != after.digest(), counts)


def do_stream(
    beginning: list[bytes], file: BinaryIO, *, job: Job, options: Options, name: str, target: Path | None
) -> Outcome:
    """Do what the job says to a document too long to be held. It can neither be shown as a diff nor explained."""
    outcome = Outcome(name)
    try:
        with ExitStack() as stack:
            write: Callable[[bytes], object] = write_data
            if job.only_asks:
                write = len
            elif target is not None:
                write = stack.enter_context(replacing(target)).write
            done = stream(beginning, file, Normaliser(options), write)
    except BrokenPipeError:
        raise
    except NormaliseError as error:
        outcome.fail(error)
        return outcome
    except OSError as error:
        outcome.fail(error.strerror or error)
        return outcome
    if "strip/veto" in done.counts:
        outcome.say(
            "note", f"{name}: parts of it look like page furniture, most of them; these stay as they are"
        )
    outcome.state = "changed" if done.changed else "clean"
    if done.changed and job.list_different:
        outcome.out = name.encode("utf-8", "surrogateescape") + (b"\0" if job.null else b"\n")
    if done.changed and job.check:
        outcome.code = DIFFERENT
        if not job.list_different:
            from normalise.reports.explain import summarise  # noqa: PLC0415

            told = summarise(Result("", None, 1.0, changed=True, counts=done.counts))
            outcome.say("note", f"{name}: would change: {told}")
    return outcome
