"""decode: which encoding, which bytes were bad, which declarations became false."""

import gzip
import random
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalise import BinaryError, Change, OptionError, Options, UndecodableError
from normalise.stages.decode import decode

SIMPLIFIED = "县图书馆新到一批地方志，读者凭证件可在二楼阅览室查阅。开放时间为每周二至周日。\n"
TRADITIONAL = "縣圖書館新到一批地方志，讀者憑證件可在二樓閱覽室查閱。開放時間為每週二至週日。\n"
CANTONESE = "佢哋喺度傾偈，啲嘢唔見咗。茶餐廳嘅凍檸茶加埋菠蘿油，夠晒經典。\n"
RARE = "他姓𠅤，名叫㐂，家住䲡鱼巷，平日里种菜、钓鱼、写字，日子过得安安静静。\n"
JAPANESE = "図書館では、来月から開館時間を延長します。仕事の帰りにも、どうぞお立ち寄りください。\n"
KOREAN = "도서관은 다음 달부터 개관 시간을 연장합니다. 퇴근길에 들러 주시기 바랍니다.\n"
RUSSIAN = "С будущего месяца библиотека будет работать дольше, приходите после работы.\n"
FRENCH = "À partir du mois prochain, la bibliothèque fermera plus tard ; elle a été rénovée cet été.\n"

ENCODED = [
    ("utf-8", SIMPLIFIED, "utf-8"),
    ("utf-8-sig", SIMPLIFIED, "utf-8-sig"),
    ("utf-16", SIMPLIFIED, "utf-16"),
    ("utf-16-le", SIMPLIFIED, "utf-16-le"),
    ("utf-16-be", SIMPLIFIED, "utf-16-be"),
    ("utf-16-le", TRADITIONAL, "utf-16-le"),
    ("utf-32", SIMPLIFIED, "utf-32"),
    ("utf-32-le", SIMPLIFIED, "utf-32-le"),
    ("gb2312", SIMPLIFIED, "gb18030"),
    ("gbk", TRADITIONAL, "gb18030"),
    ("gb18030", RARE, "gb18030"),
    ("big5", TRADITIONAL, "big5"),
    ("big5hkscs", CANTONESE, "big5hkscs"),
    ("hz", SIMPLIFIED, "hz"),
    ("euc_jp", JAPANESE, "euc_jp"),
    ("cp932", JAPANESE, "cp932"),
    ("iso2022_jp", JAPANESE, "iso2022_jp_2"),
    ("cp949", KOREAN, "cp949"),
    ("cp1251", RUSSIAN, "cp1251"),
    ("koi8-r", RUSSIAN, "koi8-r"),
    ("cp1252", FRENCH, "cp1252"),
]


@pytest.mark.parametrize(("encoding", "text", "name"), ENCODED, ids=[f"{e}-{t[:3]}" for e, t, _ in ENCODED])
def test_encoding_is_found(encoding: str, text: str, name: str) -> None:
    reading = decode(text.encode(encoding), Options())
    assert (reading.encoding, reading.text) == (name, text)
    assert reading.confidence > 0.9


@pytest.mark.parametrize("length", [6, 8, 12, 16])
@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("gb18030", SIMPLIFIED),
        ("big5", TRADITIONAL),
        ("utf-8", SIMPLIFIED),
        ("utf-16-le", SIMPLIFIED),
        ("utf-16-be", TRADITIONAL),
    ],
)
def test_short_text_is_enough(encoding: str, text: str, length: int) -> None:
    for start in range(len(text) - length):
        piece = text[start : start + length]
        assert decode(piece.encode(encoding), Options()).text == piece


@pytest.mark.parametrize(
    "text",
    ["", "plain ASCII\n", "a ~{ b ~} c", "cd ~/{a,b}; ls ~{x}\n", "\x1b[1mbold\x1b[0m\n", "form\x0cfeed"],
)
def test_ascii_is_utf8(text: str) -> None:
    assert decode(text.encode(), Options()).encoding == "utf-8"
    assert decode(text.encode(), Options()).text == text


DAMAGED = [
    pytest.param("gb18030", 40, b"\xff", id="gb18030-ff"),
    pytest.param("utf-8", 60, b"\xff", id="utf8-ff"),
    pytest.param("utf-8", 60, b"\xe4\xb8", id="utf8-half-a-character"),
    pytest.param("big5", 40, b"\xff", id="big5-ff"),
]


@pytest.mark.parametrize(("encoding", "offset", "bad"), DAMAGED)
def test_bad_bytes_are_marked_and_the_rest_is_right(encoding: str, offset: int, bad: bytes) -> None:
    text = (TRADITIONAL if encoding == "big5" else SIMPLIFIED) * 20
    whole = text.encode(encoding)
    reading = decode(whole[:offset] + bad + whole[offset:], Options(explain=True))
    before = len(whole[:offset].decode(encoding))
    assert reading.encoding == encoding
    assert reading.text == text[:before] + "\ufffd" * len(bad) + text[before:]
    assert reading.counts == {"decode/bad-byte": len(bad)}
    assert reading.changes == tuple(
        Change("decode", "decode/bad-byte", 1, offset + index, offset + index + 1, f"{byte:02x}", "\ufffd")
        for index, byte in enumerate(bad)
    )


def test_windows_euro_in_gbk() -> None:
    reading = decode("价格是".encode("gbk") + b"\x80" + SIMPLIFIED.encode("gbk"), Options())
    assert reading.text == "价格是€" + SIMPLIFIED
    assert reading.counts == {"decode/euro": 1}


