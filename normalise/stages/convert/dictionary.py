"""OpenCC: its own configurations, and our dictionary for Simplified."""

import re
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from normalise.resources import read_data

Convert = Callable[[str], str]

# Our own configuration, beside those of OpenCC.
HANS = "hans"

_FILES = ("hans.json", "hans.txt")
# OpenCC refuses lone surrogates, and takes NUL for the end of the text.
NOT_FOR_OPENCC = re.compile("([\0\ud800-\udfff]+)")


def run(configuration: str, text: str) -> str:
    r"""The text by one configuration, as long as it was; lone surrogates and NUL, which are not for OpenCC, stay.

    >>> run("hans", "為羣眾服務"), run("s2tw", "里面")
    ('为群众服务', '裡面')
    >>> run("hans", "為\0羣眾")
    '为\x00群众'
    """
    convert = _load(configuration)
    with suppress(UnicodeEncodeError):
        converted = convert(text)
        if len(converted) == len(text):
            return converted
    parts = NOT_FOR_OPENCC.split(text)
    if len(parts) > 1:
        parts[::2] = (run(configuration, part) for part in parts[::2])
        return "".join(parts)
    # No dictionary of these makes a text longer or shorter today.
    return "".join(after if len(after := convert(one)) == 1 else one for one in text)


def run_freely(configuration: str, text: str) -> str:
    """The text by one of OpenCC's configurations for words, of any length; it must hold nothing that is not for OpenCC."""
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
