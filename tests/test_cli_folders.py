"""The command line over folders and lists of files: what is taken, what is said, what holds for each."""

import os
import subprocess
from pathlib import Path

import pytest
from command_line import Run, content, run

CLEAN = "县图书馆延长开放时间。\n"
HANT = "縣圖書館延長開放時間。\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    for name, text in {"a.txt": HANT, "b.txt": CLEAN, "c.csv": f"標題,文\n{HANT}", "d.py": HANT}.items():
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def test_structured_text_keeps_its_keys_and_source_stays(folder: Path) -> None:
    before = content(folder)
    assert run("-i", ".", cwd=folder).code == 0
    assert content(folder) == {**before, "a.txt": CLEAN.encode(), "c.csv": f"標題,文\n{CLEAN}".encode()}


def test_source_that_is_named_gets_what_was_asked_for(folder: Path) -> None:
    assert run("d.py", cwd=folder).out == HANT.encode()
    assert run("--stages", "convert", "d.py", cwd=folder).out == CLEAN.encode()
    assert (
        run("--list-different", "--include", "*.py", "--stages", "convert", ".", cwd=folder).out == b"d.py\n"
    )


def test_who_names_a_file_is_told_if_less_is_done_than_asked_for(folder: Path) -> None:
    done = run("--check", "--stages", "strip", "c.csv", cwd=folder)
    assert (done.code, "strip is left out of text that programs read too" in done.error) == (0, True)
    assert "decode alone runs" in run("--check", "d.py", cwd=folder).error
    assert run("--check", "--lossless", "d.py", cwd=folder).error == ""
    assert "left out" not in run("--check", "--stages", "strip", ".", cwd=folder).error


def test_standard_input_is_of_the_kind_that_its_name_says() -> None:
    table = f"標題,文\n{HANT}".encode()
    assert run("--stdin-filename", "x.csv", stdin=table).out == f"標題,文\n{CLEAN}".encode()
    assert run("--format", "csv", stdin=table).out == f"標題,文\n{CLEAN}".encode()
    assert run(stdin=table).out == f"标题,文\n{CLEAN}".encode()


def test_text_that_is_not_utf8_in_structured_text_becomes_so(folder: Path) -> None:
    (folder / "c.csv").write_bytes(f"標題,文\n{HANT}".encode("gb18030"))
    assert run("-i", "--lossless", "c.csv", cwd=folder).code == 0
    assert (folder / "c.csv").read_bytes() == f"標題,文\n{HANT}".encode()


SUMMARIES = [
    (["-i", "."], 0, "3 files: 2 changed, 1 clean"),
    (["--check", "."], 1, "3 files: 2 changed, 1 clean"),
    (["--check", "b.txt", "nonesuch"], 2, "2 files: 1 clean, 1 failed"),
    (["--diff", "."], 0, "3 files: 2 changed, 1 clean"),
    (["-o", "out", "."], 0, "3 files: 2 changed, 1 clean"),
    (["-i", "--include", "*.rst", "."], 0, "0 files: nothing to do"),
    (["--check", "b.txt"], 0, ""),
    (["-q", "--check", "."], 1, ""),
    (["--list-different", "."], 0, ""),
    (["a.txt", "b.txt"], 0, ""),
]


@pytest.mark.parametrize(("arguments", "code", "summary"), SUMMARIES)
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_the_last_line_sums_up(
    folder: Path, arguments: list[str], code: int, summary: str, jobs: str
) -> None:
    done = run(*arguments, "-j", jobs, cwd=folder)
    assert done.code == code
    assert done.error.splitlines()[-1:] == ([f"normalise: {summary}"] if summary else [])


def test_verbose_names_what_is_clean_and_what_is_passed_over_and_why(folder: Path) -> None:
    (folder / ".gitignore").write_text("a.*\n", "utf-8")
    (folder / "e.txt").write_bytes(bytes(range(256)))
    said = run("-v", "--check", ".", cwd=folder).error
    for line in (
        "a.txt: passed over: .gitignore: a.*",
        "d.py: passed over: source code",
        "e.txt: passed over: binary",
        "b.txt: clean",
    ):
        assert line in said


@pytest.mark.parametrize("null", [False, True])
def test_files_from_a_list(folder: Path, null: bool) -> None:
    end = "\0" if null else "\n"
    names = "a.txt" + end + "b.txt" + end + ("" if null else "\r\n")
    options = ["--list-different", *(["-0"] if null else [])]
    (folder / "names").write_bytes(names.encode())
    expected = f"a.txt{end}".encode()
    assert run(*options, "--files-from", "names", cwd=folder).out == expected
    assert run(*options, "--files-from", "-", stdin=names.encode(), cwd=folder).out == expected
    assert run(*options, "--files-from", "-", "c.csv", stdin=b"", cwd=folder).out == f"c.csv{end}".encode()


