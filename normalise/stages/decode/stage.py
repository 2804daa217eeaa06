"""The stage: from bytes to text, with an account of every byte that had to be given up."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from normalise.edits import Edit, newlines, rewrite
from normalise.language.encodings import REPLACEMENT, BadByte, encode
from normalise.language.encodings import decode as read
from normalise.options import Options
from normalise.result import Change
from normalise.stages.decode.declaration import mend_declarations
from normalise.stages.decode.guess import guess_encoding, name_encoding

_BAD_BYTE = "decode/bad-byte"
_EURO = "decode/euro"
_MARK = "decode/byte-order-mark"


@dataclass(frozen=True, slots=True)
class Reading:
    """What `decode` gives back: the text, never with a byte order mark, and what was done to get it.

    Offsets in the changes are bytes, `before` is in hex.
    """

    text: str
    encoding: str
    confidence: float
    counts: Mapping[str, int]
    changes: tuple[Change, ...] = ()


def decode(data: bytes, options: Options) -> Reading:
    """Read the bytes as text; a byte that has no meaning becomes U+FFFD.

    Raises `UndecodableError` where the bytes are not text or no encoding is certain enough, and
    `OptionError` where `options.encoding` names none.
    """
    guess = guess_encoding(data) if options.encoding == "auto" else name_encoding(data, options.encoding)
    text, bad = read(memoryview(data)[guess.mark :], guess.codec)
    is_utf8 = guess.codec == "utf-8"
    mended = rewrite(text, [] if is_utf8 else mend_declarations(text))
    counts = dict(mended.counts)
    if guess.mark:
        counts[_MARK] = 1
    for byte in bad:
        rule = _rule(text, byte)
        counts[rule] = counts.get(rule, 0) + 1
    changes = _explain(data, guess.mark, guess.codec, text, bad, mended.edits) if options.explain else ()
    encoding = guess.encoding
    if encoding == "big5" and not _fits(text, "cp950"):
        encoding = "big5hkscs"
    return Reading(mended.text, encoding, guess.confidence, counts, changes)


def _rule(text: str, byte: BadByte) -> str:
    return _BAD_BYTE if text[byte.position] == REPLACEMENT else _EURO


def _fits(text: str, encoding: str) -> bool:
    try:
        text.replace(REPLACEMENT, "").encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _explain(
    data: bytes,
    mark: int,
    codec: str,
    text: str,
    bad: tuple[BadByte, ...],
    declarations: Sequence[Edit],
) -> tuple[Change, ...]:
    """The changes, with offsets into the bytes."""
    starts = newlines(text)
    changes = [Change("decode", _MARK, 1, 0, mark, data[:mark].hex(), "")] if mark else []
    for byte in bad:
        line = bisect_right(starts, byte.position) + 1
        offset = mark + byte.offset
        changes.append(
            Change(
                "decode", _rule(text, byte), line, offset, offset + 1, f"{byte.byte:02x}", text[byte.position]
            )
        )
    for edit in declarations:
        start = mark + len(encode(text[: edit.start], codec))
        end = start + len(encode(text[edit.start : edit.end], codec))
        line = bisect_right(starts, edit.start) + 1
        changes.append(Change("decode", edit.rule, line, start, end, data[start:end].hex(), edit.after))
    return tuple(sorted(changes, key=lambda change: change.start))
