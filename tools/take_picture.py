"""Take the picture of a report that the README shows: the fixtures', in Chromium.

python tools/take_picture.py docs/report.png
"""

import base64
import sys
import tempfile
import time
from pathlib import Path
from subprocess import run

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

WIDTH, HEIGHT = 1280, 760
SHOWN = "readme-example"


def main() -> None:
    """Make the report of the fixtures, open it, and go to a change of the README's example."""
    from browser import start  # noqa: PLC0415 - that of the tests

    with tempfile.TemporaryDirectory() as name:
        folder, page = Path(name, "documents"), Path(name, "report.html")
        folder.mkdir()
        for path in (ROOT / "fixtures").glob("*.in.txt"):
            (folder / path.name.replace(".in", "")).write_bytes(path.read_bytes())
        command = [sys.executable, "-m", "normalise", "-q", "--report", str(page), "."]
        run(command, cwd=folder, check=True)  # noqa: S603
        with start() as browser:
            size = {"width": WIDTH, "height": HEIGHT, "deviceScaleFactor": 1, "mobile": False}
            browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
            browser.get(page.as_uri())
            time.sleep(1)
            number = f"[...document.querySelectorAll('.file')].find((row) => row.title.includes('{SHOWN}'))"
            browser.execute_script(f"document.getElementById('list').scrollTop = 54 * 12; return {number}")
            time.sleep(0.5)
            browser.execute_script(f"{number}.click()")
            time.sleep(0.5)
            for key in "nnnnn":
                browser.switch_to.active_element.send_keys(key)
            time.sleep(0.5)
            shot = browser.execute_cdp_cmd("Page.captureScreenshot", {"format": "png"})
            Path(sys.argv[1]).write_bytes(base64.b64decode(shot["data"]))


if __name__ == "__main__":
    main()
