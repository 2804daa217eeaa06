"""Mojibake that is not Chinese, by ftfy: UTF-8 read as Latin-1, Windows-1252 and their kin.

Only ftfy's repair of encodings is used. Its other defaults would make ASCII of ，！“”（）, and some of its
settings are ignored unless it explains, hence the explaining call (ftfy 6.3, `fix_and_explain`).
"""

from functools import cache
from typing import TYPE_CHECKING

from normalise.language.patterns import compile_later

if TYPE_CHECKING:
    from ftfy import TextFixerConfig

# Two characters beyond ASCII in a row that are neither CJK nor punctuation of general use, or à that lost its
# second half to a space.
_WORTH_A_LOOK = compile_later(r"[\x80-\u1fff\u20a0-\u2bff][\x80-\u2bff\ufffd]|[\x80-\x9f]|Ã")
# Hebrew and all that follows; punctuation, symbols, ligatures of Latin and emoji left out.
_ELSEWHERE = compile_later(
    "[\u0530-\u1dff\u1f00-\u1fff\u2c00-\u2dff\u3041-\ud7ff\uf900-\ufaff\ufb07-\ufdff\ufe70-\ufefc\U00010000-\U0001efff\U00020000-\U0010ffff]"
)
_LETTERS_OF_A_WORD = 3
# Signs that have to go with them, where the letters are fewer: a letter that was misread twice.
_SIGNS_OF_A_WORD = 6
_LOST = "\ufffd"
_CAPITAL_WITHIN = compile_later("[a-zß-öø-ÿ][À-ÖØ-Þ]\ufffd")
_C1 = compile_later(r"[\x80-\x9f]")


@cache
def _config() -> "TextFixerConfig":
    from ftfy import TextFixerConfig  # noqa: PLC0415 - 60 ms, and clean text never needs it

    return TextFixerConfig(
        unescape_html=False,
        remove_terminal_escapes=False,
        fix_encoding=True,
        restore_byte_a0=True,
        replace_lossy_sequences=True,
        decode_inconsistent_utf8=True,
        fix_c1_controls=True,
        fix_latin_ligatures=False,
        fix_character_width=False,
        uncurl_quotes=False,
        fix_line_breaks=False,
        fix_surrogates=False,
        remove_control_chars=False,
        normalization=None,
    )


def find_western(text: str) -> str | None:
    """The text with its Western mojibake undone, or None where there is none.

    >>> find_western("schÃ¶n"), find_western("schön")
    ('schön', None)
    """
    if not _WORTH_A_LOOK.search(text):
        return None
    from ftfy import fix_encoding_and_explain, fixes  # noqa: PLC0415

    fixed = fix_encoding_and_explain(text, _config()).text
    if _C1.search(fixed):
        fixed = fixes.fix_c1_controls(fixed)
    if fixed == text or _is_chance(text, fixed) or _takes_only_letters(text, fixed):
        return None
    return fixed


def _is_chance(text: str, fixed: str) -> bool:
    """Has a letter or two of another alphabet come out, as ײ of ×² and 㱩 of ã±©? A word would have more."""
    letters = len(_ELSEWHERE.findall(fixed)) - len(_ELSEWHERE.findall(text))
    return 0 < letters < _LETTERS_OF_A_WORD and len(text) - len(fixed) < _SIGNS_OF_A_WORD


def _takes_only_letters(text: str, fixed: str) -> bool:
    """Has nothing happened but that letters before lost characters went? Then they were letters."""
    if _LOST not in text or _CAPITAL_WITHIN.search(text):
        return False
    rest = iter(text)
    return all(character in rest for character in fixed.replace(_LOST, ""))
