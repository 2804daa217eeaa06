"""Standard input of any length to standard output, in constant memory."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import BinaryIO, NamedTuple

from normalise.pipeline import Normaliser

_BLOCK = 1 << 20


class Streamed(NamedTuple):
    """What became of a document that flowed through: does any byte differ, and what the stages did."""

    changed: bool
    counts: Mapping[str, int]


def stream(
    file: BinaryIO, normaliser: Normaliser, write: Callable[[bytes], object], beginning: bytes = b""
) -> Streamed:
    """Normalise what the file holds, after the beginning that was read of it, and write the answer as it comes.

    Raises `UndecodableError` before anything is written.
    """
    before, after = hashlib.blake2b(), hashlib.blake2b()

    def chunks() -> Iterator[bytes]:
        chunk = beginning
        while chunk or (chunk := file.read(_BLOCK)):
            before.update(chunk)
            yield chunk
            chunk = b""

    counts = Counter[str]()
    for text in normaliser.stream_and_count(chunks(), counts):
        content = text.encode("utf-8", "surrogatepass")
        after.update(content)
        write(content)
    return Streamed(before.digest() != after.digest(), counts)
