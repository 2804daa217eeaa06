"""Broken Chinese text in, clean Simplified UTF-8 out, with every change accounted for."""

TYPE_CHECKING = False  # known by its name to type checkers; importing typing takes longer than all of this

if TYPE_CHECKING:
    from normalise.options import Options
    from normalise.pipeline import Normaliser, detect, normalise
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


def __getattr__(name: str) -> object:
    """The public names, each imported when first asked for: a hook starts this program for every commit."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if name in ("Normaliser", "detect", "normalise"):
        from normalise import pipeline as module  # noqa: PLC0415
    elif name == "Options":
        from normalise import options as module  # type: ignore[no-redef]  # noqa: PLC0415
    else:
        from normalise import result as module  # type: ignore[no-redef]  # noqa: PLC0415
    return getattr(module, name)
