"""The page, in a real browser: it is opened from the disk, as a user opens it."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import start_or_skip
from command_line import run

from normalise.reports.record import Facts, FileRecord
from normalise.reports.report import Report

FIXTURES = Path(__file__).parent.parent.parent / "fixtures"
# The slowest page takes seconds to repair, and shows nothing here that others don't.
LEFT_OUT = {"spliced-farm-page.in.txt"}

HOSTILE = (
    "<script>document.title = 'run'</script>\n"
    "</script><script>document.title = 'run'</script>\n"
    "<img src=x onerror=\"document.title = 'run'\"> 縣圖書館\n"
    "<!-- 縣 --> ]]> {{ 7*7 }} {% raw %} ${縣} ' \" ` \\u003c & &lt;\n"
    "\x00\x07\x1b[31m\x7f\x9b \u202e倒轉\u202c \u2028 \ufeff \ud7ff 縣\n"
    "javascript:alert(1) 縣 <svg onload=\"document.title = 'run'\">\n"
)
HOSTILE_NAME = "<img src=x onerror=document.title='run'>&\"'.txt"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    pytest.importorskip("jinja2")
    with start_or_skip() as driver:
        yield driver


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("documents")
    for path in FIXTURES.glob("*.in.txt"):
        if path.name not in LEFT_OUT:
            (folder / path.name.replace(".in", "")).write_bytes(path.read_bytes())
    (folder / HOSTILE_NAME).write_bytes(HOSTILE.encode("utf-8", "surrogatepass"))
    return folder


@pytest.fixture(scope="module")
def page(folder: Path) -> Path:
    page = folder.parent / "report.html"
    assert run("--report", page, ".", "nonesuch.txt", cwd=folder).code == 2
    return page


@pytest.fixture
def opened(browser: Any, page: Path) -> Any:
    """The page, just opened, its first file shown."""
    browser.get(page.as_uri())
    wait_for(lambda: browser.execute_script("return document.querySelector('#view h2')"))
    return browser


def wait_for(condition: Callable[[], Any]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


def press(browser: Any, *keys: str) -> None:
    for key in keys:
        browser.switch_to.active_element.send_keys(key)


def texts(browser: Any, selector: str) -> list[str]:
    script = "return [...document.querySelectorAll(arguments[0])].map((element) => element.textContent)"
    found: list[str] = browser.execute_script(script, selector)
    return found


def text(browser: Any, selector: str) -> str:
    return " ".join(texts(browser, selector))


def click(browser: Any, selector: str) -> None:
    browser.find_element("css selector", selector).click()


def choose(browser: Any, select: str, value: str) -> None:
    click(browser, f"#{select} option[value='{value}']")


def open_file(browser: Any, name: str) -> None:
    field = browser.find_element("id", "query")
    field.clear()
    field.send_keys(name)
    wait_for(lambda: name in text(browser, "#view h2"))


def names(browser: Any) -> list[str]:
    return texts(browser, "#rows .file .name")


def test_it_opens_with_totals_and_the_file_that_changed_most(opened: Any) -> None:
    figures = text(opened, ".figures")
    assert "24 files" in figures
    assert "1 failed" in figures
    assert texts(opened, "figure.stage .label") == ["decode", "repair", "tidy", "ungloss", "convert", "strip"]
    assert {"utf-8", "gb18030", "big5", "hz"} <= set(texts(opened, "figure.encoding .label"))
    assert {"Simplified", "Traditional", "Japanese", "Korean"} <= set(texts(opened, "figure.script .label"))
    assert names(opened)[0] in text(opened, "#view h2")
    assert texts(opened, "#view .mark")


def test_nothing_is_complained_of_and_nothing_is_loaded(opened: Any) -> None:
    assert opened.get_log("browser") == []
    assert opened.execute_script("return performance.getEntriesByType('resource').length") == 0


def test_before_and_after_stand_side_by_side(opened: Any) -> None:
    open_file(opened, "readme-example")
    rows = opened.execute_script(
        "return [...document.querySelectorAll('#view .row')].map((row) =>"
        " [...row.children].map((cell) => cell.classList.contains('none') ? null : cell.textContent))"
    )
    sides = [(left and left.replace("↵", ""), right) for _, left, _, right in rows]
    assert ("縣圖書館延長開放時間", "县图书馆延长开放时间") in sides
    assert ("返回頂部", None) in sides
    assert [row[2] for row in rows if row[2]] == ["1", "2", "3"]


def test_every_change_says_its_rule_and_how_sure_it_is(opened: Any) -> None:
    open_file(opened, "gbk-read-as-latin1")
    mark = opened.find_element("css selector", "#view .mark.s-repair")
    opened.execute_script("arguments[0].scrollIntoView({block: 'center'})", mark)
    opened.execute_script("arguments[0].dispatchEvent(new MouseEvent('mouseover', {bubbles: true}))", mark)
    tip = text(opened, "#tip:not([hidden])")
    assert "repair/gb18030-as-latin-1" in tip
    assert "% sure" in tip
    assert len(opened.find_elements("css selector", ".mark.hot")) >= 2


def test_keys_walk_from_change_to_change_and_into_the_next_file(opened: Any) -> None:
    open_file(opened, "partial-mojibake")
    opened.find_element("id", "query").clear()
    press(opened, "\ue00c")  # Esc leaves the field
    status = [text(opened, "#status")]
    for _ in range(2):
        press(opened, "n")
        status.append(text(opened, "#status"))
    assert [line.split(" · ")[0] for line in status] == [f"place {number} of 3" for number in (1, 2, 3)]
    assert len(opened.find_elements("css selector", ".cell .mark.current")) == 2
    press(opened, "k")
    assert text(opened, "#status").startswith("place 2 of 3")
    press(opened, "j", "j")
    wait_for(lambda: "partial-mojibake" not in text(opened, "#view h2"))
    press(opened, "p")
    wait_for(lambda: "partial-mojibake" in text(opened, "#view h2"))
    assert text(opened, "#status").startswith("place 3 of 3")


def test_a_stage_alone(opened: Any) -> None:
    click(opened, "#filters [data-filter='stage'][data-value='ungloss']")
    wait_for(lambda: "farm-page" in text(opened, "#view h2"))
    assert names(opened) == ["farm-page.txt"]
    matched = opened.execute_script(
        "return new Set([...document.querySelectorAll('.mark:not(.unmatched)')].map((mark) => mark.className)).size"
    )
    assert matched
    press(opened, "n")
    assert "ungloss/pinyin" in text(opened, "#status")
    press(opened, "\ue00c", "\ue00c")
    wait_for(lambda: len(names(opened)) > 5)


FILTERS = [
    # what is chosen where, and the only files that are left
    ("rule", "strip/accesskey", ["big5-taiwan-portal.txt"]),
    (
        "certainty",
        "told",
        ["hongkong-press-release.txt", "damaged-gb18030.txt"],
    ),  # a character outside the standard
    ("state", "failed", ["nonesuch.txt"]),
]


@pytest.mark.parametrize(("select", "value", "expected"), FILTERS)
def test_filters(opened: Any, select: str, value: str, expected: list[str]) -> None:
    choose(opened, select, value)
    assert names(opened) == expected
    assert text(opened, "#count").startswith(f"{len(expected)} of ")
    click(opened, "#clear")
    assert len(names(opened)) > 5


def test_charts_are_filters(opened: Any) -> None:
    click(opened, "figure.encoding [data-value='hz']")
    assert names(opened) == ["hz-mailing-list.txt"]


@pytest.mark.parametrize(("order", "first"), [("name", HOSTILE_NAME), ("doubt", "nonesuch.txt")])
def test_order(opened: Any, order: str, first: str) -> None:
    choose(opened, "sort", order)
    assert names(opened)[0] == first


def test_light_and_dark(opened: Any) -> None:
    def ground() -> str:
        return str(opened.execute_script("return getComputedStyle(document.body).backgroundColor"))

    seen = [ground()]
    press(opened, "t")
    seen.append(ground())
    press(opened, "t")
    seen.append(ground())
    assert seen[0] == seen[2] != seen[1]
    press(opened, "t")
    opened.refresh()
    wait_for(lambda: ground() == seen[1])  # it is remembered
    press(opened, "t")


def test_help(opened: Any) -> None:
    press(opened, "?")
    assert "next change" in opened.find_element("id", "help").text
    press(opened, "\ue00c")
    assert not opened.execute_script("return document.getElementById('help').open")


def test_a_hostile_document_runs_nothing(opened: Any) -> None:
    open_file(opened, "onerror")
    assert opened.title == "normalise: 24 files"
    assert texts(opened, "#view script, #view img, #view svg, #rows img") == []
    shown = text(opened, "#view .cell")
    for fragment in ("<script>document.title = 'run'</script>", "{{ 7*7 }}", "<img src=x onerror", "U+202E"):
        assert fragment in shown
    assert text(opened, "#view h2") == HOSTILE_NAME
    press(opened, "n", "n", "n")
    assert opened.title == "normalise: 24 files"
    assert opened.get_log("browser") == []


@pytest.mark.parametrize(
    "attempt",
    [
        "const made = document.createElement('script'); made.textContent = '0'; document.body.append(made)",
        "document.body.insertAdjacentHTML('beforeend', \"<img src=x onerror=\\\"document.title = 'run'\\\">\")",
        "new Image().src = 'https://example.org/'",
        "document.body.setAttribute('onclick', \"document.title = 'run'\"); document.body.click()",
        "fetch('https://example.org/').catch(() => {})",
    ],
)
def test_the_policy_would_hold_even_if_something_got_into_the_page(opened: Any, attempt: str) -> None:
    opened.execute_script(
        "window.refused = 0; addEventListener('securitypolicyviolation', () => { window.refused += 1; });"
        f"try {{ {attempt} }} catch {{}}"
    )
    wait_for(lambda: opened.execute_script("return window.refused"))
    assert opened.title == "normalise: 24 files"
    opened.get_log("browser")  # it tells of the refusal, which is right


PARAGRAPH = "本縣圖書館昨日延長開放時間,讀者紛紛前來借書(jiè shū)。" * 6


@pytest.fixture(scope="module")
def other_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Documents that are awkward to look at."""
    folder = tmp_path_factory.mktemp("others")
    documents = {
        "long paragraph.txt": f"{PARAGRAPH}\n{PARAGRAPH}\n".encode(),
        "many lines.txt": (f"{PARAGRAPH.replace('。', '')}\n" * 9 + "县图书馆\n" * 90).encode() * 9,
        "new\nline \u202egpj.txt": "縣\n".encode(),
        "byte \udcff.txt": "縣\n".encode(),
        "bad byte.txt": "县图书馆延长开放时间,".encode() * 9 + b"\xff" + "县图书馆。\n".encode() * 9,
        "to hant/a.txt": "计算机软件的联系\n".encode(),
        "to hant/normalise.toml": b'to = "hant-tw"\n',
    }
    for name, data in documents.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)
    page = folder.parent / "others.html"
    assert run("--report", page, ".", cwd=folder).code == 0
    return page


