"""Build normalise/data/context.bin: what a character costs after the two before it.

    pip install -e '.[data]'
    apt-get download sunpinyin-data && dpkg -x sunpinyin-data_*.deb sunpinyin
    python tools/build_context.py sunpinyin

Two sources, each taken for half of the truth:

- open-gram, the word trigrams of running text that SunPinyin ships (Debian's sunpinyin-data
  0.1.22+20170109-2, https://sourceforge.net/projects/open-gram, CC BY-SA 3.0: so context.bin is under that
  licence too). Two files: pydict_sc.bin has the words, lm_sc.t3g the probabilities; src/slm/slm.h of
  https://github.com/sunpinyin/sunpinyin describes the second, src/lexicon/pytrie.cpp the first.
- the word list of jieba (MIT licence), taken for words drawn independently, as in tools/build_model.py.

From both follow expected counts of characters, pairs and triples, with the identities of model.bin. A triple
is kept if it tells much that the pair does not, a pair if it tells much that model.bin does not; what is left
of the probability goes to the others in proportion (S. M. Katz, "Estimation of probabilities from sparse
data", IEEE ASSP 35:3, 1987).

The table is a cuckoo hash with three places for each key (D. Fotakis, R. Pagh, P. Sanders and P. Spirakis,
"Space efficient hash tables with worst case constant access time", 2005). A place holds 16 bits of the key's
hash and the cost in sixteenths of a nat; key (a, b, 0) has what the rest costs more after a and b.
"""

from __future__ import annotations

import importlib.util
import math
import random
import sys
from array import array
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from normalise.language import context, model

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "normalise" / "data" / "context.bin"
HEADER = (
    b"normalise context model 1\n"
    b"source: open-gram as in sunpinyin-data 0.1.22+20170109-2, CC BY-SA 3.0, and the word list of jieba 0.42.1, MIT licence\n"
    b"licence of this table: CC BY-SA 3.0\n"
)
# A pair or triple is worth its place if it saves, or costs, so many nats in a million characters. Of the nats that
# a table without limit saves, this keeps nine tenths in a tenth of its size.
WORTH = 0.2
# The share of running text that is words; see tools/build_model.py.
WORDS_SHARE = 0.8
# How many words open-gram is taken to have counted: as many as jieba's list, so that one occurrence weighs alike.
WORDS = 6e7
LOAD = 0.9
MOST_MOVES = 5000
LEVELS = 4  # of the file: the root, words, pairs, triples


class Counts(NamedTuple):
    """Expected counts in a text of one source; keys are strings of characters whose code is an identity."""

    total: float
    single: dict[str, float]
    pair: dict[str, float]
    triple: dict[str, float]
    start: dict[str, float]  # as the first of a word
    end: dict[str, float]  # as the last of a word whose successor is not among the pairs

    def after(self, second: str, third: str) -> float:
        """The probability of the third character after the second."""
        seen = self.single.get(second, 0.0)
        pair = self.pair.get(second + third, 0.0) + self.end.get(second, 0.0) * self.share(third)
        return (pair + self.share(third)) / (seen + 1)

    def share(self, character: str) -> float:
        """The probability that a word begins with the character."""
        return (self.start.get(character, 0.0) + 0.5) / self.total


def counts(total: float) -> Counts:
    """Counts to be filled, of a text of so many words."""
    return Counts(total, *(defaultdict(float) for _ in range(5)))


def read_jieba() -> Counts:
    """The word list, whose frequencies are counts."""
    spec = importlib.util.find_spec("jieba")
    if spec is None or spec.origin is None:
        raise SystemExit("pip install -e '.[data]' first")
    lines = (Path(spec.origin).parent / "dict.txt").read_text("utf-8").splitlines()
    words = [(line.split(" ")[0].translate(_Identities()), int(line.split(" ")[1])) for line in lines]
    found = counts(sum(frequency for _, frequency in words) / WORDS_SHARE)
    for word, frequency in words:
        add_word(found, word, frequency)
        found.end[word[-1]] += frequency
    return found


