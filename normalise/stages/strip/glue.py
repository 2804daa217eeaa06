"""Furniture that shares a line with something that stays."""

from collections.abc import Iterator, Mapping

from normalise.edits import Edit
from normalise.language.fold import fold
from normalise.stages.strip.page import Page
from normalise.stages.strip.reading import Item, Reading, read_folded

_SENTENCE_ENDS = "。！？!?”」』…"
_LONGEST_GLUE = 60


def trim_glued(page: Page, gone: Mapping[int, str]) -> Iterator[Edit]:
    """Cut furniture in brackets off the end of a sentence: `……结束。【打印】【关闭】`."""
    for index in page.bracketed():
        if index in gone or page.is_guarded(index) or page.whole(index) is not None:
            continue
        line = page.texts[index]
        tail = line[-_LONGEST_GLUE:]
        at = max(tail.rfind(end) for end in _SENTENCE_ENDS) + 1
        if at == 0 or tail[at:].lstrip()[:1] not in ("【", "[", "〖", "［"):
            continue
        reading = read_folded(fold(tail[at:]), page.table)
        if reading and all(_is_glue(page, reading, item) for item in reading.items):
            start = page.end(index) - len(tail) + at
            yield Edit(start, page.starts[index] + len(line.rstrip(" ")), "", f"strip/{reading.category}")


def _is_glue(page: Page, reading: Reading, item: Item) -> bool:
    text = f"{reading.folded.text} "
    inside = text[item.start] == "[" or text[item.start - 1] == "["
    glue = page.table.categories[item.entry.category].glue
    return glue and inside and "]" in (text[item.end - 1], text[item.end])
