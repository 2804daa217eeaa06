"""Which encoding is it? One answer with a confidence, or `UndecodableError`."""

import math
from typing import NamedTuple

from normalise.language import model
from normalise.language.encodings import canonical, read_text, superset
from normalise.language.patterns import compile_later
from normalise.result import BinaryError, UndecodableError
from normalise.stages.decode import structure
from normalise.stages.decode.candidates import (
    CHINESE,
    MULTIBYTE,
    RIVALS,
    WESTERN,
    WIDE,
    Candidate,
    Readings,
    glance,
    sample,
    weigh,
    weigh_lines,
)
from normalise.stages.decode.declaration import find_declared
from normalise.stages.decode.plain import find_plain
from normalise.stages.decode.resynchronise import PAIRED, resynchronise

# Below this confidence nothing is guessed.
CERTAIN_ENOUGH = 0.6
# Chinese costs 2 to 3.5 nats a byte in its own encoding and over 5 in any other; what lies above this is
# neither Chinese nor anything else that the model knows.
_TEXT_AT_MOST = 4.6
# Cantonese and lists of rare characters cost up to this, but nothing else comes near them then.
_RARE_TEXT_AT_MOST = 5.4
_CLEAR_LEAD = 0.4
_LETTERS_AT_MOST = 3.6
_IN_DOUBT = 3.7
# Plain prose: dear by 1.5 nats a byte in every other encoding, so a hundred nats are soon there.
_PLAIN_AT_MOST = 3.6
_PLAIN_LEAD = 100
_PLAIN_HAN_AT_MOST = 7.5
# What looks Western is Chinese only if it is so much likelier.
_LEAD_OVER_WESTERN = 30
# Chinese costs 4 to 7 nats a character, seven-bit text that merely looks like HZ far more.
_HAN_AT_MOST = 9.5
# charset-normalizer's own measure of disorder, 0 to 1; what it says of archives and images lies above this.
_MESS_AT_MOST = 0.2
# Where the model knows better than to take a rare sister, or pairs for letters. Of the great Latin pages
# charset-normalizer knows the languages.
_SURER = ("euc_jp", "cp932", "cp1252")
_OTHER_LATIN = ("cp1250", "iso8859-2", "iso8859-9", "iso8859-16", "cp1254", "cp1257", "cp1258")
_BEGINNING = 2000
_UNKNOWN_LETTERS = compile_later("[\u0530-\u1dff\ua000-\uabff]")
_FOREIGN = compile_later(r"[^\x00-\x7f]+")
_KANA = compile_later("[\u3041-\u30ff]")
_KANA_IN_CHINESE = 0.05
_JAPANESE = 20.0
# It takes a few bytes of anything for EBCDIC, which no document of ours is in.
# What the model has judged already.
_JUDGED = (
    *("gb2312", "gbk", "gb18030", "hz", "big5", "big5hkscs", "cp950"),
    *("utf_16", "utf_16_le", "utf_16_be", "utf_32", "utf_32_le", "utf_32_be"),
)
_EBCDIC = ("cp037", "cp273", "cp424", "cp500", "cp875", "cp1026", "cp1140")


class Guess(NamedTuple):
    """How to read some bytes: the public name, how sure, the codec that reads them after `mark` bytes of BOM."""

    encoding: str
    confidence: float
    codec: str
    mark: int = 0


def name_encoding(data: bytes, encoding: str) -> Guess:
    """The guess that a user's own word makes unnecessary. Raises `OptionError` for a name that is none."""
    name = canonical(encoding)
    found = structure.find_mark(data)
    if found and name.replace("_", "-") in (found[0], found[1], found[1].removesuffix("-sig")):
        return Guess(found[0], 1.0, found[1], found[2])
    if name in ("utf-8-sig", "utf-16", "utf-32"):
        name = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}[name]
    if name in ("iso8859-1", "ascii"):
        return Guess(name, 1.0, name)
    name = superset(name)
    return Guess(name, 1.0, "big5" if name == "big5hkscs" else name)


