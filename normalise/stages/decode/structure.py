"""What the bytes show by their structure alone: marks, escapes, control characters."""

import codecs
import re

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
_HZ = re.compile(rb"~\{(?:[\x21-\x77][\x21-\x7e])+~\}")
_ISO_2022 = (
    (re.compile(rb"\x1b\$(?:[@B]|\(D)"), "iso2022_jp_2"),
    (re.compile(rb"\x1b\$\)C"), "iso2022_kr"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
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


def has_controls(text: str) -> bool:
    """Is there any control character that text seldom has?"""
    return _CONTROL.search(text) is not None


def is_binary(text: str) -> bool:
    r"""Are there so many control characters that this is no text?

    >>> is_binary("一\x00二"), is_binary("PK\x03\x04\x14\x00\x06\x00")
    (False, True)
    """
    controls = len(_CONTROL.findall(text))
    return controls > max(1, len(text) * _CONTROLS_IN_TEXT)
