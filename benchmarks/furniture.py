"""Furniture found and text lost, by category, on labelled pages.

    python benchmarks/furniture.py [tuned|untouched|late|later|fresh|unread]... [--errors] | --lines FILE... | --speed

The pages stand in tests/cases/furniture, one line of a page on each line, behind its label:

    ## ID portal|trap|clean NAME hans|hant
    + text                  stays
    +~ text                 stays; two sentences of filler follow, so that the page has the length of a real one
    ? text                  metadata, and what careful people differ on: counts neither way
    -CATEGORY text          goes
    =CATEGORY text          stays, with furniture glued to it: better trimmed, wrong to drop

The rules are tuned on one half; the other was written before, and is only measured on. `late` and `later` were
written when the rules were done, measured once (recall .73 and .60, precision .99 and .97, before
anything was learnt from them), and are tuned on since: they show what the rules do on a site that nobody had in mind.

Each page is stripped as it is written, with its punctuation in half width, with blank lines between its lines,
and converted to Simplified first. `--errors` prints the lines that were judged wrongly. `--lines FILE` strips a
file of clean text instead, in documents of 500 and of 20 lines, and prints what was removed. `--speed` sets
the stage beside OpenCC's t2s, on clean documents of 1, 10 and 100 KB, and, on all of the clean prose, beside the
obvious way: line by line, is one of 79 phrases in it?
"""

import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple

import opencc

from normalise.edits import Edit
from normalise.language.protect import Protection, find_protection
from normalise.options import Options
from normalise.stages.strip import list_rules, strip

PAGES = Path(__file__).parent.parent / "tests" / "cases" / "furniture"
HALVES = {
    "late": ("late.txt",),
    "later": ("later.txt",),
    "fresh": ("fresh.txt",),
    "unread": ("unread.txt",),
    "tuned": ("tuned.txt", "tuned_more.txt"),
    "untouched": ("untouched_portals.txt", "untouched_traps.txt"),
}
KINDS = ("portal", "trap", "clean")
LABELS = "+?-="
FILLER = {
    "hans": "此后的几天里，大家又把前后的细节仔细核对了一遍，没有发现别的问题。经手的人各自留了底稿，说好有事再当面商量。",
    "hant": "此後的幾天裡，大家又把前後的細節仔細核對了一遍，沒有發現別的問題。經手的人各自留了底稿，說好有事再當面商量。",
}
HALF_WIDTH = str.maketrans("：，（）！？；　｜【】［］", ":,()!?; |[][]")
CLEAN_DOCUMENTS = (500, 20)
RUNS = 9
SIZES = (1_000, 10_000, 100_000)
MOST_DOCUMENTS = 200


class Labelled(NamedTuple):
    """A line of a page; `label` is one of `LABELS`."""

    label: str
    category: str
    text: str


class Page(NamedTuple):
    """A labelled page."""

    id: str
    kind: str
    name: str
    script: str
    lines: tuple[Labelled, ...]


