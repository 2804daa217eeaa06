"""The rules as data: each with lines that it takes and lines that it leaves; and the user's own rules."""

import importlib.util
import re
import tomllib
from pathlib import Path

import opencc
import pytest

from normalise.language.fold import fold, fold_text
from normalise.language.protect import Protection
from normalise.options import Options
from normalise.resources import read_data
from normalise.result import OptionError
from normalise.stages.convert.dictionary import run
from normalise.stages.strip import Rule, cue, explain_line, list_rules, load_table, shape, strip
from normalise.stages.strip.entries import Entry, parse_entry
from normalise.stages.strip.table import built_in

TOOLS = Path(__file__).parent.parent.parent / "tools"
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
def test_patterns_are_sound(entry: Entry) -> None:
    pattern = entry.pattern
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


SIGNS = (
    '[[rule]]\nid = "our_signs"\nsure = "【云溪】这是推广 / ↑顶部那儿 / ☆ / 甲 / (云溪号外'
    ' / {number?}庚 / {words}{于|在}云溪论坛"\n'
)


@pytest.mark.parametrize(
    ("line", "gone"),
    [
        ("【云溪】这是推广", True),
        ("★ [雲溪]這是推廣", True),
        ("↑顶部那儿", True),
        ("　　☆", True),
        ("甲", True),
        ("（云溪号外", True),
        ("128庚", True),
        ("关闭窗口庚", True),
        (f"{'发' * 60}于雲溪論壇", True),
        ("云溪，这是推广", False),
        ("【云溪】这是推广员写的", False),
        ("乙", False),
    ],
)
def test_an_entry_may_begin_with_what_other_lines_have_before_it(
    tmp_path: Path, line: str, gone: bool
) -> None:
    path = tmp_path / "site.toml"
    path.write_text(SIGNS, encoding="utf-8")
    before, after = "河堤上的柳树发了芽，孩子们放学后都到这里来。", "老人说，等水退了，还要再种一排。"
    text = f"{before * 2}\n{line}\n{after * 2}\n"
    assert strip(text, Options(rules=(str(path),)), Protection()).counts == (
        {"strip/our_signs": 1} if gone else {}
    )


SITE = '[[rule]]\nid = "site_tail"\nwhere = "tail"\nlines = ["云岫客栈 / 笔记 {第} 3 号~"]\n'


@pytest.mark.parametrize(
    ("last", "gone"),
    [
        ("云岫客栈 / 笔记 {第} 3 号~", True),
        ("雲岫客棧／筆記｛第｝128號~", True),
        ("云岫客栈 / 笔记 {第} 三号~", False),
        ("云岫客栈 / 笔记 {第} 3 号~ 续", False),
    ],
)
def test_whole_lines_are_taken_as_written(tmp_path: Path, last: str, gone: bool) -> None:
    path = tmp_path / "site.toml"
    path.write_text(SITE, encoding="utf-8")
    text = f"正文到此为止，谢谢大家的观看。\n{last}\n"
    result = strip(text, Options(rules=(str(path),)), Protection())
    assert result.counts == ({"strip/site_tail": 1} if gone else {})


@pytest.mark.parametrize(
    ("line", "shaped"),
    [
        ("第 12 期", "第0期"),
        ("2021-05-28　星期五", "0-0-0星期0"),
        ("１２，３００ 次", "0次"),
        ("訪問", "访问"),
    ],
)
def test_shape(line: str, shaped: str) -> None:
    assert shape(line) == shaped


CUES = {
    name: raw
    for name, raw in tomllib.loads(read_data("furniture/cues.toml").decode()).items()
    if "pattern" in raw
}


@pytest.mark.parametrize(
    ("name", "line", "found"),
    [(name, line, True) for name, raw in CUES.items() for line in raw["matches"]]
    + [(name, line, False) for name, raw in CUES.items() for line in raw["leaves"]],
)
def test_cues(name: str, line: str, found: bool) -> None:
    assert (cue(name).search(line) is not None) == found


@pytest.mark.parametrize(
    ("source", "starts"),
    [
        ("{打印|列印}{本|}页", {"打印", "列印"}),
        ("{您|}{当前|现在}位置:", {"您当", "您现", "当前", "现在"}),
        ("{number}次", {r"\d"}),
        ("顶{number?}", {"顶"}),
    ],
)
def test_starts(source: str, starts: set[str]) -> None:
    assert parse_entry("any", "edge", source).starts == starts


def test_the_table_is_current() -> None:
    """`python tools/build_furniture.py` after a change to the rules."""
    spec = importlib.util.spec_from_file_location("build_furniture", TOOLS / "build_furniture.py")
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    assert read_data("furniture/table.json").decode() == tool.build()


def test_every_entry_is_found_by_how_it_begins() -> None:
    table = built_in()
    for rule in RULES:
        for entry in rule.entries:
            if entry.fixed:
                assert all(entry in table.beginnings.entries(start) for start in entry.starts), entry.source
            else:
                assert all(
                    entry in table.anchored_by(table.words.found_in(anchor)) for anchor in entry.anchors
                ), entry.source


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
        ('[[rule]]\nid = "a"\nsure = "{甲|}{name}乙"\n', "begins with a value or with text"),
        ('[[rule]]\nid = "a"\nsure = "甲{|}"\n', "a choice needs text"),
        ('[[rule]]\nid = "a"\nlines = "甲"\n', "lines is a list"),
        ('[[rule]]\nid = "a"\nglue = 1\n', "glue is true or false"),
        ('[[rule]]\nid = "a"\ncues = "甲 乙"\n', "cues need least"),
        ('[[rule]]\nid = "a"\ndrops = "both"\n', "drops must be head or tail"),
        ('[[rule]]\nid = "a"\nsure = "甲||乙 ~x~"\n', "needs text on both sides"),
        ('[[rule]]\nid = "a"\ncues = "甲 \u200b"\nleast = 1\n', "cues holds a word of unseen"),
        ('[[rule]]\nid = "a"\ntopics = "\u200b"\n', "topics holds a word of unseen"),
        ('[[rule]]\nid = "a"\nsure = "x ~(~"\n', "unterminated subpattern"),
    ],
)
def test_broken_rule_files(tmp_path: Path, content: str, reason: str) -> None:
    path = tmp_path / "site.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(OptionError, match=re.escape(reason)) as error:
        load_table((str(path),))
    assert "site.toml" in str(error.value) or "unterminated" in reason


def test_missing_rule_file(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match=r"none\.toml: No such file"):
        load_table((str(tmp_path / "none.toml"),))


def test_rule_file_that_is_not_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "site.toml"
    path.write_bytes("规则".encode("gbk"))
    with pytest.raises(OptionError, match="not UTF-8"):
        load_table((str(path),))


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
    added = read_data("furniture/script.txt").decode("utf-8").splitlines()[-1].split(" ")
    assert all(fold_text(pair[0]) == pair[1] == run("hans", pair[0]) for pair in added)
    for code in {*range(0x4E00, 0xA000)} - {ord(pair[0]) for pair in added}:
        simplified = converter.convert(chr(code))
        if ord(simplified) < 0x10000 and chr(code) != "丨":
            assert fold_text(chr(code)) == simplified
