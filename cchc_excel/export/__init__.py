"""The same truth in other shapes: a table for other programs, the appendix for a report, a page to look at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cchc_excel.export.document import appendix_document
from cchc_excel.export.page import overview_page
from cchc_excel.export.portable import appendix_pdf
from cchc_excel.export.tidy import answers_csv, answers_frame, answers_parquet
from cchc_excel.province import Province


@dataclass(frozen=True)
class Shape:
    """One of them.

    Attributes:
        name: of its file, before form and period.
        write: the file's content.
    """

    name: str
    write: Callable[[Province], bytes]


#: By the suffix of the file; a new one is one file here and one line in the list.
SHAPES: Mapping[str, Shape] = {
    "csv": Shape("so-lieu", answers_csv),
    "parquet": Shape("so-lieu", answers_parquet),
    "docx": Shape("phu-luc", appendix_document),
    "pdf": Shape("phu-luc", appendix_pdf),
    "html": Shape("tong-quan", overview_page),
}

__all__ = ["SHAPES", "Shape", "answers_frame"]
