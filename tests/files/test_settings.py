"""Settings files: which holds for a file, what it may say, and how a mistake in it is told."""

from pathlib import Path

import pytest

from normalise import OptionError
from normalise.files.plan import Asked, Plan, plan
from normalise.files.settings import SettingsFiles
from normalise.files.walk import Selection
from normalise.options import STAGES


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(folder: Path, **files: str) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")


def plan_for(name: str, asked: Asked | None = None, settings: SettingsFiles | None = None) -> Plan:
    return plan(Path(name), asked or Asked(), Selection(settings or SettingsFiles()))


CLOSEST = [
    # the files, the file asked about, what `to` is
    ({"normalise.toml": 'to = "hant"'}, "a.txt", "hant"),
    ({"normalise.toml": 'to = "hant"'}, "sub/deep/a.txt", "hant"),
    ({".normalise.toml": 'to = "hant"'}, "a.txt", "hant"),
    ({"pyproject.toml": '[tool.normalise]\nto = "hant"'}, "a.txt", "hant"),
    ({"pyproject.toml": "[tool.other]\nx = 1"}, "a.txt", "hans"),
    ({"normalise.toml": 'to = "hant"', ".normalise.toml": 'to = "hant-tw"'}, "a.txt", "hant"),
    ({".normalise.toml": 'to = "hant-tw"', "pyproject.toml": "[tool.normalise]\n"}, "a.txt", "hant-tw"),
    ({"normalise.toml": 'to = "hant"', "sub/normalise.toml": 'protect = ["x"]'}, "sub/a.txt", "hans"),
    ({"normalise.toml": 'to = "hant"', "sub/pyproject.toml": "[project]\n"}, "sub/a.txt", "hant"),
    ({"normalise.toml": '\ufeffto = "hant"'}, "a.txt", "hant"),
]


@pytest.mark.parametrize(("files", "name", "to"), CLOSEST)
def test_the_closest_file_holds_alone(folder: Path, files: dict[str, str], name: str, to: str) -> None:
    write(folder, **files)
    assert plan_for(name).options.to == to


def test_one_may_be_named_and_all_may_be_left_unread(folder: Path) -> None:
    write(folder, **{"normalise.toml": 'to = "hant"', "other/mine.toml": 'to = "hant-hk"'})
    assert plan_for("a.txt", settings=SettingsFiles(only=Path("other/mine.toml"))).options.to == "hant-hk"
    assert plan_for("a.txt", settings=SettingsFiles(none=True)).options.to == "hans"


def test_paths_in_it_are_relative_to_it(folder: Path) -> None:
    write(folder, **{"sub/normalise.toml": 'rules = "own.toml"'})
    assert plan_for("sub/a.txt").options.rules == (str(folder / "sub" / "own.toml"),)


MISTAKES = [
    ('to = "hans"\nstage = "decode"\n', "normalise.toml:2: unknown option 'stage'; did you mean 'stages'?"),
    (
        '\nto = "klingon"\n',
        "normalise.toml:2: to must be one of hans, hant, hant-tw, hant-hk, not 'klingon'",
    ),
    (
        'stages = ["decode", "convret"]',
        "normalise.toml:1: stages: unknown stage 'convret'; did you mean 'convert'?",
    ),
    ("protect = 3", "normalise.toml:1: protect must be a list of strings, not 3"),
    ("exclude = [1]", "normalise.toml:1: exclude must be a list of strings, not [1]"),
    ("excludes = []", "normalise.toml:1: unknown option 'excludes'; did you mean 'exclude'?"),
    ('[kinds]\n"*.x" = "prose"\n"*.y" = "jsn"\n', "normalise.toml:3: kinds: '*.y' can't be 'jsn'"),
    ("kinds = 3", "normalise.toml:1: kinds must be a table of patterns, not 3"),
    ("explain = 1", "normalise.toml:1: explain must be True or False, not 1"),
    ("encoding = 1", "normalise.toml:1: encoding must be a codec's name or 'auto', not 1"),
    ("to = hans", "normalise.toml:1: not TOML: Invalid value"),
    ("to =\n= 3", "normalise.toml:1: not TOML"),
]


@pytest.mark.parametrize(("content", "message"), MISTAKES)
def test_a_mistake_is_told_with_file_and_line(folder: Path, content: str, message: str) -> None:
    write(folder, **{"normalise.toml": content})
    with pytest.raises(OptionError) as caught:
        plan_for("a.txt")
    assert str(caught.value).startswith(message)


def test_a_mistake_in_pyproject_is_told_with_its_line(folder: Path) -> None:
    write(folder, **{"pyproject.toml": '[tool.other]\nlossless = 1\n[tool.normalise]\nlossless = "x"\n'})
    with pytest.raises(OptionError, match=r"^pyproject\.toml:4: unknown option 'lossless'"):
        plan_for("a.txt")


def test_what_is_not_utf8_is_told(folder: Path) -> None:
    (folder / "normalise.toml").write_bytes('protect = ["縣"]'.encode("gbk"))
    with pytest.raises(OptionError, match="not UTF-8"):
        plan_for("a.txt")


LOSSLESS = ("decode", "repair", "tidy")
SAFE = ("decode", "repair", "tidy", "ungloss", "convert")
STAGES_FOR = [
    # file, settings, command line, the stages that run
    ("a.txt", "", Asked(), STAGES),
    ("a.txt", "", Asked(lossless=True), LOSSLESS),
    ("a.txt", 'stages = "convert"', Asked(lossless=True), ("convert",)),
    ("a.txt", 'stages = "convert"', Asked({"stages": "strip"}), ("strip",)),
    ("a.json", "", Asked(), SAFE),
    ("a.json", "", Asked(lossless=True), LOSSLESS),
    ("a.json", "", Asked({"stages": "convert,strip"}), ("convert",)),
    ("a.json", "", Asked({"format": "prose"}), STAGES),
    ("a.json", 'kinds = {"*.json" = "prose"}', Asked(), STAGES),
    ("a.py", "", Asked(), ("decode",)),
    ("a.py", "", Asked({"stages": "convert,strip"}), ("convert", "strip")),
    ("a.py", 'stages = ["decode", "convert"]', Asked(), ("decode", "convert")),
    ("a.xyz", "", Asked(), STAGES),
    ("a.txt", 'kinds = {"*.txt" = "csv"}', Asked(), SAFE),
]


@pytest.mark.parametrize(("name", "settings", "asked", "stages"), STAGES_FOR)
def test_the_stages_that_run(
    folder: Path, name: str, settings: str, asked: Asked, stages: tuple[str, ...]
) -> None:
    write(folder, **{"normalise.toml": settings})
    assert plan_for(name, asked).options.stages == stages


def test_origins_are_told(folder: Path) -> None:
    write(folder, **{"normalise.toml": 'to = "hant"\nprotect = ["x"]\n[kinds]\n"*.x" = "csv"\n'})
    found = plan_for("a.x", Asked({"protect": ("y",)}, lossless=True)).origins
    assert found == {
        "to": "normalise.toml:1",
        "protect": "the command line",
        "stages": "--lossless",
        "format": "normalise.toml:4",
    }
