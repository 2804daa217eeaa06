"""Every regular expression takes linear time, and none repeats a group possessively, nor makes one atomic.

CPython before 3.11.5 matches such groups wrongly where their insides can backtrack (gh-106052) or look ahead
(gh-100061); Debian 12 ships 3.11.2. A possessive repeat of one character or class is right everywhere. In
place of `(?:…)*+` stands a counted `(?:…){0,200}` whose pieces can be told apart by their first characters, so
that it is linear and finds the same.
"""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields, is_dataclass
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from linear import superlinear

import normalise
from normalise.language.patterns import Deferred, compile_for
from normalise.screen import SCREENED, source_of_any
from normalise.stages.convert.scope import load_target
from normalise.stages.strip import list_rules
from normalise.stages.strip.table import built_in
from normalise.stages.strip.values import VALUES
from normalise.stages.tidy import SUSPECT, SUSPECT_OR_BREAK

parser = importlib.import_module("re._parser")  # the standard library has no public one
ONE_CHARACTER = {parser.LITERAL, parser.NOT_LITERAL, parser.IN, parser.ANY}


def faults(pattern: str | bytes, flags: int = 0) -> list[str]:
    return list(_faults(parser.parse(pattern, flags)))


def _faults(node: object) -> Iterator[str]:
    """Walk what the parser made: lists of (operation, argument), the arguments tuples of such lists."""
    items = list(node) if isinstance(node, tuple | list | parser.SubPattern) else []
    operation = items[0] if items else None
    if operation is parser.ATOMIC_GROUP:
        yield "atomic group"
    elif operation is parser.POSSESSIVE_REPEAT and not _is_one_character(items[1][-1]):
        yield "possessive group"
    for item in items:
        yield from _faults(item)


def _is_one_character(body: list[tuple[object, object]]) -> bool:
    return len(body) == 1 and body[0][0] in ONE_CHARACTER


def modules() -> list[ModuleType]:
    found = pkgutil.walk_packages(normalise.__path__, "normalise.")
    # That for datatrove can't be imported without it, and has no patterns.
    left_out = ("normalise.__main__", "normalise.engines.datatrove")
    return [importlib.import_module(module.name) for module in found if module.name not in left_out]


def patterns_in(value: object) -> Iterator[re.Pattern[str] | re.Pattern[bytes]]:
    """Compiled patterns in a value of a module: in collections, in records, behind loaders of tables."""
    if isinstance(value, re.Pattern | Deferred):
        yield value  # type: ignore[misc]
    elif hasattr(value, "cache_info") and callable(value) and not inspect.signature(value).parameters:
        yield from patterns_in(value())
    elif isinstance(value, Mapping):
        yield from patterns_in([*value, *value.values()])
    elif is_dataclass(value) and not isinstance(value, type):
        yield from patterns_in([getattr(value, field.name) for field in fields(value)])
    elif isinstance(value, Collection) and not isinstance(value, str | bytes | range | type):
        for item in value:
            yield from patterns_in(item)


FOR_TEXTS = [
    SUSPECT,
    SUSPECT_OR_BREAK,
    *(load_target(to).done_or_undecided for to in ("hans", "hant")),
    *(source_of_any(SCREENED - left_out, to) for left_out in ({"tidy"}, set()) for to in ("hans", "hant")),
]
COMPILED = {
    (pattern.pattern, pattern.flags)
    for module in modules()
    for value in vars(module).values()
    for pattern in patterns_in(value)
} | {(source, 0) for source in FOR_TEXTS}
OF_RULES = (
    {(entry.pattern, 0) for rule in list_rules() for entry in rule.entries if entry.pattern}
    | {(pattern, 0) for pattern in built_in().cues["patterns"].values()}
    | {(value.pattern, 0) for value in VALUES.values()}
)


def test_every_module_is_looked_at() -> None:
    assert len(COMPILED) >= 200
    assert len(OF_RULES) >= 150


