"""Which of its two readings an ambiguous character has: 著 着 or 著, 乾 干 or 乾. Words decide, by what they cost.

The text around the character is given in Simplified, with every ambiguous character read the usual way.
"""

import json
import re
from functools import cache
from math import exp
from typing import NamedTuple

from normalise.resources import read_data
from normalise.stages.convert.words import cheapest, is_word, weigh, words_across

# What the list asks for the other reading alone, and not as part of a word: no evidence is worth this much. In nats.
_NO_EVIDENCE = 5.0
# In a line that does not need converting otherwise, a word with the usual reading must be so much likelier.
_EVIDENT = _NO_EVIDENCE + 2.0

_CERTAIN = 20.0
_REACH = 3
# No decision hangs on what is farther away: words reach so far, and twice as far through separators.
CONTEXT = 2 * _REACH
_HAN = "\u3400-\u9fff"
_LETTER = re.compile(f"[{_HAN}]")
_BEFORE = re.compile(f"[{_HAN}]*\\Z")
_AFTER = re.compile(f"[{_HAN}]*")
# What may stand inside a word: a list's comma, one space, the end of a line in text that is wrapped.
_SEPARATORS = "、 \u3000\u200b\r\n"
_SEPARATED = re.compile(f"(?<=[{_HAN}])(?:[、 \u3000\u200b]|\r?\n)(?=[{_HAN}])")
# No word of the list has a character that is no character: what it costs tells whether another is part of a word.
_NO_CHARACTER = "\0"
_NO_CHARACTER_COST, _USUAL_COST = 1300, 800

_AUTHOR = "著"
# What one does with a title: 看着《论语》.
_HANDLES = frozenset("看读念翻捧拿唱听写背讲谈说演画抄播放哼举抱带用诵览阅照按")
_OPENS_TITLE = ("《", "〈")
_SPACES = (" ", "\u3000")
# Behind an author's 著: the title, or nothing.
_TITLE = re.compile("(?:的|有)?[《〈「『（(]|[\\s，。；、：,.;)）】」』]|\\Z")


class Reading(NamedTuple):
    """One ambiguous character: its readings, and the characters beside which words have the other one.

    `certain` are contexts that decide for the other one, with the usual one in them. `names`: it stays in names. `alone`: no Simplified text writes it for the usual reading, but in the words that
    are `tolerated`.
    """

    usual: str
    other: str
    before: frozenset[str]
    after: frozenset[str]
    certain: frozenset[str]
    tolerated: tuple[str, ...]
    names: bool
    alone: bool


class Verdict(NamedTuple):
    """The character that is meant, and by how many nats it is likelier than the other reading.

    `margin` is what the words say for the usual reading, negative for the other.
    """

    character: str
    margin: float

    @property
    def confidence(self) -> float:
        """From 0.5, when nothing speaks for either, to 1."""
        return 1 / (1 + exp(-min(abs(self.margin), 50)))


class Table(NamedTuple):
    """The ambiguous characters, the surnames, and forms that are changed and yet no evidence of Traditional text.

    Those forms are the `shared` ones, which Simplified text may write too, and of them the `unusual`, which it hardly
    does. `rest` is a pattern to put behind the class of all ambiguous
    characters: it leaves out the commonest of them where none of their words can be, by the neighbours.
    """

    readings: dict[str, Reading]
    surnames: frozenset[str]
    shared: str
    unusual: str
    rest: str


@cache
def load_table() -> Table:
    """What tools/build_convert.py found out."""
    table = json.loads(read_data("convert/readings.json"))
    readings = {
        character: Reading(
            row["usual"],
            row["other"],
            frozenset(row["before"]),
            frozenset(row["after"]),
            frozenset(row["certain"]),
            tuple(row["tolerated"]),
            row["names"],
            row["alone"],
        )
        for character, row in table["characters"].items()
    }
    common = table["common"]
    rest = "|".join(
        # A title or nothing may follow an author's 著; the others are seen through separators alone.
        f"(?<={character})(?:(?=[{row['after']}{_SEPARATORS}])|(?<=[{row['before']}{_SEPARATORS}].)"
        + (f"|(?![{_HAN}]))" if readings[character].other == _AUTHOR else ")")
        for character, row in common.items()
    )
    return Table(
        readings,
        frozenset(table["surnames"]),
        table["shared"],
        table["unusual"],
        f"(?:(?<![{''.join(common)}])|{rest})",
    )


def is_doubtful(reading: Reading, plain: str, position: int) -> bool:
    """Whether any word or name might have the other reading there; if not, the usual one is certain."""
    before, after = plain[position - 1 : position], plain[position + 1 : position + 2]
    if before in _SEPARATORS:
        before = plain[max(0, position - 3) : position].rstrip(_SEPARATORS)[-1:]
    if after in _SEPARATORS:
        after = plain[position + 1 : position + 4].lstrip(_SEPARATORS)[:1]
    if before in reading.before or after in reading.after:
        return True
    if reading.names:
        surnames = load_table().surnames
        return before in surnames or plain[position - 2 : position - 1] in surnames
    return reading.other == _AUTHOR and _may_be_author(plain, position)


