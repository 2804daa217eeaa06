"""What the date, source and author lines that go say."""

from collections.abc import Iterable

from normalise.stages.strip.page import Page


def extract(page: Page, gone: Iterable[int]) -> dict[str, str]:
    """The values of the metadata in the lines that go, by field; of two of one field, the first."""
    found: dict[str, str] = {}
    for index in sorted(gone):
        reading = page.whole(index)
        if reading is None:
            continue
        line = page.texts[index]
        for item in reading.items:
            if item.entry.field and item.value and item.entry.field not in found:
                start, end = item.value
                found[item.entry.field] = line[
                    reading.folded.positions[start] : reading.folded.positions[end - 1] + 1
                ]
    return found
