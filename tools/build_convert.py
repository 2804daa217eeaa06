"""Build what conversion to Simplified reads: the dictionary, the ambiguous characters, the words that decide them.

    pip install jieba==0.42.1 opencc
    python tools/build_convert.py

`hans.txt` is OpenCC's TSCharacters and TSPhrases merged with the variants of the national standard, of Taiwan and
of Hong Kong, in OpenCC's own plain-text form: read so, it converts at more than twice the speed of the shipped
form. Every row keeps the number of characters. No row puts out a character beyond the Basic Multilingual Plane
unless the standard lists it: few fonts have the others.

`readings.json` has of each character of ambiguous.toml its readings, and the characters beside which it may have
the less usual one; and the forms that are changed but prove nothing: `shared`, which Simplified text may write too,
and of them the `unusual`, which it hardly does. `words.txt` has the words that are weighed there, with their cost: minus the natural logarithm
of their frequency, in hundredths.

`standard.txt` has the 8,105 characters of the national standard, for telling what is left outside it.
"""

import json
import math
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import jieba
import opencc
from build_script import dictionary, joined

HERE = Path(__file__).parent
TARGET = HERE.parent / "normalise" / "data" / "convert"

# A word of this project's that the lists lack is as frequent as this, among the 60 million of jieba's list.
CURATED = 600
# Rarer words of jieba's list are often its mistakes: 干坤 着名 3.
RAREST = 5
# Rarer words are not needed to defend the usual reading.
RAREST_NEIGHBOUR = 60
LONGEST = 6
# The ambiguous characters that are so frequent that it pays to look at their neighbours before anything else.
COMMON = "著於麼畫"
# What one character costs as a word of its own, in nats: read the usual way, and the other.
USUAL_ALONE = 8.0
OTHER_ALONE = 13.0

# A person's name begins with one of these; in order of frequency, both forms where they differ in the standard.
SURNAMES = (
    "王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁于董余苏叶吕魏蒋田杜丁沈姜范江傅钟卢汪戴"
    "崔任陆廖姚方金邱夏谭韦贾邹石熊孟秦阎薛侯雷白龙段郝孔邵史毛常万顾赖武康贺严尹钱施牛洪龚汤陶黎温莫易樊乔文安殷颜庄章"
    "鲁倪庞邢俞翟蓝聂齐向申葛柴伍覃骆关焦柳欧祝纪尚毕耿芦左季管符辛苗詹曲欧靳祁路涂兰甘裴梅童翁霍游阮尤岳柯牟滕谷舒卜成饶"
    "宁凌盛查单冉鲍华包屈房喻解蒲卫简时连车项闵邬吉党阳司费蒙席晏隋古强穆姬宫景米麦谈柏瞿艾沙鄢桂窦郁缪畅巩卓褚栾戚娄甄郎"
    "池丛边岑农苟迟保商臧佘卞虞刁冷应匡栗仇练楚揭师官佟封燕桑巫敖原植邝仲荆储宗楼干苑寇盖南屠鞠荣井乐银奚明麻雍花闻冼木郜廉衣蔺和冀占公门帅利满"
)


# Not in the standard, and in use in Simplified text all the same: in Cantonese, in names that the news writes, and
# where the choice of form is a matter of style.
SIMPLIFIED_TOO = set("嗰塚榘妳劄摺捱拚濛苧菸醣麴椏袷")


