"""The third stage: what a reader does not see, and letters that look right and are not.

Invisible and control characters, odd spaces, radicals and compatibility ideographs, spaces at the end of a
line. It re-flows nothing, and full-width punctuation and the U+3000 of an indent stay as they are. So do
U+2028 and U+2029: they end no line here, and a newline in their place would move every line after it.

A line is done in four steps, each on what the one before it left: invisible characters, spaces, letters, the
end of the line. So a second run has nothing left to do.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from normalise.edits import Edit, Rewrite, rewrite, unchanged
from normalise.facts import Facts
from normalise.language.invisible import (
    BLANKS,
    HAN,
    ODD_SPACES,
    RADICALS,
    UNSEEN,
    find_needless,
    is_part_of_broken_letter,
    is_right_to_left,
)
from normalise.language.marks import ends_in_blanks
from normalise.language.patterns import compile_for, compile_later, one_of
from normalise.language.protect import Protection
from normalise.language.radicals import Damage, equivalents, find_damage
from normalise.options import Options

# Compatibility ideographs. Twelve of the first block are unified ideographs; NFC leaves those alone.
_COMPATIBILITY = "\uf900-\ufaff\U0002f800-\U0002fa1f"
ODD = f"{UNSEEN}{ODD_SPACES}{RADICALS}{_COMPATIBILITY}"
SUSPECT = one_of(ODD)
_TRAILING = " \t\u3000"
_LINE_BREAKS = "\r\n"
# What is odd, or a newline with blanks before it: there are fewer newlines than blanks.
SUSPECT_OR_BREAK = f"{one_of(ODD + _LINE_BREAKS)}(?:(?<![{_LINE_BREAKS}])|(?<=[{_TRAILING}][{_LINE_BREAKS}]))"
_LINE_END = compile_later(r"[\r\n]|\Z")
_UNSEEN = compile_later(f"[{UNSEEN}]")
_RUN_OF_UNSEEN = compile_later(f"[{UNSEEN}]+")
_ODD_SPACE = compile_later(f"[{ODD_SPACES}]")
_BLANK = compile_later(f"[{BLANKS}]")
_PLAIN_BLANK = compile_later(r"[ \t]")
_INK = compile_later(f"[^{BLANKS}{UNSEEN}]")
# Two letters of Latin-1 or Windows-1252 side by side, as misread bytes stand; × and ÷ are no letters.
_HIGH = "\x80-\x9f\xa1-\xaa\xac\xae-\xba\xbc-\xff€‚ƒ„†‡ˆ‰Š‹ŒŽ˜™š›œžŸ"
_ACCENTED = "\xc0-\xd6\xd8-\xf6\xf8-\xff"
_MISREAD = compile_later(f"[{_ACCENTED}][{UNSEEN}]*+[{_HIGH}]|[{_HIGH}][{UNSEEN}]*+[{_ACCENTED}]")
_RADICAL = compile_later(f"[{RADICALS}]")
_COMPATIBLE = compile_later(f"[{_COMPATIBILITY}]")
_CHINESE = compile_later(f"[{HAN}{RADICALS}]")
# Not の, which Chinese shop signs borrow, nor ・ and ー, which it uses as a dot and a dash.
_FOREIGN = compile_later("[ぁ-ねは-ゖァ-ヺｦ-ｯｱ-ﾝ\uac00-\ud7a3]")
_ABOUT_CODES = compile_later("u\\+(?:f[9a]|2f[89a])", re.IGNORECASE)
_LETTERS = ("tidy/radical", "tidy/compatibility")


class _Line(NamedTuple):
    """A line of `text`, its unprotected stretches, and what becomes of its characters: text and rule."""

    text: str
    start: int
    end: int
    gaps: tuple[tuple[int, int], ...]
    changes: dict[int, tuple[str, str]]

    @property
    def is_chinese(self) -> bool:
        return (
            _CHINESE.search(self.text, self.start, self.end) is not None
            and _FOREIGN.search(self.text, self.start, self.end) is None
        )

    @property
    def may_be_misread(self) -> bool:
        """Is it mojibake that was not repaired, as far as its letters tell?

        An invisible character may be what hid it. Taken out, it would leave a line that the next run repairs;
        so what is there stays, to the last odd space.
        """
        return _MISREAD.search(self.text, self.start, self.end) is not None

    def find(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Matches in the unprotected stretches."""
        for start, end in self.gaps:
            yield from pattern.finditer(self.text, start, end)

    def is_gone(self, position: int) -> bool:
        return self.changes.get(position, (" ",))[0] == ""


