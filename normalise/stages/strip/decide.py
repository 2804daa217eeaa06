"""The decision: which of the lines that could be furniture are.

A line that is sure goes wherever it stands. The rest is decided from each edge inward: the head and the tail of a
document end at its first and last prose, or after a few lines that stay. Edges are counted in lines that
stay, and the decision is repeated until nothing more goes: so a second run finds what the first one left.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from normalise.language.fold import fold
from normalise.stages.strip.page import Page, split_again
from normalise.stages.strip.reading import Reading
from normalise.stages.strip.rules import STRENGTHS, Rule, Strength, Table

_HEAD_STAYS = 4
_TAIL_STAYS = 3
_LONGEST_TITLE = 60
_LONGEST_ITEM = 50
_MOST_LISTED = 15
_LISTS = frozenset({"related_header", "hot_list"})
# What a notice says of itself, too: one such line after the other is no sign of a footer.
_CONTENT = frozenset({"organizer", "tech_support", "site_contact"})
_STATEMENT = re.compile(r"[。;；]|[!！]$")
_PROSE = re.compile(r"[。!?！？;；]")
# A line that announces an example, and one that explains it: what stands between is quoted, not furniture.
_ANNOUNCES = re.compile(
    r"(?:如|例|格式|样|写|显示|标注|标明|注明|内容|代码|文字|字样|按钮|包括|以下|下面|下列|形式|所示).{0,12}[:：]\s*$"
)
_EXPLAINS = re.compile(
    r"\s*(?:其中|表示|即|这[是行里个一]|那是|该行|此行|意思|含义|说明|指的是|上面|上述|以上|也就是|點|点击(?:后|以后|它|该))"
)
_NUMBERED = re.compile(r"\s*([【(（〖〔])\s*([0-9０-９]{1,3})\s*[】)）〗〕]")
_FIGURE = re.compile(r"\s*[^\s:：]{2,12}[:：]\s*\d")
_NOT_LISTED = re.compile(
    r"[:：]|附件|附:|联系|聯繫|聯絡|电话|電話|地址|^\s*[\d一二三四五六七八九十〇零]{2,4}\s*年.{2,12}日\s*$"
)


class Edges(NamedTuple):
    """The indexes of the lines of each edge, from the edge inward; `listed` are the titles under 相关新闻."""

    head: tuple[int, ...]
    tail: tuple[int, ...]
    listed: Mapping[int, str]
    titled: bool


def decide(page: Page, table: Table, metadata: str) -> dict[int, str]:
    """The lines that go, by index, with the category of each."""
    gone: dict[int, str] = {}
    while True:
        more = dict(_decide_once(page, table.rules, metadata, gone))
        if not more:
            return gone
        gone |= more
        page = split_again(page, [index for index in page.written if index not in gone], table)


def _decide_once(
    page: Page, rules: Mapping[str, Rule], metadata: str, gone: Mapping[int, str]
) -> Iterator[tuple[int, str]]:
    left = [index for index in page.written if index not in gone]
    careful = _topics(page, rules, left)
    edges = _edges(page, left)
    places = dict.fromkeys(edges.tail, "tail") | dict.fromkeys(edges.head, "head")
    both = set(edges.head) & set(edges.tail)
    going: dict[int, str] = {}

    def is_there(index: int, where: str) -> bool:
        return index in places and (where == "both" or index in both or places[index] == where)

    for order, index in enumerate(left):
        reading = page.readings.get(index)
        if reading is None:
            continue
        strength = _strength(reading, careful)
        rule = rules[reading.category]
        if strength in ("sure", "edge") and _quoted(page, left, order, is_there(index, "head")):
            continue
        if (
            strength == "sure"
            or (strength == "edge" and is_there(index, rule.where))
            or (strength == "weak" and reading.mixed and is_there(index, "both"))
            or (strength == "meta" and metadata != "keep" and index in places)
        ):
            going[index] = reading.category
    going |= edges.listed
    if edges.titled:
        going |= _menu(page, edges.head)
    for run, stays in ((edges.head, not edges.titled), (edges.tail, False)):
        going |= _weak(page, run, {**gone, **going}, careful, stays)
    going |= _markers(page, left, {**gone, **going})
    yield from going.items()


def _strength(reading: Reading, careful: frozenset[str]) -> Strength:
    strength = reading.strength
    if strength == "meta" or reading.category not in careful:
        return strength
    return STRENGTHS[min(STRENGTHS.index(strength) + 1, 2)]


def _topics(page: Page, rules: Mapping[str, Rule], left: list[int]) -> frozenset[str]:
    """The categories that the document itself is about, by its title."""
    titles = [
        fold(page.lines[index].text).text
        for index in [index for index in left if index not in page.readings][:2]
        if len(page.lines[index].text) <= _LONGEST_TITLE
    ]
    return frozenset(
        rule.category
        for rule in rules.values()
        if any(topic in title for topic in rule.topics for title in titles)
    )


def _edges(page: Page, left: list[int]) -> Edges:
    prose = any(_is_prose(page, index) for index in left if index not in page.readings)
    most_head = _HEAD_STAYS if prose else 1
    most_tail = 0 if not prose else _TAIL_STAYS if left[-1:] and left[-1] in page.readings else 1
    head: list[int] = []
    stays = 0
    titled = False
    for index in left:
        if index not in page.readings:
            if index in page.guarded or _is_prose(page, index, is_title=not titled):
                break
            stays += 1
            if stays > most_head:
                break
            titled = True
        head.append(index)
    tail: list[int] = []
    listed: dict[int, str] = {}
    backwards = left[::-1]
    stays = 0
    position = 0
    while position < len(backwards):
        index = backwards[position]
        if index not in page.readings:
            if index in page.guarded or _is_prose(page, index):
                break
            last = not any(outward in page.readings for outward in tail)
            items = _list_items(page, backwards, position, last=last) if position == 0 or not last else []
            if items:
                listed |= dict.fromkeys(items[:-1], "related_item") | {
                    items[-1]: page.readings[items[-1]].category
                }
                position += len(items)
                tail += items
                continue
            stays += 1
            if stays > most_tail:
                break
        tail.append(index)
        position += 1
    if not prose:
        listed = {}
    return Edges(tuple(head), tuple(tail), listed, titled)


def _list_items(page: Page, backwards: list[int], position: int, *, last: bool) -> list[int]:
    """The titles from here up to and with the heading of a list such as 相关新闻; none, if they are not that.

    At the end of the document, with no furniture after them, the heading must be plain, and they two or more.
    """
    items: list[int] = []
    for index in backwards[position : position + _MOST_LISTED + 1]:
        reading = page.readings.get(index)
        if reading is not None:
            if reading.category not in _LISTS or (last and (reading.strength == "weak" or len(items) < 2)):
                return []
            return [*items, index]
        text = page.lines[index].text.strip()
        if (
            index in page.guarded
            or len(text) > _LONGEST_ITEM
            or _PROSE.search(text)
            or _NOT_LISTED.search(text)
        ):
            return []
        items.append(index)
    return []


def _menu(page: Page, head: tuple[int, ...]) -> dict[int, str]:
    """A menu that begins the document with 首页, one word on a line."""
    words: list[int] = []
    for index in head:
        reading = page.readings.get(index)
        if reading is None or reading.category != "nav_menu":
            break
        words.append(index)
    if len(words) < 3 or not page.readings[words[0]].folded.text.endswith("首页"):
        return {}
    return dict.fromkeys(words, "nav_menu")


def _weak(
    page: Page, run: tuple[int, ...], going: Mapping[int, str], careful: frozenset[str], stays: bool
) -> dict[int, str]:
    """Weak lines of one edge, given from the edge inward, that stand among what goes.

    With furniture outward of it, a weak line goes if there is more inward, or if several pieces make it up; at
    the very edge only with furniture inward. `stays`: keep lines of one piece, one of which is the title.
    """
    found: dict[int, str] = {}
    outward: int | None = None
    for place, index in enumerate(run):
        reading = page.readings.get(index)
        if reading is not None and reading.strength == "meta" and index not in going:
            continue
        if reading is not None and index not in going and _strength(reading, careful) == "weak":
            lone = index - 1 not in page.readings and index + 1 not in page.readings
            several = reading.category not in careful and (
                len(reading.items) > 1 or not (lone or reading.category in _CONTENT)
            )
            at_edge = outward is None
            after = at_edge or outward in going or outward in found
            if (
                after
                and not (stays and len(reading.items) == 1)
                and (_inward(page, run[place + 1 :], going) or (several and not at_edge))
            ):
                found[index] = reading.category
        outward = index
    return found


def _inward(page: Page, run: tuple[int, ...], going: Mapping[int, str]) -> bool:
    for index in run:
        if index in going:
            return True
        if index not in page.readings:
            return False
    return False


def _quoted(page: Page, left: list[int], order: int, in_head: bool) -> bool:
    """Announced by the text before it, or explained by the text after it, or one of several figures."""
    for index in reversed(left[max(order - 6, 0) : order]):
        if index not in page.readings:
            if _ANNOUNCES.search(page.lines[index].text[-30:]):
                return True
            break
    near = [index for index in left[max(order - 1, 0) : order + 2] if index not in page.readings]
    if page.readings[left[order]].category == "view_counter" and any(
        _FIGURE.match(page.lines[index].text) for index in near
    ):
        return True
    return (
        not in_head
        and order + 1 < len(left)
        and _EXPLAINS.match(page.lines[left[order + 1]].text) is not None
    )


def _markers(page: Page, left: list[int], going: Mapping[int, str]) -> dict[int, str]:
    """Page numbers such as 【2】 alone on a line: they stand beside furniture, or alone of their kind.

    Numbers that head questions and sections come one after the other from 1; a pager's begin at 2, because
    the first page bears none.
    """
    if not page.markers:
        return {}
    numbers: dict[str, set[int]] = {}
    for marker in page.markers.values():
        numbers.setdefault(marker.shape, set()).add(marker.number)
    headings = {
        (fold(match[1]).text, int(match[2]))
        for index in left
        if index not in page.markers and (match := _NUMBERED.match(page.lines[index].text))
    }
    series = {shape for shape, found in numbers.items() if {1, 2} <= found} | {
        shape
        for shape, heading in headings
        if numbers.get(shape, set()) & {heading - 1, heading, heading + 1}
    }
    return {
        index: "page_marker"
        for index, (shape, number) in page.markers.items()
        if index not in going and shape not in series and (shape, number) != ("(", 1)
    }


def _is_prose(page: Page, index: int, *, is_title: bool = False) -> bool:
    text = page.lines[index].text.strip()
    return len(text) > _LONGEST_TITLE or (_STATEMENT if is_title else _PROSE).search(text) is not None