def main() -> None:
    """Write the four files."""
    standard = read_standard()
    entries = tomllib.loads((TARGET / "ambiguous.toml").read_text("utf-8"))["character"]
    phrases = dict(rows(dictionary("TSPhrases")))
    own = dict(rows((HERE / "convert_phrases.tsv").read_text("utf-8")))
    ambiguous = {entry["traditional"] for entry in entries}

    characters = build_characters(standard, entries)
    merged = characters | build_phrases(phrases | own, own, ambiguous, characters)
    write_dictionary(merged)

    costs = {word: cost(frequency) for word, frequency, _ in jieba_words() if is_standard(word, standard)}
    readings: dict[str, Any] = {}
    words: dict[str, float] = {}
    for entry in entries:
        others = find_other_words(entry, phrases, costs)
        words |= {word: min(costs.get(word, math.inf), cost(CURATED)) for word in others}
        words |= {
            word: min(costs.get(word, math.inf), cost(CURATED))
            for word in entry.get("usual_words", "").split()
        }
        certain = entry.get("certain", "").split()
        before, after = neighbours([*others, *(word.strip("^") for word in certain)], entry["other"])
        readings[entry["traditional"]] = {
            "usual": entry["usual"],
            "other": entry["other"],
            "before": before,
            "after": after,
            "certain": [word.replace(entry["other"], entry["usual"]) for word in certain if len(word) <= 3],
            "tolerated": entry.get("tolerated", "").split(),
            "names": entry.get("names", False),
            "alone": entry.get("alone", False),
        }
    taken = {word for entry in entries for word in entry.get("never", "").split()} | set(words)
    words |= {word: value for word, value in find_neighbours(readings, costs) if word not in taken}
    words |= aspects(standard, taken | set(words))
    words |= {word: costs[word] for word in standard if word in costs and word not in words}
    for entry in entries:
        if entry["usual"] != entry["other"]:
            words[entry["usual"]] = USUAL_ALONE
            words[entry["other"]] = OTHER_ALONE
    write_words(words)
    write_standard(standard)
    # What is changed although script.json has it for no evidence of Traditional text.
    # None beyond the Basic Multilingual Plane: a class with them is searched for at a tenth of the speed.
    forms = {form for form in [*characters, *ambiguous] if ord(form) < 0x10000} - evident()
    table = {
        "source": f"ambiguous.toml, OpenCC {opencc.__version__} (TSPhrases, STPhrases), jieba {version('jieba')}; "
        "built by tools/build_convert.py",
        "licence": "Apache-2.0 (OpenCC), MIT (jieba)",
        "surnames": "".join(dict.fromkeys(SURNAMES)),
        "shared": "".join(sorted(forms)),
        "unusual": "".join(sorted(forms - set(standard) - SIMPLIFIED_TOO)),
        "common": {
            character: {
                side: in_every_form(readings[character][side], characters) for side in ("before", "after")
            }
            for character in COMMON
        },
        "characters": readings,
    }
    (TARGET / "readings.json").write_text(json.dumps(table, ensure_ascii=False, indent=1) + "\n", "utf-8")
    print({"rows": len(merged), "words": len(words), "characters": len(readings)})


def write_standard(standard: Iterable[str]) -> None:
    """The characters of the standard, so many to a line."""
    characters = "".join(sorted(standard))
    lines = [characters[start : start + 50] for start in range(0, len(characters), 50)]
    (TARGET / "standard.txt").write_text("\n".join(lines) + "\n", "utf-8")


def evident() -> set[str]:
    """The characters that only Traditional text writes."""
    table = json.loads((TARGET.parent / "script.json").read_text("utf-8"))
    pattern = re.compile(f"[{table['traditional']}]")
    return {character for character in map(chr, range(0x3400, 0x10000)) if pattern.match(character)}


def rows(table: str) -> Iterator[tuple[str, str]]:
    """The first two columns of a table, of the second the first of several values; "" where it is missing."""
    for line in table.splitlines():
        if line and not line.startswith("#"):
            key, _, values = line.partition("\t")
            yield key, values.split("\t")[0].split(" ")[0]


def read_standard() -> dict[str, str]:
    """The characters of the national standard, with the variants that it gives up for each."""
    return dict(rows((HERE / "standard_characters.tsv").read_text("utf-8")))


def is_standard(word: str, standard: Iterable[str]) -> bool:
    """Whether Simplified text writes the word."""
    return all(character in standard for character in word)


def build_characters(standard: dict[str, str], entries: list[dict[str, Any]]) -> dict[str, str]:
    """What each single character becomes."""
    table = {
        key: value
        for key, value in rows(dictionary("TSCharacters"))
        if key != value and (ord(value) < 0x10000 or value in standard)
    }
    # The standard lists them, and in Traditional text too they are characters of their own.
    for character in "薳薹嗰":
        table.pop(character, None)
    own = [
        line.split("\t") for line in (HERE / "variants.tsv").read_text("utf-8").splitlines() if line[0] != "#"
    ]
    kept = {variant for variant, _, kind in own if kind == "keep"}
    for character, variants in standard.items():
        for variant in variants:
            if variant not in table and variant not in standard and variant not in kept:
                table[variant] = character
    table |= {variant: character for variant, character, kind in own if kind != "keep"}
    for entry in entries:
        table.pop(entry["traditional"], None)
        if entry["usual"] != entry["traditional"]:
            table[entry["traditional"]] = entry["usual"]
    return table


