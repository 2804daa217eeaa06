"""Ray: a worker that dies in mid-run costs nothing but its time."""

from pathlib import Path

import pytest
from engine_documents import make_documents, write_pages
from engine_runs import DOCUMENTS, check_rows, expect, need, read_clean, run_and_kill_a_worker

ALL = list(make_documents(DOCUMENTS))


@pytest.mark.parametrize("number", [0, 1], ids=["tasks", "actors"])
def test_one_of_two_workers_is_killed(tmp_path: Path, number: int) -> None:
    need("pyarrow", "ray")
    write_pages(tmp_path, ALL, files=20)
    run_and_kill_a_worker(tmp_path, number)
    check_rows(read_clean(tmp_path), ALL, expect(ALL))
