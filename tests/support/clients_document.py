"""The client's own document, Sở Tài chính's appendix for Quý I/2021, as it came out of its PDF: ten pages."""

from __future__ import annotations

import html
import re
from pathlib import Path

from support.printed_table import Line

_TEXT = Path(__file__).parents[1] / "data" / "phu-luc-2-bang-1.txt"
HEADING = (
    "PHỤ LỤC 2",
    "BẢNG 1",
    "THỐNG KÊ SỐ LIỆU VÀ KẾT QUẢ THỰC HIỆN CÔNG TÁC CẢI CÁCH HÀNH CHÍNH",
    "QUÝ I NĂM 2021 TẠI SỞ TÀI CHÍNH TỈNH SÓC TRĂNG",
)


def pages() -> list[list[Line]]:
    """The lines of each page as columns, the table's header on the first one alone; without the marks of its PDF."""
    _, start, body = _TEXT.read_text(encoding="utf-8").partition("STT\t")
    blocks = re.split(r"\n\s*\n", start + body)
    split = [[_columns(line) for line in block.splitlines() if line.strip()] for block in blocks]
    return [page for page in split if page]


def _columns(line: str) -> Line:
    return [html.unescape(re.sub(r"<[^>]*>", "", text)).strip() for text in line.split("\t")]
