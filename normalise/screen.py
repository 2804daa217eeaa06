"""Which stages have nothing to do with a text: one search for what any of them looks for.

Each text stage begins with a search for what it might change, and in clean text finds nothing. Four such searches
take longer than OpenCC takes to convert the text, and most of what they find comes to nothing: 著 of 著名, two
rare characters of a name. So one search finds it all, and what it finds is judged by the stage that it concerns,
line by line, in place of the whole text.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache, cached_property

from normalise.facts import Facts
from normalise.language.lines import lines_at
from normalise.language.marks import FEWEST_GLOSSES, ends_in_blanks
from normalise.language.patterns import compile_for, compile_later
from normalise.language.protect import Protection
from normalise.options import Options
from normalise.stages.convert import convert
from normalise.stages.convert.readings import is_evident
from normalise.stages.convert.scope import load_target
from normalise.stages.repair import is_any_misread, suspect
from normalise.stages.repair.spliced import may_be_spliced
from normalise.stages.strip.table import built_in
from normalise.stages.tidy import SUSPECT
from normalise.stages.ungloss import brackets
from normalise.steps import ANCHORS

# What repair looks for takes longest to compile; as the first of those looked for together it need not be compiled alone.
_ORDER = ("repair", "tidy", "ungloss", "convert", ANCHORS)
SCREENED = frozenset(_ORDER)

# A text with more than one find in so many characters is not clean, and not looked at to its end.
_SPARSE = 100
_ENOUGH = 50

# Clean text has a place that may be misread once in fifty thousand characters; what has many more, repair reads.
_FAR_BETWEEN = 2_000
_FEW = 8

# More than any word that says which script's a character is reaches to.
_CONTEXT = 64
_NEWLINE = compile_later("[\r\n]")


def find_idle(text: str, options: Options) -> frozenset[str]:
    """The stages that would give this text back as it is, whatever is protected in it; not all that would.

    And `ANCHORS`, for strip has more to look for, if the text has none that it looks for anywhere. It is not said of
    a text that a stage before strip may change, unless by conversion to Simplified, which makes none.

    >>> sorted(find_idle("图书馆从下月起延长开放时间", Options()))
    ['anchors', 'convert', 'repair', 'tidy', 'ungloss']
    >>> sorted(find_idle("圖書館（下午）開放", Options()))
    ['anchors', 'repair', 'tidy', 'ungloss']
    >>> sorted(find_idle("圖書館（下午）開放 ", Options()))
    ['repair', 'ungloss']
    """
    open_ = SCREENED.intersection((*options.active, ANCHORS))
    if text.isascii():
        open_ &= {"tidy"}
    idle = SCREENED - open_
    if options.rules:
        open_ -= {ANCHORS}  # their words are not looked for here
    if options.glosses == "keep":
        idle, open_ = idle | {"ungloss"}, open_ - {"ungloss"}
    if ends_in_blanks(text):
        open_ -= _settled_by("tidy", options)
    if "repair" in open_ and may_be_spliced(text):
        open_ -= _settled_by("repair", options)
    doubts = _Doubts(text, options)
    search = _Search(text, options.to)
    most = left = len(text) // _SPARSE + _ENOUGH
    place = 0
    while open_ and (found := search.any_of(open_, place)) is not None:
        for stage, match in search.each_of(open_, found):
            if _has_work(stage, match, doubts):
                open_ -= _settled_by(stage, options)
        place = found.start() + 1
        left -= 1
        if left < 0 and "repair" not in open_:
            return idle
        if left < 0:
            # Rare names are found most often, and say nothing of the other stages.
            open_ -= _settled_by("repair", options)
            left = most
    for stage in filter(doubts.give_work, open_):
        open_ -= _settled_by(stage, options)
    return idle | open_


def _settled_by(stage: str, options: Options) -> frozenset[str]:
    """What need not be looked for when the stage has work: what it changes, strip has to search again.

    Conversion to Simplified makes no anchor of what was none; a test goes through its dictionaries.
    """
    if stage == "convert" and options.to == "hans" and options.vocabulary is None:
        return frozenset({stage})
    return frozenset({stage, ANCHORS})


class _Doubts:
    """What a single find does not settle: places that their lines decide, and brackets that a farm has more of."""

    def __init__(self, text: str, options: Options) -> None:
        self.text = text
        self.options = options
        self.target = load_target(options.to)
        self.brackets = 0
        self._places: list[int] = []
        self._misread: list[int] = []
        self._suspicious: list[int] = []

    @cached_property
    def _is_neutral(self) -> bool:
        return self.target.done.search(self.text) is None

    def is_converted(self, place: int) -> bool:
        """Would `convert` change a character that both scripts have, in a document with no evidence of the other?"""
        reading = self.target.table.readings.get(self.text[place])
        if self._is_neutral:
            self._places.append(place)
            return False
        if reading is None or not reading.alone:
            return False
        # A line is judged by itself.
        before = self.text[max(place - _CONTEXT, 0) : place]
        before = before[max(before.rfind("\n"), before.rfind("\r")) + 1 :]
        after = _NEWLINE.split(self.text[place : place + _CONTEXT], 1)[0]
        return is_evident(reading, before + after, len(before))

    def is_damage(self, found: re.Match[str]) -> bool:
        """Is this damage whatever its line says, or one place too many for the lines to be asked?"""
        if suspect.is_other(found):
            return True
        if not suspect.is_suspicious(self.text, found):
            return False
        self._suspicious.append(found.start())
        most = len(self.text) // _FAR_BETWEEN + _FEW
        if len(self._misread) + len(self._suspicious) <= most:
            return False
        # Lists of names have many such places, in lines that were not misread all the same.
        self._look_into_lines()
        return len(self._misread) > most

    def _look_into_lines(self) -> None:
        """Of the suspicious places, those may be misread whose lines are not plain."""
        places = self._suspicious
        for line in lines_at(places, self.text):
            if not suspect.is_plain(line.text):
                self._misread += places[bisect_left(places, line.start) : bisect_left(places, line.next)]
        self._suspicious = []

    def give_work(self, stage: str) -> bool:
        """Does one of the lines that have the stage's doubtful places give it work?"""
        if stage == "repair":
            self._look_into_lines()
            lines = lines_at(self._misread, self.text)
            return is_any_misread((line.text for line in lines), self.options)
        return stage == "convert" and self._are_converted()

    def _are_converted(self) -> bool:
        """Does `convert` change one of those lines? With evidence of neither script, they are asked together."""
        if not self._places:
            return False
        lines = "\n".join(line.text for line in lines_at(self._places, self.text))
        return convert(lines, self.options, Protection(), Facts(wanted_script=False)).text != lines


