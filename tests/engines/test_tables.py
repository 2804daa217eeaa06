"""The scripts of docs/engines.md on real engines: every document once, as the plain library has it."""

from pathlib import Path
from typing import Any

import pytest
from engine_documents import make_documents, write_pages
from engine_runs import (
    DOCUMENTS,
    check_rows,
    expect,
    find_scripts,
    need,
    need_java,
    read_clean,
    run,
)

ALL = list(make_documents(DOCUMENTS))
SCRIPTS = [
    ("DuckDB", 0, "duckdb"),
    ("Polars", 0, "polars"),
    ("Hugging Face datasets", 0, "datasets"),
    ("Hugging Face datasets", 1, "datasets"),
    ("Ray Data", 0, "ray"),
    ("Ray Data", 1, "ray"),
    ("PySpark", 0, "pyspark"),
]


@pytest.fixture(scope="module")
def expected() -> list[tuple[str | None, dict[str, Any] | None]]:
    return expect(ALL)


@pytest.mark.parametrize(
    ("title", "number", "module"), SCRIPTS, ids=[f"{title}-{number}" for title, number, _ in SCRIPTS]
)
def test_a_script_gives_what_the_library_gives(
    request: pytest.FixtureRequest, tmp_path: Path, title: str, number: int, module: str
) -> None:
    need("pyarrow", module)
    if module == "pyspark":
        need_java()
    write_pages(tmp_path, ALL, files=4)
    run(find_scripts(title)[number], tmp_path)
    check_rows(read_clean(tmp_path), ALL, request.getfixturevalue("expected"))


def test_datasets_has_one_fingerprint_for_equal_ones(tmp_path: Path) -> None:
    need("pyarrow", "datasets")
    script = (
        "from datasets.fingerprint import Hasher\n"
        "from normalise.engines.arrow import TableNormaliser\n"
        "workers = [TableNormaliser('raw', into='te' + suffix, to=to) for suffix in ('xt', 'xt') for to in ('hans', 'hant')]\n"
        "print(*map(Hasher.hash, workers), file=open('hashes', 'a'))\n"
    )
    run(script, tmp_path)
    run(script, tmp_path)
    hashes = (tmp_path / "hashes").read_text().split()
    assert hashes == hashes[:2] * 4
    assert len(set(hashes)) == 2


def test_every_script_of_the_page_is_run() -> None:
    titles = {title for title, _, _ in SCRIPTS}
    for title in titles:
        assert len(find_scripts(title)) == sum(title == other for other, _, _ in SCRIPTS)