def build_phrases(
    phrases: dict[str, str], own: dict[str, str], ambiguous: set[str], characters: dict[str, str]
) -> dict[str, str]:
    """The phrases that differ from their characters one by one; those with an ambiguous character are weighed."""

    def one_by_one(text: str) -> str:
        return "".join(characters.get(character, character) for character in text)

    # OpenCC's values have a few characters that Simplified text never writes: 不可貲計 → 不可赀計.
    faults = re.compile(f"[{''.join(evident() & set(characters))}]")
    found = {}
    for phrase, value in phrases.items():
        weighed = sum(character in ambiguous for character in phrase)
        if not value or (phrase not in own and weighed == 1):  # two in a row hide from each other: 反反覆覆
            continue
        converted = own.get(phrase) or faults.sub(lambda match: characters[match[0]], value)
        if converted != one_by_one(phrase):
            found[phrase] = converted
    return found


def write_dictionary(merged: dict[str, str]) -> None:
    """OpenCC's plain-text form; every value must have its key's length."""
    assert all(len(key) == len(value) for key, value in merged.items())
    lines = [f"{key}\t{value}\n" for key, value in sorted(merged.items())]
    (TARGET / "hans.txt").write_text("".join(lines), "utf-8")


def jieba_words() -> Iterator[tuple[str, int, str]]:
    """Word, frequency, part of speech."""
    for line in (Path(jieba.__file__).parent / "dict.txt").read_text("utf-8").splitlines():
        word, frequency, tag = line.split(" ")
        if int(frequency) >= RAREST and len(word) <= LONGEST:
            yield word, int(frequency), tag


def cost(frequency: float) -> float:
    """In nats."""
    return math.log(60_101_964 / frequency)


def in_every_form(simplified: str, characters: dict[str, str]) -> str:
    """The characters, and all that become one of them: as they stand in a text that is still to be converted."""
    return joined(
        {key for key, value in characters.items() if value in simplified and len(key) == 1} | set(simplified)
    )


def find_other_words(entry: dict[str, Any], phrases: dict[str, str], costs: dict[str, float]) -> set[str]:
    """The words in which the character has its less usual reading."""
    traditional, usual, other = entry["traditional"], entry["usual"], entry["other"]
    found = set(entry.get("words", "").split())
    for phrase, value in phrases.items():
        if any(a == traditional and b == other for a, b in zip(phrase, value, strict=False)):
            found.add(value)
    if other == traditional and usual != traditional:
        for phrase, value in rows(dictionary("STPhrases")):
            if len(phrase) <= LONGEST and any(a == b == other for a, b in zip(phrase, value, strict=False)):
                found.add(phrase)
    if not entry.get("listed_only"):
        found |= {word for word in costs if len(word) > 1 and other in word}
    return {word for word in found - set(entry.get("never", "").split()) if other in word}


def neighbours(words: Iterable[str], character: str) -> tuple[str, str]:
    """What stands before the character in these words, and what after it."""
    before: set[str] = set()
    after: set[str] = set()
    for word in words:
        for index, found in enumerate(word):
            if found == character:
                before.update(word[index - 1 : index])
                after.update(word[index + 1 : index + 2])
    return "".join(sorted(before)), "".join(sorted(after))


def find_neighbours(readings: dict[str, Any], costs: dict[str, float]) -> Iterator[tuple[str, float]]:
    """Words that compete: with either reading in them, or beginning or ending where one of its words would."""
    usual = {reading["usual"] for reading in readings.values()}
    heads = {character for reading in readings.values() for character in reading["after"]}
    tails = {character for reading in readings.values() for character in reading["before"]}
    for word, value in costs.items():
        if 1 < len(word) <= 4 and (
            usual & set(word) or (value <= cost(RAREST_NEIGHBOUR) and (word[0] in heads or word[-1] in tails))
        ):
            yield word, value


def aspects(standard: Iterable[str], known: set[str]) -> dict[str, float]:
    """Verbs with 着, which any verb may take: 牵连着 costs less than 牵连 and a 着 by itself."""
    return {
        f"{word}着": cost(frequency) + 2.5
        for word, frequency, tag in jieba_words()
        if len(word) == 2
        and tag[0] == "v"
        and frequency >= RAREST_NEIGHBOUR
        and is_standard(word, standard)
        and f"{word}着" not in known
    }


def write_words(words: dict[str, float]) -> None:
    """A line for each first character: it, then the rest of each word and its cost."""
    lines: dict[str, list[str]] = defaultdict(list)
    for word, value in sorted(words.items()):
        lines[word[0]].append(f"{word[1:]}{round(100 * value)}")
    text = "".join(f"{head}\t{' '.join(rest)}\n" for head, rest in sorted(lines.items()))
    (TARGET / "words.txt").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
