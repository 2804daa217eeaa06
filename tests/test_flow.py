"""A document too long to be held: it comes out as if it had been, whatever it came in.

So that a few hundred characters are such a document, `flow` is given other sizes here.
"""

from collections import Counter
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from normalise import Normaliser, UndecodableError, normalise
from normalise.flow import flow
from normalise.sizes import SIZES, Sizes

SMALL = Sizes(document=3000, piece=700, part=400, edge=300)
SENTENCES = (
    "县图书馆从下个月起延长开放时间，市民可凭身份证办理借书证。\n",
    "馆长说：“晚上来的人多了一倍，自习室天天满座。”\n\n",
    "這裡存在著一座難求的情況，讀者說還要等半個鐘頭。\n",
    "会议要求各乡镇、各部门认真落实，确保按期完成任务。\r\n",
    "2031年5月6日，记者从市水务局获悉，水库今晨六时开闸放水。\n",
    "\n",
)
HEAD = "您当前的位置: 首页 > 部门动态\n\n县图书馆延长开放时间\n\n日期: 2031-05-06\n字体:[大 中 小]\n\n"
TAIL = "\n清溪县图书馆版权所有\n\nICP备案: 川ICP备2099012345号\n\n返回顶部\n"


def body(count: int) -> str:
    return "".join(SENTENCES[(number * 7 + number // 5) % len(SENTENCES)] for number in range(count))


def flowed(data: bytes | str, sizes: Sizes = SMALL, step: int = 997, **options: object) -> str:
    normaliser = Normaliser(**options)
    chunks: Any = [data[start : start + step] for start in range(0, len(data), step)]
    return "".join(flow(chunks, normaliser.options, normaliser, Counter(), sizes))


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "str"]
)
def test_it_comes_out_as_if_it_had_been_held(encoding: str) -> None:
    text = HEAD + body(400) + TAIL
    data: bytes | str = text if encoding == "str" else text.encode(encoding)
    assert len(data) > SMALL.document
    expected = normalise(data).text
    assert "返回顶部" not in expected
    assert flowed(data) == expected


@pytest.mark.parametrize("encoding", ["big5", "euc_jp", "hz", "cp1251"])
def test_encodings_that_are_named(encoding: str) -> None:
    text = {
        "big5": "圖書館說。\n",
        "euc_jp": "図書館で読む。\n",
        "hz": "图书馆。\n",
        "cp1251": "Библиотека\n",
    }[encoding]
    data = (text * 400).encode(encoding)
    assert flowed(data, encoding=encoding) == normalise(data, encoding=encoding).text


DAMAGE = st.sampled_from(
    [
        b"\xff",
        b"\x80",
        b"\xe5\x9b",
        b"\0",
        b"\xa3",
        b"\r",
        "緊密。\n".encode("big5"),
        "紧密。\n".encode("gb18030"),
    ]
)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["utf-8", "gb18030", "utf-16"]),
    st.lists(st.tuples(st.integers(0, 15_000), DAMAGE), max_size=4),
    st.lists(st.integers(1, 16_000), max_size=12),
)
def test_the_sizes_of_the_chunks_never_matter(
    encoding: str, damage: list[tuple[int, bytes]], cuts: list[int]
) -> None:
    data = (HEAD + body(200) + TAIL).encode(encoding)
    for place, bad in damage:
        data = data[:place] + bad + data[place:]
    # UTF-16 with a byte too few is mojibake from there on, over which repair takes its time.
    normaliser = Normaliser(skip="repair" if encoding == "utf-16" else ())

    def run(chunks: list[bytes]) -> str:
        return "".join(flow(chunks, normaliser.options, normaliser, Counter(), SMALL))

    places = sorted({0, *(cut for cut in cuts if cut < len(data)), len(data)})
    assert run([data[start:end] for start, end in pairwise(places)]) == run([data])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(SENTENCES), min_size=130, max_size=200), st.integers(1, 400))
def test_up_to_the_limit_a_stream_is_a_document(lines: list[str], step: int) -> None:
    text = "".join(lines)
    large = Sizes(document=len(text.encode()), piece=700, part=400, edge=300)
    assert flowed(text, large, step) == flowed(text.encode(), large, step) == normalise(text).text


@settings(max_examples=30, deadline=None)
@given(st.integers(300, 900), st.integers(300, 900), st.sampled_from([200, 300, 500]), st.integers(250, 400))
def test_the_sizes_of_the_parts_do_not_matter_to_prose(
    document: int, piece: int, part: int, count: int
) -> None:
    text = HEAD + body(count) + TAIL
    assert flowed(text.encode(), Sizes(document, piece, part, 300)) == normalise(text).text


def test_the_limit_is_that_of_the_contract() -> None:
    assert SIZES.document == 16 << 20


@pytest.mark.parametrize("chunks", [[], [b""], [""], [b"", b""]])
def test_nothing_comes_of_nothing(chunks: list[bytes]) -> None:
    assert "".join(Normaliser().stream(chunks)) == ""


@pytest.mark.parametrize("chunks", [["a", b"b"], [b"a", "b"], [1], [None]])
def test_other_chunks_are_a_type_error(chunks: list[bytes]) -> None:
    with pytest.raises(TypeError):
        list(Normaliser().stream(chunks))


