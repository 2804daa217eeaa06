"""Start-up is light: a hook starts this program for every commit."""

import subprocess
import sys

import pytest

HEAVY = ("ftfy", "charset_normalizer", "opencc", "jieba", "numpy", "jinja2")


def modules_after(*arguments: str) -> set[str]:
    code = f"import sys\nfrom normalise.cli import main\nmain({list(arguments)!r})\nprint('\\n'.join(sys.modules), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], input=b"", capture_output=True, check=True)
    return {name.split(".")[0] for name in done.stderr.decode().split()} | set(done.stderr.decode().split())


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["detect", "--help"]])
def test_saying_hello_needs_no_stage_and_no_dictionary(arguments: list[str]) -> None:
    loaded = modules_after(*arguments)
    assert not loaded.intersection(HEAVY)
    assert "normalise.pipeline" not in loaded
    assert "normalise.cli" in loaded


ENGINES = ("pyarrow", "datatrove", "ray", "pyspark", "datasets", "duckdb", "polars", "pandas")


def test_the_library_loads_no_engine() -> None:
    code = "import sys, normalise; normalise.normalise('緊'.encode()); normalise.detect(b''); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert not set(done.stdout.split()).intersection((*ENGINES, "normalise.engines"))


def test_empty_input_needs_no_dictionary() -> None:
    assert not modules_after().intersection(HEAVY)
