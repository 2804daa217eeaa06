"""Build normalise/data/private-use.tsv: private-use characters that have code points of their own by now.

    python tools/build_private_use.py

Code pages 936 and 950 of Windows gave every code that had no character one of the private use area, in the
order of the codes. Characters that were drawn there by fonts (GBK's in 1995, those of the Hong Kong
Supplementary Character Set in 1999) were written as private-use characters until Unicode had them. What a
code means today is in Python's codecs `gb18030` and `big5hkscs`; what GB 18030-2005 and GB 18030-2022 moved
since is listed below.

    gbk    the codes that GBK left free, in order: U+E766 to U+E864 (GB 18030-2000, annex E)
    hkscs  FA40 to FEFE: from U+E000; 8E40 to A0FE: from U+E311; 8140 to 8DFE: from U+EEB8;
           C6A1 to C8FE: from U+F6B1 (Microsoft, code page 950, end-user defined characters)
"""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

TARGET = Path(__file__).parent.parent / "normalise" / "data" / "private-use.tsv"
HEADER = """\
# Source: Python's codecs gb18030 and big5hkscs (PSF licence), and the lists of GB 18030-2005 and -2022, which are
# facts; built by tools/build_private_use.py. Licence: Apache-2.0.
# table, the first private-use character of a run in hex, the characters that the run has become
"""
FIRST_OF_GBK = 0xE766
LAST_OF_GBK = 0xE864
# GB 18030-2005 gave these to ideographs of extension B, GB 18030-2022 to the others of the list.
MOVED = {
    0xE78D: "︐︒︑︓︔︕︖",
    0xE794: "︗︘",
    0xE796: "︙",
    0xE7C7: "ḿ",
    0xE816: "\U00020087\U00020089\U000200cc",
    0xE81E: "\u9fb4",
    0xE826: "\u9fb5",
    0xE82B: "\u9fb6\u9fb7",
    0xE831: "\U000215d7\u9fb8",
    0xE83B: "\U0002298f",
    0xE843: "\u9fb9",
    0xE854: "\u9fba\U000241fe",
    0xE864: "\u9fbb",
}
AREAS_OF_HKSCS = (
    (0xFA40, 0xFEFE, 0xE000),
    (0x8E40, 0xA0FE, 0xE311),
    (0x8140, 0x8DFE, 0xEEB8),
    (0xC6A1, 0xC8FE, 0xF6B1),
)


def main() -> None:
    """Write the table, a line for each run of neighbours."""
    tables = {"gbk": dict(gbk()), "hkscs": dict(hkscs())}
    lines = [
        f"{name}\t{start:X}\t{''.join(characters)}"
        for name, table in tables.items()
        for start, characters in runs(table)
    ]
    TARGET.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")
    print({name: len(table) for name, table in tables.items()}, "in", len(lines), "runs")


def gbk() -> Iterator[tuple[int, str]]:
    """Private-use characters of GBK and what they are today."""
    moved = {
        start + place: character
        for start, characters in MOVED.items()
        for place, character in enumerate(characters)
    }
    private = FIRST_OF_GBK
    for code in filter(is_free_in_gbk, codes(0xA240, 0xFEFE, gbk_trails())):
        character = moved.get(private) or code.decode("gb18030")
        if not is_private(character):
            yield private, character
        private += 1
    assert private == LAST_OF_GBK + 1, "GBK has 255 free codes"


def is_free_in_gbk(code: bytes) -> bool:
    """Has GBK no character for a code that it did not leave to its users either?"""
    lead, trail = code
    for_users = (
        (0xAA <= lead <= 0xAF and trail > 0xA0)
        or (lead >= 0xF8 and trail > 0xA0)
        or (lead <= 0xA7 and trail <= 0xA0)
    )
    if for_users:
        return False
    try:
        code.decode("gbk")
    except UnicodeDecodeError:
        return True
    return False


def hkscs() -> Iterator[tuple[int, str]]:
    """Private-use characters of code page 950 and what HKSCS has at their codes."""
    for first, last, private in AREAS_OF_HKSCS:
        for place, code in enumerate(codes(first, last, big5_trails())):
            character = code.decode("big5hkscs", "replace")
            # Four codes are a letter and an accent; they are left alone.
            if len(character) == 1 and character != "\N{REPLACEMENT CHARACTER}" and not is_private(character):
                yield private + place, character


def codes(first: int, last: int, trails: list[int]) -> Iterator[bytes]:
    """The codes of two bytes from the first to the last."""
    for lead in range(first >> 8, (last >> 8) + 1):
        for trail in trails:
            if first <= lead << 8 | trail <= last:
                yield bytes((lead, trail))


def gbk_trails() -> list[int]:
    """The second bytes of GBK."""
    return [*range(0x40, 0x7F), *range(0x80, 0xFF)]


def big5_trails() -> list[int]:
    """The second bytes of Big5."""
    return [*range(0x40, 0x7F), *range(0xA1, 0xFF)]


def is_private(character: str) -> bool:
    """Is this a private-use character of the Basic Multilingual Plane?"""
    return 0xE000 <= ord(character) <= 0xF8FF


def runs(table: dict[int, str]) -> Iterator[tuple[int, list[str]]]:
    """Neighbours together."""
    ordered = sorted(table)
    breaks = [0, *(place for place, (one, other) in enumerate(pairwise(ordered), 1) if other != one + 1)]
    for start, end in pairwise([*breaks, len(ordered)]):
        yield ordered[start], [table[private] for private in ordered[start:end]]


if __name__ == "__main__":
    main()
