"""Which files of a folder are taken."""

import os
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from normalise.files.ignore import IgnoreFiles, Patterns
from normalise.files.kinds import Kind, kind_by_format, kind_of
from normalise.files.paths import absolute
from normalise.files.settings import Settings, SettingsFiles


@dataclass(frozen=True, slots=True)
class Found:
    """A file in a folder; or, with `error`, a folder that could not be read."""

    path: Path
    error: OSError | None = None


class Selection:
    """What decides which files of a folder are taken, read once for one run.

    `include` and `exclude` are patterns of the command line, relative to the working folder; they add to those
    of the settings files. `output` is a folder that is written to, and so not read.
    """

    def __init__(
        self,
        settings: SettingsFiles,
        *,
        include: Sequence[str] = (),
        exclude: Sequence[str] = (),
        use_ignore_files: bool = True,
        output: Path | None = None,
    ) -> None:
        self._settings = settings
        self._ignore_files = IgnoreFiles()
        self._use_ignore_files = use_ignore_files
        self._include = _as_patterns(Path.cwd(), include, "--include")
        self._exclude = _as_patterns(Path.cwd(), exclude, "--exclude")
        self._output = absolute(output) if output else None
        self._of_folder: dict[Path, Settings] = {}
        self._of_settings: dict[tuple[Path | None, str], Patterns] = {}
        # Called with what a walk passes over, and why.
        self.tell: Callable[[Path, str], None] = lambda _path, _reason: None

    def walk(self, folder: Path) -> Iterator[Found]:
        """The files to take in a folder and below, in order of name. Links are not followed."""
        pardoned = self._reasons_against_naming(folder)
        stack = [(Found(folder), True)]
        while stack:
            found, is_folder = stack.pop()
            if not is_folder:
                yield found
                continue
            try:
                with os.scandir(found.path) as entries:
                    listed = sorted((entry.name, _type(entry)) for entry in entries)
            except OSError as error:
                yield Found(found.path, error)
                continue
            for name, kind in reversed(listed):
                path = found.path / name
                reason = self.reason_against(path, is_folder=kind == "folder", pardoned=pardoned)
                if kind == "other":
                    reason = "it is a link, or no regular file"
                if reason is None:
                    stack.append((Found(path), kind == "folder"))
                else:
                    self.tell(path, reason)

    def _reasons_against_naming(self, folder: Path) -> set[str]:
        """What would pass over a folder that was named: so it must not pass over what is in it."""
        full = absolute(folder)
        reasons = (self.reason_to_exclude(place, is_folder=True) for place in (full, *full.parents))
        return {reason for reason in reasons if reason is not None}

    def reason_against(self, path: Path, *, is_folder: bool, pardoned: Collection[str] = ()) -> str | None:
        """Why a folder's walk passes this path over, judged by itself; None if it does not.

        `pardoned` are reasons to exclude or ignore that do not count.
        """
        if path.name.startswith("."):
            return "it is hidden"
        full = absolute(path)
        if full == self._output:
            return "it is where the output goes"
        reason = self.reason_to_exclude(full, is_folder=is_folder)
        if reason is not None and reason not in pardoned:
            return reason
        if is_folder:
            return None
        includes = [patterns for patterns in (self._include, self._listed(full, "include")) if patterns]
        if includes:
            if any(patterns.verdict(full, is_folder=False)[0] for patterns in includes):
                return None
            return "no pattern of include matches it"
        _, kind = self.kind(path)
        return None if kind.walked else f"{kind.about}: name it, or include it"

    def reason_to_exclude(self, full: Path, *, is_folder: bool) -> str | None:
        """The pattern by which this absolute path is excluded, ignored, or kept by git in its own encoding."""
        for patterns in (self._exclude, self._listed(full, "exclude")):
            if patterns is not None:
                meant, why = patterns.verdict(full, is_folder=is_folder)
                if meant:
                    return why
        if self._use_ignore_files:
            reason = self._ignore_files.reason(full, is_folder=is_folder)
            if reason is not None:
                return reason
        if not is_folder:
            encoding = self._ignore_files.kept_encoding(full)
            if encoding:
                return f"git keeps it as {encoding} (working-tree-encoding)"
        return None

    def reason_in_walk(self, path: Path) -> str | None:
        """Why a file would not be taken if the working folder were walked, or the folder that it is in."""
        excluded = self.reason_to_force(path)
        return excluded if excluded is not None else self.reason_against(path, is_folder=False)

    def reason_to_force(self, path: Path) -> str | None:
        """The same for a file that was named: excluded is also what lies in an excluded folder."""
        full = absolute(path)
        for folder in reversed(full.parents):
            reason = self.reason_to_exclude(folder, is_folder=True)
            if reason is not None:
                return reason
        return self.reason_to_exclude(full, is_folder=False)

    def settings(self, path: Path) -> Settings:
        """The settings that hold for a file."""
        # Of ten thousand files in a folder only the first asks where that is.
        folder = path.parent if path.name != ".." else absolute(path).parent
        settings = self._of_folder.get(folder)
        if settings is None:
            settings = self._of_folder[folder] = self._settings.of(absolute(path).parent)
        return settings

    def kind(self, path: Path) -> tuple[str, Kind]:
        """The kind of a file: by the pattern of the settings given with it, else by its name or beginning."""
        settings = self.settings(path)
        full = absolute(path) if settings.kinds else path
        for pattern, name in reversed(list(settings.kinds.items())):
            patterns = self._patterns(settings, f"kinds {pattern}", (pattern,))
            if patterns.verdict(full, is_folder=False)[0]:
                return pattern, kind_by_format(name)
        return "", kind_of(path, _begin(path) if not path.suffix else b"")

    def _listed(self, full: Path, name: str) -> Patterns | None:
        settings = self._settings.of(full.parent)
        lines: tuple[str, ...] = getattr(settings, name)
        return self._patterns(settings, name, lines) if lines else None

    def _patterns(self, settings: Settings, name: str, lines: tuple[str, ...]) -> Patterns:
        key = settings.path, name
        patterns = self._of_settings.get(key)
        if patterns is None:
            patterns = Patterns.of(settings.folder, lines, settings.origin(name))
            self._of_settings[key] = patterns
        return patterns


def _as_patterns(base: Path, lines: Sequence[str], origin: str) -> Patterns | None:
    return Patterns.of(base, lines, origin) if lines else None


def _type(entry: os.DirEntry[str]) -> str:
    if entry.is_dir(follow_symlinks=False):
        return "folder"
    return "file" if entry.is_file(follow_symlinks=False) else "other"


def _begin(path: Path) -> bytes:
    """The first two bytes of a file; none of a pipe, which can be read only once."""
    try:
        if not path.is_file():
            return b""
        with path.open("rb") as file:
            return file.read(2)
    except OSError:
        return b""
