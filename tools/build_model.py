"""Build normalise/data/model.bin, the character model, from the word list of jieba.

    pip install -e '.[data]' && python tools/build_model.py

The model takes text for a chain of words drawn independently, each with its frequency in jieba's list
(MIT licence, https://github.com/fxsjy/jieba). So the probability of character b after a is

    inner(a, b) / count(a)  +  end(a) · start(b)

where inner counts the pairs inside words, end(a) is the share of a's occurrences that end a word, and
start(b) is how often a word begins with b. Only the pairs inside words need a table.

Traditional characters share the identity of the Simplified one (OpenCC's t2s, Apache-2.0), so that the
model likes both scripts alike; a cost for each glyph tells the usual forms from the rare ones, by the
levels of GB 2312 and Big5, which were made by frequency. What is not Han falls into classes, whose costs
stand in tools/model_classes.tsv.

The pair table is a sparse matrix in one array: each row is shifted until its cells fall on free places
(R. E. Tarjan and A. C. Yao, "Storing a sparse table", CACM 22:11, 1979). A row is first dealt out into
eight, by the column's last three bits: short rows fill the array to 99.9 %, whole ones only to 26 %.
Costs are natural logarithms, negated, in sixteenths, one byte each.
"""

from __future__ import annotations

import csv
import importlib.util
import math
from array import array
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path

from opencc import OpenCC

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "normalise" / "data" / "model.bin"
CLASSES = ROOT / "tools" / "model_classes.tsv"
HEADER = (
    b"normalise character model 1\n"
    b"source: the word list of jieba 0.42.1, MIT licence; characters folded by OpenCC, Apache-2.0\n"
    b"built by tools/build_model.py\n"
)
HAN = [*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000), *range(0xF900, 0xFB00)]
SCALE = 16
PARTS = 8
# The shares of running text that are not words; from the mean of news and fiction, to the nearest tenth.
PUNCTUATION_SHARE = 0.2


def cost(probability: float) -> int:
    """A probability as a cost of one byte."""
    return min(255, round(-math.log(probability) * SCALE)) if probability > 0 else 255


def words() -> Counter[str]:
    """The word list: frequency of each word."""
    spec = importlib.util.find_spec("jieba")
    if spec is None or spec.origin is None:
        raise SystemExit("pip install -e '.[data]' first")
    frequencies: Counter[str] = Counter()
    for line in (Path(spec.origin).parent / "dict.txt").read_text("utf-8").splitlines():
        word, frequency, *_ = line.split(" ")
        frequencies[word] += int(frequency)
    return frequencies


def encodable(character: str, codec: str, low: int, high: int) -> bool:
    """Does the character stand between two codes of a double-byte set?"""
    try:
        code = character.encode(codec)
    except UnicodeEncodeError:
        return False
    return len(code) == 2 and low <= int.from_bytes(code, "big") <= high


def glyph_cost(character: str, folded: str) -> int:
    """How unusual this form of the character is, beside its commonest."""
    if encodable(character, "gb2312", 0xB0A1, 0xD7F9):
        return 2
    if encodable(character, "cp950", 0xA440, 0xC67E):
        return 8 if character != folded else 6
    if encodable(character, "gb2312", 0xD8A1, 0xF7FE):
        return 8
    if encodable(character, "cp950", 0xC940, 0xF9D5):
        return 28
    return 72 if encodable(character, "gbk", 0x8140, 0xFEFE) else 88


def place_rows(rows: dict[int, dict[int, int]], identities: int) -> tuple[array[int], array[int], bytearray]:
    """Lay the rows of the pair table into one array; returns shifts, owners and costs."""
    parts: dict[tuple[int, int], list[int]] = {}
    for row, cells in rows.items():
        for column in cells:
            parts.setdefault((row, column % PARTS), []).append(column)
    shifts = array("I", [0]) * (identities * PARTS)
    places: dict[int, tuple[int, int]] = {}
    occupied = 0  # a set of places, as the bits of one number: shifting it tries all shifts of a row at once
    for row, part in sorted(parts, key=lambda key: (-len(parts[key]), key)):
        columns = parts[row, part]
        taken = 0
        for column in columns:
            taken |= occupied >> column
        shift = (~taken & (taken + 1)).bit_length() - 1
        shifts[row * PARTS + part] = shift
        for column in columns:
            places[shift + column] = (row, rows[row][column])
            occupied |= 1 << (shift + column)
    size = max(shifts) + identities
    owners = array("H", (places.get(place, (0, 0))[0] for place in range(size)))
    costs = bytearray(places.get(place, (0, 0))[1] for place in range(size))
    return shifts, owners, costs


