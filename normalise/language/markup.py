"""Markup inside lines: code spans, tags, entities, link targets, placeholders."""

import re
from bisect import bisect_right
from collections.abc import Iterator

from normalise.language.invisible import BLANKS, HAN, UNSEEN
from normalise.language.lines import lines_with
from normalise.language.patterns import compile_later

Range = tuple[int, int]

# --- code spans ------------------------------------------------------------------------------------------

_BACKTICKS = compile_later("`+")


def find_code(text: str, fences: list[Range], breaks: list[int]) -> list[Range]:
    r"""Code spans: from a run of backticks to the next run of the same length in the same block.

    `breaks` are the positions at which blocks begin. A backslash before a run takes its first backtick
    away, for opening only: so CommonMark has it.

    >>> find_code("`a` ``b ` c`` d`", [], [])
    [(0, 3), (4, 13)]
    """
    return [span for runs in _runs_by_block(text, fences, breaks) for span in _pair(text, runs)]


def _runs_by_block(text: str, fences: list[Range], breaks: list[int]) -> Iterator[list[Range]]:
    fence_starts = [start for start, _ in fences]
    runs: list[Range] = []
    current = (-1, -1)
    for match in _BACKTICKS.finditer(text):
        fence = bisect_right(fence_starts, match.start()) - 1
        if fence >= 0 and match.start() < fences[fence][1]:
            continue
        block = (fence, bisect_right(breaks, match.start()))
        if block != current and runs:
            yield runs
            runs = []
        current = block
        runs.append(match.span())
    if runs:
        yield runs


def _pair(text: str, runs: list[Range]) -> Iterator[Range]:
    by_length: dict[int, list[int]] = {}
    for index, (start, end) in enumerate(runs):
        by_length.setdefault(end - start, []).append(index)
    index = 0
    while index < len(runs):
        start, end = runs[index]
        start += _is_escaped(text, start)
        same = by_length.get(end - start, [])
        place = bisect_right(same, index)
        if place < len(same):
            index = same[place]
            yield start, runs[index][1]
        index += 1


def _is_escaped(text: str, position: int) -> bool:
    first = position
    while first > 0 and text[first - 1] == "\\":
        first -= 1
    return (position - first) % 2 == 1


# --- elements whose content is literal -------------------------------------------------------------------

_LITERAL = compile_later(
    r"<(/?)(pre|script|style|textarea|code|kbd|samp|tt)\b[^<>]*+>", re.IGNORECASE | re.ASCII
)
_INLINE = frozenset({"code", "kbd", "samp", "tt"})


def find_literal_elements(text: str) -> Iterator[tuple[int, int, str]]:
    """`<pre>`, `<script>`, `<style>`, `<textarea>` ("fence") and `<code>` and its kin ("code"), if closed."""
    tags = list(_LITERAL.finditer(text))
    closers: dict[str, list[re.Match[str]]] = {}
    for tag in tags:
        if tag[1]:
            closers.setdefault(tag[2].lower(), []).append(tag)
    position = 0
    for tag in tags:
        if tag[1] or tag.start() < position:
            continue
        name = tag[2].lower()
        candidates = closers.get(name, [])
        place = bisect_right(candidates, tag.start(), key=lambda closer: closer.start())
        if place < len(candidates):
            position = candidates[place].end()
            yield tag.start(), position, "code" if name in _INLINE else "fence"


# --- tags, comments, entities ----------------------------------------------------------------------------

