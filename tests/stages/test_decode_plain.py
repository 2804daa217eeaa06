"""decode: what a few windows show is what the weighing of all encodings finds."""

from itertools import cycle, islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from normalise import BinaryError, Options, UndecodableError
from normalise.stages.decode import decode
from normalise.stages.decode.guess import guess_by_likelihood, guess_encoding
from normalise.stages.decode.plain import find_plain

CHINESE = (
    "县图书馆从下个月起延长开放时间，读者凭身份证即可借书。",
    "馆长说：“晚上来的人多了一倍，自习室天天满座。”",
    "山区公路下月动工，沿线三个村庄的居民将分批搬迁。",
    "学校食堂换了新灶，孩子们中午能吃上热饭热菜。",
)
TRADITIONAL = (
    "縣圖書館從下個月起延長開放時間，讀者憑身分證即可借書。",
    "館長說：「晚上來的人多了一倍，自習室天天滿座。」",
    "山區公路下月動工，沿線三個村莊的居民將分批搬遷。",
    "學校食堂換了新灶，孩子們中午能吃上熱飯熱菜。",
)
ENCODED = [
    ("gb18030", CHINESE),
    ("gb18030", TRADITIONAL),
    ("big5", TRADITIONAL),
    ("utf-16-le", CHINESE),
    ("utf-16-be", TRADITIONAL),
]
# None of these is Chinese, however Chinese some of their bytes may look.
NOT_CHINESE = [
    ("euc_jp", "図書館では、来月から開館時間を延長します。仕事の帰りにも、どうぞお立ち寄りください。"),
    ("euc_jp", "東京都立中央図書館蔵書検索案内、開館時間変更通知。"),
    ("cp932", "図書館では、来月から開館時間を延長します。仕事の帰りにも、どうぞお立ち寄りください。"),
    ("cp949", "도서관은 다음 달부터 개관 시간을 연장합니다. 퇴근길에 들러 주시기 바랍니다."),
    ("cp1251", "С будущего месяца библиотека будет работать дольше, приходите после работы."),
    ("cp1252", "À partir du mois prochain, la bibliothèque fermera plus tard ; elle a été rénovée cet été."),
]


def prose(lines: tuple[str, ...], count: int, end: str = "\n") -> str:
    """So many lines, these over and over."""
    return "".join(line + end for line in islice(cycle(lines), count))


@pytest.mark.parametrize(("encoding", "lines"), ENCODED)
@pytest.mark.parametrize("count", [4, 40, 900])
def test_prose_is_plain(encoding: str, lines: tuple[str, ...], count: int) -> None:
    text = prose(lines, count)
    data = text.encode(encoding)
    assert find_plain(data) == encoding
    assert decode(data, Options()).text == text


@pytest.mark.parametrize(("encoding", "lines"), ENCODED)
def test_the_middle_of_a_long_line_is_not_asked(encoding: str, lines: tuple[str, ...]) -> None:
    text = prose(lines, 900, end="")
    assert find_plain(text.encode(encoding)) in (encoding, None)
    assert decode(text.encode(encoding), Options()).text == text


@pytest.mark.parametrize(("encoding", "line"), NOT_CHINESE)
@pytest.mark.parametrize("count", [4, 400])
def test_what_is_not_chinese_is_not_plain(encoding: str, line: str, count: int) -> None:
    assert find_plain(f"{line}\n".encode(encoding) * count) is None


@pytest.mark.parametrize(("encoding", "lines"), ENCODED)
@pytest.mark.parametrize("lead", ["", "<html><head><title>", "def read(path):\n    "])
def test_a_little_is_not_enough(encoding: str, lines: tuple[str, ...], lead: str) -> None:
    assert find_plain(f"{lead}{lines[0]}".encode(encoding)) is None


@pytest.mark.parametrize("order", ["first other", "other first", "first other first"])
def test_parts_in_two_encodings_are_not_plain(order: str) -> None:
    parts = {"first": prose(CHINESE, 40).encode("gb18030"), "other": prose(TRADITIONAL, 40).encode("big5")}
    assert find_plain(b"".join(parts[part] for part in order.split())) is None


def test_kana_are_left_to_the_weighing() -> None:
    """EUC-JP has them where GB 2312 has them."""
    assert find_plain("店名叫“あかり”，馆长说晚上来的人多了一倍。\n".encode("gb18030") * 40) is None


def test_utf_16_between_lines_of_utf_8_is_refused_as_before() -> None:
    lines = [line.encode("utf-8" if number % 2 else "utf-16-le") for number, line in enumerate(CHINESE * 30)]
    assert find_plain(b"\n".join(lines)) is None


@st.composite
def documents(draw: st.DrawFn) -> bytes:
    """Lines of one encoding or of several, of Chinese and of other languages, and a byte that should not be there."""
    encoding, lines = draw(st.sampled_from(ENCODED))
    own = st.sampled_from([line.encode(encoding) for line in lines])
    others = st.sampled_from([line.encode(name) for name, line in NOT_CHINESE])
    kin = st.sampled_from([line.encode(name) for name, each in ENCODED[:3] for line in each])
    ascii_only = st.sampled_from([b"", b"    return self.path", b"2019-05-28 10:20"])
    kinds = [own] * 12 + draw(st.lists(st.sampled_from([others, kin, ascii_only]), max_size=3))
    newline = "\n".encode(encoding)
    data = newline.join(draw(st.lists(st.one_of(kinds), min_size=1, max_size=60))) + newline
    place = draw(st.integers(0, len(data)))
    cut = draw(st.integers(0, 2))
    return data[:place] + draw(st.sampled_from([b"", b"\xff", b"\0", b"\x80", b"A"])) + data[place + cut :]


@settings(max_examples=150)
@given(documents())
def test_what_is_plain_is_what_weighs_most(data: bytes) -> None:
    if find_plain(data) is None:
        return
    try:
        guess = guess_encoding(data)
    except BinaryError:
        with pytest.raises(BinaryError):
            guess_by_likelihood(data)
        return
    try:
        weighed = guess_by_likelihood(data)
    except UndecodableError as refused:
        pytest.fail(f"{guess.encoding}, but the weighing says that {refused}")
    # The lines of a mixture are read one by one, by whichever of the two the document is.
    assert guess.encoding == weighed.encoding or decode(data, Options()).counts["decode/foreign-line"]
    assert guess.confidence == pytest.approx(1.0)
