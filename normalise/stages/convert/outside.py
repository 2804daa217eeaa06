"""What conversion leaves outside the national standard's 8,105 characters: often the trace of damage.

Mojibake that was repaired wrongly, or never, shows as characters that hardly anyone writes: 齻 蠛 膰. So does text
that is sound (Cantonese 嘅, a rare name), so they are told and nothing is done about them.
"""

import re
from collections.abc import Iterator
from functools import cache

from normalise.language import script
from normalise.resources import read_data


@cache
def load_standard() -> frozenset[str]:
    """The characters of 《通用规范汉字表》 (2013)."""
    return frozenset(read_data("convert/standard.txt").decode("utf-8")) - {"\n"}


def find_outside(before: str, after: str) -> Iterator[tuple[int, int]]:
    """The runs of Chinese characters that stayed and that the standard does not have, of texts of the same length.

    >>> list(find_outside("這個嘅問題齻蠛", "这个嘅问题齻蠛"))
    [(2, 3), (5, 7)]
    """
    standard = load_standard()
    for run in _runs().finditer(after):
        start = None
        for index in range(run.start(), run.end() + 1):
            outside = index < run.end() and after[index] not in standard and after[index] == before[index]
            if outside and start is None:
                start = index
            elif not outside and start is not None:
                yield start, index
                start = None


@cache
def _runs() -> re.Pattern[str]:
    return re.compile(f"{script.han().pattern}+")
