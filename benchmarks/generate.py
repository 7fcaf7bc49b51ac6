"""What one agency's template costs: stamped, against built anew each time, and against what any stamping must cost.

Usage: ``python benchmarks/generate.py``
"""

from __future__ import annotations

import zlib
from dataclasses import replace
from datetime import date
from io import BytesIO

import openpyxl
from measure import best, one_core, table

from cchc_excel.domain.agency import Agency
from cchc_excel.domain.period import Period
from cchc_excel.domain.stamp import Stamp
from cchc_excel.forms import Catalogue
from cchc_excel.rules.functions import PAST
from cchc_excel.template import AgencyPrefill, Campaign, TemplateRenderer
from cchc_excel.template.package import Package

_REMARKS = ("xl/comments1.xml", "xl/drawings/vmlDrawing1.vml")
_SHEETS = ("xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml")
_TEXTS = ("xl/sharedStrings.xml", "docProps/custom.xml")


def main() -> None:
    """Print the table."""
    one_core()
    form = Catalogue().version("PL2-B1/2021.1")
    period, day = Period.parse("2021-Q2"), date(2021, 6, 1)
    renderer = TemplateRenderer(Campaign(form, period, date(2021, 6, 17), day, "Sở Nội vụ", "", "password"))
    agency = Agency("STC", "Sở Tài chính", "so", form.id)
    stamp = Stamp(form.id, form.version, period.key, "STC", "1").sealed(b"a key for benchmarks")
    codes = [row.code for row in form.indicators]
    past = AgencyPrefill(past={name: dict.fromkeys(codes, 12.5) for name in PAST}, previous_name="Quý I năm 2021")
    explained = replace(past, explanations=dict.fromkeys(codes[:8], "tăng do kế hoạch mới"))
    rows = []
    for name, personal, parts in (
        ("name, code and seal", AgencyPrefill(), _TEXTS),
        ("with last period's figures", past, (*_TEXTS, *_SHEETS)),
        ("with eight explanations too", explained, (*_TEXTS, *_SHEETS, *_REMARKS)),
    ):
        made = renderer.render(agency, stamp, personal)
        alone = best(lambda personal=personal: renderer.render_alone(agency, stamp, personal))
        stamped = best(lambda personal=personal: renderer.render(agency, stamp, personal), 40)
        contents = [Package(made).part(part) for part in parts]
        deflated = best(lambda contents=contents: [zlib.compress(content) for content in contents], 40)
        rows.append([name, _ms(alone), _ms(stamped), f"{alone / stamped:.0f}×", f"{stamped / deflated:.2f}×"])
    table(
        "One agency's template",
        ["what is its own", "built with xlsxwriter", "stamped", "faster", "of deflating the changed parts"],
        rows,
    )
    saved = best(lambda: openpyxl.load_workbook(BytesIO(made)).save(BytesIO()), 3)
    print(f"\nopenpyxl, load and save of the same workbook: {_ms(saved)} (and it loses what it does not know).")


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.2f} ms"


if __name__ == "__main__":
    main()
