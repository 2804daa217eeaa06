"""The decision: which of the lines that could be furniture are.

A line that is sure goes wherever it stands. The rest is decided from each edge inward: the head and the tail of a
document end at its first and last prose, or after a few lines that stay. Edges are counted in lines that
stay, and the decision is repeated until nothing more goes: so a second run finds what the first one left.
"""

from collections import Counter
from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from normalise.options import Options
from normalise.stages.strip.between import find_above, find_between, find_numbers
from normalise.stages.strip.context import find_markers, find_orphans, find_repeated, is_quoted, topics_of
from normalise.stages.strip.cues import cue
from normalise.stages.strip.edges import Edges, find_edges
from normalise.stages.strip.entries import STRENGTHS, Strength
from normalise.stages.strip.items import Reading
from normalise.stages.strip.lists import find_listed, find_menu, find_menu_lines
from normalise.stages.strip.page import Page
from normalise.stages.strip.people import find_people
from normalise.stages.strip.split import find_split

_LONGEST_LONE = 6
# What a notice says of itself, too: one such line after the other is no sign of a footer.
_CONTENT = frozenset({"organizer", "tech_support", "site_contact"})


def decide(page: Page, options: Options) -> dict[int, str]:
    """The lines that go, by index, with the category of each."""
    candidates = page.sure_candidates()
    gone: dict[int, str] = {}
    while True:
        page.join(find_split(page, gone))
        if gone.keys() >= candidates and _is_unread(page, gone):
            more = _unread(page, options, gone)
        else:
            more = _decide_once(page, options, candidates, gone)
        if not more:
            return gone
        gone |= more


def _decide_once(
    page: Page, options: Options, candidates: AbstractSet[int], gone: Mapping[int, str]
) -> dict[int, str]:
    edges = find_edges(page, gone)
    careful = topics_of(page, gone)
    going: dict[int, str] = {}
    in_head, in_tail = frozenset(edges.head), frozenset(edges.tail)
    for index in sorted({*candidates, *in_head, *in_tail, *page.split}):
        if index in gone or page.is_blank(index):
            continue
        places = ("head",) * (index in in_head) + ("tail",) * (index in in_tail)
        reading = page.reading(index) if places or index in page.split else page.whole(index)
        if reading is not None and _goes(page, options, index, reading, places, careful, gone):
            going[index] = reading.category
    if not edges.prose and not any(page.table.categories[name].proof for name in going.values()):
        going = {index: name for index, name in going.items() if page.whole_strength(index) == "sure"}
    going |= _paths(page, edges)
    if (title := _lone_title(page, edges, going)) is not None:
        del going[title]
    going |= _metadata(page, options, edges)
    if options.related == "drop":
        going |= find_listed(page, edges, gone)
    if edges.titled:
        going |= find_menu(page, edges, gone)
        going |= find_menu_lines(page, edges, going)
        going |= find_above(page, edges, going)
    for place, run, stays in (("head", edges.head, not edges.titled), ("tail", edges.tail, False)):
        going |= _weak(page, place, run, {**gone, **going}, careful, stays)
    going |= find_numbers(page, edges, going)
    going |= find_between(page, edges, going)
    going |= find_people(page, options, {**gone, **going})
    going |= find_orphans(page) | find_repeated(page)
    going |= find_markers(page, {**gone, **going})
    return {index: category for index, category in going.items() if index not in gone}


def _is_unread(page: Page, gone: Mapping[int, str]) -> bool:
    """Does no rule know a line that the decision looks at? So it is with clean text, and with what is left of a page."""
    return not page.split and all(page.reading(index) is None for index in page.ends_without(gone))


def _unread(page: Page, options: Options, gone: Mapping[int, str]) -> dict[int, str]:
    """What goes although no rule knows a line of the edges: the short way of `_decide_once`."""
    going = find_people(page, options, gone) | find_orphans(page) | find_repeated(page)
    going |= find_markers(page, {**gone, **going})
    return {index: category for index, category in going.items() if index not in gone}


def _goes(
    page: Page,
    options: Options,
    index: int,
    reading: Reading,
    places: tuple[str, ...],
    careful: frozenset[str],
    gone: Mapping[int, str],
) -> bool:
    """Does the line go by what it says, and by where it stands?"""
    strength = _strength(reading, careful)
    if page.table.categories[_ruled(reading)].aggressive and not options.aggressive:
        return False
    if strength == "edge" or (strength == "weak" and options.aggressive):
        found = bool(_places(page, reading) & {"both", *places}) and bool(places)
    elif strength == "weak":
        return bool(places) and reading.mixed and _ruled(reading) not in _CONTENT
    else:
        found = strength == "sure"
    return found and not is_quoted(page, index, gone, in_head="head" in places)


