"""What `strip` takes and what it leaves: whole documents, in cases/strip.toml."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalise.edits import Rewrite
from normalise.language.protect import Protection, Span
from normalise.options import Options
from normalise.stages.strip import list_rules, strip

CASES = tomllib.loads((Path(__file__).parent.parent / "cases" / "strip.toml").read_text(encoding="utf-8"))[
    "case"
]
PAGE = (
    "您当前的位置：首页 > 要闻\n\n水库开闸\n\n"
    "今晨六时，白鹿水库开闸放水，下游群众提前转移，沿岸设立了警戒。\n\n返回顶部\n"
)


def run(text: str, *spans: Span, **options: object) -> Rewrite:
    return strip(text, Options(**options), Protection(spans))  # type: ignore[arg-type]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_documents(case: dict[str, object]) -> None:
    before = str(case["before"])
    result = run(before)
    assert result.text == str(case.get("after", before))
    if "after" not in case:
        assert result.counts == ({"strip/veto": 1} if case.get("veto") else {})
    if "counts" in case:
        assert result.counts == {f"strip/{name}": count for name, count in dict(case["counts"]).items()}  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("返回顶部\n\n\n正文到此为止，谢谢大家的观看。\n", "返回顶部\n\n\n正文到此为止，谢谢大家的观看。\n"),
        ("首页 > 正文\n\n\n正文到此为止，谢谢大家的观看。\n", "正文到此为止，谢谢大家的观看。\n"),
        ("正文到此为止，谢谢大家的观看。\n\n\n返回顶部\n", "正文到此为止，谢谢大家的观看。\n"),
        ("正文到此为止，谢谢大家的观看。\n返回顶部", "正文到此为止，谢谢大家的观看。"),
        (
            "正文到此为止，谢谢。\n\n查看更多>>\n\n\n下面是第二段，也不长。\n",
            "正文到此为止，谢谢。\n\n\n下面是第二段，也不长。\n",
        ),
        (
            "正文到此为止，谢谢。\n\n查看更多>>\n下面是第二段，也不长。\n",
            "正文到此为止，谢谢。\n\n下面是第二段，也不长。\n",
        ),
        (
            "正文到此为止，谢谢。\n查看更多>>\n下面是第二段，也不长。\n",
            "正文到此为止，谢谢。\n下面是第二段，也不长。\n",
        ),
        ("正文到此为止，谢谢。\n \t\n返回顶部\n　\n", "正文到此为止，谢谢。\n"),
        ("首页 > 正文\r\n\r\n正文到此为止，谢谢。\r\n\r\n返回顶部\r\n", "正文到此为止，谢谢。\r\n"),
        ("首页 > 正文\r\r正文到此为止，谢谢。\r\r返回顶部", "正文到此为止，谢谢。"),
    ],
    ids=[
        "head-of-none",
        "head",
        "tail",
        "no-final-newline",
        "longer-run-stays",
        "one-side",
        "none",
        "spaces",
        "crlf",
        "cr",
    ],
)
def test_blank_lines_go_with_their_furniture(before: str, after: str) -> None:
    assert run(before).text == after


@pytest.mark.parametrize("kind", ["fence", "off", "listed"])
def test_protected_lines_stay(kind: str) -> None:
    start = PAGE.index("返回顶部")
    result = run(PAGE, Span(start, start + 4, kind))
    assert result.text.endswith("返回顶部\n")
    assert result.counts == {"strip/breadcrumb": 1}


def test_other_protection_does_not_matter() -> None:
    start = PAGE.index("首页")
    assert run(PAGE, Span(start, start + 2, "path")).counts == {"strip/breadcrumb": 1, "strip/back_to_top": 1}


def test_edits_say_where() -> None:
    result = run(PAGE)
    assert [PAGE[edit.start : edit.end] for edit in result.edits] == [
        "您当前的位置：首页 > 要闻\n\n",
        "\n返回顶部\n",
    ]


NEWS = (
    "老渡口的最后一班船\n2021-11-03 07:15 来源：江城晚报\n浏览次数：213\n"
    "清晨五点，雾还没有散，老周已经把船头的灯擦了两遍，等着最后一班客人。他在这条江上跑了三十一年。\n[责任编辑：宋禾]\n"
)


@pytest.mark.parametrize(
    ("choice", "gone", "metadata"),
    [
        ("keep", ["浏览次数", "宋禾"], {}),
        ("drop", ["浏览次数", "江城晚报", "2021", "宋禾"], {}),
        (
            "extract",
            ["浏览次数", "江城晚报", "2021", "宋禾"],
            {"date": "2021-11-03 07:15", "source": "江城晚报", "editor": "宋禾"},
        ),
    ],
)
def test_metadata(choice: str, gone: list[str], metadata: dict[str, str]) -> None:
    result = run(NEWS, metadata=choice)
    kept = {"浏览次数", "江城晚报", "2021", "宋禾"} - set(gone)
    assert all(word not in result.text for word in gone)
    assert all(word in result.text for word in kept)
    assert result.metadata == metadata


def test_metadata_in_the_body_is_body() -> None:
    text = "第一段写得不长，但是有一个句号。\n作者：柳月\n第二段也写得不长，也有一个句号。"
    assert run(text, metadata="extract").text == text


THREAD = (
    "猫咪不吃饭怎么办\n[复制链接]\n小鱼干\n发表于 2015-3-8 21:14:02 | 只看该作者\n"
    f"{'家里的橘猫从昨天早上开始就不吃猫粮了，水倒是照喝。' * 4}\n回复 使用道具 举报\n山下的石头\n"
    "发表于 2015-3-8 21:40:55 | 只看该作者\n先换一种罐头试试，我家的也这样过，第三天自己就好了。\n使用道具 举报\n"
)
BOARD = (
    "作者:老骆驼 提交日期:2016-9-4 20:11:00 访问:120\n"
    + "周末走了一条老路，来回八公里，没什么坡，沿途有三处泉水。" * 3
    + "\n"
)
PUSHED = (
    "今天的晚霞很好看，下班路上拍了几张，放在相簿裡。" * 3
    + "\n推 moss: 好看 04/08 21:50\n→ rock: 同意 04/08 21:52\n"
)
FARM = (
    "导言：作为写作爱好者，不可错过为您精心挑选的10篇工作总结\n"
    + "一年来，全科人员坚持每周一次集中学习。" * 5
    + "\n"
)
LISTED = (
    "操场由企业捐建，面积一千二百平方米，还配有看台。\n" * 3
    + "相关新闻\n跨江大桥今日通车\n渡口改造方案公示\n"
)
GLUED = "截至当日下午五时，共栽种树苗四千余株。【打印】【关闭】\n"


@pytest.mark.parametrize(
    ("text", "options", "goes", "stays"),
    [
        (THREAD, {}, ["小鱼干", "山下的石头", "发表于"], ["猫咪", "橘猫", "罐头"]),
        (THREAD, {"forum_authors": "keep"}, ["发表于"], ["小鱼干", "山下的石头", "猫咪"]),
        (BOARD, {}, ["老骆驼", "访问"], ["老路"]),
        (BOARD, {"forum_authors": "keep"}, ["提交日期", "访问"], ["作者:老骆驼\n", "老路"]),
        (PUSHED, {}, [], ["moss", "rock"]),
        (PUSHED, {"comments": "drop"}, ["moss", "rock"], ["晚霞"]),
        (FARM, {}, [], ["导言"]),
        (FARM, {"aggressive": True}, ["导言"], ["全科人员"]),
        (LISTED, {}, ["相关新闻", "跨江大桥"], ["操场"]),
        (LISTED, {"related": "keep"}, [], ["跨江大桥", "操场"]),
        (GLUED, {}, ["打印"], ["四千余株。"]),
        (GLUED, {"trim": False}, [], ["打印", "四千余株。"]),
    ],
)
def test_choices(text: str, options: dict[str, object], goes: list[str], stays: list[str]) -> None:
    result = run(text, **options)
    assert [word for word in goes if word in result.text] == []
    assert [word for word in stays if word not in result.text] == []
    assert run(result.text, **options).text == result.text


TABLE = "索引号：000014349/2021-00027\n主题分类：农业\n发文机关：临水市人民政府\n"
ORDER = f"关于春耕的通知\n{'现就有关事项通知如下，各地要把任务分解到村到户。' * 4}\n"


@pytest.mark.parametrize(
    ("table", "option", "counts", "metadata"),
    [
        (TABLE, "keep", {"strip/gov_doc_table": 3}, {}),
        ("索引号：000014349/2021-00027\n", "keep", {}, {}),
        (
            TABLE,
            "extract",
            {"strip/gov_doc_table": 3},
            {"index": "000014349/2021-00027", "topic": "农业", "publisher": "临水市人民政府"},
        ),
    ],
)
def test_index_table(table: str, option: str, counts: dict[str, int], metadata: dict[str, str]) -> None:
    result = run(table + ORDER, metadata=option)
    assert (result.counts, result.metadata) == (counts, metadata)


HOSTILE = [
    "您当前的位置：" + "首页 > " * 50_000,
    "|".join(["首页"] * 50_000),
    "【打印】" * 50_000,
    "\n".join(["返"] * 20_000),
    "\n".join(["字体："] * 20_000),
    "\n".join(["【1】", "【9】"] * 10_000),
    "\n".join(["返回顶部"] * 10_000),
    "\n".join(["标题"] * 20_000),
    "\n".join(["日期：2021-05-28"] * 10_000),
    "\n".join(["首页"] * 10_000),
    "版权所有" * 50_000,
    "主办：" + "承办" * 50_000,
    "\n".join(["icp", "公网安备", "推荐阅读："] * 7_000),
    "(" * 100_000,
    "1" * 100_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:8]))
def test_hostile_input_comes_to_an_end(text: str) -> None:
    assert len(run(text).text) <= len(text)


# Lines of furniture, of metadata and of text, in every order.
LINES = [example for rule in list_rules() for example in (*rule.examples, *rule.counterexamples)]
LINES += [
    "",
    " ",
    "【1】",
    "(2)",
    "(1)",
    "返",
    "回",
    "顶",
    "部",
    "字体：",
    "大",
    "这是一段正文，写得不长。",
    "来源：江城晚报 浏览次数：76 【打印】",
    "浏览次数：76 日期：2021-05-28",
    "标题",
    "附件：1.表",
]


@given(st.lists(st.sampled_from(LINES), max_size=14), st.sampled_from(["keep", "drop", "extract"]))
def test_twice_is_once(lines: list[str], metadata: str) -> None:
    once = run("\n".join(lines), metadata=metadata)
    assert run(once.text, metadata=metadata).text == once.text


@given(
    st.lists(
        st.sampled_from([*LINES, *["雾散以后，江面上的船慢慢多了起来。" * 8] * 40]), min_size=6, max_size=40
    )
)
def test_twice_is_once_on_long_documents(lines: list[str]) -> None:
    once = run("\n".join(lines) + "\n")
    assert run(once.text).text == once.text


@given(st.text(alphabet="返回顶部首页>|[]【】()12 \n\r\x85:：。字体大小a版权所有ICP备"))
def test_any_text(text: str) -> None:
    once = run(text)
    assert run(once.text).text == once.text


@given(st.lists(st.sampled_from(LINES), max_size=12))
def test_nothing_is_added(lines: list[str]) -> None:
    text = "\n".join(lines)
    result = run(text)
    assert all(edit.after in ("", " ") for edit in result.edits)
    assert len(result.text) <= len(text)
