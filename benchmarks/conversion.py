"""Traditional to Simplified, beside OpenCC, opencc-pyo3 and zhconv-rs: sentences, round trips, clean text, time.

    pip install -e '.[bench]'
    python benchmarks/conversion.py [--wrong] [--cases TESTCASES]

The sentences were written for this project, in two halves: only the first was tuned on. `--wrong` shows what is
wrong in that first half. TESTCASES is test/testcases/testcases.json of OpenCC's repository: every case of t2s, tw2s
and hk2s that comes out otherwise here is listed, with the argument for it from opencc_differences.tsv. The texts for
the round trips and the clean text come from packages and are no part of this project.
"""

import argparse
import json
import re
import statistics
import subprocess
import sys
import sysconfig
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import benchmark_texts
import opencc
import opencc_pyo3
import zhconv_rs

from normalise import Normaliser, Options
from normalise.language.foreign import find_foreign
from normalise.language.protect import DeferredProtection, Protection, find_protection
from normalise.stages.convert import convert

FOLDER = Path(__file__).parent / "conversion"
RUNS = 7
# The documents whose time is measured, in characters, which are three bytes each; and how many are taken in all.
SIZES = {"1 KB": 340, "10 KB": 3_400, "100 KB": 34_000, "5 MB": 1_700_000}
MEASURED = 600_000
CONFIGURATIONS = ("t2s", "tw2s", "hk2s")

Convert = Callable[[str], str]


def of_opencc(configuration: str) -> Convert:
    converter: Convert = opencc.OpenCC(configuration, include_tofu_risk_dictionaries=False).convert
    return converter


def of_zhconv(target: str) -> Convert:
    converter: Any = zhconv_rs.zhconv
    return lambda text: str(converter(text, target))


NORMALISER = Normaliser(stages=("convert",))
CONVERTERS: dict[str, Convert] = {
    "ours": lambda text: NORMALISER(text).text,
    **{f"opencc {name}": of_opencc(name) for name in CONFIGURATIONS},
    "pyo3 t2s": opencc_pyo3.OpenCC("t2s").convert,
    "zhconv hans": of_zhconv("zh-hans"),
    "zhconv cn": of_zhconv("zh-cn"),
}


def read_sentences(file: str) -> Iterator[tuple[str, str, str, bool]]:
    """Category, before, after, and whether it may be tuned on."""
    seen: Counter[str] = Counter()
    for line in (FOLDER / file).read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        category, before, after = line.replace("↵", "\n").split("\t")
        seen[category] += 1
        yield category, before, before if after == "=" else after, seen[category] % 2 == 1


def show_sentences(*, wrong: bool) -> None:
    for file in ("sentences.tsv", "fresh.tsv"):
        for tuned, title in ((True, "half that was tuned on"), (False, "half that was not")):
            half = [sentence[:3] for sentence in read_sentences(file) if sentence[3] is tuned]
            show_half(f"sentences right, of the {title} of {file}", half, wrong=wrong and tuned)


def show_half(title: str, half: Sequence[tuple[str, str, str]], *, wrong: bool) -> None:
    """How many sentences of each category each converter gets right, and on demand what ours gets wrong."""
    print(f"\n{title}")
    print(f"{'':12}{'':>5}" + "".join(f"{name:>13}" for name in CONVERTERS))
    right = {name: Counter[str]() for name in CONVERTERS}
    for category, before, after in half:
        for name, converter in CONVERTERS.items():
            right[name][category] += converter(before) == after
        if wrong and CONVERTERS["ours"](before) != after:
            print(f"  {category}: {before}\n    {CONVERTERS['ours'](before)}\n    {after}")
    sizes = Counter(category for category, *_ in half)
    for category, size in sizes.items():
        print(f"{category:12}{size:>5}" + "".join(f"{right[name][category]:>13}" for name in CONVERTERS))
    shares = (f"{right[name].total() / len(half):>13.1%}" for name in CONVERTERS)
    print(f"{'all':12}{len(half):>5}{''.join(shares)}")


def show_round_trips() -> None:
    text = "\n".join(benchmark_texts.simplified_lines())
    print(
        f"\ncharacters changed per million, of {len(text) / 1e6:.2f} million: Simplified, and there and back"
    )
    print(f"{'':12}" + "".join(f"{name:>13}" for name in CONVERTERS))
    for name in ("itself", "s2t", "s2tw", "s2hk"):
        source = text if name == "itself" else of_opencc(name)(text)
        rates = []
        for converter in CONVERTERS.values():
            converted = converter(source)
            changed = sum(map(characters_changed, converted.split("\n"), text.split("\n")))
            rates.append(changed * 1e6 / len(text))
        print(f"{name:12}" + "".join(f"{rate:>13.1f}" for rate in rates))


