"""The script of a line, and of a document."""

from typing import Literal

from normalise.language.foreign import count_letters, find_foreign, judge_language
from normalise.language.protect import Protection
from normalise.language.script import foreign, has_han, weigh

Script = Literal["hans", "hant", "mixed", "ja", "ko", "other"]

# The lesser of the two scripts must be this share of the greater for a text to be mixed: a page in one
# script that quotes a title in the other is not.
_MIXED = 0.1


def classify_line(text: str) -> Script:
    """The script of one line, or of any stretch that is judged as a whole.

    >>> [classify_line(line) for line in ("关于", "關於", "人口", "図書館", "鮮の每日", "國會의", "ASCII")]
    ['hans', 'hant', 'hans', 'ja', 'hant', 'ko', 'other']
    """
    language = judge_language(text) if foreign().search(text) else None
    if language:
        return "ja" if language == "japanese" else "ko"
    return _verdict(*weigh(text)) if has_han(text) else "other"


def classify(text: str) -> Script:
    """The script of a document: ja or ko where half of it is, else that of what is left."""
    rest = text
    if spans := find_foreign(text):
        letters = count_letters(text)
        for kind, script in (("japanese", "ja"), ("korean", "ko")):
            if (
                2 * sum(count_letters(text[span.start : span.end]) for span in spans if span.kind == kind)
                >= letters
            ):
                return script  # type: ignore[return-value]
        rest = "\n".join(text[start:end] for start, end in Protection(spans).gaps(0, len(text)))
    return _verdict(*weigh(rest)) if has_han(rest) else "other"


def _verdict(traditional_count: int, simplified_count: int) -> Script:
    if min(traditional_count, simplified_count) > _MIXED * max(traditional_count, simplified_count):
        return "mixed"
    return "hant" if traditional_count > simplified_count else "hans"
