"""Where words go: data to standard output as bytes, messages for people to standard error."""

import os
import sys
from contextlib import suppress


def say(message: str, prefix: str = "normalise: ") -> None:
    """A message on standard error; nothing happens if nobody listens."""
    with suppress(OSError):
        sys.stderr.write(f"{prefix}{message}\n")


def write_data(data: bytes) -> None:
    """Bytes on standard output, as they are."""
    sys.stdout.buffer.write(data)


def write_text(text: str) -> None:
    """Text on standard output as UTF-8; file names that are not come out as the bytes they are."""
    write_data(text.encode("utf-8", "surrogateescape"))


def stop_writing() -> None:
    """After a reader has closed the pipe: let nothing more be written, not even at exit."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
