"""What a damaged place may have been: its bytes in step again, lost bytes as holes, weighed by the model."""

from collections.abc import Iterable, Iterator
from heapq import heappop, heappush, nlargest, nsmallest
from typing import NamedTuple

from normalise.stages.repair.spliced.farm import HALVED, characters, full_width, half_width, to_bytes
from normalise.stages.repair.spliced.holes import LEADS, common, leading, trailing, vanishing
from normalise.stages.repair.spliced.literal import Literal
from normalise.stages.repair.spliced.page import GLOSS, STRIKE, Page

_ASCII_TWINS = {half_width(mark): mark for mark in HALVED}
_LOST = frozenset("?\ufffd")
_MARK = 0xA3  # the lead byte of full-width ASCII
# A byte waits for its trail byte: it is known, or one of those that can follow this first byte of a vanished
# pair, or there is none.
_NONE = 0
_VANISHED_AFTER = 0x100
# No character is dearer in its place than this.
_DEAREST = 16.0
# Farms' runs end at the next ASCII; none was longer than this.
_LONGEST = 160
# How many paths are followed at a time, and of those with a vanished pair.
_BEAM = 60
_VANISHED = 12
# Of dashes and dots two or more stand in a row, and their pairs vanish together.
_IN_ROWS = "—…"
_MOST_IN_A_ROW = 4
# What it costs that a pair has vanished, over and above its likelihood: nothing of the page speaks for it.
_DEAR_TO_VANISH = 1.0
# A path this much dearer than the page as it stands, or than the best path, leads nowhere.
_SLACK = 10.0
_BEHIND = 15.0
# How many answers are given.
_KEPT = 24


class Hit(NamedTuple):
    """A replacement that was seen at this byte. One that is not certain may be a width folded afterwards."""

    offset: int
    character: str
    reading: str = ""
    certain: bool = True


class Candidate(NamedTuple):
    """`text[start:end]` may have been `restored`, which is likelier by `gain` nats.

    `original`, which begins with the character before, has no glosses.
    """

    end: int
    restored: str
    original: str
    hits: tuple[Hit, ...]
    gain: float


class _Path(NamedTuple):
    cost: float
    waiting: int
    last: str
    size: int  # of the original, in bytes, with the one that waits
    original: str
    restored: str
    hits: tuple[Hit, ...]

    def more(
        self, cost: float, waiting: int, size: int, character: str, gloss: str = "", *hits: Hit
    ) -> "_Path":
        return _Path(
            self.cost + cost,
            waiting,
            (self.last + character)[-2:] if character else self.last,
            self.size + size,
            self.original + character,
            self.restored + character + gloss,
            self.hits + hits,
        )


def search(text: str, start: int, left: str, hits: tuple[Hit, ...], page: Page) -> list[Candidate]:
    """The likeliest explanations of the damage that begins at `text[start]`, best first.

    `left` is the last character before it, without its gloss, and the one before that if there is one; `hits` is that gloss, if there is one.
    """
    first = _Path(0.0, _NONE, left, len(to_bytes(left[-1:])), left[-1:], "", hits)
    fronts: dict[int, list[_Path]] = {start: [first]}
    positions = [start]
    literal = Literal(text, start, left, page)
    done: list[tuple[int, _Path]] = []
    while positions:
        position = heappop(positions)
        paths = fronts.pop(position)
        if position > start:
            done += ((position, path) for path in paths if path.waiting == _NONE)
            paths = _prune([path for path in paths if path.waiting != _NONE], literal.cost(position) + _SLACK)
            paths += _vanish(paths, page)
        if position - start > _LONGEST:
            break
        for path in paths:
            for after, further in _go_on(text, position, path, page):
                if after not in fronts:
                    fronts[after] = []
                    heappush(positions, after)
                fronts[after].append(further)
    return _candidates(done, literal)


