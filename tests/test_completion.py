"""Shell completion, by the protocol that click's scripts speak."""

import os
import subprocess
import sys

import pytest


def complete(words: str, current: int) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-m", "normalise"],
        env={
            **os.environ,
            "_NORMALISE_COMPLETE": "bash_complete",
            "COMP_WORDS": words,
            "COMP_CWORD": str(current),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


COMPLETIONS = [
    ("normalise det", 1, ["plain,detect"]),
    ("normalise --in", 1, ["plain,--in-place", "plain,--include"]),
    ("normalise --to h", 2, ["plain,hans", "plain,hant", "plain,hant-tw", "plain,hant-hk"]),
    ("normalise detect --j", 2, ["plain,--json"]),
    ("normalise rules --te", 2, ["plain,--test"]),
    ("normalise -i det", 2, ["file,det"]),
    ("normalise --color n", 2, ["plain,never"]),
]


@pytest.mark.parametrize(("words", "current", "expected"), COMPLETIONS)
def test_words_are_completed(words: str, current: int, expected: list[str]) -> None:
    offered = complete(words, current)
    assert [word for word in offered if word in expected] == expected
    assert all(word.startswith(("plain,", "file,")) for word in offered)


def test_the_first_word_may_be_a_command_or_a_file() -> None:
    assert {"plain,detect", "plain,rules", "file,"} <= set(complete("normalise ", 1))


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_for_each_shell(shell: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "normalise"],
        env={**os.environ, "_NORMALISE_COMPLETE": f"{shell}_source"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0
    assert "_NORMALISE_COMPLETE" in done.stdout
