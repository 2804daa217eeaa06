"""Encodings as the web reads them."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalise import OptionError
from normalise.language.encodings import canonical, decode, encode

READ_AS = [
    pytest.param("big5", "a4a4a4e5", "中文", id="big5"),
    pytest.param("big5", "f9d6f9d7f9d8f9d9f9daf9dbf9dc", "碁銹裏墻恒粧嫺", id="big5-eten"),
    pytest.param("big5", "a3e1", "€", id="big5-euro"),
    pytest.param("big5", "a145a14e", "‧﹑", id="big5-symbols-of-the-web"),
    pytest.param("big5", "8862", "Ê̄", id="big5-hkscs-two-code-points"),
    pytest.param("gb18030", "b0a1", "啊", id="gb18030"),
    pytest.param("gb18030", "8139ee39", "㐀", id="gb18030-four-bytes"),
    pytest.param("cp1252", "80819d", "€\x81\x9d", id="cp1252-undefined-bytes-are-controls"),
    pytest.param("cp1251", "98", "\x98", id="cp1251-undefined-byte"),
]


@pytest.mark.parametrize(("encoding", "data", "text"), READ_AS)
def test_reads_and_writes_as_the_web_does(encoding: str, data: str, text: str) -> None:
    assert decode(bytes.fromhex(data), encoding) == (text, ())
    assert encode(text, encoding) == bytes.fromhex(data)


BAD = [
    pytest.param("gb18030", "d6d0ffcec4", "中\ufffd文", [(1, 2, 0xFF)], id="stray-byte"),
    pytest.param("gb18030", "d6d0ce", "中\ufffd", [(1, 2, 0xCE)], id="cut-end"),
    pytest.param("gb18030", "80d6d0", "€中", [(0, 0, 0x80)], id="windows-euro"),
    pytest.param(
        "utf-8", "e4b8ade69641", "中\ufffd\ufffdA", [(1, 3, 0xE6), (2, 4, 0x96)], id="utf8-cut-character"
    ),
    pytest.param(
        "utf-16-le",
        "2d4e00d84100",
        "中\ufffd\ufffdA",
        [(1, 2, 0x00), (2, 3, 0xD8)],
        id="utf16-lone-surrogate",
    ),
    pytest.param(
        "big5", "a4a4c8ffa4a4", "中\ufffd\ufffd中", [(1, 2, 0xC8), (2, 3, 0xFF)], id="big5-no-trail"
    ),
    pytest.param(
        "big5",
        "a4a4c8b0a4a4",
        "中\ufffd\ufffd中",
        [(1, 2, 0xC8), (2, 3, 0xB0)],
        id="undefined-pair-keeps-step",
    ),
]


@pytest.mark.parametrize(("encoding", "data", "text", "bad"), BAD)
def test_each_bad_byte_is_marked_and_told(
    encoding: str, data: str, text: str, bad: list[tuple[int, int, int]]
) -> None:
    decoded = decode(bytes.fromhex(data), encoding)
    assert decoded.text == text
    assert list(decoded.bad) == bad


@pytest.mark.parametrize(
    "encoding", ["utf-8", "gb18030", "big5", "utf-16-le", "cp932", "euc_jp", "cp949", "cp1252"]
)
@given(data=st.binary(max_size=400))
def test_offsets_of_bad_bytes_are_true(encoding: str, data: bytes) -> None:
    for position, offset, byte in decode(data, encoding).bad:
        assert data[offset] == byte
        assert decode(data, encoding).text[position] in "\ufffd€"


def test_random_bytes_decode_in_every_encoding() -> None:
    data = os.urandom(20_000)
    for encoding in ("utf-8", "gb18030", "big5", "utf-16-be", "utf-32-le", "cp1250"):
        assert decode(data, encoding).text


@pytest.mark.parametrize("name", ["nonesuch", "base64", "rot13", "unicode_escape", "idna", "", "\0"])
def test_what_is_no_encoding_of_documents_is_refused(name: str) -> None:
    with pytest.raises(OptionError):
        canonical(name)
