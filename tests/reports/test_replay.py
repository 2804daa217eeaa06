"""Changes put back together are the document: what was read on one side, the answer on the other."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalise import Change, Result, normalise
from normalise.edits import Edit, explain, rewrite
from normalise.pipeline import read_as
from normalise.reports.replay import Piece, replay, texts_on_the_way

FIXTURES = sorted((Path(__file__).parent.parent.parent / "fixtures").glob("*.in.txt"))
# Seconds each, and in nothing different here.
SLOW = {"spliced-farm-page.in.txt"}


def result_of(text: str, *changes: Change) -> Result:
    return Result(text, None, 1.0, True, {}, changes)


def change(rule: str, start: int, before: str, after: str) -> Change:
    return Change(rule.partition("/")[0], rule, 1, start, start + len(before), before, after)


CHAINS = [
    # what is removed between two characters is none of the work of who converts them both
    (
        result_of(
            "领导们",
            change("ungloss/pinyin", 1, "(lǐng)", ""),
            change("convert/t2s", 0, "領導", "领导"),
        ),
        [Piece("領", "领", (1,)), Piece("(lǐng)", "", (0,)), Piece("導", "导", (1,)), Piece("们", "们")],
    ),
    # of a line that was repaired, some characters are converted
    (
        result_of("本县志", change("repair/x", 0, "±¾¿h", "本縣志"), change("convert/t2s", 1, "縣", "县")),
        [Piece("±¾¿h", "本", (0,)), Piece("", "县", (0, 1)), Piece("", "志", (0,))],
    ),
    # a line that goes takes its changes with it
    (
        result_of(
            "文\n", change("convert/t2s", 2, "頂", "顶"), change("strip/back_to_top", 0, "返回顶部\n", "")
        ),
        [
            Piece("返回", "", (1,)),
            Piece("頂", "", (0, 1)),
            Piece("部\n", "", (1,)),
            Piece("文\n", "文\n"),
        ],
    ),
    # what is put in has nothing before it
    (result_of("甲乙", change("repair/x", 1, "", "乙")), [Piece("甲", "甲"), Piece("", "乙", (0,))]),
    # what can only be told stays
    (
        result_of("甲\ufffd乙", change("repair/lost", 1, "\ufffd", "\ufffd")),
        [Piece("甲", "甲"), Piece("\ufffd", "\ufffd", (0,)), Piece("乙", "乙")],
    ),
]


@pytest.mark.parametrize(("result", "pieces"), CHAINS)
def test_each_character_knows_its_changes(result: Result, pieces: list[Piece]) -> None:
    assert replay(result, texts_on_the_way(result)) == pieces


@pytest.mark.parametrize(
    "path", [path for path in FIXTURES if path.name not in SLOW], ids=lambda path: path.stem
)
def test_fixtures(path: Path) -> None:
    data = path.read_bytes()
    result = normalise(data, explain=True)
    texts = texts_on_the_way(result)
    assert texts is not None
    pieces = replay(result, texts, data)
    assert "".join(piece.after for piece in pieces) == result.text
    assert {index for piece in pieces for index in piece.chain} == set(range(len(result.changes)))
    if not any(change.stage == "decode" for change in result.changes):
        assert "".join(piece.before for piece in pieces) == read_as(data, result.encoding)


def test_bytes_that_were_no_characters_are_in_their_place() -> None:
    data = "甲".encode() + b"\xff\xfe" + "乙縣丙丁戊己庚辛".encode()
    result = normalise(data, encoding="utf-8", explain=True)
    pieces = replay(result, texts_on_the_way(result), data)
    assert [piece[:2] for piece in pieces[:4]] == [
        ("甲", "甲"),
        ("ff", "\ufffd"),
        ("fe", "\ufffd"),
        ("乙", "乙"),
    ]


def test_changes_that_do_not_account_for_the_text_are_not_put_anywhere() -> None:
    result = result_of("乙\n丙\n", change("convert/t2s", 7, "縣", "县"))
    assert texts_on_the_way(result) is None
    assert replay(result, None, "甲\n丙\n".encode()) == [Piece("甲\n", "乙\n"), Piece("丙\n", "丙\n")]


@st.composite
def runs(draw: st.DrawFn) -> tuple[str, Result]:
    """A text, and what three stages made of it by edits that have no sense but are valid."""
    text = first = draw(st.text("甲乙縣a\n", max_size=12))
    changes: list[Change] = []
    for stage in ("repair", "ungloss", "strip"):
        places = sorted(draw(st.lists(st.integers(0, len(text)), max_size=6, unique=True)))
        edits = [
            Edit(start, end, draw(st.text("丙丁\n", max_size=3)), f"{stage}/x")
            for start, end in zip(places[::2], places[1::2], strict=False)
        ]
        changes += explain(text, edits)
        text = rewrite(text, edits).text
    return first, result_of(text, *changes)


@given(runs())
def test_whatever_the_stages_do(run: tuple[str, Result]) -> None:
    first, result = run
    texts = texts_on_the_way(result)
    assert texts is not None
    assert texts.read == first
    pieces = replay(result, texts)
    assert "".join(piece.before for piece in pieces) == first
    assert "".join(piece.after for piece in pieces) == result.text
    assert all(piece.before == piece.after for piece in pieces if not piece.chain)
