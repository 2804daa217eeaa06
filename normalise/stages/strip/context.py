"""What stands around a line: samples that the text quotes, figures, and page numbers alone on a line."""

from collections.abc import Collection, Iterator, Mapping
from itertools import islice

from normalise.language.fold import fold, fold_text
from normalise.stages.strip.cues import cue
from normalise.stages.strip.page import LONGEST_TITLE, Page

_SAMPLE_LINES = 6


def topics_of(page: Page, gone: Mapping[int, str]) -> frozenset[str]:
    """The categories that the document itself is about, by its title."""
    stays = (index for index in page.after(-1, gone) if page.reading(index) is None)
    titles = [
        fold(page.texts[index]).text for index in islice(stays, 2) if len(page.texts[index]) <= LONGEST_TITLE
    ]
    return page.table.about(titles)


def is_quoted(page: Page, index: int, gone: Mapping[int, str], *, in_head: bool) -> bool:
    """An answer, announced by the text before it, explained by the text after it, or one of several figures."""
    if cue("dialogue").match(page.texts[index]):
        return True
    for before in islice(page.before(index, gone), _SAMPLE_LINES):
        if page.reading(before) is None:
            if cue("sample").search(page.texts[before][-30:]):
                return True
            break
    following = next(page.after(index, gone), None)
    reading = page.reading(index)
    if reading and reading.category == "script_residue":
        near = (following, next(page.before(index, gone), None))
        return any(other is not None and _is_code(page, other) for other in near)
    if cue("figure").match(page.texts[index]) and (
        _among_figures(page, page.after(index, gone)) or _among_figures(page, page.before(index, gone))
    ):
        return True
    return not in_head and following is not None and cue("explained").match(page.texts[following]) is not None


def _is_code(page: Page, index: int) -> bool:
    """A line without Chinese that no rule knows: script beside script is a program, not what is left of one."""
    return page.reading(index) is None and cue("han").search(page.texts[index]) is None


def _among_figures(page: Page, lines: Iterator[int]) -> bool:
    """Do figures follow, one of which no rule knows?"""
    for index in islice(lines, _SAMPLE_LINES):
        if cue("figure").match(page.texts[index]) is None:
            return False
        if page.reading(index) is None:
            return True
    return False


def find_orphans(page: Page) -> dict[int, str]:
    """What is left of markup."""
    return dict.fromkeys(page.orphans(), "script_residue")


def find_repeated(page: Page) -> dict[int, str]:
    """A word such as 图片 where a picture was: alone on a line, and more than once."""
    lines = [index for index in page.pictures() if not page.is_guarded(index)]
    return dict.fromkeys(lines, "media_residue") if len(lines) > 1 else {}


def find_markers(page: Page, going: Mapping[int, str]) -> dict[int, str]:
    """Page numbers such as 【2】 alone on a line: they stand beside furniture, or alone of their kind.

    Numbers that head questions and sections come one after the other from 1; a pager's begin at 2, because
    the first page bears none.
    """
    found = _find_pagers(page, going)
    markers = page.markers()
    if not markers:
        return found
    numbers: dict[str, set[int]] = {}
    for marker in markers.values():
        numbers.setdefault(marker.shape, set()).add(marker.number)
    series = {shape for shape, found in numbers.items() if {1, 2} <= found} | {
        shape
        for shape, heading in _headings(page, going, markers)
        if numbers.get(shape, set()) & {heading - 1, heading, heading + 1}
    }
    return found | {
        index: "page_marker"
        for index, (shape, number) in markers.items()
        if index not in going and shape not in series and (shape, number) != ("(", 1)
    }


def _find_pagers(page: Page, going: Mapping[int, str]) -> dict[int, str]:
    """Numbers alone on their lines, and after them 下一页."""
    found: dict[int, str] = {}
    for lines in page.pagers():
        if not any(page.is_guarded(index) for index in lines):
            found |= dict.fromkeys((index for index in lines if not page.is_blank(index)), "page_marker")
    return {index: category for index, category in found.items() if index not in going}


def _headings(page: Page, going: Mapping[int, str], markers: Collection[int]) -> set[tuple[str, int]]:
    """Brackets and numbers with which longer lines begin."""
    found = set()
    for index in page.after(-1, going):
        if index not in markers and (match := cue("numbered").match(page.texts[index])):
            found.add((fold_text(match[1]), int(match[2])))
    return found
