"""The sheet *Bảng 1*: the printed form with input cells, dropdowns and the live check."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xlsxwriter.format import Format

from cchc_excel.forms import Form, Row
from cchc_excel.forms.layout import COLUMN_KEYS, COLUMNS, FIRST_ROW, HEADER_ROW, HEADING_ROWS, KEY_ROW, SHEET, Layout
from cchc_excel.messages import template as messages
from cchc_excel.output.spreadsheet import COUNT_FORMAT, PERCENT_FORMAT, Book, Sheet
from cchc_excel.rules.functions import PAST
from cchc_excel.template.content import AgencyPrefill, Campaign, Fill
from cchc_excel.template.live import LiveCheck, ask
from cchc_excel.template.stamping import PLACEHOLDERS
from cchc_excel.text.row_height import lines_needed, row_height

_WIDTHS = {
    "code": 8,
    "ordinal": 6,
    "label": 50,
    "unit": 16,
    "figure": 13,
    "note": 30,
    "previous": 19,
    "check": 46,
}
_WIDE_CHECK = 100
_HIDDEN = ("code", *(name for name in PAST if name != "previous"))
_INPUT, _SECTION, _IDLE = "#FFFBE6", "#DCE6F1", "#F2F2F2"
# How a feedback copy marks what is to be looked at again.
_MARKS = {"error": "#FFC7CE", "warning": "#FFE699", "info": _INPUT}
_LONGEST_OFFER = 500
_RED, _ORANGE, _GREY, _BLUE = "#9C0006", "#7F4F00", "#808080", "#1F4E79"


def write(book: Book, layout: Layout, campaign: Campaign, group: str, personal: AgencyPrefill) -> list[str]:
    """Write the sheet into a book that has none yet; the formulas of its live check, row by row."""
    sheet = book.sheet(SHEET)
    live = LiveCheck(layout, campaign, group, personal)
    _columns(sheet, personal)
    _heading(book, sheet, campaign)
    _status(book, sheet, campaign, live)
    _table_header(book, sheet, personal)
    formulas = []
    for row in layout.form.rows:
        _row(book, sheet, layout, campaign, row, personal)
        formula = live.formula(row)
        formulas.append(formula or "")
        # On one line, running on to the right: rows do not grow when a formula's text does.
        check = book.style(font_size=10, font_color=_RED, text_wrap=False)
        if formula is None:
            sheet.write_blank(layout.cell(row.code, "check"), None, check)
        else:
            sheet.write_formula(layout.cell(row.code, "check"), formula, check, live.text(row))
    _validations(sheet, layout)
    _colours(book, sheet, layout)
    _page(sheet, layout, campaign)
    return formulas


def write_offers(
    book: Book, layout: Layout, campaign: Campaign, personal: AgencyPrefill, heights: Mapping[str, float]
) -> Sheet:
    """Write nothing but what the agency explained last time, on a sheet of the same measures.

    Args:
        heights: as :func:`heights` has them.
    """
    sheet = book.sheet(SHEET)
    _columns(sheet, personal)
    _rows_of_header(sheet)
    for code, height in heights.items():
        sheet.set_row(layout.rows[code] - 1, height)
    for code in personal.explanations:
        _offer(sheet, layout, campaign, layout.form.by_code[code], personal)
    return sheet


def heights(form: Form) -> Mapping[str, float]:
    """How high the rows of an empty form are (points), by code; those of one line are left out."""
    return {row.code: height for row in form.rows if (height := _height(row, Fill()))}


def _columns(sheet: Sheet, personal: AgencyPrefill) -> None:
    sheet.set_default_row(18)
    # Nothing is shown of earlier periods where there are none.
    hidden = _HIDDEN if personal.previous_name else (*_HIDDEN, "previous")
    for column, letter in COLUMNS.items():
        # Figures of earlier periods in the next column keep a long message from running on into it.
        is_wide = column == "check" and personal.has_past
        width = _WIDE_CHECK if is_wide else _WIDTHS.get(column, 10)
        sheet.set_column(f"{letter}:{letter}", width, None, {"hidden": column in hidden})


def _rows_of_header(sheet: Sheet) -> None:
    sheet.set_row(KEY_ROW - 1, None, None, {"hidden": True})
    sheet.set_row(HEADER_ROW - 1, 20)
    sheet.set_row(HEADER_ROW, 20)


def _heading(book: Book, sheet: Sheet, campaign: Campaign) -> None:
    bold = book.style(bold=True, align="center", text_wrap=False)
    fitted = book.style(bold=True, align="center", text_wrap=False, shrink=True)
    lines: list[tuple[str, Format]] = [(line, bold) for line in campaign.form.heading]
    place = messages.PLACE_LINE.format(period=campaign.period.name.upper(), agency=PLACEHOLDERS["agency_upper"])
    report = messages.REPORT_LINE.format(year=campaign.period.year, agency=PLACEHOLDERS["agency_name"])
    lines += [(place, fitted), (report, book.style(italic=True, align="center", text_wrap=False, shrink=True))]
    if len(lines) != HEADING_ROWS:
        # The layout is fixed; a form with another number of heading lines keeps its last two apart.
        head = " – ".join(line for line, _ in lines[: -HEADING_ROWS + 1])
        lines = [(head, bold), *lines[-HEADING_ROWS + 1 :]]
    for at, (text, style) in enumerate(lines, start=1):
        sheet.merge_range(f"B{at}:F{at}", text, style)


def _status(book: Book, sheet: Sheet, campaign: Campaign, live: LiveCheck) -> None:
    """Progress beside the heading, in the frozen part, outside what is printed."""
    column = COLUMNS["check"]
    bold = book.style(bold=True, font_color=_BLUE, text_wrap=False)
    plain = book.style(font_color=_BLUE, text_wrap=False)
    sheet.write_formula(f"{column}1", live.progress_formula(), bold, live.progress_text())
    sheet.write_formula(f"{column}2", live.counts_formula(), plain, live.counts_text())
    if campaign.deadline:
        sheet.write_string(f"{column}3", messages.DEADLINE.format(deadline=f"{campaign.deadline:%d/%m/%Y}"), plain)
    sheet.write_string(f"{column}4", campaign.banner, book.style(bold=True, font_color=_RED, text_wrap=False))


def _table_header(book: Book, sheet: Sheet, personal: AgencyPrefill) -> None:
    hidden = book.style(font_color=_GREY, text_wrap=False)
    for column, key in COLUMN_KEYS.items():
        sheet.write_string(f"{COLUMNS[column]}{KEY_ROW}", key, hidden)
    head = book.style(bold=True, align="center", border=1, bg_color=_SECTION)
    top, below = HEADER_ROW, HEADER_ROW + 1
    ordinal, label, result, note, check = messages.HEADER_TOP
    previous = messages.HEADER_PREVIOUS.format(period=personal.previous_name).strip()
    texts = {"ordinal": ordinal, "label": label, "note": note, "previous": previous, "check": check}
    for column, text in texts.items():
        letter = COLUMNS[column]
        sheet.merge_range(f"{letter}{top}:{letter}{below}", text, head)
    sheet.merge_range(f"{COLUMNS['unit']}{top}:{COLUMNS['figure']}{top}", result, head)
    sheet.write_string(f"{COLUMNS['unit']}{below}", messages.HEADER_UNIT, head)
    sheet.write_string(f"{COLUMNS['figure']}{below}", messages.HEADER_FIGURE, head)
    _rows_of_header(sheet)


def _row(book: Book, sheet: Sheet, layout: Layout, campaign: Campaign, row: Row, personal: AgencyPrefill) -> None:
    fill = personal.fills.get(row.code, Fill())
    look: dict[str, Any] = {"border": 1}
    if row.type == "section":
        look |= {"bold": True, "bg_color": _SECTION}
    if row.is_detail:
        look |= {"italic": True}
    sheet.write_string(layout.cell(row.code, "code"), row.code, book.style(font_color=_GREY, text_wrap=False))
    sheet.write_string(layout.cell(row.code, "ordinal"), row.ordinal, book.style(align="center", **look))
    sheet.write_string(layout.cell(row.code, "label"), row.printed_label, book.style(**look))
    sheet.write_string(layout.cell(row.code, "unit"), row.unit, book.style(align="center", **look))
    findings = [finding for finding in personal.findings if finding.indicator == row.code]
    worst = min(findings, key=lambda finding: finding.priority, default=None)
    mark = _MARKS[worst.severity] if worst else _INPUT
    figure = layout.cell(row.code, "figure")
    if row.is_indicator:
        _put(sheet, figure, fill.value, _figure_style(book, row, mark))
    else:
        sheet.write_blank(figure, None, book.style(**({"bg_color": _IDLE} | look)))
    note_fill = {} if row.type == "section" else {"bg_color": _INPUT if row.is_indicator else mark}
    _put(sheet, layout.cell(row.code, "note"), fill.note or None, book.style(locked=False, **look | note_fill))
    _offer(sheet, layout, campaign, row, personal)
    if findings:
        told = "\n".join(finding.cell_comment for finding in findings)
        sheet.write_comment(layout.place(row.code), told, {"x_scale": 2.6, "y_scale": 1.6, "author": campaign.sender})
    if height := _height(row, fill):
        sheet.set_row(layout.rows[row.code] - 1, height)
    _past(book, sheet, layout, row, personal)


def _past(book: Book, sheet: Sheet, layout: Layout, row: Row, personal: AgencyPrefill) -> None:
    """What the agency reported before: the last period's figure to be seen, the rest for the live check."""
    if not personal.has_past or not row.is_indicator:
        return
    shown = PERCENT_FORMAT if row.type == "percent" else COUNT_FORMAT
    style = book.style(align="center", font_color=_GREY, font_size=11, num_format=shown)
    for name in PAST:
        figure = personal.past.get(name, {}).get(row.code)
        if figure is not None:
            sheet.write_number(layout.cell(row.code, name), figure, style)
        elif name == PAST[-1]:
            # The last column makes every row as wide, so that a figure more or less changes nothing around it.
            sheet.write_blank(layout.cell(row.code, name), None, style)


