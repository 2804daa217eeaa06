"""decode: bytes of unknown encoding → text.

Order of belief: a byte order mark; valid UTF-8; escape sequences; then the encoding under which the bytes
are the likeliest text, a declared charset counting as evidence; charset-normalizer for what is not Chinese.
"""

from normalise.stages.decode.stage import Reading, decode

__all__ = ["Reading", "decode"]
