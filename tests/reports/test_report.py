"""Reports of a run: as JSON, and what can be said of the page without a browser."""

import base64
import errno
import hashlib
import json
import re
import sys
import tracemalloc
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from command_line import content, run
from hypothesis import given
from hypothesis import strategies as st

from normalise import Change, Result
from normalise.cli import main
from normalise.reports import record as records
from normalise.reports.record import Done, Facts, FileRecord, make_record
from normalise.reports.replay import Piece
from normalise.reports.report import Report
from normalise.reports.spool import Spool
from normalise.resources import read_data

HANT = "縣圖書館延長開放時間。\n"
CLEAN = "县图书馆延长开放时间。\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    (folder / "sub").mkdir(parents=True)
    (folder / "a.txt").write_bytes(HANT.encode("gb18030"))
    (folder / "b.txt").write_bytes(CLEAN.encode())
    (folder / "sub" / "c.txt").write_bytes(("\u200b" + HANT * 3 + "返回顶部\n").encode())
    (folder / "d.txt").write_bytes(b"\xff\xff" + HANT.encode() * 9)
    return folder


def read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def check_schema(name: str, facts: object) -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="it is in the extra dev")
    jsonschema.validate(facts, json.loads(read_data(f"schemas/{name}.json"), object_hook=close))


def close(schema: dict[str, Any]) -> dict[str, Any]:
    """The schemas let fields be added; here none may be that they do not describe."""
    return {"additionalProperties": False, **schema} if schema.get("type") == "object" else schema


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_json_has_all_the_facts(folder: Path, jobs: str) -> None:
    out = folder.parent / "out.json"
    done = run("--report", out, "-j", jobs, ".", "nonesuch", cwd=folder)
    assert done.code == 2
    report = read(out)
    check_schema("report", report)
    by_name = {file["file"]: file for file in report["files"]}
    assert list(by_name) == ["a.txt", "b.txt", "d.txt", "sub/c.txt", "nonesuch"]
    assert by_name["a.txt"]["encoding"] == "gb18030"
    assert by_name["a.txt"]["script"] == "hant"
    assert by_name["b.txt"]["state"] == "clean"
    assert by_name["sub/c.txt"]["rules"]["strip/back_to_top"] == {
        "count": 1, "places": 1, "uncertain": 0, "told": 0, "lowest": 1.0,
    }  # fmt: skip
    assert by_name["nonesuch"]["messages"] == ["No such file or directory"]
    assert report["totals"]["states"] == {"changed": 3, "clean": 1, "failed": 1}
    assert report["totals"]["files"] == 5
    for file in report["files"]:
        assert file["places"] == len(file["changes"])
    places = sum(file["places"] for file in report["files"])
    assert report["totals"]["places"] == sum(report["totals"]["stages"].values()) == places


def test_each_line_of_explain_as_json_keeps_to_its_schema(folder: Path) -> None:
    done = run("--check", "--explain", "--explain-format", "json", "-q", ".", cwd=folder)
    lines = [json.loads(line) for line in done.error.splitlines()]
    assert {line["unit"] for line in lines} == {"characters", "bytes"}
    for line in lines:
        check_schema("change", line)


@pytest.mark.parametrize("ending", ["json", "html"])
def test_of_a_folder_nothing_else_is_written(folder: Path, ending: str) -> None:
    if ending == "html":
        pytest.importorskip("jinja2")
    before = content(folder)
    done = run("--report", folder / f"out.{ending}", ".", cwd=folder)
    assert (done.code, done.out) == (0, b"")
    assert {**content(folder), f"out.{ending}": b""} == {**before, f"out.{ending}": b""}


MODES: list[tuple[Sequence[str], str]] = [
    (["-i"], "The files were rewritten in place."),
    (["-o", "../elsewhere"], "Written to ../elsewhere."),
    (["--check"], "Nothing was written: this is what would change."),
    ([], "Nothing was written: this is what would change."),
]


@pytest.mark.parametrize(("arguments", "mode"), MODES)
def test_it_says_what_was_done_with_the_answers(folder: Path, arguments: list[str], mode: str) -> None:
    run(*arguments, "--report", "../out.json", ".", cwd=folder)
    assert read(folder.parent / "out.json")["mode"] == mode


