"""Clean lines come out as they went in: alone, and with the others of their group."""

import json
from pathlib import Path

import pytest

from normalise import normalise

GROUPS: dict[str, list[str]] = json.loads(
    (Path(__file__).parent / "cases" / "clean_lines.json").read_text("utf-8")
)
LINES = [
    pytest.param(line, id=f"{group}-{number}")
    for group, group_lines in GROUPS.items()
    for number, line in enumerate(group_lines)
]
DOCUMENTS = [pytest.param("\n".join(group_lines) + "\n", id=group) for group, group_lines in GROUPS.items()]


def test_the_groups_are_whole() -> None:
    sizes = {group: len(set(group_lines)) for group, group_lines in GROUPS.items()}
    assert sizes == {
        "simplified": 100,
        "japanese": 40,
        "korean": 30,
        "english": 20,
        "european": 20,
        "code": 30,
    }


# A document that is one line of furniture is kept by strip's veto, which is counted.
KEPT_WHOLE = {"strip/veto"}


@pytest.mark.parametrize("text", LINES + DOCUMENTS)
def test_clean_bytes_stay(text: str) -> None:
    result = normalise(text.encode())
    assert result.text == text
    assert (result.encoding, result.changed) == ("utf-8", False)
    assert not set(result.counts) - KEPT_WHOLE


@pytest.mark.parametrize("text", LINES + DOCUMENTS)
def test_clean_text_stays(text: str) -> None:
    result = normalise(text)
    assert result.text == text
    assert (result.encoding, result.changed) == (None, False)
    assert not set(result.counts) - KEPT_WHOLE
