"""Every setting once: name, default, and the reason for it.

The keyword arguments of `normalise`, the keys of `normalise.toml` and the flags of the command line are
all read off the fields of `Options`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import Field, dataclass, field, fields
from difflib import get_close_matches
from typing import Any

from normalise.result import OptionError

STAGES = ("decode", "repair", "tidy", "ungloss", "convert", "strip")
LOSSLESS = ("decode", "repair", "tidy")
FORMATS = ("prose", "json", "yaml", "csv", "xml", "html", "subtitle", "ass", "po")
KINDS = (*FORMATS, "structured", "source")

PROJECT_FILE = "pyproject.toml"
SETTINGS_FILES = ("normalise.toml", ".normalise.toml")
"""Where settings are kept, the closest above a file; in a project's file under [tool.normalise]."""


def _option(default: Any, reason: str, choices: tuple[str | None, ...] = ()) -> Any:
    return field(default=default, metadata={"reason": reason, "choices": choices})


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What to do to a document. Raises `OptionError` for a value that makes no sense."""

    stages: tuple[str, ...] = _option(STAGES, "which stages run, always in this order")
    skip: tuple[str, ...] = _option((), "stages to leave out")
    encoding: str = _option("auto", "how to read bytes: a codec's name, or auto to find out")
    lossy: str = _option(
        "infer",
        "bytes lost in mojibake: infer what is clear of them, or mark with U+FFFD all that is not certain",
        ("infer", "mark"),
    )
    glosses: str = _option(
        "auto",
        "pinyin in brackets: auto removes it where the document carries a content farm's signature",
        ("auto", "keep", "remove"),
    )
    to: str = _option(
        "hans",
        "the script to convert to: Simplified, or Traditional in general, of Taiwan, of Hong Kong",
        ("hans", "hant", "hant-tw", "hant-hk"),
    )
    vocabulary: str | None = _option(
        None,
        "replace Taiwan's words as well as its characters; only on lines that are Taiwan's",
        (None, "tw"),
    )
    metadata: str = _option(
        "keep",
        "date, source and author lines: keep them, drop them, or extract them into Result.metadata",
        ("keep", "drop", "extract"),
    )
    related: str = _option(
        "drop", "lists of other documents under 相关新闻 and the like, at the end of a page", ("drop", "keep")
    )
    comments: str = _option(
        "keep", "readers' comments: they are text, and stay unless told", ("keep", "drop")
    )
    forum_authors: str = _option(
        "drop", "names of authors in the frames of a board's posts", ("drop", "keep")
    )
    trim: bool = _option(True, "cut furniture off the end of a sentence on the same line")
    aggressive: bool = _option(False, "strip what a content farm puts around its texts, and doubtful lines")
    protect: tuple[str, ...] = _option((), "exact strings that no stage may change")
    format: str = _option(
        "prose",
        "what the text is: the keys, tags and delimiters of a format that is not prose stay as they are",
        FORMATS,
    )
    rules: tuple[str, ...] = _option((), "files of furniture rules of your own, as paths")
    explain: bool = _option(False, "fill Result.changes; it costs time and memory")

    def __post_init__(self) -> None:
        for name in ("stages", "skip"):
            object.__setattr__(self, name, _stages(name, getattr(self, name)))
        for name in ("protect", "rules"):
            object.__setattr__(self, name, _strings(name, getattr(self, name)))
        for option in fields(self):
            _check_choice(option, getattr(self, option.name))
        if not isinstance(self.encoding, str):
            raise OptionError(f"encoding must be a codec's name or 'auto', not {self.encoding!r}")
        for name in ("trim", "aggressive", "explain"):
            if not isinstance(getattr(self, name), bool):
                raise OptionError(f"{name} must be True or False, not {getattr(self, name)!r}")

    @property
    def active(self) -> tuple[str, ...]:
        """The stages that run, in order."""
        return tuple(stage for stage in STAGES if stage in self.stages and stage not in self.skip)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which files of a folder are taken: the keys of a settings file that are no options of the text.

    Patterns are gitignore's, relative to the settings file. Raises `OptionError`.
    """

    include: tuple[str, ...] = _option((), "in a folder, take these alone, whatever their kind")
    exclude: tuple[str, ...] = _option((), "in a folder, pass these over")
    kinds: Mapping[str, str] = field(
        default_factory=dict,
        metadata={"reason": "what the files are that a pattern matches: a format, or source", "choices": ()},
    )

    def __post_init__(self) -> None:
        for name in ("include", "exclude"):
            object.__setattr__(self, name, _strings(name, getattr(self, name)))
        if not isinstance(self.kinds, Mapping):
            raise OptionError(f"kinds must be a table of patterns, not {self.kinds!r}")
        for pattern, kind in self.kinds.items():
            if kind not in KINDS:
                raise OptionError(f"kinds: {pattern!r} can't be {kind!r}{_nearest(str(kind), KINDS)}")


def parse_options(settings: dict[str, Any]) -> Options:
    """Options from names and values; a name that is not known is an `OptionError` naming the nearest.

    >>> parse_options({"stages": "decode,repair"}).active
    ('decode', 'repair')
    >>> parse_options({"stage": "decode"})
    Traceback (most recent call last):
    normalise.result.OptionError: unknown option 'stage'; did you mean 'stages'?
    """
    for name in settings:
        check_name(name, Options)
    return Options(**settings)


def check_name(name: str, *records: type) -> None:
    """Raise `OptionError`, naming the nearest known one, if none of the records has a field of this name."""
    known = [option.name for record in records for option in fields(record)]
    if name not in known:
        raise OptionError(f"unknown option {name!r}{_nearest(name, known)}")


def _nearest(name: str, known: Iterable[str]) -> str:
    close = get_close_matches(name, known, n=1)
    return f"; did you mean {close[0]!r}?" if close else f"; known are {', '.join(known)}"


def _stages(name: str, value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        value = [part.strip() for part in value.split(",") if part.strip()]
    chosen = _strings(name, value)
    for stage in chosen:
        if stage not in STAGES:
            raise OptionError(f"{name}: unknown stage {stage!r}{_nearest(stage, STAGES)}")
    return tuple(stage for stage in STAGES if stage in chosen)


def _strings(name: str, value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        value = [value]
    try:
        strings = tuple(value)
    except TypeError:
        raise OptionError(f"{name} must be a list of strings, not {value!r}") from None
    if not all(isinstance(string, str) for string in strings):
        raise OptionError(f"{name} must be a list of strings, not {value!r}")
    return strings


def _check_choice(option: Field[Any], value: Any) -> None:
    choices = option.metadata["choices"]
    if choices and value not in choices:
        names = ", ".join("none" if choice is None else choice for choice in choices)
        raise OptionError(f"{option.name} must be one of {names}, not {value!r}")