@pytest.mark.parametrize("collected", [COMPILED, OF_RULES], ids=["compiled", "rules"])
def test_every_pattern_takes_linear_time(collected: set[tuple[str | bytes, int]]) -> None:
    found = {pattern: superlinear(pattern, flags & ~re.DEBUG) for pattern, flags in collected}
    assert {pattern: faults for pattern, faults in found.items() if faults} == {}


@pytest.mark.parametrize("collected", [COMPILED, OF_RULES], ids=["compiled", "rules"])
def test_no_pattern_repeats_a_group_possessively(collected: set[tuple[str | bytes, int]]) -> None:
    assert len(collected) >= 20
    assert {pattern: found for pattern, flags in collected if (found := faults(pattern, flags))} == {}


@pytest.mark.parametrize(
    ("pattern", "is_linear"),
    [
        ("a*a*b", False),
        ("a*?a*?b", False),
        (r"\s*\s*x", False),
        ("[ab]+[bc]+x", False),
        (r"[{,][ \t]*[^:]+:", False),
        ("(a+)+b", False),
        ("(?:ab|a+)*c", False),
        ("(?:a?b*)*c", False),
        (b"x*[x-z]*$", False),
        ("(?=a*a*b)c", False),
        ("a*a*", True),  # nothing can fail behind it
        ("(a+)+", True),
        ("[ab]+x[bc]+y", True),
        (r"\s*,\s*x", True),
        ("(?:a+b)*c", True),
        (r"(?:[^\n]*\n)*x", True),
        ("(?:a++)*b", True),
        ("a*+a*b", True),
        ("a{0,200}a{0,200}b", True),
        (r'"(?:[^"\\]|\\.)*"', True),
        (r"\d+(?:,\d+)? x", True),
    ],
)
def test_what_takes_linear_time(pattern: str | bytes, is_linear: bool) -> None:
    assert (superlinear(pattern) == []) is is_linear


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("(?:ab?c)*+", ["possessive group"]),
        ("(?:(?!a).)++", ["possessive group"]),
        ("(a|bc)?+", ["possessive group"]),
        ("(?:ab){1,3}+", ["possessive group"]),
        ("甲(?=x(?:[ab]*c)*+)", ["possessive group"]),
        ("(?:a|(?:b+c)*+){0,3}", ["possessive group"]),
        ("(?>a+)b", ["atomic group"]),
        ("(?>a(?:bc)++)", ["atomic group", "possessive group"]),
        (b"(?:ab)*+", ["possessive group"]),
        ("(?i:a*+)[^b]++.?+[ab]{1,3}+", []),
        ("(?:a++b*+){0,3}(?:c|d)*", []),
        ("(?:a|b)*+", []),  # a class, by another name
        (r"\)*+", []),
    ],
)
def test_what_counts_as_a_fault(pattern: str | bytes, found: list[str]) -> None:
    assert faults(pattern) == found


@pytest.mark.parametrize("source", FOR_TEXTS, ids=range(len(FOR_TEXTS)))
def test_what_is_compiled_for_a_text_finds_all_in_it(source: str) -> None:
    anywhere = re.compile(source)

    @given(
        st.text(
            st.one_of(
                st.characters(exclude_categories=["Cs"]),
                st.sampled_from("图圖著乾后\ufe0f\U000e0100\U000e01ef\U0002f800\u200b\U000e0001（(x) \n"),
            )
        )
    )
    def check(text: str) -> None:
        found = [match.span() for match in compile_for(text, source).finditer(text)]
        assert found == [match.span() for match in anywhere.finditer(text)]

    check()


def test_for_a_text_of_the_first_plane_less_is_compiled() -> None:
    for source in FOR_TEXTS[:2]:
        assert len(compile_for("圖書館", source).pattern) < len(
            compile_for("圖書館\U0001f4da", source).pattern
        )
