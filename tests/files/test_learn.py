"""Learning a site's furniture: what recurs at the edges of its pages, and nothing else."""

import random
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from normalise import normalise
from normalise.cli import main
from normalise.files import learn as module
from normalise.files.learn import Learnt, Lesson, as_rules, learn

WORDS = list("山水云石桥渡口茶舟灯雨雾江柳竹荷桂菊梅松鹤燕鹭鱼村镇街巷井塔")
HEAD = ["云岫客栈｜旅人笔记", "听雨 观山 问茶 寻路", "本期掌柜阿满当班到六点"]
TAIL = ["喜欢就把这页念给朋友听", "云岫客栈旅人笔记第 {n} 号", "“山里信号不好” \\ 回信慢", "—— 纸鹤投递处 ——"]


def sentence(source: random.Random) -> str:
    return "".join(source.choices(WORDS, k=source.randint(30, 60))) + "。"


def title(source: random.Random) -> str:
    return "".join(source.choices(WORDS, k=source.randint(5, 12)))


def site(pages: int, head: list[str] = HEAD, tail: list[str] = TAIL) -> list[tuple[str, list[str]]]:
    """Pages, and of each the lines that are its own."""
    source = random.Random(5)  # noqa: S311 - pages are made up, not secrets
    found = []
    for number in range(pages):
        own = [title(source), *(sentence(source) for _ in range(source.randint(2, 6)))]
        lines = [*head, *own, *(line.format(n=number) for line in tail)]
        found.append(("\n".join(lines) + "\n", own))
    return found


def reader(texts: list[str]) -> Callable[[], Iterator[str]]:
    return lambda: iter(texts)


def test_what_recurs_is_learnt_and_removed(tmp_path: Path) -> None:
    pages = site(300)
    lesson = learn(reader([text for text, _ in pages]))
    assert {line.pages for line in lesson.lines} == {300}
    assert len(lesson.lines) == len(HEAD) + len(TAIL)
    rules = tmp_path / "site.toml"
    rules.write_text(as_rules(lesson, "a site"), encoding="utf-8")
    for text, own in pages[:20]:
        assert normalise(text, rules=(str(rules),)).text == "\n".join(own) + "\n"


@pytest.mark.parametrize("pages", [0, 1, 4, 300])
def test_unrelated_pages_teach_nothing(pages: int) -> None:
    assert learn(reader([text for text, _ in site(pages, [], [])])) == Lesson((), pages)


@pytest.mark.parametrize(
    "line",
    [
        "特此通知",
        "2021年8月21日",
        "云岫县人民政府",
        "各位同学：",
        "附件：1.报名表",
        "第 3 章 渡口",
        "----",
        "12",
    ],
)
def test_what_texts_of_one_kind_share_is_not_learnt(line: str) -> None:
    pages = [text + line + "\n" for text, _ in site(50, [], [])]
    assert learn(reader(pages)).lines == ()


def test_a_line_that_stands_amid_bodies_is_not_learnt() -> None:
    source = random.Random(3)  # noqa: S311
    pages = []
    for number, (text, own) in enumerate(site(60, ["听雨观山"], [])):
        amid = [own[0], sentence(source), "听雨观山", *own[1:]]
        pages.append("\n".join(["听雨观山", *amid]) if number % 10 == 0 else text)
    assert learn(reader(pages)).lines == ()


def test_numbers_and_places() -> None:
    lines = learn(reader([text for text, _ in site(30, ["客栈第 3 页，共 7 页"], ["客栈读者 8 人"])])).lines
    assert [(line.where, line.pages, line.characters) for line in lines] == [
        ("head", 30, 30 * len("客栈第 3 页，共 7 页")),
        ("tail", 30, 30 * len("客栈读者 8 人")),
    ]


def test_rare_shapes_are_forgotten_and_frequent_ones_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_ROOM", 50)
    lesson = learn(reader([text for text, _ in site(300)]))
    assert len(lesson.lines) == len(HEAD) + len(TAIL)


@pytest.mark.parametrize("line", ['"甲乙" \\ 丙', "甲乙 / 丙 {丁}", "甲乙\t丙", "甲乙 # 丙~"])
def test_rules_are_toml_whatever_the_line_is(line: str) -> None:
    lesson = Lesson((Learnt(line, "both", 9, 90),), 9)
    assert tomllib.loads(as_rules(lesson, "x"))["rule"][0]["lines"] == [line]


def test_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    for number, (text, _) in enumerate(site(20)):
        (folder / f"{number}.txt").write_bytes(text.encode("gb18030" if number % 2 else "utf-8"))
    (folder / "noise.txt").write_bytes(bytes(range(256)) * 40)
    rules = tmp_path / "site.toml"
    assert main(["learn", str(folder), "-o", str(rules)]) == 2
    shown = capsys.readouterr()
    assert "纸鹤投递处" in shown.out
    assert "7 lines would remove" in shown.out
    assert shown.err.count("noise.txt") == 1
    assert main(["rules", "--rules", str(rules), "--test", "云岫客栈旅人笔记第 99 号"]) == 0
    assert "strip/site_tail" in capsys.readouterr().out
