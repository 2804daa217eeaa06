"""Before and after as a unified diff that `patch` applies where the input was UTF-8."""

import re
from collections.abc import Iterator
from difflib import unified_diff

_LINE = re.compile(r"[^\n]*\n|[^\n]+")


def unified(name: str, before: str, after: str, encoding: str | None) -> Iterator[str]:
    r"""The lines of the diff; where the input had another encoding, the header says which.

    >>> list(unified("a.txt", "一", "一", "gb18030"))
    ['# a.txt: from gb18030 to utf-8\n']
    """
    foreign = encoding not in (None, "utf-8", "utf-8-sig")
    if foreign:
        yield f"# {name}: from {encoding} to utf-8\n"
    old, new = _LINE.findall(before), _LINE.findall(after)
    for line in unified_diff(old, new, f"a/{name}", f"b/{name}"):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