def _prune(paths: list[_Path], limit: float) -> list[_Path]:
    """The best paths, and of those that go on alike the best two."""
    kept: list[_Path] = []
    alike: dict[tuple[int, str], list[str]] = {}
    for path in sorted(paths):
        if path.cost > limit or len(kept) == _BEAM:
            break
        others = alike.setdefault((path.waiting, path.last), [])
        if len(others) < 2 and path.restored not in others:
            others.append(path.restored)
            kept.append(path)
            limit = min(limit, kept[0].cost + _BEHIND)
    return kept


def _leads(waiting: int) -> tuple[int, ...]:
    return (waiting,) if waiting < _VANISHED_AFTER else vanishing()[waiting - _VANISHED_AFTER]


def _vanish(paths: list[_Path], page: Page) -> list[_Path]:
    """The paths on which the next pair has vanished."""
    firsts = tuple(vanishing())
    cheapest = nsmallest(
        _VANISHED,
        (
            (path.cost + cost, index, character, cost)
            for index, path in enumerate(paths[:_VANISHED])
            if path.waiting < _VANISHED_AFTER
            for character, cost in _complete(path, firsts, page)
        ),
    )
    found = [
        paths[index].more(cost + _DEAR_TO_VANISH, _VANISHED_AFTER + to_bytes(character)[1], 2, character)
        for _, index, character, cost in cheapest
    ]
    twice = nsmallest(
        _VANISHED,
        (
            (path.cost + cost, index, character, cost)
            for index, path in enumerate(found)
            for character in common(_leads(path.waiting), firsts)
            if (cost := page.step(path.last, character)) <= _DEAREST
        ),
    )
    found += [
        found[index].more(cost + _DEAR_TO_VANISH, _VANISHED_AFTER + to_bytes(character)[1], 2, character)
        for _, index, character, cost in twice
    ]
    row = found
    for _ in range(_MOST_IN_A_ROW):
        row = [
            path.more(page.step(path.last, path.last[-1]), path.waiting, 2, path.last[-1])
            for path in row
            if path.last[-1] in _IN_ROWS and to_bytes(path.last[-1])[0] in _leads(path.waiting)
        ]
        found += row
    return found


def _complete(path: _Path, trails: tuple[int, ...], page: Page) -> Iterator[tuple[str, float]]:
    """The characters that these trail bytes make of the byte that waits, and their costs."""
    leads = _leads(path.waiting)
    found: Iterable[str]
    if len(leads) == 1 and len(trails) == 1:
        found = filter(None, (characters().get(bytes((leads[0], trails[0]))),))
    elif len(leads) == 1:
        found = trailing(leads[0], trails)
    elif len(trails) == 1:
        found = leading(leads, trails[0])
    else:
        found = common(leads, trails)
    for character in found:
        cost = page.step(path.last, character)
        if cost <= _DEAREST:
            yield character, cost


def _go_on(text: str, position: int, path: _Path, page: Page) -> Iterator[tuple[int, _Path]]:
    """Where the path leads to: positions after what was read, and the paths there."""
    if path.waiting == _NONE:
        yield from _begin(text, position, path, page)
        return
    found = text[position : position + 1]
    if found in _LOST:
        yield from _lose(text, position, path, page)
    if found == "" or found in "\r\n":
        return
    after = position + 1
    if found == "€":
        pair: tuple[int, ...] = (0x80,)
    elif found.isascii():
        if "!" <= found <= "~":
            # A width that was folded, or a replacement in step with the reader: the pair is whole.
            mark = full_width(found)
            hit = (Hit(path.size, mark, certain=False),) if mark in HALVED else ()
            if ord(found) + 0x80 < 0xFF:
                for character, cost in _complete(path, (_MARK,), page):
                    yield after, path.more(cost, ord(found) + 0x80, 2, character, "", *hit)
        pair = (ord(found),) if found >= "@" else ()
    else:
        encoded = found.encode("gb18030", "replace")
        pair = tuple(encoded) if len(encoded) == 2 else ()
    if not pair:
        return
    gloss = GLOSS.match(text, after)
    for character, cost in _complete(path, pair[:1], page):
        if len(pair) == 2 and gloss and page.readings.get(found) == gloss[1] and pair[1] > 0x80:
            strike = Hit(path.size, found, gloss[1])
            yield gloss.end(), path.more(cost, pair[1], 2, character, "", strike)
        elif len(pair) == 2 and pair[1] > 0x80:
            yield after, path.more(cost, pair[1], 2, character)
        elif len(pair) == 2:
            # A trail byte like this was an ASCII letter of its own, and is in step.
            letter = chr(pair[1])
            further = path.more(cost, _NONE, 1, character)
            yield after, further.more(page.step(path.last + character, letter), _NONE, 1, letter)
        elif gloss is None:
            yield after, path.more(cost, _NONE, 1, character)
        elif (dear := page.cost_of_gloss(character, gloss[1])) is not None:
            own = Hit(path.size - 1, character, gloss[1])
            yield gloss.end(), path.more(cost + dear, _NONE, 1, character, gloss[0], own)


