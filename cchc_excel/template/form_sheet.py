"""The sheet *Bảng 1*: the printed form with input cells, dropdowns and the live check."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cchc_excel.forms import Form, Row
from cchc_excel.forms.layout import COLUMN_KEYS, COLUMNS, FIRST_ROW, HEADER_ROW, HEADING_ROWS, KEY_ROW, SHEET, Layout
from cchc_excel.messages import template as messages
from cchc_excel.output.spreadsheet import COUNT_FORMAT, PERCENT_FORMAT, Book, Format, Sheet
from cchc_excel.template.check_sheet import INTACT_CELL, INTACT_COLUMN, CheckSheet
from cchc_excel.template.content import AgencyPrefill, Campaign, Fill
from cchc_excel.template.live import LiveCheck, input_prompt
from cchc_excel.template.stamping import PLACEHOLDERS, FormulaGaps
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
_HIDDEN = ("code",)
_INPUT, _SECTION, _NO_INPUT = "#FFFBE6", "#DCE6F1", "#F2F2F2"
# The colours of the cells that a feedback copy has findings for.
_FINDING_COLOURS = {"error": "#FFC7CE", "warning": "#FFE699", "info": _INPUT}
_MAX_EXPLANATION = 500
_RED, _ORANGE, _GREY, _BLUE = "#9C0006", "#7F4F00", "#808080", "#1F4E79"


def write(
    book: Book, campaign: Campaign, check_sheet: CheckSheet, prefill: AgencyPrefill, gaps: FormulaGaps
) -> list[str]:
    """Write the sheet into a book that has none yet; its formulas go into `gaps`.

    Returns:
        The formulas of its live check, row by row; empty for a row without one.
    """
    sheet = book.sheet(SHEET)
    live = check_sheet.live
    layout = live.layout
    _set_columns(sheet, prefill)
    _write_heading(book, sheet, campaign)
    _write_status(book, sheet, campaign, live, gaps)
    _write_table_header(book, sheet, prefill)
    intact = gaps.placeholder(check_sheet.intact_formula())
    sheet.write_formula(INTACT_CELL, intact, None, value=True)
    for cell, are_intact in check_sheet.intact_rows_formulas().items():
        sheet.write_formula(cell, gaps.placeholder(are_intact), None, value=True)
    formulas = []
    for row in layout.form.rows:
        _write_row(book, sheet, layout, campaign, row, prefill)
        formula = check_sheet.look_up_formula(row)
        formulas.append(formula or "")
        # On one line, running on to the right: rows do not grow when a formula's text does.
        check_style = book.style(font_size=10, font_color=_RED, text_wrap=False)
        if formula is None:
            sheet.write_blank(layout.cell(row.code, "check"), None, check_style)
        else:
            sheet.write_formula(layout.cell(row.code, "check"), gaps.placeholder(formula), check_style, live.text(row))
    _add_validations(sheet, layout)
    _add_conditional_formats(book, sheet, layout)
    _set_up_page(sheet, layout, campaign)
    return formulas


def write_explanations(
    book: Book, layout: Layout, campaign: Campaign, prefill: AgencyPrefill, heights: Mapping[str, float]
) -> Sheet:
    """Write only the comments with the agency's last explanations, on a sheet with the same columns and row heights.

    Args:
        heights: heights in points by row code, as from :func:`row_heights`.
    """
    sheet = book.sheet(SHEET)
    _set_columns(sheet, prefill)
    _set_header_rows(sheet)
    for code, height in heights.items():
        sheet.set_row(layout.rows[code] - 1, height)
    for code in prefill.explanations:
        _write_explanation(sheet, layout, campaign, layout.form.by_code[code], prefill)
    return sheet


def row_heights(form: Form) -> Mapping[str, float]:
    """The heights of an empty form's rows (points), by code; rows of one line are left out."""
    return {row.code: height for row in form.rows if (height := _row_height(row, Fill()))}


