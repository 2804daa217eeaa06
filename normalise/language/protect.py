"""Which spans of a document no stage may touch."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple


class Span(NamedTuple):
    """A protected stretch `start` … `end`, in code points, and why it is protected."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class Protection:
    """The protected spans of one text, in order of their starts; they may nest and overlap."""

    spans: tuple[Span, ...] = ()

    def only(self, *kinds: str) -> "Protection":
        """The part of the protection that is of these kinds."""
        return Protection(tuple(span for span in self.spans if span.kind in kinds))

    def before(self, end: int) -> "Protection":
        """The part of the protection that begins before an offset."""
        return Protection(tuple(span for span in self.spans if span.start < end))

    @cached_property
    def _merged(self) -> tuple[list[int], list[int]]:
        starts: list[int] = []
        ends: list[int] = []
        for span in self.spans:
            if ends and span.start <= ends[-1]:
                ends[-1] = max(ends[-1], span.end)
            else:
                starts.append(span.start)
                ends.append(span.end)
        return starts, ends

    def overlaps(self, start: int, end: int) -> bool:
        """Is any of `text[start:end]` protected? For an empty stretch: is it strictly inside a span."""
        if not self.spans:
            return False
        starts, ends = self._merged
        index = bisect_right(starts, max(start, end - 1)) - 1
        return index >= 0 and ends[index] > start and (end > start or starts[index] < start)

    def stretches(self) -> Iterator[tuple[int, int]]:
        """What is protected, in order, with spans that overlap as one."""
        return zip(*self._merged, strict=True)

    def gaps(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The unprotected stretches of `start` … `end`, in order."""
        starts, ends = self._merged if self.spans else ([], [])
        index = max(bisect_right(starts, start) - 1, 0)
        position = start
        while index < len(starts) and starts[index] < end:
            if starts[index] > position:
                yield position, starts[index]
            position = max(position, ends[index])
            index += 1
        if position < end:
            yield position, end


class DeferredProtection(Protection):
    """Protection that is found when it is first asked for: a stage that has nothing to do never asks."""

    def __init__(self, find: Callable[[], tuple[Span, ...]]) -> None:
        object.__setattr__(self, "_find", find)

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """The protected spans."""
        return self._find()  # type: ignore[attr-defined, no-any-return]


def find_protection(text: str, protect: Sequence[str] = ()) -> Protection:
    r"""What of `text` is not prose, and the user's exact strings; Japanese and Korean are found elsewhere.

    Kinds: fence, code, url, email, path, markup, placeholder, key, off, listed. Each is looked for only
    where a character that it cannot do without is there, so clean prose costs a handful of searches for one
    character; and each in time linear in the text.

    >>> [(span.kind, *span[:2]) for span in find_protection("用`len`看https://example.com/的《導言》", ["導言"]).spans]
    [('code', 1, 6), ('url', 7, 27), ('listed', 29, 31)]
    """
    # Imported here: most documents never ask for protection, and 70 ms of modules are not for them.
    from normalise.language.addresses import find_emails, find_paths, find_urls  # noqa: PLC0415
    from normalise.language.blocks import (  # noqa: PLC0415
        find_breaks,
        find_fences,
        find_indented_code,
        find_off,
    )
    from normalise.language.front_matter import find_keys  # noqa: PLC0415
    from normalise.language.markup import (  # noqa: PLC0415
        find_code,
        find_definitions,
        find_entities,
        find_literal_elements,
        find_placeholders,
        find_tags,
        find_targets,
    )

    spans: set[Span] = set()

    def add(kind: str, ranges: Iterable[tuple[int, int]]) -> None:
        for start, end in ranges:
            spans.add(Span(start, end, kind))

    # Of Chinese text little is ASCII, and to take that out takes less time than to look for two of its characters.
    signs = text.encode("ascii", "ignore").decode("ascii")
    fences = find_fences(text) if "`" in signs or "~" in signs else []
    if (" " in signs and "    " in text) or "\t" in signs:
        fences = _without_overlaps([*fences, *find_indented_code(text)])
    add("fence", fences)
    add("off", find_off(text, fences))
    add("key", find_keys(text))
    if "`" in signs:
        add("code", find_code(text, fences, find_breaks(text)))
    if "<" in signs:
        spans.update(Span(*element) for element in find_literal_elements(text))
        add("markup", find_tags(text))
    if "&" in signs:
        add("markup", find_entities(text))
    if "](" in signs:
        add("markup", find_targets(text))
    if "]:" in signs:
        add("markup", find_definitions(text))
    if "/" in signs or ("." in signs and ("w" in signs or "W" in signs)):
        add("url", find_urls(text))
    if "@" in signs:
        add("email", find_emails(text))
    if "/" in signs or "\\" in signs:
        add("path", find_paths(text))
    if "{" in signs or "%" in signs:
        add("placeholder", find_placeholders(text))
    for string in protect:
        add("listed", _occurrences(text, string))
    return Protection(tuple(sorted(spans)) if spans else ())


def _without_overlaps(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept


def _occurrences(text: str, string: str) -> Iterator[tuple[int, int]]:
    """Every occurrence; those that overlap, as of 哈哈 in 哈哈哈, as one stretch."""
    position = text.find(string) if string else -1
    while position >= 0:
        start, end = position, position + len(string)
        while (position := text.find(string, position + 1, end + len(string) - 1)) >= 0:
            end = position + len(string)
        yield start, end
        position = text.find(string, end)
