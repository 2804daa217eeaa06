"""The public face: what the names promise."""

import pickle
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import normalise as package
from normalise import (
    Change,
    NormaliseError,
    Normaliser,
    OptionError,
    Options,
    UndecodableError,
    detect,
    normalise,
)
from normalise.language.encodings import decode, encode

FIXTURES = sorted((Path(__file__).parent.parent / "fixtures").glob("*.in.txt"))
PAGE = """您当前的位置: 首页 > 部门动态

县图书馆延长开放时间

日期: 2031-05-06
字体:

县图书馆从下个月起延长开放时间,市民可凭身份证办理借书证,也可在手机上预约座位。

馆长说:“晚上来的人多了一倍,自习室天天满座。”

清溪县图书馆版权所有 \N{NO-BREAK SPACE} \N{NO-BREAK SPACE}清溪县图书馆主办

ICP备案: 川ICP备2099012345号     政府网站标识码: 5199990003

川公网安备 \N{NO-BREAK SPACE} 51999902000123号

返回顶部"""
CLEAN = """县图书馆延长开放时间

日期: 2031-05-06

县图书馆从下个月起延长开放时间,市民可凭身份证办理借书证,也可在手机上预约座位。

馆长说:“晚上来的人多了一倍,自习室天天满座。”"""


def test_the_names() -> None:
    assert set(package.__all__) >= {
        "normalise",
        "detect",
        "Normaliser",
        "Options",
        "NormaliseError",
        "OptionError",
    }
    assert all(getattr(package, name) is not None for name in package.__all__)
    with pytest.raises(AttributeError):
        _ = package.nonesuch


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_the_encoding_does_not_matter(encoding: str) -> None:
    result = normalise(PAGE.encode(encoding))
    assert result.text == CLEAN
    assert result.encoding == encoding
    assert result.changed


@pytest.mark.parametrize(
    ("written", "read"),
    [("utf-8", "latin-1"), ("utf-8", "cp1252"), ("gb18030", "latin-1"), ("gb18030", "cp1252")],
)
def test_mojibake_does_not_matter(written: str, read: str) -> None:
    broken = decode(encode(PAGE, written), read).text
    assert normalise(broken.encode()).text == CLEAN
    assert normalise(broken).text == CLEAN


def test_a_result_tells_what_was_done() -> None:
    result = normalise(PAGE.encode("gb18030"), explain=True)
    assert result.counts["strip/icp"] == 1
    assert all(isinstance(change, Change) for change in result.changes)
    assert {change.stage for change in result.changes} == {rule.split("/")[0] for rule in result.counts}
    (breadcrumb,) = [change for change in result.changes if change.rule == "strip/breadcrumb"]
    assert (breadcrumb.line, breadcrumb.start) == (1, 0)
    assert breadcrumb.before.startswith("您当前的位置")


def test_nothing_is_explained_unless_asked() -> None:
    assert normalise(PAGE).changes == ()
    assert normalise(PAGE).counts


def test_str_has_no_encoding_and_empty_input_is_clean() -> None:
    assert normalise("一").encoding is None
    assert normalise("一").confidence == 1.0
    assert (normalise(b"").text, normalise(b"").encoding, normalise(b"").confidence) == ("", "utf-8", 1.0)
    assert not normalise(b"").changed
    assert not normalise("").changed


@pytest.mark.parametrize("data", [bytearray("緊密".encode()), memoryview("緊密".encode("big5")), "緊密"])
def test_any_kind_of_bytes(data: bytes | str) -> None:
    assert normalise(data).text == "紧密"


@pytest.mark.parametrize("data", [None, 1, ["a"], Path("a")])
def test_anything_else_is_a_type_error(data: object) -> None:
    with pytest.raises(TypeError, match="expected bytes or str"):
        normalise(data)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"stages": "decode,repiar"}, "repair"),
        ({"stage": "decode"}, "stages"),
        ({"to": "hans-cn"}, "hant-tw"),
        ({"encoding": "gbkk"}, "gbkk"),
        ({"metadata": "remove"}, "extract"),
        ({"explain": "yes"}, "True or False"),
        ({"protect": 3}, "list of strings"),
        ({"lossy": None}, "infer"),
    ],
)
def test_bad_options_are_told_with_the_good_ones(settings: dict[str, object], message: str) -> None:
    with pytest.raises(OptionError, match=message) as caught:
        normalise(b"a", **settings)
    assert isinstance(caught.value, ValueError)
    assert isinstance(caught.value, NormaliseError)


@pytest.mark.parametrize(
    "stages", [("convert", "decode"), "convert,decode", "decode, convert", ["decode", "convert"]]
)
def test_stages_run_in_their_order_however_they_are_named(stages: object) -> None:
    assert Normaliser(stages=stages).options.active == ("decode", "convert")


def test_skip_is_the_other_way_round() -> None:
    assert normalise(PAGE, skip="strip").text != CLEAN
    assert Normaliser(skip=("strip", "convert")).options.active == ("decode", "repair", "tidy", "ungloss")


def test_without_decode_bytes_are_strict_utf8_or_what_is_said() -> None:
    assert normalise("緊密".encode(), skip="decode").text == "紧密"
    assert normalise("緊密".encode("utf-8-sig"), skip="decode").text == "紧密"
    assert normalise("緊密".encode("big5"), skip="decode", encoding="big5").text == "紧密"
    with pytest.raises(UndecodableError, match="byte 0"):
        normalise("緊密".encode("big5"), skip="decode")


