"""A Word document printed to PDF by LibreOffice: every figure is read, whatever pages and missing borders do to it."""

from __future__ import annotations

import shutil
import subprocess

import docx
import pytest
from docx.shared import Cm, Pt

from cchc_excel.demo.sample import real_answers
from cchc_excel.forms.layout import HEADERS
from cchc_excel.reading.reader import read_file
from cchc_excel.reading.table.expected_forms import ExpectedForms
from cchc_excel.reading.workers.limits import Limits
from support.required import missing

pytestmark = pytest.mark.office

#: Narrow columns break labels, units and notes over lines, and pages cut many rows.
WIDTHS = {"narrow": (1.2, 3.2, 2.4, 1.8, 3.4), "usual": (1.2, 7.0, 2.6, 1.9, 4.0)}
STYLES = {"with borders": "Table Grid", "without borders": None}


@pytest.fixture(scope="module")
def real(form):
    """The figures of the agency's real return as they are printed, and its notes."""
    fills = real_answers(form)
    return {code: (_printed(fill.value), fill.note or "") for code, fill in fills.items()}


def _printed(value):
    if value is None:
        return ""
    return f"{value:g}".replace(".", ",") if isinstance(value, (int, float)) else str(value)


@pytest.fixture(scope="module")
def printed(form, real, tmp_path_factory):
    """The document of each width and style as PDF, converted in one go."""
    if shutil.which("soffice") is None:
        missing("LibreOffice")
    folder = tmp_path_factory.mktemp("word")
    for at, (width, style) in enumerate((width, style) for width in WIDTHS for style in STYLES):
        _document(form, real, WIDTHS[width], STYLES[style]).save(str(folder / f"{at}.docx"))
    profile = (folder / "profile").as_uri()
    command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf"]
    documents = sorted(map(str, folder.glob("*.docx")))
    subprocess.run([*command, "--outdir", str(folder), *documents], capture_output=True, check=True, timeout=120)
    return folder


def _document(form, real, widths, style):
    document = docx.Document()
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(12)
    normal.paragraph_format.space_after = Pt(0)
    document.add_paragraph("QUÝ I NĂM 2021 TẠI SỞ TÀI CHÍNH TỈNH SÓC TRĂNG")
    table = document.add_table(rows=len(form.rows) + 1, cols=5)
    table.autofit = False
    if style:
        table.style = style
    rows = [tuple(HEADERS.values())]
    rows += [(row.ordinal, row.label, row.unit or "", *real.get(row.code, ("", ""))) for row in form.rows]
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text, width in zip(row.cells, texts, widths, strict=True):
            cell.text, cell.width = text, Cm(width)
    return document


@pytest.mark.parametrize(
    ("at", "width", "style"),
    [(at, *pair) for at, pair in enumerate((width, style) for width in WIDTHS for style in STYLES)],
)
def test_all_43_figures_of_the_real_return_are_read(printed, real, form, at, width, style):
    outcome = read_file(str(printed / f"{at}.pdf"), ExpectedForms.of([form], form.key), Limits())
    given = {entry.code: entry.raw.value for entry in outcome.entries if not entry.raw.is_empty}
    assert given == {code: figure for code, (figure, _) in real.items() if figure}
    assert len(given) == 43
    assert outcome.heading == "SỞ TÀI CHÍNH TỈNH SÓC TRĂNG"
