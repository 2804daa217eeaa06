"""How many farm pages are unglossed to the letter, and how many pages of other hands are touched.

    pip install -e '.[bench,data]' && python benchmarks/glosses.py [--pages 2000] [--show]

Each farm page has a farm of its own (gloss_farms.py); pages to be kept are of many kinds (gloss_readers.py).
The text is the People's Daily of January 1998, one half for development and the other held out, to which
Django's Chinese messages are added. Speed is set beside OpenCC's on the same text.
"""

import argparse
import random
import time
from collections import Counter
from collections.abc import Callable
from difflib import SequenceMatcher
from functools import partial

import opencc
from benchmark_texts import foreign_lines, simplified_lines
from gloss_farms import Farm, Page, by_frequency, gloss, make_farm, traditional
from gloss_readers import KEPT

from normalise import Normaliser
from normalise.language.protect import Protection
from normalise.options import Options
from normalise.stages.ungloss import ungloss

# The newspaper's digits and letters are full-width, as no web page's are.
_ASCII = {
    code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}
_BINS = ((0, 10), (10, 20), (20, 50), (50, 100), (100, 300), (300, 1_000_000))
_UNGLOSS = Normaliser(stages="ungloss")


def texts(half: str) -> tuple[str, ...]:
    """The lines of the development half, or of the held-out one."""
    lines = [line.translate(_ASCII) for line in simplified_lines()]
    middle = len(lines) // 2
    if half == "development":
        return tuple(lines[:middle])
    return (
        *lines[middle:],
        *(line for line in foreign_lines("zh_Hans") if "%" not in line and "{" not in line),
    )


def article(chance: random.Random, lines: tuple[str, ...], count: int) -> list[str]:
    first = chance.randrange(len(lines) - count)
    return list(lines[first : first + count])


def farm_page(chance: random.Random, lines: tuple[str, ...], common: list[str]) -> tuple[Farm, Page]:
    farm = make_farm(chance, common)
    count = chance.choice([1, 2, 3, 5, 8, 12, 20, 40])
    return farm, gloss("\n".join(article(chance, lines, count)), farm, chance)


def lost(page: Page, shown: str) -> int:
    """How many characters of the article the answer lacks."""
    matcher = SequenceMatcher(None, page.article, shown, autojunk=False)
    return sum(b - a for tag, a, b, _, _ in matcher.get_opcodes() if tag in {"delete", "replace"})


def measure_farms(half: str, pages: int, show: bool) -> None:
    lines = texts(half)
    common = by_frequency(lines)
    chance = random.Random(f"farms {half}")
    total, found, exact = Counter[str](), Counter[str](), Counter[str]()
    in_part = characters = 0
    for _ in range(pages):
        farm, page = farm_page(chance, lines, common)
        shown = _UNGLOSS(page.text).text
        for row in rows(farm, page):
            total[row] += 1
            found[row] += shown != page.text
            exact[row] += shown == page.article
        if shown not in {page.text, page.article}:
            characters += lost(page, shown)
            in_part += 1
        if show and shown != page.article and page.glosses >= 20:
            _show(farm, page, shown)
    print(f"\n{half}: {pages} farm pages, {in_part} unglossed in part, {characters} characters lost")
    print("  list, glosses                    pages  signature found  exactly the article")
    for row in sorted(total):
        print(f"  {row:30}  {total[row]:6}  {found[row] / total[row]:15.1%}  {exact[row] / total[row]:19.1%}")


def rows(farm: Farm, page: Page) -> list[str]:
    """The rows of the table in which a page counts."""
    kind = "any characters" if farm.kind == "any" else "of two forms"
    low, high = next((a, b) for a, b in _BINS if a <= page.glosses < b)
    found = [f"{kind}, {low:4} … {high - 1 if high < 1_000_000 else ''}"]
    if farm.kind != "any" and page.glosses >= 20:
        traits = (
            "slips" if farm.slips else "no slips",
            farm.notation,
            farm.letters and f"letters {farm.letters}",
        )
        more = (farm.padding and f"padded {farm.padding!r}", farm.wrap and f"wrapped at {farm.wrap}")
        found += [f"{kind}, 20 and more", *(f"  {trait}" for trait in (*traits, *more) if trait)]
    return found


def _show(farm: Farm, page: Page, shown: str) -> None:
    if shown == page.text:
        print(
            "  not found:",
            page.glosses,
            farm._replace(listed=frozenset(), slips=frozenset()),
            len(farm.listed),
            repr(page.text[:80]),
        )
        return
    for tag, a, b, c, d in SequenceMatcher(None, page.article, shown, autojunk=False).get_opcodes()[:8]:
        if tag != "equal":
            print(f"  {tag}: {page.article[a:b]!r} {shown[max(c - 3, 0) : d + 2]!r}")


def measure_kept(half: str, pages: int, show: bool) -> None:
    lines = texts(half)
    common = by_frequency(lines)
    chance = random.Random(f"kept {half}")
    touched, characters = Counter[str](), 0
    for kind, make in KEPT.items():
        for _ in range(pages):
            page = make(chance, article(chance, lines, chance.choice([5, 20, 60])), common)
            if chance.random() < 0.3:
                page = "".join(map(traditional, page))
            result = _UNGLOSS(page)
            touched[kind] += result.changed
            characters += len(page) - len(result.text)
            if show and result.changed:
                print(f"  touched ({kind}): {result.counts} {page[:120]!r}")
    print(
        f"\n{half}: {pages} pages of each kind to be kept; touched: {sum(touched.values())} ({characters} characters)"
    )
    print("  " + ", ".join(f"{kind} {count}" for kind, count in touched.items()))


def megabytes_per_second(act: Callable[[], object], text: str) -> float:
    best = 1e9
    for _ in range(3):
        start = time.perf_counter()
        act()
        best = min(best, time.perf_counter() - start)
    return len(text.encode()) / best / 1e6


def measure_speed() -> None:
    clean = "\n".join(texts("development"))
    converter = opencc.OpenCC("t2s", include_tofu_risk_dictionaries=False)
    chance = random.Random("speed")
    lines = texts("development")
    farm = make_farm(chance, by_frequency(lines))._replace(kind="dense", notation="marks", wrap=0)
    glossed = gloss("\n".join(lines[:400]), farm, chance).text
    peer = megabytes_per_second(partial(converter.convert, clean), clean)
    print(f"\nspeed, MB/s of UTF-8: OpenCC t2s {peer:.0f}")
    for name, text in (
        ("clean", clean),
        ("a farm's", glossed),
        ("5 MB of glosses", "導(dǎo)" * 550_000),
        ("5 MB of brackets", "(" * 5_000_000),
        ("5 MB half open", "學(xué" * 700_000),
    ):
        speed = megabytes_per_second(partial(ungloss, text, Options(), Protection()), text)
        print(f"  {name}: {speed:.1f} ({speed / peer:.2f} of OpenCC's)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--kept", type=int, default=200)
    parser.add_argument("--show", action="store_true", help="print what went wrong")
    parser.add_argument("--only", choices=["development", "held-out"])
    options = parser.parse_args()
    for half in ("development", "held-out"):
        if options.only in {None, half}:
            measure_farms(half, options.pages, options.show)
            measure_kept(half, options.kept, options.show)
    if options.only is None:
        measure_speed()


if __name__ == "__main__":
    main()
