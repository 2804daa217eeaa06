"""A line as rules compare it: one width, one script, no spaces, no glosses; for reading, never for writing."""

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from normalise.language.patterns import compile_later
from normalise.resources import read_data

# Both halves of a pair fold to the second; a space stands for "a gap", "\0" for "nothing was here".
_PUNCTUATION = (
    "【[】]〖[〗]〔[〕]「“」”『“』”｛{｝}│|丨|︱|┃|∣|»>›>«<‹<•·・·‧·●·∙·‐-‑-–-—-―-−-─-━-∶:︰:﹕:﹐,、、"
)
_SPACES = "\t\v\f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
_NOTHING = "\xad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufe0e\ufe0f\ufeff"
_KEPT = compile_later(r"[^ \0]+")
TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹ"
"""The letters of a gloss beyond ASCII, with a tone or as ü."""

SYLLABLE = f"A-Za-zɡＡ-Ｚａ-ｚ{TONED}ḿ"
"""The letters of a gloss as they are written, for a set of a regular expression."""

# A content farm's gloss: 內(nèi)容. Its syllable carries a tone, or is one of the few that never do.
_GLOSS = compile_later(
    r"(?<=[\u3400-\u9fff])\("
    rf"(?:(?=[a-zɡ]{{0,6}}[{TONED}ḿ])[a-zɡ{TONED}ḿ]{{1,7}}"
    r"|de|le|zhe|zi|men|ma|ne|ba|shi)\)"
)


class Folded(NamedTuple):
    """A folded line: `text`; where each of its characters stood in the line; and which follow a gap.

    `positions` has one more entry than `text`: the end of the last character.
    """

    text: str
    positions: Sequence[int]
    gaps: frozenset[int]


@cache
def _table() -> dict[int, str]:
    table = {code: chr(code - 0xFEE0).lower() for code in range(0xFF01, 0xFF5F)}
    table |= {ord(first): second for first, second in zip(_PUNCTUATION[::2], _PUNCTUATION[1::2], strict=True)}
    table |= {code: chr(code + 32) for code in range(ord("A"), ord("Z") + 1)}
    table |= {ord(space): " " for space in _SPACES}
    table |= {ord(nothing): "\0" for nothing in _NOTHING}
    pairs = read_data("furniture/script.txt").decode("utf-8")
    for line in pairs.splitlines():
        if not line.startswith("#"):
            table |= {ord(pair[0]): pair[1] for pair in line.split(" ")}
    return table


def fold(line: str) -> Folded:
    """Fold a line; what it says can be compared, and every character traced to its place.

    >>> fold("【 列　印 】ＡＢ").text
    '[列印]ab'
    >>> folded = fold("內(nèi)容 導覽")
    >>> folded.text, folded.positions, sorted(folded.gaps)
    ('内容导览', (0, 6, 8, 9, 10), [2])
    """
    same_length = line.translate(_table())
    if "(" in same_length:
        same_length = _GLOSS.sub(lambda gloss: "\0" * len(gloss[0]), same_length)
    if " " not in same_length and "\0" not in same_length:
        return Folded(same_length, range(len(same_length) + 1), frozenset())
    pieces: list[str] = []
    positions: list[int] = []
    gaps: list[int] = []
    end = 0
    for match in _KEPT.finditer(same_length):
        if " " in same_length[end : match.start()]:
            gaps.append(len(positions))
        pieces.append(match[0])
        positions.extend(range(*match.span()))
        end = match.end()
    positions.append(positions[-1] + 1 if positions else 0)
    return Folded("".join(pieces), tuple(positions), frozenset(gaps))


def fold_text(text: str) -> str:
    """The folded text alone, cheaply; glosses stay.

    >>> fold_text("　　返 回頂部")
    '返回顶部'
    """
    return _fold_again(text) if len(text) <= _SHORT else _fold_text(text)


def _fold_text(text: str) -> str:
    return text.translate(_table()).replace(" ", "").replace("\0", "")


# A short line is folded by each of those who look at it.
_SHORT = 80
_fold_again = lru_cache(1 << 12)(_fold_text)


def folding_to(folded: Iterable[str]) -> frozenset[str]:
    """The characters that fold to one of these, a space among them for a gap; and those that stay as they are.

    >>> "│" in folding_to("|"), "│" in folding_to("·")
    (True, False)
    """
    wanted = frozenset(folded)
    table = _table()
    others = (chr(code) for code, character in table.items() if character in wanted)
    return frozenset(character for character in wanted if ord(character) not in table).union(others)


@cache
def _unfolded() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for code, folded in _table().items():
        if folded not in (" ", "\0"):
            found.setdefault(folded, []).append(chr(code))
    return {folded: tuple(written) for folded, written in found.items()}


def unfold(character: str) -> tuple[str, ...]:
    """How a folded character may be written: as it is, in Traditional, as a capital, in full width.

    >>> unfold("网"), "Ｉ" in unfold("i")
    (('网', '網'), True)
    """
    return (character, *_unfolded().get(character, ()))
