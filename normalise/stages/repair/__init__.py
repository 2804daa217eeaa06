"""repair: mojibake → the text that was meant.

`misread` undoes a wrong codec by trying every pair of codecs and letting the character model choose;
`western` leaves what is not Chinese to ftfy.
"""

from normalise.stages.repair.stage import repair

__all__ = ["repair"]
