"""Desks that send letters, and what became of these."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from cchc_excel.api import Workspace, generate
from cchc_excel.workflow.settings import Settings
from support.desk import AGENCIES, Desk
from support.mail_servers import USER

PERIOD = "2021-Q1"


TODAY = date(2021, 3, 10)


def settings_for(port, **outgoing):
    told = {
        "may_chu": "localhost",
        "cong": port,
        "tai_khoan": USER,
        "dia_chi": USER,
        "thu_moi_phut": 60_000,
    } | outgoing
    desk = {"ten": "Sở Nội vụ tỉnh Sóc Trăng", "lien_he": "Phòng CCHC, điện thoại 0299 000 000"}
    return Settings.model_validate({"noi_nhan": desk, "thu_gui": told})


def desk_at(folder, server, addresses, **outgoing):
    """A workspace with agencies at these addresses."""
    first = AGENCIES[0]
    agencies = [
        replace(first, code=code, name=f"Đơn vị {code}", emails=tuple(address)) for code, address in addresses.items()
    ]
    workspace = Workspace.create(folder, settings_for(server.port, **outgoing), tuple(agencies), today=TODAY)
    generate(workspace, PERIOD, today=TODAY)
    return Desk(workspace)


def states(sent):
    return {one.agency.code: one.state for one in sent}
