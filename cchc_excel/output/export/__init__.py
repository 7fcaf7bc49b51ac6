"""The provincial figures in other shapes than the workbook: table (CSV, Parquet), printed appendix, web page.

`workflow.consolidate` writes the shapes that are asked for.
"""

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
    """One kind of file.

    Attributes:
        path_template: path below the folder of masters, with `form` and `period` to be filled in.
        write: gives the file's content; raises RequestError where this machine cannot make it.
    """

    path_template: str
    write: Callable[[ConsolidatedPeriod], bytes]

    def path(self, province: ConsolidatedPeriod) -> str:
        """The path of a period's file, below the folder of masters."""
        return self.path_template.format(form=province.form.id, period=province.period)


#: By the suffix of the file; a new shape is one file here and one line in the list.
SHAPES: Mapping[str, Shape] = {
    "csv": Shape("{period}/so-lieu_{form}_{period}.csv", answers_csv),
    # Partitioned by period: engines for such files read all periods as one table.
    "parquet": Shape("parquet/ky={period}/so-lieu_{form}.parquet", answers_parquet),
    "docx": Shape("{period}/phu-luc_{form}_{period}.docx", appendix_document),
    "pdf": Shape("{period}/phu-luc_{form}_{period}.pdf", appendix_pdf),
    "html": Shape("{period}/tong-quan_{form}_{period}.html", overview_page),
}

__all__ = ["SHAPES", "Shape", "answers_frame"]
