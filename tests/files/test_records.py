"""`normalise records`, as a user meets it: files, streams, failures, processes."""

import gzip
import json
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

GOOD = '{{"id":{0},"text":"緊密 {0}"}}\n'
DONE = '{{"id":{0},"text":"紧密 {0}"}}\n'
BAD = '{"id":'


@dataclass
class Ran:
    code: int
    out: bytes
    error: str


def run(*arguments: str | Path, stdin: bytes = b"", cwd: Path | None = None) -> Ran:
    done = subprocess.run(
        [sys.executable, "-m", "normalise", "records", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        check=False,
    )
    error = done.stderr.decode()
    assert "Traceback" not in error
    return Ran(done.returncode, done.stdout, error)


def lines(form: str, numbers: Any) -> bytes:
    return "".join(map(form.format, numbers)).encode()


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_file_in_its_order(tmp_path: Path, jobs: str) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(lines(GOOD, range(30_000)))
    done = run(source, "-o", target, "--field", "text", "-j", jobs)
    assert (done.code, done.out) == (0, b"")
    assert done.error == f"normalise: {source}: 30,000 records: 30,000 changed\n"
    assert target.read_bytes() == lines(DONE, range(30_000))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl", "out.jsonl"]


def test_the_example_of_the_documentation(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "records.md").read_text("utf-8")
    example = page.split("```console\n")[1].split("```")[0]
    _, content, command, said = re.split(r"\$ (?:cat notes.jsonl|normalise records)|(?=normalise: )", example)
    (tmp_path / "notes.jsonl").write_text(content.lstrip("\n"), "utf-8")
    arguments, _, out = command.partition("\n")
    done = run(*arguments.split(), cwd=tmp_path)
    assert (done.code, done.out.decode(), done.error) == (0, out, said)


def test_a_stream_tells_by_its_beginning_or_by_format() -> None:
    assert run("--field", "text", "-q", stdin=lines(GOOD, [1])) == Ran(0, lines(DONE, [1]), "")
    assert run("-", "--field", "text", "-q", stdin=gzip.compress(lines(GOOD, [1]))) == Ran(
        0, lines(DONE, [1]), ""
    )
    table = "id,text\n1,緊密\n".encode()
    assert "--format" in run("--field", "text", stdin=table).error
    assert run("--field", "text", "-q", "--format", "csv", stdin=table) == Ran(
        0, "id,text\n1,紧密\n".encode(), ""
    )
    zipped = run("--field", "text", "-q", "--format", "jsonl.gz", stdin=gzip.compress(lines(GOOD, [1])))
    assert gzip.decompress(zipped.out) == lines(DONE, [1])


@pytest.mark.parametrize("newline", ["\r\n", "\n"])
def test_newlines_marks_and_blank_lines_stay(newline: str) -> None:
    data = f'\ufeff{{"text":"緊"}}{newline}{newline}{{"text":"緊"}}'.encode()
    assert run("--field", "text", "-q", "--format", "jsonl", stdin=data).out == data.replace(
        "緊".encode(), "紧".encode()
    )


FAULTY = (
    lines(GOOD, [1]) + f"{BAD}\n".encode() + lines(GOOD, [3]) + b"\n" + b'{"text":5}\n' + lines(GOOD, [6])
)


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize(
    ("on_error", "out"),
    [
        ("keep", lines(DONE, [1]) + f"{BAD}\n".encode() + lines(DONE, [3]) + b"\n" + b'{"text":5}\n' + lines(DONE, [6])),
        ("skip", lines(DONE, [1]) + lines(DONE, [3]) + b"\n" + lines(DONE, [6])),
    ],
)  # fmt: skip
def test_every_failure_is_told_with_its_line(tmp_path: Path, on_error: str, out: bytes, jobs: str) -> None:
    rejected = tmp_path / "rejected.jsonl"
    done = run("--field", "text", "--on-error", on_error, "-j", jobs, "--failed", rejected, stdin=FAULTY)
    assert (done.code, done.out) == (2, out)
    assert "<stdin>:2: not JSON: Expecting value, at column 7" in done.error
    assert "<stdin>:5: text: not a string" in done.error
    assert "5 records: 3 changed, 2 failed" in done.error
    assert rejected.read_bytes() == f"{BAD}\n".encode() + b'{"text":5}\n'


def test_fail_ends_it_and_leaves_what_was_there(tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    target.write_bytes(b"before")
    done = run("--field", "text", "--on-error", "fail", "-o", target, stdin=FAULTY)
    assert (done.code, target.read_bytes()) == (2, b"before")
    assert "<stdin>:2:" in done.error
    assert "<stdin>:5:" not in done.error
    assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl"]


def test_a_failed_record_says_so_in_its_report() -> None:
    done = run("--field", "text", "--report-field", "told", stdin=b'{"text":5}\n{"text":"a"}\n')
    assert json.loads(done.out.splitlines()[0])["told"] == {"error": "text: not a string"}


def test_what_is_set_apart_is_in_the_report() -> None:
    page = "县图书馆延长开放时间\n2031年5月6日 来源：青石新闻网\n县图书馆从下个月起延长开放时间，读者凭身份证即可借书。\n"
    done = run(
        *("--field", "text", "--report-field", "told", "--metadata", "extract"),
        stdin=json.dumps({"text": page}).encode(),
    )
    record = json.loads(done.out)
    assert "青石新闻网" not in record["text"]
    assert "青石新闻网" in record["told"]["text"]["metadata"].values()


def test_a_field_that_no_record_has_is_told(tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    done = run("--field", "txt", "-o", target, stdin=lines(GOOD, [1, 2]))
    assert done.code == 2
    assert "no record has a field txt" in done.error
    assert not target.exists()


@pytest.mark.parametrize("compression", ["gz", "zst"])
def test_a_file_that_was_cut_off_makes_no_output(tmp_path: Path, compression: str) -> None:
    data = lines(GOOD, range(5000))
    if compression == "gz":
        packed = gzip.compress(data)
    else:
        packed = pytest.importorskip("zstandard").ZstdCompressor().compress(data)
    source, target = tmp_path / f"in.jsonl.{compression}", tmp_path / "out.jsonl"
    source.write_bytes(packed)
    assert run(source, "--field", "text", "-o", target, "-q") == Ran(0, b"", "")
    assert target.read_bytes() == lines(DONE, range(5000))
    target.unlink()
    source.write_bytes(packed[:-20])
    done = run(source, "--field", "text", "-o", target)
    assert done.code == 2
    assert "cut off" in done.error
    assert not target.exists()


def test_zstandard_in_several_frames(tmp_path: Path) -> None:
    zstandard = pytest.importorskip("zstandard")
    source, target = tmp_path / "in.jsonl.zst", tmp_path / "out.jsonl.zst"
    source.write_bytes(
        b"".join(zstandard.ZstdCompressor().compress(lines(GOOD, [number])) for number in range(3))
    )
    assert run(source, "--field", "text", "-o", target, "-q").code == 0
    assert zstandard.ZstdDecompressor().decompressobj().decompress(target.read_bytes()) == lines(
        DONE, range(3)
    )


def test_a_file_may_be_its_own_output(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(lines(GOOD, range(10)))
    path.chmod(0o640)
    assert run(path, "--field", "text", "-o", path).code == 0
    assert path.read_bytes() == lines(DONE, range(10))
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_file_of_another_encoding_becomes_utf8_and_that_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("编号,正文\r\n1,緊密相連\r\n2,干净的正文\r\n".encode("gbk"))
    done = run(path, "--field", "正文")
    assert done.out.decode() == "编号,正文\r\n1,紧密相连\r\n2,干净的正文\r\n"
    assert "read as gb18030, and written as UTF-8" in done.error


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nope.jsonl", "--field", "text"], "nope.jsonl: No such file"),
        (["a.jsonl"], "--field"),
        (["a.jsonl", "--field", "a..b"], "no path"),
        (["a.jsonl", "--field", "text", "--format", "xml"], "unknown format"),
        (["a.jsonl", "--field", "text", "-o", "b.csv"], "can't become"),
        (["a.jsonl", "--field", "text", "-o", "no/such/b.jsonl"], "No such file"),
        (["a.csv", "--field", "text"], "no column 'text'; the header has id, body"),
    ],
)
def test_what_is_wrong_is_told(tmp_path: Path, arguments: list[str], message: str) -> None:
    (tmp_path / "a.jsonl").write_bytes(lines(GOOD, [1]))
    (tmp_path / "a.csv").write_bytes(b"id,body\n1,a\n")
    done = run(*arguments, cwd=tmp_path)
    assert (done.code, done.out) == (2, b"")
    assert message in done.error


def test_settings_hold_for_records_too(tmp_path: Path) -> None:
    (tmp_path / "normalise.toml").write_text('protect = ["緊密"]\n', "utf-8")
    (tmp_path / "a.jsonl").write_bytes('{"text":"緊密發現"}\n'.encode())
    assert run("a.jsonl", "--field", "text", cwd=tmp_path).out.decode() == '{"text":"緊密发现"}\n'
    assert (
        run("a.jsonl", "--field", "text", "--no-config", cwd=tmp_path).out.decode() == '{"text":"紧密发现"}\n'
    )


def test_a_closed_pipe_ends_it_quietly(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(lines(GOOD, range(200_000)))
    command = [sys.executable, "-m", "normalise", "records", str(path), "--field", "text", "-j2"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(1)
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


@pytest.mark.skipif(not hasattr(signal, "SIGINT") or os.name == "nt", reason="signals of POSIX")
def test_an_interruption_leaves_nothing_behind(tmp_path: Path) -> None:
    path, target = tmp_path / "a.jsonl", tmp_path / "out.jsonl"
    path.write_bytes(lines(GOOD, range(300_000)))
    # A shell's background process would ignore the signal.
    program = (
        "import signal, sys; from normalise.cli import main\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "sys.exit(main(sys.argv[1:]))"
    )
    arguments = ["records", str(path), "--field", "text", "-o", str(target), "-j2"]
    with subprocess.Popen([sys.executable, "-c", program, *arguments], stderr=subprocess.PIPE) as process:
        while len(list(tmp_path.iterdir())) == 1 and process.poll() is None:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        _, error = process.communicate()
    assert process.returncode == 130
    assert b"Traceback" not in error
    assert [found.name for found in tmp_path.iterdir()] == ["a.jsonl"]