def test_standard_input_still_goes_to_standard_output(tmp_path: Path) -> None:
    done = run("--report", tmp_path / "out.json", stdin=HANT.encode())
    assert done.out.decode() == CLEAN
    assert read(tmp_path / "out.json")["files"][0]["file"] == "<stdin>"


def test_a_report_in_the_folder_is_no_document_of_it(folder: Path) -> None:
    for _ in range(2):
        run("--report", "out.json", ".", cwd=folder)
    assert "out.json" not in {file["file"] for file in read(folder / "out.json")["files"]}


def test_a_byte_order_mark_that_stays_is_no_change(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbf" + CLEAN.encode())
    (tmp_path / "b.txt").write_bytes(b"\xef\xbb\xbf" + HANT.encode())
    done = run("-i", "--explain", "--report", "out.json", "a.txt", "b.txt", cwd=tmp_path)
    assert "a.txt" not in done.error
    assert "byte-order-mark" not in done.error
    clean, changed = read(tmp_path / "out.json")["files"]
    assert (clean["state"], clean["places"]) == ("clean", 0)
    assert set(changed["rules"]) == {"convert/t2s"}
    assert (tmp_path / "b.txt").read_bytes() == b"\xef\xbb\xbf" + CLEAN.encode()
    run("--report", "out.json", "a.txt", cwd=tmp_path)  # to standard output it goes without
    assert read(tmp_path / "out.json")["files"][0]["rules"].keys() == {"decode/byte-order-mark"}


def test_explain_does_not_come_with_it(folder: Path) -> None:
    assert "convert/t2s" not in run("-i", "-q", "--report", "../out.json", ".", cwd=folder).error


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--report", "out.pdf", "."], "out.pdf"),
        (["--report", "nowhere/out.json", "."], "nowhere/out.json"),
        (["--report", "a.json", "a.json"], "is an input"),
    ],
)
def test_what_can_not_be_is_told_before_the_work(folder: Path, arguments: list[str], message: str) -> None:
    before = content(folder)
    done = run("-i", *arguments, cwd=folder)
    assert done.code == 2
    assert message in done.error
    assert content(folder) == before


def test_without_jinja2_a_page_is_refused_before_the_work(folder: Path) -> None:
    (folder.parent / "sitecustomize.py").write_text("import sys\nsys.modules['jinja2'] = None\n", "utf-8")
    path = f"{folder.parent}:{':'.join(sys.path)}"
    before = content(folder)
    done = run("-i", "--report", "../out.html", ".", cwd=folder, env={"PYTHONPATH": path})
    assert done.code == 2
    assert "normalise-zh[report]" in done.error
    assert content(folder) == before
    assert run("--report", "../out.json", ".", cwd=folder, env={"PYTHONPATH": path}).code == 0


def test_the_page_is_one_file_whose_script_and_style_are_known_by_hash(folder: Path) -> None:
    pytest.importorskip("jinja2")
    run("--report", "../out.html", ".", cwd=folder)
    page = (folder.parent / "out.html").read_text("utf-8")
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)
    for pattern in (r"<style>(.*?)</style>", r"<script>(.*?)</script>"):
        (text,) = re.findall(pattern, page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"""<[^>]+\b(?:src|href|style|on\w+)\s*=""", page)


def test_a_page_in_a_folder_is_left_alone_by_later_runs(folder: Path) -> None:
    pytest.importorskip("jinja2")
    (folder / "縣.txt").write_text(HANT, "utf-8")
    run("--report", "out.html", ".", cwd=folder)
    assert b"out.html" not in run("--list-different", ".", cwd=folder).out


def test_a_report_can_be_made_again_byte_for_byte(folder: Path) -> None:
    pytest.importorskip("jinja2")
    made = []
    for number in range(2):
        path = folder.parent / f"{number}.html"
        run("--report", path, "-j", str(number + 1), ".", cwd=folder, env={"SOURCE_DATE_EPOCH": "0"})
        made.append(path.read_bytes())
    assert made[0] == made[1]


