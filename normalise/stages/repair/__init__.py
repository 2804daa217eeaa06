"""repair: mojibake → the text that was meant.

`misread` undoes a wrong codec by trying every pair of codecs and letting the character model choose;
`phrase` finds a misread phrase in a clean line; `spliced` undoes a content farm's cutting of bytes;
`western` leaves what is not Chinese to ftfy; `code_points` replaces private-use characters that have code
points of their own by now; `unrecoverable` finds what nothing can bring back.
"""

from normalise.stages.repair.code_points import PRIVATE_USE
from normalise.stages.repair.stage import UNRECOVERABLE, is_any_misread, repair

__all__ = ["PRIVATE_USE", "UNRECOVERABLE", "is_any_misread", "repair"]
