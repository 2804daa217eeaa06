"""Words to be looked for all at once in a text that is not folded."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import product

from normalise.language.fold import fold_text, unfold


class Words:
    """Words to be looked for all at once, by two characters of each: most texts have few of those pairs.

    `pairs` has them by how such a pair may be written in a text that is not folded: how far into the word it stands,
    as a digit, and the word. A word is found where what stands there folds to it.

    >>> words = Words({"系人": ("1联系人",), "聯": ("0联",)})
    >>> list(words.find_in("聯系電話，聯系人"))
    [(0, '联'), (5, '联'), (5, '联系人')]
    """

    def __init__(self, pairs: Mapping[str, Sequence[str]]) -> None:
        self._pairs = pairs

    @cached_property
    def _pair(self) -> re.Pattern[str]:
        # A pattern that begins with a set is searched for ten times as fast as one that begins with a choice.
        alone = "".join(pair for pair in self._pairs if len(pair) == 1)
        first = "".join(sorted({pair[0] for pair in self._pairs}))
        second = "".join(sorted({pair[1] for pair in self._pairs if len(pair) > 1}))
        if not first:
            return re.compile(r"(?!)")
        ends = [f"(?=[{re.escape(second)}])"] * bool(second) + [f"(?<=[{re.escape(alone)}])"] * bool(alone)
        return re.compile(f"[{re.escape(first)}](?:{'|'.join(ends)})")

    def find_in(self, text: str) -> Iterator[tuple[int, str]]:
        """Offsets of the words in a text, and the words as they are folded."""
        known, none = self._pairs, ()
        for match in self._pair.finditer(text):
            place = match.start()
            for known_word in known.get(text[place : place + 2], none) or known.get(text[place], none):
                start, word = place - int(known_word[0]), known_word[1:]
                if start >= 0 and fold_text(text[start : start + len(word)]) == word:
                    yield start, word

    def is_in(self, text: str) -> bool:
        """Is one of the words in the text?"""
        return next(self.find_in(text), None) is not None

    def found_in(self, text: str) -> list[str]:
        """The words that are in the text."""
        return list(dict.fromkeys(word for _, word in self.find_in(text)))


def pair_words(words: Iterable[str]) -> dict[str, list[str]]:
    """Folded words as `Words` has them, each by that pair of its characters which is the least usual in prose."""
    from normalise.language.model import mean_cost  # noqa: PLC0415 - the built table has the pairs

    pairs: dict[str, list[str]] = {}
    for word in sorted(set(words)):
        offset = max(
            range(min(max(len(word) - 1, 1), 10)), key=lambda place: mean_cost(word[place : place + 2])
        )
        for pair in product(*map(unfold, word[offset : offset + 2])):
            pairs.setdefault("".join(pair), []).append(f"{offset}{word}")
    return {
        pair: [*found, *(pairs.get(pair[0], ()) if len(pair) > 1 else ())] for pair, found in pairs.items()
    }