def guess_encoding(data: bytes) -> Guess:
    """Find out how to read the bytes. Raises `UndecodableError` where they are binary or it stays in doubt."""
    if found := structure.find_mark(data):
        return Guess(found[0], 1.0, found[1], found[2])
    if structure.is_filler(data):
        raise BinaryError("this is filler, not text: the same byte over and over")
    if (wide := structure.find_wide(data)) and _decodes(data, wide):
        return Guess(wide, 1.0, wide)
    if data.isascii() and (guess := _guess_escapes(data)):
        return guess
    if not _decodes(data, "utf-8"):
        if plain := find_plain(data):
            _refuse_binary(data, plain)
            return Guess(plain, 1.0, plain)
        return guess_by_likelihood(data)
    if structure.has_controls(data.decode("latin-1")):
        return _guess_with_controls(data)
    return Guess("utf-8", 1.0, "utf-8")


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _guess_escapes(data: bytes) -> Guess | None:
    encoding = structure.find_escapes(data)
    if encoding is None:
        return None
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    if encoding == "hz":
        beginning = "".join(_FOREIGN.findall(text, 0, _BEGINNING)) or "".join(_FOREIGN.findall(text))
        if model.mean_cost(beginning) > _HAN_AT_MOST:
            return None
    return Guess(encoding, 1.0, encoding)


def _guess_with_controls(data: bytes) -> Guess:
    """UTF-8 with stray control characters, or UTF-16 and UTF-32 whose bytes all happen to be below 0x80."""
    readings = Readings(sample(data))
    best = weigh(readings, {"utf-8": 0, **WIDE}, None)[0]
    if structure.is_binary(_text(best, readings)):
        raise BinaryError("this is a binary file, not text")
    return Guess(best.encoding, 1.0, best.encoding)


def guess_by_likelihood(data: bytes) -> Guess:
    """The guess for bytes that are not UTF-8 and of which nothing else is known; raises as `guess_encoding` does."""
    label = find_declared(data)
    declared = superset(label) if label else None
    readings = Readings(glance(data))
    best, second, *_ = weigh(readings, CHINESE, declared)
    if structure.looks_western(readings.windows[0]) and not _is_utf_16(best, readings):
        western = weigh(readings, WESTERN, declared)[0]
        if best.cost + _LEAD_OVER_WESTERN > western.cost or _foreign_cost(best, readings) > _HAN_AT_MOST:
            return _ask_charset_normalizer(data, western, readings)
    if not _is_plain(best, second, readings):
        glanced, readings = readings, Readings(sample(data))
        priors = {**CHINESE, **RIVALS, **(WIDE if data.count(0) > len(data) / 3 else {})}
        best, second, *_ = weigh(readings, priors, declared)
        lead = _cost_each(second, readings) - _cost_each(best, readings)
        if lead > _CLEAR_LEAD:
            at_most = _RARE_TEXT_AT_MOST
        else:
            at_most = _TEXT_AT_MOST if _foreign_cost(best, readings) < _HAN_AT_MOST else 0
        if best.cost > _IN_DOUBT * readings.size:
            best, second = _reconsider(glanced, readings, best, second)
        best = _prefer_japanese(best, readings)
        if best.encoding in RIVALS or _cost_each(best, readings) > at_most:
            return _ask_charset_normalizer(data, best, readings)
    _refuse_binary(data, best.encoding)
    confidence = _confidence(best, second)
    if confidence < CERTAIN_ENOUGH:
        raise UndecodableError(
            f"the encoding is in doubt: {best.encoding} or {second.encoding}; "
            f"choose with --encoding {best.encoding} or --encoding {second.encoding}"
        )
    return Guess(best.encoding, confidence, best.encoding)


def _refuse_binary(data: bytes, encoding: str) -> None:
    """Raise `BinaryError` where samples are full of control characters."""
    windows = sample(data)
    if encoding in WIDE or any(map(structure.has_control_bytes, windows)):
        text = "".join(read_text(window, encoding) for window in windows)
        if structure.is_binary(text):
            raise BinaryError("this is a binary file, not text")


def _is_utf_16(best: Candidate, readings: Readings) -> bool:
    """Is this UTF-16, half of whose bytes are those of letters?"""
    return best.encoding.startswith("utf-16") and _foreign_cost(best, readings) < _HAN_AT_MOST


def _foreign_cost(candidate: Candidate, readings: Readings) -> float:
    """What a character beyond ASCII costs, read so."""
    return model.mean_cost(_foreign(candidate, readings))


