"""Private-use characters get the code points that they have had since."""

import pytest

from normalise import Options, detect
from normalise.language.protect import Protection, Span
from normalise.stages.repair import repair

GBK = [
    ("这个字写作\ue81e，读音不明", "这个字写作龴，读音不明"),
    ("竖排时句号作\ue78f，逗号作\ue78d", "竖排时句号作︑，逗号作︐"),
    ("叹词嗯读(\ue7c8g)，这与它写在这里无关", "叹词嗯读(ǹg)，这与它写在这里无关"),
    ("读音ḿ旧时写作\ue7c7，见说明", "读音ḿ旧时写作ḿ，见说明"),
]
HKSCS = [
    ("這個字寫作\ue000，讀音不明", "這個字寫作𠕇，讀音不明"),
    ("他說\ue001鐵廠的門開着", "他說鋛鐵廠的門開着"),
]
LEFT = [
    "\ue600 首页 \ue601 返回",  # pictures of an icon font
    "\ue600首页",
    "点这里\uf8ff这里",  # Apple's apple: in neither table
    "说明\ue81e文字\uf8ff混用",  # one of them is in no table: it is another font's area altogether
    "人人\ue81e人人",  # both tables have it, and the script does not tell
    "\ue81e",
]


@pytest.mark.parametrize(("old", "new"), GBK + HKSCS)
def test_the_code_point_of_today(old: str, new: str) -> None:
    done = repair(old, Options(), Protection())
    assert done.text == new
    assert set(done.counts) == {"repair/private-use"}
    assert all(edit.confidence >= 0.9 for edit in done.edits)
    assert repair(new, Options(), Protection()).text == new
    assert "private-use" in detect(old).damage


@pytest.mark.parametrize("text", LEFT)
def test_where_it_is_not_certain_it_stays(text: str) -> None:
    assert repair(text, Options(), Protection()).text == text


def test_protected_text_stays() -> None:
    text = GBK[0][0]
    assert repair(text, Options(), Protection((Span(0, len(text), "listed"),))).text == text