_VALUE = r"(?:\"[^\"]{0,4000}+\"|'[^']{0,4000}+'|[^\s\"'=<>`]++)"
# Outside ASCII an attribute must have a value. Here and below a group is counted, not repeated possessively (see
# tests/test_patterns.py), and giving back a part of what it took leads nowhere.
_ATTRIBUTE = rf"[!#-&(-.0-;?-~]++(?:\s*+=\s*+{_VALUE})?|[^\s!-~][^\s\"'<>/=]*+\s*+=\s*+{_VALUE}"
_ATTRIBUTES = rf"(?:\s++(?:{_ATTRIBUTE})){{0,200}}\s*+/?+"
_TAG = compile_later(rf"<(?:/[A-Za-z][A-Za-z0-9:._-]*+\s*+|[A-Za-z][A-Za-z0-9:._-]*+{_ATTRIBUTES})>")
_DECLARATION = compile_later(r"<(?:![A-Za-z][^<>]*+|\?[A-Za-z][^<>]*+(?<=\?)|%[^<>]*+(?<=%))>")
_CHINESE_NAME = rf"[{HAN}][{HAN}A-Za-z0-9._-]{{0,30}}+"
_CHINESE_CLOSER = compile_later(rf"</({_CHINESE_NAME})\s*+>")
_CHINESE_OPENER = compile_later(rf"<({_CHINESE_NAME}){_ATTRIBUTES}>")
_ENTITY = compile_later(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def find_tags(text: str) -> Iterator[Range]:
    """HTML and XML tags with their attributes, comments, CDATA, declarations.

    An element with a Chinese name is one where the text closes it: <三国演义> may be a book's title.

    >>> [*find_tags("a<b 且 c>d <b>甲</b>")]
    [(10, 13), (14, 18)]
    """
    yield from _enclosed(text, "<!--", "-->")
    yield from _enclosed(text, "<![CDATA[", "]]>")
    for pattern in (_TAG, _DECLARATION, _CHINESE_CLOSER):
        yield from (match.span() for match in pattern.finditer(text))
    closed = {match[1] for match in _CHINESE_CLOSER.finditer(text)} if "</" in text else set()
    if closed:
        yield from (match.span() for match in _CHINESE_OPENER.finditer(text) if match[1] in closed)


def _enclosed(text: str, opening: str, closing: str) -> Iterator[Range]:
    end = 0
    while (start := text.find(opening, end)) >= 0:
        end = text.find(closing, start + len(opening))
        if end < 0:
            return
        end += len(closing)
        yield start, end


def find_entities(text: str) -> Iterator[Range]:
    """Character references such as `&nbsp;` and `&#12345;`."""
    return (match.span() for match in _ENTITY.finditer(text))


# --- link targets ----------------------------------------------------------------------------------------

# An unseen character ends nothing here, since it may go and the target then end elsewhere.
_PLAIN_TARGET = rf"[^\s{UNSEEN}()<>，。；：！？、“”]"
_TARGET = compile_later(
    rf"\]\([ \t]*+(?:<[^<>\r\n]*+>|(?:{_PLAIN_TARGET}++|\({_PLAIN_TARGET}*+\)){{1,200}})(?=[ \t\r\n)]|\Z)\)?"
)
_END_OF_LABEL = compile_later(r"\]:")
_DEFINITION = compile_later(
    rf"[ {UNSEEN}]{{0,3}}\[(?!\^)[^\[\]\r\n]{{1,999}}+\]:[ \t]*+(<[^<>\r\n]*+>|[^\s{UNSEEN}<>，。；：！？、“”]++)(?=[ \t\r\n]|\Z)"
)


def find_targets(text: str) -> Iterator[Range]:
    """Targets of Markdown links and images, with the bracket before them.

    >>> [*find_targets("见[说明](文档/说明.md)")]
    [(4, 15)]
    """
    return (match.span() for match in _TARGET.finditer(text))


def find_definitions(text: str) -> Iterator[Range]:
    """Targets of Markdown reference definitions, `[label]: target`.

    A word is no target: `[注]: 见下` is prose.
    """
    for line in lines_with(_END_OF_LABEL, text):
        match = _DEFINITION.match(text, line.start)
        if match and any(sign in match[1] for sign in "/.#:<"):
            yield match.span(1)


# --- placeholders ----------------------------------------------------------------------------------------

# Each begins with one sign and no class, so that the search goes from sign to sign.
_PLACEHOLDER = compile_later(
    r"\{\{\{?[^{}\r\n]{1,200}+\}\}\}?+"  # {{ name }}, {{{name}}}
    r"|\{%[^{}\r\n]*+(?<=%)\}|\{#[^{}\r\n]*+(?<=#)\}"  # {% if x %}, {# remark #}
    r"|\$\{[^{}\r\n]{1,200}+\}|\#\{[^{}\r\n]{1,200}+\}"  # ${name}, #{name}
    r"|\{[A-Za-z_][A-Za-z0-9_.\[\]]{0,63}+(?:![rsa])?(?::[!-z]{0,20}+)?\}"  # {name}, {price:>8.2f}
    rf"|\{{(?<![A-Za-z0-9*\]}}={UNSEEN}].)(?<!=[{BLANKS}{UNSEEN}].)[{HAN}][{HAN}A-Za-z0-9_]{{0,31}}+\}}"  # {姓名}, but not \textbf{重点}
    r"|%\([^()\s]{1,64}+\)[-#0+]*+[0-9]*+(?:\.[0-9]++)?[diouxXeEfFgGcrsa]"  # %(name)s
    r"|%(?<![0-9]%)(?:[0-9]{1,2}\$)?[-+0#]?[0-9]{0,3}(?:\.[0-9]{1,3})?(?:l{1,2}|h)?[sdifuxXeEgGc@](?![A-Za-z])"  # %s, %.2f
)


def find_placeholders(text: str) -> Iterator[Range]:
    """What a template fills in: `{{name}}`, `${name}`, `{name}`, `{姓名}`, `%(name)s`, `%s`.

    >>> [*find_placeholders("尊敬的{姓名}：余额{{ balance }}元，增长5%")]
    [(3, 7), (10, 23)]
    """
    return (match.span() for match in _PLACEHOLDER.finditer(text))