def tidy(text: str, options: Options, protection: Protection, facts: Facts | None = None) -> Rewrite:  # noqa: ARG001
    r"""Take out invisible characters and trailing spaces; unify spaces, radicals and compatibility forms.

    Edits are one for each letter, and one for each run of whatever else goes; offsets are of `text`.

    >>> tidy("返回\u200b顶部\u3000\n⽂化\xa0部⻔", Options(), Protection()).text
    '返回顶部\n文化 部门'
    """
    if not ends_in_blanks(text) and compile_for(text, SUSPECT).search(text) is None:
        return unchanged(text)
    edits: list[Edit] = []
    doubtful: list[Edit] = []
    has_damage = facts is not None and facts.radicals
    for line, has_suspect in _lines_with_work(text, protection):
        if line.may_be_misread:
            _trim(line, _PLAIN_BLANK)
            edits += _as_edits(line)
            continue
        if has_suspect:
            _take_out_unseen(line)
            if line.is_chinese:
                _unify_spaces(line)
                _unify_compatibility(line)
                damage = _find_damage(line)
                line.changes.update({at: (equivalents()[text[at]], "tidy/radical") for at in damage.sure})
                doubtful += [
                    Edit(at, at + 1, equivalents()[text[at]], "tidy/radical") for at in damage.likely
                ]
                has_damage = has_damage or bool(damage.sure)
        _trim(line, _BLANK)
        if not _parts_newlines(line):
            edits += _as_edits(line)
    return rewrite(text, [*edits, *doubtful] if has_damage else edits)


def _lines_with_work(text: str, protection: Protection) -> Iterator[tuple[_Line, bool]]:
    """The lines that have something odd, and those that have nothing but blanks at their end; which of the two."""
    end = -1
    search = compile_for(text, SUSPECT_OR_BREAK).search
    while match := search(text, end + 1):
        start, end = _ends_of_line(text, match.start(), max(end, 0))
        has_suspect = match[0] not in _LINE_BREAKS
        if not (has_suspect and _is_all_in_use(text, start, end)):
            yield _Line(text, start, end, tuple(protection.gaps(start, end)), {}), has_suspect
    if end < len(text) and text.endswith(tuple(_TRAILING)):
        start, end = _ends_of_line(text, len(text), max(end, 0))
        yield _Line(text, start, end, tuple(protection.gaps(start, end)), {}), False


def _ends_of_line(text: str, position: int, floor: int) -> tuple[int, int]:
    """Of the line around `position`; `floor` is the newline before it, or one further back, or 0."""
    start = max(text.rfind("\n", floor, position), text.rfind("\r", floor, position)) + 1
    match = _LINE_END.search(text, position)
    return start, match.start() if match else len(text)


def _is_all_in_use(text: str, start: int, end: int) -> bool:
    """Has the line nothing but single unseen characters that are in use, as emoji have and page breaks are?

    Then it stays, whatever is protected in it, and what is need not be found: that would take ten times as long
    as all else. Of several in a row protection may leave out some, and then the others may be of no use.
    """
    shown = text[start:end]
    if shown.endswith(tuple(_TRAILING)):
        return False
    right_to_left = is_right_to_left(shown)
    last = -2
    for match in compile_for(shown, SUSPECT).finditer(shown):
        place = match.start()
        if place == last + 1 or not _UNSEEN.match(match[0]):
            return False
        last = place
        if any(find_needless(shown, place, place + 1, right_to_left=right_to_left)):
            return False
    return True


def _take_out_unseen(line: _Line) -> None:
    shown = line.text[line.start : line.end]
    right_to_left = is_right_to_left(shown)
    for run in line.find(_RUN_OF_UNSEEN):
        start, end = run.start() - line.start, run.end() - line.start
        for offset, reason, replacement in find_needless(shown, start, end, right_to_left=right_to_left):
            line.changes[line.start + offset] = (replacement, f"tidy/{reason}")


