"""Kinds of file, by name: which stages may run on them, and whether a folder's are taken."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import PurePath

from normalise.options import STAGES
from normalise.resources import read_data

_TABLE = "kinds.toml"
# With this a file without an ending names the program that runs it, so it is one itself.
_SCRIPT_MARK = b"#!"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file, and the `format` that its structure follows.

    `stages` run if nobody asks for others, `most` may run at all; `walked`: is it taken in a folder?
    """

    name: str
    about: str
    format: str
    stages: tuple[str, ...]
    most: tuple[str, ...]
    walked: bool

    def choose(self, asked: tuple[str, ...] | None) -> tuple[str, ...]:
        """The stages to run where these were asked for, or none in particular.

        >>> kind_by_name("structured").choose(("convert", "strip"))
        ('convert',)
        """
        return self.stages if asked is None else tuple(stage for stage in asked if stage in self.most)


@dataclass(frozen=True, slots=True)
class _Table:
    kinds: dict[str, Kind]
    endings: dict[str, tuple[str, str]]
    names: dict[str, str]


def kind_of(path: PurePath, beginning: bytes = b"") -> Kind:
    """The kind of a file by its name; of one without an ending, by how it begins, if that is known.

    >>> [kind_of(PurePath(name)).name for name in ("a.txt", "a.CSV", "a.py", "notes", "a.xyz")]
    ['prose', 'structured', 'source', 'prose', 'other']
    >>> kind_of(PurePath("run"), b"#!/bin/sh").name
    'source'
    """
    table = _table()
    if path.name in table.names:
        return kind_by_name(table.names[path.name])
    ending = _ending(path)
    if not ending:
        return kind_by_name("source" if beginning.startswith(_SCRIPT_MARK) else "prose")
    if ending in table.endings:
        return kind_by_name(*table.endings[ending])
    return kind_by_name("other")


def _ending(path: PurePath) -> str:
    """The ending that tells what the file is; numbers behind it, and what is no ending but a word, are not it.

    >>> [_ending(PurePath(name)) for name in ("a.TXT", "app.log.1", "1.前言", "v2.0 final", "a.txt~")]
    ['txt', 'log', '', '', 'txt~']
    """
    ending = path.suffix.lower().removeprefix(".")
    if ending.isdigit():
        return _ending(path.with_suffix(""))
    return ending if ending.isascii() and " " not in ending else ""


def kind_by_name(name: str, form: str = "prose") -> Kind:
    """The kind of this name: prose, structured, source or other; `form` is the format of its files."""
    kind = _table().kinds[name]
    return kind if form == "prose" else Kind(kind.name, kind.about, form, kind.stages, kind.most, kind.walked)


def kind_by_format(name: str) -> Kind:
    """The kind of the files of a format (json, csv …), or the kind of this name.

    >>> kind_by_format("json").name, kind_by_format("prose").name, kind_by_format("source").name
    ('structured', 'prose', 'source')
    """
    table = _table()
    if name in table.kinds:
        return kind_by_name(name)
    return next(kind_by_name(*entry) for entry in table.endings.values() if entry[1] == name)


@cache
def _table() -> _Table:
    read = tomllib.loads(read_data(_TABLE).decode())
    table = _Table({}, {}, {})
    for name, entry in read.items():
        chosen, most = (
            tuple(stage for stage in STAGES if stage in entry[which]) for which in ("stages", "most")
        )
        table.kinds[name] = Kind(name, entry["about"], "prose", chosen, most, entry["walked"])
        table.names.update(dict.fromkeys(entry.get("names", ()), name))
        for form, endings in entry.get("formats", {}).items():
            table.endings.update(dict.fromkeys(endings, (name, form)))
    return table
