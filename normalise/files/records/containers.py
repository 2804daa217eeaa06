"""What a file of records is: by its name, by what was said of it, or by how it begins; and how it is opened."""

import gzip
import sys
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from normalise.extras import import_extra
from normalise.files.rewrite import remove_leftovers, replacing
from normalise.language.encodings import Decoder
from normalise.options import Options
from normalise.result import NormaliseError, OptionError, UndecodableError
from normalise.stages.decode.flow import guess_beginning, read_on

KINDS = {"jsonl": "jsonl", "ndjson": "jsonl", "csv": "csv", "tsv": "csv", "parquet": "parquet"}
COMPRESSIONS = {"gz": "gz", "zst": "zst"}
_MAGIC = {b"\x1f\x8b": "gz", b"\x28\xb5\x2f\xfd": "zst"}
_PARQUET = b"PAR1"
_BLOCK = 1 << 20
# So little at a time, because a block of zeros may come out ten thousand times as long.
_COMPRESSED_BLOCK = 1 << 14


class Container(NamedTuple):
    """A kind of file, "jsonl", "csv" or "parquet", and what it is compressed by: "gz", "zst" or ""."""

    kind: str
    compression: str = ""


def name_container(name: str) -> Container | None:
    """What a file's name, or the word of a user, says that it is; None if it says nothing.

    >>> name_container("a/b.jsonl.zst"), name_container("csv"), name_container("notes.txt")
    (Container(kind='jsonl', compression='zst'), Container(kind='csv', compression=''), None)
    """
    parts = Path(name).name.lower().split(".")
    compression = COMPRESSIONS.get(parts[-1], "")
    kind = KINDS.get("".join(parts[-2:-1]) if compression else parts[-1])
    return Container(kind, compression) if kind else None


def look_at(file: Any, name: str, said: str | None) -> Container:
    """What the file is, that can be peeked into; the kind is "" if it does not show. Raises `OptionError`."""
    beginning = file.peek(4)[:4]
    compression = next((of for magic, of in _MAGIC.items() if beginning.startswith(magic)), "")
    named = name_container(said or name)
    if said and named is None:
        raise OptionError(
            f"unknown format {said!r}; known are {', '.join(KINDS)}, and .gz or .zst after them"
        )
    if named:
        return Container(named.kind, compression or named.compression)
    return Container("parquet" if beginning == _PARQUET else "", compression)


def tell_kind(first: bytes) -> str:
    """The kind of a file, by its first line. Raises `OptionError` where that does not tell."""
    if first.lstrip().startswith(b"{"):
        return "jsonl"
    raise OptionError("what kind of file is it? Say with --format: jsonl, csv, tsv or parquet")


def read_chunks(file: BinaryIO, compression: str) -> Iterator[bytes]:
    """What the file holds, decompressed. Raises `NormaliseError` where it is damaged or was cut off."""
    try:
        if compression == "zst":
            yield from _read_zstandard(file)
            return
        source = gzip.GzipFile(fileobj=file) if compression == "gz" else file
        while chunk := source.read(_BLOCK):
            yield chunk
    except (EOFError, zlib.error) as error:
        raise NormaliseError(f"it is damaged, or was cut off: {error}") from None


def _read_zstandard(file: BinaryIO) -> Iterator[bytes]:
    zstandard = import_extra("zstandard")
    frame = zstandard.ZstdDecompressor().decompressobj()
    is_begun = False
    try:
        while compressed := file.read(_COMPRESSED_BLOCK):
            while compressed:
                is_begun = True
                yield frame.decompress(compressed)
                compressed = b""
                if frame.eof:
                    compressed, is_begun = frame.unused_data, False
                    frame = zstandard.ZstdDecompressor().decompressobj()
    except zstandard.ZstdError as error:
        raise NormaliseError(f"it is damaged: {error}") from None
    if is_begun:
        raise NormaliseError("it was cut off: its last frame has no end")


def as_utf8(chunks: Iterator[bytes], options: Options) -> tuple[str, Iterator[bytes]]:
    """The same text in UTF-8, and what it was in. What is UTF-8 but for faults stays as it is, faults included."""
    beginning = next(chunks, b"")
    chunks = chain([beginning], chunks)
    decoder = Decoder("utf-8")
    decoder.feed(beginning)
    if decoder.bad == 0 or "decode" not in options.active:
        return "utf-8", chunks
    try:
        guess = guess_beginning(beginning, options)
    except UndecodableError:
        return "utf-8", chunks
    if guess.codec == "utf-8":
        return "utf-8", chunks
    return guess.encoding, (
        text.encode("utf-8", "surrogatepass") for text in read_on(chunks, guess, Counter())
    )


def read_lines(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The lines, with their newlines; only a line feed ends one."""
    held: list[bytes] = []
    for chunk in chunks:
        first, *more = chunk.split(b"\n")
        held.append(first)
        for line in more:
            yield b"".join(held) + b"\n"
            held = [line]
    if last := b"".join(held):
        yield last


@contextmanager
def writing(path: Path | None, compression: str) -> Iterator[Callable[[bytes], object]]:
    """How to write to the file, which appears when all was written, or to standard output."""
    if path:
        remove_leftovers(path.resolve().parent)
    with ExitStack() as stack:
        file: Any = stack.enter_context(replacing(path)) if path else sys.stdout.buffer
        if compression == "gz":
            file = stack.enter_context(gzip.GzipFile("", "wb", 6, file, mtime=0))
        elif compression == "zst":
            compressor = import_extra("zstandard").ZstdCompressor()
            file = stack.enter_context(compressor.stream_writer(file, closefd=False))
        yield file.write