@pytest.fixture
def others(browser: Any, other_page: Path) -> Iterator[Any]:
    browser.get(other_page.as_uri())
    wait_for(lambda: browser.execute_script("return document.querySelector('#view h2')"))
    yield browser
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def narrow(browser: Any, width: int) -> None:
    size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    browser.refresh()
    wait_for(lambda: browser.execute_script("return document.querySelector('#view h2')"))


def is_in_sight(browser: Any) -> bool:
    return bool(
        browser.execute_script("""
            const box = document.querySelector(".mark.current").getBoundingClientRect();
            const top = document.querySelector(".file-head").getBoundingClientRect().bottom;
            return box.top >= top && box.bottom <= document.querySelector("footer").getBoundingClientRect().top;
        """)
    )


def test_a_long_paragraph_is_set_in_sentences_side_by_side(others: Any) -> None:
    open_file(others, "long paragraph")
    rows = others.execute_script(
        "return [...document.querySelectorAll('#view .row')].map((row) => [...row.children].map((cell) => cell.textContent))"
    )
    assert len(rows) > 4
    assert [row[0] for row in rows if row[0]] == [row[2] for row in rows if row[2]] == ["1", "2"]
    assert "".join(row[1] for row in rows) == PARAGRAPH * 2
    for _, before, _, after in rows:
        assert before.endswith("。")
        assert before.count("。") == after.count("。")


