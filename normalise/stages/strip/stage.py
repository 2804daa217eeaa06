"""The stage: read the page, decide, and write the edits, the blank lines that they leave included."""

import re
from collections.abc import Iterable, Iterator, Mapping

from normalise.edits import Edit, Rewrite, rewrite, unchanged
from normalise.facts import Facts
from normalise.language.protect import Protection
from normalise.options import Options
from normalise.stages.strip.decide import decide
from normalise.stages.strip.glue import trim_glued
from normalise.stages.strip.metadata import extract
from normalise.stages.strip.page import Page
from normalise.stages.strip.people import keep_authors
from normalise.stages.strip.table import load_table

_LINES = re.compile("[^\n]+")

MOST_REMOVED = 0.6
"""Of the characters that are not blank; a page that would lose more stays as it is."""


def strip(text: str, options: Options, protection: Protection, facts: Facts | None = None) -> Rewrite:
    r"""Take the portal's furniture out of a document, and the blank lines that this would leave doubled.

    Whole lines go; date, source and author stay unless they share their line with a widget. If more than
    `MOST_REMOVED` of the characters or every line would go, the text stays, and the counts say
    `{"strip/veto": 1}`, without an edit. `options.metadata` says what becomes of date, source and author
    lines at the edges: "extract" puts them into `Rewrite.metadata`, under the names of the rules' fields.
    `facts` may say that the text has no anchors of sure furniture.

    >>> strip("首页 > 要闻\n\n水库今晨六时开闸放水。\n\n返回顶部\n", Options(), Protection()).text
    '水库今晨六时开闸放水。\n'
    """
    # Without a Chinese character it is no page of a Chinese portal.
    if text.isascii() or _is_markup(text):
        return unchanged(text)
    edits, metadata = _find_edits(text, options, protection, anchors=facts is None or facts.anchors)
    if not edits:
        return unchanged(text)
    result = rewrite(text, edits)
    if not result.text or result.text.isspace() or _is_too_much(text, edits):
        return Rewrite(text, {"strip/veto": 1})
    return Rewrite(result.text, result.counts, result.edits, metadata)


def _find_edits(
    text: str, options: Options, protection: Protection, *, anchors: bool
) -> tuple[list[Edit], Mapping[str, str]]:
    """What to take out, and the metadata asked for. The page, which of a long text takes much room, ends here."""
    page = Page(text, protection, load_table(options.rules), anchors=anchors)
    gone = decide(page, options)
    edits: list[Edit] = []
    if options.forum_authors == "keep":
        edits += keep_authors(page, gone)
        cut = {page.index_at(edit.start) for edit in edits}
        gone = {index: category for index, category in gone.items() if index not in cut}
    edits += _removals(page, gone) if gone else ()
    edits += trim_glued(page, gone) if options.trim else ()
    return edits, extract(page, gone) if options.metadata == "extract" else {}


def _is_too_much(text: str, edits: Iterable[Edit]) -> bool:
    """Would the text lose more than `MOST_REMOVED`? It is only counted as far as settles that."""
    lost = sum(_written(text[edit.start : edit.end]) - _written(edit.after) for edit in edits)
    seen = 0
    for line in _LINES.finditer(text):
        seen += _written(line[0])
        if seen * MOST_REMOVED >= lost:
            return False
    return lost > 0


def _written(text: str) -> int:
    """How many characters are not blank."""
    return sum(map(len, text.split()))


def _is_markup(text: str) -> bool:
    """Is it a page's source? There, a line of furniture may be the content of an element."""
    # Looking for one character is much faster than looking for two.
    closing = text.count("</") if "<" in text else 0
    return closing >= 3 and closing * 10 >= text.count("\n")


def _removals(page: Page, gone: Mapping[int, str]) -> Iterator[Edit]:
    """One edit for each line that goes; it takes the blank lines with it that would be doubled."""
    starts, count = page.starts, len(page.texts)
    indexes = sorted(gone)
    position = 0
    while position < len(indexes):
        group = [indexes[position]]
        while position + 1 < len(indexes) and all(
            page.is_blank(between) for between in range(indexes[position] + 1, indexes[position + 1])
        ):
            position += 1
            group.append(indexes[position])
        position += 1
        first, last = group[0], group[-1] + 1
        while first > 0 and page.is_blank(first - 1):
            first -= 1
        while last < count and page.is_blank(last):
            last += 1
        before, after = group[0] - first, last - group[-1] - 1
        if first == 0:
            start, end = 0, starts[last]
        elif last == count:
            start, end = starts[first], len(page.text)
            if not page.text.endswith(("\n", "\r")):
                start = _text_end(page, first - 1)
        elif before >= after:
            start, end = starts[group[0]], starts[last]
        else:
            start, end = starts[first], starts[group[-1] + 1]
        cuts = [start, *(starts[index] for index in group[1:]), end]
        for index, begin, until in zip(group, cuts[:-1], cuts[1:], strict=True):
            yield Edit(begin, until, "", f"strip/{gone[index]}")


def _text_end(page: Page, index: int) -> int:
    """Where the line's newline begins, of which a carriage return is part."""
    end = page.end(index)
    return end - (page.text[end - 1 : end + 1] == "\r\n")
