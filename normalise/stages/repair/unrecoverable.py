"""What is lost for good: found, so that it can be told, and never touched.

U+FFFD stands where a program could not read. Written in UTF-8 and read in GBK it becomes 锟斤拷, in Big5 嚙踝蕭,
in code page 949 占쏙옙. 烫烫烫, 屯屯屯 and 葺葺葺 are memory that a Windows debugger had filled with CC, CD and DD
and that somebody took for text. Question marks stand where an encoding had no character.
"""

from typing import NamedTuple

from normalise.language.patterns import compile_later


class Lost(NamedTuple):
    """A place where text is lost: from where to where in the text, and in what way."""

    start: int
    end: int
    kind: str


# 真的吗???? asks; a question mark with nothing to ask before it, and with text behind, was something else.
# Who quotes 锟斤拷 speaks of it; 烫烫烫！ is hot.
_QUOTED = "(?![”’」』》\"'])"
_PATTERNS = {
    "lost-characters": "\ufffd+",
    "lost-and-misread": f"(?<![“‘「『《\"'])(?:[锟斤拷]{{3,}}|[錕斤拷]{{3,}}|[嚙踝蕭]{{3,}}|[占쏙옙]{{3,}}){_QUOTED}",
    "memory-as-text": f"(?<![“‘「『《\"'])(?:烫{{3,}}|屯{{3,}}|葺{{3,}})(?![！!啊呀烫屯葺]){_QUOTED}",
    "question-marks": r"(?:(?<![^\s，。；：、！“‘《（\[])|(?<=\n))\?{3,}(?=[，。；：、”’》）\u3400-\u9fff])",
}
_KINDS = tuple(_PATTERNS)
_LOST = compile_later("|".join(f"({pattern})" for pattern in _PATTERNS.values()))


def find_unrecoverable(text: str) -> tuple[Lost, ...]:
    """The places where text is lost, in order; offsets are code points.

    >>> find_unrecoverable("据报道锟斤拷锟斤拷，真的吗????")
    (Lost(start=3, end=9, kind='lost-and-misread'),)
    """
    return tuple(
        Lost(match.start(), match.end(), _KINDS[match.lastindex - 1])
        for match in _LOST.finditer(text)
        if match.lastindex and not match[0].isspace()
    )