def _unify_spaces(line: _Line) -> None:
    """Odd spaces become plain ones, but for an indent of four: that would make Markdown code of a paragraph.

    Such an indent becomes as many full-width spaces as take its room, two for four.
    """
    for match in line.find(_ODD_SPACE):
        at = match.start()
        if not (match[0] == "\xa0" and is_part_of_broken_letter(line.text, at)):
            line.changes[at] = (" ", "tidy/nbsp" if match[0] == "\xa0" else "tidy/space")
    indent = [at for at in _leading(line) if not line.is_gone(at)]
    if len(indent) >= 4 and any(at in line.changes for at in indent):
        for place, at in enumerate(indent):
            is_last = place == len(indent) - 1
            wide = " " if is_last and place % 2 == 0 else "\u3000" if place % 2 == 0 else ""
            line.changes[at] = (wide, "tidy/nbsp")


def _leading(line: _Line) -> Iterator[int]:
    """Plain and odd spaces at the beginning of the line, and what went from between them."""
    if not line.gaps or line.gaps[0][0] != line.start:
        return
    for at in range(*line.gaps[0]):
        if line.text[at] != " " and at not in line.changes:
            return
        yield at


def _unify_compatibility(line: _Line) -> None:
    found = [match.start() for match in line.find(_COMPATIBLE)]
    if not found or _ABOUT_CODES.search(line.text, line.start, line.end):
        return
    ideographs = _CHINESE.findall(line.text, line.start, line.end)
    listed = sum(_COMPATIBLE.match(character) is not None for character in ideographs)
    if listed >= 4 and 2 * listed > len(ideographs):
        return
    for at in found:
        unified = unicodedata.normalize("NFC", line.text[at])
        if unified != line.text[at]:
            line.changes[at] = (unified, "tidy/compatibility")


def _find_damage(line: _Line) -> Damage:
    """Radicals to change, as offsets of the whole text; protected ones count in judging the line."""
    unprotected = {match.start() for match in line.find(_RADICAL)}
    if not unprotected:
        return Damage()
    places: Sequence[int] = range(line.start, line.end)
    if line.changes:
        places = [at for at in places if not line.is_gone(at)]
    shown = "".join(line.changes[at][0] if at in line.changes else line.text[at] for at in places)
    sure, likely = (
        tuple(places[offset] for offset in offsets if places[offset] in unprotected)
        for offsets in find_damage(shown)
    )
    return Damage(sure, likely)


def _trim(line: _Line, blank: re.Pattern[str]) -> None:
    """Take out the blanks at the end, but for a Markdown hard break and the empty cells of a table's row."""
    text = line.text
    floor = line.gaps[-1][0] if line.gaps and line.gaps[-1][1] == line.end else line.end
    first = line.end
    while first > floor and (line.is_gone(first - 1) or blank.match(text[first - 1])):
        first -= 1
    stop = line.end
    if first > line.start:
        stop = line.end - _hard_break(text, first, line.end)
        ink = _INK.search(text, line.start)
        if ink and "\t" in text[ink.start() : first]:
            first = max(first, text.rfind("\t", first, line.end) + 1)
    for at in range(first, stop):
        if not line.is_gone(at) or line.changes[at][1] == "tidy/nbsp":
            line.changes[at] = ("", "tidy/trailing-space")


def _parts_newlines(line: _Line) -> bool:
    r"""Would `\r` before and `\n` behind become one line end, because nothing is left between them."""
    return (
        line.text[line.start - 1 : line.start] == "\r"
        and line.text[line.end : line.end + 1] == "\n"
        and all(line.is_gone(at) for at in range(line.start, line.end))
    )


def _hard_break(text: str, start: int, end: int) -> int:
    """How many plain spaces end `text[start:end]`, if they are two or more."""
    spaces = end - start - len(text[start:end].rstrip(" "))
    return spaces if spaces >= 2 else 0


def _as_edits(line: _Line) -> list[Edit]:
    edits: list[Edit] = []
    for at, (after, rule) in sorted(line.changes.items()):
        last = edits[-1] if edits else None
        if last and last.end == at and last.rule == rule and rule not in _LETTERS:
            edits[-1] = last._replace(end=at + 1, after=last.after + after)
        else:
            edits.append(Edit(at, at + 1, after, rule))
    return edits