def _set_columns(sheet: Sheet, prefill: AgencyPrefill) -> None:
    sheet.set_default_row(18)
    sheet.set_column(f"{INTACT_COLUMN}:{INTACT_COLUMN}", None, None, {"hidden": True})
    # Nothing is shown of earlier periods where there are none.
    hidden = _HIDDEN if prefill.previous_name else (*_HIDDEN, "previous")
    for column, letter in COLUMNS.items():
        # Figures of earlier periods in the next column would cut off a long message.
        is_wide = column == "check" and prefill.has_past
        width = _WIDE_CHECK if is_wide else _WIDTHS.get(column, 10)
        sheet.set_column(f"{letter}:{letter}", width, None, {"hidden": column in hidden})


def _set_header_rows(sheet: Sheet) -> None:
    sheet.set_row(KEY_ROW - 1, None, None, {"hidden": True})
    sheet.set_row(HEADER_ROW - 1, 20)
    sheet.set_row(HEADER_ROW, 20)


def _write_heading(book: Book, sheet: Sheet, campaign: Campaign) -> None:
    bold_style = book.style(bold=True, align="center", text_wrap=False)
    fitted_style = book.style(bold=True, align="center", text_wrap=False, shrink=True)
    lines: list[tuple[str, Format]] = [(line, bold_style) for line in campaign.form.heading]
    agency_line = messages.PLACE_LINE.format(period=campaign.period.name.upper(), agency=PLACEHOLDERS["agency_upper"])
    report_line = messages.REPORT_LINE.format(year=campaign.period.year, agency=PLACEHOLDERS["agency_name"])
    lines += [
        (agency_line, fitted_style),
        (report_line, book.style(italic=True, align="center", text_wrap=False, shrink=True)),
    ]
    if len(lines) != HEADING_ROWS:
        # The layout is fixed; a form with another number of heading lines keeps its last two apart.
        joined_heading = " – ".join(line for line, _ in lines[: -HEADING_ROWS + 1])
        lines = [(joined_heading, bold_style), *lines[-HEADING_ROWS + 1 :]]
    for row_number, (text, style) in enumerate(lines, start=1):
        sheet.merge_range(f"B{row_number}:F{row_number}", text, style)


def _write_status(book: Book, sheet: Sheet, campaign: Campaign, live: LiveCheck, gaps: FormulaGaps) -> None:
    """Write the progress beside the heading: in the frozen rows and outside the printed area."""
    column = COLUMNS["check"]
    bold_style = book.style(bold=True, font_color=_BLUE, text_wrap=False)
    plain_style = book.style(font_color=_BLUE, text_wrap=False)
    sheet.write_formula(f"{column}1", gaps.placeholder(live.progress_formula()), bold_style, live.progress_text())
    sheet.write_formula(f"{column}2", gaps.placeholder(live.counts_formula()), plain_style, live.counts_text())
    if campaign.deadline:
        sheet.write_string(
            f"{column}3", messages.DEADLINE.format(deadline=f"{campaign.deadline:%d/%m/%Y}"), plain_style
        )
    sheet.write_string(f"{column}4", campaign.banner, book.style(bold=True, font_color=_RED, text_wrap=False))


def _write_table_header(book: Book, sheet: Sheet, prefill: AgencyPrefill) -> None:
    key_style = book.style(font_color=_GREY, text_wrap=False)
    for column, key in COLUMN_KEYS.items():
        sheet.write_string(f"{COLUMNS[column]}{KEY_ROW}", key, key_style)
    header_style = book.style(bold=True, align="center", border=1, bg_color=_SECTION)
    top, below = HEADER_ROW, HEADER_ROW + 1
    ordinal, label, result, note, check = messages.HEADER_TOP
    previous = messages.HEADER_PREVIOUS.format(period=prefill.previous_name).strip()
    texts = {"ordinal": ordinal, "label": label, "note": note, "previous": previous, "check": check}
    for column, text in texts.items():
        letter = COLUMNS[column]
        sheet.merge_range(f"{letter}{top}:{letter}{below}", text, header_style)
    sheet.merge_range(f"{COLUMNS['unit']}{top}:{COLUMNS['figure']}{top}", result, header_style)
    sheet.write_string(f"{COLUMNS['unit']}{below}", messages.HEADER_UNIT, header_style)
    sheet.write_string(f"{COLUMNS['figure']}{below}", messages.HEADER_FIGURE, header_style)
    _set_header_rows(sheet)


