"""Regular expressions that are compiled when they are first used.

The program has two hundred, some with thousands of characters in a class; to compile them all takes longer than
Python takes to start, and a document needs a handful.
"""

import re
import sys
from functools import cache
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


def compile_for(text: str, source: str) -> re.Pattern[str]:
    r"""The expression, to be searched for in this text: classes go beyond the first plane only if the text does.

    Of the first plane a class is a table; beyond it, a list that is gone through for each character that is in
    neither, which takes up to half of the time of a search.

    >>> [compile_for(text, "[\ufe0f\U000e0100-\U000e01ef]").pattern == "[\ufe0f]" for text in ("導言", "導\U0001f600")]
    [True, False]
    """
    return _compiled(source if _may_go_beyond(text) else _of_first_plane(source))


_BEYOND = compile_later("[\U00010000-\U0010ffff](?:-[\U00010000-\U0010ffff])?")
_ROOM_OF_ONE = sys.getsizeof("導")


def _may_go_beyond(text: str) -> bool:
    """May the text have a character beyond the first plane? Only where it has, CPython takes four bytes for each (PEP 393)."""
    return sys.getsizeof(text) > 3 * len(text) + _ROOM_OF_ONE


@cache
def _of_first_plane(source: str) -> str:
    return _BEYOND.sub("", source)


_compiled = cache(re.compile)


def one_of(insides: str) -> str:
    r"""A pattern for one character of the class with these insides, that is searched for as fast as may be.

    All that is beyond the first plane is found, as one range, and then looked up: see `compile_for`.

    >>> one_of("\xad\ufeff\U000e0001") == "[\xad\ufeff\U00010000-\U0010ffff](?<=[\xad\ufeff\U000e0001])"
    True
    """
    return f"[{_of_first_plane(insides)}\U00010000-\U0010ffff](?<=[{insides}])"
