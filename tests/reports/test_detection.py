"""What `normalise detect` and `normalise rules` show: columns that fit a terminal, and nothing that speaks to it."""

from pathlib import Path

import pytest
from command_line import run

from normalise.reports.rules import show_all, show_rule, show_test
from normalise.reports.width import width

CLEAN = "县图书馆延长开放时间。"
MOST = 4 * 1024 * 1024


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("shift", range(3))
def test_a_character_at_the_end_of_what_is_read_is_no_bad_byte(
    tmp_path: Path, encoding: str, shift: int
) -> None:
    line = CLEAN.encode(encoding)
    (tmp_path / "a.txt").write_bytes(b" " * shift + line * (MOST // len(line) + 2))
    shown = run("detect", "a.txt", cwd=tmp_path).out.decode()
    assert encoding in shown
    assert "no damage (by its first 4.0 MiB)" in shown


def test_names_are_written_out(tmp_path: Path) -> None:
    for name in ("esc\x1b[2J", "new\nline", "turn\u202egpj", "byte\udcff"):
        (tmp_path / f"{name}.txt").write_text(CLEAN, "utf-8")
    shown = run("detect", ".", cwd=tmp_path).out.decode()
    assert [line.split()[0] for line in shown.splitlines()] == [
        r"byte\xff.txt", r"esc\x1b[2J.txt", r"new\x0aline.txt", r"turn\u202egpj.txt",
    ]  # fmt: skip


LINES = ["返回顶部", "ICP備案: 川ICP備2099012345號 | 返回顶部", "返回顶部的按钮坏了", "转发\x1b[2J"]


@pytest.mark.parametrize("shown", [show_all(), show_rule("icp"), *map(show_test, LINES)])
def test_rules_fit_a_terminal(shown: list[str]) -> None:
    for line in shown:
        assert width(line) <= 80
        assert "\x1b" not in line