def _foreign(candidate: Candidate, readings: Readings) -> str:
    return "".join(_FOREIGN.findall(_text(candidate, readings)))


def _prefer_japanese(best: Candidate, readings: Readings) -> Candidate:
    """EUC-JP instead of GB 2312 for text with kana, which both have in the same place, if its kanji do."""
    if best.encoding != "gb18030" or not _has_kana(best, readings):
        return best
    rival = weigh(readings, {"euc_jp": 0}, None)[0]
    return rival if rival.cost < best.cost + _JAPANESE else best


def _has_kana(candidate: Candidate, readings: Readings) -> bool:
    foreign = _foreign(candidate, readings)
    return len(_KANA.findall(foreign)) > len(foreign) * _KANA_IN_CHINESE


def _reconsider(
    glanced: Readings, readings: Readings, best: Candidate, second: Candidate
) -> tuple[Candidate, Candidate]:
    """The best two again, where an encoding would be far the best but for a byte lost early on, or for other lines."""
    window = glanced.windows[0]
    rival = weigh(glanced, {best.encoding: 0}, None)[0]
    for codec in PAIRED:
        cost = model.cost(resynchronise(window, codec).text)
        if cost < _PLAIN_AT_MOST * len(window) and cost + _PLAIN_LEAD < rival.cost:
            return Candidate(cost, codec), rival
    mixture = weigh_lines(readings.windows)
    if _cost_each(mixture, readings) < _PLAIN_AT_MOST and mixture.cost + _PLAIN_LEAD < best.cost:
        return mixture, best
    return best, second


def _is_plain(best: Candidate, second: Candidate, readings: Readings) -> bool:
    """Is this so clearly Chinese, in so clearly one encoding, that no rival need be heard?

    Kana may be EUC-JP's, which has them where GB 2312 has them.
    """
    if second.cost - best.cost < _PLAIN_LEAD or _cost_each(best, readings) > _PLAIN_AT_MOST:
        return False
    return _foreign_cost(best, readings) < _PLAIN_HAN_AT_MOST and not _has_kana(best, readings)


def _confidence(best: Candidate, second: Candidate) -> float:
    """How sure the best is, from its lead in nats; neighbouring characters are not independent, hence the half."""
    return 1 / (1 + math.exp(-(second.cost - best.cost) / 2))


def _ask_charset_normalizer(data: bytes, best: Candidate, readings: Readings) -> Guess:
    """Name an encoding that is not Chinese; `best` is what the model thinks likeliest."""
    from charset_normalizer import from_bytes  # noqa: PLC0415 - 30 ms, and Chinese never needs it

    answer = from_bytes(data, cp_exclusion=[*_EBCDIC, *_JUDGED]).best()
    if answer is None or answer.chaos > _MESS_AT_MOST or _is_noise(data, str(answer)):
        if structure.is_binary(data.decode("latin-1")):
            raise BinaryError("this is a binary file, not text")
        if best.encoding in RIVALS and _cost_each(best, readings) < _LETTERS_AT_MOST:
            return Guess(best.encoding, CERTAIN_ENOUGH, best.encoding)
        raise UndecodableError(
            "no encoding makes text of this; if it is text, name its encoding with --encoding"
        )
    encoding, confidence = superset(canonical(answer.encoding)), 1 - answer.chaos
    if best.encoding in RIVALS and (best.encoding in _SURER or encoding in MULTIBYTE):
        lead = weigh(readings, {encoding: 0}, None)[0].cost - (best.cost - RIVALS[best.encoding])
        if lead >= 0 and encoding not in _OTHER_LATIN:
            encoding = best.encoding
    return Guess(encoding, confidence, encoding)


def _is_noise(data: bytes, text: str) -> bool:
    """Is this no text: full of control characters, or letters that the model knows, but in no order it knows?"""
    if structure.is_binary(text):
        return True
    beginning = text[:_BEGINNING]
    size = len(data) * len(beginning) / max(len(text), 1)
    return not _UNKNOWN_LETTERS.search(beginning) and model.cost(beginning) > _TEXT_AT_MOST * size


def _text(candidate: Candidate, readings: Readings) -> str:
    return "".join(readings.texts(candidate.encoding))


def _cost_each(candidate: Candidate, readings: Readings) -> float:
    return candidate.cost / readings.size
