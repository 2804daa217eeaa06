"""Which files of a folder are taken, and why the others are not."""

import os
from pathlib import Path
from typing import Any

import pytest

from normalise.files.settings import SettingsFiles
from normalise.files.walk import Selection


def make(folder: Path, *names: str, **contents: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("县\n", "utf-8")
    for name, content in contents.items():
        (folder / name).write_text(content, "utf-8")


def taken(folder: Path, start: str = ".", **options: Any) -> list[str]:
    selection = Selection(SettingsFiles(), **options)
    return sorted(found.path.relative_to(folder).as_posix() for found in selection.walk(folder / start))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()  # what is above must not bear on the test
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / ".config"))
    return tmp_path


def test_prose_and_structured_text_are_taken(folder: Path) -> None:
    kept = [
        "README",
        "a.MD",
        "a.csv",
        "a.html",
        "a.json",
        "a.log.1",
        "a.srt",
        "a.txt",
        "sub/notes",
        "第1.前言",
    ]
    make(
        folder,
        *kept,
        "a.py",
        "a.toml",
        "Makefile",
        "package.json",
        "a.xyz",
        "a.txt~",
        "a.txt.orig",
        ".hidden.txt",
        ".vim/a.txt",
    )
    assert taken(folder) == sorted(kept)


def test_a_script_without_an_ending_is_source(folder: Path) -> None:
    (folder / "run").write_text("#!/bin/sh\necho 縣\n", "utf-8")
    assert taken(folder) == []


def test_links_are_not_followed(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    make(elsewhere, "a.txt")
    (folder / "link.txt").symlink_to(elsewhere / "a.txt")
    (folder / "link").symlink_to(elsewhere)
    assert taken(folder) == []


IGNORE_FILES = [
    # what the ignore files say, what is taken of a.txt, b.txt, sub/a.txt, sub/deep/a.txt
    ({".gitignore": "a.txt\n"}, "b.txt"),
    ({".gitignore": "/a.txt\n"}, "b.txt sub/a.txt sub/deep/a.txt"),
    ({".gitignore": "sub/\n"}, "a.txt b.txt"),
    ({".gitignore": "*.txt\n!b.txt\n"}, "b.txt"),
    ({".gitignore": "a.txt\n", "sub/.gitignore": "!a.txt\n"}, "b.txt sub/a.txt sub/deep/a.txt"),
    ({".gitignore": "sub/deep\n", ".ignore": "!sub/deep\n"}, "a.txt b.txt sub/a.txt sub/deep/a.txt"),
    ({".ignore": "a.txt\n", ".normaliseignore": "!a.txt\n"}, "a.txt b.txt sub/a.txt sub/deep/a.txt"),
    ({".normaliseignore": "sub/*\n"}, "a.txt b.txt"),
    ({".git/info/exclude": "b.txt\n"}, "a.txt sub/a.txt sub/deep/a.txt"),
    ({".config/git/ignore": "deep\n"}, "a.txt b.txt sub/a.txt"),
    ({".gitignore": "# a.txt\n\n"}, "a.txt b.txt sub/a.txt sub/deep/a.txt"),
    ({".gitignore": "\ufeffa.txt\r\n"}, "b.txt"),
]


@pytest.mark.parametrize(("files", "expected"), IGNORE_FILES)
def test_ignore_files(folder: Path, files: dict[str, str], expected: str) -> None:
    make(folder, "a.txt", "b.txt", "sub/a.txt", "sub/deep/a.txt")
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, "utf-8")
    assert taken(folder) == expected.split()


def test_ignore_files_above_the_folder_hold_as_far_as_the_repository_reaches(folder: Path) -> None:
    make(folder, "sub/a.txt", "sub/b.txt", "own/.git/HEAD", "own/a.txt", **{".gitignore": "a.txt\n"})
    assert taken(folder, "sub") == ["sub/b.txt"]
    assert taken(folder, "own") == ["own/a.txt"]


def test_they_may_be_left_unread(folder: Path) -> None:
    make(folder, "a.txt", **{".gitignore": "a.txt\n"})
    assert taken(folder, use_ignore_files=False) == ["a.txt"]


