"""The forward model: what a farm does to a text, and what is read of it.

The text is in GBK. For each character of the farm's list in turn its two bytes are replaced by the same two
and the reading in brackets, and full-width punctuation by its ASCII twin, *as bytes*: so the replacement
also strikes where the second byte of one character and the first of the next happen to be the pair that is
sought. A lead byte that is left before ASCII is read as a question mark, and from there on all is read one
byte off, until a byte that stands alone brings it back in step.
"""

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from normalise.language.patterns import compile_later

# Full-width punctuation that farms make ASCII of.
HALVED = "，；：！？（）"
_SHIFT = 0xFEE0
_LOST_BRACKET = compile_later(r"\?\(")
_FULL_WIDTH = {code: code - _SHIFT for code in range(0xFF01, 0xFF5F)}


class Rule(NamedTuple):
    """One replacement in the farm's list: of a character by itself and its reading, or by its ASCII twin."""

    character: str
    reading: str = ""

    @property
    def pair(self) -> bytes:
        """The two bytes that are replaced."""
        return to_bytes(self.character)

    @property
    def replacement(self) -> bytes:
        """The bytes that they are replaced by."""
        if self.reading:
            return self.pair + f"({self.reading})".encode("gb18030")
        return half_width(self.character).encode("ascii")


def half_width(character: str) -> str:
    """The ASCII twin of a full-width character."""
    return chr(ord(character) - _SHIFT)


def full_width(character: str) -> str:
    """The full-width twin of an ASCII character."""
    return chr(ord(character) + _SHIFT)


def to_bytes(text: str) -> bytes:
    """Text as GBK; characters that it lacks as GB18030 has them."""
    return text.encode("gb18030", "replace")


@cache
def characters() -> dict[bytes, str]:
    """Every pair of bytes that is read as a character; those that become private-use characters are not."""
    found = {}
    for lead in range(0x81, 0xFF):
        for trail in range(0x40, 0xFF):
            pair = bytes((lead, trail))
            if trail != 0x7F and not _is_private(character := pair.decode("gb18030")):
                found[pair] = character
    return found


def _is_private(character: str) -> bool:
    return "\ue000" <= character <= "\uf8ff"


def read(data: bytes) -> str:
    r"""What is read of spliced bytes: `?` for a lead byte before ASCII, nothing for private-use characters.

    >>> read("輸".encode("gbk") + b"\xb5(sh)\xc4" + "形象和聲譽".encode("gbk")[:-1])
    '輸?sh)男蜗蠛吐曌'
    """
    known = characters()
    pieces: list[str] = []
    position = 0
    while position < len(data):
        byte = data[position]
        trail = data[position + 1] if position + 1 < len(data) else 0
        if byte < 0x80:
            pieces.append(chr(byte))
            position += 1
        elif byte in {0x80, 0xFF}:
            pieces.append("€")
            position += 1
        elif 0x40 <= trail <= 0xFE and trail != 0x7F:
            pieces.append(known.get(data[position : position + 2], ""))
            position += 2
        else:
            pieces.append("?")
            position += 2 if trail == 0x28 else 1
    return "".join(pieces)


def splice(text: str, rules: Iterable[Rule]) -> str:
    """The text as the farm's page shows it, the rules applied in their order.

    >>> splice("運輸的形象和聲譽造成", [Rule("數", "shù")])
    '運輸?shù)男蜗蠛吐曌u造成'
    >>> splice("工作。活動中，黨員", [Rule("，"), Rule("；")])
    '工作?;顒又?,黨員'
    """
    data = to_bytes(text)
    for rule in rules:
        data = data.replace(rule.pair, rule.replacement)
    return read(data)


def folded(page: str) -> str:
    """Text of a page as it is compared: crawlers fold its width, and not all readers swallow the bracket."""
    return _LOST_BRACKET.sub("?", page.replace("\ufffd", "?").translate(_FULL_WIDTH))
