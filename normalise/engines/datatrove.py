"""For datatrove: readers that decode as we do, and a step that does the rest. It needs the extra `datatrove`.

datatrove's own reader of web archives drops a page that is not UTF-8 and that its detector does not know, and it has
none for plain files. Here nothing goes without being counted: rules and failures are in datatrove's own statistics, and
each document's metadata has, under "normalise", what `normalise.engines.arrow` puts in a column.
"""

from base64 import b64encode
from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

from datatrove.data import Document
from datatrove.io import DataFolderLike
from datatrove.pipeline.formatters.base import BaseFormatter
from datatrove.pipeline.readers.base import BaseDiskReader
from datatrove.pipeline.writers.disk_base import DiskWriter
from datatrove.utils.typeshelper import StatHints

from normalise.outcome import Failed, attempt, tell_as_row
from normalise.pipeline import Normaliser

KEY = "normalise"
"""Where a document's metadata tells what was done."""

PAGES = ("text/html", "application/xhtml+xml", "text/plain")
_RECORDS = ("response", "conversion")


class NormaliseFormatter(BaseFormatter):  # type: ignore[misc]
    """Normalises the text of each document; one that can't be done stays as it is, and is counted as `failed`.

    Keyword arguments are the fields of `Options`. Raises `OptionError`.
    """

    name = "normalise"

    def __init__(self, **settings: Any) -> None:
        super().__init__()
        self.normaliser = Normaliser(**settings)

    def format(self, text: str) -> str:
        """The text, normalised; as it is, if that fails."""
        outcome = attempt(self.normaliser, text)
        return text if isinstance(outcome, Failed) else outcome.text

    def run(self, data: Any, rank: int = 0, world_size: int = 1) -> Iterator[Document]:  # noqa: ARG002
        """The documents, one after the other."""
        for document in data:
            self.stat_update(StatHints.total)
            with self.track_time():
                outcome = attempt(self.normaliser, document.text)
            told = tell_as_row(outcome)
            if isinstance(outcome, Failed):
                self.stat_update("failed")
            else:
                document.text = outcome.text
                self.stat_update("changed", value=int(outcome.changed))
                for rule, count in outcome.counts.items():
                    self.stat_update(rule, value=count)
            document.metadata[KEY] = _add(document.metadata.get(KEY), told)
            yield document


class _DecodingReader(BaseDiskReader):  # type: ignore[misc]
    """A reader whose documents are bytes of any encoding.

    What can't be decoded is counted as `undecodable` and, with a `rejected` writer, written there in base64 with the
    reason as `error`. A document without text is counted as `empty` and goes no further, as with any of datatrove's
    readers.
    """

    def __init__(
        self,
        data_folder: DataFolderLike,
        *,
        encoding: str = "auto",
        rejected: DiskWriter | None = None,
        compression: str | None = "infer",
        **reading: Any,
    ) -> None:
        super().__init__(data_folder, **reading)
        self.decoder = Normaliser(stages="decode", encoding=encoding)
        self.rejected = rejected
        self.compression = compression

    def run(self, data: Any = None, rank: int = 0, world_size: int = 1) -> Iterator[Document]:
        """The documents of this task's files."""
        self._rank = rank
        with self.rejected or nullcontext():
            yield from super().run(data, rank, world_size)

    def _read(self, data: bytes, record: dict[str, Any], path: str, place: int) -> Document | None:
        """The document that these bytes and the rest of the record make, if any."""
        outcome = attempt(self.decoder, data)
        if isinstance(outcome, Failed):
            self.stat_update("undecodable")
            if self.rejected:
                text = b64encode(data).decode()
                error = {**record, "text": text, "error": outcome.reason}
                self.rejected.write(self.get_document_from_dict(error, path, place), self._rank)
            return None
        if not outcome.text:
            self.stat_update("empty")
            return None
        self.stat_update("decoded as " + (outcome.encoding or ""))
        for rule, count in outcome.counts.items():
            self.stat_update(rule, value=count)
        record = {**record, self.text_key: outcome.text, KEY: tell_as_row(outcome)}
        return self.get_document_from_dict(record, path, place)


class DecodingTextReader(_DecodingReader):
    """Reads files of text of any encoding, each a document; its id is its path.

    `encoding` names one that all have. Other arguments are those of datatrove's `BaseDiskReader`.
    """

    name = "📄 Text, any encoding"

    def read_file(self, filepath: str) -> Iterator[Document]:
        """The document that the file is, if it is one."""
        with self.data_folder.open(filepath, "rb", compression=self.compression) as file, self.track_time():
            document = self._read(file.read(), {self.id_key: filepath}, filepath, 0)
        if document:
            yield document


class DecodingWarcReader(_DecodingReader):
    """Reads the pages of web archives (WARC, WET), each a document with `url` and `date`, as datatrove's WarcReader does.

    `types` are the media types that are read, by what the archive says they are, or else the server; of a record of
    which neither says anything, decoding finds out whether it is text. The others are counted as `not a page`.
    """

    name = "🕷 Warc, any encoding"
    _requires_dependencies = ("warcio",)

    def __init__(
        self, data_folder: DataFolderLike, *, types: tuple[str, ...] = PAGES, **reading: Any
    ) -> None:
        super().__init__(data_folder, **reading)
        self.types = types

    def read_file(self, filepath: str) -> Iterator[Document]:
        """The documents of the archive."""
        from warcio.archiveiterator import ArchiveIterator  # noqa: PLC0415 - readers of files do without

        with self.data_folder.open(filepath, "rb", compression=self.compression) as file:
            for place, record in enumerate(ArchiveIterator(file)):
                if record.rec_type not in _RECORDS:
                    continue
                with self.track_time():
                    type_ = _media_type(record)
                    if type_ and type_ not in self.types:
                        self.stat_update("not a page")
                        continue
                    document = self._read(record.content_stream().read(), _describe(record), filepath, place)
                if document:
                    yield document


def _media_type(record: Any) -> str:
    said = record.rec_headers.get_header("WARC-Identified-Payload-Type")
    # Of what came over HTTP the server says it; the record's own type is then that of a message of HTTP.
    headers = record.http_headers or record.rec_headers
    return str(said or headers.get_header("Content-Type") or "").partition(";")[0].strip().lower()


def _describe(record: Any) -> dict[str, Any]:
    headers = record.rec_headers
    return {
        "id": headers.get_header("WARC-Record-ID"),
        "url": headers.get_header("WARC-Target-URI"),
        "date": headers.get_header("WARC-Date"),
    }


def _add(read: dict[str, Any] | None, told: dict[str, Any]) -> dict[str, Any]:
    """What the reader told of a document's bytes and what was then done to its text, as one."""
    if read is None:
        return told
    if told["error"]:
        return {**read, "error": told["error"]}
    return {
        **told,
        "changed": read["changed"] or told["changed"],
        "encoding": read["encoding"],
        "confidence": read["confidence"],
        "counts": read["counts"] + told["counts"],
    }