def add_word(found: Counts, word: str, frequency: float) -> None:
    """Count what is inside a word."""
    found.start[word[0]] += frequency
    for character in word:
        found.single[character] += frequency
    for first, second in pairwise(word):
        found.pair[first + second] += frequency
    for place in range(len(word) - 2):
        found.triple[word[place : place + 3]] += frequency


class _Identities(dict[int, str]):
    """For `str.translate`: of a code point, the character whose code is its identity."""

    def __missing__(self, code: int) -> str:
        identity = model.identify(chr(code))
        self[code] = chr(identity)
        return self[code]


def read_open_gram(folder: Path) -> Counts:
    """The word trigrams, as counts in a text of so many words as jieba's list counts."""
    words = read_words(next(folder.rglob("pydict_sc.bin")).read_bytes())
    data = next(folder.rglob("lm_sc.t3g")).read_bytes()
    levels, _, *sizes = array("I", data[: 4 * (2 + LEVELS)])
    assert levels == LEVELS - 1
    position = 4 * (2 + LEVELS)
    probability = array("f", data[position : position + 4 * 0x10000])
    position += 4 * (0x10000 + 0x4000)  # the second table is of back-off weights
    nodes: list[array[int]] = []
    for size, width in zip(sizes, (3, 3, 3, 2), strict=True):
        nodes.append(array("I", data[position : position + 4 * width * size]))
        position += 4 * width * size
    _, single, double, triple = nodes

    found = counts(WORDS)

    def word_of(node: int) -> str:
        return words[node & 0x3FFFF]

    for index in range(0, len(single) - 6, 3):
        first = word_of(single[index])
        frequency = probability[single[index + 1] & 0xFFFF] * WORDS
        if first:
            add_word(found, first, frequency)
        left = frequency
        for second_index in range(3 * child(single, index), 3 * child(single, index + 3), 3):
            second = word_of(double[second_index])
            together = frequency * probability[double[second_index + 1] & 0xFFFF]
            left -= together
            if not (first and second):
                continue
            found.pair[first[-1] + second[0]] += together
            if len(first) > 1:
                found.triple[first[-2:] + second[0]] += together
            if len(second) > 1:
                found.triple[first[-1] + second[:2]] += together
                continue
            for third_index in range(2 * child(double, second_index), 2 * child(double, second_index + 3), 2):
                third = word_of(triple[third_index])
                share = probability[(triple[third_index] >> 18) + ((triple[third_index + 1] >> 25 & 3) << 14)]
                if third:
                    found.triple[first[-1] + second + third[0]] += together * share
        if first:
            found.end[first[-1]] += max(left, 0.0)
    return found


def child(nodes: array[int], index: int) -> int:
    """Where the children of a node begin."""
    return (nodes[index + 1] >> 16) | (nodes[index + 2] >> 25) << 16


def read_words(data: bytes) -> list[str]:
    """The words by number; what is not a word is empty."""
    count, _, offset, _ = array("I", data[:16])
    words = data[offset:].decode("utf-32-le" if sys.byteorder == "little" else "utf-32-be").split("\0")
    return [word.translate(_Identities()) for word in words[:count]]


def mixed_pairs(sources: tuple[Counts, ...]) -> dict[str, dict[str, float]]:
    """The pairs of the table, and what is left to the others, as probabilities."""
    kept: defaultdict[str, dict[str, float]] = defaultdict(dict)
    usual: defaultdict[str, float] = defaultdict(float)
    for pair in {pair for source in sources for pair in source.pair}:
        second, third = tuple(pair)
        probability = sum(source.after(second, third) for source in sources) / len(sources)
        known = math.exp(-model.pair_cost(ord(second), ord(third)) / model.SCALE)
        frequency = sum(source.single.get(second, 0.0) / source.total for source in sources) / len(sources)
        if frequency * probability * abs(math.log(probability / known)) * 1e6 > WORTH:
            kept[second][third] = probability
            usual[second] += known
    for second, thirds in kept.items():
        thirds["\0"] = rest(sum(thirds.values()), usual[second])
    return kept


