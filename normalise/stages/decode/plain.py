"""The commonest case, found at the price of a few short windows: Chinese prose throughout, in one encoding.

Han read by the encoding they were written in cost 4 to 7 nats each by the character model, and over 10 by any
other. So where dozens of them in a row are cheap, at the beginning, in the middle and at the end, the other
encodings need not be asked. All else is left to `guess`, which weighs them against each other.
"""

import codecs
from collections.abc import Callable, Iterator

from normalise.language import model
from normalise.language.encodings import read_strictly
from normalise.language.patterns import compile_later

# Three windows of so many bytes, or one of all three where there is not more than that. UTF-16 needs more: lines of
# another encoding can't be told from it later, so here is where a mixture has to show.
_WINDOW = 96
_WINDOWS = 3
_WINDOWS_IF_WIDE = 8
# How far to look for a place where a character begins for sure.
_NEAR = 2048
# So many characters at this price lead by a hundred nats, as much as the weighing asks for before it is sure.
_HAN_AT_MOST = 7.5
_FOREIGN_AT_LEAST = 40
_NOT_ASCII = compile_later(rb"[\x80-\xff]")
# A byte that stands for itself in each of these, and is never a part of a character.
_IN_STEP = compile_later(rb"[\x00-\x2f]")
_FOREIGN = compile_later(r"[^\x00-\x7f]+")
_HAN = compile_later("[\u3400-\u9fff]")
# Kana may be EUC-JP's, which has them where GB 2312 has them.
_KANA = compile_later("[\u3041-\u30ff]")
_CODECS = {"utf-8": "utf-8", "gb18030": "gb18030", "big5": "big5hkscs"}
_WIDE = ("utf-16-le", "utf-16-be")


def find_plain(data: bytes) -> str | None:
    r"""The encoding of plain Chinese prose; None where there is any doubt, or too little of it to be sure.

    >>> find_plain("县图书馆从下月起延长开放时间，读者凭身份证即可借书。\n".encode("gb18030") * 8)
    'gb18030'
    >>> find_plain("図書館は来月から開館時間を延長します。\n".encode("euc_jp") * 8)
    """
    if windows := list(_in_step(data)):
        for encoding, codec in _CODECS.items():
            if _is_prose(windows, codec):
                return encoding
    if windows := list(_at_even_offsets(data)):
        for encoding in _WIDE:
            if _is_prose(windows, encoding) and read_strictly(data, encoding) is not None:
                return encoding
    return None


def _starts(first: int, size: int, windows: int) -> tuple[int, ...]:
    last = size - _WINDOW * _WINDOWS  # room for the place where a character begins
    if last - first < _WINDOW * windows:
        return (first,)
    return tuple(first + (last - first) * number // (windows - 1) for number in range(windows))


def _in_step(data: bytes) -> Iterator[bytes]:
    """Windows that begin with a character beyond ASCII, for encodings of single bytes and pairs.

    Within a line too long to know where one begins there is none; a line is of one encoding.
    """
    first = _NOT_ASCII.search(data)
    if first is None:
        return
    starts = _starts(first.start(), len(data), _WINDOWS)
    size = _WINDOW if len(starts) > 1 else _WINDOW * _WINDOWS
    yield data[first.start() : first.start() + size]
    for start in starts[1:]:
        step = _find_step(data, start)
        found = _NOT_ASCII.search(data, step) if step else None
        if found:
            yield data[found.start() : found.start() + size]


def _find_step(data: bytes, place: int) -> int | None:
    """Where reading is in step next, or was last; None where that is far off."""
    found = _IN_STEP.search(data, place, place + _NEAR)
    if found:
        return found.end()
    before = [match.end() for match in _IN_STEP.finditer(data, max(place - _NEAR, 0), place)]
    return before[-1] if before else None


def _at_even_offsets(data: bytes) -> Iterator[bytes]:
    starts = _starts(0, len(data), _WINDOWS_IF_WIDE)
    size = _WINDOW if len(starts) > 1 else _WINDOW * _WINDOWS_IF_WIDE
    for start in starts:
        even = start - start % 2
        yield data[even : even + size]


def _is_prose(windows: list[bytes], codec: str) -> bool:
    """Is every window Chinese by this codec, and nothing but that, and are there characters enough?"""
    decoder: Callable[[], codecs.IncrementalDecoder] = codecs.getincrementaldecoder(codec)
    size = 0
    for window in windows:
        try:
            text = decoder().decode(window)  # what is cut at the end waits for more
        except UnicodeDecodeError:
            return False
        foreign = "".join(_FOREIGN.findall(text))
        size += len(foreign)
        if (
            len(foreign) * 2 < len(text)
            or len(_HAN.findall(foreign)) * 2 < len(foreign)
            or _KANA.search(foreign)
            or model.mean_cost(foreign) > _HAN_AT_MOST
        ):
            return False
    return size >= _FOREIGN_AT_LEAST
