"""The stages over a document that is too long to be held: it flows through, part by part.

A document of up to 16 MiB is held, and done as a whole. Of a longer one as much is held until what must be known
of the whole document is found in it: the encoding, the language, the script, the notation of a content farm's
glosses. Then part after part goes through the stages, each as if it were a document, but with these facts given.

`strip` looks at what stands around a line, and at the edges of the document. So it sees each part with some
hundreds of lines before and after it, and finds the edges where the document has them.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import chain
from typing import Any, NamedTuple, TypeVar

from normalise.edits import Rewrite, unchanged
from normalise.facts import Facts
from normalise.language.cuts import Part, cut_into_parts
from normalise.language.foreign import main_language
from normalise.language.protect import DeferredProtection, Protection, Span
from normalise.options import Options
from normalise.result import Result
from normalise.sizes import SIZES, Sizes
from normalise.stages.convert import convert, survey
from normalise.stages.decode.flow import guess_beginning, read_on, read_strictly
from normalise.stages.decode.guess import name_encoding
from normalise.stages.strip import strip
from normalise.stages.tidy import tidy
from normalise.stages.ungloss import Signature, find_signature, read_page, remove_glosses
from normalise.stages.ungloss.brackets import has_brackets
from normalise.steps import TEXT_STAGES, protect

Data = TypeVar("Data", bytes, str)
Thing = TypeVar("Thing")


# So many parts with glosses, from all over what is held, tell whether a farm put them there.
_GLOSSED_PARTS = 4


def flow(
    chunks: Iterable[Data],
    options: Options,
    do_whole: Callable[[Data], Result],
    counts: Counter[str],
    sizes: Sizes = SIZES,
) -> Iterator[str]:
    """The text of a document that comes in chunks of any sizes, which are all bytes or all `str`.

    `do_whole` does a document that can be held, and one of a format that is not prose, whose structure shows
    in the whole alone. What the stages did is added to `counts` while they do it.
    Raises `UndecodableError` before the first text if the encoding is in doubt.
    """
    pieces = _of_one_size(chunks, sizes.piece)
    held: list[Data] = []
    size = 0
    for piece in pieces:
        held.append(piece)
        size += len(piece) if isinstance(piece, bytes) else len(piece.encode("utf-8", "surrogatepass"))
        if size > sizes.document and options.format == "prose":
            yield from _Flow(options, counts, sizes).run(held, pieces)
            return
    whole = _join(held)
    held.clear()
    result = do_whole(whole)
    counts.update(result.counts)
    yield result.text


class _Stretch(NamedTuple):
    """A stretch of the document, and the spans of it that no stage may touch; None, if not looked for yet."""

    text: str
    protection: Protection | None = None
    is_kept: bool = False

    def bare(self) -> "_Stretch":
        """The same without its protection, which may take more room than the text."""
        return self if self.is_kept else _Stretch(self.text)


class _Slice(NamedTuple):
    """A part of a stretch. What `strip` sees is made of some; their protection is only found if it asks."""

    stretch: _Stretch
    start: int
    end: int


class _Flow:
    """One document on its way. The facts are complete when its beginning has been through the stages."""

    def __init__(self, options: Options, counts: Counter[str], sizes: Sizes) -> None:
        self.options = replace(options, explain=False)  # nobody would see it
        self.counts = counts
        self.sizes = sizes
        self.facts = Facts()
        self.signature: Signature | None = None
        self.stages = [stage for stage in options.active if stage not in ("decode", "strip")]

    def run(self, held: list[Data], rest: Iterator[Data]) -> Iterator[str]:
        """The text; `held` is the beginning, and is emptied as it is read."""
        parts = cut_into_parts(self._read(held, rest), self.sizes.part)
        begun: list[_Stretch] = []
        for part in parts:
            begun.append(_as_stretch(part))
            if not held:
                break
        for stage in self.stages:
            self._learn(stage, begun)
            begun = [self._do(stage, stretch).bare() for stretch in _emptied(begun)]
        stretches = chain(_emptied(begun), map(self._do_all, parts))
        if "strip" in self.options.active:
            return self._strip(map(self._protected, stretches))
        return (stretch.text for stretch in stretches)

    def _read(self, held: list[Data], rest: Iterator[Data]) -> Iterator[str]:
        pieces = chain(_emptied(held), rest)
        if isinstance(held[0], str):
            return pieces
        if "decode" in self.options.active:
            return read_on(pieces, guess_beginning(_join(held), self.options), self.counts)
        encoding = "utf-8" if self.options.encoding == "auto" else self.options.encoding
        return read_strictly(pieces, name_encoding(held[0], encoding))

    def _learn(self, stage: str, stretches: list[_Stretch]) -> None:
        """Find the facts that the stage needs, in the text that it will be given.

        The language is found again each time: what was mojibake had none.
        """
        facts = replace(self.facts, language=main_language(stretch.text for stretch in stretches))
        self.facts = facts
        if stage == "tidy":
            protected = map(self._protected, stretches)
            tidied = (tidy(stretch.text, self.options, _protection(stretch)) for stretch in protected)
            self.facts = replace(facts, radicals=any("tidy/radical" in done.counts for done in tidied))
        elif stage == "ungloss":
            glossed = [stretch.text for stretch in stretches if has_brackets(stretch.text)]
            sample = "".join(glossed[:: len(glossed) // _GLOSSED_PARTS + 1])
            self.signature = find_signature(read_page(sample, protect(sample, self.options, facts)))
        elif stage == "convert":
            texts = [stretch.text for stretch in stretches if not stretch.is_kept]
            other, wanted = survey(texts, lambda text: protect(text, self.options, facts), self.options.to)
            self.facts = replace(facts, other_script=other, wanted_script=wanted)

    def _do_all(self, part: Part) -> _Stretch:
        stretch = _as_stretch(part)
        for stage in self.stages:
            stretch = self._do(stage, stretch)
        return stretch

    def _do(self, stage: str, stretch: _Stretch) -> _Stretch:
        stretch = self._protected(stretch)
        done = self._rewrite(stage, stretch.text, _protection(stretch))
        self.counts.update(done.counts)
        return stretch if done.text == stretch.text else _Stretch(done.text)

    def _rewrite(self, stage: str, text: str, protection: Protection) -> Rewrite:
        if stage == "tidy":
            return tidy(text, self.options, protection, self.facts)
        if stage == "convert":
            return convert(text, self.options, protection, self.facts)
        if stage == "ungloss" and self.options.glosses == "auto":
            found = self.signature
            return remove_glosses([read_page(text, protection)], found) if found else unchanged(text)
        return TEXT_STAGES[stage](text, self.options, protection)

    def _protected(self, stretch: _Stretch) -> _Stretch:
        if stretch.protection is not None:
            return stretch
        return _Stretch(stretch.text, protect(stretch.text, self.options, self.facts))

    def _strip(self, stretches: Iterable[_Stretch]) -> Iterator[str]:
        before: list[_Slice] = []
        held: list[_Slice] = []
        for stretch in stretches:
            held.append(_Slice(stretch, 0, len(stretch.text)))
            text = _text(held)
            end = _line_start(text, len(text) - self.sizes.edge)
            if end == 0:
                continue
            body, held = _cut(held, 0, end), _cut(held, end, len(text))
            yield self._strip_between(before, body, held)
            before += body
            text = _text(before)
            before = _cut(before, _line_start(text, len(text) - self.sizes.edge), len(text))
        yield self._strip_between(before, held, [])

    def _strip_between(self, before: list[_Slice], body: list[_Slice], after: list[_Slice]) -> str:
        """The body stripped, as part of a text in which these stand before and after it."""
        slices = [*before, *body, *after]
        text, protection = _text(slices), DeferredProtection(lambda: _spans(slices))
        start = len(_text(before))
        end = start + len(_text(body))
        pieces: list[str] = []
        position = start
        done = strip(text, self.options, protection)
        if "strip/veto" in done.counts:
            self.counts["strip/veto"] += 1
        for edit in done.edits:
            if edit.end <= start or edit.start >= end or edit.after == text[edit.start : edit.end]:
                continue
            pieces.append(text[position : max(edit.start, start)])
            position = min(edit.end, end)
            if edit.start >= start:  # else it is the end of one that the text before has seen
                pieces.append(edit.after)
                self.counts[edit.rule] += edit.counted
        pieces.append(text[position:end])
        return "".join(pieces)


def _protection(stretch: _Stretch) -> Protection:
    assert stretch.protection is not None
    return stretch.protection


def _text(slices: Iterable[_Slice]) -> str:
    return "".join(stretch.text[start:end] for stretch, start, end in slices)


def _cut(slices: Iterable[_Slice], start: int, end: int) -> list[_Slice]:
    """What lies from `start` to `end` of the text that the slices make up."""
    found: list[_Slice] = []
    position = 0
    for stretch, first, last in slices:
        begin, until = max(start - position, 0) + first, min(end - position + first, last)
        if begin < until:
            found.append(_Slice(stretch, begin, until))
        position += last - first
    return found


def _spans(slices: Iterable[_Slice]) -> tuple[Span, ...]:
    """The protected spans, as offsets of the text that the slices make up."""
    found: list[Span] = []
    position = 0
    for stretch, first, last in slices:
        found += (
            Span(position + max(start, first) - first, position + min(end, last) - first, kind)
            for start, end, kind in _protection(stretch).spans
            if start < last and end > first
        )
        position += last - first
    return tuple(sorted(found))


def _as_stretch(part: Part) -> _Stretch:
    """A part that is kept is code, from end to end."""
    if not part.kept:
        return _Stretch(part.text)
    return _Stretch(part.text, Protection((Span(0, len(part.text), "fence"),)), is_kept=True)


def _line_start(text: str, position: int) -> int:
    """Where the line begins that has the position; the position itself if no line ends before it."""
    if position <= 0:
        return 0
    start = max(text.rfind("\n", 0, position), text.rfind("\r", 0, position)) + 1
    return start + (text[start - 1 : start + 1] == "\r\n") if start else position


def _of_one_size(chunks: Iterable[Data], size: int) -> Iterator[Data]:
    """The same data in pieces that all have the size, but for the last: so how it came makes no difference."""
    held: list[Data] = []
    length = 0
    for chunk in chunks:
        held.append(chunk)
        length += len(chunk)
        if length < size:
            continue
        whole = _join(held)
        end = length - length % size
        yield from (whole[start : start + size] for start in range(0, end, size))
        held, length = [whole[end:]], length - end
    if length:
        yield _join(held)


def _join(pieces: list[Data]) -> Data:
    """All of them; of none, no bytes."""
    joined: Any = type(pieces[0])().join(pieces) if pieces else b""
    return joined  # type: ignore[no-any-return]


def _emptied(things: list[Thing]) -> Iterator[Thing]:
    """Them all, each of which is held no longer than it takes."""
    things.reverse()
    while things:
        yield things.pop()
