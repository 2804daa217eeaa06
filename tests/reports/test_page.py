"""The page, in a real browser: it is opened from the disk, as a user opens it."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import skip_without_browser, start
from command_line import run

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
    skip_without_browser()
    pytest.importorskip("jinja2")
    with start() as driver:
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
    ("certainty", "told", ["damaged-gb18030.txt"]),
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