def test_an_empty_list_is_no_files_and_not_standard_input(folder: Path) -> None:
    (folder / "names").write_bytes(b"")
    assert run("--files-from", "names", cwd=folder, stdin=HANT.encode()) == Run(0, b"", "")


def test_a_list_that_is_not_there_is_told(folder: Path) -> None:
    done = run("--files-from", "nonesuch", cwd=folder)
    assert done == Run(2, b"", "normalise: nonesuch: No such file or directory\n")


def test_a_dash_in_a_list_is_a_file(folder: Path) -> None:
    (folder / "-").write_text(HANT, "utf-8")
    assert run("--files-from", "-", stdin=b"-\n", cwd=folder).out == CLEAN.encode()


@pytest.mark.skipif(os.name == "nt", reason="file names are Unicode there")
def test_names_in_a_list_are_bytes(folder: Path) -> None:
    name = "縣".encode("gbk") + b".txt"
    Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_bytes(HANT.encode())
    assert (
        run("--list-different", "-0", "--files-from", "-", stdin=name + b"\0", cwd=folder).out == name + b"\0"
    )


def test_a_backup_is_kept(folder: Path) -> None:
    assert run("-i", "--backup", ".orig", "a.txt", "b.txt", cwd=folder).code == 0
    assert (folder / "a.txt.orig").read_bytes() == HANT.encode()
    assert not (folder / "b.txt.orig").exists()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
