"""Furniture that shares a line with something that stays."""

from collections.abc import Iterator, Mapping

from normalise.edits import Edit
from normalise.language.fold import fold
from normalise.language.protect import Protection
from normalise.stages.strip.page import GUARDED, Page
from normalise.stages.strip.reading import Item, Reading, read_folded
from normalise.stages.strip.rules import Table

_SENTENCE_ENDS = "。！？!?”」』…"
_LONGEST_GLUE = 60
# Words of these kinds, in brackets, are furniture even at the end of a sentence.
_GLUES = frozenset(
    {"print_close", "font_size", "back_to_top", "media_residue", "read_more", "share_bar", "report_error"}
)


def trim_glued(page: Page, gone: Mapping[int, str], table: Table, protection: Protection) -> Iterator[Edit]:
    """Cut furniture in brackets off the end of a sentence: `……结束。【打印】【关闭】`."""
    guard = protection.only(*GUARDED)
    for index in page.bracketed:
        line = page.lines[index]
        if index in gone or index in page.readings:
            continue
        if guard.spans and guard.overlaps(line.start, line.end):
            continue
        tail = line.text[-_LONGEST_GLUE:]
        at = max(tail.rfind(end) for end in _SENTENCE_ENDS) + 1
        if at == 0 or tail[at:].lstrip()[:1] not in ("【", "[", "〖", "［"):
            continue
        reading = read_folded(fold(tail[at:]), table)
        if reading and all(_is_glue(reading, item) for item in reading.items):
            start = line.end - len(tail) + at
            yield Edit(start, line.end, "", f"strip/{reading.category}")


def _is_glue(reading: Reading, item: Item) -> bool:
    text = f"{reading.folded.text} "
    inside = text[item.start] == "[" or text[item.start - 1] == "["
    return item.entry.category in _GLUES and inside and "]" in (text[item.end - 1], text[item.end])