def test_a_place_stays_in_sight_when_the_rows_around_it_change(others: Any) -> None:
    open_file(others, "many lines")
    click(others, "#clear")
    press(others, "]")
    wait_for(lambda: "many lines" not in text(others, "#view h2"))
    press(others, "p")
    wait_for(lambda: "many lines" in text(others, "#view h2"))
    wait_for(lambda: is_in_sight(others))
    press(others, "a")
    wait_for(lambda: not texts(others, "button.fold"))
    wait_for(lambda: is_in_sight(others))


def test_what_can_not_be_put_right_is_not_called_uncertain(others: Any) -> None:
    open_file(others, "bad byte")
    assert texts(others, ".mark.told")
    assert not texts(others, ".mark.uncertain")
    others.execute_script(
        "document.querySelector('.mark.told').dispatchEvent(new MouseEvent('mouseover', {bubbles: true}))"
    )
    assert "can’t be put right" in text(others, "#tip")
    assert "0% sure" not in text(others, "#tip").replace("100% sure", "")
    choose(others, "certainty", "told")
    assert text(others, "#status").startswith("place 1 of 1")
    assert "repair/" in text(others, "#status")


def test_names_show_what_is_in_them(others: Any) -> None:
    shown = names(others)
    assert any("new0Aline U+202Egpj.txt" in name for name in shown)
    assert any(r"byte \xff.txt" in name for name in shown)


