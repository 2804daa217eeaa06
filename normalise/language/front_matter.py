"""The keys of front matter: YAML between lines `---`, TOML between lines `+++`, at the very top."""

from normalise.language.blocks import line_starts
from normalise.language.invisible import BLANKS, UNSEEN
from normalise.language.patterns import compile_later

Range = tuple[int, int]

_LEAD = f"[{BLANKS}{UNSEEN}]*+"
_END = rf"{_LEAD}(?=[\r\n]|\Z)"
_FRONT = compile_later(rf"{_LEAD}(---|\+\+\+){_END}")
_YAML_END = compile_later(rf"{_LEAD}(?:---|\.\.\.){_END}")
_TOML_END = compile_later(rf"{_LEAD}\+\+\+{_END}")
_YAML_KEY = compile_later(r"[ \t]*+(?:-[ \t]++){0,50}([^\s:#\[\]{},-][^:\r\n]*+):(?=[ \t\r\n]|\Z)")
_YAML_OTHER = compile_later(rf"[ \t]|#|-[ \t]|{_END}")
_TOML_KEY = compile_later(r"[ \t]*+([^\s=#\[][^=\r\n]*+)=|[ \t]*+(\[[^\r\n]*+)")
_TOML_OTHER = compile_later(rf"[ \t]|[#\]\"'}}]|{_END}")


def find_keys(text: str) -> list[Range]:
    r"""Keys of the front matter at the very top: YAML between `---`, TOML between `+++`.

    >>> find_keys("---\n標題: 導言\n---\n正文: 甲\n")
    [(4, 6)]
    """
    opening = _FRONT.match(text)
    if opening is None:
        return []
    ends, keys, others = (
        (_YAML_END, _YAML_KEY, _YAML_OTHER) if opening[1] == "---" else (_TOML_END, _TOML_KEY, _TOML_OTHER)
    )
    found: list[Range] = []
    for start in line_starts(text):
        if start == 0:
            continue
        if ends.match(text, start):
            return found
        key = keys.match(text, start)
        if key:
            group = 1 if key[1] is not None else 2
            found.append((key.start(group), key.start(group) + len(key[group].rstrip())))
        elif not others.match(text, start):
            return []
    return []
