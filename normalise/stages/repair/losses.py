"""What a wrong reading loses: the bytes that an encoding has no character for, and those that look alike later.

Python's codecs give U+FFFD for one byte and go on with the next; browsers, and Java where the pair is well
formed, give it for the pair (WHATWG Encoding Standard: the second byte is swallowed if it is beyond ASCII).
Either way only certain bytes can fail before a given byte, which narrows down what was lost.
"""

from collections.abc import Mapping
from functools import cache, lru_cache

from normalise.language.encodings import REPLACEMENT, encode
from normalise.language.holes import Way

# Stands for U+FFFD among the bytes: no encoding of Chinese uses it.
LOST = 0xFF
_LOST = bytes((LOST,))
_HIGH = bytes(range(0x80, 0x100))
_CONTROLS = bytes(range(0x80, 0xA0))
_CODEC = {"big5": "big5hkscs"}
_SINGLE = frozenset({"latin-1", "cp1252", "cp1250", "cp1251", "mac-roman", "cp437", "koi8-r", "cp866"})
# What well-meaning programs make of these: quotes straightened, NBSP made a space, punctuation halved.
_FOLDED = {
    '"': "“”„«»",
    "'": "‘’‚`´",
    " ": "\N{NO-BREAK SPACE}\N{IDEOGRAPHIC SPACE}",
    "-": "–—\N{SOFT HYPHEN}",
    **{chr(code - 0xFEE0): chr(code) for code in (0xFF01, 0xFF08, 0xFF09, 0xFF0C, 0xFF1A, 0xFF1B, 0xFF1F)},
}

FOLDS = "".join(_FOLDED).encode()
_PRICE_OF_FOLDING = 1.0
# What else is lost, but for a price: NBSP and NEL, stripped as white space; NBSP and the soft hyphen, dropped.
_STRIPPED = b"\x85\xa0"
_DROPPED = b"\xa0\xad"
_PRICE_OF_DROPPING = 1.0
_PRICE_OF_ANYTHING = 2.0
_PRICE_OF_BEING_ALONE = 4.0
_PRICE_OF_STRIPPING = 1.0
_PRICE_OF_CUTTING = 3.0


def encode_with_holes(text: str, read: str) -> bytes:
    r"""The bytes that were read as this text, 0xFF for each U+FFFD. Raises `UnicodeEncodeError`.

    >>> encode_with_holes("鍥\ufffd功", "gbk")
    b'\xe5\x9b\xff\xb9\xa6'
    """
    if REPLACEMENT not in text:
        return encode(text, read)
    return _LOST.join([encode(piece, read) for piece in text.split(REPLACEMENT)])


def is_single(read: str) -> bool:
    """Has the encoding one byte for each character?"""
    return read in _SINGLE


@cache
def _failing(read: str) -> tuple[bytes, ...]:
    """For each byte: those before it that Python's codec of this encoding gives U+FFFD for."""
    if read == "latin-1":
        return (_CONTROLS,) * 0x100  # it reads everything, but nobody keeps its controls
    codec = _CODEC.get(read, read)
    table: list[bytes] = []
    for following in range(0x100):
        failing = bytearray()
        for byte in _HIGH:
            try:
                bytes((byte, following)).decode(codec)
            except UnicodeDecodeError as error:
                if error.start == 0:
                    failing.append(byte)
        table.append(bytes(failing))
    return tuple(table)


@cache
def likenesses(read: str) -> bytes:
    """For each byte the first before which the same bytes fail: all that matters of what follows a hole."""
    first: dict[bytes, int] = {}
    return bytes(
        first.setdefault(failing + bytes((byte < 0x80,)), byte) for byte, failing in enumerate(_failing(read))
    )


@cache
def _failing_somewhere(read: str) -> bytes:
    """The bytes that fail before some byte beyond ASCII."""
    table = _failing(read)
    return bytes(byte for byte in _HIGH if any(byte in table[following] for following in _HIGH[:-1]))


