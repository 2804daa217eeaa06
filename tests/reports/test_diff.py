"""Diffs: `patch` makes of the file what `-i` would, and colours show what differs within a line."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from command_line import run
from hypothesis import given
from hypothesis import strategies as st

from normalise.reports.diff import colour_diff, unified

HANT = "縣圖書館延長開放時間。"
COLOUR = re.compile(r"\x1b\[\d+m")
needs_patch = pytest.mark.skipif(shutil.which("patch") is None, reason="patch is not installed")

DOCUMENTS = {
    "plain": f"一\n{HANT}\n三\n".encode(),
    "no newline at the end": f"一\n{HANT}".encode(),
    "byte order mark": f"\ufeff{HANT}\n".encode(),
    "CRLF": f"一\r\n{HANT}\r\n三\r\n".encode(),
    "a bad byte": f"一\xff{HANT}\n".encode().replace("ÿ".encode(), b"\xff") + f"{HANT}\n".encode() * 9,
    "lines that look like a header": f"-- 一\n--- a\n+++ b\n{HANT}\n@@ -1 +1 @@\n{HANT}\n".encode(),
}
NAMES = ["a.txt", "縣.txt", "a b.txt", 'a"b.txt', "a\tb.txt", "sub/a.txt"]


@needs_patch
@pytest.mark.parametrize("data", DOCUMENTS.values(), ids=DOCUMENTS)
@pytest.mark.parametrize("name", NAMES)
def test_patch_makes_of_it_what_in_place_does(tmp_path: Path, data: bytes, name: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    diff = run("--diff", name, cwd=tmp_path).out
    subprocess.run(["patch", "-p1", "--binary", "-s"], input=diff, cwd=tmp_path, check=True)
    patched = path.read_bytes()
    path.write_bytes(data)
    assert run("-i", "-q", name, cwd=tmp_path).code == 0
    assert patched == path.read_bytes() != data


def test_another_encoding_is_told_before_the_header(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(HANT.encode("big5"))
    lines = run("--diff", "a.txt", cwd=tmp_path).out.decode().splitlines()
    assert lines[:3] == ["# a.txt: from big5 to utf-8", "--- a/a.txt", "+++ b/a.txt"]


def coloured(before: str, after: str) -> str:
    return "".join(colour_diff("".join(unified("x", before, after, None))))


INSIDE = [
    # before, after, what is reversed in the result
    ("本縣志\n", "本县志\n", ["縣", "县"]),
    ("導(dǎo)言在此\n", "導言在此\n", ["(dǎo)"]),
    ("甲縣\n返回頂部\n乙縣\n", "甲县\n乙县\n", ["縣", "縣", "县", "县"]),
    ("ÏØÍ¼\n", "县图\n", []),
    ("縣", "县", []),
    ("-- 縣志在此\n", "-- 县志在此\n", ["縣", "县"]),
]


@pytest.mark.parametrize(("before", "after", "reversed_"), INSIDE)
def test_what_differs_within_a_line_is_reversed(before: str, after: str, reversed_: list[str]) -> None:
    assert re.findall(r"\x1b\[7m(.*?)\x1b", coloured(before, after)) == reversed_


def test_in_colour_a_document_can_not_speak_to_the_terminal() -> None:
    shown = COLOUR.sub("", coloured("\x1b[2J縣\x07\u202e\x9b\t\r\n", "\x1b[2J县\t\r\n"))
    assert "-<U+001B>[2J縣<U+0007><U+202E><U+009B>\t\r\n" in shown
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202e]", shown)


@given(st.text("甲乙縣-+@ \\\n", max_size=40), st.text("甲乙县-+@ \\\n", max_size=40))
def test_colours_do_not_change_the_diff(before: str, after: str) -> None:
    assert COLOUR.sub("", coloured(before, after)) == "".join(unified("x", before, after, None))