def _write_row(book: Book, sheet: Sheet, layout: Layout, campaign: Campaign, row: Row, prefill: AgencyPrefill) -> None:
    fill = prefill.fills.get(row.code, Fill())
    row_format: dict[str, Any] = {"border": 1}
    if row.type == "section":
        row_format |= {"bold": True, "bg_color": _SECTION}
    if row.is_detail:
        row_format |= {"italic": True}
    sheet.write_string(layout.cell(row.code, "code"), row.code, book.style(font_color=_GREY, text_wrap=False))
    sheet.write_string(layout.cell(row.code, "ordinal"), row.ordinal, book.style(align="center", **row_format))
    sheet.write_string(layout.cell(row.code, "label"), row.printed_label, book.style(**row_format))
    sheet.write_string(layout.cell(row.code, "unit"), row.unit, book.style(align="center", **row_format))
    findings = [finding for finding in prefill.findings if finding.indicator == row.code]
    worst_finding = min(findings, key=lambda finding: finding.priority, default=None)
    colour = _FINDING_COLOURS[worst_finding.severity] if worst_finding else _INPUT
    figure_cell = layout.cell(row.code, "figure")
    if row.is_indicator:
        _write_value(sheet, figure_cell, fill.value, _figure_style(book, row, colour))
    else:
        sheet.write_blank(figure_cell, None, book.style(**({"bg_color": _NO_INPUT} | row_format)))
    note_format = {} if row.type == "section" else {"bg_color": _INPUT if row.is_indicator else colour}
    # As text, so that no program makes a day of 5/8.
    note_style = book.style(locked=False, num_format="@", **row_format | note_format)
    _write_value(sheet, layout.cell(row.code, "note"), fill.note or None, note_style)
    _write_explanation(sheet, layout, campaign, row, prefill)
    if findings:
        comment = "\n".join(finding.cell_comment for finding in findings)
        sheet.write_comment(
            layout.answer_cell(row.code), comment, {"x_scale": 2.6, "y_scale": 1.6, "author": campaign.sender}
        )
    if height := _row_height(row, fill):
        sheet.set_row(layout.rows[row.code] - 1, height)
    _write_previous_figure(book, sheet, layout, row, prefill)


def _write_previous_figure(book: Book, sheet: Sheet, layout: Layout, row: Row, prefill: AgencyPrefill) -> None:
    """Write the agency's figure of the last period; the check sheet has those of other earlier periods too."""
    if not prefill.has_past or not row.is_indicator:
        return
    number_format = PERCENT_FORMAT if row.type == "percent" else COUNT_FORMAT
    style = book.style(align="center", font_color=_GREY, font_size=11, num_format=number_format)
    figure = prefill.past.get("previous", {}).get(row.code)
    if figure is None:
        sheet.write_blank(layout.cell(row.code, "previous"), None, style)
    else:
        sheet.write_number(layout.cell(row.code, "previous"), figure, style)


def _write_explanation(sheet: Sheet, layout: Layout, campaign: Campaign, row: Row, prefill: AgencyPrefill) -> None:
    """Write the agency's last explanation as a comment on the note cell, where it may give it again."""
    explanation = prefill.explanations.get(row.code)
    if explanation and row.is_indicator and not prefill.fills.get(row.code, Fill()).note:
        comment = messages.EXPLAINED_BEFORE.format(period=prefill.previous_name, note=explanation[:_MAX_EXPLANATION])
        sheet.write_comment(
            layout.cell(row.code, "note"), comment, {"x_scale": 2.2, "y_scale": 1.2, "author": campaign.sender}
        )


