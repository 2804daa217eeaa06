"""Files are replaced whole or not at all."""

import os
import stat
from pathlib import Path

import pytest

from normalise import RewriteError
from normalise.files.rewrite import remove_leftovers, rewrite_file


def test_content_is_replaced_and_nothing_else_is_there(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")
    rewrite_file(path, b"new", expected=b"old")
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o664, 0o755])
def test_the_mode_stays(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")
    path.chmod(mode)
    rewrite_file(path, b"new")
    assert stat.S_IMODE(path.stat().st_mode) == mode


def test_a_new_file_has_the_usual_mode(tmp_path: Path) -> None:
    rewrite_file(tmp_path / "a.txt", b"new")
    (tmp_path / "b.txt").write_bytes(b"")
    assert (tmp_path / "a.txt").stat().st_mode == (tmp_path / "b.txt").stat().st_mode


def test_a_symlink_stays_and_its_target_is_rewritten(tmp_path: Path) -> None:
    target, link = tmp_path / "target.txt", tmp_path / "link.txt"
    target.write_bytes(b"old")
    link.symlink_to(target.name)
    rewrite_file(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"


def test_hard_links_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")
    os.link(path, tmp_path / "b.txt")
    with pytest.raises(RewriteError, match="2 hard links"):
        rewrite_file(path, b"new")
    assert path.read_bytes() == b"old"


def test_a_file_that_someone_else_changed_is_left(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"theirs")
    with pytest.raises(RewriteError, match="meantime"):
        rewrite_file(path, b"new", expected=b"old")
    assert path.read_bytes() == b"theirs"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("step", ["fsync", "replace"])
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_whatever_fails_the_old_file_is_there_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, error: BaseException
) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")

    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(*((os, "fsync", fail) if step == "fsync" else (Path, "replace", fail)))
    with pytest.raises(type(error)):
        rewrite_file(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_read_only_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")
    path.chmod(0o444)
    with pytest.raises(RewriteError, match="read-only"):
        rewrite_file(path, b"new")
    assert path.read_bytes() == b"old"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
def test_what_is_no_regular_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    with pytest.raises(RewriteError, match="not a regular file"):
        rewrite_file(path, b"new")
    assert names(tmp_path) == ["pipe"]


def test_what_is_not_utf8_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")
    with pytest.raises(RewriteError, match="lone surrogate at byte 1"):
        rewrite_file(path, "a\ud800".encode("utf-8", "surrogatepass"))
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["a.txt"]


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="there are no extended attributes")
def test_extended_attributes_stay(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")
    try:
        os.setxattr(path, "user.origin", b"archive")
    except OSError:
        pytest.skip("this file system has no extended attributes")
    rewrite_file(path, b"new")
    assert os.getxattr(path, "user.origin") == b"archive"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may give files away")
def test_the_owner_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")
    os.chown(path, 1234, 2345)
    path.chmod(0o2755)
    rewrite_file(path, b"new")
    status = path.stat()
    assert (status.st_uid, status.st_gid, stat.S_IMODE(status.st_mode)) == (1234, 2345, 0o2755)


def test_an_owner_that_cannot_be_kept_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")
    owner = path.stat().st_uid

    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    def of_another(self: Path, **_: object) -> os.stat_result:
        fields = list(os.stat(self))  # noqa: PTH116 - Path.stat is what is replaced
        fields[4] = owner + (self == path)
        return os.stat_result(fields)

    monkeypatch.setattr(os, "chown", refuse)
    monkeypatch.setattr(Path, "stat", of_another)
    with pytest.raises(RewriteError, match="another user"):
        rewrite_file(path, b"new")
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["a.txt"]


def test_a_backup_is_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")
    path.chmod(0o640)
    os.utime(path, ns=(1, 2_000_000_000))
    rewrite_file(path, b"new", backup=".orig")
    kept = tmp_path / "a.txt.orig"
    assert (path.read_bytes(), kept.read_bytes()) == (b"new", b"old")
    assert (kept.stat().st_mtime_ns, stat.S_IMODE(kept.stat().st_mode)) == (2_000_000_000, 0o640)
    assert path.stat().st_mtime_ns != 2_000_000_000
    assert names(tmp_path) == ["a.txt", "a.txt.orig"]


def test_a_backup_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"second")
    (tmp_path / "a.txt.orig").write_bytes(b"first")
    with pytest.raises(RewriteError, match=r"a\.txt\.orig is there already"):
        rewrite_file(path, b"third", backup=".orig")
    assert {name: (tmp_path / name).read_bytes() for name in names(tmp_path)} == {
        "a.txt": b"second",
        "a.txt.orig": b"first",
    }


def test_a_backup_that_a_killed_run_has_made_will_do(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    for each in (path, tmp_path / "a.txt.orig"):
        each.write_bytes(b"old")
    rewrite_file(path, b"new", backup=".orig")
    assert path.read_bytes() == b"new"


def test_leftovers_go_and_what_is_being_written_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")
    leftover = tmp_path / ".normalise-killed.tmp"
    leftover.write_bytes(b"half")
    seen: list[list[str]] = []
    real = os.fsync

    def sweep_then_flush(handle: int) -> None:
        remove_leftovers(tmp_path)
        seen.append(names(tmp_path))
        real(handle)

    monkeypatch.setattr(os, "fsync", sweep_then_flush)
    rewrite_file(path, b"new")
    assert leftover.name not in seen[0]
    assert len(seen[0]) == 2
    assert names(tmp_path) == ["a.txt"]
    assert path.read_bytes() == b"new"


def test_a_long_name_leaves_room_for_the_temporary(tmp_path: Path) -> None:
    path = tmp_path / ("字" * 85)
    path.write_bytes(b"old")
    rewrite_file(path, b"new")
    assert path.read_bytes() == b"new"


def test_a_folder_that_may_not_be_written_to_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")

    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(RewriteError, match="no file may be made in its folder"):
        rewrite_file(path, b"new")