def test_any_kind_of_bytes() -> None:
    assert "".join(Normaliser().stream([bytearray("緊".encode()), memoryview("密".encode())])) == "紧密"


# --- bad bytes amid a long document ------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize(
    "bad", [b"\xff", b"\xff\xfe\xff", b"\0", "\n緊密相連，不可分割。\n".encode("big5"), b"\x80"]
)
def test_a_fault_in_the_middle_is_handled_as_decode_does(encoding: str, bad: bytes) -> None:
    before, after = body(120).encode(encoding), body(120).encode(encoding)
    data = before + "说".encode(encoding) + bad + "明\n".encode(encoding) + after
    assert flowed(data) == normalise(data).text


def test_a_character_that_chunks_cut_is_no_fault() -> None:
    data = body(300).encode()
    for step in (1, 2, 3, 4, 5):
        assert "\ufffd" not in flowed(data, step=step)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_line_without_end_is_cut_between_characters(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("normalise.stages.decode.flow.LONGEST_LINE", 1000)
    data = ("图书馆延长开放时间，" * 1500).encode(encoding)
    assert flowed(data) == data.decode(encoding)


def test_bad_bytes_are_counted() -> None:
    normaliser = Normaliser()
    counts = Counter[str]()
    data = (body(120) + "说").encode() + b"\xff" + body(120).encode()
    list(flow([data], normaliser.options, normaliser, counts, SMALL))
    assert counts["decode/bad-byte"] == 1
    assert counts["convert/t2s"] == normalise(data).counts["convert/t2s"]


def test_what_is_no_text_is_refused_before_anything_comes() -> None:
    with pytest.raises(UndecodableError):
        next(flow([bytes(range(256)) * 50], Normaliser().options, Normaliser(), Counter(), SMALL))


def test_without_decode_a_bad_byte_ends_it() -> None:
    data = body(300).encode() + b"\xff"
    with pytest.raises(UndecodableError, match="not utf-8"):
        flowed(data, skip="decode")
    assert flowed(data[:-1], skip="decode") == normalise(data[:-1]).text


# --- what holds for the whole document ---------------------------------------------------------------------

GLOSSED = "導(dǎo)言說(shuō)明：國(guó)家發(fā)展需要時(shí)間，導(dǎo)師說(shuō)這個國(guó)家的時(shí)代在發(fā)展。\n"


def test_glosses_go_wherever_they_are_if_the_beginning_shows_the_farm() -> None:
    text = GLOSSED * 80 + "今天天气很好，大家都到图书馆去看书。\n" * 200 + "再看導(dǎo)言。\n"
    assert "(" not in normalise(text).text
    assert "(" not in flowed(text)


def test_a_lone_gloss_stays() -> None:
    text = "今天天气很好，大家都到图书馆去看书。\n" * 300 + "再看導(dǎo)言。\n"
    assert flowed(text).endswith("再看导(dǎo)言。\n")


JAPANESE = "図書館で本を読みます。毎日勉強をしています。\n"


@pytest.mark.parametrize("before", [20, 200])
def test_japanese_stays_where_a_line_alone_would_not_show_that_it_is(before: int) -> None:
    text = JAPANESE * before + "國會圖書館\n" * 60 + JAPANESE * 100 + "國會圖書館\n" * 60 + JAPANESE
    assert flowed(text) == text


def test_traditional_text_is_converted_where_a_line_alone_would_not_show_it() -> None:
    text = (
        "這裡存在著一座難求的情況，讀者說還要等半個鐘頭。\n" * 150 + "王丙乾\n\n" + "讀者說還要等。\n" * 150
    )
    assert flowed(text) == normalise(text).text


@pytest.mark.parametrize(
    ("opening", "closing"),
    [("```python\n", "```\n"), ("<!-- normalise: off -->\n", "<!-- normalise: on -->\n")],
)
def test_what_must_stay_stays_through_any_number_of_parts(opening: str, closing: str) -> None:
    block = opening + 'print("緊密") #  \n' * 400 + closing
    text = body(150) + block + body(150)
    assert block in flowed(text)
    assert flowed(text) == normalise(text).text


# --- furniture ---------------------------------------------------------------------------------------------


def test_furniture_goes_at_the_edges_of_the_document_and_not_at_those_of_the_parts() -> None:
    edge_only = "上一篇：水库今晨开闸放水\n"
    text = HEAD + (body(30) + edge_only) * 12 + body(30) + TAIL
    expected = normalise(text).text
    assert expected.count(edge_only) == 12
    assert flowed(text) == expected


def test_furniture_that_is_sure_goes_in_the_middle_too() -> None:
    text = (body(25) + "字体:[大 中 小]\n\n" + body(24)) * 8
    assert "字体" not in flowed(text)
    assert flowed(text) == normalise(text).text


@pytest.mark.parametrize("stages", ["decode", "decode,repair", "strip", "tidy,convert"])
def test_some_of_the_stages(stages: str) -> None:
    text = HEAD + body(200) + TAIL
    assert flowed(text, stages=stages) == normalise(text, stages=stages).text
