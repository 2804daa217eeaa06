"""Encodings as the web reads them, which is not always as Python does.

Sources: the WHATWG Encoding Standard (https://encoding.spec.whatwg.org/) for Big5 and windows-1252;
Microsoft's code page 936 for 0x80 as the euro sign.
"""

import codecs
import re
from typing import NamedTuple

from normalise.language.patterns import compile_later
from normalise.result import OptionError

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

# Python's big5hkscs has all that the web's Big5 has, HKSCS and ETEN's 碁銹裏墻恒粧嫺 included,
# but differs in these symbols.
_HKSCS_TO_WEB = {
    "\u2022": "\u2027",  # ‧
    "\uff64": "\ufe51",  # ﹑
    "\u203e": "\u00af",  # ¯
    "\u223c": "\uff5e",  # ～
    "\u2641": "\u2295",  # ⊕
    "\u2609": "\u2299",  # ⊙
    "\u00a5": "\uffe5",  # ￥
    "\u00a2": "\uffe0",  # ￠
    "\u00a3": "\uffe1",  # ￡
    "\uffed": "\u2593",  # ▓
}
_WEB_TO_HKSCS = {web: hkscs for hkscs, web in _HKSCS_TO_WEB.items()}
_CODEC = {"big5": "big5hkscs"}
_EURO = b"\xa3\xe1"  # in the web's Big5, but not in Python's
_PAIRED = frozenset({"big5hkscs", "big5", "cp950", "cp949", "euc_kr", "euc_jp", "gb2312", "gbk"})
_WINDOWS_936 = frozenset({"gb18030", "gbk"})
# Where a strict decoder of these takes the bytes, none of them is bad, nor stands for half of a surrogate pair.
_SOUND = frozenset({"utf-8", "gb18030", "gbk", "big5hkscs"})
_ESCAPE = "normalise-escape"
_ESCAPED = compile_later("[\udc00-\udcff]")

# windows-1252 and its kin leave some bytes undefined; the web reads them as the C1 controls of the same number.
_UNDEFINED = {
    "cp1250": (0x81, 0x83, 0x88, 0x90, 0x98),
    "cp1251": (0x98,),
    "cp1252": (0x81, 0x8D, 0x8F, 0x90, 0x9D),
}

_SUPERSET = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "cp950": "big5",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
}
_NOT_OF_DOCUMENTS = frozenset(
    {"idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape", "mbcs", "oem"}
)


class BadByte(NamedTuple):
    """A byte that an encoding has no character for: where in the text, where in the data, and which."""

    position: int
    offset: int
    byte: int


class Decoded(NamedTuple):
    """Text with U+FFFD for each bad byte, and where these are."""

    text: str
    bad: tuple[BadByte, ...] = ()


def canonical(name: str) -> str:
    """Python's name of an encoding. Raises `OptionError` where there is none, or it is not of text.

    >>> canonical("GBK"), canonical("UTF8")
    ('gbk', 'utf-8')
    """
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        raise OptionError(
            f"unknown encoding {name!r}; try utf-8, gb18030, big5 or another that Python knows"
        ) from None
    if not getattr(info, "_is_text_encoding", True) or info.name.replace("_", "-") in _NOT_OF_DOCUMENTS:
        raise OptionError(f"{name!r} is no encoding of documents; try utf-8, gb18030 or big5")
    return info.name


def superset(name: str) -> str:
    """The encoding that a label is read by, as the web does: who says GB2312 may mean any of GB18030.

    >>> superset("gb2312"), superset("utf-8")
    ('gb18030', 'utf-8')
    """
    return _SUPERSET.get(name, name)


def decode(data: bytes | memoryview, encoding: str) -> Decoded:
    r"""Read bytes by an encoding, whatever is wrong with them. No byte order mark is expected.

    >>> decode(b"\xd6\xd0\xff\xce\xc4", "gb18030")
    Decoded(text='中�文', bad=(BadByte(position=1, offset=2, byte=255),))
    """
    text, may_be_bad = _escaped(data, encoding)
    if not (may_be_bad and _ESCAPED.search(text)):
        return Decoded(text)
    bad: list[BadByte] = []
    pieces: list[str] = []
    position = offset = 0
    for match in _ESCAPED.finditer(text):
        before = text[position : match.start()]
        offset += len(encode(before, encoding)) if before else 0
        byte = ord(match[0]) - 0xDC00
        bad.append(BadByte(match.start(), offset, byte))
        pieces += (before, "€" if byte == 0x80 and encoding in _WINDOWS_936 else REPLACEMENT)
        position, offset = match.end(), offset + 1
    pieces.append(text[position:])
    return Decoded("".join(pieces), tuple(bad))