@dataclass
class Score:
    """What became of the lines: furniture by category, text by how it was taken for furniture."""

    gone: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)
    kept: int = 0
    trimmed: int = 0
    glued: int = 0
    errors: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Of the lines that went, how many were furniture."""
        gone = self.gone.total()
        return gone / max(gone + self.lost.total(), 1)

    @property
    def recall(self) -> float:
        """Of the furniture, how much went."""
        gone = self.gone.total()
        return gone / max(gone + self.left.total(), 1)

    @property
    def loss(self) -> float:
        """Of the lines that stay, how many went."""
        return self.lost.total() / max(self.kept + self.lost.total(), 1)


@cache
def read_pages(half: str) -> tuple[Page, ...]:
    """The pages of one half."""
    return tuple(
        _page(block)
        for name in HALVES[half]
        for block in (PAGES / name).read_text("utf-8").split("\n## ")[1:]
    )


def _page(block: str) -> Page:
    head, *rows = block.split("\n")
    identity, kind, name, script = head.split(" ")
    lines = []
    for row in rows:
        if not row:
            continue
        mark, _, text = row.partition(" ")
        if mark == "+~":
            text += FILLER[script]
        lines.append(Labelled(mark[0], mark[1:].strip("~"), text))
    if kind == "portal":
        _lengthen(lines, FILLER[script])
    return Page(identity, kind, name, script, tuple(lines))


def _lengthen(lines: list[Labelled], filler: str) -> None:
    """Give the longest text line of a page more of its filler, until furniture is less than half of the page.

    Real pages have more text than a page that is written for this; at three fifths nothing is removed.
    """
    longest = max((line for line in lines if line.label == "+"), key=lambda line: len(line.text))
    place = lines.index(longest)
    furniture = sum(len(line.text) for line in lines if line.label == "-")
    while furniture * 2 > sum(len(line.text) for line in lines):
        lines[place] = lines[place]._replace(text=lines[place].text + filler)


def renderings(page: Page) -> Iterator[tuple[str, list[str], str]]:
    """The lines of the page in several forms, each with the name of the form and what joins them."""
    texts = [line.text for line in page.lines]
    yield "as written", texts, "\n"
    yield "half width", [text.translate(HALF_WIDTH) for text in texts], "\n"
    yield "blank lines", texts, "\n\n"
    if page.script == "hant":
        yield "converted", [_simplifier().convert(text) for text in texts], "\n"


@cache
def _simplifier() -> opencc.OpenCC:
    return opencc.OpenCC("t2s", include_tofu_risk_dictionaries=False)


def judge(page: Page, form: str, texts: list[str], joint: str, score: Score) -> None:
    """Strip the page in one form, and add what became of its lines to the score."""
    text = joint.join(texts) + "\n"
    done = strip(text, Options(), find_protection(text))
    position = 0
    for line, written in zip(page.lines, texts, strict=True):
        rule = _taken(done.edits, position, position + len(written))
        touched = any(
            edit.start < position + len(written) and edit.end > position and edit.start > position
            for edit in done.edits
        )
        position += len(written) + len(joint)
        where = f"{page.id}-{page.name} ({form})"
        if line.label == "-":
            (score.gone if rule else score.left)[line.category] += 1
            if not rule:
                score.errors.append(f"left  {where}: {line.category}: {written}")
        elif line.label in "+=" and rule:
            score.lost[rule.removeprefix("strip/")] += 1
            score.errors.append(f"LOST  {where}: {rule}: {written}")
        elif line.label in "+=":
            score.kept += 1
        if line.label == "=":
            score.glued += 1
            score.trimmed += touched and not rule
        elif line.label == "+" and touched and not rule:
            score.errors.append(f"CUT   {where}: {written}")


def _taken(edits: Iterable[Edit], start: int, end: int) -> str:
    for edit in edits:
        if edit.start <= start and edit.end >= end:
            return edit.rule
    return ""


def score_pages(half: str, kind: str, forms: Iterable[str] = ()) -> Score:
    """The score of all pages of a kind, in all forms or in those named."""
    score = Score()
    for page in read_pages(half):
        if page.kind == kind:
            for form, texts, joint in renderings(page):
                if not forms or form in forms:
                    judge(page, form, texts, joint, score)
    return score


def report(half: str, errors: bool) -> None:
    pages = read_pages(half)
    print(f"{half}: {len(pages)} pages, {sum(page.script == 'hant' for page in pages)} of them Traditional")
    print(f"{'':8} {'pages':>5} {'precision':>9} {'recall':>7} {'lost':>5} {'of':>5} {'loss':>7}  trimmed")
    scores = {kind: score_pages(half, kind) for kind in KINDS}
    for kind, score in scores.items():
        print(
            f"{kind:8} {sum(page.kind == kind for page in pages):5} {score.precision:9.3f} {score.recall:7.3f} "
            f"{score.lost.total():5} {score.kept + score.lost.total():5} {score.loss:7.2%}  {score.trimmed}/{score.glued}"
        )
    if errors:
        for score in scores.values():
            print(*score.errors, sep="\n")
        return
    total = Score()
    for score in scores.values():
        total.gone += score.gone
        total.left += score.left
        total.lost += score.lost
    print(f"\n{'category':20} {'gone':>5} {'left':>5} {'text lost':>9}")
    for category in sorted({*total.gone, *total.left, *total.lost}):
        print(f"{category:20} {total.gone[category]:5} {total.left[category]:5} {total.lost[category]:9}")


def report_lines(paths: list[str]) -> None:
    lines = [line for path in paths for line in Path(path).read_text("utf-8").split("\n") if line.strip()]
    for size in CLEAN_DOCUMENTS:
        removed = 0
        for start in range(0, len(lines), size):
            text = "\n".join(lines[start : start + size]) + "\n"
            for edit in strip(text, Options(), find_protection(text)).edits:
                removed += 1
                print(
                    f"{edit.rule}: {text[edit.start : edit.end].strip()!r} after {text[: edit.start][-40:]!r}"
                )
        print(f"documents of {size} lines: {removed} of {len(lines)} lines removed")


def _strip_all(texts: Sequence[str]) -> None:
    for text in texts:
        strip(text, Options(), Protection())


def _convert_all(convert: Callable[[str], str], texts: Sequence[str]) -> None:
    for text in texts:
        convert(text)


def report_speed() -> None:
    from benchmark_texts import simplified_lines  # noqa: PLC0415 - needs packages that the rest does without

    lines = simplified_lines()
    convert: Callable[[str], str] = opencc.OpenCC("t2s").convert
    print(f"{'document':>10} {'us each':>8} {'strip MB/s':>10} {'t2s MB/s':>9} {'ratio':>6}")
    for size in SIZES:
        texts = _documents(lines, size)
        megabytes = sum(len(text.encode()) for text in texts) / 1e6
        mine, other = _medians(partial(_strip_all, texts), partial(_convert_all, convert, texts))
        print(
            f"{size // 1000:>7} KB {mine / len(texts) * 1e6:8.0f} {megabytes / mine:10.1f} "
            f"{megabytes / other:9.1f} {other / mine:6.2f}"
        )
    text = "\n".join(lines) + "\n"
    phrases = [entry.source for rule in list_rules() for entry in rule.entries if _is_phrase(entry.source)]
    phrases = phrases[:79]
    size_all = len(text.encode()) / 1e6
    mine, other = _medians(
        lambda: strip(text, Options(), Protection()),
        lambda: [line for line in text.split("\n") if not any(phrase in line for phrase in phrases)],
    )
    print(
        f"{size_all:.1f} MB of clean prose: {size_all / mine:.0f} MB/s, "
        f"a list of {len(phrases)} phrases {size_all / other:.0f} MB/s, ratio {other / mine:.1f}"
    )


def _documents(lines: Sequence[str], size: int) -> list[str]:
    """Up to `MOST_DOCUMENTS` texts of about so many bytes."""
    texts: list[str] = []
    text: list[str] = []
    length = 0
    for line in lines:
        text.append(line)
        length += len(line.encode())
        if length >= size:
            texts.append("\n".join(text) + "\n")
            text, length = [], 0
            if len(texts) == MOST_DOCUMENTS:
                break
    return texts


def _medians(ours: Callable[[], object], theirs: Callable[[], object]) -> tuple[float, float]:
    """Seconds that each takes, in turn."""
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(RUNS):
        for function, times in zip((ours, theirs), taken, strict=True):
            start = time.perf_counter()
            function()
            times.append(time.perf_counter() - start)
    return statistics.median(taken[0]), statistics.median(taken[1])


def _is_phrase(source: str) -> bool:
    return len(source) == 4 and source.isalpha()


def main(arguments: list[str]) -> int:
    if "--lines" in arguments:
        report_lines([name for name in arguments if name != "--lines"])
        return 0
    if "--speed" in arguments:
        report_speed()
        return 0
    halves = [name for name in arguments if name in HALVES] or list(HALVES)
    for half in halves:
        report(half, "--errors" in arguments)
        print()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
