"""Convert: one Chinese script into the other, where a line shows that it needs it.

OpenCC does the bulk, with a dictionary of our own for Simplified (`dictionary`). What it cannot know is decided
here: whether a line is to be converted at all (`stage`), and characters that become one thing in some words and
another in others (`readings`, which weighs `words`).
"""

from normalise.stages.convert.scope import survey
from normalise.stages.convert.stage import convert

__all__ = ["convert", "survey"]
