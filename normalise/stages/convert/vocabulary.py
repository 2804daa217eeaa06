"""Taiwan's words for the mainland's: 軟體 → 软件, by OpenCC's tw2sp."""

import re
from collections.abc import Iterator

from normalise.stages.convert.dictionary import HANS, NOT_FOR_OPENCC, run, run_freely

_CLAUSES = re.compile("(?<=[，。！？；：、,])")


def is_taiwanese(line: str) -> bool:
    """Whether the line is written as in Taiwan: its characters are those that Taiwan prefers.

    >>> is_taiwanese("這裡的軟體"), is_taiwanese("這裏的軟體")
    (True, False)
    """
    return run("t2tw", line) == line


def replace_words(
    before: str, plain: str, decided: frozenset[str], needed: re.Pattern[str], unusual: frozenset[str]
) -> Iterator[tuple[int, int, str]]:
    """The text with Taiwan's words replaced, in pieces no longer than a clause: start, end, what it becomes.

    `plain` is the text in Simplified with its own words, of the same length. Where a character of `decided`
    stands in `before`, OpenCC is shown what it is in `plain`. What is `needed` to be converted must not remain, nor
    what is `unusual`: OpenCC does not know all of it.
    """
    start = 0
    for clause in _CLAUSES.split(before):
        end = start + len(clause)
        if NOT_FOR_OPENCC.search(clause) or len(plain) != len(before):
            yield start, end, plain[start:end]
        else:
            shown = "".join(
                new if old in decided else old for old, new in zip(clause, plain[start:end], strict=True)
            )
            # OpenCC turns every 著 into 着, so one that stays divides the clause.
            after = "著".join(run_freely("tw2sp", part) for part in shown.split("著"))
            after = needed.sub(lambda match: run(HANS, match[0]), after)
            if not unusual.isdisjoint(after):
                after = "".join(run(HANS, new) if new in unusual else new for new in after)
            yield start, end, after
        start = end