def _begin(text: str, position: int, path: _Path, page: Page) -> Iterator[tuple[int, _Path]]:
    """The replacement that put the reader out of step."""
    if strike := STRIKE.match(text, position):
        if mark := _ASCII_TWINS.get(path.last[-1:]):
            # The farm halved it after the replacement tore it from what follows.
            path = _Path(0.0, _NONE, path.last[:-1] + mark, 2, mark, "", (Hit(0, mark),))
        encoded = to_bytes(path.last[-1:])
        if len(encoded) == 2 and encoded[1] > 0x80:
            for character, lost, dear in _struck(strike[1], encoded[1], page):
                yield strike.end(), path.more(dear, lost, 1, "", "", Hit(path.size - 1, character, strike[1]))
    elif mark := _ASCII_TWINS.get(text[position + 1 : position + 2]):
        hit = Hit(path.size + 1, mark)
        for character in leading(LEADS, _MARK):
            cost = page.step(path.last, character)
            yield position + 2, path.more(cost, ord(half_width(mark)) + 0x80, 3, character, "", hit)


def _struck(reading: str, lead: int, page: Page) -> Iterator[tuple[str, int, float]]:
    """The characters with this lead byte whose gloss it may be, their trail bytes, and what it costs to think so."""
    owners = [(character, 0.0) for character in page.owners(reading)]
    for character, dear in owners + page.strangers(reading, lead):
        encoded = to_bytes(character)
        if len(encoded) == 2 and encoded[0] == lead and encoded[1] > 0x80:
            yield character, encoded[1], dear


def _lose(text: str, position: int, path: _Path, page: Page) -> Iterator[tuple[int, _Path]]:
    """A lead byte was lost again: it is the trail byte that the path waits for, and brings it in step."""
    if strike := STRIKE.match(text, position):
        for lead in _leads(path.waiting):
            for character, _, dear in _struck(strike[1], lead, page):
                own = Hit(path.size - 1, character, strike[1])
                cost = page.step(path.last, character) + dear
                yield strike.end(), path.more(cost, _NONE, 1, character, f"({strike[1]})", own)
        return
    found = text[position + 1 : position + 2]
    if found < "@":
        for character, cost in _complete(path, LEADS, page):
            yield position + 1, path.more(cost, _NONE, 1, character)
    if found != "(" and not found.isascii():
        # The bracket went with the lead byte.
        for character, cost in _complete(path, LEADS, page):
            bracketed = path.more(cost, _NONE, 1, character)
            yield position + 1, bracketed.more(page.step(path.last + character, "("), _NONE, 1, "(")


def _candidates(done: list[tuple[int, _Path]], literal: Literal) -> list[Candidate]:
    if not done:
        return []
    furthest = literal.clip(max(end for end, _ in done) + 1)
    stays = literal.cost(furthest)
    found = [
        Candidate(
            end,
            path.restored,
            path.original,
            path.hits,
            stays - path.cost - literal.after(path.last, end, furthest),
        )
        for end, path in done
    ]
    return nlargest(_KEPT, found, key=lambda candidate: candidate.gain)