def is_evident(reading: Reading, text: str, position: int) -> bool:
    """Whether a word makes the usual reading certain, and it is not one that Simplified text writes so too.

    >>> [is_evident(load_table().readings["著"], text, 1) for text in ("看著我", "名著", "执著")]
    [True, False, False]
    """
    left, right = _sides(text, position)
    if not words_across(left, reading.usual, right):
        return False
    around = text[max(0, position - _REACH) : position + 1 + _REACH]
    return decide(reading, text, position, exactly=True).margin >= _EVIDENT and not any(
        word in around for word in reading.tolerated
    )


def decide(reading: Reading, plain: str, position: int, *, exactly: bool = False) -> Verdict:
    """The reading of the character at `position` of `plain`; unless `exactly`, a safe margin may be told too low.

    >>> decide(load_table().readings["著"], "老师看着名单", 3).character
    '着'
    >>> decide(load_table().readings["著"], "世界名着", 3).character
    '著'
    """
    if reading.certain and _is_certain(reading, plain, position):
        return Verdict(reading.other, -_CERTAIN)
    left, right = _sides(plain, position)
    separated = (
        plain[position - 1 : position] in _SEPARATORS or plain[position + 1 : position + 2] in _SEPARATORS
    )
    others = words_across(left, reading.other, right)
    if not (others or exactly or separated or reading.names) and not (
        reading.other == _AUTHOR and _may_be_author(plain, position)
    ):
        return Verdict(reading.usual, _NO_EVIDENCE)
    margin = weigh(left, reading.usual, reading.other, right, others) / 100
    if margin == _NO_EVIDENCE and separated:
        wide_left, wide_right = _joined(plain, position)
        margin = weigh(wide_left, reading.usual, reading.other, wide_right) / 100
    if margin >= _NO_EVIDENCE - 1 and (
        (reading.other == _AUTHOR and _is_author(plain, position, left, margin))
        or (reading.names and _is_name(reading, left, right))
    ):
        margin = -_NO_EVIDENCE
    return Verdict(reading.usual if margin > 0 else reading.other, margin)


def _is_certain(reading: Reading, plain: str, position: int) -> bool:
    before = plain[position - 1 : position]
    if not _LETTER.match(before):
        before = "^"
    after = plain[position + 1 : position + 2]
    word = before + reading.usual
    return (
        word in reading.certain or word + after in reading.certain or reading.usual + after in reading.certain
    )


def _sides(text: str, position: int) -> tuple[str, str]:
    """The Chinese characters directly before and after the one at `position`, as far as words reach."""
    before = _BEFORE.search(text[max(0, position - _REACH) : position])
    after = _AFTER.match(text, position + 1, position + 1 + _REACH)
    assert before is not None
    assert after is not None
    return before[0], after[0]


def _joined(plain: str, position: int) -> tuple[str, str]:
    """What stands on both sides of the character, with separators taken out."""
    start = max(0, position - CONTEXT)
    whole = plain[start : position + CONTEXT]
    separated = [match.start() for match in _SEPARATED.finditer(whole)]
    left = _SEPARATED.sub("", whole[: position - start + 1])[:-1]
    if position - start - 1 in separated:
        left = left.rstrip(_SEPARATORS)
    right = _SEPARATED.sub("", whole[position - start :])[1:]
    before = _BEFORE.search(left)
    after = _AFTER.match(right)
    assert before is not None
    assert after is not None
    return before[0][-_REACH:], after[0][:_REACH]


def _may_be_author(plain: str, position: int) -> bool:
    if _TITLE.match(plain, position + 1) is None:
        return False
    surnames = load_table().surnames
    return (
        plain[position + 1 : position + 2] in _OPENS_TITLE
        or plain[position - 1 : position] in _SPACES
        or plain[max(0, position - 3) : position - 2] in surnames
        or plain[max(0, position - 2) : position - 1] in surnames
    )


def _is_author(plain: str, position: int, left: str, margin: float) -> bool:
    """Whether 著 stands as on a title page: 鲁迅著, 高尔基 著, 赵涛著《诗论》."""
    if left[-1:] in _HANDLES or (margin > _NO_EVIDENCE + 1 and len(left) > 3):
        return False
    if plain[position + 1 : position + 2] in _OPENS_TITLE:
        return True
    if margin > _NO_EVIDENCE + 1 or _TITLE.match(plain, position + 1) is None:
        return False
    if not left:
        return plain[position - 1 : position] in _SPACES
    return 2 <= len(left) <= 3 and left[0] in load_table().surnames and not is_word(left)


def _is_name(reading: Reading, left: str, right: str) -> bool:
    """Whether the character is part of a name: 陈昇, 徐胤昇; no word may cover it, nor reach across the surname."""
    if weigh(left, reading.usual, _NO_CHARACTER, right) > _NO_CHARACTER_COST - _USUAL_COST:
        return False
    surnames = load_table().surnames
    for length in (2, 1):
        if len(left) >= length and left[-length] in surnames:
            rest = left[:-length]
            alone = cheapest(rest) + sum(map(cheapest, left[len(rest) :]))
            if alone <= cheapest(left):
                return True
    return False
