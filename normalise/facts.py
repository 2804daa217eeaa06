"""What holds of a document as a whole, found before the stage that needs it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Facts:
    """Found once: in the beginning of a document that is too long to be held, or by the search before the stages.

    A stage that is given none finds them in its text, which is then the whole document.
    """

    language: str | None = None
    """"japanese" or "korean", if most of the letters are."""
    other_script: bool = False
    """Is it in the script that is not wanted, and not a mixture?"""
    wanted_script: bool = False
    """Is there anything that only the wanted script writes?"""
    radicals: bool = False
    """Do radicals stand for characters where that is certain, so that it may be believed where it is likely?"""
    anchors: bool = True
    """May there be a word by which furniture is known wherever it stands?"""