def test_a_named_pipe_is_read_once_and_whole(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    with subprocess.Popen(["/bin/sh", "-c", f"cat '{folder / 'a.txt'}' > '{folder / 'pipe'}'"]):
        assert run("pipe", cwd=folder).out == CLEAN.encode()


def test_clean_files_are_not_touched(folder: Path) -> None:
    before = (folder / "b.txt").stat()
    run("-i", ".", cwd=folder)
    after = (folder / "b.txt").stat()
    assert (after.st_ino, after.st_mtime_ns, after.st_ctime_ns) == (
        before.st_ino,
        before.st_mtime_ns,
        before.st_ctime_ns,
    )


@pytest.mark.parametrize("jobs", ["1", "2", "0"])
def test_order_does_not_hang_on_jobs(folder: Path, jobs: str) -> None:
    for number in range(20):
        (folder / f"{number:02}.txt").write_text(f"{number}縣\n" * (1 + 50 * (number % 3)), "utf-8")
    names = [f"{number:02}.txt" for number in range(20)]
    expected = "".join(f"{number}县\n" * (1 + 50 * (number % 3)) for number in range(20))
    assert run("-j", jobs, *names, cwd=folder).out.decode() == expected


def test_the_environment_may_say_how_many_jobs(folder: Path) -> None:
    assert run("--check", "b.txt", cwd=folder, env={"NORMALISE_JOBS": "2"}).code == 0
    assert run("--check", "b.txt", cwd=folder, env={"NORMALISE_JOBS": "x"}).code == 2


def test_a_settings_file_holds_and_the_command_line_wins(folder: Path) -> None:
    (folder / "normalise.toml").write_text('stages = "tidy"\n[kinds]\n"*.py" = "prose"\n', "utf-8")
    assert run("a.txt", cwd=folder).out == HANT.encode()
    assert run("--stages", "convert", "d.py", cwd=folder).out == CLEAN.encode()
    assert run("--no-config", "a.txt", cwd=folder).out == CLEAN.encode()
    (folder / "other.toml").write_text('stages = "convert"\n', "utf-8")
    assert run("--config", "other.toml", "a.txt", cwd=folder).out == CLEAN.encode()
    assert run(stdin=HANT.encode(), cwd=folder).out == HANT.encode()


def test_a_mistake_in_the_settings_ends_the_run_before_it_writes(folder: Path) -> None:
    (folder / "normalise.toml").write_text('\nstage = "tidy"\n', "utf-8")
    before = content(folder)
    done = run("-i", ".", cwd=folder)
    assert (done.code, done.out, content(folder)) == (2, b"", before)
    assert done.error == "normalise: normalise.toml:2: unknown option 'stage'; did you mean 'stages'?\n"


def test_show_config_tells_what_holds_and_from_where(folder: Path) -> None:
    (folder / "normalise.toml").write_text('to = "hant"\nexclude = ["c.*"]\n', "utf-8")
    done = run("--show-config", "--protect", "縣", "a.txt", "c.csv", ".", cwd=folder)
    assert (done.code, done.error) == (0, "")
    shown = done.out.decode().splitlines()
    for line in (
        "a.txt",
        "  in a folder: taken",
        "  kind = prose: text for people",
        "  to = hant  (normalise.toml:1)",
        "  protect = 縣  (the command line)",
        "  lossy = infer  (default)",
        "  in a folder: passed over (normalise.toml:2: c.*)",
        "  format = csv  (the file's name)",
        "  stages = decode,repair,tidy,ungloss,convert  (the kind of file, structured)",
        "*.txt",
    ):
        assert line in shown


COLOURS = [
    # arguments, environment, is it coloured? neither stream is a terminal here
    ([], {}, False),
    (["--color", "always"], {}, True),
    (["--color", "never"], {"FORCE_COLOR": "1"}, False),
    (["--color", "always"], {"NO_COLOR": "1"}, True),
    ([], {"FORCE_COLOR": "1"}, True),
    ([], {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ([], {"FORCE_COLOR": "", "NO_COLOR": ""}, False),
]


@pytest.mark.parametrize(("arguments", "environment", "coloured"), COLOURS)
def test_colours(folder: Path, arguments: list[str], environment: dict[str, str], coloured: bool) -> None:
    done = run("--diff", *arguments, "a.txt", "nonesuch", cwd=folder, env=environment)
    assert (b"\x1b[31m-" in done.out) is coloured
    assert ("\x1b[31mnormalise: \x1b[0mnonesuch" in done.error) is coloured
    assert ("\x1b" in done.out.decode() + done.error) is coloured


@pytest.mark.parametrize(
    "environment",
    [{"PYTHONIOENCODING": "gbk"}, {"LC_ALL": "C", "PYTHONUTF8": "0"}, {"PYTHONIOENCODING": "ascii"}],
)
def test_words_come_out_whatever_the_console(folder: Path, environment: dict[str, str]) -> None:
    name = "縣é🙂.txt"
    (folder / name).write_text(HANT, "utf-8")
    assert run("--help", env=environment).code == 0
    assert run("-i", "-v", "--explain", ".", cwd=folder, env={**environment, "PYTHONUTF8": "1"}).code == 0
    (folder / "e.txt").write_text("縣\r\n", "utf-8", newline="")
    assert run("-i", "--explain", "e.txt", cwd=folder, env=environment).code == 0
    assert (folder / "e.txt").read_bytes() == "县\r\n".encode()


@pytest.mark.skipif(os.name == "nt", reason="names can't have such characters there")
def test_a_name_does_not_speak_to_the_terminal(folder: Path) -> None:
    (folder / "x\x1b[2J\n.txt").write_text(HANT, "utf-8")
    assert "x\\x1b[2J\\x0a.txt: rewritten" in run("-i", ".", cwd=folder).error


@pytest.mark.parametrize("text", ["縣\r\n館\r\n", "縣\r館", "縣\n館\r\n", "\ufeff縣\r\n", "縣"])
def test_line_ends_mark_and_final_newline_stay(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(text.encode())
    assert run("-i", path).code == 0
    assert path.read_bytes() == text.replace("縣", "县").replace("館", "馆").encode()


def test_a_device_is_written_to_and_not_replaced(folder: Path) -> None:
    assert run("-o", os.devnull, folder / "a.txt").code == 0
    assert not Path(os.devnull).is_file()


USAGE = [
    (["--backup", ".orig", "a.txt"], "--backup goes with --in-place"),
    (["-i", "--backup", "x/y", "a.txt"], "takes a suffix"),
    (["--config", "x", "--no-config", "a.txt"], "exclude each other"),
    (["--config", "nonesuch.toml", "a.txt"], "nonesuch.toml: No such file"),
    (["--files-from", "-", "-"], "both the list of files and a file"),
    (["-j", "-1", "a.txt"], "--jobs"),
    (["--format", "jsn", "a.txt"], "jsn"),
    (["--color", "x", "a.txt"], "--color"),
]


@pytest.mark.parametrize(("arguments", "message"), USAGE)
def test_usage_errors(folder: Path, arguments: list[str], message: str) -> None:
    done = run(*arguments, cwd=folder)
    assert (done.code, done.out) == (2, b"")
    assert message in done.error


def test_verbose_sums_up_by_rule(folder: Path) -> None:
    said = run("-v", "--check", ".", cwd=folder).error.splitlines()
    (line,) = [line for line in said if line.startswith("normalise: convert/t2s ")]
    assert line.endswith(" in 2 files")
