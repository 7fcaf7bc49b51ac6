"""The same truth in other shapes: a table for other programs, the appendix for a report, a page to look at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cchc_excel.domain.consolidated import ConsolidatedPeriod
from cchc_excel.output.export.document import appendix_document
from cchc_excel.output.export.long_table import answers_csv, answers_frame, answers_parquet
from cchc_excel.output.export.page import overview_page
from cchc_excel.output.export.pdf import appendix_pdf


@dataclass(frozen=True)
class Shape:
    """One of them.

    Attributes:
        place: of its file in the folder of masters, with `form` and `period` to be filled in.
        write: the file's content.
    """

    place: str
    write: Callable[[ConsolidatedPeriod], bytes]

    def path(self, province: ConsolidatedPeriod) -> str:
        """Where a period's stands, below the folder of masters."""
        return self.place.format(form=province.form.id, period=province.period)


#: By the suffix of the file; a new one is one file here and one line in the list.
SHAPES: Mapping[str, Shape] = {
    "csv": Shape("{period}/so-lieu_{form}_{period}.csv", answers_csv),
    # Parted by period as every engine for such files expects it: all periods can be read as one table.
    "parquet": Shape("parquet/ky={period}/so-lieu_{form}.parquet", answers_parquet),
    "docx": Shape("{period}/phu-luc_{form}_{period}.docx", appendix_document),
    "pdf": Shape("{period}/phu-luc_{form}_{period}.pdf", appendix_pdf),
    "html": Shape("{period}/tong-quan_{form}_{period}.html", overview_page),
}

__all__ = ["SHAPES", "Shape", "answers_frame"]
