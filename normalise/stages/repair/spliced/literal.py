"""What a damaged place costs as it stands, which every answer has to beat."""

from normalise.stages.repair.spliced.page import GLOSS, STRIKE, Page, plain_step

# Glosses are of characters; one of a letter shows that the letter was half of one.
_GLOSS_OF_NOTHING = 12.0


class Literal:
    """What the page costs as it stands, from the damage on; the page itself is no witness for that."""

    def __init__(self, text: str, start: int, left: str, page: Page) -> None:
        self._text, self._start, self._left, self._page = text, start, left, page
        self._costs = [0.0]

    def cost(self, end: int) -> float:
        """Of all before `end`."""
        while len(self._costs) <= end - self._start:
            position = self._start + len(self._costs) - 1
            before = self._text[position - 1] if position > self._start else self._left[-1:]
            if gloss := GLOSS.match(self._text, position):
                cost = _GLOSS_OF_NOTHING if before.isascii() or before == "€" else 0.0
                self._costs += [self._costs[-1] + cost] * (gloss.end() - position)
                continue
            if STRIKE.match(self._text, position):
                self._costs.append(self._costs[-1] + _GLOSS_OF_NOTHING)
                continue
            self._costs.append(self._costs[-1] + plain_step(before, self._text[position]))
        return self._costs[end - self._start]

    def clip(self, end: int) -> int:
        """`end`, or the end of the text before it."""
        return min(end, len(self._text))

    def after(self, last: str, end: int, furthest: int) -> float:
        """Of all from `end`, where the text is in step again after the characters `last`, to `furthest`."""
        if end >= furthest:
            return 0.0
        return self._page.step(last, self._text[end]) + self.cost(furthest) - self.cost(end + 1)
