"""What the documents of the project say is true of it."""

import doctest
import re
import tomllib
from pathlib import Path

import pytest

import normalise
from normalise.files.settings import read_settings
from normalise.options import FORMATS
from normalise.resources import read_data

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def test_the_example_of_the_readme_is_a_fixture() -> None:
    for side in ("in", "out"):
        assert (ROOT / "fixtures" / f"readme-example.{side}.txt").read_text("utf-8").strip() in README


def test_the_library_example_runs() -> None:
    assert doctest.testfile(str(ROOT / "README.md"), module_relative=False).failed == 0


def test_every_hook_is_in_the_readme() -> None:
    hooks = re.findall(r"^- id: (\S+)", (ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"), re.MULTILINE)
    assert hooks == ["normalise", "normalise-check"]
    assert all(hook in README for hook in hooks)


def test_every_module_is_on_the_map() -> None:
    plan = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    package = Path(normalise.__file__).parent
    missing = [
        str(path.relative_to(package))
        for path in package.rglob("*.py")
        if path.name != "__init__.py" and path.stem not in plan
    ]
    assert not missing


@pytest.mark.parametrize("name", ["normalise-zh", "Apache-2.0"])
def test_the_package_says_what_it_is(name: str) -> None:
    assert name in README
    assert name in (ROOT / "pyproject.toml").read_text("utf-8")


def test_every_table_names_its_source_and_licence() -> None:
    notice = (ROOT / "NOTICE").read_text("utf-8")
    for path in (Path(normalise.__file__).parent / "data").rglob("*"):
        if path.is_file():
            head = path.read_bytes()[:2000].lower()
            assert b"licence" in head or path.name in notice, path


def test_nothing_imports_upward() -> None:
    floors = ["language", "stages", "pipeline", "files", "reports", "engines", "commands", "cli"]
    allowed = {("files", "reports"), ("reports", "files"), ("reports", "stages")}
    package = Path(normalise.__file__).parent
    for path in package.rglob("*.py"):
        room = path.relative_to(package).parts[0].removesuffix(".py")
        if room not in floors:
            continue
        for target in re.findall(
            r"^\s*(?:from|import) normalise\.(\w+)", path.read_text("utf-8"), re.MULTILINE
        ):
            if target in floors and (room, target) not in allowed:
                assert floors.index(target) <= floors.index(room), f"{path} imports {target}"


def test_nothing_but_the_user_imports_an_engine() -> None:
    package = Path(normalise.__file__).parent
    for path in package.rglob("*.py"):
        is_engine = "engines" in path.relative_to(package).parts
        targets = set(
            re.findall(r"^\s*(?:from|import) normalise\.(\w+)", path.read_text("utf-8"), re.MULTILINE)
        )
        assert not targets & ({"files", "reports"} if is_engine else {"engines"}), path


def test_no_stage_knows_another() -> None:
    stages = Path(normalise.__file__).parent / "stages"
    for path in stages.rglob("*.py"):
        own = path.relative_to(stages).parts[0].removesuffix(".py")
        for target in re.findall(r"normalise\.stages\.(\w+)", path.read_text("utf-8")):
            assert target == own, path


def test_every_exit_code_has_a_test_that_is_there() -> None:
    table = (ROOT / "docs" / "exit-codes.md").read_text("utf-8")
    rows = [line for line in table.splitlines() if re.match(r"\| \d", line)]
    assert {row.split(" | ")[0].strip("| ") for row in rows} == {"0", "1", "2", "130"}
    for row in rows:
        named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", row)
        assert named, row
        for path, function in named:
            assert f"def {function}(" in (ROOT / path).read_text("utf-8"), row


def test_the_settings_that_are_shown_are_ones_that_there_are(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "settings.md").read_text("utf-8")
    (example,) = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    (tmp_path / "normalise.toml").write_text(example, "utf-8")
    found = read_settings(tmp_path / "normalise.toml", tmp_path)
    assert found is not None
    assert found.options["protect"] == ["乾隆", "後製"]


def test_every_ending_has_one_kind() -> None:
    table = tomllib.loads(read_data("kinds.toml").decode())
    endings = [
        ending for kind in table.values() for group in kind.get("formats", {}).values() for ending in group
    ]
    assert sorted(endings) == sorted(set(endings))
    assert {form for kind in table.values() for form in kind.get("formats", {})} == set(FORMATS)