def view_of(pieces: list[Piece], characters: int) -> list[Any]:
    facts = records.Facts("a", "changed", characters=characters)
    changes = [Change("x", "x/y", 1, 0, 1, "", "")]
    shown: list[Any] = records.describe_view(pieces, changes, facts)["pieces"]
    return shown


def test_of_a_long_document_the_lines_around_changes_are_kept() -> None:
    lines = "".join(f"{number}\n" for number in range(100))
    pieces = [Piece(lines, lines), Piece("縣", "县", (0,)), Piece("志\n" + lines, "志\n" + lines)]
    assert view_of(pieces, 500) == [lines, ["縣", "县", [0]], "志\n" + lines]
    assert view_of(pieces, records.LONGEST_SHOWN_WHOLE + 1) == [
        96, "96\n97\n98\n99\n", ["縣", "县", [0]], "志\n0\n1\n2\n", 97,
    ]  # fmt: skip


def test_of_very_many_changes_the_first_are_shown_and_the_rest_counted() -> None:
    pieces = [Piece("縣", "县", (0,))] * (records.MOST_PIECES_SHOWN + 7)
    view = records.describe_view(pieces, [Change("x", "x/y", 1, 0, 1, "", "")], records.Facts("a", "changed"))
    assert len(view["pieces"]) == records.MOST_PIECES_SHOWN
    assert view["left_out"] == 7


@given(st.text(st.characters(codec=None, exclude_categories=())), st.text())
def test_any_text_can_be_kept(before: str, name: str) -> None:
    change = Change("tidy", "tidy/x", 1, 0, len(before), before, "甲")
    result = Result("甲", "utf-8", 1.0, True, {"tidy/x": 1}, (change,))
    record = make_record(name, "changed", [], ("html", "json"), Done(b"", result))
    assert json.loads(record.line)["changes"][0]["before"] == before
    assert record.view.isascii()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
def test_a_report_that_can_not_be_written_is_told_with_the_work_done(folder: Path) -> None:
    (folder.parent / "out.json").symlink_to("/dev/full")
    done = run("-i", "--report", "../out.json", "a.txt", cwd=folder)
    assert done.code == 2
    assert "the report could not be written" in done.error
    assert (folder / "a.txt").read_text("utf-8") == CLEAN


def test_what_a_disk_can_not_hold_is_told_with_the_work_done(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def put(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Spool, "put", put)
    out = folder.parent / "out.json"
    assert main(["-i", "--report", str(out), "-j", "1", str(folder)]) == 2
    assert "the report could not be written" in capsys.readouterr().err
    assert not out.exists()
    assert (folder / "a.txt").read_text("utf-8") == (folder / "b.txt").read_text("utf-8") == CLEAN


def test_contents_that_would_make_a_page_too_large_are_left_out(tmp_path: Path) -> None:
    pytest.importorskip("jinja2")
    with Report([str(tmp_path / "out.html")], "", most_content=10) as report:
        for name, view in (("a", "A" * 6), ("b", "B" * 6), ("c", "C" * 4)):
            report.add(FileRecord(Facts(name, "changed", places=1), view))
        page = b"".join(report.render(report.paths[0])).decode()
    assert re.findall(r'id="view-(\d)">(\w+)', page) == [("0", "AAAAAA"), ("2", "CCCC")]
    assert [file["file"] for file in read_index(page)["files"]] == ["a", "b", "c"]


def read_index(page: str) -> dict[str, Any]:
    (written,) = re.findall(r'<script type="application/json" id="index">(.*?)</script>', page)
    found: dict[str, Any] = json.loads(written)
    return found


@pytest.mark.parametrize("ending", ["html", "json"])
def test_contents_are_not_held_in_memory(tmp_path: Path, ending: str) -> None:
    if ending == "html":
        pytest.importorskip("jinja2")
    size, files = 4 * 1024 * 1024, 24
    tracemalloc.start()
    try:
        with Report([str(tmp_path / f"out.{ending}")], "") as report:
            for number in range(files):
                report.add(FileRecord(Facts(str(number), "changed"), "A" * size, b"1" * size))
            written = sum(map(len, report.render(report.paths[0])))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert written > size * files > 2 * peak
