"""Build normalise/data/furniture/table.json from the rule files beside it.

    python tools/build_furniture.py

The table says nothing that the rules do not; it is there because it loads in a few milliseconds, and they in thirty.
"""

import json
import sys
import tomllib
from pathlib import Path
from typing import Any

from normalise.language.fold import fold_text
from normalise.resources import read_data
from normalise.stages.strip.index import index_rules
from normalise.stages.strip.rules import read_built_in

TARGET = Path(__file__).parent.parent / "normalise" / "data" / "furniture" / "table.json"


def build() -> str:
    """The content of the table."""
    head = {"source": "built by tools/build_furniture.py from *.toml here", "licence": "that of the project"}
    cues = _cues()
    content = {**head, **index_rules(read_built_in(), cues["common"]), "cues": cues}
    return json.dumps(content, ensure_ascii=False, indent=0) + "\n"


def _cues() -> dict[str, Any]:
    raw = tomllib.loads(read_data("furniture/cues.toml").decode("utf-8"))
    menu, plain, common = raw.pop("menu"), raw.pop("plain"), raw.pop("common")
    return {
        "common": common["characters"].replace("\n", ""),
        "plain": [fold_text(word) for word in plain["words"].split()],
        "patterns": {name: cue["pattern"] for name, cue in raw.items()},
        **{name: [fold_text(word) for word in menu[name].split()] for name in ("endings", "beginnings")},
    }


def main() -> int:
    """Write the table."""
    TARGET.write_text(build(), encoding="utf-8")
    print(f"{TARGET.name}: {TARGET.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
