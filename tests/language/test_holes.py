"""Bytes of which some are lost → the ways to read them as whole characters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalise.language.encodings import encode
from normalise.language.holes import Arc, Item, Way, fill

ANY = (Way((bytes(range(0x80, 0x100)),)),)
MAYBE = (Way(()), *ANY)


def words(arcs: tuple[Arc, ...]) -> set[str]:
    """Every text that the arcs spell."""
    last = max((arc.end for arc in arcs), default=0)

    def spell(place: int) -> set[str]:
        if place == last:
            return {""}
        return {
            character + rest
            for arc in arcs
            if arc.start == place
            for character in arc.candidates
            for rest in spell(arc.end)
        }

    return spell(0) if arcs else set()


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5"])
def test_known_bytes_are_read_as_they_are(encoding: str) -> None:
    assert words(fill([encode("圖書, 2", encoding)], encoding)) == {"圖書, 2"}


@pytest.mark.parametrize("offset", range(6))
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_wherever_a_byte_is_lost_the_text_is_among_the_candidates(encoding: str, offset: int) -> None:
    data = encode("图书馆", encoding)
    assert "图书馆" in words(fill([data[:offset], ANY, data[offset + 1 :]], encoding))


def test_a_lead_and_one_continuation_leave_64_at_most() -> None:
    (arc,) = fill([b"\xe5\x9b", ANY], "utf-8")
    assert (arc.start, arc.end) == (0, 1)
    assert "图" in arc.candidates
    assert len(arc.candidates) <= 64


def test_what_cannot_be_characters_has_no_arcs() -> None:
    assert fill([b"\x9b\xbe"], "utf-8") == ()
    assert fill([b"\xe5", (Way((b"a",)),)], "utf-8") == ()


def test_where_too_much_is_lost_there_are_no_candidates() -> None:
    assert fill([b"\xe5", ANY, ANY], "utf-8") != ()
    assert fill([ANY, ANY, ANY], "utf-8")[0].candidates == ""


def test_a_way_may_be_to_fill_nothing_in_and_each_has_its_price() -> None:
    maybe = (Way(()), Way((b"\xa6",), 2.0))
    assert fill([b"\xe9", maybe, b"\xa6\x86"], "utf-8") == (Arc(0, 1, "馆", 0.0),)
    assert fill([b"\xe9", maybe, b"\x86"], "utf-8") == (Arc(0, 1, "馆", 2.0),)


def test_letters_of_other_alphabets_are_not_expected() -> None:
    (arc,) = fill([b"\xd0", ANY], "utf-8") or (Arc(0, 1, ""),)
    assert arc.candidates == ""


@given(st.text(st.sampled_from("的图书馆一，a。"), max_size=6), st.sets(st.integers(0, 17), max_size=3))
def test_any_bytes_may_be_in_doubt(text: str, places: set[int]) -> None:
    items: list[Item] = []
    for place, byte in enumerate(text.encode()):
        items.append((Way((bytes((byte,)),)), *MAYBE) if place in places else bytes((byte,)))
    arcs = fill(items, "utf-8")
    assert bool(arcs) == bool(text)
    assert list(arcs) == sorted(arcs)
