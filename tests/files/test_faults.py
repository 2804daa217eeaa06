"""Whatever goes wrong, each file is there, old or new, and nothing else is."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent
LINE = "县图书馆从下个月起延长开放时间，读者凭身份证即可借书。\n"


def run(*arguments: str | Path) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "normalise", *map(str, arguments)],
        capture_output=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    return done.returncode, done.stderr.decode()


def read(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="finds processes by /proc, and forks")
def test_killed_at_random_instants() -> None:
    """`make faults` does it 500 times."""
    done = subprocess.run(
        [sys.executable, HERE / "kill_at_random.py", "12"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert sum(int(line.split()[0]) for line in done.stdout.splitlines() if "temporary" not in line) == 12


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 256 KiB, if this user may make one."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = shutil.which("mount")
    command = [str(mount), "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(place)]
    if mount is None or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("only root may mount a small disk")
    yield place
    subprocess.run(["umount", place], check=True)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_full_disk(small_disk: Path, jobs: str) -> None:
    files = {f"{number}.txt": (LINE * 1000).encode("gb18030") for number in range(4)}
    files["small.txt"] = LINE.encode("gb18030")
    for name, content in files.items():
        (small_disk / name).write_bytes(content)
    code, said = run("-i", "-j", jobs, small_disk)
    assert code == 2
    assert read(small_disk) == {**files, "small.txt": LINE.encode()}
    for number in range(4):
        assert f"{number}.txt: No space left on device" in said
    assert "5 files: 1 changed, 4 failed" in said


def test_a_full_disk_for_the_backup(small_disk: Path) -> None:
    old = (LINE * 1000).encode("gb18030")
    (small_disk / "a.txt").write_bytes(old)
    (small_disk / "filler").write_bytes(bytes(90_000))
    code, said = run("-i", "--backup", ".orig", small_disk / "a.txt")
    assert (code, read(small_disk)["a.txt"]) == (2, old)
    assert sorted(read(small_disk)) == ["a.txt", "filler"]
    assert "No space left on device" in said


def test_a_read_only_disk(small_disk: Path) -> None:
    old = LINE.encode("gb18030")
    (small_disk / "a.txt").write_bytes(old)
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    code, said = run("-i", small_disk)
    assert (code, read(small_disk)) == (2, {"a.txt": old})
    assert "a.txt: it is read-only" in said


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="folders have no such mode there")
def test_a_read_only_folder_and_a_read_only_file(tmp_path: Path) -> None:
    old = LINE.encode("gb18030")
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_bytes(old)
    (tmp_path / "a.txt").chmod(0o444)
    code, said = run("-i", tmp_path)
    assert code == 2
    assert read(tmp_path) == {"a.txt": old, "b.txt": LINE.encode()}
    assert "a.txt: it is read-only" in said
    (tmp_path / "b.txt").write_bytes(old)
    tmp_path.chmod(0o555)
    try:
        code, said = run("-i", tmp_path)
    finally:
        tmp_path.chmod(0o755)
    if os.geteuid() != 0:  # root writes all the same
        assert read(tmp_path)["b.txt"] == old
    assert read(tmp_path)["a.txt"] == old
    assert code == 2


def test_a_worker_that_dies_is_told_with_its_file_and_the_others_are_done(tmp_path: Path) -> None:
    for number in range(6):
        (tmp_path / f"{number}.txt").write_bytes(LINE.encode("gb18030"))
    program = tmp_path / "program.py"
    program.write_text(
        "import os, sys\n"
        "import normalise.files.job as job\n"
        "real = job.rewrite_file\n"
        "def die_on_three(path, *rest, **options):\n"
        "    if path.name == '3.txt':\n"
        "        os._exit(9)\n"
        "    return real(path, *rest, **options)\n"
        "job.rewrite_file = die_on_three\n"
        "from normalise.cli import main\n"
        "sys.exit(main(['-i', '-j', '2', sys.argv[1]]))\n",
        "utf-8",
    )
    done = subprocess.run([sys.executable, program, tmp_path], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert f"{tmp_path / '3.txt'}: the process working on it ended with code 9" in done.stderr
    assert "6 files: 5 changed, 1 failed" in done.stderr
    changed = [number for number in range(6) if (tmp_path / f"{number}.txt").read_bytes() == LINE.encode()]
    assert changed == [0, 1, 2, 4, 5]


def test_the_same_file_by_two_names_is_rewritten_once(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(LINE.encode("gb18030"))
    (tmp_path / "link.txt").symlink_to("a.txt")
    code, said = run("-i", "-j", "2", tmp_path, tmp_path / "a.txt", tmp_path / "link.txt")
    assert (code, said.count("rewritten")) == (0, 1)


def test_two_inputs_for_one_output_are_told(tmp_path: Path) -> None:
    for folder, text in (("one", "甲"), ("two", "乙")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.txt").write_text(text, "utf-8")
    code, said = run("-o", tmp_path / "out", tmp_path / "one", tmp_path / "two")
    assert (code, (tmp_path / "out" / "a.txt").read_text("utf-8")) == (2, "甲")
    assert "another input goes to" in said


@pytest.mark.skipif(os.name == "nt", reason="signals are other things there")
@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_an_interruption_ends_it_at_once(tmp_path: Path, jobs: str, sent: signal.Signals) -> None:
    """The program waits in the middle of writing, where it is interrupted."""
    (tmp_path / "a.txt").write_bytes(LINE.encode("gb18030"))
    (tmp_path / "b.txt").write_bytes(LINE.encode("gb18030"))
    program = tmp_path / "program.py"
    program.write_text(
        "import os, signal, sys, time\n"
        # What a shell starts in the background ignores Ctrl-C, and so would this.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "def wait(handle):\n"
        "    os.write(1, b'here\\n')\n"
        "    time.sleep(60)\n"
        "os.fsync = wait\n"
        "from normalise.__main__ import run\n"
        "run()\n",
        "utf-8",
    )
    process = subprocess.Popen(
        [sys.executable, program, "-i", "-j", jobs, tmp_path / "a.txt", tmp_path / "b.txt"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "here\n"
    if sent == signal.SIGINT:
        os.killpg(process.pid, sent)
    else:
        process.send_signal(sent)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert said.strip() == "normalise: interrupted; what was being written is as it was"
    assert read(tmp_path) == {
        **dict.fromkeys(["a.txt", "b.txt"], LINE.encode("gb18030")),
        "program.py": program.read_bytes(),
    }