def test_cut_end() -> None:
    reading = decode(SIMPLIFIED.strip("。\n").encode("gb18030")[:-1], Options())
    assert reading.text == SIMPLIFIED.strip("。\n")[:-1] + "\ufffd"


NOISE = random.Random(1).randbytes(3000)  # noqa: S311 - the same each time
BINARY = {
    "random": NOISE,
    "gzip": gzip.compress(SIMPLIFIED.encode() * 50, mtime=0),
    "zlib": zlib.compress(NOISE[:500]),
    "png": b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + bytes(13) + NOISE[:800],
    "elf": b"\x7fELF\x02\x01\x01" + bytes(9) + struct.pack("<HHIQQQ", 3, 62, 1, 64, 64, 0) * 20,
    "zeros": bytes(5000),
    "erased": b"\xff" * 5000,
}


@pytest.mark.parametrize("name", BINARY)
def test_what_is_no_text_is_refused(name: str) -> None:
    with pytest.raises(UndecodableError):
        decode(BINARY[name], Options())


def test_binary_is_called_so() -> None:
    with pytest.raises(BinaryError, match="binary"):
        decode(BINARY["png"], Options())


DECLARED = [
    ('<html><head><meta charset="gb2312"></head>', '<html><head><meta charset="utf-8"></head>'),
    (
        "<!DOCTYPE html>\n<meta http-equiv='Content-Type' content='text/html; charset=GBK'>",
        "<!DOCTYPE html>\n<meta http-equiv='Content-Type' content='text/html; charset=utf-8'>",
    ),
    ('<?xml version="1.0" encoding="GB18030"?>', '<?xml version="1.0" encoding="utf-8"?>'),
    ("# -*- coding: gbk -*-", "# -*- coding: utf-8 -*-"),
    (
        "#!/usr/bin/python\n# vim: set fileencoding=gb2312 :",
        "#!/usr/bin/python\n# vim: set fileencoding=utf-8 :",
    ),
    ("; -*- mode: lisp; coding: chinese-gbk -*-", "; -*- mode: lisp; coding: chinese-gbk -*-"),
    ("正文里说，网页写着 <meta charset=gb2312> 的时候", "正文里说，网页写着 <meta charset=gb2312> 的时候"),
    ("<html><meta charset='utf-8'>", "<html><meta charset='utf-8'>"),
]


@pytest.mark.parametrize(("before", "after"), DECLARED)
def test_a_declaration_that_becomes_false_is_mended(before: str, after: str) -> None:
    reading = decode(f"{before}\n{SIMPLIFIED}".encode("gb18030"), Options(explain=True))
    assert reading.text == f"{after}\n{SIMPLIFIED}"
    assert [change.rule for change in reading.changes] == ["decode/declaration"] * (before != after)


def test_the_offsets_of_a_mended_declaration_are_bytes() -> None:
    data = f"<!-- 首页 -->\n<meta charset=gb2312>\n{SIMPLIFIED}".encode("gb18030")
    (change,) = decode(data, Options(explain=True)).changes
    assert bytes.fromhex(change.before) == data[change.start : change.end] == b"gb2312"
    assert (change.line, change.after) == (2, "utf-8")


def test_utf8_that_says_otherwise_is_left() -> None:
    """The rewriting does not make that false: it was."""
    text = f'<html><meta charset="gb2312">{SIMPLIFIED}'
    assert decode(text.encode(), Options()).text == text


def test_a_declaration_is_evidence_not_law() -> None:
    lying = f'<html><meta charset="big5">{SIMPLIFIED}'.encode("gb18030")
    assert decode(lying, Options()).encoding == "gb18030"


@pytest.mark.parametrize(
    ("encoding", "data", "text", "name"),
    [
        ("gbk", "中文".encode("gbk"), "中文", "gb18030"),
        ("latin-1", "中文".encode("gbk"), "ÖÐÎÄ", "iso8859-1"),
        ("utf-8", "中文".encode("utf-8-sig"), "中文", "utf-8-sig"),
        ("utf-16", "中文".encode("utf-16"), "中文", "utf-16"),
        ("utf-16", "中文".encode("utf-16-le"), "中文", "utf-16-le"),
        ("big5", "碁".encode("cp950"), "碁", "big5"),
        ("utf-8", b"a\xffb", "a\ufffdb", "utf-8"),
    ],
)
def test_a_named_encoding_overrides(encoding: str, data: bytes, text: str, name: str) -> None:
    reading = decode(data, Options(encoding=encoding))
    assert (reading.text, reading.encoding) == (text, name)


@pytest.mark.parametrize("encoding", ["gbkk", "hex", "rot13"])
def test_an_unknown_encoding_is_an_option_error(encoding: str) -> None:
    with pytest.raises(OptionError, match=encoding):
        decode(b"a", Options(encoding=encoding))


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufeff\x00"), max_size=200))
def test_valid_utf8_without_controls_comes_out_as_it_is(text: str) -> None:
    text = "".join(char for char in text if char >= " " or char in "\n\r\t")
    if "~{" not in text:
        assert decode(text.encode(), Options()).text == text


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        reading = decode(data, Options())
    except UndecodableError:
        return
    assert not reading.text.startswith("\ufeff")
    assert 0 <= reading.confidence <= 1


def test_the_seam_of_samples_does_not_matter() -> None:
    """A long document is judged by samples; wherever these fall, the answer is the same."""
    for shift in range(4):
        text = "甲" * shift + SIMPLIFIED * 900
        assert decode(text.encode("gb18030"), Options()).encoding == "gb18030"
        assert decode(text.encode("utf-16-be"), Options()).encoding == "utf-16-be"
