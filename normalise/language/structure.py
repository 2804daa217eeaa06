r"""What a format that programs read says besides prose: keys, tags, timings, delimiters.

The prose of a format is what stands in its values; all else is structure. Nobody is told apart by a parser
here: files are often a little wrong, and what is wrong must stay as it is too. Every pattern is linear.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from normalise.language.markup import find_literal_elements
from normalise.language.patterns import compile_later

Range = tuple[int, int]

_STRING = compile_later(r'"((?:[^"\\\r\n]|\\[^\r\n])*)"?')
_ESCAPE = compile_later(r"\\(?:u[0-9A-Fa-f]{4}|[^\r\n])")
_COLON = compile_later(r"[ \t\r\n]*:")
_LINE = compile_later(r"[^\r\n]*(?:\r\n?|\n)?")

_YAML_KEY = compile_later(
    r"""[ \t]*(?:[-?][ \t]+)*(?:"[^"\r\n]*"|'[^'\r\n]*'|[^\s:#"'{}\[\],&*!|>-][^:\r\n]*|-[^\s:][^:\r\n]*):(?=[ \t\r\n]|\Z)[ \t]*"""
)
_YAML_FLOW_KEY = compile_later(r"[{,][^{}\[\],:\r\n]+:(?=[ \t\r\n])")
_YAML_NAME = compile_later(r"(?<![^ \t\r\n])[&*!][^ \t\r\n]+")

_TAG = compile_later(r"<!--|<!\[CDATA\[|\]\]>|<[^<>]*>|&[#\w]+;")
_COMMENT_END = "-->"

_CELL = compile_later(r'[^,;\t|\r\n"]+')
_NOT_A_NAME = compile_later(r"[。，！？；、]|[0-9]{4}")
_WIDEST_NAME = 20
_BLANKS_AT_END = compile_later(r"\t+|(?<![ \t]) +(?=[\r\n]|\Z)")

_TIMING = "-->"
_CUE_MARK = compile_later(r"\[[0-9:.]+\]|\{\\[^{}\r\n]*\}|<[^<>\r\n]*>")
_ASS_EVENT = compile_later(r"(?:Dialogue|Comment):(?:[^,\r\n]*,){9}")
_ASS_MARK = compile_later(r"\{[^{}\r\n]*\}|\\[Nnh]")
_PO_STRING = compile_later(r'[ \t]*(?:(msg\w+(?:\[[0-9]+\])?)[ \t]+)?"((?:[^"\\\r\n]|\\[^\r\n])*)"')
_PO_HEADER = compile_later(r"[A-Za-z-]+: ")


def find_structure(text: str, form: str) -> list[Range]:
    r"""The stretches of the text, in order, that its format says; none where the format is prose.

    >>> text = '{"標題": "導\\n言"}'
    >>> [text[start:end] for start, end in find_structure(text, "json")]
    ['{"標題": "', '\\n', '"}']
    """
    finder = _PROSE.get(form)
    if finder is not None:
        return list(_complement(finder(text), len(text)))
    marks = _MARKS.get(form)
    return sorted(marks(text)) if marks is not None else []


def outline(text: str, form: str) -> str:
    """The ASCII of the structure: what no stage may change.

    >>> outline('{"標題": "導言"}', "json") == outline('{"标题": "导言"}', "json")
    True
    """
    return "".join(
        char for start, end in find_structure(text, form) for char in text[start:end] if char.isascii()
    )


def _complement(ranges: Iterable[Range], length: int) -> Iterator[Range]:
    position = 0
    for start, end in ranges:
        if start > position:
            yield position, start
        position = end
    if position < length:
        yield position, length


def _without(pattern: re.Pattern[str], text: str, start: int, end: int) -> Iterator[Range]:
    for match in pattern.finditer(text, start, end):
        if match.start() > start:
            yield start, match.start()
        start = match.end()
    if end > start:
        yield start, end


def _json(text: str) -> Iterator[Range]:
    for match in _STRING.finditer(text):
        if not _COLON.match(text, match.end()):
            yield from _without(_ESCAPE, text, *match.span(1))


def _ass(text: str) -> Iterator[Range]:
    for line in _LINE.finditer(text):
        event = _ASS_EVENT.match(line[0])
        if event:
            end = line.start() + len(line[0].rstrip("\r\n"))
            yield from _without(_ASS_MARK, text, line.start() + event.end(), end)


def _po(text: str) -> Iterator[Range]:
    keyword = ""
    for line in _LINE.finditer(text):
        string = _PO_STRING.match(line[0])
        if string is None:
            keyword = ""
            continue
        keyword = string[1] or keyword
        if keyword.startswith("msgstr") and not _PO_HEADER.match(string[2]):
            start, end = (line.start() + place for place in string.span(2))
            yield from _without(_ESCAPE, text, start, end)


def _yaml(text: str) -> Iterator[Range]:
    for line in _LINE.finditer(text):
        key = _YAML_KEY.match(line[0])
        if key:
            yield line.start(), line.start() + key.end()
        if "{" in line[0]:
            yield from _shift(_YAML_FLOW_KEY, line)
        if any(mark in line[0] for mark in "&*!"):
            yield from _shift(_YAML_NAME, line)


def _shift(pattern: re.Pattern[str], line: re.Match[str]) -> Iterator[Range]:
    for match in pattern.finditer(line[0]):
        yield line.start() + match.start(), line.start() + match.end()


def _markup(text: str) -> Iterator[Range]:
    position = 0
    while match := _TAG.search(text, position):
        position = match.end()
        if match[0] == "<!--":
            end = text.find(_COMMENT_END, position)
            position = len(text) if end < 0 else end + len(_COMMENT_END)
        yield match.start(), position


def _html(text: str) -> Iterator[Range]:
    yield from _markup(text)
    for start, end, _kind in find_literal_elements(text):
        yield start, end


def _table(text: str) -> Iterator[Range]:
    first = _LINE.match(text)
    if first and first[0].strip() and all(_is_name(cell) for cell in _CELL.findall(first[0])):
        yield first.span()
    for match in _BLANKS_AT_END.finditer(text):
        yield match.span()


def _is_name(cell: str) -> bool:
    """Might a column be called this? A sentence or a number is a value."""
    return len(cell) <= _WIDEST_NAME and not _NOT_A_NAME.search(cell)


def _subtitle(text: str) -> Iterator[Range]:
    for line in _LINE.finditer(text):
        if _TIMING in line[0]:
            yield line.span()
        else:
            yield from _shift(_CUE_MARK, line)


# Of these formats the prose is found, and of those the marks.
_PROSE: Mapping[str, Callable[[str], Iterator[Range]]] = {"json": _json, "ass": _ass, "po": _po}
_MARKS: Mapping[str, Callable[[str], Iterator[Range]]] = {
    "yaml": _yaml,
    "csv": _table,
    "xml": _markup,
    "html": _html,
    "subtitle": _subtitle,
}
