"""Furniture of several lines: menus of one word on a line, lists of other documents."""

from collections.abc import Mapping, Sequence
from itertools import islice

from normalise.language.fold import fold_text
from normalise.stages.strip.cues import cue, menu_words
from normalise.stages.strip.edges import Edges
from normalise.stages.strip.page import Page

_LISTS = frozenset({"related_header", "hot_list", "friend_links", "inline_related", "blog_sidebar"})
_MENUS = frozenset({"nav_menu", "login_bar", "lang_switch", "search_box", "sitemap_links", "a11y_bar"})
_LONGEST_WORD = 8
_LONGEST_KNOWN = 12
_FEWEST_WORDS = 5
_LONGEST_ITEM = 50
_MOST_LISTED = 15


def find_menu(page: Page, edges: Edges, gone: Mapping[int, str]) -> dict[int, str]:
    """A menu with one word on a line before the title, words of the site's own among them."""
    found: dict[int, str] = {}
    run: list[int] = []
    head = edges.head
    for place in range(len(head) + 1):
        index = head[place] if place < len(head) else -1
        inward = head[place + 1 : place + 3]
        # A title stands before metadata and widgets, never before two words of a menu.
        between = len(inward) == 2 and all(_is_menu_word(page, line) for line in inward)
        if index >= 0 and (_is_menu_word(page, index) or (run and between and _is_unknown_word(page, index))):
            run.append(index)
            continue
        if run:
            known = sum(page.reading(line) is not None for line in run)
            first = fold_text(page.texts[run[0]])
            if known >= 2 and len(run) >= (3 if first.endswith(menu_words("beginnings")) else 4):
                found |= dict.fromkeys(run, "nav_menu")
        run = []
        if index >= 0 and index not in gone and page.reading(index) is None:
            break
    return found


def find_menu_lines(page: Page, edges: Edges, going: Mapping[int, str]) -> dict[int, str]:
    """A line of five short words and more, none of which rules know, before the title and beside furniture."""
    found: dict[int, str] = {}
    head = edges.head
    for place, index in enumerate(head):
        if page.reading(index) is not None:
            continue
        cells = page.texts[index].replace("|", " ").replace("｜", " ").split()
        beside = {*head[max(place - 1, 0) : place], *head[place + 1 : place + 2]} & set(going)
        if len(cells) < _FEWEST_WORDS or not beside or any(not _is_short_word(cell) for cell in cells):
            break
        found[index] = "nav_menu"
    return found


def _is_short_word(cell: str) -> bool:
    return 2 <= len(cell) <= _LONGEST_WORD and cell.isalpha()


def _is_menu_word(page: Page, index: int) -> bool:
    text = fold_text(page.texts[index])
    reading = page.reading(index)
    if reading is not None:
        known = len(reading.items) == 1 and reading.category in _MENUS
        return known and len(text) <= _LONGEST_KNOWN and ":" not in text
    return len(text) <= _LONGEST_WORD and text.endswith(menu_words("endings"))


def _is_unknown_word(page: Page, index: int) -> bool:
    return page.reading(index) is None and len(page.texts[index].strip()) <= _LONGEST_WORD


def find_listed(page: Page, edges: Edges, gone: Mapping[int, str]) -> dict[int, str]:
    """Titles in the tail under a heading such as 相关新闻, up to the next furniture or the end."""
    found: dict[int, str] = {}
    lines = _tail_of_lists(page, edges, gone) if edges.prose else []
    for place, heading in enumerate(lines):
        reading = page.reading(heading)
        if reading is None or reading.category not in _LISTS or heading in found:
            continue
        items = _listed(page, lines[place + 1 :])
        if not items:
            continue
        after = lines[place + 1 + len(items) :][:1]
        following = page.reading(after[0]) if after else None
        outward = following is not None and following.strength in ("sure", "edge")
        plain = reading.strength == "weak" or len(items) < 2
        if plain and after and following is None:
            continue
        if outward or not plain or _is_after(page, heading, gone):
            found |= dict.fromkeys(items, "related_item") | {heading: reading.category}
    return found


def _tail_of_lists(page: Page, edges: Edges, gone: Mapping[int, str]) -> list[int]:
    """The tail, and the titles inward of it with what may be their heading."""
    lines = [index for index in edges.tail if index not in gone]
    innermost = lines[-1] if lines else len(page.texts)
    for index in islice(page.before(innermost, gone), _MOST_LISTED + 1):
        lines.append(index)
        if not _is_title(page, index) or page.reading(index) is not None:
            break
    return lines[::-1]


def _listed(page: Page, lines: Sequence[int]) -> list[int]:
    """The first of the lines, as far as they could be titles that rules do not know."""
    items: list[int] = []
    for index in lines[:_MOST_LISTED]:
        if page.reading(index) is not None or not _is_title(page, index):
            break
        items.append(index)
    return items


def _is_after(page: Page, index: int, gone: Mapping[int, str]) -> bool:
    """Does the line stand after furniture?"""
    before = next(page.before(index, gone), None)
    reading = None if before is None else page.reading(before)
    return reading is not None and reading.strength in ("sure", "edge")


def _is_title(page: Page, index: int) -> bool:
    text = page.texts[index].strip()
    return (
        not page.is_guarded(index)
        and len(text) <= _LONGEST_ITEM
        and not cue("sentence").search(text)
        and not cue("not_listed").search(text)
    )
