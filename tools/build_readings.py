"""Build normalise/data/readings.tsv: which characters have which Mandarin reading.

    pip install pypinyin==0.55.0 opencc
    python tools/build_readings.py

One line for each syllable: the syllable in pinyin without its tone, the same in zhuyin, then five columns of
characters, one for each tone, the fifth the neutral one. A Traditional character has the readings of its
Simplified form too: the source gives 績 only the reading of Taiwan, jī, and 绩 that of the mainland, jì. What
the source lacks is in readings_more.tsv.
"""

import unicodedata
from collections import defaultdict
from importlib.metadata import version
from pathlib import Path

import opencc
from pypinyin import Style
from pypinyin.constants import PINYIN_DICT
from pypinyin.style import convert

TARGET = Path(__file__).parent.parent / "normalise" / "data" / "readings.tsv"
MORE = Path(__file__).parent / "readings_more.tsv"
TONES = {"\u0304": 1, "\u0301": 2, "\u030c": 3, "\u0300": 4}


def main() -> None:
    """Write the table, for the Basic Multilingual Plane."""
    simplify = opencc.OpenCC("t2s", include_tofu_risk_dictionaries=False).convert
    syllables: dict[str, list[set[str]]] = defaultdict(lambda: [set() for _ in range(5)])
    for point, readings in PINYIN_DICT.items():
        if point > 0xFFFF:
            continue
        simplified = PINYIN_DICT.get(ord(simplify(chr(point))), "")
        for reading in filter(None, f"{readings},{simplified}".split(",")):
            syllable, tone = split(reading)
            # Without a vowel (ḿ, ń, hng) or with ê it is an interjection that nobody glosses.
            if any(vowel in syllable for vowel in "aeiouü") and "ê" not in syllable:
                syllables[syllable][tone - 1].add(chr(point))
    for line in MORE.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            reading, characters = line.split("\t")
            syllable, tone = split(reading)
            syllables[syllable][tone - 1].update(characters + simplify(characters))
    rows = [
        "\t".join((syllable, zhuyin(syllable), *("".join(sorted(characters)) for characters in tones)))
        for syllable, tones in sorted(syllables.items())
    ]
    header = (
        f"# Source: pypinyin {version('pypinyin')} (pinyin-data), built by tools/build_readings.py. Licence: MIT.\n"
        "# With tools/readings_more.tsv, of this project.\n"
        "# syllable, zhuyin, and the characters read so in tones 1, 2, 3, 4 and the neutral tone\n"
    )
    TARGET.write_text(header + "\n".join(rows) + "\n", encoding="utf-8")
    print(len(rows), "syllables,", sum(len(t) for tones in syllables.values() for t in tones), "readings")


def split(reading: str) -> tuple[str, int]:
    """A syllable and its tone, 5 where no mark stands."""
    tone = 5
    letters = []
    for letter in unicodedata.normalize("NFD", reading):
        tone = TONES.get(letter, tone)
        letters += [letter] if letter not in TONES else []
    return unicodedata.normalize("NFC", "".join(letters)), tone


def zhuyin(syllable: str) -> str:
    """The syllable in zhuyin, without its tone."""
    return str(convert(syllable, Style.BOPOMOFO, strict=True)).strip("˙ˊˇˋ")


if __name__ == "__main__":
    main()
