"""Ray: a worker that dies in mid-run costs nothing but its time."""

from typing import Any
from pathlib import Path

import pytest
from engine_documents import make_documents, write_pages
from engine_runs import DOCUMENTS, check_rows, expect, find_scripts, need, read_clean, run

ALL = list(make_documents(DOCUMENTS))

CLUSTER = """
import threading, time
from pathlib import Path

import ray
from ray.cluster_utils import Cluster

cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 0})
workers = [cluster.add_node(num_cpus=1) for _ in range(2)]
ray.init(address=cluster.address)

import normalise.engines.arrow as arrow

class TellingNormaliser(arrow.TableNormaliser):
    def __call__(self, table):
        done = super().__call__(table)
        with Path("batches").open("a") as file:
            file.write(ray.get_runtime_context().get_node_id() + "\\n")
        return done

    def __reduce__(self):
        return TellingNormaliser, ("raw",), {"into": "text"} | self.__dict__

def kill_in_mid_run():
    while True:
        time.sleep(0.05)
        nodes = Path("batches").read_text().split() if Path("batches").exists() else []
        if nodes.count(workers[1].node_id) >= 2:
            cluster.remove_node(workers[1], allow_graceful=False)
            Path("killed").write_text(workers[1].node_id + f" {len(nodes)}")
            return

arrow.TableNormaliser = TellingNormaliser
killer = threading.Thread(target=kill_in_mid_run)
killer.start()
"""


@pytest.mark.parametrize("number", [0, 1], ids=["tasks", "actors"])
def test_one_of_two_workers_is_killed(tmp_path: Path, number: int) -> None:
    need("pyarrow", "ray")
    write_pages(tmp_path, ALL, files=20)
    run(CLUSTER + find_scripts("Ray Data")[number] + "\nkiller.join()\n", tmp_path)
    killed, before = (tmp_path / "killed").read_text().split()
    batches = (tmp_path / "batches").read_text().split()
    assert int(before) < len(batches)
    assert killed in batches
    assert len(set(batches)) == 2
    check_rows(read_clean(tmp_path), ALL, expect(ALL))
