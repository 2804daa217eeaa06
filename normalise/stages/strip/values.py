"""The values that stand in furniture between the labels: numbers, dates, names, titles."""

import re
from functools import cache
from typing import NamedTuple

from normalise.language.fold import fold_text


class Value(NamedTuple):
    """A closed value is what `pattern` matches. An open one is any text without `bars`, up to `longest` characters.

    `whole`: an open value that would rather take all of the rest than a part.
    """

    pattern: str
    bars: frozenset[str] = frozenset()
    longest: int = 0
    whole: bool = False


_DAY = (
    r"(?:[〇零一二三四五六七八九]{4}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日|"
    r"(?:民国)?\d{2,4}年\d{1,2}月(?:\d{1,2}日)?|\d{1,2}月\d{1,2}日|"
    # Folded, 2016-9-4 20:11 is 2016-9-420:11.
    r"(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2}(?=\d{1,2}[:时点]\d)|"
    r"\d{2,4}[-./]\d{1,2}[-./]\d{1,4}|(?:19|20)\d{6}(?!\d))"
)
_CLOCK = (
    r"(?:上午|下午|早上|晚上|香港时间|am|pm)?t?\d{1,2}[:时点]\d{1,2}(?::\d{1,2}|分(?:\d{1,2}秒)?)?(?:am|pm)?"
)
_WEEKDAY = r"\(?(?:星期|周|礼拜)[一二三四五六日天]\)?"
DIGIT = "\\d"
"""How the index writes the beginning of an entry that begins with any digit."""

NUMERIC = frozenset({"number", "digits", "date", "stamp", "moment", "year", "weekday"})
_SENTENCE = frozenset("。!?;“”")


VALUES: dict[str, Value] = {
    "number": Value(
        r"\d[\d,]{0,14}(?:\.\d{1,2})?[万亿k+]?(?:人次|次|人|条|篇|楼|页|个|℃|点)?|loading|加载中|\.{2,6}|…{1,2}"
    ),
    "code": Value(r"(?:bm|[a-z]{2})?\d{8,10}(?!\d)"),
    "digits": Value(r"\d{1,20}"),
    "size": Value(r"\d{1,8}(?:\.\d{1,3})?(?:kb|mb|gb|k|m|g|b|字节)"),
    "date": Value(
        rf"{_DAY}(?:{_WEEKDAY})?[,]?(?:{_CLOCK})?|今天(?:{_CLOCK})?|昨天(?:{_CLOCK})?|\d{{1,2}}(?:分钟|小时|天)前"
    ),
    "stamp": Value(
        r"(?:19|20)\d\d(?:年\d{1,2}月\d{1,2}日|-\d{1,2}-\d{1,2}|/\d{1,2}/\d{1,2}|\.\d{1,2}\.\d{1,2})"
        rf"(?:{_WEEKDAY})?(?:{_CLOCK})?(?=$|[^\w至到起止前后,。、.~-]|来源|作者|字|浏览|点击|阅读|编辑|打印|信息)"
    ),
    "moment": Value(rf"{_DAY}(?:{_WEEKDAY})?{_CLOCK}"),
    "weekday": Value(_WEEKDAY),
    "year": Value(r"(?:19|20)\d\d(?:[-~至](?:(?:19|20)\d\d)?)?年?"),
    "sizes": Value(r"(?!大小(?:$|\W))[大中小特超标准默认正常普通放缩减增还原字体号级ta+\-\[\]()|/·_:]{1,30}"),
    "phone": Value(r"[\d()+][\d()\-+/转、,*]{4,50}"),
    "host": Value(r"(?:https?://)?[a-z0-9-]{1,60}(?:\.[a-z0-9-]{1,60}){1,6}(?:/[\w./?=&%#-]{0,100})?"),
    "mail": Value(r"[\w.+-]{1,60}[@#][a-z0-9.-]{1,60}"),
    "name": Value("", _SENTENCE | frozenset("《》<>|[]:"), 40),
    "person": Value("", _SENTENCE | frozenset("《》<>|[]:,"), 16),
    "address": Value("", _SENTENCE | frozenset("《》<>|[]"), 60),
    "words": Value("", _SENTENCE | frozenset("《》"), 60),
    "title": Value("", frozenset("。"), 90, whole=True),
    "trail": Value("", _SENTENCE, 140, whole=True),
}


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern of the data, compiled when a line first needs it."""
    return re.compile(pattern)


_SHAPED = re.compile(r"\d+(?:[.,]\d+)*|(?<=星期|礼拜)[一二三四五六日天]")


def shape(line: str) -> str:
    """A line as it is compared with whole lines: folded, and every number and weekday a 0.

    >>> shape("2021-05-28　星期五  第 12 期")
    '0-0-0星期0第0期'
    """
    return _SHAPED.sub("0", fold_text(line))
