"""What a report keeps of many documents, on the disk until it is written."""

import tempfile
from typing import NamedTuple, Self

# A report that is no larger never touches the disk.
_HELD = 16 * 1024 * 1024


class Span(NamedTuple):
    """Where in the spool something was put, in bytes."""

    start: int
    size: int


class Spool:
    """Bytes that are put aside and taken back; they are gone with the spool. Methods raise `OSError`.

    >>> with Spool() as spool:
    ...     first, second = spool.put(b"one"), spool.put(b"two")
    ...     spool.take(second), spool.take(first)
    (b'two', b'one')
    """

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=_HELD)  # noqa: SIM115 - it lives as long as this
        self._size = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def put(self, data: bytes) -> Span:
        """Keep the bytes; the answer gets them back."""
        span = Span(self._size, len(data))
        self._file.seek(span.start)
        self._file.write(data)
        self._size += len(data)
        return span

    def take(self, span: Span) -> bytes:
        """The bytes that were put there."""
        self._file.seek(span.start)
        return self._file.read(span.size)