class _Search:
    """What stages look for in a text, together or each by itself; `to` is that of the options."""

    def __init__(self, text: str, to: str) -> None:
        self.text = text
        self.to = to
        self._of_any: dict[frozenset[str], re.Pattern[str]] = {}
        self._of_one: dict[str, re.Pattern[str]] = {}

    def any_of(self, stages: frozenset[str], place: int) -> re.Match[str] | None:
        """The next place where any of the stages finds something."""
        pattern = self._of_any.get(stages)
        if pattern is None:
            pattern = self._of_any[stages] = compile_for(self.text, source_of_any(stages, self.to))
        return pattern.search(self.text, place)

    def each_of(self, stages: frozenset[str], found: re.Match[str]) -> Iterator[tuple[str, re.Match[str]]]:
        """Which of the stages find something there, and what: the first of them what was found."""
        first = _ORDER.index(str(found.lastgroup))
        yield _ORDER[first], found
        for stage in _ORDER[first + 1 :]:
            if stage in stages and (match := self._one(stage).match(self.text, found.start())):
                yield stage, match

    def _one(self, stage: str) -> re.Pattern[str]:
        pattern = self._of_one.get(stage)
        if pattern is None:
            pattern = self._of_one[stage] = compile_for(self.text, _source(stage, self.to))
        return pattern


def _has_work(stage: str, found: re.Match[str], doubts: _Doubts) -> bool:
    """Does what is found give the stage work?"""
    if stage == "repair":
        return doubts.is_damage(found)
    if stage == "ungloss" and doubts.options.glosses == "auto":
        doubts.brackets += _may_be_gloss(doubts.text, found)
        return doubts.brackets >= FEWEST_GLOSSES
    if stage == ANCHORS:
        return built_in().sure_anchors.is_at(doubts.text, found.start())
    if stage == "convert" and doubts.target.needed.match(doubts.text, found.start()) is None:
        return doubts.is_converted(found.start())
    return True


def _may_be_gloss(text: str, bracket: re.Match[str]) -> bool:
    """Has the character right before a bracket that reading? Where none is right before it, any may be meant."""
    character = text[bracket.start() - 1 : bracket.start()]
    kind = brackets.read_kind(character, bracket[0][1:-1])
    return kind.true or (bool(kind.readings) and (character.isspace() or character in brackets.CLOSING))


@cache
def _source(stage: str, to: str) -> str:
    """What a stage looks for, as a pattern."""
    if stage == "repair":
        return suspect.source()
    if stage == "tidy":
        return SUSPECT
    if stage == ANCHORS:
        return built_in().sure_anchors.source
    return brackets.BRACKETS.pattern if stage == "ungloss" else load_target(to).hint.pattern


@cache
def source_of_any(stages: frozenset[str], to: str) -> str:
    """What any of the stages looks for; the last group is named after the first of them that finds something.

    Each pattern begins with a set of characters; so does theirs together, which is what makes a search fast.
    """
    firsts, choices = [], []
    for stage in filter(stages.__contains__, _ORDER):
        pattern = _source(stage, to)
        end = _end_of_set(pattern)
        firsts.append(pattern[1 : end - 1])
        choices.append(f"(?P<{stage}>(?<={pattern[:end]}){pattern[end:]})")
    # None looks for the letters of glosses, which are let by before it is asked which of them does.
    return f"[{''.join(firsts)}]{suspect.OUT_OF_GLOSS}(?:{'|'.join(choices)})"


def _end_of_set(pattern: str) -> int:
    """Where the set of characters ends with which a pattern begins."""
    return re.match(r"\[(?:\\.|[^\]\\])*\]", pattern, re.DOTALL).end()  # type: ignore[union-attr]
