"""The stages in order over one document."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import astuple
from typing import Any

from normalise.edits import Rewrite, explain
from normalise.facts import Facts
from normalise.options import Options, parse_options
from normalise.result import Change, Detection, Result, UndecodableError
from normalise.stages.decode import Reading, decode
from normalise.steps import ANCHORS, TEXT_STAGES, breaks_structure, look_up_idle, protect

# After so many documents, what makes the next ones faster is worth to be made.
_FEW = 4

# In code points.
_BEGINNING = 1000

_WITHOUT_ANCHORS = Facts(anchors=False)

Data = bytes | bytearray | memoryview | str


class Normaliser:
    """A set of options, ready to be used on any number of documents, from any number of threads.

    Takes the fields of `Options` as keyword arguments, or one `Options`. Raises `OptionError`.
    """

    def __init__(self, options: Options | None = None, /, **settings: Any) -> None:
        if options is not None and settings:
            raise TypeError("give either Options or keyword arguments, not both")
        self.options = options or parse_options(settings)
        self._begun = 0

    def __repr__(self) -> str:
        return f"Normaliser({self.options!r})"

    def __reduce__(self) -> tuple[type["Normaliser"], tuple[Options]]:
        return Normaliser, (self.options,)

    def __call__(self, data: Data) -> Result:
        """Normalise one document.

        Raises `UndecodableError` for bytes that are not text or whose encoding is in doubt.
        """
        source: bytes | str = data if isinstance(data, str) else _bytes(data)
        reading = _read(source, self.options)
        text = reading.text
        counts = dict(reading.counts)
        changes: list[Change] = list(reading.changes)
        # What is done with is let go of: of a long document each text, and what became of it, takes a lot of room.
        reading = reading._replace(text="")
        metadata: dict[str, str] = {}
        protection = None
        idle = self._find_idle(text)
        rewrites = 0
        for stage in self.options.active:
            if stage == "decode" or stage in idle:
                continue
            protection = protection or protect(text, self.options)
            facts = _WITHOUT_ANCHORS if stage == "strip" and ANCHORS in idle else None
            done: Rewrite = TEXT_STAGES[stage](text, self.options, protection, facts)
            if breaks_structure(text, done.text, self.options.format):
                counts[f"{stage}/veto"] = 1
                continue
            counts.update(done.counts)
            metadata.update(done.metadata)
            if self.options.explain:
                changes += explain(text, done.edits)
            if done.text != text:
                text, protection = done.text, None
                # The search says of anchors what holds after conversion, too.
                idle &= {ANCHORS} if stage == "convert" else frozenset()
                rewrites += 1
            del done
        return Result(
            text=text,
            encoding=None if isinstance(source, str) else reading.encoding,
            confidence=reading.confidence,
            changed=_is_changed(source, reading, text, rewrites),
            counts=counts,
            changes=tuple(changes),
            metadata=metadata,
        )

    def _find_idle(self, text: str) -> frozenset[str]:
        """The stages that have nothing to do with the text, and `ANCHORS` if it has none, by the way that costs least."""
        if self.options.explain:
            # Who asks for an explanation is told of doubts, too, that change nothing.
            return frozenset()
        if self._begun < _FEW:
            self._begun += 1
            return look_up_idle(text, self.options)
        from normalise.screen import find_idle  # noqa: PLC0415 - it has all stages imported

        return find_idle(text, self.options)

    def stream(self, chunks: Iterable[Data]) -> Iterator[str]:
        """Normalise a document of any length that comes in chunks of any sizes, all `str` or all bytes.

        One of up to 16 MiB gives what `self(document)` gives. Of a longer one, the encoding, the script and
        what else is true of a document as a whole are found in its first 16 MiB, and the rest flows: memory
        does not grow with its length. Raises what `self(document)` raises, before the first text.
        """
        return self.stream_and_count(chunks, Counter())

    def stream_and_count(self, chunks: Iterable[Data], counts: Counter[str]) -> Iterator[str]:
        """`stream`, with what `Result.counts` would tell added to `counts` as the text comes."""
        from normalise.flow import flow  # noqa: PLC0415 - it has all stages imported

        return flow(_alike(chunks), self.options, self, counts)

    @property
    def fingerprint(self) -> str:
        """A key for caches: it changes when the options, the data or a version that decides output do."""
        import hashlib  # noqa: PLC0415
        from importlib.metadata import version  # noqa: PLC0415 - 20 ms, and few ask

        digest = hashlib.sha256(repr(astuple(self.options)).encode())
        for package in ("normalise-zh", "opencc", "ftfy", "charset-normalizer"):
            digest.update(f"{package} {version(package)}\n".encode())
        from pathlib import Path  # noqa: PLC0415

        for path in sorted((Path(__file__).parent / "data").rglob("*")):
            if path.is_file():
                digest.update(path.read_bytes())
        for rules in self.options.rules:
            digest.update(Path(rules).read_bytes())
        return digest.hexdigest()


def normalise(data: Data, **settings: Any) -> Result:
    """Normalise one document: bytes of any encoding, or text.

    Keyword arguments are the fields of `Options`. Raises `UndecodableError`, `OptionError`, and
    `TypeError` for what is neither bytes nor `str`.

    >>> normalise("緊密相連".encode("big5")).text
    '紧密相连'
    """
    return Normaliser(**settings)(data)


def detect(data: Data) -> Detection:
    """Say what a document is, without changing it; `encoding` is None where `normalise` would refuse."""
    from normalise.language.classify import classify  # noqa: PLC0415
    from normalise.stages.repair import PRIVATE_USE, UNRECOVERABLE, repair  # noqa: PLC0415
    from normalise.stages.ungloss import ungloss  # noqa: PLC0415

    source: bytes | str = data if isinstance(data, str) else _bytes(data)
    options = Options()
    try:
        reading = _read(source, options)
    except UndecodableError:
        return Detection(None, 0.0, "other", ("undecodable",), "none")
    protection = protect(reading.text, options)
    repaired = repair(reading.text, options, protection)
    if repaired.counts:
        protection = protect(repaired.text, options)
    unglossed = ungloss(repaired.text, options, protection)
    found = {
        "bad-bytes": any(rule == "decode/bad-byte" for rule in reading.counts),
        "mojibake": any(
            rule != PRIVATE_USE and not rule.startswith(UNRECOVERABLE) for rule in repaired.counts
        ),
        "private-use": PRIVATE_USE in repaired.counts,
        "glosses": bool(unglossed.counts),
        "lost-characters": "\N{REPLACEMENT CHARACTER}" in reading.text
        and not reading.counts.get("decode/bad-byte"),
    }
    for rule in repaired.counts:
        if rule.startswith(UNRECOVERABLE):
            found.setdefault(rule.removeprefix(UNRECOVERABLE), True)
    return Detection(
        encoding=None if isinstance(source, str) else reading.encoding,
        confidence=reading.confidence,
        script=classify(unglossed.text),
        damage=tuple(kind for kind, present in found.items() if present),
        newline=_newline_style(reading.text),
    )


def read_as(data: bytes, encoding: str | None) -> str:
    """The text of the bytes by an encoding that `Result.encoding` named, before any other stage."""
    from normalise.language.encodings import decode as read  # noqa: PLC0415
    from normalise.stages.decode.guess import name_encoding  # noqa: PLC0415

    guess = name_encoding(data, encoding or "utf-8")
    return read(memoryview(data)[guess.mark :], guess.codec).text


def _bytes(data: Data) -> bytes:
    if isinstance(data, bytes):
        return data
    if isinstance(data, bytearray | memoryview):
        return bytes(data)
    raise TypeError(f"expected bytes or str, not {type(data).__name__}")


def _alike(chunks: Iterable[Data]) -> Iterator[Any]:
    kinds = set()
    for chunk in chunks:
        piece = chunk if isinstance(chunk, str) else _bytes(chunk)
        kinds.add(type(piece))
        if len(kinds) > 1:
            raise TypeError("expected chunks that are all bytes or all str, not some of each")
        yield piece


def _read(source: bytes | str, options: Options) -> Reading:
    if isinstance(source, str):
        return Reading(source, "", 1.0, {})
    if "decode" in options.active:
        return decode(source, options)
    from normalise.language.encodings import decode as read  # noqa: PLC0415
    from normalise.stages.decode.guess import name_encoding  # noqa: PLC0415

    guess = name_encoding(source, "utf-8" if options.encoding == "auto" else options.encoding)
    text, bad = read(memoryview(source)[guess.mark :], guess.codec)
    if bad:
        raise UndecodableError(
            f"byte {guess.mark + bad[0].offset} is not {guess.encoding}, and the decode stage, which would find out, is off"
        )
    return Reading(text, guess.encoding, 1.0, {})


def _is_changed(source: bytes | str, reading: Reading, text: str, rewrites: int) -> bool:
    """Is the text another than the source? It was rewritten so many times, each time to another."""
    if isinstance(source, str):
        return rewrites > 0 and text != source
    # What was read as UTF-8 without a mark or a bad byte need not be written to see what one rewriting made of it.
    if rewrites <= 1 and reading.encoding == "utf-8" and not reading.counts:
        return rewrites == 1
    # Where it differs, it mostly does so soon.
    beginning = text[:_BEGINNING].encode("utf-8", "surrogatepass")
    return not source.startswith(beginning) or text.encode("utf-8", "surrogatepass") != source


def _newline_style(text: str) -> str:
    pairs = text.count("\r\n")
    found = {"crlf": pairs, "lf": text.count("\n") - pairs, "cr": text.count("\r") - pairs}
    styles = [style for style, count in found.items() if count]
    return "mixed" if len(styles) > 1 else styles[0] if styles else "none"
