"""Packages that only some need: imported when first used, with a word on where to get them."""

from importlib import import_module
from typing import Any

from normalise.result import NormaliseError


def import_extra(name: str, extra: str = "records") -> Any:
    """A module of an extra. Raises `NormaliseError` where it is not installed."""
    try:
        return import_module(name)
    except ImportError:
        raise NormaliseError(f"this needs the package {name}: pip install 'normalise-zh[{extra}]'") from None
