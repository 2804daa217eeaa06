"""Every fixture becomes what its out-file says, by the stages that fixtures/README.md says, and stays so."""

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from normalise import normalise

FIXTURES = Path(__file__).parent.parent / "fixtures"
NAMES = sorted(path.name.removesuffix(".in.txt") for path in FIXTURES.glob("*.in.txt"))


class Row(NamedTuple):
    encoding: str
    stages: frozenset[str]


def described() -> dict[str, Row]:
    table = re.findall(
        r"^\| `([^`]+)` \| (\S+) \| ([^|]+) \|", (FIXTURES / "README.md").read_text("utf-8"), re.MULTILINE
    )
    return {name: Row(encoding, frozenset(re.findall(r"\w+", stages))) for name, encoding, stages in table}


DESCRIBED = described()


def found(name: str) -> bytes:
    return (FIXTURES / f"{name}.in.txt").read_bytes()


def wanted(name: str) -> str:
    return (FIXTURES / f"{name}.out.txt").read_bytes().decode()


def test_every_fixture_has_its_answer_and_is_described() -> None:
    answers = sorted(path.name.removesuffix(".out.txt") for path in FIXTURES.glob("*.out.txt"))
    assert len(NAMES) >= 14
    assert answers == NAMES
    assert sorted(DESCRIBED) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_fixture_becomes_its_answer(name: str) -> None:
    assert normalise(found(name)).text == wanted(name)


@pytest.mark.parametrize("name", NAMES)
def test_encoding_is_recognised(name: str) -> None:
    assert normalise(found(name)).encoding == DESCRIBED[name].encoding


@pytest.mark.parametrize("name", NAMES)
def test_only_the_described_stages_act(name: str) -> None:
    acted = {rule.partition("/")[0] for rule, count in normalise(found(name)).counts.items() if count}
    assert acted - {"decode"} == DESCRIBED[name].stages


@pytest.mark.parametrize("name", NAMES)
def test_changed_is_true_where_the_bytes_differ(name: str) -> None:
    assert normalise(found(name)).changed == (found(name) != wanted(name).encode())


@pytest.mark.parametrize("name", NAMES)
def test_twice_is_once(name: str) -> None:
    once = normalise(found(name)).text
    assert normalise(once.encode()).text == once


@pytest.mark.parametrize("name", NAMES)
def test_answer_is_clean(name: str) -> None:
    assert normalise(wanted(name)).text == wanted(name)


@pytest.mark.parametrize("name", [name for name in NAMES if DESCRIBED[name].encoding == "utf-8"])
def test_text_fares_as_its_bytes_do(name: str) -> None:
    assert normalise(found(name).decode()).text == wanted(name)
