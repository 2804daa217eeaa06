"""The stage: look for a farm's signature, and take out its glosses."""

from normalise.edits import Rewrite, rewrite, unchanged
from normalise.language.protect import Protection
from normalise.options import Options
from normalise.stages.ungloss.brackets import has_brackets
from normalise.stages.ungloss.removal import remove_all, remove_glosses
from normalise.stages.ungloss.signature import find_signature


def ungloss(text: str, options: Options, protection: Protection) -> Rewrite:
    """Remove the glosses of content farms; with `glosses="remove"` all true readings, with "keep" none.

    >>> ungloss("導(dǎo)言", Options(), Protection()).text
    '導(dǎo)言'
    >>> ungloss("導(dǎo)言（max）", Options(glosses="remove"), Protection()).text
    '導言（max）'
    """
    if options.glosses == "keep" or not has_brackets(text):
        return unchanged(text)
    if options.glosses == "remove":
        return rewrite(text, remove_all(text, protection))
    signature = find_signature(text, protection)
    if signature is None:
        return unchanged(text)
    return rewrite(text, remove_glosses(text, signature, protection))
