"""The stage: look for a farm's signature, and take out its glosses."""

from normalise.edits import Rewrite, rewrite, rewrite_unexplained, unchanged
from normalise.language.protect import Protection
from normalise.options import Options
from normalise.stages.ungloss.brackets import has_brackets
from normalise.stages.ungloss.removal import remove_all, remove_glosses
from normalise.stages.ungloss.signature import find_signature

# In code points. A hundred thousand glosses tell what a million would, which take a gigabyte.
_ENOUGH = 1 << 22


def ungloss(text: str, options: Options, protection: Protection) -> Rewrite:
    """Remove the glosses of content farms; with `glosses="remove"` all true readings, with "keep" none.

    >>> ungloss("導(dǎo)言", Options(), Protection()).text
    '導(dǎo)言'
    >>> ungloss("導(dǎo)言（max）", Options(glosses="remove"), Protection()).text
    '導言（max）'
    """
    if text.isascii() or options.glosses == "keep" or not has_brackets(text):
        return unchanged(text)
    if options.glosses == "remove":
        edits = remove_all(text, protection)
    else:
        signature = find_signature(*_beginning(text, protection))
        if signature is None:
            return unchanged(text)
        edits = remove_glosses(text, signature, protection)
    keeps_edits = options.explain or len(text) <= _ENOUGH
    return rewrite(text, edits) if keeps_edits else rewrite_unexplained(text, edits)


def _beginning(text: str, protection: Protection) -> tuple[str, Protection]:
    """As much of the text as it takes to know a farm, in whole lines, which is all of it but for the longest."""
    end = text.rfind("\n", 0, _ENOUGH) + 1 if len(text) > _ENOUGH else 0
    return (text[:end], protection.before(end)) if end else (text, protection)
