"""Private-use characters that have had code points of their own since: GBK's and Hong Kong's.

Both tables lie in the same area, and so do the pictures of icon fonts. So a table is believed only if it
explains every private-use character of the document, and if they stand among the words, as characters do and
pictures do not.
"""

from functools import cache

from normalise.edits import Edit
from normalise.language import script
from normalise.language.patterns import compile_later
from normalise.language.protect import Protection
from normalise.resources import read_data

_PRIVATE = compile_later("[\ue000-\uf8ff]")
PRIVATE_USE = "repair/private-use"
_SURE = 0.95
_SURE_BY_SCRIPT = 0.9
# What a character of a text may have beside it; a picture has spaces, or the beginning of a line.
_AMONG_WORDS = compile_later(
    "[\u3007\u3400-\u9fff\ue000-\uf8ff\U00020000-\U0003ffffA-Za-z()\u00c0-\u024f，。、；：“”（）《》]"
)


def find_private_use(text: str, protection: Protection) -> list[Edit]:
    """Edits that put today's code points for private-use characters, where it is certain what they were.

    >>> find_private_use(f"这个字写作{chr(0xE81E)}，读音不明", Protection())[0].after
    '龴'
    """
    places = [match.start() for match in _PRIVATE.finditer(text)]
    if not places or not all(_is_among_words(text, place) for place in places):
        return []
    used = {text[place] for place in places}
    explaining = [name for name, table in _tables().items() if used <= table.keys()]
    confidence = _SURE
    if len(explaining) > 1:
        traditional, simplified = script.weigh(text)
        explaining = ["gbk"] if simplified > traditional else ["hkscs"] if traditional > simplified else []
        confidence = _SURE_BY_SCRIPT
    if not explaining:
        return []
    table = _tables()[explaining[0]]
    return [
        Edit(place, place + 1, table[text[place]], PRIVATE_USE, confidence)
        for place in places
        if not protection.overlaps(place, place + 1)
    ]


def _is_among_words(text: str, place: int) -> bool:
    """Has it words on both sides, but for the end of the line?"""
    before, after = text[place - 1 : place] if place else "", text[place + 1 : place + 2]
    if not _AMONG_WORDS.match(before):
        return False
    return after in {"", "\n", "\r"} or _AMONG_WORDS.match(after) is not None


@cache
def _tables() -> dict[str, dict[str, str]]:
    tables: dict[str, dict[str, str]] = {}
    for line in read_data("private-use.tsv").decode().splitlines():
        if not line.startswith("#"):
            name, first, characters = line.split("\t")
            table = tables.setdefault(name, {})
            table.update(
                (chr(int(first, 16) + place), character) for place, character in enumerate(characters)
            )
    return tables
