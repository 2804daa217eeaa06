"""Words and what they cost: the evidence that decides between two readings of a character.

A stretch of text is read as the cheapest row of words that makes it up. A word costs minus the logarithm of its
frequency, so that the difference between two stretches is how many times likelier one is than the other.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import cache

from normalise.resources import read_data

# A character that is no word in the list, in hundredths of a nat.
_UNKNOWN = 1300


def cheapest(text: str) -> int:
    """The cost of the text as its cheapest row of words, in hundredths of a nat.

    >>> cheapest("看着名单") < cheapest("看著名单")
    True
    """
    return _from_each_place(text)[0]


Across = list[tuple[int, int, int]]


def weigh(left: str, character: str, other: str, right: str, other_words: Across | None = None) -> int:
    """By how much `left + character + right` is cheaper than with the other character, in hundredths of a nat.

    `other_words` is what `words_across` says of the other, if that is known.

    >>> weigh("看", "着", "著", "名单") > 0 > weigh("世界名", "着", "著", "")
    True
    """
    usual_words = words_across(left, character, right)
    if other_words is None:
        other_words = words_across(left, other, right)
    usual, alone = _words_from(character).get("") or _UNKNOWN, _words_from(other).get("") or _UNKNOWN
    if usual_words or other_words:
        before, behind = _to_each_place(left), _from_each_place(right)
        around = before[-1] + behind[0]
        usual = min(
            [usual + around, *[before[start] + cost + behind[end] for start, end, cost in usual_words]]
        )
        alone = min(
            [alone + around, *[before[start] + cost + behind[end] for start, end, cost in other_words]]
        )
    return alone - usual


def words_across(left: str, character: str, right: str) -> Across:
    """The words with this very character in them: where they begin in `left` and end in `right`, and the cost."""
    found = []
    text, place = left + character, len(left)
    for start, head in enumerate(text):
        words = _words_from(head)
        rest, end = text[start + 1 :], 0
        while (cost := words.get(rest)) is not None:
            if cost and (end or start < place):
                found.append((start, end, cost))
            if end == len(right):
                break
            rest += right[end]
            end += 1
    return found


def _from_each_place(text: str) -> list[int]:
    """What the text costs from each place to its end."""
    length = len(text)
    best = [0] * (length + 1)
    for start in range(length - 1, -1, -1):
        words = _words_from(text[start])
        least = (words.get("") or _UNKNOWN) + best[start + 1]
        for end in range(start + 2, length + 1):
            cost = words.get(text[start + 1 : end])
            if cost is None:
                break
            if cost and cost + best[end] < least:
                least = cost + best[end]
        best[start] = least
    return best


def _to_each_place(text: str) -> list[int]:
    """What the text costs from its beginning to each place."""
    length = len(text)
    best = [0, *[1 << 30] * length]
    for start, head in enumerate(text):
        words, so_far = _words_from(head), best[start]
        least = so_far + (words.get("") or _UNKNOWN)
        best[start + 1] = min(best[start + 1], least)
        for end in range(start + 2, length + 1):
            cost = words.get(text[start + 1 : end])
            if cost is None:
                break
            if cost and so_far + cost < best[end]:
                best[end] = so_far + cost
    return best


def is_word(text: str) -> bool:
    """Whether the list has it."""
    return bool(_words_from(text[0]).get(text[1:]))


@cache
def _table() -> Sequence[str]:
    """A line for each character that words begin with, in order."""
    return read_data("convert/words.txt").decode("utf-8").split("\n")


@cache
def _words_from(head: str) -> Mapping[str, int]:
    """The words that begin with a character: what follows it, and the cost. Read when first asked for.

    What only longer words begin with is there too, and costs nothing: who looks for words stops where this ends.
    """
    words: dict[str, int] = {"": 0}
    table = _table()
    line = table[bisect_left(table, head, 0, len(table) - 1)]
    for entry in line[2:].split(" ") if line.startswith(head) else ():
        rest = entry.rstrip("0123456789")
        if len(rest) < len(entry):
            words[rest] = int(entry[len(rest) :])
            while (rest := rest[:-1]) and rest not in words:
                words[rest] = 0
    return words
