"""Pages with readings that a human hand put in, and with brackets that only look like it: all to be kept."""

import random
from collections.abc import Callable

from gloss_farms import one_by_one, traditional
from pypinyin import Style, lazy_pinyin, pinyin

_ELEMENTS = "氢氦锂铍硼碳氮氧氟氖钠镁铝硅磷硫氯氩钾钙钪钛钒铬锰铁钴镍铜锌镓锗砷硒溴氪铷锶钇锆铌钼锝钌铑钯银镉铟锡锑碲碘氙铯钡镧铈镨钕钷钐铕钆铽镝钬铒铥镱镥铪钽钨铼锇铱铂汞铊铅铋钋砹氡钫镭锕钍镤铀"
_ANIMALS = "鲈鳜鲫鲤鲢鳙鲶鳗鲟鳕鲳鲷鲽鳎鲨鳐鲸鸬鹚鸳鸯鹈鹕鹭鹳鹤鸨鸢鹰隼鹫鸮鹦鹉鸲鹃鸠鸽鹑鹧鸪鹬鸻鸥燕鹊鸦鹩鹀鸫鹟鹪鹂獐麂麝狍貉獾鼬貂獭猞猁豺麋"
_NAMES = "曹丕 嵇康 荀彧 郗鉴 庾亮 桓温 谢朓 鲍照 王勃 骆宾王 岑参 贾岛 温庭筠 晏殊 欧阳修 贺铸 单雄信 尉迟恭 长孙无忌 仇英 查慎行 乐毅 万俟卨 冼星海 褚遂良 臧克家 翁同龢 阚泽 禤某 逄某"
_PLACES = "歙县 黟县 婺源 亳州 涡阳 砀山 泗水 莒县 兖州 单县 郯城 鄄城 渑池 浚县 荥阳 柘城 蚌埠 六安 番禺 东莞 筠连 犍为 郫县 儋州 丽水 台州 鄞县 乐清 嵊州 盱眙 睢宁 邳州 甪直 浒墅 溧阳 邗江 邛崃 綦江 涪陵 北碚 巴中 荣昌 侯马 洪洞 繁峙 忻州 隰县"
_SURNAMES = "张刘陈杨赵黄吴孙马罗郑谢韩冯邓许萧叶吕苏卢蒋贾丁魏薛阎余潘杜戴锺汪"
_POLYPHONES = (
    "长行重乐调传发藏朝降差得都还好和间将角教解禁卷看空累量率落没难强曲少舍数似提为相血要应占中种转着"
)
_ENGLISH = "apple max min he me can long men women pan sun fan song gun an a man hang sing bang pin ping tie die lie you she we bus data key no yes who to do so wan lan ban mode code node type gen run chi pi tan sin cos log nan fen mu nu xi e o"
_KANA = ("かんじ", "にほんご", "がっこう", "せんせい", "おんがく", "みらい")
_SOLFEGE = ("do", "re", "mi", "fa", "sol", "la", "si")

Maker = Callable[[random.Random, list[str], list[str]], str]


def tone(text: str) -> str:
    return "".join(syllable[0] for syllable in pinyin(text, style=Style.TONE))


def _glossed(line: str, chosen: Callable[[str], bool], brackets: str = "()") -> str:
    opening, closing = brackets[0], brackets[1]
    readings = pinyin(line, style=Style.TONE, errors=one_by_one)
    return "".join(
        f"{c}{opening}{r[0]}{closing}" if chosen(c) else c for c, r in zip(line, readings, strict=True)
    )


