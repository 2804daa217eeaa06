"""What a board's posts and a page's comments have of people: their names, and what readers wrote."""

from collections.abc import Iterator, Mapping

from normalise.edits import Edit
from normalise.options import Options
from normalise.stages.strip.cues import cue
from normalise.stages.strip.page import Page

_FRAMES = frozenset({"forum_post_header", "forum_user_panel"})
_ACTIONS = frozenset({"forum_actions", "forum_post_header"})
_POSTS = _FRAMES | _ACTIONS | {"like_collect", "qa_furniture"}
_LONGEST_NAME = 12
_LONGEST_ACTIONS = 40
_FEWEST_POSTS = 2


def find_people(page: Page, options: Options, going: Mapping[int, str]) -> dict[int, str]:
    """Names that stand alone before the frame of a post, and comments, as the options say."""
    found: dict[int, str] = {}
    found |= _between_posts(page, going)
    if options.forum_authors == "drop":
        found |= _names(page, {**going, **found})
    if options.comments == "drop":
        found |= _comments(page, going)
    return found


def _names(page: Page, going: Mapping[int, str]) -> dict[int, str]:
    """In a thread of several posts, a short line with the frame of a post right after it, and furniture before."""
    if not _is_thread(going):
        return {}
    found = {}
    title = next(page.after(-1, going), None)
    for index, category in going.items():
        if category not in _FRAMES:
            continue
        name = next(page.before(index, {}), None)
        before = None if name is None else next(page.before(name, {}), None)
        if name is None or name == title or before not in going or name in going or page.is_guarded(name):
            continue
        text = page.texts[name].strip()
        if len(text) <= _LONGEST_NAME and not cue("name_not").search(text) and page.reading(name) is None:
            found[name] = "forum_user_panel"
    return found


def _is_thread(going: Mapping[int, str]) -> bool:
    return (
        sum(category in _ACTIONS or category == "qa_furniture" for category in going.values())
        >= _FEWEST_POSTS
    )


def _between_posts(page: Page, going: Mapping[int, str]) -> dict[int, str]:
    """In a thread of several posts, what can be done with each: two such words on a line, or one beside a frame."""
    if not _is_thread(going):
        return {}
    found = {}
    for index in page.after(-1, going):
        reading = page.whole(index) if len(page.texts[index]) <= _LONGEST_ACTIONS else None
        if reading is None:
            continue
        categories = {item.entry.category for item in reading.items}
        fields = {item.entry.field for item in reading.items}
        framed = categories <= _POSTS and ("forum_post_header" in categories or reading.strength == "edge")
        if len(reading.items) > 1 and categories & _ACTIONS:
            found[index] = "forum_actions"
        elif framed or (
            (categories <= _POSTS or fields == {"date"}) and _is_beside(page, index, {**going, **found})
        ):
            found[index] = "forum_post_header"
    return found


def _is_beside(page: Page, index: int, going: Mapping[int, str]) -> bool:
    """Is the line next to one of a post's frame?"""
    near = (next(page.before(index, {}), -1), next(page.after(index, {}), -1))
    return any(going.get(line) in _POSTS for line in near)


def _comments(page: Page, going: Mapping[int, str]) -> dict[int, str]:
    """Lines that begin like a comment on Taiwan's largest board, and what follows a heading of comments."""
    found = {
        index: "comments"
        for index in page.after(-1, going)
        if cue("comment").match(page.texts[index]) and not page.is_guarded(index)
    }
    headings = [index for index, category in going.items() if category == "comment_box"]
    if headings:
        for index in page.after(min(headings), going):
            if page.is_guarded(index) or page.reading(index) is not None:
                break
            found[index] = "comments"
    return found


def keep_authors(page: Page, going: Mapping[int, str]) -> Iterator[Edit]:
    """For a line of a post's frame that begins with its author: all but the author goes."""
    for index, category in sorted(going.items()):
        reading = page.whole(index) if category == "forum_post_header" else None
        item = reading.items[0] if reading else None
        if reading is None or item is None or item.value is None:
            continue
        if any(part.value == "person" for part in item.entry.parts):
            end = page.starts[index] + reading.folded.positions[item.value[1] - 1] + 1
            yield Edit(end, page.end(index), "", "strip/forum_post_header")
