"""The stage: from bytes to text, with an account of every byte that had to be given up."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from normalise.edits import Edit, newlines, rewrite
from normalise.options import Options
from normalise.result import Change
from normalise.stages.decode.structure import read_plain_utf8

if TYPE_CHECKING:
    from normalise.stages.decode.guess import Guess
    from normalise.stages.decode.repairs import Repair


class Reading(NamedTuple):
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
    if options.encoding == "auto":
        plain = read_plain_utf8(data)
        if plain is not None:
            return Reading(plain, "utf-8", 1.0, {})
    return _decode_with_care(data, options)


def _decode_with_care(data: bytes, options: Options) -> Reading:
    """Read bytes of which nothing is known, with all that this takes: plain UTF-8 starts without these modules."""
    from normalise.stages.decode.declaration import mend_declarations  # noqa: PLC0415
    from normalise.stages.decode.guess import guess_encoding, name_encoding  # noqa: PLC0415
    from normalise.stages.decode.pieces import read_in_pieces  # noqa: PLC0415
    from normalise.stages.decode.repairs import MARK  # noqa: PLC0415

    guess = guess_encoding(data) if options.encoding == "auto" else name_encoding(data, options.encoding)
    text, repairs = read_in_pieces(data[guess.mark :], guess.codec)
    mended = rewrite(text, [] if guess.codec == "utf-8" else mend_declarations(text))
    counts = Counter(repair.rule for repair in repairs)
    if guess.mark:
        counts[MARK] = 1
    encoding = guess.encoding
    if encoding == "big5" and _needs_hkscs(text, repairs):
        encoding = "big5hkscs"
    return Reading(
        mended.text,
        encoding,
        guess.confidence,
        {**counts, **mended.counts},
        _explain(data, guess, text, repairs, mended.edits) if options.explain else (),
    )


def _needs_hkscs(text: str, repairs: "Sequence[Repair]") -> bool:
    """Has the text characters that only Hong Kong's supplement to Big5 has? Repairs are none of it."""
    ends = [0, *(repair.position + len(repair.after) for repair in repairs)]
    starts = [*(repair.position for repair in repairs), len(text)]
    try:
        "".join(text[end:start] for end, start in zip(ends, starts, strict=True)).encode("cp950")
    except UnicodeEncodeError:
        return True
    return False


def _explain(
    data: bytes, guess: "Guess", text: str, repairs: "Sequence[Repair]", declarations: Sequence[Edit]
) -> tuple[Change, ...]:
    """The changes, with offsets into the bytes."""
    from normalise.language.encodings import encode  # noqa: PLC0415
    from normalise.stages.decode.repairs import MARK  # noqa: PLC0415

    starts = newlines(text)
    mark = guess.mark
    changes = [Change("decode", MARK, 1, 0, mark, data[:mark].hex(), "")] if mark else []
    for repair in repairs:
        start, end = repair.start + mark, repair.end + mark
        line = bisect_right(starts, repair.position) + 1
        before = data[start:end].hex()
        changes.append(
            Change("decode", repair.rule, line, start, end, before, repair.after, repair.confidence)
        )
    for edit in declarations:
        start = mark + len(encode(text[: edit.start], guess.codec))
        end = start + len(encode(text[edit.start : edit.end], guess.codec))
        line = bisect_right(starts, edit.start) + 1
        changes.append(Change("decode", edit.rule, line, start, end, data[start:end].hex(), edit.after))
    return tuple(sorted(changes, key=lambda change: change.start))
