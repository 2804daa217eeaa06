"""Replace a file's content, whole or not at all.

The steps are those of OpenCC's own in-place writer: the real path, no second hard link, a temporary file
beside the target, the metadata, flushed to disk, renamed; the temporary goes on any exception. What a killed
process left is told from what a living one is writing by a lock, which dies with its process.
"""

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from normalise.result import RewriteError

if sys.platform != "win32":
    import fcntl

_PREFIX, _SUFFIX = ".normalise-", ".tmp"


def rewrite_file(path: Path, content: bytes, *, expected: bytes | None = None, backup: str = "") -> None:
    """Make `content`, which is UTF-8, the whole content of the file; a symlink's target is meant.

    Mode, owner, access control and extended attributes stay. `expected` is what the file held when it was
    read: if it holds something else by now, it is left alone. With `backup`, the file as it was is kept beside
    it, under its name and this suffix. Raises `RewriteError` or `OSError`, and then the file is as it was.
    """
    target = Path(os.path.realpath(path))
    before = target.stat() if target.exists() else None
    if before is not None:
        _check_replaceable(target, before)
    with _temporary_in(target.parent) as temporary:
        _fill(temporary, content)
        if before is None:
            temporary.chmod(0o666 & ~_umask())
        else:
            _copy_metadata(target, before, temporary)
            os.utime(temporary)
            if expected is not None and target.read_bytes() != expected:
                raise RewriteError("it was changed by someone else in the meantime; run again")
            if backup:
                _back_up(target, before, target.read_bytes(), backup)
        temporary.replace(target)
    _flush_folder(target.parent)


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A file to be written piece by piece, which takes the path's place when all has been written.

    On any exception the path is as it was. A device or a pipe has no content to replace: it is written to at once.
    Raises `RewriteError` or `OSError`.
    """
    target = Path(os.path.realpath(path))
    before = target.stat() if target.exists() else None
    if before is not None and not (stat.S_ISREG(before.st_mode) or stat.S_ISDIR(before.st_mode)):
        with path.open("wb") as file:
            yield file
        return
    if before is not None:
        _check_replaceable(target, before)
    with _temporary_in(target.parent) as temporary:
        with temporary.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if before is None:
            temporary.chmod(0o666 & ~_umask())
        else:
            _copy_metadata(target, before, temporary)
            os.utime(temporary)
        temporary.replace(target)
    _flush_folder(target.parent)


def remove_leftovers(folder: Path) -> None:
    """Remove the temporary files that a killed process has left in the folder; those being written stay."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(_PREFIX) and entry.name.endswith(_SUFFIX):
                _remove_unlocked(Path(entry.path))


def _check_replaceable(target: Path, status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise RewriteError("it is not a regular file, so its content can't be replaced")
    if status.st_nlink > 1:
        raise RewriteError(
            f"it has {status.st_nlink} hard links, and replacing it would part them; "
            "write elsewhere with --output, or unlink the others first"
        )
    if not (status.st_mode & 0o222 and os.access(target, os.W_OK)):
        raise RewriteError("it is read-only; make it writable first, or write elsewhere with --output")


def _fill(temporary: Path, content: bytes) -> None:
    """Write, flush to disk, and read back: the same bytes, and they are UTF-8."""
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    read_back = temporary.read_bytes()
    if read_back != content:
        raise RewriteError("what was written could not be read back; the disk may be failing")
    try:
        read_back.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RewriteError(
            f"the answer has a lone surrogate at byte {error.start}, which UTF-8 can't hold; nothing was written"
        ) from None


def _copy_metadata(target: Path, status: os.stat_result, temporary: Path) -> None:
    """Owner, then mode, times and attributes: changing the owner takes set-user bits away."""
    if hasattr(os, "chown"):
        new = temporary.stat()
        if (new.st_uid, new.st_gid) != (status.st_uid, status.st_gid):
            try:
                os.chown(temporary, status.st_uid, status.st_gid)
            except PermissionError:
                raise RewriteError(
                    "it belongs to another user or group, and replacing it would make it yours; "
                    "write elsewhere with --output"
                ) from None
    from shutil import copystat  # noqa: PLC0415 - 10 ms, and most runs rewrite nothing

    copystat(target, temporary)


def _back_up(target: Path, status: os.stat_result, content: bytes, suffix: str) -> None:
    """The old content with its metadata beside the target. One that is there must be the same, or it stays."""
    place = target.with_name(target.name + suffix)
    if os.path.lexists(place):
        if place.is_file() and place.read_bytes() == content:
            return
        raise RewriteError(f"{place.name} is there already, and it is not this file's backup; move it away")
    with _temporary_in(target.parent) as temporary:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _copy_metadata(target, status, temporary)
        temporary.replace(place)


@contextmanager
def _temporary_in(folder: Path) -> Iterator[Path]:
    """A locked file of a name of its own; it goes, unless it was renamed."""
    while True:
        temporary = folder / f"{_PREFIX}{os.urandom(8).hex()}{_SUFFIX}"
        handle = -1
        try:  # it is made in here: an interruption right behind its making must find the way to its removal
            try:
                handle = os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
            except PermissionError:
                raise RewriteError(
                    f"no file may be made in its folder, {folder}, so it can't be replaced safely"
                ) from None
            _lock(handle)
            # Between its making and its locking, another process may have taken it for a leftover.
            if os.fstat(handle).st_nlink == 0:
                continue
            if sys.platform == "win32":
                os.close(handle)  # an open file can't be renamed there, nor removed by others
                handle = -1
            yield temporary
            return
        finally:
            temporary.unlink(missing_ok=True)
            if handle >= 0:
                os.close(handle)


def _lock(handle: int) -> None:
    if sys.platform != "win32":
        with suppress(OSError):  # some network file systems have no locks
            fcntl.flock(handle, fcntl.LOCK_EX)


def _remove_unlocked(leftover: Path) -> None:
    with suppress(OSError):
        if sys.platform == "win32":
            leftover.unlink()
            return
        handle = os.open(leftover, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            leftover.unlink()
        finally:
            os.close(handle)


def _umask() -> int:
    umask = os.umask(0)
    os.umask(umask)
    return umask


def _flush_folder(folder: Path) -> None:
    """Make the renaming itself durable, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