def test_binary_is_refused() -> None:
    with pytest.raises(UndecodableError):
        normalise(bytes(range(256)) * 20)


def test_a_normaliser_pickles_its_options_alone() -> None:
    normaliser = Normaliser(to="hant-tw", protect=("软件",))
    again = pickle.loads(pickle.dumps(normaliser))  # noqa: S301 - our own
    assert again.options == normaliser.options
    assert again("软件里").text == normaliser("软件里").text


def test_a_normaliser_is_built_of_options_or_settings() -> None:
    assert Normaliser(Options(skip=("strip",)))(PAGE).text == Normaliser(skip="strip")(PAGE).text
    with pytest.raises(TypeError):
        Normaliser(Options(), skip="strip")


def test_threads_may_share_a_normaliser() -> None:
    normaliser = Normaliser()
    texts = [path.read_bytes() for path in FIXTURES] * 2
    expected = [normaliser(text).text for text in texts]
    found: dict[int, str] = {}

    def work(number: int) -> None:
        found.update({index: normaliser(texts[index]).text for index in range(number, len(texts), 4)})

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [found[index] for index in range(len(texts))] == expected


def test_the_fingerprint_follows_the_options() -> None:
    assert Normaliser().fingerprint == Normaliser().fingerprint
    assert Normaliser().fingerprint != Normaliser(to="hant").fingerprint


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_a_stream_is_the_same_however_it_is_cut(size: int) -> None:
    data = PAGE.encode("gb18030")
    chunks = [data[start : start + size] for start in range(0, len(data), size)]
    assert "".join(Normaliser().stream(chunks)) == CLEAN
    assert "".join(Normaliser().stream(list(PAGE))) == CLEAN


def test_off_and_on_are_for_text_too() -> None:
    text = "導言\n<!-- normalise: off -->\n導言\n<!-- normalise: on -->\n導言\n"
    assert normalise(text).text == text.replace("導言", "导言").replace("-->\n导言\n<", "-->\n導言\n<")


def test_a_listed_string_stays() -> None:
    assert normalise("發現發財", protect=("發財",)).text == "发现發財"


def test_lone_surrogates_stay() -> None:
    assert normalise("發\ud800現").text == "发\ud800现"


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.name)
@pytest.mark.parametrize("stage", ["repair", "tidy", "ungloss", "convert", "strip"])
def test_each_stage_twice_is_once(path: Path, stage: str) -> None:
    normaliser = Normaliser(stages=("decode", stage))
    once = normaliser(path.read_bytes()).text
    assert normaliser(once).text == once


MIXED = st.lists(
    st.sampled_from(
        [
            "導(dǎo)言", "返回顶部", "京ICP备12345678号", "字体:[大 中 小]", "看著名單", "ÖÐÎÄ", "中文", "今天开会，", "\u200b", " ", " ", "\n", "\r\n", "\n\n",
            "図書館で", "한국어", "`發`", "```\n", "https://例子.cn/發", "<b>", "【1】", "(2)", "來源：本報", "。", "⼀⼆", "é", "?", "\t", "□",
        ]
    ),
    max_size=25,
).map("".join)  # fmt: skip


@given(MIXED | st.text(st.characters(exclude_categories=["Co"]), max_size=80))  # see test_repair.py for Co
def test_twice_is_once(text: str) -> None:
    once = normalise(text).text
    assert normalise(once).text == once


@given(MIXED | st.text(st.characters(exclude_categories=["Cs"]), max_size=80))
def test_changes_can_be_replayed(text: str) -> None:
    """Offsets and `before` of every change are true of the stage's input, so the report can be trusted."""
    current = text
    result = normalise(text, explain=True)
    for stage in Options().active:
        pieces: list[str] = []
        position = 0
        for change in (change for change in result.changes if change.stage == stage):
            assert current[change.start : change.end] == change.before
            pieces += (current[position : change.start], change.after)
            position = change.end
        current = "".join(pieces) + current[position:]
    assert current == result.text


@pytest.mark.parametrize(
    ("data", "encoding", "script", "damage", "newline"),
    [
        (PAGE.encode("gb18030"), "gb18030", "hans", (), "lf"),
        ("緊密相連。\r\n".encode("big5"), "big5", "hant", (), "crlf"),
        ("涓婅瘉缁煎悎鎸囨暟\r".encode(), "utf-8", "hans", ("mojibake",), "cr"),
        (
            PAGE.encode("gb18030")[:100] + b"\xff" + PAGE.encode("gb18030")[100:],
            "gb18030",
            "hans",
            ("bad-bytes",),
            "lf",
        ),
        ("丢了\ufffd字\n".encode(), "utf-8", "hans", ("lost-characters",), "lf"),
        ("図書館で本を読みます。\n\r\n".encode("cp932"), "cp932", "ja", (), "mixed"),
        ("도서관에서 책을 읽습니다".encode(), "utf-8", "ko", (), "none"),
        (b"plain", "utf-8", "other", (), "none"),
        (b"", "utf-8", "other", (), "none"),
        ("緊密相連", None, "hant", (), "none"),
        (bytes(3000), None, "other", ("undecodable",), "none"),
    ],
)
def test_detect(
    data: bytes | str, encoding: str | None, script: str, damage: tuple[str, ...], newline: str
) -> None:
    found = detect(data)
    assert (found.encoding, found.script, found.damage, found.newline) == (encoding, script, damage, newline)