def _is_han(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


def every_character(chance: random.Random, lines: list[str], _common: list[str]) -> str:
    """A children's book."""
    style = chance.choice(["()", "（）"])
    return "\n".join(_glossed(line[:60], _is_han, style) for line in lines[: chance.randint(1, 20)])


def new_words(chance: random.Random, lines: list[str], common: list[str]) -> str:
    """A textbook: each new character once; in every lesson anew for some."""
    new = set(chance.sample(common[chance.choice([0, 300, 800]) : 2500], 600))
    again = chance.random() < 0.5
    page = []
    seen: set[str] = set()
    for number, line in enumerate(lines):
        if again and number % 8 == 0:
            seen.clear()
        first: list[str] = []
        for c in line:
            is_new = c in new and c not in seen
            first.append(f"{c}({tone(c)})" if is_new else c)
            seen.update(c)
        page.append("".join(first))
    return "\n".join(page)


def hard_characters(chance: random.Random, lines: list[str], common: list[str]) -> str:
    """A reader that glosses all but the characters of some level, each time."""
    known = set(common[: chance.choice([300, 500, 800, 1200, 1800])])
    is_hard = lambda c: _is_han(c) and c not in known  # noqa: E731
    text = "\n".join(_glossed(line, is_hard) for line in lines)
    return "".join(map(traditional, text)) if chance.random() < 0.3 else text


def lessons(chance: random.Random, lines: list[str], common: list[str]) -> str:
    """A textbook that glosses the new words of each lesson every time."""
    known = set(common[:100])
    page = []
    for first in range(0, len(lines), 10):
        part = [line[:80] for line in lines[first : first + 10]]
        words = sorted(set(filter(_is_han, "".join(part))) - known)
        new = set(chance.sample(words, min(15, len(words))))
        page += [_glossed(line, new.__contains__) for line in part]
    return "\n".join(page)


def dictionary(chance: random.Random, lines: list[str], common: list[str]) -> str:
    """Entries: the character, its readings, an explanation with words of it."""
    entries = []
    for c, line in zip(chance.sample(common[:3000], len(lines)), lines, strict=True):
        for reading in pinyin(c, style=Style.TONE, heteronym=True)[0][: chance.randint(1, 3)]:
            entries += [f"{c}({reading}) {line[:20]}。如:{c}{line[3:5]}、{line[5]}{c}。"]
    return "\n".join(entries)


def polyphones(chance: random.Random, lines: list[str], _common: list[str]) -> str:
    """A lesson on characters of several readings."""
    page = []
    for c, line in zip(chance.sample(_POLYPHONES, min(len(lines), 30)), lines, strict=False):
        readings = pinyin(c, style=Style.TONE, heteronym=True)[0][:3]
        page += [f"{c}({reading}){line[2:3]}、{line[5:6]}{c}({reading})" for reading in readings]
    return "\n".join(page)


def polyphones_in_text(_chance: random.Random, lines: list[str], _common: list[str]) -> str:
    """A text to be read aloud, with each polyphone glossed."""
    return "\n".join(_glossed(line[:80], _POLYPHONES.__contains__) for line in lines)


def names(chance: random.Random, lines: list[str], _common: list[str]) -> str:
    """Names of people with one hard character, glossed at the first or at each mention."""
    people = chance.sample(_NAMES.split(), 4)
    always = chance.random() < 0.5
    page = []
    for number, line in enumerate(lines):
        name = chance.choice(people)
        page.append(f"{name}({tone(name[-1])})说,{line}" if always or number < 4 else f"{name}说,{line}")
    return "\n".join(page)


def places(chance: random.Random, lines: list[str], _common: list[str]) -> str:
    """A travel guide."""
    known = chance.sample(_PLACES.split(), chance.randint(4, 30))
    page = []
    for line in lines:
        place = chance.choice(known)
        page.append(
            chance.choice(
                [
                    f"{place[0]}({tone(place[0])}){place[1]}:{line}",
                    f"{place}({tone(place)})。{line}",
                    f"从{place[0]}({tone(place[0])}){place[1]}出发,{line}",
                ]
            )
        )
    return "\n".join(page)


def _science(characters: str) -> Maker:
    def make(chance: random.Random, lines: list[str], _common: list[str]) -> str:
        known = chance.sample(characters, chance.randint(6, 40))
        page = []
        for line in lines:
            a, b = chance.sample(known, 2)
            page.append(f"{a}({tone(a)})和{b}({tone(b)})。{line}")
        return "\n".join(page)

    return make


def surnames(chance: random.Random, lines: list[str], _common: list[str]) -> str:
    """A study of surnames, or a list of authors: without tones, with a capital."""
    known = chance.sample(_SURNAMES, chance.randint(6, 25))
    return "\n".join(
        f"{c}({lazy_pinyin(c)[0].title()}){line}" for line in lines for c in [chance.choice(known)]
    )


def forum(chance: random.Random, lines: list[str], common: list[str]) -> str:
    """Learners who ask how words are read."""
    page = []
    for line in lines:
        word = line[4:6]
        c = chance.choice(common[:1500])
        page.append(
            chance.choice(
                [
                    f"{word}({tone(word)})是什么意思?{line}",
                    f"为什么{c}({tone(c)})在这里不一样?",
                    f"我觉得应该读{c}({tone(c)})。{line}",
                    line,
                ]
            )
        )
    return "\n".join(page)


def _bracketed(contents: Callable[[random.Random], str]) -> Maker:
    def make(chance: random.Random, lines: list[str], _common: list[str]) -> str:
        page = []
        for line in lines:
            for _ in range(chance.randint(1, 4)):
                at = chance.randrange(1, len(line))
                line = f"{line[:at]}({contents(chance)}){line[at:]}"  # noqa: PLW2901
            page.append(line)
        return "\n".join(page)

    return make


def plain(_chance: random.Random, lines: list[str], _common: list[str]) -> str:
    """No gloss at all."""
    return "\n".join(lines)


KEPT: dict[str, Maker] = {
    "every character": every_character,
    "new words": new_words,
    "hard characters": hard_characters,
    "lessons": lessons,
    "dictionary": dictionary,
    "polyphones": polyphones,
    "polyphones in text": polyphones_in_text,
    "names": names,
    "places": places,
    "elements": _science(_ELEMENTS),
    "animals": _science(_ANIMALS),
    "surnames": surnames,
    "forum": forum,
    "English": _bracketed(lambda chance: chance.choice(_ENGLISH.split())),
    "formulae": _bracketed(lambda chance: chance.choice("xyzabtnefpkhiα")),
    "solfège": _bracketed(lambda chance: chance.choice(_SOLFEGE)),
    "citations": _bracketed(
        lambda chance: f"{chance.choice(['Li', 'Wang', 'He'])}, {chance.randint(1950, 2024)}"
    ),
    "furigana": _bracketed(lambda chance: chance.choice(_KANA)),
    "hangul": _bracketed(lambda chance: chance.choice(["한자", "한국", "사람", "문화"])),
    "no glosses": plain,
}