def _paths(page: Page, edges: Edges) -> dict[int, str]:
    """A path through the site before the title, which needs no label there."""
    found: dict[int, str] = {}
    for index in edges.head if edges.titled else ():
        reading = page.reading(index)
        if reading is None:
            break
        text = reading.folded.text
        if reading.category == "breadcrumb" and (text.count(">") > 1 or cue("home").search(text)):
            found[index] = "breadcrumb"
    return found


def _lone_title(page: Page, edges: Edges, going: Mapping[int, str]) -> int | None:
    """The first line, if its words are all that is furniture in the head: it is the title of a text."""
    first = edges.head[0] if edges.head else -1
    if first not in going or any(index in going for index in edges.head[1:]):
        return None
    reading = page.reading(first)
    if reading is None or reading.strength != "edge" or len(reading.items) > 1 or reading.partial:
        return None
    text = reading.folded.text
    return first if len(text) <= _LONGEST_LONE and text.isalpha() and text not in page.table.lines else None


def _places(page: Page, reading: Reading) -> set[str]:
    """The edges at which some piece of the line counts."""
    if reading.partial:
        return {"both"}
    return {page.table.categories[item.entry.category].where for item in reading.widgets or reading.items}


def _ruled(reading: Reading) -> str:
    """The category by whose rule the line is judged."""
    if not reading.mixed:
        return reading.category
    return min(reading.widgets, key=lambda item: STRENGTHS.index(item.entry.strength)).entry.category


def _strength(reading: Reading, careful: frozenset[str]) -> Strength:
    strength = reading.strength
    if strength == "meta" or _ruled(reading) not in careful:
        return strength
    return STRENGTHS[min(STRENGTHS.index(strength) + 1, 2)]


def _metadata(page: Page, options: Options, edges: Edges) -> dict[int, str]:
    """Lines of metadata alone: where the option says so, and where a rule drops them at its edge by default."""
    found: dict[int, str] = {}
    for place, edge in (("head", edges.head), ("tail", edges.tail)):
        lines = [
            (index, reading)
            for index in edge
            if (reading := page.reading(index)) is not None and reading.strength == "meta"
        ]
        fields = Counter(item.entry.category for _, reading in lines for item in reading.items)
        for index, reading in lines:
            name = reading.category
            rule = page.table.categories[name]
            by_default = rule.drops == place and edges.prose and fields[name] >= rule.least
            if by_default or options.metadata != "keep":
                found[index] = name
    return found


def _weak(
    page: Page,
    edge: str,
    run: tuple[int, ...],
    going: Mapping[int, str],
    careful: frozenset[str],
    stays: bool,
) -> dict[int, str]:
    """Weak lines of one edge, given from the edge inward, that stand among what goes.

    With furniture outward of it, a weak line goes if there is more inward, or if several pieces make it up; at
    the very edge only with furniture inward. `stays`: keep lines of one piece, one of which is the title.
    """
    found: dict[int, str] = {}
    inward = _inward(page, run, going)
    outward: int | None = None
    for place, index in enumerate(run):
        reading = page.reading(index)
        if reading is not None and reading.strength == "meta" and index not in going:
            continue
        if (
            reading is not None
            and index not in going
            and _strength(reading, careful) == "weak"
            and _places(page, reading) & {"both", edge}
        ):
            near = (next(page.before(index, {}), None), next(page.after(index, {}), None))
            lone = all(other is None or page.reading(other) is None for other in near)
            several = reading.category not in careful and (
                len(reading.items) > 1 or not (lone or reading.category in _CONTENT)
            )
            at_edge = outward is None
            after = at_edge or outward in going or outward in found
            if (
                after
                and not (stays and len(reading.items) == 1)
                and (inward[place] or (several and not at_edge))
            ):
                found[index] = reading.category
        outward = index
    return found


def _inward(page: Page, run: tuple[int, ...], going: Mapping[int, str]) -> list[bool]:
    """For each line of an edge: does one go inward of it, with nothing between them that rules do not know?"""
    found: list[bool] = []
    near = False
    for index in reversed(run):
        found.append(near)
        near = index in going or (near and page.reading(index) is not None)
    return found[::-1]
