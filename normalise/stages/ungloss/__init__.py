"""Ungloss: 導(dǎo)言 → 導言, where a content farm put the readings in.

Farms gloss the characters of a list each time they occur, so that copies of an article can't be found. People
gloss too: a rare character, a new word of a lesson, every character of a children's book. Theirs stays, so a
document has to carry the farm's signature before anything is taken out.
"""

from normalise.stages.ungloss.reading import read_page
from normalise.stages.ungloss.removal import remove_glosses
from normalise.stages.ungloss.signature import Signature, find_signature
from normalise.stages.ungloss.stage import ungloss

__all__ = ["Signature", "find_signature", "read_page", "remove_glosses", "ungloss"]
