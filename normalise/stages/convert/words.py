"""Words and what they cost: the evidence that decides between two readings of a character.

A stretch of text is read as the cheapest row of words that makes it up. A word costs minus the logarithm of its
frequency, so that the difference between two stretches is how many times likelier one is than the other.
"""

from collections.abc import Mapping
from functools import cache

from normalise.resources import read_data

_LONGEST = 4
# A character that is no word in the list, in hundredths of a nat.
_UNKNOWN = 1300


def cheapest(text: str) -> int:
    """The cost of the text as its cheapest row of words, in hundredths of a nat.

    >>> cheapest("看着名单") < cheapest("看著名单")
    True
    """
    return _from_each_place(text)[0]


def weigh(left: str, character: str, other: str, right: str) -> int:
    """By how much `left + character + right` is cheaper than with the other character, in hundredths of a nat.

    >>> weigh("看", "着", "著", "名单") > 0 > weigh("世界名", "着", "著", "")
    True
    """
    pairs = ((character, words_across(left, character, right)), (other, words_across(left, other, right)))
    before: list[int] | None = None
    behind: list[int] = []
    costs = []
    for single, words in pairs:
        least = _words_from(single).get("", _UNKNOWN)
        if any(found for _, found in pairs):
            if before is None:
                before, behind = _to_each_place(left), _from_each_place(right)
            least += before[-1] + behind[0]
            for start, end, cost in words:
                least = min(least, before[start] + cost + behind[end])
        costs.append(least)
    return costs[1] - costs[0]


def words_across(left: str, character: str, right: str) -> list[tuple[int, int, int]]:
    """The words with this very character in them: where they begin in `left` and end in `right`, and the cost."""
    place = len(left)
    text = left + character + right
    size = len(text)
    found = []
    for start in range(place + 1):
        words = _words_from(text[start])
        for end in range(place + 1 if start < place else place + 2, min(start + _LONGEST, size) + 1):
            cost = words.get(text[start + 1 : end])
            if cost is not None:
                found.append((start, end - place - 1, cost))
    return found


def _from_each_place(text: str) -> list[int]:
    """What the text costs from each place to its end."""
    length = len(text)
    best = [0] * (length + 1)
    for start in range(length - 1, -1, -1):
        words = _words_from(text[start])
        least = words.get("", _UNKNOWN) + best[start + 1]
        for end in range(start + 2, min(start + _LONGEST, length) + 1):
            cost = words.get(text[start + 1 : end])
            if cost is not None and cost + best[end] < least:
                least = cost + best[end]
        best[start] = least
    return best


def _to_each_place(text: str) -> list[int]:
    """What the text costs from its beginning to each place."""
    best = [0, *[1 << 30] * len(text)]
    for start, head in enumerate(text):
        words = _words_from(head)
        best[start + 1] = min(best[start + 1], best[start] + words.get("", _UNKNOWN))
        for end in range(start + 2, min(start + _LONGEST, len(text)) + 1):
            cost = words.get(text[start + 1 : end])
            if cost is not None:
                best[end] = min(best[end], best[start] + cost)
    return best


def is_word(text: str) -> bool:
    """Whether the list has it."""
    return text[1:] in _words_from(text[0])


@cache
def _table() -> str:
    return "\n" + read_data("convert/words.txt").decode("utf-8")


@cache
def _words_from(head: str) -> Mapping[str, int]:
    """The words that begin with a character: what follows it, and the cost. Read when first asked for."""
    table, words = _table(), {}
    start = table.find(f"\n{head}\t") + 3
    for entry in table[start : table.find("\n", start)].split(" ") if start > 2 else ():
        rest = entry.rstrip("0123456789")
        if len(rest) < len(entry):
            words[rest] = int(entry[len(rest) :])
    return words
