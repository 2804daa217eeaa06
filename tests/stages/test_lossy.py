"""Mojibake that lost bytes on the way: filled in where it is sure, left open where it is not."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalise import Options, normalise
from normalise.edits import Rewrite
from normalise.language.encodings import REPLACEMENT, encode
from normalise.language.protect import Protection
from normalise.stages.repair import repair

TEXT = "县图书馆从下个月起延长开放时间，市民可凭身份证办理借书证，也可在手机上预约座位。"
HANT = "縣圖書館從下個月起延長開放時間，市民可憑身份證辦理借書證，也可在手機上預約座位。"


def work(text: str, lossy: str = "infer") -> Rewrite:
    return repair(text, Options(lossy=lossy), Protection())


def fix(text: str) -> str:
    return work(text).text


def read_with_losses(text: str, written: str, read: str, mark: str = REPLACEMENT) -> str:
    codec = "big5hkscs" if read == "big5" else read
    return encode(text, written).decode(codec, "replace").replace(REPLACEMENT, mark)


def agree(found: str, wanted: str) -> float:
    """The share of characters that are right, a hole counted as half."""
    assert len(found) == len(wanted)
    points = [
        1 if one == other else 0.5 if one == REPLACEMENT else 0
        for one, other in zip(found, wanted, strict=True)
    ]
    return sum(points) / len(points)


@pytest.mark.parametrize("mark", [REPLACEMENT, "?", ""], ids=["U+FFFD", "question mark", "nothing"])
@pytest.mark.parametrize("read", ["gbk", "gb18030", "cp1252", "cp1251", "cp932"])
def test_utf8_comes_back_however_the_loss_shows(read: str, mark: str) -> None:
    broken = read_with_losses(TEXT, "utf-8", read, mark)
    assert agree(fix(broken), TEXT) > 0.95


@pytest.mark.parametrize(
    ("text", "written", "read"),
    [
        (TEXT, "gb18030", "cp932"),
        (TEXT, "gb18030", "cp949"),
        (HANT, "big5", "cp932"),
        (HANT, "big5", "cp949"),
    ],
)
def test_pairs_of_bytes_come_back_where_the_loss_is_marked(text: str, written: str, read: str) -> None:
    broken = read_with_losses(text, written, read)
    assert REPLACEMENT in broken
    assert agree(fix(broken), text) > 0.9


@pytest.mark.parametrize(
    ("broken", "fixed"),
    [
        ("æ–‡ç« çš„å…ƒç´", "文章的元素"),  # the last byte is a no-break space, and was stripped
        ("鍥句功棣嗗欢闀垮紑鏀炬椂闂\ufffd", "图书馆延长开放时间"),
        ("е›ѕд№¦й¦†е»¶й•їејЂж”ѕж—¶й—ґ".replace("њ", "\ufffd"), "图书馆延长开放时间"),
    ],
)
def test_the_end_cut_off(broken: str, fixed: str) -> None:
    assert fix(broken) == fixed


@pytest.mark.parametrize(
    "fold",
    [
        ("\N{NO-BREAK SPACE}", " "),
        ("“”‘’", "\"\"''"),
    ],
    ids=["no-break spaces made spaces", "quotes straightened"],
)
def test_what_was_tidied_on_top(fold: tuple[str, str]) -> None:
    broken = TEXT.encode().decode("cp1252", "replace").translate(str.maketrans(*fold))
    assert agree(fix(broken), TEXT) > 0.95


def test_each_inferred_character_is_told_with_its_confidence() -> None:
    done = work(read_with_losses(TEXT, "utf-8", "gbk"))
    inferred = [edit for edit in done.edits if edit.rule == "repair/inferred"]
    assert done.counts["repair/utf-8-as-gbk"] == 1
    assert done.counts["repair/inferred"] == sum(edit.counted for edit in inferred) >= len(inferred) > 0
    assert all(0.5 < edit.confidence < 1 and len(edit.after) <= 6 for edit in inferred)


def test_a_hole_that_is_left_open_is_told() -> None:
    """Of 月 nothing is left."""
    data = TEXT.encode().decode("cp1252", "replace")
    done = work(f"{data[:21]}{REPLACEMENT * 3}{data[24:]}")
    assert done.text[7] == REPLACEMENT
    assert done.text.count(REPLACEMENT) == done.counts["repair/left-open"]
    assert done.counts["repair/inferred"] > 0


def test_marking_infers_nothing() -> None:
    broken = read_with_losses(TEXT, "utf-8", "gbk")
    done = work(broken, "mark")
    assert "repair/inferred" not in done.counts
    assert done.text.count(REPLACEMENT) > fix(broken).count(REPLACEMENT)
    assert all(one in (other, REPLACEMENT) for one, other in zip(done.text, TEXT, strict=True))


def test_a_page_that_was_misread_throughout_comes_back_line_by_line() -> None:
    """Also a line that lost nothing, and one too short to be sure of alone."""
    page = f"{TEXT}\n\n{TEXT[16:]}\n延长开放\n    {TEXT[:16]}\n"
    found = fix("\n".join(read_with_losses(line, "utf-8", "gbk") for line in page.split("\n")))
    assert [len(line) for line in found.split("\n")] == [len(line) for line in page.split("\n")]
    assert agree(found, page) > 0.95


def test_one_lossy_paragraph_in_a_clean_document() -> None:
    broken = read_with_losses(TEXT, "utf-8", "gbk")
    page = f"{TEXT}\n真的丢了一个字\ufffd，还有一问??\n{broken}\n{HANT}\n"
    assert fix(page) == page.replace(broken, fix(broken))


@pytest.mark.parametrize("read", ["gbk", "cp949", "cp932", "big5"])
def test_browsers_lose_two_bytes_at_once(read: str) -> None:
    """They swallow the second byte of what is no pair, unless it is ASCII (WHATWG Encoding Standard)."""

    def fail(error: UnicodeError) -> tuple[str, int]:
        assert isinstance(error, UnicodeDecodeError)
        pair = error.object[error.start : error.start + 2]
        return REPLACEMENT, error.start + (2 if len(pair) == 2 and pair[1] >= 0x80 else 1)

    codecs.register_error("test-as-browsers", fail)
    broken = TEXT.encode().decode("big5hkscs" if read == "big5" else read, "test-as-browsers")
    found = fix(broken)
    if found != broken:  # of Big5 and code page 949 too little is left
        assert agree(found, TEXT) > 0.8
    assert read in {"big5", "cp949"} or found != broken


def test_a_short_line_is_carried_by_the_others() -> None:
    page = f"{TEXT}\n{TEXT[16:]}\n预约座位\n"
    broken = "\n".join(read_with_losses(line, "utf-8", "gbk") for line in page.split("\n"))
    assert fix(broken).split("\n")[2].startswith("预约")


@pytest.mark.parametrize(
    "clean",
    [
        "UTF-8 的文本按 GBK 读，读不出来的字节变成 \ufffd：鍥句功棣\ufffd",
        "2031-05-06 12:00:01 ERROR 讀取失敗 \ufffd\ufffd\ufffd (code 12?)",
        "扫描件识别：图书\ufffd延长开\ufffd时间，“读者?可凭身份证办理\ufffd",
        "这一段\ufffd\ufffd丢了两个字，还有一处\ufffd。",
        "真的吗????你说什么???",
        "\ufffd\ufffd\ufffd",
        "図書館では\ufffd来月から開館時間を延長します?",
        "도서관은 다음 달부터\ufffd 늦게까지 엽니다?",
        "Что\ufffd это такое??",
        "L’été\ufffd à la plage ?",
        "│\ufffd├── 2 ─ 3 ?",
        "鸊鷉、鸂鶒、\ufffd鸰、鵩鸟?",
        "x = '\ufffd' if é else \"ü?\"",
    ],
)
def test_losses_in_clean_text_are_left(clean: str) -> None:
    assert fix(clean) == clean


@given(st.text(st.sampled_from('图书馆的一了，。\ufffd?" é鍥句功棣嗗ÓÐﾎﾄ한'), max_size=40))
def test_twice_is_once(text: str) -> None:
    once = fix(text)
    assert fix(once) == once


@given(st.sets(st.integers(0, 120), min_size=1, max_size=12))
def test_any_bytes_may_be_lost_and_the_report_can_be_replayed(lost: set[int]) -> None:
    data = TEXT.encode().decode("latin-1")
    broken = "".join(REPLACEMENT if place in lost else byte for place, byte in enumerate(data))
    done = normalise(broken, stages="repair", explain=True)
    pieces: list[str] = []
    position = 0
    for change in done.changes:
        assert broken[change.start : change.end] == change.before
        pieces += (broken[position : change.start], change.after)
        position = change.end
    assert "".join(pieces) + broken[position:] == done.text
