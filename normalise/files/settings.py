"""Settings files: `normalise.toml`, `.normalise.toml`, or `[tool.normalise]` in `pyproject.toml`.

The closest one above a file holds for it, alone: nothing is merged.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from normalise.files.paths import shown
from normalise.options import PROJECT_FILE, SETTINGS_FILES, Choice, Options, check_name
from normalise.result import OptionError

_TABLE = ("tool", "normalise")
_TOML_LINE = re.compile(r" \(at line (\d+), column \d+\)$")
_HEADER = re.compile(r"\s*\[([^\[\]]+)\]")
_KEY = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([A-Za-z0-9_-]+))\s*([.=])""")
_CHOICE = frozenset(option.name for option in fields(Choice))


@dataclass(frozen=True, slots=True)
class Settings:
    """What one settings file says, or (without `path`) that there is none.

    `options` are the fields of `Options` that it sets; `include`, `exclude` and the patterns of `kinds` are
    relative to `folder`; `lines` tells on which line of the file a key stands.
    """

    path: Path | None = None
    folder: Path = field(default_factory=Path)
    options: Mapping[str, Any] = field(default_factory=dict)
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    kinds: Mapping[str, str] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)

    def origin(self, key: str) -> str:
        """Where a key stands, for messages: `normalise.toml:3`."""
        return "" if self.path is None else f"{shown(self.path)}:{self.lines.get(key, 1)}"


class SettingsFiles:
    """The settings files that hold for the files of one run; each is read once.

    `only` is the one file to read, if the user named one: its patterns are relative to the working folder.
    With `none`, no file is read.
    """

    def __init__(self, *, only: Path | None = None, none: bool = False) -> None:
        self._of: dict[Path, Settings] = {}
        self._fixed: Settings | None = Settings() if none else None
        if only is not None:
            found = read_settings(only, Path.cwd())
            if found is None:
                raise OptionError(f"{only}: there is no [tool.normalise] in it")
            self._fixed = found

    def of(self, folder: Path) -> Settings:
        """What holds for the files of this folder (absolute). Raises `OptionError`."""
        if self._fixed is not None:
            return self._fixed
        if folder not in self._of:
            self._of[folder] = self._find(folder)
        return self._of[folder]

    def _find(self, folder: Path) -> Settings:
        for name in (*SETTINGS_FILES, PROJECT_FILE):
            path = folder / name
            if path.is_file():
                found = read_settings(path, folder)
                if found is not None:
                    return found
        return Settings() if folder.parent == folder else self.of(folder.parent)


def read_settings(path: Path, folder: Path) -> Settings | None:
    """What the file says; None for a `pyproject.toml` that says nothing of this program.

    Raises `OptionError` with the file and the line for what is not TOML, an unknown key, or a bad value, and
    `OSError`.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise OptionError(f"{shown(path)}: not UTF-8, at byte {error.start}") from None
    except OSError as error:
        raise OptionError(f"{shown(path)}: {error.strerror}") from None
    try:
        read: Any = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = _TOML_LINE.search(str(error))
        message = _TOML_LINE.sub("", str(error))
        raise OptionError(f"{shown(path)}:{place[1] if place else 1}: not TOML: {message}") from None
    table = _TABLE if path.name == PROJECT_FILE else ()
    for name in table:
        read = read.get(name) if isinstance(read, dict) else None
    if read is None:
        return None
    lines = _find_lines(text, table)
    if not isinstance(read, dict):
        raise OptionError(f"{shown(path)}: tool.normalise must be a table")
    for name, value in read.items():
        _check(path, lines, name, value)
    options = {name: value for name, value in read.items() if name not in _CHOICE}
    if "rules" in options:
        given = Options(rules=options["rules"]).rules
        options["rules"] = tuple(str(folder / rules) for rules in given)
    chosen = Choice(**{name: value for name, value in read.items() if name in _CHOICE})
    return Settings(path, folder, options, chosen.include, chosen.exclude, chosen.kinds, lines)


def _check(path: Path, lines: Mapping[str, int], name: str, value: Any) -> None:
    """Is this a key that there is, with a value that it may have?"""
    try:
        check_name(name, Options, Choice)
        if name in _CHOICE:
            Choice(**{name: value})
        else:
            Options(**{name: value})
    except OptionError as error:
        bad = (
            next((f"kinds {pattern}" for pattern in value if pattern in str(error)), name)
            if (name == "kinds" and isinstance(value, dict))
            else name
        )
        raise OptionError(f"{shown(path)}:{lines.get(bad, lines.get(name, 1))}: {error}") from None


def _find_lines(text: str, table: tuple[str, ...]) -> dict[str, int]:
    r"""On which line each key of the table stands; a key of a table in it as 'table key'.

    >>> _find_lines('[tool.normalise]\nto = "hans"\n[tool.normalise.kinds]\n"*.x" = "csv"\n', ("tool", "normalise"))
    {'to': 2, 'kinds': 3, 'kinds *.x': 4}
    """
    found: dict[str, int] = {}
    here: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), 1):
        header = _HEADER.match(line)
        if header:
            here = tuple(part.strip().strip("\"'") for part in header[1].split("."))
            if here[:-1] == table:
                found.setdefault(here[-1], number)
            continue
        key = _KEY.match(line)
        name = next((part for part in key.groups()[:3] if part is not None), "") if key else ""
        if name and here == table:
            found.setdefault(name, number)
        elif name and here[:-1] == table:
            found.setdefault(f"{here[-1]} {name}", number)
    return found