def read_text(data: bytes | memoryview, encoding: str) -> str:
    r"""The text of `decode` alone, which takes less time: where its bad bytes are has not to be found out.

    >>> read_text(b"\xd6\xd0\xff\xce\xc4", "gb18030")
    '中�文'
    """
    text, may_be_bad = _escaped(data, encoding)
    if not (may_be_bad and _ESCAPED.search(text)):
        return text
    if encoding in _WINDOWS_936:
        text = text.replace("\udc80", "€")
    return _ESCAPED.sub(REPLACEMENT, text)


def read_strictly(data: bytes, encoding: str) -> str | None:
    r"""The text of `decode` where no byte is bad, else None, which is known at the first of them.

    >>> read_strictly("图书".encode("gb18030"), "gb18030"), read_strictly("图书".encode("gb18030"), "utf-8")
    ('图书', None)
    """
    try:
        return _mend(str(data, _CODEC.get(encoding, encoding)), encoding)
    except UnicodeDecodeError:
        if encoding not in _UNDEFINED and not (encoding == "big5" and _EURO in data):
            return None
    text, _ = _escaped(data, encoding)
    return None if _ESCAPED.search(text) else text


def _escaped(data: bytes | memoryview, encoding: str) -> tuple[str, bool]:
    """The text with U+DC00 + byte for each bad byte, and whether there may be one."""
    codec = _CODEC.get(encoding, encoding)
    try:
        return _mend(str(data, codec), encoding), codec not in _SOUND
    except UnicodeDecodeError:
        # Of UTF-8 no byte of ASCII is ever bad, so Python's own handler, which is fast, does as much as ours.
        return _mend(str(data, codec, "surrogateescape" if codec == "utf-8" else _ESCAPE), encoding), True


class Decoder:
    r"""`decode` for bytes that come in pieces, wherever they are cut; what is bad is U+FFFD, and counted.

    >>> decoder = Decoder("gb18030")
    >>> decoder.feed(b"\xd6") + decoder.feed(b"\xd0\xff") + decoder.feed(b"", final=True), decoder.bad
    ('中�', 1)
    """

    def __init__(self, encoding: str) -> None:
        self.bad = 0
        self._encoding = encoding
        self._decoder = codecs.getincrementaldecoder(_CODEC.get(encoding, encoding))(_ESCAPE)

    @property
    def pending(self) -> int:
        """How many of the bytes so far are the beginning of a character that is not whole yet."""
        return len(self._decoder.getstate()[0])

    def feed(self, data: bytes, *, final: bool = False) -> str:
        """The text of the characters that are whole by now; with `final`, of all that is left."""
        text = _mend(self._decoder.decode(data, final), self._encoding)
        if not _ESCAPED.search(text):
            return text
        text, bad = _ESCAPED.subn(self._replace, text)
        self.bad += bad
        return text

    def _replace(self, match: re.Match[str]) -> str:
        return "€" if match[0] == "\udc80" and self._encoding in _WINDOWS_936 else REPLACEMENT


def encode(text: str, encoding: str) -> bytes:
    r"""The bytes that `decode` would read as this text. Raises `UnicodeEncodeError`.

    >>> encode("€", "gbk"), encode("\x81", "cp1252")
    (b'\x80', b'\x81')
    """
    if encoding == "big5":
        data = _exchange(text, _WEB_TO_HKSCS).replace("€", "\udca3\udce1")
        return data.encode("big5hkscs", "surrogateescape")
    if encoding == "gbk":
        # Code page 936: the euro sign is one byte. GBK proper has none.
        return text.replace("€", "\udc80").encode("gbk", "surrogateescape")
    if encoding in _UNDEFINED:
        text = _exchange(text, {chr(code): chr(code + 0xDC00) for code in _UNDEFINED[encoding]})
        return text.encode(encoding, "surrogateescape")
    return text.encode(encoding)


def _mend(text: str, encoding: str) -> str:
    """Put right where Python's codec and the web's differ."""
    if encoding == "big5":
        return _exchange(text.replace("\udca3\udce1", "€"), _HKSCS_TO_WEB)
    if encoding in _UNDEFINED:
        return _exchange(text, {chr(code + 0xDC00): chr(code) for code in _UNDEFINED[encoding]})
    return text


def _exchange(text: str, characters: dict[str, str]) -> str:
    """Characters for others, of which a text seldom has one: `str.translate` would look at each of its characters."""
    for character, other in characters.items():
        if character in text:
            text = text.replace(character, other)
    return text


def _escape(error: UnicodeError) -> tuple[str, int]:
    """Stand in for bad bytes by U+DC00 + byte, which no decoder makes; a pair goes as a pair, to stay in step."""
    assert isinstance(error, UnicodeDecodeError)
    data, start, end = error.object, error.start, error.end
    if (
        error.encoding in _PAIRED
        and end < start + 2 <= len(data)
        and data[start + 1] > 0xA0
        and data[start] < 0xFF
    ):
        end = start + 2
    if end == start + 1:
        return chr(0xDC00 + data[start]), end
    return "".join([chr(0xDC00 + byte) for byte in data[start:end]]), end


codecs.register_error(_ESCAPE, _escape)
