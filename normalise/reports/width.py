"""Text as a terminal shows it: Chinese characters take two columns, and what would not show is written out."""

import unicodedata
from collections.abc import Iterable, Iterator

COLUMNS = 80
# The blank that Chinese paragraphs begin with shows well enough.
_NAMES = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\u3000": "\u3000"}


def visible(text: str) -> str:
    r"""The text with what does not show, or would not stay in its place, written out.

    >>> print(visible("甲\u200b乙\n\ue000"))
    甲<U+200B>乙\n<U+E000>
    """
    return text if text.isprintable() else "".join(map(_visible, text))


def _visible(character: str) -> str:
    if character in _NAMES:
        return _NAMES[character]
    return character if character.isprintable() else f"<U+{ord(character):04X}>"


def visible_blanks(text: str) -> str:
    """The text as `visible` has it; if it is nothing but blanks, these show too.

    >>> visible_blanks("  "), visible_blanks("\u3000 甲")
    ('␣␣', '\u3000 甲')
    """
    if text.strip(" \u3000"):
        return visible(text)
    return text.replace(" ", "␣").replace("\u3000", "<U+3000>")


def width(text: str) -> int:
    r"""How many columns the text takes.

    >>> width("導(dǎo)言"), width("e\u0301")
    (9, 1)
    """
    return len(text) if text.isascii() else sum(map(_width, text))


def _width(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def pad(text: str, columns: int) -> str:
    """The text with blanks up to so many columns.

    >>> pad("縣志", 6)
    '縣志  '
    """
    return text + " " * (columns - width(text))


def cut(text: str, columns: int, *, keep_end: bool = False) -> str:
    """As much of the text's beginning, or of its end, as fits; an ellipsis stands for the rest.

    >>> cut("縣圖書館", 6), cut("縣圖書館", 6, keep_end=True)
    ('縣圖…', '…書館')
    """
    if width(text) <= columns:
        return text
    taken = _take(reversed(text) if keep_end else text, columns - 1)
    return "…" + taken[::-1] if keep_end else taken + "…"


def wrap(text: str, columns: int) -> Iterator[str]:
    """The text in lines that fit, broken at blanks where there are any, else anywhere.

    >>> list(wrap("rules of 縣圖書館 and so on", 12))
    ['rules of', '縣圖書館 and', 'so on']
    """
    while width(text) > columns:
        head = _take(text, columns)
        rest = text[len(head) :]
        blank = head.rfind(" ")
        if not rest.startswith(" ") and blank > 0:
            head, rest = text[:blank], text[blank:]
        yield head.rstrip()
        text = rest.lstrip()
    yield text


def _take(characters: Iterable[str], columns: int) -> str:
    taken = []
    for character in characters:
        columns -= _width(character)
        if columns < 0:
            break
        taken.append(character)
    return "".join(taken)