@cache
def _failed_before(read: str) -> bytes:
    """The bytes beyond ASCII before which some byte fails that does not fail before all."""
    table = _failing(read)
    return bytes(following for following in _HIGH[:-1] if table[following])


def one_lost(read: str, following: int) -> tuple[Way, ...]:
    """What may have been lost as Python loses it: the byte that fails before this one (0xFF: another loss)."""
    possible = _failing_somewhere(read) if following == LOST else _failing(read)[following]
    return (Way((possible,)),) if possible else ()


@lru_cache(1024)
def one_or_two_lost(read: str, following: int) -> tuple[Way, ...]:
    """What may have been lost as browsers lose it: two bytes beyond ASCII that are no pair together.

    One is lost before a byte of ASCII, and where it begins no pair at all.
    """
    if is_single(read):
        return (*one_lost(read, following), Way((_HIGH[:-1],), _PRICE_OF_ANYTHING))
    alone = _failing(read)[following] if following < 0x80 else _never_leading(read)
    pair = Way((_failing_somewhere(read), _failed_before(read)))
    return (pair, Way((alone,), 0.0 if following < 0x80 else _PRICE_OF_BEING_ALONE)) if alone else (pair,)


@cache
def _never_leading(read: str) -> bytes:
    """The bytes that fail before any byte."""
    return bytes(byte for byte in _HIGH if all(byte in failing for failing in _failing(read)))


@lru_cache(1024)
def dropped(read: str, following: int, at_end: bool) -> tuple[Way, ...]:
    """What may have vanished before a byte: nothing, what fails there, what cleaners drop; at the end anything."""
    ways = [Way(()), *(way._replace(price=_PRICE_OF_DROPPING) for way in one_lost(read, following))]
    if not is_single(read):
        last = _failing(read)[following] if following != LOST else _failing_somewhere(read)
        ways.append(Way((_failing_somewhere(read), last), 2 * _PRICE_OF_DROPPING))
    if is_single(read):
        ways.append(Way((_DROPPED,), _PRICE_OF_STRIPPING))
    if at_end:
        anything = _HIGH[:0x40]
        ways += [
            Way((_STRIPPED,), _PRICE_OF_STRIPPING),
            Way((anything,), _PRICE_OF_CUTTING),
            Way((anything, anything), 2 * _PRICE_OF_CUTTING),
        ]
    return tuple(ways)


@cache
def alike(read: str) -> Mapping[bytes, tuple[Way, ...]]:
    """For the usual code of each character that an encoding has more than one code for, all of them."""
    if is_single(read) or read.startswith("gb"):
        return {}
    codec = _CODEC.get(read, read)
    found: dict[str, list[bytes]] = {}
    for lead in range(0x81, 0xFF):
        for trail in range(0x40, 0xFF):
            code = bytes((lead, trail))
            try:
                character = code.decode(codec)
            except UnicodeDecodeError:
                continue
            if len(character) == 1:
                found.setdefault(character, []).append(code)
    return {
        encode(character, read): tuple(Way(tuple(bytes((byte,)) for byte in code)) for code in codes)
        for character, codes in found.items()
        if len(codes) > 1
    }


def is_ambiguous(text: str, read: str) -> bool:
    """Has the encoding two codes for a character of the text, so that even what failed nowhere is in doubt?"""
    return not _alike_characters(read).isdisjoint(text)


@cache
def _alike_characters(read: str) -> frozenset[str]:
    return frozenset(code.decode(_CODEC.get(read, read)) for code in alike(read))


@lru_cache(1024)
def unfolded(byte: int, read: str) -> tuple[Way, ...]:
    """The ASCII character and those that it may have been made from."""
    ways = [Way((bytes((byte,)),))]
    for original in _FOLDED.get(chr(byte), ""):
        try:
            data = encode(original, read)
        except UnicodeEncodeError:
            continue
        if not data.isascii():
            ways.append(Way(tuple(bytes((b,)) for b in data), _PRICE_OF_FOLDING))
    return tuple(ways)
