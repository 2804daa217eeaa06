"""Explanations: folded, in columns, what is uncertain first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalise import Change, Result, normalise
from normalise.reports.explain import as_json, explain_as_json, explain_as_text
from normalise.reports.width import cut, visible, width, wrap


def change(rule: str, start: int, before: str, after: str, confidence: float = 1.0, line: int = 1) -> Change:
    return Change(rule.partition("/")[0], rule, line, start, start + len(before), before, after, confidence)


def shown(result: Result, name: str = "a.txt") -> list[str]:
    return list(explain_as_text(name, result))


def test_a_clean_file_is_not_spoken_of() -> None:
    assert shown(normalise("县图书馆\n", explain=True)) == []


def test_the_same_change_is_counted_with_the_first() -> None:
    assert shown(normalise("縣志。縣城\n縣。", explain=True)) == [
        "a.txt: 3 changes",
        "      1  convert/t2s  [縣→县]志。縣城  × 3",
    ]


def test_what_is_uncertain_comes_first_then_what_can_not_be_put_right() -> None:
    changes = (
        change("repair/lost", 3, "\ufffd", "\ufffd", 0.0),
        change("tidy/x", 0, "1", "甲"),
        change("tidy/x", 1, "2", "乙", 0.85),
        change("tidy/x", 2, "3", "丙", 0.6),
    )
    assert shown(Result("甲乙丙\ufffd", "gb18030", 0.93, True, {}, changes)) == [
        "a.txt: from gb18030 (93% sure), 3 changes, 2 uncertain, 1 that can't be put right",
        "        repair 1, tidy 3",
        "?     1   60% tidy/x       12[3→丙]\ufffd",
        "?     1   85% tidy/x       1[2→乙]3\ufffd",
        "!     1       repair/lost  123[\ufffd]",
        "      1       tidy/x       [1→甲]23\ufffd",
    ]


HEADINGS = [
    # only the encoding changes
    ("县图书馆延长开放时间\n".encode("gb18030"), ["a.txt: from gb18030"]),
    ("县志\n".encode(), []),
]


@pytest.mark.parametrize(("data", "lines"), HEADINGS)
def test_headings(data: bytes, lines: list[str]) -> None:
    assert shown(normalise(data, explain=True)) == lines


def test_a_name_can_not_speak_to_the_terminal() -> None:
    name = "a\x1b[2J\n\u202egpj\udcff.txt"
    assert shown(normalise("縣", explain=True), name)[0] == r"a\x1b[2J\x0a\u202egpj\xff.txt: 1 change"


SHAPES = [
    # what is long goes below, what takes whole lines is removed
    (
        change("repair/x", 0, "ÏØÍ¼Êé¹Ý´ÓÏÂ¸öÔÂÆð", "县图书馆从下个月起"),
        ["      1  repair/x", "        - ÏØÍ¼Êé¹Ý´ÓÏÂ¸öÔÂÆð", "        + 县图书馆从下个月起"],
    ),
    (change("strip/x", 0, "返回顶部\n", ""), ["      1  strip/x  - 返回顶部"]),
    (change("strip/x", 0, "返回", ""), ["      1  strip/x  - 返回"]),  # the last line has no newline
    (change("ungloss/x", 0, "(fǎn)", ""), ["      1  ungloss/x  [(fǎn)→]"]),
    # blanks show where nothing else does
    (change("tidy/x", 0, "\u00a0", " "), ["      1  tidy/x  [<U+00A0>→␣]"]),
    (change("tidy/x", 0, " \u3000", ""), ["      1  tidy/x  [␣<U+3000>→]"]),
    (change("tidy/x", 0, "\u200b", ""), ["      1  tidy/x  [<U+200B>→]"]),
    (change("decode/x", 0, "a3ff", "\ufffd"), ["      1  decode/x  [a3 ff→\ufffd]"]),
]


@pytest.mark.parametrize(("made", "lines"), SHAPES)
def test_shapes(made: Change, lines: list[str]) -> None:
    assert shown(Result(made.after, None, 1.0, True, {}, (made,)))[1:] == lines


@given(
    st.text(max_size=200),
    st.text(max_size=200),
    st.text(max_size=200),
    st.text(max_size=200),
    st.floats(0, 1),
    st.text(min_size=1, max_size=60),
)
def test_no_line_is_wider_than_the_terminal_nor_speaks_to_it(
    left: str, before: str, after: str, right: str, confidence: float, rule: str
) -> None:
    made = change(f"x/{rule}", len(left), before, after, confidence)
    result = Result(left + after + right, None, 1.0, True, {}, (made,))
    for line in explain_as_text("n.txt", result):
        assert width(line) <= 80
        assert visible(line) == line


def test_colours_do_not_change_what_is_said() -> None:
    result = normalise("縣志\n返回頂部\n".encode("big5"), explain=True)
    coloured = "\n".join(explain_as_text("a", result, coloured=True))
    plain = "\n".join(explain_as_text("a", result))
    for code in ("0", "1", "31", "32", "33"):
        coloured = coloured.replace(f"\x1b[{code}m", "")
    assert coloured == plain


@given(st.text(st.characters(codec=None, exclude_categories=()), max_size=20))
def test_json_shows_nothing_that_a_terminal_obeys(text: str) -> None:
    (line,) = explain_as_json(text, (change("tidy/x", 0, text, ""),))
    assert not any(char < " " or "\x7f" <= char <= "\x9f" for char in line)
    assert as_json(text).encode()  # lone surrogates are escaped


@given(st.text(), st.integers(2, 90))
def test_what_is_cut_or_wrapped_fits(text: str, columns: int) -> None:
    text = visible(text)
    assert width(cut(text, columns)) <= columns
    assert width(cut(text, columns, keep_end=True)) <= columns
    lines = list(wrap(text, columns))
    assert all(width(line) <= columns for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