def characters_changed(one: str, other: str) -> int:
    if len(one) == len(other):
        return sum(map(str.__ne__, one, other))
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return max(len(one), len(other)) - sum(block.size for block in blocks)


def show_untouched() -> None:
    print("\nlines changed of those that must stay")
    print(f"{'':22}{'':>7}" + "".join(f"{name:>13}" for name in CONVERTERS))
    for title, documents in (
        ("Japanese", tuple(benchmark_texts.foreign_documents("ja_JP"))),
        ("Korean with hanja", tuple(map(with_hanja, benchmark_texts.foreign_documents("ko_KR")))),
        ("source code", tuple(code_documents())),
        ("addresses", tuple(address_lines())),
    ):
        size = sum(document.count("\n") + 1 for document in documents)
        changed = [
            sum(map(changed_lines, documents, map(converter, documents))) for converter in CONVERTERS.values()
        ]
        print(f"{title:22}{size:>7}" + "".join(f"{count:>13}" for count in changed))


def changed_lines(before: str, after: str) -> int:
    return sum(map(str.__ne__, before.split("\n"), after.split("\n")))


def with_hanja(text: str) -> str:
    """Words of hangul written in the hanja that they come from."""
    hanja = {
        "사용자": "使用者", "비밀번호": "秘密番號", "선택": "選擇", "문자열": "文字列", "변경": "變更", "관리": "管理",
        "날짜": "日字", "시간": "時間", "삭제": "削除", "추가": "追加", "입력": "入力", "확인": "確認", "저장": "貯藏",
        "검색": "檢索", "목록": "目錄", "권한": "權限", "내용": "內容", "이름": "姓名", "전화": "電話", "국가": "國家",
        "페이지": "頁面", "객체": "客體", "필드": "領域", "값": "數値", "오류": "誤謬", "요청": "要請", "지원": "支援",
    }  # fmt: skip
    return re.sub("|".join(hanja), lambda match: hanja[match[0]], text)


def code_documents() -> Iterator[str]:
    """Python's own library: 20,000 lines of it."""
    size = 0
    for path in sorted(Path(sysconfig.get_paths()["stdlib"]).glob("*.py")):
        text = path.read_text("utf-8", "ignore")
        size += text.count("\n") + 1
        yield text
        if size > 20_000:
            return


def address_lines() -> Iterator[str]:
    """URLs and paths with Traditional words in them, in Chinese sentences that are Simplified."""
    words = ("圖書館", "電腦", "檔案", "臺灣", "關於", "說明", "國語", "開發", "學習", "變數")
    shapes = (
        "详见 https://example.org/wiki/{0}/{1}/index.html 一页",
        "放在 /home/user/{0}/{1}.txt 里",
        "打开 C:\\資料\\{0}\\{1}.docx 即可",
        "请寄 {0}.{1}@example.tw 收",
        "路径是 docs/{0}/{1}.md 吗",
        "代码 `{0}.{1}()` 如下",
        "网址 http://www.{0}{1}.台灣/ 在此",
        '<a href="/{0}/{1}">链接</a>',
        "模板 {{{{ {0}.{1} }}}} 与 ${{{0}}}",
        "见[这里](../{0}/{1}.md)",
        "下载 ftp://files.example.com/{0}-{1}.zip 后",
        "路径 ~/{0}/{1}/{0}.cfg 存在",
        "图在 ![图](img/{0}_{1}.png) 处",
        "见 https://zh.example.org/wiki/{0}_{1}#{0}",
        "服务器 \\\\server\\{0}\\{1}.xls 上",
        '标签 <img alt="{0}" src="{1}.png"> 之后',
        "值为 %({0})s 和 {{{1}}}",
        "查询 https://example.com/?q={0}&lang={1} 的结果",
        "引用 <https://example.com/{0}/{1}> 一节",
        "文件 src/{0}/{1}.py 第三行",
    )
    yield from (shape.format(one, other) for shape in shapes for one in words for other in words)


