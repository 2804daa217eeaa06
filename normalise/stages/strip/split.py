"""Items whose pieces stand on lines of their own: 返 / 回 / 顶 / 部, or a label and its number."""

from collections.abc import Mapping
from itertools import islice, pairwise

from normalise.language.fold import Folded, fold_text
from normalise.stages.strip.items import Reading, is_closed
from normalise.stages.strip.page import Page, begins_like_furniture
from normalise.stages.strip.reading import read_folded
from normalise.stages.strip.screen import may_shrink

_LINES_AND_STARS = "-—–=*_~·•.|/\\<> \t\u3000"
_EDGE_LINES = 40
_LONGEST_BEGINNING = 30
_LONGEST_PIECE = 40
_LONGEST_FRAGMENT = 4
_LONGEST_VALUE = 20
_MOST_FRAGMENTS = 8
_COLONS = (":", "：")
# Folding may take more away behind one of these than `fold_text` does: a gloss, an entity.
_MORE_TO_FOLD = "(（&"


def find_split(page: Page, gone: Mapping[int, str]) -> dict[int, Reading]:
    """The readings of such items at both edges, of the lines that are left; its lines share a reading."""
    head = list(islice(page.after(-1, gone), _EDGE_LINES))
    tail = list(islice(page.before(len(page.texts), gone), _EDGE_LINES))[::-1]
    return _find(page, head) | _find(page, tail)


def _find(page: Page, edge: list[int]) -> dict[int, Reading]:
    found: dict[int, Reading] = {}
    lengths = [len(page.texts[index]) for index in edge]
    for place, (length, following) in enumerate(pairwise(lengths)):
        # Most lines are followed by one that is longer than any piece.
        if length > _LONGEST_BEGINNING or following > _LONGEST_PIECE:
            continue
        first = edge[place]
        if first not in found and (joined := _item(page, edge[place : place + _MOST_FRAGMENTS])):
            count, reading = joined
            found |= dict.fromkeys(edge[place : place + count], reading)
    return found


def _item(page: Page, lines: list[int]) -> tuple[int, Reading] | None:
    """The item that begins with the first of the lines: how many it has of them, and what it reads as."""
    beginning = page.texts[lines[0]]
    if _is_rule(beginning) or not begins_like_furniture(fold_text(beginning), page.table):
        return None
    following = page.texts[lines[1]]
    both = f"{beginning}{following}"
    # Most are too long for a piece, which is told without reading them.
    if not _may_follow(beginning, following) and not may_shrink(both):
        return None
    if not any(map(both.__contains__, _MORE_TO_FOLD)) and not _may_follow(
        fold_text(beginning), fold_text(following)
    ):
        return None
    pieces = [page.line(lines[0]).folded.text]
    labelled = pieces[0].endswith(_COLONS)
    if not _may_follow(pieces[0], page.line(lines[1]).folded.text):
        return None
    if not labelled and page.whole(lines[0]) is not None:
        return None
    best: tuple[int, Reading] | None = None
    for index in lines[1:]:
        text = page.texts[index]
        if len(text) > _LONGEST_PIECE or _is_rule(text):
            break
        piece = page.line(index).folded.text
        if not _may_follow(pieces[-1], piece):
            break
        pieces.append(piece)
        if labelled and _is_widget(page.whole(index)):
            break
        joined = "".join(pieces)
        if not begins_like_furniture(joined, page.table):
            break
        reading = read_folded(Folded(joined, tuple(range(len(joined) + 1)), frozenset()), page.table)
        if (
            reading
            and len(reading.items) == 1
            and is_closed(reading.items[0])
            and reading.strength in ("sure", "edge")
            and not any(map(page.is_guarded, lines[: len(pieces)]))
        ):
            best = len(pieces), reading
    return best


def _may_follow(before: str, piece: str) -> bool:
    """Is the piece short enough to go on where the one before ends? Behind a colon it is a value."""
    return len(piece) <= (_LONGEST_VALUE if before.endswith(_COLONS) else _LONGEST_FRAGMENT)


def _is_rule(text: str) -> bool:
    """A line of dashes or the like; a bracket is a piece of something."""
    return not text.strip(_LINES_AND_STARS)


def _is_widget(reading: Reading | None) -> bool:
    return reading is not None and reading.strength != "weak"
