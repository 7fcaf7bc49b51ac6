"""The whole form as a Word table, as people leave it: no figure is lost, and no note becomes one."""

from __future__ import annotations

import random
from itertools import pairwise
from xml.sax.saxutils import escape

import pytest

from cchc_excel.domain.submission import Cell
from cchc_excel.reading.reader import read_content
from cchc_excel.reading.table.expected_forms import ExpectedForms
from cchc_excel.reading.workers.limits import Limits
from support.word_files import paragraph, run, tbl, tc, tr, with_body

HEADER = ["STT", "Chỉ tiêu thống kê", "Đơn vị tính", "Số liệu", "Ghi chú"]
#: Where the columns begin, in twentieths of a point.
BORDERS = [0, 700, 5000, 6500, 7800, 9800]


@pytest.fixture
def rows(form):
    """Each row's code and texts; every indicator has another figure, and a note that is a number."""
    return [
        (row.code, [row.ordinal, row.printed_label, row.unit, str(100 + at) if row.is_indicator else "", "9"])
        for at, row in enumerate(form.rows)
    ]


@pytest.fixture
def figures(form):
    """Code → what the figure's cell shows, of a document's body."""
    known = ExpectedForms.of([form], form.key)

    def read(body: str) -> dict[str, str]:
        entries = read_content(with_body(body), known, Limits()).entries
        return {entry.code: entry.raw.shown for entry in entries if not entry.raw.is_empty}

    return read


def cell(said: str, properties: str = "") -> str:
    return tc(paragraph(run(escape(said))), properties=properties)


def control(inside: str, *, is_asking: bool) -> str:
    asking = "<w:showingPlcHdr/>" if is_asking else ""
    return f"<w:sdt><w:sdtPr>{asking}</w:sdtPr><w:sdtContent>{inside}</w:sdtContent></w:sdt>"


def test_controls_that_wait_for_their_figure_leave_the_note_a_note(rows, figures):
    waiting = {code for code, said in rows[::7] if said[3]}
    lines = [tr(*map(cell, HEADER))]
    for code, said in rows:
        figure = cell("Nhập số liệu") if code in waiting else cell(said[3])
        lines.append(tr(*map(cell, said[:3]), control(figure, is_asking=code in waiting), cell(said[4])))
    assert figures(tbl(*lines)) == {code: said[3] for code, said in rows if said[3] and code not in waiting}


@pytest.mark.parametrize(("distance", "share"), [(20, 0.05), (200, 0.2), (500, 0.2)])
def test_borders_that_were_moved_in_many_rows(rows, figures, distance, share):
    chance = random.Random(7)
    lines = []
    for said in [HEADER, *(said for _, said in rows)]:
        moved = [at + chance.randint(-distance, distance) * (chance.random() < share) for at in BORDERS[1:-1]]
        lines.append(([BORDERS[0], *moved, BORDERS[-1]], said))
    grid = sorted({at for borders, _ in lines for at in borders})
    widths = "".join(f'<w:gridCol w:w="{after - at}"/>' for at, after in pairwise(grid))
    table = tbl(*(tr(*_spanning(borders, said, grid)) for borders, said in lines))
    read = figures(table.replace("<w:tblPr/>", f"<w:tblPr/><w:tblGrid>{widths}</w:tblGrid>"))
    assert read == {code: said[3] for code, said in rows if said[3]}


NESTED = tbl(tr(tc(paragraph(run("25"))), tc(paragraph(run("nhiệm vụ")))))
BOX = paragraph(f"<w:r><w:pict><w:txbxContent>{paragraph(run('45'))}</w:txbxContent></w:pict></w:r>")


@pytest.mark.parametrize(
    ("figure", "put_aside"),
    [
        (f"<w:p/>{NESTED}<w:p/>", "25 | nhiệm vụ"),
        (f"{paragraph(run('12'))}{NESTED}<w:p/>", "12 | 25 | nhiệm vụ"),
        (paragraph(run("12")) + BOX, "12 | 45"),
        (paragraph('<w:fldSimple w:instr="EQ \\f(57;63)"/>'), "EQ \\f(57;63)"),
    ],
)
def test_what_nobody_can_be_sure_of_is_asked_about_and_only_that(form, rows, figure, put_aside):
    lines = [tr(*map(cell, HEADER))]
    changed = "I.1.2"
    for code, said in rows:
        # What lies over a label or a note leaves these what they are.
        texts = [tc(paragraph(run(escape(text))), BOX) for text in said] if code == "I.1.1" else [*map(cell, said)]
        texts[3] = tc(figure) if code == changed else cell(said[3])
        lines.append(tr(*texts))
    reading = read_content(with_body(tbl(*lines)), ExpectedForms.of([form], form.key), Limits())
    entries = {entry.code: entry for entry in reading.entries}
    assert entries.pop(changed).raw == Cell("blank", aside=put_aside, why_aside="doubtful")
    assert {code: entry.raw.value for code, entry in entries.items() if not entry.raw.is_empty} == {
        code: said[3] for code, said in rows if said[3] and code != changed
    }
    assert {entry.note for entry in entries.values()} == {"9"}


def _spanning(borders, said, grid):
    """The cells of a row between its borders."""
    places = [grid.index(at) for at in borders]
    for text, start, end in zip(said, places, places[1:], strict=False):
        yield cell(text, f'<w:gridSpan w:val="{end - start}"/>')
