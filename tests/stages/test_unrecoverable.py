"""What is lost for good is told and never touched."""

import pytest

from normalise import Options, detect, normalise
from normalise.language.protect import Protection
from normalise.reports.explain import explain_as_text
from normalise.stages.repair import repair
from normalise.stages.repair.unrecoverable import find_unrecoverable

LOST = [
    ("据报道，锟斤拷锟斤拷昨日开馆", "lost-and-misread", 4, 10),
    ("據報道，錕斤拷錕斤拷昨日開館", "lost-and-misread", 4, 10),
    ("據報道，嚙踝蕭嚙踝蕭昨日開館", "lost-and-misread", 4, 10),
    ("缓冲区：烫烫烫烫烫烫", "memory-as-text", 4, 10),
    ("缓冲区：屯屯屯屯屯屯", "memory-as-text", 4, 10),
    ("这一段\ufffd\ufffd丢了两个字", "lost-characters", 3, 5),
    ("标题：????，作者不详", "question-marks", 3, 7),
    ("????年图书馆延长开放", "question-marks", 0, 4),
]
CLEAN = [
    "真的吗????",
    "什么???我不懂",
    "????",
    "水烫烫烫！",
    "三斤锟，两斤拷",
    "满屏的“锟斤拷”和“烫烫烫”",
    "说了个 a ?? b 的写法",
    "屯田，屯屯",
]


@pytest.mark.parametrize(("text", "kind", "start", "end"), LOST)
def test_it_is_found(text: str, kind: str, start: int, end: int) -> None:
    assert find_unrecoverable(text) == ((start, end, kind),)


@pytest.mark.parametrize(("text", "kind", "start", "end"), LOST)
def test_it_is_told_and_left(text: str, kind: str, start: int, end: int) -> None:
    result = normalise(text, stages="repair", explain=True)
    assert (result.text, result.changed) == (text, False)
    (change,) = result.changes
    assert (change.rule, change.start, change.end) == (f"repair/unrecoverable-{kind}", start, end)
    assert (change.before, change.confidence) == (change.after, 0)
    assert not any(result.counts.values())
    assert detect(text).damage == (kind,)
    heading, told = explain_as_text("a.txt", result)
    assert heading == "a.txt: 1 that can't be put right"
    assert told.startswith(f"!     1  {change.rule}  ")
    assert f"[{change.before}]" in told


@pytest.mark.parametrize("text", CLEAN)
def test_what_only_looks_like_it_is_not(text: str) -> None:
    assert find_unrecoverable(text) == ()
    assert not repair(text, Options(), Protection()).counts
