"""Double-byte text with a byte too few or too many: find where, and read on in step.

After one lost byte every pair up to the next ASCII character is read from the wrong halves. So the bytes
are taken apart again, each either part of a character or bad, at the least cost by the character model
(A. J. Viterbi, "Error bounds for convolutional codes", IEEE Trans. Inf. Theory 13:2, 1967).
"""

from collections.abc import Iterator

from normalise.language.encodings import REPLACEMENT, BadByte, Decoded
from normalise.language.encodings import decode as read
from normalise.language.model import SCALE, START, step

PAIRED = ("gb18030", "big5")
# What giving up a byte costs, in sixteenths of a nat: as much as a rare character; less if it follows another, as
# the two of a character do, and less at either end of the document, which may be cut there.
_GIVEN_UP = 14 * SCALE
_GIVEN_UP_TOO = 9 * SCALE
_CUT_OFF = 6 * SCALE


def resynchronise(data: bytes, codec: str, *, is_first: bool = False, is_last: bool = False) -> Decoded:
    r"""The likeliest reading of the bytes in which some may be bad; `codec` is one of `PAIRED`.

    `is_first` and `is_last` say that the document begins or ends here, maybe inside a character.

    >>> resynchronise("县图书馆延长开放时间".encode("gb18030")[1:], "gb18030", is_first=True).text
    '\ufffd图书馆延长开放时间'
    """
    # At each place the best way there for each last character, as its identity in the model: cost, and
    # where it came from.
    ways: list[dict[int, tuple[int, int, int, str]]] = [{} for _ in range(len(data) + 1)]
    ways[0][START] = (0, -1, START, "")
    for place in range(len(data)):
        for length, text in _characters(data, place, codec):
            bad = text == REPLACEMENT
            at_edge = (is_first and place == 0) or (is_last and place == len(data) - 1)
            for identity, way in ways[place].items():
                cost, after = step(identity, text)
                if bad:
                    cost = _CUT_OFF if at_edge else _GIVEN_UP_TOO if way[3] == REPLACEMENT else _GIVEN_UP
                total = way[0] + cost
                target = ways[place + length]
                if after not in target or total < target[after][0]:
                    target[after] = (total, place, identity, text)
    place = len(data)
    identity = min(ways[place], key=lambda identity: ways[place][identity][0])
    characters: list[tuple[int, str]] = []
    while place:
        _, before, identity_before, text = ways[place][identity]
        characters.append((before, text))
        place, identity = before, identity_before
    return _decoded(data, reversed(characters))


def _characters(data: bytes, place: int, codec: str) -> Iterator[tuple[int, str]]:
    """What the bytes from here may begin with: characters of one, two and four bytes, or a bad byte."""
    first = data[place]
    if first < 0x80:
        yield 1, chr(first)
        return
    yield 1, "€" if first == 0x80 and codec == "gb18030" else REPLACEMENT
    for length in (2, 4) if codec == "gb18030" else (2,):
        decoded = read(data[place : place + length], codec)
        if place + length <= len(data) and not decoded.bad and len(decoded.text) == 1:
            yield length, decoded.text
            return


def _decoded(data: bytes, characters: Iterator[tuple[int, str]]) -> Decoded:
    pieces: list[str] = []
    bad: list[BadByte] = []
    for position, (place, text) in enumerate(characters):
        pieces.append(text)
        if text == REPLACEMENT or (text == "€" and data[place] == 0x80):
            bad.append(BadByte(position, place, data[place]))
    return Decoded("".join(pieces), tuple(bad))
