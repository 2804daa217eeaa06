"""The hooks, under the real pre-commit, in a repository such as a user has."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

pytest.importorskip("pre_commit", reason="the 'dev' extra brings it")

ROOT = Path(__file__).parent.parent
CLEAN = "县图书馆从下个月起延长开放时间，读者凭身份证即可借书。\n"
HANT = "縣圖書館從下個月起延長開放時間，讀者憑身份證即可借書。\n"
HANS = HANT.translate(str.maketrans("縣圖書館從個長開時間讀憑證", "县图书馆从个长开时间读凭证"))
BEFORE = {
    "gbk.txt": CLEAN.encode("gbk"),
    "wide.txt": CLEAN.encode("utf-16"),
    "mojibake.md": CLEAN.encode().decode("latin-1").encode(),
    "hant.txt": HANT.encode(),
    "clean.md": CLEAN.encode(),
    "code.py": f"# {HANT}".encode("gbk"),
}
LOSSLESS = {**BEFORE, **dict.fromkeys(["gbk.txt", "wide.txt", "mojibake.md"], CLEAN.encode())}
CONVERTED = {**LOSSLESS, "hant.txt": HANS.encode()}


def run(*command: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        list(map(str, command)),
        cwd=cwd,
        env={
            **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_AUTHOR_NAME": "A",
            "GIT_AUTHOR_EMAIL": "a@example.org",
            "GIT_COMMITTER_NAME": "A",
            "GIT_COMMITTER_EMAIL": "a@example.org",
            **environment,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def git(*arguments: str, cwd: Path, **environment: str) -> str:
    done = run("git", *arguments, cwd=cwd, **environment)
    assert done.returncode == 0, done.stdout
    return done.stdout.strip()


@pytest.fixture(scope="module")
def hooks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This project as it stands, in a repository that pre-commit can clone."""
    copy = tmp_path_factory.mktemp("hooks")
    for name in git("ls-files", "--cached", "--others", "--exclude-standard", cwd=ROOT).splitlines():
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, copy / name)
    git("init", "--quiet", cwd=copy)
    git("add", "--all", cwd=copy)
    git("commit", "--quiet", "--message", "as it stands", cwd=copy)
    return copy


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pre-commit keeps its environments, which it fills from the package registry."""
    place = tmp_path_factory.mktemp("home")
    reached = run(
        sys.executable, "-m", "pip", "download", "--no-deps", "--dest", place, "hatchling", cwd=place
    )
    if reached.returncode:
        pytest.skip("no package registry can be reached")
    return place


@dataclass
class Repository:
    folder: Path
    home: Path

    def content(self) -> dict[str, bytes]:
        return {name: (self.folder / name).read_bytes() for name in BEFORE}

    def commit(self) -> tuple[int, str]:
        git("add", "--all", cwd=self.folder)
        done = run(
            "git",
            "commit",
            "--message",
            "x",
            "--allow-empty",
            cwd=self.folder,
            PRE_COMMIT_HOME=str(self.home),
        )
        return done.returncode, done.stdout


def make(tmp_path: Path, hooks: Path, home: Path, hook: str, arguments: str = "[]") -> Repository:
    git("init", "--quiet", cwd=tmp_path)
    for name, content in BEFORE.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / ".pre-commit-config.yaml").write_text(
        f"repos:\n- repo: {hooks}\n  rev: {git('rev-parse', 'HEAD', cwd=hooks)}\n"
        f"  hooks:\n  - id: {hook}\n    args: {arguments}\n",
        "utf-8",
    )
    installed = run(sys.executable, "-m", "pre_commit", "install", cwd=tmp_path, PRE_COMMIT_HOME=str(home))
    assert installed.returncode == 0, installed.stdout
    return Repository(tmp_path, home)


def test_a_commit_is_stopped_once_the_files_are_mended_and_then_passes(
    tmp_path: Path, hooks: Path, home: Path
) -> None:
    repository = make(tmp_path, hooks, home, "normalise")
    code, said = repository.commit()
    assert code == 1, said
    assert repository.content() == LOSSLESS, said
    assert "gbk.txt: rewritten: from gb18030" in said
    assert "Traceback" not in said
    code, said = repository.commit()
    assert code == 0, said
    assert repository.content() == LOSSLESS


@pytest.mark.parametrize("where", ["args", "settings"])
def test_stages_of_the_user_win_over_those_of_the_hook(
    tmp_path: Path, hooks: Path, home: Path, where: str
) -> None:
    stages = '["decode", "repair", "tidy", "convert"]'
    arguments = "['--stages=decode,repair,tidy,convert']" if where == "args" else "[]"
    repository = make(tmp_path, hooks, home, "normalise", arguments)
    if where == "settings":
        (tmp_path / "pyproject.toml").write_text(f"[tool.normalise]\nstages = {stages}\n", "utf-8")
    assert repository.commit()[0] == 1
    assert repository.content() == CONVERTED
    assert repository.commit()[0] == 0


def test_excludes_of_the_settings_hold_for_the_files_that_pre_commit_names(
    tmp_path: Path, hooks: Path, home: Path
) -> None:
    repository = make(tmp_path, hooks, home, "normalise")
    (tmp_path / "normalise.toml").write_text('exclude = ["gbk.*"]\n', "utf-8")
    (tmp_path / ".gitattributes").write_text("wide.txt working-tree-encoding=UTF-16\n", "utf-8")
    repository.commit()
    kept = {name: BEFORE[name] for name in ("gbk.txt", "wide.txt")}
    assert repository.content() == {**LOSSLESS, **kept}
    assert repository.commit()[0] == 0


def test_the_checking_hook_tells_and_writes_nothing(tmp_path: Path, hooks: Path, home: Path) -> None:
    repository = make(tmp_path, hooks, home, "normalise-check")
    code, said = repository.commit()
    assert code == 1
    assert "# gbk.txt: from gb18030 to utf-8" in said
    assert "+++ b/mojibake.md" in said
    assert repository.content() == BEFORE