def main() -> None:
    """Write the model."""
    fold = OpenCC("t2s", include_tofu_risk_dictionaries=False).convert
    bmp = {chr(code) for code in HAN}
    folded = {character: fold(character) if fold(character) in bmp else character for character in bmp}
    frequencies = words()
    pairs: defaultdict[str, Counter[str]] = defaultdict(Counter)
    starts: Counter[str] = Counter()
    ends: Counter[str] = Counter()
    count: Counter[str] = Counter()
    for word, frequency in frequencies.items():
        characters = [folded.get(character, "") for character in word]
        if "" in characters:
            continue
        starts[characters[0]] += frequency
        ends[characters[-1]] += frequency
        count.update(dict.fromkeys(characters, 0))
        for character in characters:
            count[character] += frequency
        for before, after in pairwise(characters):
            pairs[before][after] += frequency
    total = sum(starts.values()) / (1 - PUNCTUATION_SHARE)

    with CLASSES.open(encoding="utf-8") as file:
        table = [row for row in csv.reader(file, delimiter="\t") if row and not row[0].startswith("#")]
    classes = [row for row in table if row[0] == "class"]
    transitions = [row for row in table if row[0] == "pair"]
    numbers = {row[1]: number for number, row in enumerate(classes, 1)}

    identity = array("H", [numbers["other"]]) * 0x10000
    glyph = bytearray(0x10000)
    start = bytearray([0])
    end = bytearray([0])
    for _, name, start_cost, end_cost, ranges in classes:
        start.append(round(float(start_cost) * SCALE))
        end.append(round(float(end_cost) * SCALE))
        for part in ranges.split():
            first, _, last = part.partition("-")
            for code in range(int(first, 16), int(last or first, 16) + 1):
                identity[code] = numbers[name]

    han = sorted(
        (character for character in set(folded.values()) if count[character]),
        key=lambda character: (-count[character], character),
    )
    for character in han:
        numbers[character] = len(start)
        seen = count[character]
        # One word more, for what the list has not seen.
        start.append(cost((starts[character] + 0.5) / total))
        end.append(cost((ends[character] + 0.5) / (seen + 1)))
    for code in HAN:
        identity[code] = numbers.get(folded[chr(code)], numbers["rare"])
        glyph[code] = glyph_cost(chr(code), folded[chr(code)])

    rows: dict[int, dict[int, int]] = {}
    for before, followers in pairs.items():
        row: dict[int, int] = {}
        for after, frequency in followers.items():
            apart = (ends[before] + 0.5) / (count[before] + 1) * (starts[after] + 0.5) / total
            together = frequency / (count[before] + 1)
            if together > apart / 2:  # else the pair says nothing that its halves do not
                row[numbers[after]] = cost(together + apart)
        if row:
            rows[numbers[before]] = row
    for _, before, after, value in transitions:
        rows.setdefault(numbers[before], {})[numbers[after]] = round(float(value) * SCALE)
    shifts, owners, costs = place_rows(rows, len(start))

    sections = (
        identity.tobytes(),
        bytes(glyph),
        bytes(start),
        bytes(end),
        shifts.tobytes(),
        owners.tobytes(),
        bytes(costs),
    )
    sizes = array("I", [len(section) for section in sections])
    header = HEADER + b"\n" * (-len(HEADER) % 16)
    body = b"".join(section + bytes(-len(section) % 16) for section in sections)
    TARGET.write_bytes(header + sizes.tobytes() + bytes(-len(sizes.tobytes()) % 16) + body)
    cells = sum(map(len, rows.values()))
    print(
        f"{TARGET.relative_to(ROOT)}: {TARGET.stat().st_size:,} bytes, {len(start):,} identities, "
        f"{cells:,} pairs in {len(owners):,} places"
    )


if __name__ == "__main__":
    main()
