"""How much of a long document is held at a time."""

from typing import NamedTuple


class Sizes(NamedTuple):
    """How much is held at a time."""

    document: int = 16 << 20  # bytes of a document that is done as a whole; of UTF-8, if it is text
    piece: int = 1 << 20  # bytes, or code points, that are read at a time
    part: int = 1 << 18  # code points that go through the stages at a time
    edge: int = 1 << 15  # code points that strip sees before and after a part


SIZES = Sizes()
