"""The command line, as a user meets it: a real process, its streams and its exit code."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import Run, content, run

from normalise import __version__

CLEAN = "县图书馆延长开放时间。\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "gbk.txt").write_bytes(CLEAN.encode("gbk"))
    (tmp_path / "clean.md").write_bytes(CLEAN.encode())
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "hant.txt").write_bytes("緊密相連。\n".encode())
    (tmp_path / "sub" / "code.py").write_bytes("緊密 = 1\n".encode())
    (tmp_path / ".hidden.txt").write_bytes("緊密\n".encode())
    (tmp_path / "program").write_bytes(b"\x7fELF" + bytes(500))
    return tmp_path


@pytest.mark.parametrize("arguments", [[], ["-"]])
def test_filter(arguments: list[str]) -> None:
    assert run(*arguments, stdin="緊密相連。\r\n最後".encode("big5")) == Run(
        0, "紧密相连。\r\n最后".encode(), ""
    )


@pytest.mark.parametrize(
    "environment", [{"PYTHONIOENCODING": "gbk"}, {"LC_ALL": "C"}, {"PYTHONUTF8": "0", "LC_ALL": "C"}]
)
def test_data_is_utf8_whatever_the_locale(environment: dict[str, str]) -> None:
    assert run(stdin="緊密🙂".encode(), env=environment).out == "紧密🙂".encode()
    assert run("--check", stdin="緊密🙂".encode(), env=environment).code == 1


def test_files_come_one_after_the_other(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes("緊密".encode())
    (tmp_path / "b").write_bytes("相連\n".encode("big5"))
    assert run("a", "-", "b", stdin="、".encode(), cwd=tmp_path) == Run(0, "紧密、相连\n".encode(), "")


def test_standard_output_has_no_mark_and_a_file_keeps_its_own(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"\xef\xbb\xbf" + CLEAN.encode())
    assert run(path).out == CLEAN.encode()
    assert run("--check", path).code == 0
    assert run("--check", stdin=path.read_bytes()).code == 1
    path.write_bytes(b"\xef\xbb\xbf" + "緊密\n".encode())
    assert run("-i", path).code == 0
    assert path.read_bytes() == b"\xef\xbb\xbf" + "紧密\n".encode()


def test_utf16_in_place_becomes_utf8_without_mark(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(CLEAN.encode("utf-16"))
    assert run("-i", path).code == 0
    assert path.read_bytes() == CLEAN.encode()


def test_in_place_takes_the_prose_of_a_folder(folder: Path) -> None:
    before = content(folder)
    done = run("-i", folder)
    assert done.code == 0
    assert content(folder) == {**before, "gbk.txt": CLEAN.encode(), "sub/hant.txt": "紧密相连。\n".encode()}
    assert "gbk.txt: rewritten: from gb18030" in done.error
    assert "hant.txt: rewritten: convert/t2s 2" in done.error
    assert done.error.endswith("normalise: 3 files: 2 changed, 1 clean\n")
    assert run("-i", folder) == Run(0, b"", "normalise: 3 files: 3 clean\n")
    assert run("-i", "-q", folder) == Run(0, b"", "")


def test_exit_non_zero_on_fix(folder: Path) -> None:
    assert run("-i", "--exit-non-zero-on-fix", folder).code == 1
    assert run("-i", "--exit-non-zero-on-fix", folder).code == 0


def test_check_writes_nothing_and_tells(folder: Path) -> None:
    before = content(folder)
    done = run("--check", folder)
    assert (done.code, done.out) == (1, b"")
    assert "gbk.txt: would change" in done.error
    assert content(folder) == before
    assert run("--check", folder / "clean.md") == Run(0, b"", "")


@pytest.mark.parametrize(("text", "code"), [(CLEAN, 0), ("緊密", 1), (CLEAN + " \n", 1)])
def test_check_standard_input(text: str, code: int) -> None:
    assert run("--check", stdin=text.encode()).code == code


def test_list_different(folder: Path) -> None:
    assert run("--list-different", ".", cwd=folder) == Run(0, b"gbk.txt\nsub/hant.txt\n", "")
    assert run("--list-different", "-0", "--check", ".", cwd=folder) == Run(1, b"gbk.txt\0sub/hant.txt\0", "")


def test_diff_is_one_that_patch_applies(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("一\n緊密\n三".encode())
    done = run("--diff", "a.txt", cwd=tmp_path)
    assert done.code == 0
    assert (
        done.out.decode()
        == "--- a/a.txt\n+++ b/a.txt\n@@ -1,3 +1,3 @@\n 一\n-緊密\n+紧密\n 三\n\\ No newline at end of file\n"
    )
    assert run("--diff", "--check", "a.txt", cwd=tmp_path).code == 1


def test_diff_says_what_the_encoding_was(folder: Path) -> None:
    assert run("--diff", "gbk.txt", cwd=folder).out.decode() == "# gbk.txt: from gb18030 to utf-8\n"


def test_explain_goes_to_standard_error() -> None:
    done = run("--explain", stdin="緊密相連\n密相連緊\n".encode())
    assert done.out.decode() == "紧密相连\n密相连紧\n"
    assert "<stdin>: 3 changes" in done.error
    assert "1  convert/t2s  [緊→紧]密相連" in done.error


def test_explain_as_json() -> None:
    done = run(
        "--explain", "--explain-format", "json", "--stdin-filename", "x.txt", stdin="一\n緊\n".encode()
    )
    (change,) = map(json.loads, done.error.splitlines())
    assert change["file"] == "x.txt"
    assert (change["stage"], change["line"], change["start"], change["before"], change["after"]) == (
        "convert",
        2,
        2,
        "緊",
        "紧",
    )


@pytest.mark.parametrize(
    ("arguments", "out"),
    [
        (["--skip", "tidy,convert"], "緊密 \n"),
        (["--stages", "convert"], "紧密 \n"),
        (["--lossless"], "緊密\n"),
        (["--lossless", "--stages", "convert"], "紧密 \n"),
        (["--to", "hant"], "緊密\n"),
        (["--protect", "緊"], "緊密\n"),
    ],
)
def test_options(arguments: list[str], out: str) -> None:
    assert run(*arguments, stdin="緊密 \n".encode()).out.decode() == out


def test_encoding() -> None:
    assert run("--encoding", "big5", stdin="緊".encode("big5")).out.decode() == "紧"
    assert run("--encoding", "ascii", stdin="緊".encode("big5")).out.decode() == "\ufffd\ufffd"


def test_output_to_a_file_and_a_folder(folder: Path, tmp_path: Path) -> None:
    assert run("-o", tmp_path / "out.txt", folder / "gbk.txt").code == 0
    assert (tmp_path / "out.txt").read_bytes() == CLEAN.encode()
    target = tmp_path / "out"
    assert run("-o", target, folder / "sub", folder / "clean.md").code == 0
    assert content(target) == {"hant.txt": "紧密相连。\n".encode(), "clean.md": CLEAN.encode()}


def test_what_fails_is_one_line_and_the_others_are_done(folder: Path) -> None:
    done = run("nonesuch", folder / "program", folder / "clean.md", cwd=folder)
    assert (done.code, done.out.decode()) == (2, CLEAN)
    assert done.error.splitlines() == [
        "normalise: nonesuch: No such file or directory",
        f"normalise: {folder / 'program'}: this is a binary file, not text",
    ]


def test_two_beats_one(folder: Path) -> None:
    assert run("--check", folder / "gbk.txt", "nonesuch", cwd=folder).code == 2


def test_undecodable_standard_input_gives_nothing() -> None:
    done = run(stdin=bytes(range(256)) * 9)
    assert (done.code, done.out) == (2, b"")
    assert done.error.startswith("normalise: <stdin>: ")


USAGE = [
    (["."], "is a folder"),
    (["-i"], "--in-place needs files"),
    (["-i", "--check", "a"], "exclude each other"),
    (["-i", "-o", "x", "a"], "exclude each other"),
    (["--check", "-o", "x", "a"], "writes nothing"),
    (["--stages", "convret"], "did you mean 'convert'"),
    (["--encoding", "gbkk"], "unknown encoding 'gbkk'"),
    (["--nonesuch"], "No such option"),
    (["--to", "klingon"], "klingon"),
]


@pytest.mark.parametrize(("arguments", "message"), USAGE)
def test_usage_errors(arguments: list[str], message: str, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"a")
    done = run(*arguments, cwd=tmp_path)
    assert (done.code, done.out) == (2, b"")
    assert message in done.error


def test_exclude_holds_in_folders_and_with_force_everywhere(folder: Path) -> None:
    assert run("--list-different", "--exclude", "sub", ".", cwd=folder).out == b"gbk.txt\n"
    assert run("--list-different", "--exclude", "sub", "sub/hant.txt", cwd=folder).out == b"sub/hant.txt\n"
    assert (
        run("--list-different", "--exclude", "sub", "--force-exclude", "sub/hant.txt", cwd=folder).out == b""
    )


def test_the_first_word_alone_is_a_command(tmp_path: Path) -> None:
    (tmp_path / "detect").write_bytes("緊密".encode())
    assert run("./detect", cwd=tmp_path).out.decode() == "紧密"
    assert run("-q", "detect", cwd=tmp_path).out.decode() == "紧密"
    assert (
        run("detect", "detect", cwd=tmp_path).out.decode()
        == "detect  utf-8       100%  hant   none   no damage\n"
    )


def test_detect(folder: Path) -> None:
    done = run("detect", "gbk.txt", "program", "nonesuch", cwd=folder)
    assert done.code == 2
    assert done.out.decode().splitlines() == [
        "gbk.txt   gb18030     100%  hans   lf     no damage",
        "program   binary, or in an encoding that could not be told",
    ]
    (found,) = map(json.loads, run("detect", "--json", stdin=CLEAN.encode("gbk")).out.splitlines())
    assert (found["file"], found["encoding"], found["script"], found["damage"]) == (
        "<stdin>",
        "gb18030",
        "hans",
        [],
    )


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le"])
def test_detect_reads_no_more_than_it_needs_and_says_so(tmp_path: Path, encoding: str) -> None:
    text = CLEAN * 200_000
    (tmp_path / "huge.txt").write_bytes(text.encode(encoding))
    for done in (run("detect", tmp_path / "huge.txt"), run("detect", stdin=text.encode(encoding))):
        assert done.code == 0
        assert done.out.decode().split()[1:] == [
            encoding, "100%", "hans", "lf", "no", "damage", "(by", "its", "first", "4.0", "MiB)",
        ]  # fmt: skip


def test_detect_walks_folders(folder: Path) -> None:
    names = [line.split()[0] for line in run("detect", ".", cwd=folder).out.decode().splitlines()]
    assert names == ["clean.md", "gbk.txt", "program", "sub/hant.txt"]


def test_rules() -> None:
    listed = run("rules").out.decode()
    assert "strip/icp" in listed
    assert "strip/back_to_top" in listed
    assert run("rules", "strip/icp").code == 0
    assert "strip/icp" in run("rules", "--test", "京ICP备12345678号").out.decode()
    assert run("rules", "strip/nonesuch").code == 2


def test_a_closed_pipe_ends_it_quietly() -> None:
    command = f"{sys.executable} -m normalise | head -c 10; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["/bin/bash", "-c", command],
        input=("今天开会。\n" * 100_000).encode(),
        capture_output=True,
        check=True,
    )
    assert done.stdout.endswith(b"0\n")
    assert done.stderr == b""


@pytest.mark.skipif(os.name == "nt", reason="file names are Unicode there")
def test_file_names_that_are_not_utf8(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/\xd6\xd0.txt"
    Path(os.fsdecode(name)).write_bytes("緊".encode())
    assert run("--list-different", os.fsdecode(name)).out == name + b"\n"
    assert run("-i", os.fsdecode(name)).code == 0


def test_help_and_version() -> None:
    assert run("--version").out.decode() == f"normalise {__version__}\n"
    assert "[PATH]..." in run("--help").out.decode()
    assert "[PATH]..." in run("detect", "-h").out.decode()


def test_every_option_is_a_flag() -> None:
    text = run("--help").out.decode()
    for flag in (
        "--stages",
        "--skip",
        "--encoding",
        "--lossy",
        "--glosses",
        "--to",
        "--vocabulary",
        "--metadata",
        "--protect",
        "--rules",
    ):
        assert flag in text
