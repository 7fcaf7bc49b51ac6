"""Workspaces of any size with returned workbooks, for the benchmarks; answers are the demo's, seeds are fixed.

Rendering thousands of filled templates would take longer than what is to be measured: 200 patterns are rendered, and
each agency's own stamp is put into one of them. (What is remembered from file to file are cells, and hardly one of an
agency's is unlike all others': 1,000 patterns cost the reading a twentieth more.)
"""

from __future__ import annotations

import os
from datetime import date, datetime
from pathlib import Path

from cchc_excel.api import Workspace, generate
from cchc_excel.demo.sample import made_up_answers
from cchc_excel.domain.agency import Agency
from cchc_excel.domain.period import Period
from cchc_excel.template import AgencyPrefill, TemplateRenderer
from cchc_excel.workflow.issue import campaign_of, stamp_of
from cchc_excel.workflow.settings import Settings

PERIOD = "2021-Q1"
_PATTERNS = 200
_KEY = b"a key for benchmarks, not secret"
_ISSUED, _RECEIVED = date(2021, 3, 1), datetime(2021, 3, 10, 9)


def workspace_of(folder: Path, count: int) -> Workspace:
    """A workspace of so many agencies, a tenth of them departments, with templates issued."""
    agencies = [
        Agency(f"A{at:05}", f"Đơn vị số {at}", "so" if at < count // 10 else "xa", "PL2-B1") for at in range(count)
    ]
    settings = Settings.model_validate({"tinh": {"ten": "tỉnh mẫu"}, "noi_nhan": {"ten": "Sở Nội vụ"}})
    workspace = Workspace.create(folder, settings, agencies, key=_KEY, today=_ISSUED)
    generate(workspace, PERIOD, today=_ISSUED)
    return workspace


def deliver(workspace: Workspace) -> list[Path]:
    """Put every agency's filled workbook into the drop folder."""
    period = Period.parse(PERIOD)
    form = workspace.catalogue.for_period("PL2-B1", period.key, period.data_to)
    with workspace.ledger() as ledger:
        renderer = TemplateRenderer(campaign_of(workspace, workspace.campaign(ledger, PERIOD), form))
    alike: dict[tuple[str, int], list[Agency]] = {}
    for at, agency in enumerate(workspace.register.agencies):
        alike.setdefault((agency.group, at % _PATTERNS), []).append(agency)
    folder = workspace.folder("returned", PERIOD)
    for (group, pattern), agencies in alike.items():
        rendered = renderer.rendered_template(group, AgencyPrefill(made_up_answers(form, f"A{pattern}", 2021)))
        for agency in agencies:
            stamp = stamp_of(workspace, form, period, agency, 1)
            path = folder / f"{agency.code}.xlsx"
            path.write_bytes(rendered.for_agency(agency.name, stamp, AgencyPrefill(), {}))
            os.utime(path, (_RECEIVED.timestamp(), _RECEIVED.timestamp()))
    return sorted(folder.glob("*.xlsx"))
