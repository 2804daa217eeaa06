"""A cheap look that clean text passes: has it what every wrong reading has?

A wrong reading puts rare characters, or letters that Chinese has not, close together. The rare ones are those
that the character model finds dear. A regular expression that begins with one set of characters finds them
at a third of the time that OpenCC takes to convert the text; the model is asked only about what it finds.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from normalise.language.fold import fold_text
from normalise.language.lines import Line, line_at, lines
from normalise.language.model import mean_cost, unusual
from normalise.language.patterns import compile_later

# In nats, to come next; 999 of 1,000 misread phrases of six characters have two such within seven characters,
# and 3 % of the paragraphs of news.
DEAR = 12.5
_NEAR = 5
# What those two and their neighbours cost a character, if they are misread.
_SUSPICIOUS = 8.0
_NEIGHBOURS = 4
# Letters and signs that Chinese has not: Latin beyond ASCII, Cyrillic, boxes, kana, hangul, private use. Not
# those of weather reports and results (°×±℃∶○①Ⅲ), nor arrows, bullets and stars.
FOREIGN = (
    "\x80-\xa6\xa8-\xaf\xb2-\xb6\xb8-\xd6\xd8-\xf6\xf8-\u2013\u2016\u2017\u201a\u201b\u201e-\u2025"
    "\u2027-\u2031\u2034-\u2102\u2104-\u215f\u2180-\u218f\u2194-\u2235\u2237-\u245f\u249c-\u259f"
    "\u25a2-\u25b1\u25b4-\u25c5\u25c8-\u25ca\u25cc\u25cd\u25d0-\u2604\u2607-\u2e7f"
    "\u3041-\u318f\uac00-\ud7a3\ue000-\uf8ff\uff61-\uff9f\ufffd"
)
# What code_points and unrecoverable look for, as it begins.
_OTHER = "[\ue000-\uf8ff\ufffd]|锟斤|錕斤|嚙踝|占쏙|烫烫烫|屯屯屯|葺葺葺|\\?\\?\\?"
FIRST_OF_OTHER = "\ue000-\uf8ff\ufffd锟錕嚙占烫屯葺?"
# What ftfy may have to do with, too: a control character that was punctuation, à that lost its second half, a
# letter and what follows it.
_ALONE = "\x80-\x9fÃ"
_WESTERN = "\x80-\u1fff\u20a0-\u2bff"
_AFTER_WESTERN = "\x80-\u2bff"
# In a Chinese line even one syllable of Hangul is suspicious, if it stands by a Han character.
_HANGUL = "\uac00-\ud7a3"
_HAN = "\u3400-\u9fff"
_HAN_CHARACTERS = compile_later(f"[{_HAN}]")
_FEWEST_HAN = 12
# A gloss whose letters bear a tone, as a farm puts a thousand on a page: no wrong reading looks so.
# It is searched for by its bracket, of which there are fewer than of what stands before.
_GLOSS = compile_later("\\((?<=[\u3400-\u9fff]\\()[a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹ]{1,7}+\\)")
# What stood on both sides of one is no nearer without it.
_IN_PLACE_OF_GLOSS = " " * (_NEAR + 1)
# So much is done at a time, which takes less room; a gloss that is cut by that is seen, and does no harm.
_BLOCK = 1 << 18


class Look(NamedTuple):
    """What a look at a text finds: the lines that may be misread, and whether there may be other damage."""

    lines: tuple[Line, ...]
    other: bool


def look_over(text: str) -> Look:
    r"""Find what is worth a closer look.

    >>> look_over("图书馆从下月起延长开放时间")
    Look(lines=(), other=False)
    >>> [line.start for line in look_over("图书馆从下月起\n鍥句功棣嗕粠涓嬫湀璧\n").lines]
    [8]
    >>> [line.start for line in look_over("引導(dǎo)言\n鍥句功棣嗕粠涓嬫湀璧\n").lines]
    [9]
    """
    found: list[Line] = []
    other = False
    seen = _without_glosses(text)
    position = 0
    while match := pattern().search(seen, position):
        position = match.end()
        other = other or is_other(match)
        if not _is_suspicious(seen, match):
            continue
        newline = seen.rfind("\n", 0, match.start())
        line = line_at(seen, max(newline, seen.rfind("\r", newline + 1, match.start())) + 1)
        found.append(line)
        # What else the line has is no news, but for other damage.
        if not other:
            other = _other().search(seen, position, line.next) is not None
        position = max(position, line.next)
    return Look(tuple(found if seen is text else _as_written(found, seen, text)), other)


def _as_written(found: Sequence[Line], seen: str, text: str) -> Iterator[Line]:
    """Lines of the text without its glosses, as they are in the text itself."""
    wanted = {line.start for line in found}
    for line, without in zip(lines(text), lines(seen), strict=True) if wanted else ():
        if without.start in wanted:
            yield line


def may_be_misread(text: str) -> bool:
    """Is the text worth a closer look?

    >>> may_be_misread("图书馆从下月起延长开放时间"), may_be_misread("鍥句功棣嗕粠涓嬫湀璧")
    (False, True)
    """
    seen = _without_glosses(text)
    return any(_is_suspicious(seen, match) for match in pattern().finditer(seen))


def is_plain(line: str) -> bool:
    """Is the line Chinese in characters of GB 2312 alone, and long enough for that to tell?

    What was misread has characters of other sets, whole or with losses; a test looks for a line that has none.

    >>> is_plain("代表们选举荟萃厅的谢世杰为主任"), is_plain("浠ｈ〃浠€夐€夎崯钀冨巺鐨勮阿涓栨澃涓轰富浠")
    (True, False)
    """
    if len(_HAN_CHARACTERS.findall(line)) < _FEWEST_HAN or _foreign().search(line):
        return False
    try:
        # Python's codec has the dot of names as that of katakana.
        fold_text(line).replace("·", "・").encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _without_glosses(text: str) -> str:
    """The text with some blanks for each of the glosses; its lines are as many."""
    if "(" not in text:
        return text
    return "".join(
        _GLOSS.sub(_IN_PLACE_OF_GLOSS, text[start : start + _BLOCK]) for start in range(0, len(text), _BLOCK)
    )


def may_be_suspicious(text: str, match: re.Match[str]) -> bool:
    """Is what `pattern` found worth a closer look, with or without the glosses about it?"""
    around = _around(text, match)
    return "(" in around or ")" in around or _is_suspicious(text, match)


def is_other(match: re.Match[str]) -> bool:
    """May what `pattern` found be other damage than misreading?"""
    return match["other"] is not None or _other().search(match[0]) is not None


def _is_suspicious(text: str, match: re.Match[str]) -> bool:
    if _foreign().search(match[0]):
        return True
    if match["other"]:
        return False
    return mean_cost(_around(text, match)) > _SUSPICIOUS


def _around(text: str, match: re.Match[str]) -> str:
    return text[max(match.start() - _NEIGHBOURS, 0) : match.end() + _NEIGHBOURS]


@cache
def pattern() -> re.Pattern[str]:
    """What a text has where it may be damaged; it begins with a set of characters."""
    # A pattern whose first part is a set is searched for ten times as fast as one that begins with a choice. Most of
    # what that set finds is a rare Chinese character that stands alone, which the first two choices settle.
    suspect = f"{unusual(DEAR)}{FOREIGN}"
    return re.compile(
        f"[{suspect}{FIRST_OF_OTHER}](?:"
        f"(?<![占烫屯?])(?:[^\r\n]{{0,{_NEAR}}}[{suspect}]|(?<=[{_WESTERN}{_HANGUL}])(?:"
        f"(?<=[{_ALONE}])|(?<=[{_WESTERN}])[{_AFTER_WESTERN}]|(?<=[{_HANGUL}])[{_HAN}]|(?<=[{_HAN}][{_HANGUL}])))"
        f"|(?P<other>(?<=[{FIRST_OF_OTHER}])(?:(?<=[\ue000-\uf8ff\ufffd])|(?<=[锟錕])斤|(?<=嚙)踝|(?<=占)쏙|(?<=烫)烫烫"
        "|(?<=屯)屯屯|(?<=葺)葺葺|(?<=\\?)\\?\\?)))"
    )


@cache
def _foreign() -> re.Pattern[str]:
    return re.compile(f"[{FOREIGN}]")


@cache
def _other() -> re.Pattern[str]:
    return re.compile(_OTHER)