def test_a_folder_that_is_ignored_but_named_is_walked(folder: Path) -> None:
    make(folder, "build/a.txt", "build/b.txt", "build/c.py", **{".gitignore": "/build/\nb.txt\n"})
    assert taken(folder) == []
    assert taken(folder, "build") == ["build/a.txt"]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"exclude": ["*.md"]}, "a.txt sub/b.txt"),
        ({"exclude": ["sub"]}, "a.md a.txt"),
        ({"exclude": ["/a.*", "!a.md"]}, "a.md sub/b.txt"),
        ({"exclude": ["*", "!*.md"]}, "a.md"),
        ({"include": ["*.py"]}, "a.py sub/c.py"),
        ({"include": ["*.py", "*.md"], "exclude": ["sub"]}, "a.md a.py"),
    ],
)
def test_include_and_exclude(folder: Path, options: dict[str, Any], expected: str) -> None:
    make(folder, "a.txt", "a.md", "a.py", "sub/b.txt", "sub/c.py")
    assert taken(folder, **options) == expected.split()


def test_settings_include_exclude_and_name_kinds(folder: Path) -> None:
    make(folder, "a.txt", "a.tex", "b.tex", "old/a.txt", "docs/a.txt", "docs/b.md", "docs/old/c.md")
    make(folder, **{"normalise.toml": 'exclude = ["/old"]\n[kinds]\n"*.tex" = "prose"\n"b.*" = "source"\n'})
    (folder / "docs" / "normalise.toml").write_text('include = ["*.md"]\n', "utf-8")
    assert taken(folder) == ["a.tex", "a.txt", "docs/b.md", "docs/old/c.md"]


def test_what_git_keeps_in_another_encoding_stays(folder: Path) -> None:
    make(folder, "a.txt", "b.txt", "c.txt", "sub/a.txt")
    attributes = (
        "*.txt text\na.txt working-tree-encoding=UTF-16LE eol=crlf\nb.txt working-tree-encoding=UTF-8\n"
    )
    make(folder, **{".gitattributes": attributes})
    make(folder / "sub", **{".gitattributes": "a.txt -working-tree-encoding\n"})
    assert taken(folder) == ["b.txt", "c.txt", "sub/a.txt"]


def test_the_output_folder_is_not_read(folder: Path) -> None:
    make(folder, "a.txt", "out/a.txt")
    assert taken(folder, output=Path("out")) == ["a.txt"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_cannot_be_read_is_told(folder: Path) -> None:
    make(folder, "closed/a.txt")
    (folder / "closed").chmod(0)
    (found,) = Selection(SettingsFiles()).walk(folder)
    assert isinstance(found.error, PermissionError)


FORCED = [
    ("a.txt", None),
    ("a.py", None),
    (".hidden.txt", None),
    ("build/deep/a.txt", ".gitignore: build/"),
    ("x/skip.txt", "--exclude: skip.*"),
    ("sub/../build/a.txt", ".gitignore: build/"),
    ("wide.txt", "git keeps it as UTF-16 (working-tree-encoding)"),
]


@pytest.mark.parametrize(("name", "reason"), FORCED)
def test_forced_excludes_hold_for_names(folder: Path, name: str, reason: str | None) -> None:
    make(
        folder,
        **{".gitignore": "build/\n", ".gitattributes": "wide.txt working-tree-encoding=UTF-16\n"},
    )
    assert Selection(SettingsFiles(), exclude=["skip.*"]).reason_to_force(Path(name)) == reason


def test_what_is_passed_over_is_told_with_the_reason(folder: Path) -> None:
    make(folder, "a.py", ".b", "c.txt", **{".ignore": "c.*\n"})
    selection = Selection(SettingsFiles())
    told: dict[str, str] = {}
    selection.tell = lambda path, reason: told.update({path.name: reason})
    assert list(selection.walk(folder)) == []
    assert told["c.txt"] == ".ignore: c.*"
    assert told["a.py"].startswith("source code")
    assert told[".b"] == "it is hidden"
