"""datatrove: what its readers drop is read, counted or kept apart; a run that was stopped goes on where it was."""

import json
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest
from engine_documents import make_documents, write_archive, write_archives
from engine_runs import DOCUMENTS, check_documents, expect, need, read_lines, run, run_kill_and_run_again

ALL = list(make_documents(DOCUMENTS))
PAGE = "<html><head><meta charset=big5></head><body><p>緊密相連，不可分割。</p></body></html>"

READ_AND_TELL = """
import json, sys
from datatrove.pipeline.writers import JsonlWriter
from normalise.engines.datatrove import DecodingTextReader, DecodingWarcReader, NormaliseFormatter

steps = [{reader}, NormaliseFormatter({options}), JsonlWriter("clean", compression=None)]
documents = None
for step in steps:
    documents = step(documents, 0, 1)
for _ in documents:
    pass
json.dump([step.stats.to_dict()["stats"] for step in steps], open("stats.json", "w"))
"""


def read_with(
    tmp_path: Path, reader: str, options: str = ""
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The documents, and each step's statistics, as the sum of each."""
    run(READ_AND_TELL.format(reader=reader, options=options), tmp_path)
    stats = json.loads((tmp_path / "stats.json").read_text())
    sums = [
        {name: value if isinstance(value, int) else value["total"] for name, value in step.items()}
        for step in stats
    ]
    return read_lines(tmp_path / "clean"), sums


def test_a_file_of_any_encoding_is_a_document(tmp_path: Path) -> None:
    need("datatrove")
    (tmp_path / "texts" / "sub").mkdir(parents=True)
    (tmp_path / "texts" / "a.txt").write_bytes("緊密相連，不可分割。".encode("big5"))
    (tmp_path / "texts" / "sub" / "b.txt").write_bytes("干净的正文，没有错。".encode("gbk"))
    (tmp_path / "texts" / "c.txt").write_bytes(b"")
    (tmp_path / "texts" / "d.txt").write_bytes(bytes(range(256)))
    reader = 'DecodingTextReader("texts", rejected=JsonlWriter("rejected", compression=None))'
    documents, (read, done, _) = read_with(tmp_path, reader)
    assert [(document["id"], document["text"]) for document in documents] == [
        ("a.txt", "紧密相连，不可分割。"),
        ("sub/b.txt", "干净的正文，没有错。"),
    ]
    assert documents[0]["metadata"]["normalise"] == {
        "changed": True,
        "encoding": "big5",
        "confidence": documents[0]["metadata"]["normalise"]["confidence"],
        "counts": [{"rule": "convert/t2s", "count": 2}],
        "metadata": [],
        "error": None,
    }
    assert (read["decoded as big5"], read["decoded as gb18030"], read["empty"], read["undecodable"]) == (
        1,
        1,
        1,
        1,
    )
    assert (done["total"], done["changed"], done["convert/t2s"]) == (2, 1, 2)
    (rejected,) = read_lines(tmp_path / "rejected")
    assert (rejected["id"], b64decode(rejected["text"])) == ("d.txt", bytes(range(256)))
    assert rejected["metadata"]["error"] == "this is a binary file, not text"


@pytest.mark.parametrize("name", ["pages.warc", "pages.warc.gz"])
def test_the_pages_of_an_archive(tmp_path: Path, name: str) -> None:
    need("datatrove", "warcio")
    (tmp_path / "archives").mkdir()
    records = [
        ("big5", PAGE.encode("big5"), "text/html; charset=iso-8859-1"),
        ("gbk", "干净的正文，没有错。".encode("gbk"), ""),
        ("image", b"\x89PNG", "image/png"),
        ("noise", bytes(range(256)), "text/html"),
    ]
    write_archive(tmp_path / "archives" / name, records)
    documents, (read, *_) = read_with(tmp_path, 'DecodingWarcReader("archives")')
    assert [document["id"] for document in documents] == ["big5", "gbk"]
    assert "紧密相连，不可分割。" in documents[0]["text"]
    assert "big5" not in documents[0]["text"]  # the declaration would be false now
    assert documents[0]["metadata"]["url"] == "https://big5.example.org/"
    assert documents[0]["metadata"]["date"] == "2031-05-06T07:08:09Z"
    assert (read["not a page"], read["undecodable"]) == (1, 1)


def test_options_go_to_the_step(tmp_path: Path) -> None:
    need("datatrove")
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_text("緊密", "utf-8")
    documents, _ = read_with(tmp_path, 'DecodingTextReader("texts", encoding="utf-8")', 'skip="convert"')
    assert documents[0]["text"] == "緊密"


def test_a_run_that_was_killed_goes_on(tmp_path: Path) -> None:
    need("datatrove", "warcio")
    write_archives(tmp_path, ALL, files=4)
    run_kill_and_run_again(tmp_path, after=300)
    check_documents(tmp_path, ALL, expect(ALL))