def show_cases(path: Path) -> None:
    text = re.sub(r"^\s*//.*$", "", path.read_text("utf-8"), flags=re.MULTILINE)
    text = re.sub(r",(\s*[}\]])", r"\1", text)  # there are commas that JSON has not
    argued: dict[tuple[str, str], str] = {}
    for line in (FOLDER / "opencc_differences.tsv").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            key, answer, why = line.split("\t")
            argued[key, answer] = why
    same = unargued = 0
    print("\ncases of OpenCC's t2s, tw2s and hk2s that come out otherwise")
    for case in json.loads(text)["cases"]:
        for configuration in CONFIGURATIONS:
            expected = case["expected"].get(configuration)
            if expected is None:
                continue
            ours: str = CONVERTERS["ours"](case["input"])
            if ours == expected:
                same += 1
                continue
            argument = argued.get((case["input"], ours))
            unargued += argument is None
            print(
                f"{case['id']} {configuration}: {case['input']}\n  {expected}\n  {ours}\n  {argument or 'NOT ARGUED'}"
            )
    print(f"{same} the same, {unargued} not argued for")


def protect(text: str) -> Protection:
    """As the pipeline does it: when it is asked for."""
    return DeferredProtection(lambda: (*find_protection(text).spans, *find_foreign(text)))


def show_time() -> None:
    stock = opencc.OpenCC("t2s").convert
    options = Options()
    lines = benchmark_texts.simplified_lines()
    print(
        "\ntime, as the ratio of stock OpenCC('t2s') to this stage with protection, in one run (more is faster),"
        " by the size of the documents"
    )
    print(f"{'':12}" + "".join(f"{size:>9}" for size in SIZES))
    for name in ("Simplified", "s2t", "s2tw", "s2hk"):
        ratios = []
        for size in SIZES.values():
            documents = documents_of(lines, size)
            if name != "Simplified":
                documents = [of_opencc(name)(document) for document in documents]
            ratios.append(
                statistics.median(
                    seconds(stock, documents)
                    / seconds(lambda text: convert(text, options, protect(text)), documents)
                    for _ in range(RUNS)
                )
            )
        print(f"{name:12}" + "".join(f"{ratio:>9.2f}" for ratio in ratios))
    print(f"ready in {ready(IMPORTS, OURS):.1f} ms; OpenCC in {ready('import opencc', STOCK):.1f} ms")


def documents_of(lines: Sequence[str], size: int) -> list[str]:
    """So many characters to a document, or a little more: whole lines; as many documents as are measured."""
    documents: list[str] = []
    taken: list[str] = []
    length = 0
    for line in lines:
        taken.append(line)
        length += len(line) + 1
        if length >= size:
            documents.append("\n".join(taken))
            taken, length = [], 0
    return documents[: max(1, MEASURED // size)]


# `normalise` puts off to import opencc until it needs it; that takes the same time for both.
IMPORTS = (
    "import opencc; from normalise import Options; from normalise.language.protect import Protection; "
    "from normalise.stages.convert import convert"
)
SENTENCE = "\u9019\u662f\u4e7e\u9686\u5e74\u9593\u7684\u66f8\uff0c\u770b\u8457\u6211\u3002"  # 這是乾隆年間的書，看著我。
OURS = f"convert({SENTENCE!r}, Options(), Protection())"
STOCK = f"opencc.OpenCC('t2s').convert({SENTENCE!r})"


def ready(imports: str, work: str) -> float:
    """Milliseconds of processor time that the first conversion takes, in a process of its own."""
    program = f"import time; {imports}; a = time.process_time(); {work}; print(time.process_time() - a)"
    command = [sys.executable, "-c", program]
    spans = [float(subprocess.run(command, capture_output=True, check=True).stdout) for _ in range(RUNS)]
    return statistics.median(spans) * 1000


def seconds(work: Callable[[str], object], documents: Iterable[str]) -> float:
    start = time.process_time()
    for document in documents:
        work(document)
    return time.process_time() - start


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument(
        "--wrong", action="store_true", help="show what is wrong in the half that was tuned on"
    )
    parser.add_argument("--cases", type=Path, help="OpenCC's test/testcases/testcases.json")
    parser.add_argument(
        "--only", choices=["sentences", "round", "untouched", "cases", "time"], help="one part"
    )
    arguments = parser.parse_args()
    parts: dict[str, Callable[[], None]] = {
        "sentences": lambda: show_sentences(wrong=arguments.wrong),
        "round": show_round_trips,
        "untouched": show_untouched,
        "cases": lambda: show_cases(arguments.cases) if arguments.cases else None,
        "time": show_time,
    }
    for name, part in parts.items():
        if arguments.only in (None, name):
            part()
    return 0


if __name__ == "__main__":
    sys.exit(main())
