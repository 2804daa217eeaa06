"""The rules as data: each with lines that it takes and lines that it leaves; and the user's own rules."""

import re
from pathlib import Path

import opencc
import pytest

from normalise.language.fold import fold, fold_text
from normalise.language.protect import Protection
from normalise.options import Options
from normalise.result import OptionError
from normalise.stages.strip import Rule, explain_line, list_rules, load_rules, strip
from normalise.stages.strip.rules import built_in

RULES = list_rules()
TAKES = [(rule.category, line) for rule in RULES for line in rule.examples]
LEAVES = [(rule.category, line) for rule in RULES for line in rule.counterexamples]


@pytest.mark.parametrize(("category", "line"), TAKES)
def test_examples_are_taken(category: str, line: str) -> None:
    explanation = explain_line(line)
    assert explanation.verdict is not None, explanation.rest
    assert category in {piece[1] for piece in explanation.pieces}


@pytest.mark.parametrize(("category", "line"), LEAVES)
def test_counterexamples_are_left(category: str, line: str) -> None:
    assert explain_line(line).verdict is None, category


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.entries], ids=lambda rule: rule.category)
def test_every_rule_has_both(rule: Rule) -> None:
    assert rule.description
    assert rule.examples
    assert rule.counterexamples


@pytest.mark.parametrize(
    "entry",
    [entry for rule in RULES for entry in rule.entries if entry.pattern],
    ids=lambda entry: entry.source[:40],
)
def test_patterns_are_sound(entry: object) -> None:
    pattern = entry.pattern  # type: ignore[attr-defined]
    assert re.compile(pattern)
    unbounded = re.search(
        r"(?<!\\)[*+]", re.sub(r"\[[^\]]*\]", "", pattern.replace(r"\[", "").replace(r"\]", ""))
    )
    assert unbounded is None


def test_rules_are_read_once() -> None:
    assert built_in() is built_in()


@pytest.mark.parametrize(
    ("line", "pieces", "rest"),
    [
        ("【打印】 返回顶部", ["打印", "返回顶部"], ""),
        ("返回顶部的按钮坏了", ["返回顶部"], "的按钮坏了"),
        ("春眠不觉晓", [], "春眠不觉晓"),
    ],
)
def test_explanation_names_what_stops_it(line: str, pieces: list[str], rest: str) -> None:
    explanation = explain_line(line)
    assert [piece[0].strip("【】") for piece in explanation.pieces] == pieces
    assert explanation.rest == rest


OWN = '[[rule]]\nid = "our_site"\ndescription = "our own footer"\nsure = "云溪论坛 · 与你同行"\n'


def test_rules_of_the_user_are_added(tmp_path: Path) -> None:
    path = tmp_path / "site.toml"
    path.write_text(OWN, encoding="utf-8")
    text = "正文到此为止，谢谢大家的观看。\n雲溪論壇·與你同行\n再见，各位，下次再来。\n"
    result = strip(text, Options(rules=(str(path),)), Protection())
    assert result.counts == {"strip/our_site": 1}
    assert explain_line("云溪论坛·与你同行", (str(path),)).category == "our_site"
    assert strip(text, Options(), Protection()).counts == {}
    path.write_text(OWN.replace("同行", "携手同行"), encoding="utf-8")
    assert strip(text, Options(rules=(str(path),)), Protection()).counts == {}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("[[rule]\n", "Expected"),
        ("rules = 1\n", "[[rule]]"),
        ("rule = 1\n", "[[rule]]"),
        ('[[rule]]\nid = "A b"\n', "id of small letters"),
        ('[[rule]]\nid = "a"\nshure = "x"\n', "unknown key 'shure'"),
        ('[[rule]]\nid = "a"\nsure = ["x"]\n', "are strings"),
        ('[[rule]]\nid = "a"\nwhere = "middle"\n', "where must be one of"),
        ('[[rule]]\nid = "a"\nsure = "x{nummer}"\n', "unknown value {nummer}"),
        ('[[rule]]\nid = "a"\nsure = "{name}"\n', "needs literal text"),
        ('[[rule]]\nid = "a"\nsure = "x ~(~"\n', "unterminated subpattern"),
    ],
)
def test_broken_rule_files(tmp_path: Path, content: str, reason: str) -> None:
    path = tmp_path / "site.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(OptionError, match=re.escape(reason)) as error:
        load_rules([str(path)])
    assert "site.toml" in str(error.value) or "unterminated" in reason


def test_missing_rule_file(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match=r"none\.toml: No such file"):
        load_rules([str(tmp_path / "none.toml")])


def test_rule_file_that_is_not_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "site.toml"
    path.write_bytes("规则".encode("gbk"))
    with pytest.raises(OptionError, match="not UTF-8"):
        load_rules([str(path)])


@pytest.mark.parametrize(
    ("line", "folded"),
    [
        ("【 列　印 】", "[列印]"),
        ("ＩＣＰ備：１２", "icp备:12"),
        ("內(nèi)容有關(guān)的:", "内容有关的:"),
        ("函数(x)与f(a)", "函数(x)与f(a)"),
        ("返回\u200b頂\ufeff部", "返回顶部"),
        ("首页 » 正文", "首页>正文"),
    ],
)
def test_fold(line: str, folded: str) -> None:
    result = fold(line)
    assert result.text == folded
    assert len(result.positions) == len(folded) + 1


def test_script_table_is_what_its_header_says() -> None:
    converter = opencc.OpenCC("t2s")
    for code in range(0x4E00, 0xA000):
        simplified = converter.convert(chr(code))
        if ord(simplified) < 0x10000 and chr(code) != "丨":
            assert fold_text(chr(code)) == simplified
