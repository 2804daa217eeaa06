"""Charsets that a document declares in its own text: found as evidence, mended when they become false."""

import re
from collections.abc import Iterator

from normalise.edits import Edit
from normalise.language.encodings import canonical, superset
from normalise.language.patterns import compile_later
from normalise.result import OptionError

# HTML Standard, "prescan a byte stream": a declaration counts in the first 1,024 bytes; pages of portals put
# theirs later than that, so more is read here.
_REACH = 4096
_LABEL = r"([A-Za-z0-9][A-Za-z0-9._:+-]{1,40})"
_MARKUP_START = compile_later(r"\s{0,64}<(?:[!?A-Za-z])")
_META = compile_later(r"<meta\b[^<>]{0,200}?charset\s{0,8}=\s{0,8}[\"']?\s{0,8}" + _LABEL, re.IGNORECASE)
_XML = compile_later(r"\s{0,64}<\?xml\b[^<>]{0,100}?encoding\s{0,8}=\s{0,8}[\"']" + _LABEL, re.IGNORECASE)
_CSS = compile_later(r'@charset "' + _LABEL + '"')
# PEP 263, Emacs and Vim: in a comment on one of the first two lines.
_CODING = compile_later(
    r"(?:[^\r\n]{0,200}(?:\r\n|\r|\n))?[ \t\f]{0,16}(?:#|//|/\*|\"|;|%|--|<!--|\.\.)"
    r"[^\r\n]{0,80}?\b(?:file)?(?:en)?coding\s{0,4}[:=]\s{0,4}" + _LABEL
)


def find_declared(data: bytes) -> str | None:
    """The encoding that the bytes declare, by Python's name of it; None for none, or one unknown.

    >>> find_declared(b'<html><meta charset="GB2312">')
    'gb2312'
    """
    head = data[:_REACH].decode("latin-1")
    for start, end in _declarations(head):
        try:
            return canonical(head[start:end])
        except OptionError:
            continue
    return None


def mend_declarations(text: str) -> list[Edit]:
    """Edits that make every declaration in the text say utf-8; offsets are code points of the text.

    >>> mend_declarations("<?xml version='1.0' encoding='GBK'?>")
    [Edit(start=30, end=33, after='utf-8', rule='decode/declaration', confidence=1.0, counted=1)]
    """
    edits = []
    for start, end in _declarations(text[:_REACH]):
        try:
            declared = superset(canonical(text[start:end]))
        except OptionError:
            continue
        if declared not in ("utf-8", "utf-8-sig"):
            edits.append(Edit(start, end, "utf-8", "decode/declaration"))
    return edits


def _declarations(head: str) -> Iterator[tuple[int, int]]:
    if _MARKUP_START.match(head):
        if match := _XML.match(head):
            yield match.span(1)
        for match in _META.finditer(head):
            yield match.span(1)
    if match := _CSS.match(head):
        yield match.span(1)
    if match := _CODING.match(head):
        yield match.span(1)
