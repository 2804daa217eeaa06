"""What is protected, and that finding it is linear and never cuts a text anywhere else."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from normalise.language import addresses, blocks
from normalise.language.protect import DeferredProtection, Protection, Span, find_protection

CASES: dict[str, dict[str, list[str]]] = tomllib.loads(
    (Path(__file__).parent.parent / "cases" / "protect.toml").read_text("utf-8")
)
KINDS = ["fence", "code", "url", "email", "path", "markup", "placeholder", "key", "off"]


def protected(text: str, kind: str, *listed: str) -> list[str]:
    return [text[start:end] for start, end, _ in find_protection(text, listed).only(kind).spans]


def test_every_kind_has_cases_for_and_against() -> None:
    assert list(CASES) == KINDS
    for rows in CASES.values():
        assert any(rows.values())
        assert not all(rows.values())


@pytest.mark.parametrize(
    ("kind", "text", "found"),
    [(kind, text, found) for kind, rows in CASES.items() for text, found in rows.items()],
)
def test_kind(kind: str, text: str, found: list[str]) -> None:
    assert protected(text, kind) == found


@pytest.mark.parametrize(
    ("text", "listed", "found"),
    [
        ("乾隆乾淨", ["乾隆"], ["乾隆"]),
        ("乾隆年，乾隆", ["乾隆", "乾隆年"], ["乾隆", "乾隆年", "乾隆"]),
        ("甲乙丙", ["甲乙", "乙丙"], ["甲乙", "乙丙"]),
        ("哈哈哈和哈", ["哈哈"], ["哈哈哈"]),
        ("乾隆", [""], []),
        ("乾.隆", ["乾隆", ".*"], []),
    ],
)
def test_listed(text: str, listed: list[str], found: list[str]) -> None:
    assert protected(text, "listed", *listed) == found


@pytest.mark.parametrize(
    "text",
    [
        "近日，市体育局深入基层。\n\n　　会议指出：“要抓落实”！（完）\n",
        "时间：2021-05-28 10:30　地点：云漪市文水路1号\n",
        "价格涨了5%，共3,000元（含税）——详见附件1。\n",
        "",
    ],
)
def test_prose_is_not_protected(text: str) -> None:
    assert find_protection(text) == Protection()


# Each is a piece that an unguarded pattern would look through to the end of the text for each of its
# occurrences; 300,000 characters of it would take minutes.
HOSTILE = [
    ("`", 0), ("` ", 75_000), ("<", 0), ("<!--", 0), ("<pre>", 60_000), ('<a b="', 0), ("{{", 0), ("{%", 0), ("%(", 0),
    ("(", 0), ("](", 0), ("](a(", 0), ("@", 0), ("a@a", 0), ("http://", 1), ("http://a(", 1), ("www.", 1), ("\\", 0),
    ("C:\\", 100_000), ("C:/", 99_999), ("a/", 0), ("a/b甲" * 5000 + "\u200b", 0), ("&", 0), ("```\n", 37_500),
    ("- ```\n", 0), ("````说\n```\n", 15_000), ("<a" + " a='<a '" * 5000, 0), ("](" + "()" * 5000, 0),
    ("    x\n\n", 0), ("[a]:\n", 0), ("# normalise: off\n", 1), ("\u200b", 0), ("]: ", 0),
]  # fmt: skip


@pytest.mark.parametrize(("piece", "count"), HOSTILE)
def test_hostile_text_is_linear(piece: str, count: int) -> None:
    assert len(find_protection(piece * (300_000 // len(piece))).spans) == count


def test_fences_of_falling_length_are_linear() -> None:
    text = "".join("`" * length + "\n" for length in range(700, 2, -1))
    assert find_protection(text) == Protection()


SIGNS = [*"/\\:~.-_a9@ ", "C:\\", "d:/", "\\\\", "文件", "\n", "\r", "\u200b", "home", ".txt", "import x"]
signs = st.lists(st.sampled_from(SIGNS), max_size=30).map("".join)


@given(signs)
@example("a" + "/b" * 201 + "/c/d")
@example("CC:\\a\\\\b")
def test_paths_are_found_by_their_signs_as_from_character_to_character(text: str) -> None:
    for find, pattern in (
        (addresses.find_windows, addresses.WINDOWS),
        (addresses.find_relative, addresses.RELATIVE),
    ):
        assert [match.span() for match in find(text)] == [match.span() for match in pattern.finditer(text)]


@given(
    st.lists(
        st.sampled_from(["x = 1", "近日，", "# 注", "'甲'", "import", "\n", "\r", " ", "\x00", "{"])
    ).map("".join)
)
def test_ascii_is_judged_as_any_block(block: str) -> None:
    code, prose = blocks.weigh(block)
    assert blocks.is_code(block) == (code > 0 and prose == 0)


@given(st.text(alphabet="甲導。，\n\r \t`~<>/!-{}[]():.@%$\\#&;=abhtpw\u200b\ufeff\u3000\ud800", max_size=80))
def test_spans_are_in_order_and_within_the_text(text: str) -> None:
    spans = find_protection(text, ["甲導"]).spans
    assert list(spans) == sorted(spans)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(1, 10)), max_size=8),
    st.integers(0, 30),
    st.integers(0, 12),
)
def test_overlaps_and_gaps_agree_with_a_count_of_characters(
    ranges: list[tuple[int, int]], start: int, length: int
) -> None:
    protection = Protection(tuple(sorted(Span(first, first + size, "code") for first, size in ranges)))
    covered = {at for first, size in ranges for at in range(first, first + size)}
    stretch = range(start, start + length)
    free = [at for first, last in protection.gaps(start, start + length) for at in range(first, last)]
    assert free == [at for at in stretch if at not in covered]
    assert covered == {at for first, last in protection.stretches() for at in range(first, last)}
    if length:
        assert protection.overlaps(start, start + length) == any(at in covered for at in stretch)


def test_deferred_protection_is_found_once_and_only_when_asked_for() -> None:
    asked: list[str] = []

    def find() -> tuple[Span, ...]:
        asked.append("")
        return (Span(0, 2, "code"),)

    protection = DeferredProtection(find)
    assert not asked
    assert list(protection.gaps(0, 5)) == [(2, 5)]
    assert protection.overlaps(1, 2)
    assert len(asked) == 1
