"""Words to be looked for all at once in a text that is not folded."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import product
from typing import Any

from normalise.language.fold import fold_text, unfold


class Words:
    """Words to be looked for all at once, by the rarest character of each, and the one beside it.

    `rare` are those characters. `pairs` has the words by these two characters, in every way in which they may be
    written, or by the one, if the word has no more; before each word, as a digit, how far into it they stand. A word
    is found where what stands there folds to it.

    >>> words = Words("人联聯", {"系人": ("1联系人",), "联": ("0联",), "聯": ("0联",)})
    >>> sorted(words.find_in("聯系電話，聯系人"))
    [(0, '联'), (5, '联'), (5, '联系人')]
    """

    def __init__(self, rare: str, pairs: Mapping[str, Sequence[str]]) -> None:
        self._rare = rare
        self._pairs = pairs
        rare_ones = frozenset(rare)
        # Of two that are rare the first is what the pair is found by.
        self._from = {pair: words for pair, words in pairs.items() if pair[0] in rare_ones and len(pair) > 1}
        self._to = {pair: words for pair, words in pairs.items() if pair[0] not in rare_ones}
        self._alone = {pair: words for pair, words in pairs.items() if len(pair) == 1}

    @cached_property
    def source(self) -> str:
        """A pattern for the rare characters that a word may be found by; it begins with a set, if there are words."""
        # A pattern that begins with a set is searched for ten times as fast as one that begins with a choice.
        if not self._rare:
            return r"(?!)"
        beside = (
            ("(?=[{}])", {pair[1] for pair in self._from}),
            ("(?<=[{}].)", {pair[0] for pair in self._to}),
            ("(?<=[{}])", self._alone),
        )
        choices = [form.format(_set_of(characters)) for form, characters in beside if characters]
        return f"[{_set_of(self._rare)}](?:{'|'.join(choices)})"

    @cached_property
    def _places(self) -> re.Pattern[str]:
        return re.compile(self.source)

    @cached_property
    def _longest(self) -> int:
        return max((len(word) for words in self._pairs.values() for word in words), default=0)

    def find_in(self, text: str) -> Iterator[tuple[int, str]]:
        """Offsets of the words in a text, and the words as they are folded."""
        begun, ended, alone = self._from, self._to, self._alone
        for match in self._places.finditer(text):
            place = match.start()
            if words := begun.get(text[place : place + 2]):
                yield from _those_at(text, place, words)
            if words := ended.get(text[place - 1 : place + 1]):
                yield from _those_at(text, place - 1, words)
            if alone and (words := alone.get(text[place])):
                yield from _those_at(text, place, words)

    def is_at(self, text: str, place: int) -> bool:
        """Is one of the words about here, where `source` found something?"""
        return any(True for _ in self.find_in(text[max(place - self._longest, 0) : place + self._longest]))

    def found_in(self, text: str) -> list[str]:
        """The words that are in the text."""
        return list(dict.fromkeys(word for _, word in self.find_in(text)))


def _those_at(text: str, place: int, words: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Those of the words that stand where the pair of each is found, and where they begin."""
    for offset_word in words:
        at, word = place - int(offset_word[0]), offset_word[1:]
        if at >= 0 and fold_text(text[at : at + len(word)]) == word:
            yield at, word


def _set_of(characters: Iterable[str]) -> str:
    return re.escape("".join(sorted(set(characters))))


def index_words(words: Iterable[str], common: str) -> dict[str, Any]:
    """What a `Words` of folded words is made of; `common` characters come the commonest first.

    >>> index_words(["首页"], "的一页")
    {'rare': '首', 'pairs': {'首页': ['0首页'], '首頁': ['0首页']}}
    """
    ranks = {character: rank for rank, character in enumerate(common)}
    rare: set[str] = set()
    pairs: dict[str, list[str]] = {}
    for word in sorted(set(words)):
        offset = max(range(min(len(word), 10)), key=lambda place: ranks.get(word[place], len(common)))
        rare.update(unfold(word[offset]))
        start = max(offset - 1, 0) if offset + 1 == len(word) else offset
        for pair in product(*map(unfold, word[start : start + 2])):
            pairs.setdefault("".join(pair), []).append(f"{start}{word}")
    return {"rare": "".join(sorted(rare)), "pairs": pairs}


def merge_words(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """What a `Words` of the words of both is made of."""
    first, second = one["pairs"], other["pairs"]
    return {
        "rare": one["rare"] + other["rare"],
        "pairs": {pair: [*first.get(pair, ()), *second.get(pair, ())] for pair in {**first, **second}},
    }
