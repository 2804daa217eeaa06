"""Bytes without end: the encoding is found in their beginning, and the rest is read by it, line by line."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain

from normalise.edits import rewrite
from normalise.language.encodings import Decoder
from normalise.options import Options
from normalise.result import UndecodableError
from normalise.stages.decode.declaration import mend_declarations
from normalise.stages.decode.guess import Guess, guess_encoding, name_encoding
from normalise.stages.decode.pieces import MIXABLE, Edges, read_in_pieces
from normalise.stages.decode.repairs import BAD_BYTE, MARK
from normalise.stages.decode.structure import read_plain_utf8

# A line is read as a whole, to find out whether it is of another encoding; but not one without an end.
LONGEST_LINE = 1 << 20


def guess_beginning(beginning: bytes, options: Options) -> Guess:
    """How to read bytes of which these are the beginning, cut anywhere.

    Raises `UndecodableError` and `OptionError` as `decode` does.
    """
    if options.encoding != "auto":
        return name_encoding(beginning, options.encoding)
    whole = _to_line_end(beginning)
    if read_plain_utf8(whole) is not None:
        return Guess("utf-8", 1.0, "utf-8")
    return guess_encoding(whole)


def read_on(pieces: Iterable[bytes], guess: Guess, counts: Counter[str]) -> Iterator[str]:
    """The text of the bytes in pieces, of any sizes; what is wrong with a line is handled as `decode` does.

    The declarations of the first text are mended, so the first piece should hold a few thousand bytes. What was
    done is added to `counts`, as the text comes.
    """
    read = _read_lines if guess.codec in MIXABLE else _read
    texts = read(_without_mark(pieces, guess.mark), guess.codec, counts)
    if guess.mark:
        counts[MARK] += 1
    if guess.codec != "utf-8":
        for text in texts:
            mended = rewrite(text, mend_declarations(text))
            counts.update(mended.counts)
            yield mended.text
            break
    yield from texts


def read_strictly(pieces: Iterable[bytes], guess: Guess) -> Iterator[str]:
    """The text of the bytes in pieces. Raises `UndecodableError` at the first byte that is bad."""
    decoder = Decoder(guess.codec)
    offset = 0
    for piece in chain(_without_mark(pieces, guess.mark), [None]):
        text = decoder.feed(piece or b"", final=piece is None)
        if decoder.bad:
            raise UndecodableError(
                f"after byte {guess.mark + offset} there is one that is not {guess.encoding}, "
                "and the decode stage, which would find out, is off"
            )
        yield text
        offset += len(piece or b"")


def _without_mark(pieces: Iterable[bytes], mark: int) -> Iterator[bytes]:
    for piece in pieces:
        yield piece[mark:]
        mark = max(mark - len(piece), 0)


def _read(pieces: Iterable[bytes], codec: str, counts: Counter[str]) -> Iterator[str]:
    decoder = Decoder(codec)
    for piece in pieces:
        yield decoder.feed(piece)
    yield decoder.feed(b"", final=True)
    if decoder.bad:
        counts[BAD_BYTE] += decoder.bad


def _read_lines(pieces: Iterable[bytes], codec: str, counts: Counter[str]) -> Iterator[str]:
    """Text of whole lines, but for those that are longer than `LONGEST_LINE`: these are cut between characters."""
    first = True
    held = b""

    def read(data: bytes, *, last: bool) -> str:
        text, repairs = read_in_pieces(data, codec, Edges(first, last))
        counts.update(repair.rule for repair in repairs)
        return text

    for piece in pieces:
        held += piece
        end = _last_line_end(held)
        if not end and len(held) > LONGEST_LINE:
            end = _last_character_end(held, codec)
        if end:
            yield read(held[:end], last=False)
            held, first = held[end:], False
    if held:
        yield read(held, last=True)


def _last_line_end(data: bytes) -> int:
    r"""Where the last line that is whole ends; a `\r` at the very end may be half of a line's end."""
    newline = data.rfind(b"\n") + 1
    returned = data.rfind(b"\r", newline, len(data) - 1) + 1
    return max(newline, returned)


def _last_character_end(data: bytes, codec: str) -> int:
    decoder = Decoder(codec)
    decoder.feed(data)
    return len(data) - decoder.pending


def _to_line_end(beginning: bytes) -> bytes:
    """The beginning without the half of a character that it may end with."""
    if b"\0" in beginning:  # UTF-16 or UTF-32, where a line's end is not a byte
        return beginning[: len(beginning) - len(beginning) % 4]
    end = _last_line_end(beginning) or _last_character_end(beginning, "utf-8")
    return beginning[:end]
