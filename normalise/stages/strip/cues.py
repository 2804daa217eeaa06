"""What the decision looks for around a line: patterns and words of cues.toml, as the table has them."""

import re
from functools import cache

from normalise.stages.strip.table import built_in


@cache
def cue(name: str) -> re.Pattern[str]:
    """A pattern over a line as it is written, compiled when first needed; cues.toml says what each is."""
    return re.compile(built_in().cues["patterns"][name])


@cache
def menu_words(place: str) -> tuple[str, ...]:
    """The folded words that cells of a menu end with ("endings"), or that a menu begins with ("beginnings")."""
    return tuple(built_in().cues[place])


@cache
def plain_words() -> frozenset[str]:
    """Folded words that a text uses itself."""
    return frozenset(built_in().cues["plain"])
