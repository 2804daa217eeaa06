"""Build normalise/data/marks.bin: for each character, which stages it may give work to.

    python tools/build_marks.py

Made of the sets that the stages themselves search for, so it must be built anew when one of those changes, or
the model, or a table of the conversion; tests/language/test_marks.py tells.
"""

from pathlib import Path

from normalise.language import marks
from normalise.language.model import unusual
from normalise.language.patterns import compile_later
from normalise.language.script import foreign
from normalise.stages.convert.scope import load_target
from normalise.stages.repair import suspect
from normalise.stages.tidy import SUSPECT
from normalise.stages.ungloss import brackets

OUT = Path(__file__).parent.parent / "normalise" / "data" / marks.TABLE


def build() -> bytes:
    """The table: a byte for each code point of the first two planes."""
    classes = {
        marks.DEAR: f"(?![占烫屯?])[{unusual(suspect.DEAR)}{suspect.FIRST_OF_OTHER}]",  # these are marks._LEFT's
        marks.FOREIGN: f"[{suspect.FOREIGN}]",
        marks.ODD: SUSPECT,
        marks.OTHER_SCRIPT: load_target("hans").hint.pattern,
        marks.OPENING: f"[{brackets.OPENING}]",
        marks.CLOSING: f"[{brackets.CLOSING}]",
        marks.IN_GLOSS: f"[{brackets.INSIDE}]",
        marks.SIGN: f"{foreign().pattern[:-1]}`~\t<&\\]/wW@\\\\{{%]",  # what find_protection looks for first
    }
    table = bytearray(marks.SIZE)
    everything = "".join(map(chr, range(marks.SIZE)))
    for mark, pattern in classes.items():
        for match in compile_later(pattern).finditer(everything):
            table[match.start()] |= mark
    return marks.HEADER + bytes(table)


if __name__ == "__main__":
    OUT.write_bytes(build())
    print(f"{OUT}: {OUT.stat().st_size:,} bytes")
