r"""Characters that take no ink: which there are, and which of them nobody needs.

What finds structure in a text (a fence, a blank line, the end of a URL) reads past the ones that `tidy` will
take out, so that it finds the same structure before and after.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from normalise.language.patterns import compile_later

# These are the insides of regular-expression classes.

# Cc but for \t \n \r; soft hyphen; bidi controls; Mongolian selectors; zero-width space, joiners, word joiner;
# variation selectors; byte order mark; tags.
UNSEEN = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060\u2066-\u206f\ufe00-\ufe0f\ufeff\U000e0001\U000e0020-\U000e007f\U000e0100-\U000e01ef"
)

# Spaces that are not U+0020: no-break, the typographer's widths, narrow no-break, mathematical.
ODD_SPACES = "\xa0\u2000-\u200a\u202f\u205f"

# Everything that a reader takes for the blank part of a line.
BLANKS = f" \t\u3000{ODD_SPACES}"

# Unified ideographs, their extensions, compatibility ideographs, and 〇.
HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"

# Radicals of both blocks, which look like ideographs and are not.
RADICALS = "\u2e80-\u2e99\u2e9b-\u2ef3\u2f00-\u2fd5"

_SELECTORS = compile_later("[\ufe00-\ufe0f\U000e0100-\U000e01ef\u180b-\u180d\u180f]")
_DIRECTION = compile_later("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f]")
_JOINERS = compile_later("[\u180e\u200b-\u200d\u2060]")
_TAGS = compile_later("[\U000e0020-\U000e007f]")
# Scripts in which a joiner or a zero-width space shapes or parts words: Arabic and its neighbours, those of
# India and South-East Asia, Tibetan, Mongolian.
_SHAPED = compile_later(
    "[\u0590-\u109f\u1780-\u18af\u1900-\u1cff\ua840-\uabff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00011fff\U0001e800-\U0001efff]"
)
_MONGOLIAN = compile_later("[\u1800-\u18aa]")
_RIGHT_TO_LEFT = compile_later(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_RADICAL = compile_later(f"[{RADICALS}]")
_CJK = compile_later(f"[{HAN}{RADICALS}\u3001-\u301f\uff01-\uff65\u2018-\u201d\u2026]")
# Not symbols by Unicode's categories, and emoji all the same.
_EMOJI_TOO = "0123456789#*‼⁉〰〽ℹ"
_SKIN_TONES = "\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"
_BLACK_FLAG = "\U0001f3f4"
# What parts lines or pages: taken out between two words, it would make them one.
_SEPARATORS = "\x0b\x0c\x1c\x1d\x1e\x85"
# A letter in UTF-8 read as Latin-1 or Windows-1252: a C1 control or no-break space behind it belongs to it.
_BROKEN_LETTER = compile_later("[\xc2-\xf4][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]{0,2}\\Z")
# Pairs that a character between them keeps from being Markdown or a comment, as an author may have meant.
_WELDS = frozenset({"``", "~~", "--", "++", "<!", "!-", "->", "..", "\\`", "\\\\"})


class Needless(NamedTuple):
    """A character at `offset` of a run that nobody needs: why, and what takes its place ("" or a space)."""

    offset: int
    reason: str
    after: str


def is_right_to_left(line: str) -> bool:
    """Does the line hold Hebrew, Arabic or another script that runs from right to left."""
    return _RIGHT_TO_LEFT.search(line) is not None


def is_part_of_broken_letter(text: str, position: int) -> bool:
    r"""Is the character at `position` a byte of a letter in UTF-8 that was read as Latin-1, not yet repaired.

    >>> is_part_of_broken_letter("ã\x80\x82", 1), is_part_of_broken_letter("甲\x80", 1)
    (True, False)
    """
    return _BROKEN_LETTER.search(text[max(0, position - 3) : position]) is not None


def find_needless(line: str, start: int, end: int, *, right_to_left: bool) -> Iterator[Needless]:
    r"""Of the run of unseen characters `line[start:end]`: those that may go.

    What is in use stays: joiners and selectors of emoji, joiners of the scripts that need them, selectors
    after a character that can take them, soft hyphens of Latin words, directions where something runs from
    right to left, a page break at the start of a line, bytes that repairing may yet make a letter of.

    >>> [*find_needless("❤\u200b\ufe0f", 1, 3, right_to_left=False)]
    [Needless(offset=1, reason='zero-width', after='')]
    """
    before = line[start - 1] if start else ""
    after = line[end : end + 1]
    if before + after in _WELDS:
        return
    base = last = before  # `last` is what stays, `base` the same without selectors and joiners
    for offset in range(start, end):
        character = line[offset]
        if "\x80" <= character <= "\xad" and is_part_of_broken_letter(line, offset):
            reason = None
        else:
            reason = _needless(character, base, last, after, right_to_left)
        if reason is None:
            last = character
            if character != "\u200d" and not _SELECTORS.match(character):
                base = character
            continue
        parts_words = character in _SEPARATORS and _is_latin(last) and _is_latin(after)
        yield Needless(offset, reason, " " if parts_words else "")
        if parts_words:
            base = last = " "


def _needless(character: str, base: str, last: str, after: str, right_to_left: bool) -> str | None:
    if character == "\ufeff":
        return "bom"
    if _SELECTORS.match(character):
        return None if base == last and _takes(base, character) else "selector"
    if _DIRECTION.match(character):
        return None if right_to_left else "direction"
    if _JOINERS.match(character):
        shapes = _SHAPED.match(base) or _SHAPED.match(after)
        return None if shapes or (character == "\u200d" and _joins(base, last, after)) else "zero-width"
    if character == "\xad":
        return "zero-width" if _CJK.match(base) or _CJK.match(after) else None
    if _TAGS.match(character):
        return None if base == _BLACK_FLAG or _TAGS.match(last) else "zero-width"
    if character == "\U000e0001":
        return "zero-width"
    return None if character == "\x0c" and last in ("", "\x0c") else "control"


def _takes(base: str, selector: str) -> bool:
    """Can this base take this selector: by Unicode's variation sequences, of emoji, and of ideographs."""
    if not base:
        return False
    if selector >= "\U000e0100":
        return re.match(f"[{HAN}]", base) is not None
    if selector < "\u2000":
        return _MONGOLIAN.match(base) is not None
    if selector in "\ufe0e\ufe0f":
        return _is_symbol(base) or unicodedata.category(base) == "Sm" or base in _EMOJI_TOO
    return base == "0" or (not base.isascii() and unicodedata.category(base)[0] in "LNPS")


def _joins(base: str, last: str, after: str) -> bool:
    """Does a joiner stand between two emoji."""
    return last != "\u200d" and all(
        character != "" and (_is_symbol(character) or character in _SKIN_TONES) for character in (base, after)
    )


def _is_symbol(character: str) -> bool:
    """Is it one by Unicode's category, and no radical, which has the same category."""
    return unicodedata.category(character) == "So" and not _RADICAL.match(character)


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()
