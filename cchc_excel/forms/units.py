"""Units -> the other words that agencies type for them behind a number, whatever the form's definition adds.

Words of the definition (``unit_synonyms``) are part of its identity; those here are common to all offices and may grow
without changing a form that was issued.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

#: By the printed unit.
COMMON_WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "Người": ("đồng chí", "đ/c", "đ.c", "cán bộ", "CBCC", "CBCCVC", "CCVC"),
        "Nhiệm vụ": ("NV",),
        "Hồ sơ": ("HS", "HSTTHC", "HS TTHC", "hồ sơ TTHC"),
        "Thủ tục": ("TTHC", "thủ tục hành chính"),
        "Văn bản": ("VB",),
        "Cơ quan, đơn vị": ("CQ, ĐV", "CQĐV"),
        "Tin, bài": ("tin bài",),
        "Vấn đề": ("VĐ",),
        "Ý kiến": ("YK",),
    }
)


def words_of(unit: str, synonyms: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The printed unit, the definition's other words for it, and the common ones."""
    return tuple(dict.fromkeys((unit, *synonyms.get(unit, ()), *COMMON_WORDS.get(unit, ()))))


def words_counted(label: str, weighing: str, units: Sequence[str], synonyms: Mapping[str, Sequence[str]]) -> list[str]:
    """What the two numbers of a percentage count: all words of each unit that its label names, and of its weight's.

    Args:
        label: of the percentage: *Tỷ lệ hồ sơ TTHC tiếp nhận được giải quyết đúng hạn*.
        weighing: the unit of the row that weights it; empty for none.
        units: those that rows of the form have.
    """
    counted: list[str] = []
    for unit in units:
        words = words_of(unit, synonyms)
        if unit == weighing or any(re.search(rf"\b{re.escape(word)}\b", label, re.IGNORECASE) for word in words):
            counted += words
    return list(dict.fromkeys(counted))
