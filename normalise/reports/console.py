"""Where words go: data to standard output as bytes, messages for people to standard error."""

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import IO

_STYLES = {
    "plain": "0",
    "reverse": "7",
    "red": "31",
    "green": "32",
    "yellow": "33",
    "cyan": "36",
    "bold": "1",
}


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


def printable(text: str) -> str:
    r"""The text with what does not show written out: a file's name must not speak to the terminal, nor turn it round.

    >>> print(printable("a\x1b[2J\n縣\u202eb\udcff.txt"))
    a\x1b[2J\x0a縣\u202eb\xff.txt
    """
    return text if text.isprintable() else "".join(map(_write_out, text))


def _write_out(character: str) -> str:
    if character.isprintable() or character == "\u3000":
        return character
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:  # a byte that is not UTF-8, as Python has it in names
        code -= 0xDC00
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}"


def wants_colour(choice: str, stream: IO[str], environment: Mapping[str, str] = os.environ) -> bool:
    """Is what goes to this stream to be coloured? `choice` is always, never or auto.

    For auto, NO_COLOR and FORCE_COLOR decide if they are set and not empty, the first before the second; else
    a terminal that is not dumb has colours.

    >>> wants_colour("auto", sys.stderr, {"NO_COLOR": "1", "FORCE_COLOR": "1"})
    False
    """
    if choice != "auto":
        return choice == "always"
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR"):
        return True
    return stream.isatty() and environment.get("TERM") != "dumb"


def colour(text: str, name: str) -> str:
    r"""The text in a style, for terminals.

    >>> colour("new", "green")
    '\x1b[32mnew\x1b[0m'
    """
    return f"{style(name)}{text}{style('plain')}"


def style(name: str) -> str:
    """What makes a terminal write in a style from here on; `plain` ends it."""
    return f"\x1b[{_STYLES[name]}m"
