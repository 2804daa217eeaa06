"""What may stand where bytes were lost, and where a pair of them vanished."""

from functools import cache

from normalise.language import model
from normalise.language.patterns import compile_later
from normalise.stages.repair.spliced.farm import characters

LEADS = tuple(range(0x81, 0xFF))
# In a hole stands no character rarer than this, in nats.
_RAREST = 14.0
# Where both bytes are lost, only common characters are tried.
_COMMON = 9.0
_HOLE_CHARACTER = compile_later("[\u4e00-\u9fff、。“”‘’《》〈〉—…·【】「」『』，：；！？（）％．０-９]")


@cache
def vanishing() -> dict[int, tuple[int, ...]]:
    """First byte of a pair that vanishes → the second bytes, where they are lead bytes."""
    known = characters()
    return {
        first: seconds
        for first in range(0xA1, 0xFF)
        if (seconds := tuple(second for second in LEADS if bytes((first, second)) not in known))
    }


@cache
def trailing(lead: int, trails: tuple[int, ...]) -> list[str]:
    """What may stand in a hole that begins with one byte and ends with one of many."""
    return [c for trail in trails if (c := characters().get(bytes((lead, trail)))) and _fits_hole(c)]


@cache
def leading(leads: tuple[int, ...], trail: int) -> list[str]:
    """What may stand in a hole that begins with one of many bytes and ends with one."""
    return [c for lead in leads if (c := characters().get(bytes((lead, trail)))) and _fits_hole(c)]


@cache
def common(leads: tuple[int, ...], trails: tuple[int, ...]) -> list[str]:
    """What may stand in a hole that begins and ends with one of many bytes."""
    return [
        character
        for (lead, trail), character in characters().items()
        if lead in leads and trail in trails and _fits_hole(character) and model.cost(character) < _COMMON
    ]


def _fits_hole(character: str) -> bool:
    return _HOLE_CHARACTER.match(character) is not None and model.cost(character) < _RAREST
