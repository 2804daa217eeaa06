"""What can be read off one page of a farm: its list, its punctuation, its words."""

from collections import Counter
from functools import cache
from itertools import pairwise
from math import exp, log
from typing import TYPE_CHECKING

from normalise.language import context, model, script
from normalise.language.patterns import compile_later
from normalise.language.pinyin import Reading, is_reading, parse_reading
from normalise.stages.repair.spliced.farm import HALVED, characters, half_width, to_bytes

if TYPE_CHECKING:
    from opencc import OpenCC

LETTERS = "a-zāáǎàēéěèêīíǐìōóǒòūúǔùüǖǘǚǜńňǹḿɑɡ"
READING = f"[{LETTERS}]{{1,6}}[1-5]?"
_GLOSSED = compile_later(f"([\u3400-\u9fff])\\(({READING})\\)")
# A gloss whose bracket went with the lead byte before it; and a whole one.
STRIKE = compile_later(f"[?\ufffd]\\(?({READING})\\)")
GLOSS = compile_later(f"\\(({READING})\\)")
_FEWEST = 5
_FEWEST_CHARACTERS = 3
# Of the occurrences of a character of the list, nearly all are glossed.
_LISTED = 0.9
# Farms' readings are true but for a few polyphones, which their dictionary has under another tone.
_EVEN_IF_UNTRUE = 3
# Full-width punctuation is in the farm's list if hardly any is left.
_LEFT = 0.2
# The farm's conversion goes character by character, so a page writes a character in one form only: another
# is not to be expected, least of all where the page has the first.
_OTHER_FORM = 3.0
_OTHER_THAN_THE_PAGE = 6.0
_TRADITIONAL = 10
# A character that is in the farm's list, though the page never shows its gloss in its place.
_STRANGER = 4.0
_COMMON = 9.0
# What is misread shows it now and then.
_BY_CHANCE = 1
# The page itself says which character comes after another; the model counts as so many occurrences, and as
# many as the different characters that come after the first (I. H. Witten and T. C. Bell, 1991).
_WEIGHT_OF_MODEL = 8.0
# Two characters that the page has seen say more of the third than one does.
_WEIGHT_OF_PAIR = 4.0
# After these no clause ends.
_EXPECTANT = frozenset("與与和及或把被從从對对向於于為为爲很更最不這这那每各並并且將将使讓让若如但而至由以")
_ENDING = frozenset("，。；：！？、")
_ENDED_TOO_EARLY = 3.0
# Punctuation after punctuation, which the model does not know: the share in newspapers, as negated natural
# logarithms. Other marks are one in some thousands.
_AFTER_MARK = {
    "。": {"”": 3.0, "“": 4.5, "（": 4.0, "』": 5.0, "《": 5.5, "’": 6.0, "…": 6.5},
    "，": {"“": 4.5, "《": 6.0, "『": 6.5, "‘": 6.5},
    "、": {"“": 4.0, "《": 4.5, "『": 6.0, "‘": 6.5},
    "；": {"“": 4.5, "《": 6.0, "（": 6.0, "”": 6.5},
    "：": {"“": 1.2, "『": 4.0, "《": 5.5, "（": 5.5, "‘": 6.0},
    "！": {"”": 1.0, "』": 4.0, "（": 4.5, "“": 5.0, "’": 5.0, "！": 5.0, "—": 6.0, "…": 6.0, "》": 6.0},
    "？": {"”": 1.5, "』": 4.5, "（": 4.5, "“": 4.5, "！": 5.0, "’": 5.0, "？": 5.0, "—": 5.0, "…": 6.0},
    "“": {"《": 7.0, "‘": 7.0},
    "”": {"，": 2.0, "。": 2.1, "、": 3.0, "“": 4.5, "（": 4.5, "；": 5.0, "：": 5.5, "—": 5.5, "》": 7.0},
    "‘": {},
    "’": {"，": 2.5, "。": 2.8, "、": 3.5, "”": 4.0, "—": 5.0},
    "《": {"〈": 5.0},
    "》": {"，": 2.0, "、": 2.4, "。": 3.0, "（": 4.3, "》": 7.0, "；": 5.3, "”": 5.5, "—": 6.0},
    "（": {"《": 5.5},
    "）": {"、": 3.2, "，": 3.3, "。": 3.5, "：": 4.2, "（": 5.0, "；": 5.2, "》": 5.2, "”": 6.7},
    "—": {"—": 0.7, "“": 5.2, "《": 5.4},
    "…": {"…": 0.7, "”": 2.4, "。": 5.0},
}
_OTHER_MARK = 8.5
_FULL_WIDTH = {half_width(mark): mark for mark in HALVED}
# What a place costs that leaves the line with a quotation mark that has no partner.
_PARTNERS = {"”": "“", "’": "‘", "》": "《", "』": "『"}
_UNPAIRED = 3.0


