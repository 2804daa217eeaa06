"""Short documents in mixed encodings, with mixed damage: the same ones for the same seed, all different."""

import gzip
import random
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import opencc

WHO = (
    "縣圖書館",
    "青石鎮衛生院",
    "河東村委會",
    "市氣象台",
    "第三中學",
    "白鷺灘濕地",
    "老碼頭博物館",
    "城西菜市場",
)
WHEN = (
    "本月十二日起",
    "入秋以後",
    "從明年春天開始",
    "每週二下午",
    "連續三年",
    "在雨季到來之前",
    "昨天傍晚",
    "近日",
)
WHAT = (
    "延長了開放時間", "修復了兩百多件舊物", "開設了面向老人的課程", "把夜間門診增加到四次", "記錄下六十七種候鳥",
    "重新整理了庫房裡的檔案", "鋪設了八公里的步道", "邀請居民參加討論", "發布了大風預警", "調整了公交線路",
)  # fmt: skip
WHY = (
    "讀者憑身份證即可借書，一次最多五本", "負責人說，來的人比往年多了一倍", "費用由鎮裡和企業共同承擔",
    "專家認為這樣的做法值得推廣", "附近的居民對此表示歡迎", "具體安排將在下個月公布", "有關的資料已經存入檔案館",
    "這是十年來規模最大的一次", "孩子們在門口排起了長隊", "工程預計在年底之前完成",
)  # fmt: skip
PAGE = "您當前的位置: 首頁 > 本地新聞\n{title}\n字體:[大 中 小]\n{body}\n返回頂部\n"
JAPANESE = "図書館は来月から開館時間を延長すると発表した。\n利用者は身分証で本を借りることができる。\n"

_TO_SIMPLIFIED = opencc.OpenCC("t2s", include_tofu_risk_dictionaries=False)


def make_documents(count: int, seed: int = 1, *, sentences: int = 4) -> Iterator[bytes | None]:
    """So many documents, each of up to so many pairs of sentences; some are no text, empty, or None."""
    draw = random.Random(seed)
    kinds, weights = zip(*((kind, weight) for kind, weight in KINDS.items()), strict=True)
    for number, kind in enumerate(draw.choices(kinds, weights, k=count)):
        yield kind(_prose(draw, number, sentences), draw)


def write_pages(
    folder: Path, documents: Sequence[bytes | None], files: int, *, rows_in_group: int = 100
) -> None:
    """The documents as a folder of Parquet, `pages`."""
    import pyarrow as pa  # noqa: PLC0415 - it may not be there
    from pyarrow import parquet  # noqa: PLC0415

    (folder / "pages").mkdir()
    size = -(-len(documents) // files)
    for number in range(files):
        part = range(number * size, min((number + 1) * size, len(documents)))
        raw = pa.array([documents[place] for place in part], pa.binary())
        table = pa.table({"id": pa.array(part, pa.int64()), "raw": raw})
        parquet.write_table(table, folder / "pages" / f"{number:03}.parquet", row_group_size=rows_in_group)


def write_archive(path: Path, pages: Iterable[tuple[str, bytes, str]]) -> None:
    """An archive of pages (WARC): of each its id, what the server sent, and the media type that it said, if any."""
    with path.open("wb") as file:
        for name, data, type_ in pages:
            said = f"Content-Type: {type_}\r\n" if type_ else ""
            answer = f"HTTP/1.1 200 OK\r\n{said}\r\n".encode() + data
            head = (
                f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: {name}\r\n"
                f"WARC-Target-URI: https://{name}.example.org/\r\nWARC-Date: 2031-05-06T07:08:09Z\r\n"
                f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
            )
            record = head.encode() + answer + b"\r\n\r\n"
            file.write(gzip.compress(record, 1) if path.suffix == ".gz" else record)


def write_archives(folder: Path, documents: Sequence[bytes | None], files: int) -> None:
    """The documents as a folder of web archives, `archives`, their places as ids; for None there is an empty page."""
    (folder / "archives").mkdir()
    for number in range(files):
        places = range(number, len(documents), files)
        pages = ((str(place), documents[place] or b"", "") for place in places)
        write_archive(folder / "archives" / f"{number:03}.warc.gz", pages)


def _prose(draw: random.Random, number: int, most: int) -> str:
    sentences = [
        f"{draw.choice(WHO)}{draw.choice(WHEN)}{draw.choice(WHAT)}。{draw.choice(WHY)}。"
        for _ in range(draw.randint(1, most))
    ]
    return f"第{number}號簡報\n" + "\n".join(sentences) + "\n"


def _simplified(text: str) -> str:
    return str(_TO_SIMPLIFIED.convert(text))


def _clean(text: str, _: random.Random) -> bytes:
    return _simplified(text).encode()


def _traditional(text: str, _: random.Random) -> bytes:
    return text.encode()


def _gbk(text: str, _: random.Random) -> bytes:
    return _simplified(text).encode("gb18030")


def _big5(text: str, _: random.Random) -> bytes:
    return text.encode("big5", "ignore")


def _utf_16(text: str, _: random.Random) -> bytes:
    return _simplified(text).encode("utf-16")


def _misread(text: str, draw: random.Random) -> bytes:
    written, read = draw.choice((("gbk", "latin-1"), ("utf-8", "latin-1"), ("utf-8", "cp437")))
    return _simplified(text).encode(written).decode(read).encode()


def _cut(text: str, _: random.Random) -> bytes:
    return _simplified(text).encode("gb18030")[:-2]


def _bad_byte(text: str, draw: random.Random) -> bytes:
    data = bytearray(_simplified(text).encode())
    data[draw.randrange(len(data))] = 0xFF
    return bytes(data)


def _page(text: str, _: random.Random) -> bytes:
    title, __, body = text.partition("\n")
    return _simplified(PAGE.format(title=title, body=body)).encode("gb18030")


def _invisible(text: str, _: random.Random) -> bytes:
    return _simplified(text).replace("，", "，\u200b").encode()


def _japanese(text: str, draw: random.Random) -> bytes:
    return f"{JAPANESE}{draw.randrange(10**6)}番、{len(text)}件。\n".encode()


def _noise(_: str, draw: random.Random) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + draw.randbytes(200)


def _empty(_: str, __: random.Random) -> bytes:
    return b""


def _none(_: str, __: random.Random) -> None:
    return None


KINDS = {
    _clean: 40, _traditional: 10, _gbk: 15, _big5: 8, _utf_16: 3, _misread: 6, _cut: 2, _bad_byte: 2, _page: 6,
    _invisible: 3, _japanese: 2, _noise: 1, _empty: 1, _none: 1,
}  # fmt: skip
