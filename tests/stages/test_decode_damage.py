"""decode: documents that no one codec reads whole."""

from itertools import permutations
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalise import Options
from normalise.stages.decode import decode
from normalise.stages.decode.pieces import _find_all
from normalise.stages.decode.resynchronise import resynchronise

LINES = (
    "县图书馆从下个月起延长开放时间",
    "市民可凭身份证办理借书证，也可在手机上预约座位",
    "馆长说：“晚上来的人多了一倍，自习室天天满座。”",
    "开放时间为每周二至周日，周一闭馆整理图书",
    "读者可将归还的图书投入门口的还书箱",
)
TRADITIONAL = (
    "縣圖書館從下個月起延長開放時間",
    "市民可憑身分證辦理借書證，也可在手機上預約座位",
    "館長說：「晚上來的人多了一倍，自習室天天滿座。」",
    "開放時間為每週二至週日，週一閉館整理圖書",
)
TEXT = "\n".join(LINES * 4)


@pytest.mark.parametrize(("main", "other"), [*permutations(["utf-8", "gb18030", "big5"], 2)])
@pytest.mark.parametrize("place", [0, 5, -1])
def test_a_line_of_another_encoding_is_read_by_its_own(main: str, other: str, place: int) -> None:
    lines = list(TRADITIONAL * 4 if main == "big5" else LINES * 4)
    data = [line.encode(main) for line in lines]
    lines[place] = TRADITIONAL[1] if other == "big5" else LINES[1]
    data[place] = lines[place].encode(other)
    whole = b"\n".join(data)
    reading = decode(whole, Options(explain=True))
    assert reading.text == "\n".join(lines)
    assert reading.encoding == main
    (change,) = reading.changes
    assert (change.rule, change.after) == ("decode/foreign-line", lines[place])
    assert whole[change.start : change.end] == data[place] == bytes.fromhex(change.before)
    assert change.line == range(1, len(lines) + 1)[place]


def test_half_in_one_encoding_and_half_in_another() -> None:
    half = [line.encode("gb18030" if number % 2 else "utf-8") for number, line in enumerate(LINES * 6)]
    assert decode(b"\n".join(half), Options()).text == "\n".join(LINES * 6)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5"])
@pytest.mark.parametrize("offset", [1, 17, 18, 40, 111])
def test_a_nul_goes_wherever_it_stands(encoding: str, offset: int) -> None:
    text = "\n".join(TRADITIONAL * 4)
    whole = text.encode(encoding)
    reading = decode(whole[:offset] + b"\0" + whole[offset:], Options(explain=True))
    assert reading.text == text
    (change,) = reading.changes
    assert (change.rule, change.start, change.end, change.before, change.after) == (
        "decode/nul",
        offset,
        offset + 1,
        "00",
        "",
    )


@pytest.mark.parametrize("offset", range(2, 60, 3))
def test_after_a_changed_byte_reading_is_in_step_again(offset: int) -> None:
    whole = bytearray(TEXT.encode("gb18030"))
    whole[offset] = 0xFF
    reading = decode(bytes(whole), Options())
    untouched = TEXT.encode("gb18030")[: offset - offset % 2].decode("gb18030", "ignore")
    assert reading.text.startswith(untouched[:-1])
    assert reading.text.endswith(TEXT[offset // 2 + 3 :])
    assert 1 <= reading.counts["decode/bad-byte"] <= 3


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le"])
def test_a_document_cut_inside_a_character(encoding: str) -> None:
    whole = TEXT.encode(encoding)
    assert decode(whole[:-1], Options()).text.startswith(TEXT[:-1])
    if encoding != "utf-16-le":
        assert decode(whole[1:], Options()).text.endswith(TEXT[1:])


def test_bytes_of_the_user_defined_area_are_read() -> None:
    data = TEXT.encode("gb18030")
    reading = decode(data[:30] + b"\xaa\xa1" + data[30:], Options())
    assert reading.text == TEXT[:15] + "\ue000" + TEXT[15:]
    assert not reading.counts


@pytest.mark.parametrize(
    "line",
    ["漁舟唱晚，響窮彭蠡之濱", "乾隆三十九年，镕铸铜鼎", "黼黻文章，爨宝子碑", "０．７－２．４－３．１"],
)
@pytest.mark.parametrize("place", [0, 3])
def test_rare_characters_are_no_other_encoding(line: str, place: int) -> None:
    lines = list(LINES)
    lines.insert(place, line)
    text = "\n".join(lines)
    reading = decode(text.encode("gb18030"), Options())
    assert (reading.text, dict(reading.counts)) == (text, {})


@given(st.sampled_from(["gb18030", "big5"]), st.binary(max_size=120))
def test_resynchronising_accounts_for_every_byte(codec: str, data: bytes) -> None:
    decoded = resynchronise(data, codec)
    assert all(
        data[bad.offset] == bad.byte and decoded.text[bad.position] in "\ufffd€" for bad in decoded.bad
    )
    good = b"".join(
        char.encode("big5hkscs" if codec == "big5" else codec, "ignore")
        for char in decoded.text
        if char not in "\ufffd€"
    )
    assert len(good) + len(decoded.bad) <= len(data)


@given(st.binary(max_size=200))
def test_every_change_tells_its_bytes(data: bytes) -> None:
    data = TEXT.encode("gb18030") + b"\n" + data
    for change in decode(data, Options(explain=True, encoding="gb18030")).changes:
        assert data[change.start : change.end] == bytes.fromhex(change.before)


@given(st.text("HL.", max_size=60), st.sampled_from(["HLHL", "HHHH"]))
def test_a_tell_is_found_wherever_it_stands(kinds: str, tell: str) -> None:
    data, places = kinds.encode(), []
    place = kinds.find(tell)
    while place >= 0:
        places.append(place)
        place = kinds.find(tell, place + len(tell))
    with patch("normalise.stages.decode.pieces._STRETCH", 8):
        assert list(_find_all(data, tell.encode())) == places
