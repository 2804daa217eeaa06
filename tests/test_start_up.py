"""Start-up is light: a hook starts this program for every commit, an editor for every paragraph."""

import subprocess
import sys
from pathlib import Path

import pytest

FIXTURES = sorted((Path(__file__).parent.parent / "fixtures").glob("*.in.txt"))
HEAVY = {"ftfy", "charset_normalizer", "opencc", "jieba", "numpy", "jinja2", "pathspec", "pyarrow"}
CLEAN = "县图书馆延长开放时间\n\n馆长说：“晚上来的人多了一倍。”\n从下月起每天晚上九点闭馆。\n"
# What a clean document can do without; strip alone has to look at its lines.
STAGES = {f"normalise.stages.{stage}" for stage in ("repair", "tidy", "ungloss", "convert")}


def modules_after(code: str, text: str = "", folder: Path | None = None) -> set[str]:
    """The modules and packages that are imported when the code has run."""
    told = f"import sys, atexit\natexit.register(lambda: print('\\n'.join(sys.modules), file=sys.stderr))\n{code}"
    command = [sys.executable, "-c", told]
    done = subprocess.run(command, input=text.encode(), capture_output=True, check=True, cwd=folder)
    modules = set(done.stderr.decode().split())
    return modules | {name.split(".")[0] for name in modules}


def run(*arguments: str) -> str:
    return f"sys.argv[1:] = {list(arguments)!r}\nfrom normalise.__main__ import run\nrun()"


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["detect", "--help"]])
def test_saying_hello_needs_no_stage_and_no_dictionary(arguments: list[str]) -> None:
    loaded = modules_after(run(*arguments))
    assert not loaded & HEAVY
    assert "normalise.pipeline" not in loaded
    assert "normalise.cli" in loaded


ENGINES = {
    "pyarrow",
    "datatrove",
    "ray",
    "pyspark",
    "datasets",
    "duckdb",
    "polars",
    "pandas",
    "normalise.engines",
}


def test_the_library_loads_no_engine() -> None:
    code = "import sys, normalise; normalise.normalise('緊'.encode()); normalise.detect(b''); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert not ENGINES.intersection(done.stdout.split())


def test_the_package_imports_nothing_of_its_own() -> None:
    loaded = modules_after("import normalise")
    assert {name for name in loaded if name.startswith("normalise.")} == set()
    assert not loaded & {"typing", "re", "dataclasses", "pathlib"}


@pytest.mark.parametrize("text", ["", CLEAN, CLEAN.replace("\n", "\r\n"), "plain ASCII\n"])
def test_a_clean_document_in_a_pipe_needs_no_table_but_strips(text: str, tmp_path: Path) -> None:
    loaded = modules_after(run(), text, tmp_path)
    assert not loaded & HEAVY
    assert not loaded & STAGES
    assert not loaded & {
        "click", "pathlib", "tomllib", "multiprocessing", "normalise.flow", "normalise.language.model",
        "normalise.language.addresses", "normalise.language.script", "normalise.stages.decode.guess",
    }  # fmt: skip


def test_a_clean_file_needs_no_table_but_strips(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(CLEAN, "utf-8")
    loaded = modules_after(run("--check", "a.txt"), folder=tmp_path)
    assert not loaded & HEAVY
    assert not loaded & STAGES
    assert not loaded & {"normalise.flow", "normalise.language.model", "normalise.reports.explain", "jinja2"}


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.name)
def test_the_short_way_and_the_usual_way_write_the_same(path: Path, tmp_path: Path) -> None:
    ways = [
        subprocess.run([sys.executable, "-m", "normalise", *arguments], input=path.read_bytes(), capture_output=True, cwd=tmp_path, check=False)
        for arguments in ([], ["-"])
    ]  # fmt: skip
    assert len({(way.returncode, way.stdout, way.stderr) for way in ways}) == 1


@pytest.mark.parametrize(
    ("data", "code", "said"),
    [
        (bytes(range(32)) * 9 + b"\x7fELF\xff", 2, "<stdin>: "),
        ("水库今晨放水。\n返回顶部\n设为首页\n加入收藏\n打印本页\n关闭窗口\n".encode(), 0, "page furniture"),
        (b"clean\n" * 60_000, 0, ""),  # too long for the short way
    ],
    ids=["binary", "veto", "long"],
)
def test_what_there_is_to_say_is_said_the_usual_way(
    data: bytes, code: int, said: str, tmp_path: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "normalise"], input=data, capture_output=True, cwd=tmp_path, check=False
    )
    assert done.returncode == code
    assert said in done.stderr.decode()
    assert code or done.stdout == data


@pytest.mark.parametrize("name", ["normalise.toml", ".normalise.toml", "pyproject.toml"])
def test_settings_hold_for_the_short_way_too(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "within"
    folder.mkdir()
    table = "[tool.normalise]\n" if name == "pyproject.toml" else ""
    (tmp_path / name).write_text(f'{table}stages = ["tidy"]\n')
    done = subprocess.run([sys.executable, "-m", "normalise"], input="關於 \n".encode(), capture_output=True, cwd=folder, check=True)  # fmt: skip
    assert done.stdout.decode() == "關於\n"
