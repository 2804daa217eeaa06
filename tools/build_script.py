"""Build normalise/data/script.json: which characters tell Traditional, Simplified and Japanese apart.

    python tools/build_script.py

Everything is read off OpenCC's own conversions, one code point at a time, off the phrases that its wheel
ships, and off the repertoires of national character sets that Python knows as codecs.
"""

import json
import subprocess
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

import opencc

TARGET = Path(__file__).parent.parent / "normalise" / "data" / "script.json"

# The Han blocks of the Basic Multilingual Plane, without the compatibility ideographs: those are a matter
# of encoding, not of script. Beyond the plane nothing is common enough to be evidence.
HAN = [chr(point) for point in (0x3007, *range(0x3400, 0x4DC0), *range(0x4E00, 0xA000))]

# In use in Simplified text although t2s changes them and GB 2312 lacks them: given back to names by the
# Table of General Standard Chinese Characters of 2013, usual in names that the news writes (三塚), or in
# Cantonese (嗰).
KEPT = "昇陞釐蒐剋脩谿扞塚榘氾濛劄嗰"

# In GB 2312, but no longer standard: only Traditional text writes it.
RETIRED = "後"

# Phrases of OpenCC whose value still holds a character that stands in Traditional text only:
# 不可貲計 → 不可赀計.
FAULTY = "計"

# Made in Japan, or kept alive only there.
KOKUJI = "働込峠辻畑畠枠栃榊樫籾糀笹匂塀凪凧喰噺垰垪嬶岼嵶怺搾杣杢栂梛椙椛樋簗綛縅艝裃躾辷迚鋲鎹鑓颪饂鮗鯱鯰鰯鰰鴫鵤"

# Shinjitai that are also the variants which Chinese editions print and scans bring: no evidence.
PRINTED_VARIANTS = (
    "両乗亀亜仏仮価値倶児兎処剣単厳収呉呪唖噛囲堺壌姫実寃寛寳対専尭峀巻帯従徳悩悪恵戸戻抜拝挿捜断斉斎晩暁暦曁"
    "検桒楡歓歩歳歴残毎氷済温満潜灷焔焼煕犠猟獣畳疎痩発皐県眞砕稲穂穏竃粋続継縁縄縦繋繍翺聡脳舎舘舗艶茘荘莭蔵薫"
    "覇覊観訳賛軽辺遅郷酔釈鉄銭錬鎮隠隣雑霊頋頼顕駆髄髙鴎鶏鹸黒黙鼈齢"
)

Convert = Callable[[str], str]


def main() -> None:
    """Write the table."""
    simplify: Convert = opencc.OpenCC("t2s", include_tofu_risk_dictionaries=False).convert
    complicate: Convert = opencc.OpenCC("s2t", include_tofu_risk_dictionaries=False).convert
    modernise: Convert = opencc.OpenCC("t2jp", include_tofu_risk_dictionaries=False).convert

    from_traditional = changed_by(simplify, HAN)
    from_simplified = changed_by(complicate, HAN)
    # A character that some conversion puts out, and that converting once more would change, is no evidence.
    left_simplified = residue(simplify, from_traditional, "TSPhrases") - set(FAULTY)
    left_traditional = residue(
        complicate, from_simplified, "STPhrases", "STPhrases_GeneratedFromRegionalPhrases"
    )

    shared_traditional = {c for c in from_traditional if encodes(c, "gb2312")} | left_simplified | set(KEPT)
    shared_traditional -= set(RETIRED)
    shared_simplified = {c for c in from_simplified if encodes(c, "cp950")} | left_traditional
    for region in ("s2tw", "s2hk"):  # what is standard there (温 税 脱) is no evidence of Simplified
        regional: Convert = opencc.OpenCC(region, include_tofu_risk_dictionaries=False).convert
        shared_simplified |= residue(regional, from_simplified)
    simplified = from_simplified - shared_simplified
    japanese = {
        c
        for c in changed_by(modernise, HAN, outputs=True) | set(KOKUJI)
        if c not in from_traditional | from_simplified
        and encodes(c, "shift_jis")
        and not encodes(c, "gb2312")
        and not encodes(c, "cp950")
    } - set(PRINTED_VARIANTS)

    table = {
        "source": f"OpenCC {opencc.__version__} (t2s, s2t, s2tw, s2hk, t2jp, without the tofu-risk dictionaries), "
        "and the codecs gb2312, cp950 and shift_jis; built by tools/build_script.py",
        "licence": "Apache-2.0",
        "form": "characters and ranges of characters, as inside the brackets of a regular expression",
        "traditional": joined(from_traditional - shared_traditional),
        "shared_traditional": joined(shared_traditional & from_traditional),
        "simplified": joined(simplified),
        "shared_simplified": joined(shared_simplified & from_simplified),
        "simplified_in_japan_too": joined(c for c in simplified if encodes(c, "shift_jis")),
        "japanese": joined(japanese),
    }
    TARGET.write_text(json.dumps(table, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print({name: len(characters) for name, characters in table.items()})


def changed_by(convert: Convert, characters: Iterable[str], *, outputs: bool = False) -> set[str]:
    """The characters that a conversion changes, or what it makes of them."""
    pairs = [(c, convert(c)) for c in characters]
    return {after if outputs else before for before, after in pairs if before != after and len(after) == 1}


def residue(convert: Convert, changed: set[str], *dictionaries: str) -> set[str]:
    """What the conversion puts out and would itself change."""
    written = {convert(c) for c in changed}
    for name in dictionaries:
        for line in dictionary(name).splitlines():
            written.update(line.split("\t")[1].split(" ")[0])
    return written & changed


def dictionary(name: str) -> str:
    """The text of one of OpenCC's dictionaries, by the program that its wheel ships."""
    package = Path(opencc.__file__).parent / "clib"
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "dictionary.txt"
        subprocess.run(  # noqa: S603
            [
                str(package / "bin" / "opencc_dict"),
                *("-i", str(package / "share" / "opencc" / f"{name}.ocd2"), "-f", "ocd2"),
                *("-o", str(output), "-t", "text"),
            ],
            check=True,
        )
        return output.read_text(encoding="utf-8")


def encodes(character: str, codec: str) -> bool:
    """Whether the character is in the codec's repertoire."""
    try:
        character.encode(codec)
    except UnicodeEncodeError:
        return False
    return True


def joined(characters: Iterable[str]) -> str:
    """The characters as the inside of a regular expression's class, which compiles fastest as ranges."""
    ranges: list[list[str]] = []
    for character in sorted(characters):
        if ranges and ord(character) == ord(ranges[-1][-1]) + 1:
            ranges[-1][1:] = [character]
        else:
            ranges.append([character])
    return "".join("-".join(ends) for ends in ranges)


if __name__ == "__main__":
    main()
