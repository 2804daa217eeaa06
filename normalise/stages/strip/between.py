"""Lines that rules do not know, or half know, with furniture around them: what is left of the site's own words."""

from collections.abc import Iterator, Mapping, Sequence

from normalise.stages.strip.cues import cue
from normalise.stages.strip.edges import Edges
from normalise.stages.strip.page import Page

# Between lines of these stands what users wrote.
_USERS = frozenset(
    {"forum_post_header", "forum_actions", "forum_user_panel", "qa_furniture", "comment_box", "ptt_frame"}
)
_BANNER = frozenset(
    {"breadcrumb", "nav_menu", "search_box", "login_bar", "lang_switch", "skip_link", "accesskey", "a11y_bar"}
)
"""What stands above the title of a page."""

_LONGEST = 60
_LONGEST_NAME = 12
_MOST = 4
_MOST_LAST, _DENSE = 2, 4
_FEW, _MANY = 2, 3
"""So many telling words make a sentence between furniture the site's, and so many a long one."""


def find_between(page: Page, edges: Edges, going: Mapping[int, str]) -> dict[int, str]:
    """In the tail, up to `_MOST` such lines between two of furniture, and `_MOST_LAST` after `_DENSE` of it."""
    if not edges.prose:
        return {}
    found: dict[int, str] = {}
    run: list[int] = []
    outward = ""
    for place, index in enumerate(edges.tail):
        if index in going:
            sides = {outward, going[index]} - {""}
            unknown = [line for line in run if page.reading(line) is None]
            if not outward:
                dense = all(line in going for line in edges.tail[place : place + _DENSE])
                fits = dense and len(unknown) <= _MOST_LAST
            else:
                fits = len(unknown) <= _MOST and not (
                    sides & _USERS and any(_is_worded(page, line) for line in unknown)
                )
            if fits:
                found |= dict.fromkeys(run, "joined_furniture")
            run, outward = [], going[index]
        elif _may_stand_between(page, index):
            run.append(index)
        else:
            run, outward = [], ""
    return found


def _may_stand_between(page: Page, index: int) -> bool:
    reading = page.reading(index)
    if reading is not None:
        return reading.strength == "weak"
    text = page.texts[index].strip()
    if page.is_guarded(index) or cue("comment").match(text):
        return False
    if page.is_prose(index):
        return page.telling(index) >= (_FEW if len(text) <= _LONGEST else _MANY)
    return len(text) <= _LONGEST and not cue("signature").search(text)


def _is_worded(page: Page, index: int) -> bool:
    """Has it letters, so that somebody may have written it?"""
    return any(character.isalpha() for character in page.texts[index])


def find_above(page: Page, edges: Edges, going: Mapping[int, str]) -> dict[int, str]:
    """In the head, the site's name and the like above its menu, if what may be the title stands below."""
    lines = [index for index in edges.head if index not in going]
    banner = [index for index in edges.head if going.get(index) in _BANNER]
    if not banner:
        return {}
    above = [index for index in lines if index < banner[-1]]
    below = [index for index in lines if index > banner[-1] and page.reading(index) is None]
    if not above or not below:
        return {}
    return dict.fromkeys((index for index in above if _is_of_banner(page, index)), "nav_menu")


def _is_of_banner(page: Page, index: int) -> bool:
    reading = page.reading(index)
    text = page.texts[index].strip()
    if reading is not None:
        return reading.strength == "weak" or (
            reading.strength == "meta" and cue("weekday").search(text) is not None
        )
    return len(text) <= _LONGEST_NAME and not cue("prose").search(text) and not cue("signature").search(text)


def find_numbers(page: Page, edges: Edges, going: Mapping[int, str]) -> dict[int, str]:
    """In the head, numbers and signs alone on their lines between furniture."""
    found: dict[int, str] = {}
    for run in _runs(edges.head, going):
        if all(page.reading(index) is None and not _is_worded(page, index) for index in run):
            found |= dict.fromkeys(run, "joined_furniture")
    return found


def _runs(lines: Sequence[int], going: Mapping[int, str]) -> Iterator[list[int]]:
    """Lines that stay, as far as they stand together between two that go."""
    run: list[int] | None = None
    for index in lines:
        if index in going:
            if run:
                yield run
            run = []
        elif run is not None:
            run.append(index)