def test_the_font_goes_by_the_language(others: Any) -> None:
    script = (
        "return [...document.querySelectorAll('.row.touched .cell')].slice(0, 2).map((cell) => cell.lang)"
    )
    open_file(others, "long paragraph")
    assert others.execute_script(script) == ["zh-Hant", "zh-Hans"]
    open_file(others, "to hant/a.txt")
    assert others.execute_script(script) == ["zh-Hans", "zh-Hant"]


def test_where_no_file_matches_it_says_so_and_the_way_back(others: Any) -> None:
    others.find_element("id", "query").send_keys("nonesuch")
    assert names(others) == []
    assert text(others, "#no-match:not([hidden])").startswith("No file is like that.")
    click(others, "#show-all")
    assert len(names(others)) > 5
    assert not texts(others, "#no-match:not([hidden])")


@pytest.mark.parametrize("width", [360, 800])
def test_on_a_narrow_screen_it_opens_at_its_top_and_goes_to_the_file_that_is_chosen(
    others: Any, width: int
) -> None:
    narrow(others, width)
    time.sleep(0.3)  # whatever would scroll has scrolled
    assert others.execute_script("return scrollY") == 0
    assert others.execute_script("return document.documentElement.scrollWidth") <= width
    others.execute_script("document.querySelector('#rows .file:nth-child(2)').click()")
    wait_for(lambda: others.execute_script("return scrollY") > 0)
    press(others, "n")
    wait_for(lambda: is_in_sight(others))


def test_the_focus_shows(others: Any) -> None:
    seen = set()
    for _ in range(14):
        press(others, "\ue004")  # Tab
        width = others.execute_script("return getComputedStyle(document.activeElement).outlineWidth")
        tag, name = others.execute_script(
            "return [document.activeElement.tagName, document.activeElement.id]"
        )
        seen.add(name or tag)
        assert tag == "BODY" or width == "2px"
    assert {"toggle-theme", "query", "sort"} & seen


