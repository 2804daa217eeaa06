"""The ways in which text is misread: what it was written in and read in; and each of them undone."""

from collections.abc import Iterator
from typing import NamedTuple

from normalise.language.encodings import decode, encode
from normalise.language.patterns import compile_later

# What Chinese text was written in, and what it was wrongly read as.
WRITTEN = ("utf-8", "gb18030", "big5")
READ = (
    "latin-1",
    "cp1252",
    "cp1250",
    "cp1251",
    "mac-roman",
    "cp437",
    "koi8-r",
    "cp866",
    "gbk",
    "gb18030",
    "big5",
    "cp949",
    "cp932",
)
PAIRED = frozenset({"gbk", "gb18030", "big5", "cp949", "cp932"})
SAME = {("gb18030", "gbk"), ("gb18030", "gb18030"), ("big5", "big5")}
# What reads the same bytes, or fails sooner than the web's reading does.
_STRICT = {"big5": "big5hkscs"}
_EURO_IN_BIG5 = b"\xa3\xe1"
_HAN = compile_later("[\u3400-\u9fff]")
_PRIVATE = compile_later("[\ue000-\uf8ff\ufffd]")


class Misreading(NamedTuple):
    """A way in which text was misread: written in one encoding, read in the other."""

    written: str
    read: str

    def __str__(self) -> str:
        return f"{self.written}-as-{self.read}"


def readings_of(text: str) -> tuple[str, ...]:
    """The encodings, of `READ`, in which some bytes read as this text."""
    return tuple(read for read in worth_trying(text) if _is_encodable(text, read))


def worth_trying(text: str, readings: tuple[str, ...] = READ) -> tuple[str, ...]:
    """Those of the encodings in which some bytes may read as this text.

    No encoding of single bytes has a Chinese character, and each takes as long to say so as another takes to encode.

    >>> worth_trying("é") == READ, worth_trying("鍥")
    (True, ('gbk', 'gb18030', 'big5', 'cp949', 'cp932'))
    """
    if _HAN.search(text) is None:
        return readings
    return tuple(read for read in readings if read in PAIRED)


def _is_encodable(text: str, read: str) -> bool:
    try:
        encode(text, read)
    except UnicodeEncodeError:
        return False
    return True


def undo_each(text: str, readings: tuple[str, ...] = READ) -> Iterator[tuple[Misreading, str]]:
    """The text with each single misreading undone that could be: those whose every byte is still there."""
    tried: set[bytes] = set()
    for read in worth_trying(text, readings):
        try:
            data = encode(text, read)
        except UnicodeEncodeError:
            continue
        if data in tried:
            continue
        tried.add(data)
        for written in WRITTEN:
            if (written, read) not in SAME:
                undone = read_again(data, written)
                if undone is not None:
                    yield Misreading(written, read), undone


def read_again(data: bytes, written: str) -> str | None:
    """The bytes as text in an encoding that they are wholly and plainly in; else None."""
    try:
        text = data.decode(_STRICT.get(written, written))
    except UnicodeDecodeError:
        if written != "big5" or _EURO_IN_BIG5 not in data:
            return None
    else:
        if written != "big5":
            return None if _PRIVATE.search(text) else text
    decoded = decode(data, written)
    return None if decoded.bad or _PRIVATE.search(decoded.text) else decoded.text