def _offer(sheet: Sheet, layout: Layout, campaign: Campaign, row: Row, personal: AgencyPrefill) -> None:
    """What the agency explained here last time, beside the note that it may want to give again."""
    said = personal.explanations.get(row.code)
    if said and row.is_indicator and not personal.fills.get(row.code, Fill()).note:
        told = messages.EXPLAINED_BEFORE.format(period=personal.previous_name, note=said[:_LONGEST_OFFER])
        sheet.write_comment(
            layout.cell(row.code, "note"), told, {"x_scale": 2.2, "y_scale": 1.2, "author": campaign.sender}
        )


def _height(row: Row, fill: Fill) -> float | None:
    """Room for more than one line; a row of one line keeps growing by itself as its note is typed."""
    bold = row.type == "section"
    lines = max(
        lines_needed(row.printed_label, _WIDTHS["label"], bold=bold),
        lines_needed(row.unit, _WIDTHS["unit"]),
        lines_needed(fill.note, _WIDTHS["note"]),
    )
    return row_height(lines) if lines > 1 else None


def _figure_style(book: Book, row: Row, fill: str) -> Format:
    shown = {"count": COUNT_FORMAT, "percent": PERCENT_FORMAT}.get(row.type, "General")
    return book.style(border=1, locked=False, bg_color=fill, align="center", num_format=shown)


