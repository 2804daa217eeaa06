"""Broken Chinese text in, clean Simplified UTF-8 out, with every change accounted for."""

from typing import TYPE_CHECKING, Any

from normalise.options import Options
from normalise.result import (
    BinaryError,
    Change,
    Detection,
    NormaliseError,
    OptionError,
    Result,
    RewriteError,
    UndecodableError,
)

if TYPE_CHECKING:
    from normalise.pipeline import Normaliser, detect, normalise

__version__ = "0.1.0"

__all__ = [
    "BinaryError",
    "Change",
    "Detection",
    "NormaliseError",
    "Normaliser",
    "OptionError",
    "Options",
    "Result",
    "RewriteError",
    "UndecodableError",
    "__version__",
    "detect",
    "normalise",
]


def __getattr__(name: str) -> Any:
    """The names that need the stages, imported when first asked for: `normalise --version` does without."""
    if name in ("Normaliser", "detect", "normalise"):
        from normalise import pipeline  # noqa: PLC0415

        return getattr(pipeline, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
