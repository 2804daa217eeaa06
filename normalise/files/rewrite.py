"""Replace a file's content, whole or not at all.

The steps are those of OpenCC's own in-place writer: the real path, no second hard link, a temporary file
beside the target, the metadata, flushed to disk, renamed; the temporary goes on any exception.
"""

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from normalise.result import RewriteError


def rewrite_file(path: Path, content: bytes, *, expected: bytes | None = None) -> None:
    """Make `content` the whole content of the file; a symlink's target is meant, mode and owner stay.

    `expected` is what the file held when it was read: if it holds something else by now, it is left alone.
    Raises `RewriteError` or `OSError`, and then the file is as it was.
    """
    target = path.resolve()
    before = target.stat() if target.exists() else None
    if before is not None and before.st_nlink > 1:
        raise RewriteError(
            f"it has {before.st_nlink} hard links, and replacing it would part them; "
            "write elsewhere with --output, or unlink the others first"
        )
    handle, name = tempfile.mkstemp(prefix=f".{target.name[:80]}.", suffix=".normalise", dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if temporary.read_bytes() != content:
            raise RewriteError("what was written could not be read back; the disk may be failing")
        if before is None:
            temporary.chmod(0o666 & ~_umask())
        else:
            shutil.copymode(target, temporary)
            with suppress(PermissionError):
                os.chown(temporary, before.st_uid, before.st_gid)
            if expected is not None and target.read_bytes() != expected:
                raise RewriteError("it was changed by someone else in the meantime; run again")
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _flush_folder(target.parent)


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
