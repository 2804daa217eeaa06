"""OpenCC: its own configurations, and our dictionary for Simplified."""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from normalise.resources import read_data

Convert = Callable[[str], str]

# Our own configuration, beside those of OpenCC.
HANS = "hans"

_FILES = ("hans.json", "hans.txt")
_SURROGATES = re.compile("([\ud800-\udfff]+)")


def run(configuration: str, text: str) -> str:
    """The text by one configuration, as long as it was; lone surrogates, which OpenCC refuses, stay.

    >>> run("hans", "為羣眾服務"), run("s2tw", "里面")
    ('为群众服务', '裡面')
    """
    convert = _load(configuration)
    try:
        converted = convert(text)
    except UnicodeEncodeError:
        parts = _SURROGATES.split(text)
        parts[::2] = map(convert, parts[::2])
        converted = "".join(parts)
    if len(converted) != len(text):  # no dictionary of these does that today
        return "".join(run(configuration, character) for character in text)
    return converted


def run_freely(configuration: str, text: str) -> str:
    """The text by one of OpenCC's configurations for words, of any length; it must not hold lone surrogates."""
    return _load(configuration)(text)


@cache
def _load(configuration: str) -> Convert:
    from opencc import OpenCC  # noqa: PLC0415  (it loads dictionaries)

    # Its Python default adds forms that many fonts lack; its own command line does not.
    if configuration != HANS:
        return OpenCC(configuration, include_tofu_risk_dictionaries=False).convert
    folder = Path(__file__).parents[2] / "data" / "convert"
    if all((folder / name).is_file() for name in _FILES):
        return OpenCC(str(folder / _FILES[0])).convert
    with TemporaryDirectory() as copy:  # the package is in an archive; OpenCC reads everything at once
        for name in _FILES:
            (Path(copy) / name).write_bytes(read_data(f"convert/{name}"))
        return OpenCC(str(Path(copy) / _FILES[0])).convert
