"""Encodings weighed against each other: which makes the bytes the likeliest text?"""

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from normalise.language import model
from normalise.language.encodings import read_text
from normalise.language.patterns import compile_later

# Each encoding, with what the surprise of meeting it costs beforehand, in nats: a tool for Chinese meets
# GB 18030 far oftener than Cyrillic, and symbols that several sets share must fall to the commoner.
CHINESE: Mapping[str, float] = {"utf-8": 0, "gb18030": 0, "big5": 1, "utf-16-le": 4, "utf-16-be": 5}
# Not Chinese, but near enough to be mistaken for it; the model knows their letters by class.
_LINES: Mapping[str, float] = {"utf-8": 0, "gb18030": 0, "big5": 1}
WESTERN: Mapping[str, float] = {"cp1252": 4, "cp1251": 5, "koi8-r": 6, "cp1253": 6}
RIVALS: Mapping[str, float] = {"euc_jp": 4, "cp932": 4, "cp949": 16, **WESTERN}
# What charset-normalizer sometimes makes of Cyrillic and Greek.
MULTIBYTE = (
    "cp932",
    "shift_jis_2004",
    "shift_jisx0213",
    "cp949",
    "johab",
    "gb18030",
    "big5",
    "big5hkscs",
    "euc_jis_2004",
)
# Two bytes and more to a character: what is valid UTF-8 as well must show much evidence to be one of these.
WIDE: Mapping[str, float] = {"utf-16-le": 16, "utf-16-be": 16, "utf-32-le": 16, "utf-32-be": 16}
# What a declaration is worth: as much as three or four characters of text.
_DECLARED = 20

# Text is judged by samples: enough to be sure, few enough to cost nothing beside decoding the whole.
_GLANCE = 512
# A window may begin inside a character, if the data does.
_PAIRED = frozenset({"gb18030", "big5", "utf-16-le", "utf-16-be"})
_IN_DOUBT = 3.8
_ONE_BAD_BYTE = 11.0
_WINDOW = 2048
_WINDOWS = 6
# A byte that stands for itself in every encoding here but UTF-16, and is never the second of a pair.
_NOT_ASCII = compile_later(rb"[\x80-\xff]")
_IN_STEP = compile_later(rb"[\x00-\x2f]")


class Candidate(NamedTuple):
    """An encoding, and what the samples cost when read by it, in nats."""

    cost: float
    encoding: str


def sample(data: bytes) -> list[bytes]:
    """Windows of the data that show what it is, each starting in step, at an even offset."""
    if len(data) <= _WINDOW * _WINDOWS:
        return [data]
    windows = []
    for number in range(_WINDOWS):
        start = (len(data) - _WINDOW) * number // (_WINDOWS - 1)
        found = _IN_STEP.search(data, start, start + 256) if start else None
        start = found.end() if found else start
        start += start % 2
        windows.append(data[start : start + _WINDOW])
    return windows


def glance(data: bytes) -> list[bytes]:
    """One short window about the first byte that is not ASCII: enough for plain prose."""
    found = _NOT_ASCII.search(data)
    start = max(found.start() - _GLANCE // 4, 0) if found else 0
    start -= start % 2
    return [data[start : start + _GLANCE]]


class Readings:
    """Windows of the data, and what they are by each encoding: each is read once, and weighed once."""

    def __init__(self, windows: list[bytes]) -> None:
        self.windows = windows
        self.size = sum(map(len, windows))
        self._texts: dict[str, list[str]] = {}
        self._costs: dict[str, float] = {}

    def texts(self, encoding: str) -> list[str]:
        """The windows as this encoding reads them."""
        if encoding not in self._texts:
            self._texts[encoding] = [read_text(window, encoding) for window in self.windows]
        return self._texts[encoding]

    def cost(self, encoding: str) -> float:
        """What they cost so; a window each from its first byte or, out of step, from its second."""
        if encoding not in self._costs:
            self._costs[encoding] = sum(
                _cost(window, text, encoding)
                for window, text in zip(self.windows, self.texts(encoding), strict=True)
            )
        return self._costs[encoding]


def weigh(readings: Readings, priors: Mapping[str, float], declared: str | None) -> list[Candidate]:
    """The encodings with their costs, the likeliest first; the declared one is given a start."""
    return sorted(
        Candidate(
            prior - (_DECLARED if encoding == declared else 0) + readings.cost(encoding),
            encoding,
        )
        for encoding, prior in priors.items()
    )


def weigh_lines(windows: list[bytes]) -> Candidate:
    """A document whose lines are in several encodings: the cost of each line in its own, and the commonest."""
    total = 0.0
    sizes: Counter[str] = Counter()
    for window in windows:
        for line in window.splitlines():
            if line.isascii():
                total += model.cost(line.decode())  # the same in all of them
                continue
            best = weigh(Readings([line]), _LINES, None)[0]
            total += best.cost
            sizes[best.encoding] += len(line)
    return Candidate(total, sizes.most_common(1)[0][0] if sizes else "utf-8")


def _cost(window: bytes, text: str, encoding: str) -> float:
    cost = model.cost(text)
    if encoding not in _PAIRED or cost < _IN_DOUBT * len(window):
        return cost
    return min(cost, _ONE_BAD_BYTE + model.cost(read_text(window[1:], encoding)))
