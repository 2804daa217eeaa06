"""Where a long text is cut: the sum is the text, and nothing that belongs together is parted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalise.language.cuts import cut_into_parts

PIECES = st.lists(
    st.sampled_from(["甲乙丙丁", "，", "\n", "\r\n", "\r", "\n\n", "```\n", "~~~ python\n", "x = 1\n", "<pre>", "</pre>\n",
                     "<!-- normalise: off -->\n", "<!-- normalise: on -->\n", "---\n", " ", "🙂"]),
    max_size=60,
)  # fmt: skip


@given(PIECES, st.integers(1, 40))
def test_the_parts_are_the_text_however_it_came(pieces: list[str], size: int) -> None:
    text = "".join(pieces)
    parts = list(cut_into_parts(pieces, size))
    assert "".join(part.text for part in parts) == text
    assert parts == list(cut_into_parts([text], size)) == list(cut_into_parts(list(text), size))
    assert all(part.text for part in parts)


@pytest.mark.parametrize(
    ("text", "size", "parts"),
    [
        ("", 4, []),
        ("甲\n乙\n丙\n丁\n戊", 4, ["甲\n乙\n", "丙\n丁\n戊"]),
        # Before a paragraph rather than within one, and after the blank lines, not between them.
        ("甲甲甲\n\n乙\n乙\n乙\n乙\n乙", 6, ["甲甲甲\n\n", "乙\n乙\n乙\n乙\n乙"]),
        # A line's end of two characters is one.
        ("甲甲甲\r\n乙乙乙\r\n丙丙丙", 5, ["甲甲甲\r\n", "乙乙乙\r\n丙丙丙"]),
        # A line that would begin front matter, were it the first of a document.
        ("甲甲\n---\n乙: 丙\n---\n丁", 5, ["甲甲\n---\n", "乙: 丙\n---\n丁"]),
        # A line without end is cut where there is a pause, else anywhere.
        ("甲甲甲，乙乙乙乙乙乙乙", 5, ["甲甲甲，", "乙乙乙乙乙乙乙"]),
        ("甲" * 11, 5, ["甲" * 5, "甲" * 6]),
    ],
)
def test_cuts(text: str, size: int, parts: list[str]) -> None:
    assert [part.text for part in cut_into_parts([text], size)] == parts


CODE = "```python\n" + "x = 1\n" * 3 + "```\n"


@pytest.mark.parametrize("before", range(12))
def test_a_block_of_code_that_fits_is_not_cut(before: int) -> None:
    parts = list(cut_into_parts(["导言\n" * before + CODE + "导言\n" * 30], 40))
    assert sum(CODE in part.text for part in parts) == 1
    assert not any(part.kept for part in parts)


@pytest.mark.parametrize(
    ("opening", "line", "closing"),
    [
        ("```python\n", "x = 1\n", "```\n"),
        ("~~~ text\n", "導言\n", "~~~\n"),
        ("<!-- normalise: off -->\n", "導言。\n", "<!-- normalise: on -->\n"),
    ],
)
def test_a_block_that_is_longer_than_a_part_is_kept_and_nothing_else_is(
    opening: str, line: str, closing: str
) -> None:
    block = opening + line * 50 + closing
    parts = list(cut_into_parts(["前言。\n" * 9 + block + "后记。\n" * 30], 40))
    kept = [part.text for part in parts if part.kept]
    assert len(kept) > 1
    assert "".join(kept) == block


@pytest.mark.parametrize("size", range(4, 40))
def test_a_block_may_end_wherever_a_part_does(size: int) -> None:
    text = (
        "甲\n```py\nx\n```\n<!-- normalise: off -->\n<!-- normalise: on -->\n<pre>\n</pre>\n" * 3
    ) + "乙\n" * 9
    parts = list(cut_into_parts([text], size))
    assert "".join(part.text for part in parts) == text
    assert all(part.text for part in parts)


def test_a_block_that_is_never_closed_is_kept_to_the_end() -> None:
    text = "<!-- normalise: off -->\n" + "導言。\n" * 100
    assert all(part.kept for part in cut_into_parts([text], 40))