# Of every text that shows, the contrast with what is behind it, as WCAG 2 has it.
CONTRASTS = """
const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
function components(colour) {
  canvas.clearRect(0, 0, 1, 1);
  canvas.fillStyle = colour;
  canvas.fillRect(0, 0, 1, 1);
  return [...canvas.getImageData(0, 0, 1, 1).data];
}
function behind(element) {
  if (!element) return [255, 255, 255];
  const [under, [red, green, blue, alpha]] = [behind(element.parentElement), components(getComputedStyle(element).backgroundColor)];
  return [red, green, blue].map((value, place) => (value * alpha + under[place] * (255 - alpha)) / 255);
}
function light(colour) {
  const [red, green, blue] = colour.map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
const found = {};
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const element = walker.currentNode.parentElement;
  if (!walker.currentNode.data.trim() || element.closest("script, option, noscript") || !element.checkVisibility({ visibilityProperty: true })) continue;
  const [low, high] = [light(components(getComputedStyle(element).color).slice(0, 3)), light(behind(element))].sort((a, b) => a - b);
  const contrast = (high + 0.05) / (low + 0.05);
  if (contrast < 4.5) found[`${element.tagName} ${element.className}`] = contrast;
}
return found;
"""


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    "name", ["readme-example", "gbk-read-as-latin1", "farm-page", "tidy", "damaged-gb18030", "nonesuch"]
)
def test_everything_can_be_read(opened: Any, name: str, theme: str) -> None:
    open_file(opened, name)
    opened.execute_script("document.documentElement.dataset.theme = arguments[0]", theme)
    time.sleep(0.2)  # colours change over a tenth of a second
    assert opened.execute_script(CONTRASTS) == {}
    if name != "nonesuch":
        choose(opened, "certainty", "uncertain")  # what is not asked for is faint
        time.sleep(0.2)
        assert opened.execute_script(CONTRASTS) == {}
        click(opened, "#clear")


def test_of_ten_thousand_files_only_those_in_sight_are_in_the_page(browser: Any, tmp_path: Path) -> None:
    with Report([str(tmp_path / "many.html")], "") as report:
        for number in range(10_000):
            facts = Facts(
                f"folder/{number:05}.txt", "clean" if number % 3 else "failed", "utf-8", script="hans"
            )
            report.add(FileRecord(facts))
        report.paths[0].write_bytes(b"".join(report.render(report.paths[0])))
    browser.get(report.paths[0].as_uri())
    assert text(browser, "#count") == "10,000 files"
    assert 5 < len(names(browser)) < 60
    browser.execute_script("document.getElementById('list').scrollTop = 54 * 9000")
    wait_for(lambda: "folder/09000.txt" in names(browser))
    assert len(names(browser)) < 60
    choose(browser, "state", "failed")
    assert text(browser, "#count") == "3,334 of 10,000 files"
    browser.find_element("id", "query").send_keys("09999")
    assert names(browser) == ["folder/09999.txt"]


def test_a_content_that_can_not_be_unfolded_is_told(browser: Any, tmp_path: Path) -> None:
    with Report([str(tmp_path / "out.html")], "") as report:
        report.add(FileRecord(Facts("a.txt", "changed", places=1), "AAAA"))
        report.paths[0].write_bytes(b"".join(report.render(report.paths[0])))
    browser.get(report.paths[0].as_uri())
    wait_for(lambda: "can’t unfold the content" in text(browser, "#view"))


def test_a_report_of_nothing(browser: Any, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    assert run("--report", "out.html", "in", cwd=tmp_path).code == 0
    browser.get((tmp_path / "out.html").as_uri())
    assert "There was no document to look at." in text(browser, "#view")
    press(browser, "n", "]", "a", "u")
    assert browser.get_log("browser") == []