class Page:
    """What is known of a page. Costs are in nats, as the model's."""

    def __init__(self, text: str, glosses: dict[str, str], occurring: Counter[str]) -> None:
        self._occurring = occurring
        self.readings = glosses
        self.listed = frozenset(
            character
            for character in glosses
            if text.count(f"{character}({glosses[character]})") >= _LISTED * occurring[character]
        )
        self._by_reading: dict[str, list[str]] = {}
        for character, reading in glosses.items():
            self._by_reading.setdefault(reading, []).append(character)
        self.whole = frozenset(
            mark
            for mark in HALVED
            if occurring[mark] and occurring[mark] > _LEFT * occurring[half_width(mark)]
        )
        traditional, simplified = script.weigh(text)
        self._is_traditional = traditional > _TRADITIONAL * simplified
        self._simplified = frozenset(_to_simplified().convert("".join(occurring)))
        self._pairs: Counter[str] = Counter()
        self._threes: Counter[tuple[str, str]] = Counter()
        self._kinds: Counter[str] = Counter()
        self._plain: dict[tuple[str, str], float] = {}
        self._costs: dict[tuple[str, str], float] = {}
        # A search asks for the same few thousands of times; what the page shows of its characters does not change.
        self._strangers: dict[tuple[str, int], list[tuple[str, float]]] = {}
        self._strange: dict[str, float] = {}
        self.learn(GLOSS.sub("", text))

    def step(self, before: str, character: str) -> float:
        """What `character` costs after `before`, of which the last two characters count."""
        before = before[-2:]
        cost = self._step(before, character)
        seen = self._pairs.get(before, 0)
        if len(before) < 2 or not seen:
            return cost
        again = self._threes.get((before, character), 0)
        weight = _WEIGHT_OF_PAIR + self._kinds[before]
        return -log((again + weight * exp(-cost)) / (seen + weight))

    def _step(self, before: str, character: str) -> float:
        known = self._costs.get((before, character))
        if known is None:
            known = self._costs[before, character] = self._weigh(before, character)
        return known

    def learn(self, text: str) -> None:
        """Take text of the page into account, whose glosses are gone."""
        pairs = Counter(map("".join, pairwise(text)))
        self._kinds.update(pair[0] for pair in pairs.keys() - self._pairs.keys())
        self._pairs.update(pairs)
        threes = Counter(zip(map("".join, pairwise(text)), text[2:], strict=False))
        self._kinds.update(pair for pair, _ in threes.keys() - self._threes.keys())
        self._threes.update(threes)
        self._costs.clear()

    def _weigh(self, before: str, character: str) -> float:
        cost = self._plain.get((before, character))
        if cost is None:
            cost = self._plain[before, character] = plain_step(before, character)
        last = before[-1:]
        if not self._occurring[character]:
            cost += self._how_strange(character)
        if last in _EXPECTANT and character in _ENDING:
            cost += _ENDED_TOO_EARLY
        weight = _WEIGHT_OF_MODEL + self._kinds[last]
        seen = self._pairs.get(last + character, 0)
        return -log((seen + weight * exp(-cost)) / (self._occurring[last] + weight))

    def _how_strange(self, character: str) -> float:
        known = self._strange.get(character)
        if known is None:
            known = self._strange[character] = self._strangeness(character)
        return known

    def _strangeness(self, character: str) -> float:
        """What it costs that the page has this form of a character."""
        if character not in script.two_forms() or script.shared_simplified().match(character):
            return 0.0
        simple = _to_simplified().convert(character)
        if simple in self._simplified:
            return _OTHER_THAN_THE_PAGE
        usual = _to_traditional().convert(simple) if self._is_traditional else simple
        return 0.0 if character == usual else _OTHER_FORM

    def owners(self, reading: str) -> list[str]:
        """The characters of the list that are glossed so."""
        return self._by_reading.get(reading, [])

    def strangers(self, reading: str, lead: int) -> list[tuple[str, float]]:
        """Characters with this lead byte that may be in the list, though the page never shows one, and what it costs."""
        found = self._strangers.get((reading, lead))
        if found is None:
            found = self._strangers[reading, lead] = self._find_strangers(reading, lead)
        return found

    def _find_strangers(self, reading: str, lead: int) -> list[tuple[str, float]]:
        syllable = parse_reading(reading)
        if syllable is None:
            return []
        return [
            (character, self._cost_of_listing(character))
            for character in _by_lead(lead)
            if self._occurring[character] <= _BY_CHANCE
            and is_reading(character, syllable)
            and not self._how_strange(character)
        ]

    def cost_of_gloss(self, character: str, reading: str) -> float | None:
        """What it costs that this character has this gloss; None if it can't be."""
        if self.readings.get(character) == reading:
            return 0.0
        return dict(self.strangers(reading, to_bytes(character)[0])).get(character)

    def _cost_of_listing(self, character: str) -> float:
        """Lists are of common characters that have two forms."""
        rare = max(model.cost(character) - _COMMON, 0.0)
        return _STRANGER + rare + (0.0 if character in script.two_forms() else _STRANGER)


