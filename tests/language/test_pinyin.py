"""Readings: however they are written, and whose they are."""

import pytest

from normalise.language.pinyin import Reading, has_syllable, is_reading, parse_reading


@pytest.mark.parametrize(
    ("written", "reading"),
    [
        ("dǎo", Reading("dao", 3, "pinyin")),
        ("da\u030co", Reading("dao", 3, "pinyin")),
        ("LǙ", Reading("lü", 3, "pinyin")),
        ("lǘ", Reading("lü", 2, "pinyin")),
        ("de", Reading("de", None, "plain")),
        # tones by number and by sign
        ("de5", Reading("de", 5, "pinyin")),
        ("da3o", Reading("dao", 3, "pinyin")),
        ("dao³", Reading("dao", 3, "pinyin")),
        ("ｄａｏ３", Reading("dao", 3, "pinyin")),
        ("daoˇ", Reading("dao", 3, "pinyin")),
        ("xue´", Reading("xue", 2, "pinyin")),
        # ü as keyboards have it, and where it is none
        ("lv2", Reading("lü", 2, "pinyin")),
        ("ＬＶ", Reading("lü", None, "plain")),
        ("nu:3", Reading("nü", 3, "pinyin")),
        ("lve4", Reading("lüe", 4, "pinyin")),
        ("lue4", Reading("lüe", 4, "pinyin")),
        ("qǖ", Reading("qu", 1, "pinyin")),
        ("xve2", Reading("xue", 2, "pinyin")),
        # marks and letters that look the same
        ("dăo", Reading("dao", 3, "pinyin")),  # breve
        ("dâo", Reading("dao", 3, "pinyin")),  # circumflex
        ("jĩng", Reading("jing", 1, "pinyin")),  # tilde
        ("ɡuó", Reading("guo", 2, "pinyin")),  # U+0261
        ("dɑ̌o", Reading("dao", 3, "pinyin")),  # U+0251
        ("dα\u030co", Reading("dao", 3, "pinyin")),  # Greek
        ("d\u0430\u030c\u043e", Reading("dao", 3, "pinyin")),  # Cyrillic
        ("j\u0131\u0304ng", Reading("jing", 1, "pinyin")),  # i without its dot
        # zhuyin
        ("ㄉㄜ˙", Reading("de", 5, "zhuyin")),
        ("˙ㄉㄜ", Reading("de", 5, "zhuyin")),
        ("ㄓ", Reading("zhi", 1, "zhuyin")),
        ("ㄌ一ㄥˇ", Reading("ling", 3, "zhuyin")),  # the numeral for ㄧ
        # no syllable, or no single tone
        ("dǎo3", None),
        ("dǎǒ", None),
        ("3dao", None),
        ("dao6", None),
        ("max", None),
        ("học", None),
        ("hok6", None),
        ("一", None),
        ("", None),
        ("3", None),
        ("ㄉㄉ", None),
        ("ˇ", None),
    ],
)
def test_parse_reading(written: str, reading: Reading | None) -> None:
    assert parse_reading(written) == reading


@pytest.mark.parametrize(
    ("character", "written", "expected"),
    [
        ("導", "dǎo", True),
        ("导", "dao3", True),
        ("導", "dào", True),  # the older reading, of 導 for 道
        ("導", "tǎo", False),
        ("績", "jì", True),
        ("績", "jī", True),
        ("不", "bú", True),
        ("了", "le", True),
        ("个", "ge5", True),
        ("期", "qí", True),  # of Taiwan
        ("质", "zhí", True),
        ("質", "zhǐ", False),
        ("女", "nu3", True),
        ("奴", "nü2", False),
        ("A", "a", False),
    ],
)
def test_is_reading(character: str, written: str, expected: bool) -> None:
    reading = parse_reading(written)
    assert reading is not None
    assert is_reading(character, reading) is expected


@pytest.mark.parametrize(("written", "expected"), [("dāo", True), ("dao", True), ("tao", False)])
def test_has_syllable(written: str, expected: bool) -> None:
    reading = parse_reading(written)
    assert reading is not None
    assert has_syllable("導", reading) is expected
