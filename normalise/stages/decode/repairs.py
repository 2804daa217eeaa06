"""What had to be done to bytes so that they became text."""

from collections.abc import Iterator
from typing import NamedTuple

from normalise.language.encodings import REPLACEMENT, Decoded

MARK = "decode/byte-order-mark"
BAD_BYTE = "decode/bad-byte"
EURO = "decode/euro"
NUL = "decode/nul"
FOREIGN_LINE = "decode/foreign-line"


class Repair(NamedTuple):
    """The bytes `start` … `end` came out as `after`, at `position` of the text, by `rule`."""

    rule: str
    start: int
    end: int
    position: int
    after: str
    confidence: float = 1.0


class Repaired(NamedTuple):
    """Text, and what was done to get it."""

    text: str
    repairs: tuple[Repair, ...] = ()

    def moved(self, offset: int, position: int) -> Iterator[Repair]:
        """The repairs, with the bytes that begin at `offset`, and the text at `position`, of something longer."""
        for repair in self.repairs:
            yield repair._replace(
                start=repair.start + offset, end=repair.end + offset, position=repair.position + position
            )


def as_repaired(decoded: Decoded) -> Repaired:
    """Bad bytes as repairs: to U+FFFD, or the euro sign that Windows has at 80."""
    return Repaired(
        decoded.text,
        tuple(
            Repair(
                BAD_BYTE if decoded.text[bad.position] == REPLACEMENT else EURO,
                bad.offset,
                bad.offset + 1,
                bad.position,
                decoded.text[bad.position],
            )
            for bad in decoded.bad
        ),
    )