@cache
def _to_simplified() -> "OpenCC":
    from opencc import OpenCC  # noqa: PLC0415 - clean text never needs it

    return OpenCC("t2s", include_tofu_risk_dictionaries=False)


@cache
def _to_traditional() -> "OpenCC":
    from opencc import OpenCC  # noqa: PLC0415

    return OpenCC("s2t", include_tofu_risk_dictionaries=False)


def _by_lead(lead: int) -> list[str]:
    known = characters()
    return [known[pair] for trail in range(0x40, 0xFF) if (pair := bytes((lead, trail))) in known]


def read_page(text: str) -> Page | None:
    """What can be read off the page, or None if it does not carry a farm's signature."""
    counts = Counter(_GLOSSED.findall(text))
    true = {pair: count for pair, count in counts.items() if _is_true(*pair)}
    if sum(true.values()) < _FEWEST or len(true) < _FEWEST_CHARACTERS:
        return None
    glosses: dict[str, str] = {}
    for (character, reading), count in counts.most_common():
        if (character, reading) in true or (count >= _EVEN_IF_UNTRUE and parse_reading(reading)):
            glosses.setdefault(character, reading)
    return Page(text, glosses, Counter(text))


def plain_step(before: str, character: str) -> float:
    """What `character` costs after `before`, whatever the page says."""
    last = before[-1:]
    mark, after = _FULL_WIDTH.get(last, last), _FULL_WIDTH.get(character, character)
    if mark in _AFTER_MARK and after in _AFTER_MARK:
        return _AFTER_MARK[mark].get(after, _OTHER_MARK)
    return context.cost(character, before)


def _is_true(character: str, letters: str) -> bool:
    reading: Reading | None = parse_reading(letters)
    return reading is not None and is_reading(character, reading)


def unpaired(line: str) -> float:
    """What the quotation marks of a line cost that have no partner in it."""
    opened: list[str] = []
    alone = 0
    for mark in line:
        if mark in _PARTNERS:
            if opened and opened[-1] == _PARTNERS[mark]:
                opened.pop()
            else:
                alone += 1
        elif mark in _PARTNERS.values():
            opened.append(mark)
    return _UNPAIRED * (alone + len(opened))