def _row_height(row: Row, fill: Fill) -> float | None:
    """The height (points) for more than one line; None for one line, as such a row grows while its note is typed."""
    bold = row.type == "section"
    lines = max(
        lines_needed(row.printed_label, _WIDTHS["label"], bold=bold),
        lines_needed(row.unit, _WIDTHS["unit"]),
        lines_needed(fill.note, _WIDTHS["note"]),
    )
    return row_height(lines) if lines > 1 else None


def _figure_style(book: Book, row: Row, colour: str) -> Format:
    number_format = {"count": COUNT_FORMAT, "percent": PERCENT_FORMAT}.get(row.type, "General")
    return book.style(border=1, locked=False, bg_color=colour, align="center", num_format=number_format)


def _write_value(sheet: Sheet, cell: str, value: float | str | None, style: Format) -> None:
    if value is None or value == "":
        sheet.write_blank(cell, None, style)
    elif isinstance(value, str):
        sheet.write_string(cell, value, style)
    else:
        sheet.write_number(cell, value, style)


def _add_validations(sheet: Sheet, layout: Layout) -> None:
    """One validation for all the cells that it is the same for."""
    cells: dict[tuple[tuple[str, Any], ...], list[str]] = {}
    for row in layout.form.rows:
        if row.is_indicator:
            prompt = input_prompt(row)
            texts = {
                "input_title": prompt.title,
                "input_message": prompt.prompt,
                "error_title": prompt.title,
                "error_message": prompt.stop,
            }
            options = _figure_limits(layout, row) | texts
            cells.setdefault(tuple(options.items()), []).append(layout.cell(row.code, "figure"))
        note_prompt = messages.TEXT_PROMPT if row.type == "text" else messages.NOTE_PROMPT
        note_options = {"validate": "any", "input_title": messages.NOTE_TITLE, "input_message": note_prompt}
        cells.setdefault(tuple(note_options.items()), []).append(layout.cell(row.code, "note"))
    for options_key, alike in cells.items():
        sheet.validate_alike(alike, dict(options_key))


def _figure_limits(layout: Layout, row: Row) -> dict[str, Any]:
    if row.choices is not None:
        return {"validate": "list", "source": f"={layout.list_name(row.choices.name)}"}
    kind = "integer" if row.type == "count" else "decimal"
    if row.type == "count" or row.may_exceed_100:
        return {"validate": kind, "criteria": ">=", "value": 0}
    return {"validate": kind, "criteria": "between", "minimum": 0, "maximum": 100}


def _add_conditional_formats(book: Book, sheet: Sheet, layout: Layout) -> None:
    """Colour the live check and its row's figure by the first word of the message."""
    check_column = COLUMNS["check"]
    formats = (
        (messages.ERROR.strip(), book.add_format({"font_color": _RED, "bg_color": "#FFC7CE"})),
        (messages.WARNING.strip(), book.add_format({"font_color": _ORANGE, "bg_color": "#FFE699"})),
        (messages.INFO.strip(), book.add_format({"font_color": _BLUE, "bg_color": "#DDEBF7"})),
        (messages.NOT_FILLED, book.add_format({"font_color": _GREY})),
    )
    for first_word, cell_format in formats:
        condition = f'=LEFT(${check_column}{FIRST_ROW},{len(first_word)})="{first_word}"'
        spans = [layout.span("check")] + ([] if first_word == messages.NOT_FILLED else [layout.span("figure")])
        for span in spans:
            sheet.conditional_format(
                span.replace("$", ""), {"type": "formula", "criteria": condition, "format": cell_format}
            )


def _set_up_page(sheet: Sheet, layout: Layout, campaign: Campaign) -> None:
    first_column, last_column = COLUMNS["ordinal"], COLUMNS["note"]
    sheet.freeze_panes(FIRST_ROW - 1, 0)
    sheet.autofilter(f"{first_column}{HEADER_ROW + 1}:{COLUMNS['check']}{layout.last_row}")
    sheet.page(header_rows=(HEADER_ROW, HEADER_ROW + 1))
    sheet.print_area(f"{first_column}1:{last_column}{layout.last_row}")
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
