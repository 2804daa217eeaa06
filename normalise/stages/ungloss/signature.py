"""The signature: what tells a farm's glosses from those of a human hand."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from normalise.language.marks import FEWEST_GLOSSES
from normalise.language.pinyin import Reading
from normalise.stages.ungloss.brackets import Gloss, blank_after, blank_before
from normalise.stages.ungloss.evidence import is_farm
from normalise.stages.ungloss.page import Page, Tally, write_simple

# A character belongs to the farm's list if this share of its occurrences is glossed; with a reading that is not
# its own, if that is so often the same.
_LISTED = 0.7
_FEWEST_UNTRUE = 2
_FEWEST_TONELESS = 4  # it might be English


class Signature(NamedTuple):
    """A farm's: in which notations it glosses, which characters with what, and whether with blanks around.

    `listed` has the letters of each character's glosses as they were written.
    """

    notations: frozenset[str]
    listed: Mapping[str, AbstractSet[str]]
    readings: frozenset[tuple[Reading, ...]]
    blank_before: bool
    blank_after: bool


def find_signature(page: Page) -> Signature | None:
    """The signature of the farm whose page this is, or None.

    >>> from normalise.language.protect import Protection
    >>> from normalise.stages.ungloss.reading import read_page
    >>> text = "導(dǎo)言讓領(lǐng)導(dǎo)及早發(fā)現(xiàn)了問(wèn)題,人人都發(fā)現(xiàn)領(lǐng)導(dǎo)自己的問(wèn)題更多。"
    >>> sorted(find_signature(read_page(text, Protection())).listed["導"])
    ['dǎo']
    >>> find_signature(read_page("縣長仝(tóng)某", Protection())) is None
    True
    """
    tallies = page.tallies()
    if sum(tally.times for tally in tallies) < FEWEST_GLOSSES:
        return None
    true: dict[str, list[Tally]] = {"pinyin": [], "plain": [], "zhuyin": [], "neutral": []}
    for tally in tallies:
        if tally.kind.true:
            true[tally.kind.notation].append(tally)
    notations = {notation for notation in ("pinyin", "plain", "zhuyin") if is_farm(page, true[notation])}
    if not notations:
        return None
    if notations & {"pinyin", "plain"}:
        notations.add("neutral")
    farms = [tally for notation in notations for tally in true[notation]]
    odd = [tally.odd for tally in farms if tally.odd]
    whole = [gloss for gloss in odd if not gloss.broken]
    most = sum(tally.times for tally in farms) - len(odd) + len(whole)
    return Signature(
        frozenset(notations),
        _read_list(page, tallies, notations),
        frozenset(tally.kind.readings for tally in farms),
        2 * sum(blank_before(page.text, gloss) for gloss in whole) > most,
        _are_before_blanks(page, farms, whole, most),
    )


def _are_before_blanks(page: Page, farms: Iterable[Tally], whole: Iterable[Gloss], most: int) -> bool:
    """Does one blank stand after more than half of the glosses, which are so many, the broken ones left out?"""
    text = page.text
    if text.count(" ") + text.count("\u00a0") < max(FEWEST_GLOSSES, most) / 2:
        return False
    ends = [base + len(written) for base, written in page.find_simple(write_simple(farms))]
    return 2 * sum(blank_after(text, end) for end in (*ends, *(gloss.end for gloss in whole))) > most


def _read_list(page: Page, tallies: Sequence[Tally], notations: set[str]) -> dict[str, AbstractSet[str]]:
    """The farm's list: characters that are glossed nearly always, and with what."""
    alike = [tally for tally in tallies if (tally.kind.notation == "zhuyin") == ("zhuyin" in notations)]
    true = {tally.kind.character for tally in alike if tally.kind.true and tally.kind.notation in notations}
    times: dict[str, int] = {}
    letters: dict[str, set[str]] = {}
    same: dict[tuple[str, tuple[Reading, ...]], list[Tally]] = {}
    for tally in alike:
        kind = tally.kind
        character = kind.character
        if character not in true:
            if kind.notation in notations:
                same.setdefault((character, kind.readings), []).append(tally)
        elif kind.near:
            times[character] = times.get(character, 0) + tally.times
            letters.setdefault(character, set()).add(kind.letters)
    occurrences = page.occurrences
    listed: dict[str, AbstractSet[str]] = {
        character: letters[character]
        for character, count in times.items()
        if count >= _LISTED * occurrences[character]
    }
    fewest = _FEWEST_TONELESS if "plain" in notations else _FEWEST_UNTRUE
    for (character, _), found in same.items():
        if sum(tally.times for tally in found) >= max(fewest, _LISTED * occurrences[character]):
            listed[character] = {tally.kind.letters for tally in found}
    return listed
