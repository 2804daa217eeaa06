"""Regular expressions that are compiled when they are first used.

The program has two hundred, some with thousands of characters in a class; to compile them all takes longer than
Python takes to start, and a document needs a handful.
"""

import re
from typing import Any, AnyStr

# What a compiled expression is asked for, over and over.
_ASKED = ("search", "match", "fullmatch", "finditer", "findall", "split", "sub", "subn")


class Deferred:
    """Stands for an expression until something is asked of it; from then on it has the methods of the compiled one."""

    def __init__(self, source: Any, flags: int) -> None:
        self.pattern, self.flags = source, flags

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(self.pattern, self.flags)
        # As its own attributes they are found as fast as those of the compiled one, and without coming here.
        self.__dict__.update({asked: getattr(compiled, asked) for asked in _ASKED}, flags=compiled.flags)
        return getattr(compiled, name)


def compile_later(source: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    r"""The expression, as good as compiled: for the constants of a module.

    >>> word = compile_later(r"\w+")
    >>> word.pattern, word.findall("導言 甲")
    ('\\w+', ['導言', '甲'])
    """
    return Deferred(source, flags)  # type: ignore[return-value]


def one_of(insides: str) -> str:
    r"""A pattern for one character of the class with these insides, that is searched for as fast as may be.

    Of the first plane the class is a table; beyond it, a list that is gone through for each character that is in
    neither, which takes more than twice the time. So all that is beyond it is found, and then looked up.

    >>> one_of("\xad\ufeff\U000e0001") == "[\xad\ufeff\U00010000-\U0010ffff](?<=[\xad\ufeff\U000e0001])"
    True
    """
    first_plane = re.sub("[\U00010000-\U0010ffff](?:-[\U00010000-\U0010ffff])?", "", insides)
    return f"[{first_plane}\U00010000-\U0010ffff](?<=[{insides}])"