def _put(sheet: Sheet, cell: str, value: float | str | None, style: Format) -> None:
    if value is None or value == "":
        sheet.write_blank(cell, None, style)
    elif isinstance(value, str):
        sheet.write_string(cell, value, style)
    else:
        sheet.write_number(cell, value, style)


def _validations(sheet: Sheet, layout: Layout) -> None:
    for row in layout.form.rows:
        if row.is_indicator:
            asked = ask(row)
            told = {
                "input_title": asked.title,
                "input_message": asked.prompt,
                "error_title": asked.title,
                "error_message": asked.stop,
            }
            sheet.validate(layout.cell(row.code, "figure"), _limits(layout, row) | told)
        note = messages.TEXT_PROMPT if row.type == "text" else messages.NOTE_PROMPT
        sheet.validate(
            layout.cell(row.code, "note"),
            {"validate": "any", "input_title": messages.NOTE_TITLE, "input_message": note},
        )


def _limits(layout: Layout, row: Row) -> dict[str, Any]:
    if row.choices is not None:
        return {"validate": "list", "source": f"={layout.list_name(row.choices.name)}"}
    kind = "integer" if row.type == "count" else "decimal"
    if row.type == "count" or row.may_exceed_100:
        return {"validate": kind, "criteria": ">=", "value": 0}
    return {"validate": kind, "criteria": "between", "minimum": 0, "maximum": 100}


def _colours(book: Book, sheet: Sheet, layout: Layout) -> None:
    """Colour the live check by its first word, and the figure that it speaks of."""
    check = COLUMNS["check"]
    looks = (
        (messages.ERROR.strip(), book.add_format({"font_color": _RED, "bg_color": "#FFC7CE"})),
        (messages.WARNING.strip(), book.add_format({"font_color": _ORANGE, "bg_color": "#FFE699"})),
        (messages.INFO.strip(), book.add_format({"font_color": _BLUE, "bg_color": "#DDEBF7"})),
        (messages.NOT_FILLED, book.add_format({"font_color": _GREY})),
    )
    for word, look in looks:
        said = f'=LEFT(${check}{FIRST_ROW},{len(word)})="{word}"'
        spans = [layout.span("check")] + ([] if word == messages.NOT_FILLED else [layout.span("figure")])
        for span in spans:
            sheet.conditional_format(span.replace("$", ""), {"type": "formula", "criteria": said, "format": look})


def _page(sheet: Sheet, layout: Layout, campaign: Campaign) -> None:
    first, last = COLUMNS["ordinal"], COLUMNS["note"]
    sheet.freeze_panes(FIRST_ROW - 1, 0)
    sheet.autofilter(f"{first}{HEADER_ROW + 1}:{COLUMNS['check']}{layout.last_row}")
    sheet.page(header_rows=(HEADER_ROW, HEADER_ROW + 1))
    sheet.print_area(f"{first}1:{last}{layout.last_row}")
    sheet.print_black_and_white()
    sheet.set_selection(layout.cell(layout.form.indicators[0].code, "figure"))
    sheet.protect(
        campaign.password,
        {
            "format_columns": True,
            "format_rows": True,
            "autofilter": True,
            "select_locked_cells": True,
            "select_unlocked_cells": True,
        },
    )