def rest(kept: float, usual: float) -> float:
    """What is left to the others, as a share of what they have without the context."""
    return min(max(1 - kept, 0.02) / max(1 - usual, 0.02), 2.0)


def mixed_triples(
    sources: tuple[Counts, ...], pairs: dict[str, dict[str, float]]
) -> dict[str, dict[str, float]]:
    """The triples of the table, and what is left to the others, as probabilities."""
    seen: list[defaultdict[str, float]] = []
    for source in sources:
        seen.append(defaultdict(float))
        for triple, frequency in source.triple.items():
            seen[-1][triple[:2]] += frequency
    kept: defaultdict[str, dict[str, float]] = defaultdict(dict)
    usual: defaultdict[str, float] = defaultdict(float)
    for triple in {triple for source in sources for triple in source.triple}:
        first, second, third = tuple(triple)
        known = pairs.get(second, {}).get(third)
        if known is None:
            known = math.exp(-model.pair_cost(ord(second), ord(third)) / model.SCALE)
            known *= pairs.get(second, {}).get("\0", 1.0)
        mixed = frequency = 0.0
        for source, contexts in zip(sources, seen, strict=True):
            together = source.pair.get(first + second, 0.0) + source.end.get(first, 0.0) * source.share(
                second
            )
            together = max(together, contexts[first + second])
            left = max(together - contexts[first + second], 0.0) + 1
            mixed += (
                (source.triple.get(triple, 0.0) + left * source.after(second, third))
                / (together + 1)
                / len(sources)
            )
            frequency += together / source.total / len(sources)
        if frequency * mixed * abs(math.log(mixed / known)) * 1e6 > WORTH:
            kept[first + second][third] = mixed
            usual[first + second] += known
    for first_two, thirds in kept.items():
        thirds["\0"] = rest(sum(thirds.values()), usual[first_two])
    return kept


def fill(entries: dict[int, int]) -> tuple[array[int], bytearray]:
    """Lay hashed keys and their costs out, each in one of its three places."""
    size = round(len(entries) / LOAD)
    held: list[int] = [-1] * size
    chance = random.Random(0)  # noqa: S311 - any order will do, but always the same
    for entry in entries:
        key = entry
        for _ in range(MOST_MOVES):
            places = context.places(key, size)
            free = next((place for place in places if held[place] < 0), None)
            if free is not None:
                held[free] = key
                break
            place = chance.choice(places)
            held[place], key = key, held[place]
        else:
            raise SystemExit("the table is too full: lower LOAD")
    tags = array("H", (context.tag(key) if key >= 0 else 0 for key in held))
    costs = bytearray(entries[key] if key >= 0 else 0 for key in held)
    return tags, costs


def main() -> None:
    """Write the table."""
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    sources = (read_jieba(), read_open_gram(Path(sys.argv[1])))
    pairs = mixed_pairs(sources)
    triples = mixed_triples(sources, pairs)
    entries: dict[int, int] = {}
    for before, thirds in (*pairs.items(), *triples.items()):
        first = ord(before[0]) if len(before) == 2 else 0
        for third, probability in thirds.items():
            cost = round(-math.log(probability) * model.SCALE)
            # What is left may cost less than usual, and a byte has no sign.
            cost = cost + context.EVEN if third == "\0" else cost
            entries[context.hash_key(first, ord(before[-1]), ord(third))] = min(max(cost, 0), 255)
    tags, costs = fill(entries)
    header = HEADER + b"\n" * (-len(HEADER) % context.HEADER)
    TARGET.write_bytes(header + tags.tobytes() + bytes(costs))
    print(
        f"{TARGET.relative_to(ROOT)}: {TARGET.stat().st_size:,} bytes, {sum(map(len, pairs.values())):,} pairs, "
        f"{sum(map(len, triples.values())):,} triples"
    )


if __name__ == "__main__":
    main()
