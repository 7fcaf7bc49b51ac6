"""The same truth in other shapes: CSV, Parquet, Word, PDF, a web page."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
from dataclasses import replace

import docx
import pandas as pd
import pytest

from cchc_excel.api import answers, check, consolidate
from cchc_excel.consolidation import appendix
from cchc_excel.domain.agency_submission import SubmissionCell
from cchc_excel.errors import RequestError
from cchc_excel.output.export import SHAPES
from cchc_excel.output.export import long_table as tidy
from cchc_excel.output.export import pdf as portable
from support.required import missing

#: Whole cycles, each with its own desk.
pytestmark = pytest.mark.slow

EVIL = "=1+1<script>document.title='hỏng'</script>"


@pytest.fixture(scope="module")
def collected(issued_desk, tmp_path_factory):
    """Two returns, checked; not to be changed."""
    desk = issued_desk.copied(tmp_path_factory.mktemp("shapes") / "desk")
    desk.drop("STC", {"I.1.1": 1248, "III.6.2": 63, "III.6.1": 68, "III.6.3": 99.2}, notes={"I.1": EVIL, "I.2": "-"})
    desk.drop("SNV", {"I.1.1": 5, "I.3.2": "@x"})
    desk.collect()
    check(desk.workspace)
    return desk


@pytest.fixture
def desk(collected, tmp_path):
    return collected.copied(tmp_path / "desk")


@pytest.fixture(scope="module")
def made(collected, tmp_path_factory):
    desk = collected.copied(tmp_path_factory.mktemp("made") / "desk")
    return consolidate(desk.workspace, also=["csv", "parquet", "docx", "html"])


def test_the_csv_is_what_excel_opens_right(made):
    content = made.others["csv"].read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert len(rows) == 3 * 129
    one = next(row for row in rows if (row["agency"], row["indicator"]) == ("STC", "I.1.1"))
    assert (float(one["value"]), one["cell"], one["state"]) == (1248, "E11", "given")
    assert "Số nhiệm vụ" in one["label"]
    typed = next(row for row in rows if (row["agency"], row["indicator"]) == ("SNV", "I.3.2"))
    assert (typed["raw"], typed["value"]) == ("'@x", "")
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "@", "-"))]


def test_the_parquet_is_the_table(made, collected):
    found, wanted = pd.read_parquet(made.others["parquet"]), answers(collected.workspace)
    # What there is not is written in as many ways as there are types.
    same = [table.astype(object).where(table.notna(), None) for table in (found, wanted)]
    pd.testing.assert_frame_equal(*same)


def test_all_periods_are_one_table(made, collected, tmp_path):
    folder = tmp_path / "parquet"
    shutil.copytree(made.others["parquet"].parents[1], folder)
    (folder / "ky=2020-NAM").mkdir()
    # Without a single note in it.
    bare = replace(made.province, returns={}, cells={key: SubmissionCell("blank") for key in made.province.cells})
    (folder / "ky=2020-NAM" / "so-lieu_PL2-B1.parquet").write_bytes(tidy.answers_parquet(bare))
    table = pd.read_parquet(folder)
    assert set(table["ky"]) == {"2021-Q1", "2020-NAM"}
    assert len(table) == 2 * len(answers(collected.workspace))


def test_parquet_without_its_library_is_a_sentence(made, monkeypatch):
    monkeypatch.setattr(tidy, "find_spec", lambda _: None)
    with pytest.raises(RequestError, match="Chưa cài thư viện ghi tệp Parquet"):
        tidy.answers_parquet(made.province)


def test_the_document_is_the_appendix(made, form):
    document = docx.Document(made.others["docx"])
    lines = [paragraph.text for paragraph in document.paragraphs if paragraph.text]
    assert lines[:4] == [*form.heading, "QUÝ I NĂM 2021 TOÀN TỈNH SÓC TRĂNG"]
    told = "Đã nộp 2/3 cơ quan, đơn vị; tình hình đến ngày 10/03/2021. Không tính 1 ô chưa rõ số liệu."
    assert lines[-1] == told
    (table,) = document.tables
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert len(rows) == 2 + len(form.rows)
    by_label = {row[1]: row for row in rows}
    assert by_label["Số nhiệm vụ đề ra trong kế hoạch"][2:4] == ["Nhiệm vụ", "1.253"]
    timely = by_label[form.by_code["III.6.3"].label]
    assert timely[3:] == ["99,2", "Bình quân gia quyền theo III.6.2 (1/3 cơ quan)"]
    for row in made.province.form.rows:
        assert by_label[row.printed_label][3] == appendix.figure(made.province, row)
    repeated = [row._tr.find(".//{*}tblHeader") is not None for row in table.rows]
    assert repeated == [True, True] + [False] * len(form.rows)
    section = document.sections[0]
    assert [round(margin.mm) for margin in (section.left_margin, section.top_margin)] == [30, 20]
    assert section.different_first_page_header_footer


@pytest.mark.slow
def test_the_same_returns_give_the_same_bytes(made, desk):
    again = consolidate(desk.workspace, also=["all"])
    for suffix in ("csv", "parquet", "docx", "html"):
        assert SHAPES[suffix].write(again.province) == made.others[suffix].read_bytes(), suffix


@pytest.mark.office
def test_the_pdf_is_the_document_printed(desk):
    if not list(portable._office_programs()) or shutil.which("pdftotext") is None:
        missing("LibreOffice Writer with poppler's tools")
    path = consolidate(desk.workspace, also=["pdf"]).others["pdf"]
    text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True).stdout.decode()
    pages = text.split("\f")
    assert "PHỤ LỤC 2" in pages[0]
    assert "1.253" in pages[0]
    assert "Chỉ tiêu thống kê" in pages[1]  # the header again
    assert pages[1].split()[0] == "2"  # the page's number, from the second page


def test_without_an_office_the_rest_is_made(desk, monkeypatch):
    monkeypatch.setattr(portable, "_office_programs", lambda: iter(()))
    made = consolidate(desk.workspace, also=["all"])
    assert set(made.others) == {"csv", "parquet", "docx", "html"}
    assert "Không tìm thấy LibreOffice" in str(made.failed["pdf"])
    with pytest.raises(RequestError, match="Không tìm thấy LibreOffice"):
        consolidate(desk.workspace, also=["pdf"])


def test_an_unknown_shape_is_told_before_anything_is_written(desk):
    with pytest.raises(RequestError, match="Không có dạng tệp “odt”"):
        consolidate(desk.workspace, also=["odt"])
    assert not list((desk.workspace.root / "consolidated").rglob("*.xlsx"))


def test_the_page_asks_nothing_of_the_network(made):
    text = made.others["html"].read_text(encoding="utf-8")
    assert "default-src 'none'" in text
    assert not re.search(r"(src|href|url)\s*[=(]", text)
    assert "1.253" in text


def browsed(page, script, tmp_path):
    """The page as a browser has it after a script of the test's own."""
    browser = next((found for name in ("chromium", "chromium-browser") if (found := shutil.which(name))), None)
    if browser is None:
        missing("Chromium")
    copy = tmp_path / "page.html"
    text = page.read_text(encoding="utf-8").replace("</body>", f"<script>{script}</script></body>")
    copy.write_text(text, encoding="utf-8")
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
             "--disable-background-networking", "--disable-component-update", "--disable-sync"]  # fmt: skip
    command = [browser, *flags, f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", copy.as_uri()]
    return subprocess.run(command, capture_output=True, check=True, timeout=120).stdout.decode()


def column(dom, table, at):
    body = re.search(rf'<table id="{table}".*?<tbody>(.*?)</tbody>', dom, re.DOTALL)[1]
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", body, re.DOTALL)
    return [re.sub("<[^>]+>", "", re.findall(r"<td.*?</td>", row, re.DOTALL)[at]) for row in rows]


@pytest.mark.slow
def test_its_tables_sort_and_are_searched(made, tmp_path):
    click = "document.querySelectorAll('#totals th button')[3].click();"
    rising = column(browsed(made.others["html"], click, tmp_path), "totals", 3)
    # Numbers by size, what is no number last.
    assert rising[:4] == ["63", "68", "99,2", "1.253"]
    falling = column(browsed(made.others["html"], click * 2, tmp_path), "totals", 3)
    assert falling[0] == "1.253"
    find = (
        "const i = document.querySelector('[data-table=agencies]');"
        "i.value = 'noi vu'; i.dispatchEvent(new Event('input'));"
    )
    dom = browsed(made.others["html"], find, tmp_path)
    assert len(re.findall(r"<tr hidden", dom)) == 2


@pytest.mark.slow
def test_foreign_text_is_no_markup(desk, tmp_path):
    desk.workspace.settings.__dict__["tinh"] = desk.workspace.settings.tinh.model_copy(update={"ten": EVIL})
    made = consolidate(desk.workspace, also=["html"])
    dom = browsed(made.others["html"], "", tmp_path)
    assert "<title>hỏng" not in dom
    assert "&lt;script&gt;document.title" in dom
