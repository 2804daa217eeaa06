"""The stage: look for a farm's signature, and take out its glosses."""

from itertools import chain

from normalise.edits import Rewrite, rewrite, rewrite_unexplained, unchanged
from normalise.language.protect import Protection
from normalise.options import Options
from normalise.stages.ungloss.brackets import has_brackets
from normalise.stages.ungloss.reading import cut_pages, find_cut, read_page
from normalise.stages.ungloss.removal import edits_of_glosses, remove_all, remove_glosses
from normalise.stages.ungloss.signature import find_signature

# In code points. A hundred thousand glosses tell what a million would, which take a gigabyte.
_ENOUGH = 1 << 22
# Of the rest of a longer text so much is read at a time.
_PAGE = 1 << 16


def ungloss(text: str, options: Options, protection: Protection) -> Rewrite:
    """Remove the glosses of content farms; with `glosses="remove"` all true readings, with "keep" none.

    There are edits if `explain` asks for them.

    >>> ungloss("導(dǎo)言", Options(), Protection()).text
    '導(dǎo)言'
    >>> ungloss("導(dǎo)言（max）", Options(glosses="remove"), Protection()).text
    '導言（max）'
    """
    if text.isascii() or options.glosses == "keep" or not has_brackets(text):
        return unchanged(text)
    if options.glosses == "remove":
        edits = remove_all(text, protection)
        return rewrite(text, edits) if options.explain else rewrite_unexplained(text, edits)
    end = find_cut(text, _ENOUGH)
    page = read_page(text[:end], protection.before(end) if end < len(text) else protection)
    signature = find_signature(page)
    if signature is None:
        return unchanged(text)
    pages = chain([page], cut_pages(text, protection, _PAGE, end))
    del page  # each is let go of once the next is read
    if options.explain:
        return rewrite(
            text,
            chain.from_iterable(edits_of_glosses(part, signature) for page in pages for part in page.parts()),
        )
    return remove_glosses(pages, signature)
