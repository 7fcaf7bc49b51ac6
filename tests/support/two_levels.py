"""Desks of provinces and of the body above them, and returns with all that real ones have."""

from __future__ import annotations

import random
from datetime import date

from cchc_excel.api import Workspace, generate
from cchc_excel.demo.sample import made_up_answers
from cchc_excel.domain.agency import Agency
from cchc_excel.template import Fill
from cchc_excel.workflow.settings import Settings
from support.desk import PERIOD, Desk


def desk_of(folder, agencies, **province):
    workspace = Workspace.create(folder, Settings.model_validate({"tinh": province}), agencies, today=date(2021, 3, 1))
    generate(workspace, PERIOD, today=date(2021, 3, 1))
    return Desk(workspace)


def agencies_of(province, count=5):
    codes = [f"{province}.{at:02}" for at in range(1, count + 1)]
    return tuple(
        Agency(code, f"Sở {code}", "so" if at < count - 2 else "xa", "PL2-B1") for at, code in enumerate(codes)
    )


def answer(desk, agency, form):
    """Answers with blanks, faults and a percentage without its weight: what real returns have."""
    chance = random.Random(agency)
    fills = made_up_answers(form, agency, 3)
    for code in chance.sample([row.code for row in form.indicators], 30):
        fills[code] = Fill()
    fills["I.1.2"] = Fill((fills["I.1.1"].value or 0) + 3)  # an error: left out
    if chance.random() < 0.5:
        fills["III.6.2"] = Fill()
    notes = {code: fill.note for code, fill in fills.items()}
    desk.drop(agency, {code: fill.value for code, fill in fills.items()}, notes=notes)
