"""What is likelier in a hole, and what less likely, than the character model has it.

The model takes all marks of a kind for one, and both scripts for one; here they are told apart, by the brackets
that are open, the end of the line, and the script of what is known.
"""

from collections.abc import Mapping
from functools import cache, lru_cache
from types import MappingProxyType

from normalise.language.holes import expected
from normalise.language.patterns import compile_later
from normalise.language.script import simplified, traditional

# What is rarer in a hole than the model has it, in nats; at the end of a line; and in the other script.
_RARER = {
    "\N{IDEOGRAPHIC SPACE}": 5.0,
    "；": 1.5,
    "？": 1.5,
    "！": 2.0,
    "＃": 3.0,
    "＄": 2.0,
    "＆": 2.0,
    "‘": 3.0,
    "＇": 4.0,
    "＂": 4.0,
    "—": 1.0,
    "…": 1.0,
}
_ASCII = dict.fromkeys(map(chr, range(0x21, 0x7F)), 2.0)
_NEVER_LAST = 6.0
_RARER_AFTER_FIGURES = {"一": 4.0, "中": 3.0, "％": -2.0}
_OF_THE_OTHER_SCRIPT = 5.0
_OPENING = "“‘《（「『【〈"
_CLOSING = "”’》）」』】〉"
_UNOPENED = 2.0
_OPENED_ALREADY = 2.0
_DEEPEST = 3
_BRACKETS = compile_later(f"[{_OPENING}{_CLOSING}]")


@lru_cache(64)
def strange(script: str, opened: str, after_figure: bool, at_end: bool) -> Mapping[str, float]:
    """What is rarer in a hole than the model has it, and by how many nats.

    `opened` is the bracket or quotation mark that is to be closed next, if there is one.
    """
    found = {**_ASCII, **_RARER, **dict.fromkeys(_unwritten(script), _OF_THE_OTHER_SCRIPT)}
    for opening, closing in zip(_OPENING, _CLOSING, strict=True):
        if opened == opening:
            found[opening] = found.get(opening, 0.0) + _OPENED_ALREADY
        else:
            found[closing] = found.get(closing, 0.0) + _UNOPENED
    if after_figure:
        found |= _RARER_AFTER_FIGURES
    if at_end:
        found |= {character: found.get(character, 0.0) + _NEVER_LAST for character in "，、：" + _OPENING}
    return MappingProxyType(found)


@cache
def _unwritten(script: str) -> frozenset[str]:
    other = {"hans": traditional, "hant": simplified}.get(script)
    return frozenset(filter(other().match, expected())) if other else frozenset()


def has_bracket(text: str) -> bool:
    """Is a bracket or a quotation mark in the text?"""
    return _BRACKETS.search(text) is not None


def still_opened(opened: str, text: str) -> str:
    """The brackets that are open after some text, outermost first.

    >>> still_opened("“", "甲《乙》丙（丁")
    '“（'
    """
    for mark in _BRACKETS.findall(text):
        if mark in _OPENING:
            opened += mark
        elif opened and _CLOSING[_OPENING.index(opened[-1])] == mark:
            opened = opened[:-1]
    return opened[-_DEEPEST:]
