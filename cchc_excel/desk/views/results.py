"""The results: the provincial figures, the files that hold them, and behind each figure agencies, files and cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from cchc_excel import api
from cchc_excel.desk.answers import Answer, Download, NotFound, Page, Redirect
from cchc_excel.desk.board import Board, Snapshot
from cchc_excel.desk.forms import Asked
from cchc_excel.desk.jobs import Job
from cchc_excel.desk.words import error_words
from cchc_excel.domain.agency_submission import SubmissionCell
from cchc_excel.domain.consolidated import ConsolidatedPeriod
from cchc_excel.messages import cli as cli_messages
from cchc_excel.messages import figure_text
from cchc_excel.messages import page as messages
from cchc_excel.messages.master import CELL_STATES


def show(asked: Asked) -> Answer:
    """The figures, and the files."""
    snapshot = asked.snapshot()
    province = snapshot.consolidated
    facts = {
        "files": [(path.name, _size(path), _changed(path)) for path in _files(snapshot)],
        "rows": _rows(province) if province else [],
        "counted": province.counted if province else 0,
        "expected": len(province.agencies) if province else 0,
        "shapes": messages.SHAPES,
    }
    return Page("results", messages.MENU["ket-qua"][0], facts)


def _files(snapshot: Snapshot) -> Sequence[Path]:
    """What lies in the folder of the period's results, masters first."""
    if snapshot.status is None:
        return []
    folder = snapshot.workspace.folder("consolidated", snapshot.status.period)
    files = [path for path in folder.glob("*") if path.is_file() and not path.name.startswith(("~", "."))]
    return sorted(files, key=lambda path: (path.suffix != ".xlsx", path.name))


def _size(path: Path) -> str:
    return f"{max(1, round(path.stat().st_size / 1024))} KB"


def _changed(path: Path) -> str:
    return f"{datetime.fromtimestamp(path.stat().st_mtime):%d/%m/%Y %H:%M}"


def _rows(province: ConsolidatedPeriod) -> Sequence[Mapping[str, object]]:
    """Every row of the form: headings, and indicators with their figure."""
    rows = []
    for row in province.form.rows:
        total = province.totals.get(row.code)
        shown = "" if total is None else total.text if total.value is None else figure_text(total.value)
        rows.append({"row": row, "total": total, "shown": shown, "depth": row.code.count(".")})
    return rows


def indicator(asked: Asked) -> Answer:
    """One indicator: each agency's figure, with the file and cell that it stands in."""
    province = asked.snapshot().consolidated
    row = province.form.by_code.get(asked.path["code"]) if province else None
    if province is None or row is None or not row.is_indicator:
        raise NotFound
    total = province.totals[row.code]
    cells = [
        (agency, province.cells.get((agency.code, row.code)), province.returns.get(agency.code))
        for agency in province.agencies
    ]
    facts = {
        "row": row,
        "total": total,
        "shown": total.text if total.value is None else figure_text(total.value),
        "cells": [
            {
                "agency": agency,
                "state": CELL_STATES[cell.display_state if cell else "not_returned"],
                "kind": cell.display_state if cell else "not_returned",
                "figure": _figure(cell),
                "cell": cell.answer.entry.cell if cell and cell.answer else "",
                "note": cell.answer.entry.note if cell and cell.answer else "",
                "file": submission.receipt if submission else None,
            }
            for agency, cell, submission in cells
        ],
    }
    return Page("indicator", f"{row.code} {row.label}", facts)


def _figure(cell: SubmissionCell | None) -> str:
    """As understood, or as typed where it was not."""
    if cell is None or cell.answer is None:
        return ""
    return figure_text(cell.understood) if cell.understood is not None else cell.answer.entry.raw.typed


def download(asked: Asked) -> Answer:
    """A file of the results, by its name among those that are there."""
    found = [path for path in _files(asked.snapshot()) if path.name == asked.path["name"]]
    if not found:
        raise NotFound
    return Download(found[0], found[0].name)


def form(asked: Asked) -> Answer:
    """Form the master anew, and other shapes beside it."""
    status = asked.snapshot().status
    if status is not None:
        also = [shape for shape in messages.SHAPES if asked.fields.get(f"dang-{shape}") == "1"]
        asked.jobs.start("master", messages.JOB_MASTER, partial(_form, asked.board, status.period, also))
    return Redirect(asked.to("/ket-qua"))


def _form(board: Board, period: str, also: Sequence[str], job: Job) -> Sequence[str]:
    told = partial(job.report, messages.JOB_MASTER)
    made = api.consolidate(board.workspace(), period, also=also, is_lenient=True, progress=told)
    names = [made.path.name, *(path.name for path in made.others.values())]
    return [
        messages.MASTER_MADE.format(names=", ".join(names)),
        *(f"{messages.SHAPES[suffix]}: {' '.join(error_words(error))}" for suffix, error in made.failed.items()),
        *(cli_messages.EDITED_KEPT.format(path=path) for path in made.edited),
    ]
