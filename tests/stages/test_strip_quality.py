"""How well `strip` does on whole pages, and floors under it; `benchmarks/furniture.py` prints the same by category.

The floors were reached when this was written; raise them, never lower them.
"""

import importlib.util
import sys
from pathlib import Path

import pytest

from normalise.language.protect import Protection, find_protection
from normalise.options import Options
from normalise.stages.strip import strip

PATH = Path(__file__).parent.parent.parent / "benchmarks" / "furniture.py"
spec = importlib.util.spec_from_file_location("furniture_benchmark", PATH)
assert spec is not None
assert spec.loader is not None
benchmark = importlib.util.module_from_spec(spec)
sys.modules[spec.name] = benchmark
spec.loader.exec_module(benchmark)

PAGES = [page for half in benchmark.HALVES for page in benchmark.read_pages(half)]


def test_the_pages_are_many_and_various() -> None:
    scripts = [page.script for page in PAGES]
    kinds = [page.kind for page in PAGES]
    assert len(PAGES) >= 330
    assert scripts.count("hant") >= 40
    assert kinds.count("trap") >= 90
    assert len({page.name for page in PAGES if page.kind == "portal"}) >= 60
    assert len({page.id for page in PAGES}) == len(PAGES)


@pytest.mark.parametrize(
    ("half", "recall", "loss", "trimmed"),
    [
        ("tuned", 0.97, 0, 1),
        ("untouched", 0.94, 0, 1),
        ("late", 0.99, 0, 1),
        ("later", 0.91, 0, 1),
        ("fresh", 0.95, 0, 0.2),
        ("unread", 0.82, 0.005, 0.15),
    ],
)
def test_portals(half: str, recall: float, loss: float, trimmed: float) -> None:
    score = benchmark.score_pages(half, "portal")
    assert score.recall >= recall
    assert score.loss <= loss
    assert score.trimmed >= trimmed * score.glued


@pytest.mark.parametrize(
    ("half", "kind"),
    [(half, kind) for half in ("tuned", "untouched", "fresh", "unread") for kind in ("trap", "clean")]
    + [("late", "trap"), ("later", "trap")],
)
def test_what_only_looks_like_furniture_stays(half: str, kind: str) -> None:
    score = benchmark.score_pages(half, kind)
    assert score.lost == {}
    assert score.kept > 0


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.id)
def test_twice_is_once(page: object) -> None:
    for _, texts, joint in benchmark.renderings(page):
        once = strip(joint.join(texts), Options(), Protection())
        assert strip(once.text, Options(), Protection()).text == once.text


PROSE = "雾散以后，江面上的船慢慢多了起来，渡口的钟声隔着水传过来，一下，又一下。" * 2


@pytest.mark.parametrize("page", [page for page in PAGES if page.kind == "portal"], ids=lambda page: page.id)
def test_more_prose_in_the_middle_changes_nothing_at_the_edges(page: object) -> None:
    """What is at an edge is judged by that edge, and by whether there is prose; so a stream can be stripped."""
    lines = [line.text for line in page.lines]  # type: ignore[attr-defined]
    longest = max(range(len(lines)), key=lambda index: len(lines[index]))
    outcomes = []
    for paragraphs in (3, 60):
        text = "\n".join([*lines[: longest + 1], *[PROSE] * paragraphs, *lines[longest + 1 :]])
        outcomes.append(strip(text, Options(), find_protection(text)).text.replace(f"{PROSE}\n", ""))
    assert outcomes[0] == outcomes[1]
