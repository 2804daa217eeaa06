"""What the bytes show by their structure alone: marks, escapes, control characters."""

import codecs

from normalise.language.patterns import compile_later

# The longer first: a UTF-32 mark begins with a UTF-16 one.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CODEC_OF_MARK = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
# HZ (RFC 1843) writes GB 2312 in pairs of seven-bit bytes; ISO 2022 (RFC 1468, RFC 1557) announces its sets.
_HZ = compile_later(rb"~\{(?:[\x21-\x77][\x21-\x7e])+~\}")
_ISO_2022 = (
    (compile_later(rb"\x1b\$(?:[@B]|\(D)"), "iso2022_jp_2"),
    (compile_later(rb"\x1b\$\)C"), "iso2022_kr"),
)
_CONTROL_BYTES = compile_later(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_BEGINNING = 1024
_HIGH_RUN = compile_later(rb"[\x80-\xff]+")
_AMID_LETTERS = compile_later(rb"(?<=[A-Za-z])[\x80-\xff]{2}(?=[A-Za-z])")
_LETTERS = compile_later(rb"[A-Za-z]+")
_NULS_IN_WIDE = 0.3
_SHORTEST_WIDE = 8
# In which of each four bytes NULs abound, for text that is mostly ASCII or mostly not.
_WIDE_SHAPES = {
    (False, True, False, True): "utf-16-le",
    (True, False, True, False): "utf-16-be",
    (False, False, True, True): "utf-32-le",
    (False, True, True, True): "utf-32-le",
    (True, True, False, False): "utf-32-be",
    (True, True, True, False): "utf-32-be",
}
_SHORTEST_FILLER = 16
_SHORTEST_WESTERN = 20
_SINGLE_IN_WESTERN = 0.6
_LETTERS_IN_WESTERN = 0.5
_NOT_CONTROLS = bytes({*range(256)} - {*range(0x09), *range(0x0E, 0x1B), *range(0x1C, 0x20), 0x7F})
_CONTROL = compile_later(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
# A document may have a stray control character or NUL; an archive or an image is full of them.
_CONTROLS_IN_TEXT = 0.02


def find_mark(data: bytes) -> tuple[str, str, int] | None:
    """The byte order mark: the encoding's name with it, the codec that reads on after it, its length.

    >>> find_mark(codecs.BOM_UTF8 + b"a")
    ('utf-8-sig', 'utf-8', 3)
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name, _CODEC_OF_MARK[mark], len(mark)
    return None


def find_escapes(data: bytes) -> str | None:
    """The seven-bit encoding whose escapes the data has: HZ or ISO 2022; only a suspicion, till it decodes.

    >>> find_escapes(b"~{VPND~}"), find_escapes(b"~/x ~{}~")
    ('hz', None)
    """
    for pattern, encoding in _ISO_2022:
        if pattern.search(data):
            return encoding
    return "hz" if _HZ.search(data) else None


def read_plain_utf8(data: bytes) -> str | None:
    """The fast path of nearly all input: valid UTF-8 without a mark, escapes or control characters.

    Control characters are looked for at the beginning alone: what is not text shows it there, and a search of
    the whole would cost more than the decoding. None sends the data the long way, where all is weighed.
    """
    if b"\0" in data or b"\x1b" in data or _CONTROL_BYTES.search(data, 0, _BEGINNING):
        return None
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return None
    return None if text.startswith("\ufeff") or (data.isascii() and b"~{" in data) else text


def has_controls(text: str) -> bool:
    """Is there any control character that text seldom has?"""
    return _CONTROL.search(text) is not None


def has_control_bytes(data: bytes) -> bool:
    """Is there any byte that is a control character in encodings whose characters begin with single bytes?"""
    return bool(data.translate(None, _NOT_CONTROLS))


def find_wide(data: bytes) -> str | None:
    r"""UTF-16 or UTF-32 without a mark, where NULs show it: the high bytes of letters, spaces and newlines.

    >>> find_wide("plain text".encode("utf-16-be")), find_wide(b"plain\x00text")
    ('utf-16-be', None)
    """
    beginning = data[:_BEGINNING]
    quarter = max(len(beginning) // 4, 1)
    first, second, third, fourth = (
        beginning[place::4].count(0) >= quarter * _NULS_IN_WIDE for place in range(4)
    )
    return _WIDE_SHAPES.get((first, second, third, fourth)) if len(data) >= _SHORTEST_WIDE else None


def is_filler(data: bytes) -> bool:
    """Is this the same byte beyond ASCII, or NUL, over and over, as on an erased disk?"""
    return len(data) > _SHORTEST_FILLER and not 0 < data[0] < 0x80 and data.count(data[0]) == len(data)


def looks_western(data: bytes) -> bool:
    """Do most bytes beyond ASCII stand one by one or amid letters, as é and çõ do? In Chinese they come in pairs.

    >>> looks_western("La bibliothèque a été rénovée".encode("cp1252")), looks_western("在Java里".encode("gbk"))
    (True, False)
    """
    if len(data) < _SHORTEST_WESTERN:
        return False
    runs = _HIGH_RUN.findall(data)
    letters = sum(map(len, _LETTERS.findall(data)))
    single = sum(len(run) == 1 for run in runs) + len(_AMID_LETTERS.findall(data))
    return (
        bool(runs) and single >= len(runs) * _SINGLE_IN_WESTERN and letters >= len(data) * _LETTERS_IN_WESTERN
    )


def is_binary(text: str) -> bool:
    r"""Are there so many control characters that this is no text?

    >>> is_binary("一\x00二"), is_binary("PK\x03\x04\x14\x00\x06\x00")
    (False, True)
    """
    controls = len(_CONTROL.findall(text))
    return controls > max(1, len(text) * _CONTROLS_IN_TEXT)
