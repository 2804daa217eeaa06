"""What each character of a short text may have to do with a stage: looked up, so that nothing need be searched.

To find out that a clean text is clean, a stage searches it with a regular expression. That is the fastest way for
a long text; but for the first text of a process the expression has to be compiled, and the stage imported, which
takes a hundred times as long as the text itself. So the first short texts that a `Normaliser` is given are looked at
here: a table, built by tools/build_marks.py of the very sets that the stages search for, tells of each of its characters
whether it is in any. Where this says that a stage has nothing to do, the stage would find so too; the reverse is not promised.
"""

from functools import cache

from normalise.resources import read_data

TABLE = "marks.bin"
HEADER = (
    b"Of each code point, what stages may do with it; made by tools/build_marks.py. Licence: as model.bin\n"
)
SIZE = 0x20000
"""The table's code points: the first two planes. Of a character beyond them anything may be true."""

LONGEST = 1 << 14
"""In code points; a longer text is searched faster than it is looked up."""

DEAR, FOREIGN, ODD, OTHER_SCRIPT, OPENING, CLOSING, IN_GLOSS, SIGN = (1 << bit for bit in range(8))
"""The marks: what repair finds rare, or none of Chinese; what tidy looks for, and convert; what a gloss is made of;
signs of what may be protected."""

# Two rare characters so close to each other are a sign of mojibake.
_NEAR = 6
# What a wrong reading, or lost bytes, leave of common characters.
_LEFT = ("锟斤", "錕斤", "嚙踝", "烫烫烫", "屯屯屯", "葺葺葺", "???")
_LONGEST_GLOSS = 80
FEWEST_GLOSSES = 8
"""Below so many there is no telling a farm's glosses from those of a human hand."""


def may_repair(text: str) -> bool:
    """May repair have work with a short text: mojibake, lost bytes, a farm's torn characters?

    >>> may_repair("图书馆从下月起延长开放时间"), may_repair("鍥句功棣嗕粠涓嬫湀璧")
    (False, True)
    """
    found = _marks_in(text)
    if found & FOREIGN or any(left in text for left in _LEFT) or ("?" in text and "(" in text):
        return True
    if not found & DEAR:
        return False
    marks = _table()
    last = -_NEAR - 1
    for place, character in enumerate(text):
        if marks[ord(character)] & DEAR:
            if place - last <= _NEAR:
                return True
            last = place
    return False


def may_tidy(text: str) -> bool:
    r"""May tidy have work with a short text: blanks at the end of a line, odd or invisible characters?

    >>> may_tidy("返回顶部\n"), may_tidy("返回顶部 \n"), may_tidy("⽂化")
    (False, True, True)
    """
    return bool(_marks_in(text) & ODD) or ends_in_blanks(text)


def ends_in_blanks(text: str) -> bool:
    """Does a line end in a space, a tab or a full-width space?"""
    if text.endswith((" ", "\t", "\u3000")):
        return True
    # To look for two characters takes ten times as long as to look for one.
    newlines = "\n\r" if "\r" in text else "\n"
    return any(
        blank in text and any(f"{blank}{newline}" in text for newline in newlines) for blank in " \t\u3000"
    )


def may_ungloss(text: str) -> bool:
    """May a short text be a content farm's: has it as many brackets with letters as a farm's page has at least?

    >>> may_ungloss("会议（下午）在北京(Beijing)举行"), may_ungloss("導(dǎo)言" * 8)
    (False, True)
    """
    found = _marks_in(text)
    if found < 0 or not found & OPENING:
        return found < 0
    marks = _table()
    glosses = 0
    for place, character in enumerate(text):
        if marks[ord(character)] & OPENING and _closes(text, place + 1):
            glosses += 1
    return glosses >= FEWEST_GLOSSES


def _closes(text: str, start: int) -> bool:
    """Does a bracket close after nothing but what a gloss is made of, of which there is some?"""
    marks = _table()
    for place in range(start, min(start + _LONGEST_GLOSS + 1, len(text))):
        mark = marks[ord(text[place])]
        if mark & CLOSING:
            return place > start
        if not mark & IN_GLOSS:
            return False
    return False


def may_convert_to_simplified(text: str) -> bool:
    """May a short text have anything that conversion to Simplified looks at?

    >>> may_convert_to_simplified("王丙"), may_convert_to_simplified("關於")
    (False, True)
    """
    return bool(_marks_in(text) & OTHER_SCRIPT)


def may_be_protected(text: str) -> bool:
    """May something in a short text be protected: code, addresses, markup, Japanese, Korean?

    >>> may_be_protected("图书馆在东街"), may_be_protected("见 docs/a.md"), may_be_protected("にほんご")
    (False, True, True)
    """
    return (
        bool(_marks_in(text) & SIGN)
        or "    " in text  # code
        or "normalise" in text  # normalise: off
        or any(sign in text for sign in ("---", "+++"))  # front matter
    )


@cache
def _table() -> bytes:
    """The marks by code point."""
    return read_data(TABLE)[len(HEADER) :]


def _marks_in(text: str) -> int:
    """The marks of all its characters together; all marks, if one is beyond the table."""
    marks = _table()
    found = 0
    try:
        for character in set(text):
            found |= marks[ord(character)]
    except IndexError:
        return ~0
    return found
