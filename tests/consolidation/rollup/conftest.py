"""Two provinces, the desk above them, and one that collected every agency itself."""

from __future__ import annotations

from datetime import datetime

import pytest

from cchc_excel.api import as_return
from cchc_excel.domain.agency import Agency
from support.desk import PERIOD
from support.two_levels import agencies_of, answer, desk_of

PROVINCES = {"H51": "tỉnh Sóc Trăng", "H13": "thành phố Cần Thơ"}


@pytest.fixture(scope="session")
def levels(tmp_path_factory, form):
    """The desk above, collected; and one desk that has collected every agency itself."""
    root = tmp_path_factory.mktemp("levels")
    above = desk_of(
        root / "bo", [Agency(code, name, "tinh", "PL2-B1") for code, name in PROVINCES.items()], ten="Trung ương"
    )
    everybody = [agency for code in PROVINCES for agency in agencies_of(code)]
    flat = desk_of(root / "tat-ca", everybody, ten="Trung ương")
    made = {}
    for code, name in PROVINCES.items():
        desk = desk_of(root / code, agencies_of(code), ten=name)
        for agency in agencies_of(code)[:-1]:
            answer(desk, agency.code, form)
            answer(flat, agency.code, form)
        desk.collect()
        issued = above.workspace.folder("templates", PERIOD) / f"PL2-B1_{PERIOD}_{code}.xlsx"
        path = as_return(desk.workspace, template=issued).path
        made[code] = (desk, path)
        above.drop_bytes(f"{code}.xlsx", path.read_bytes(), when=datetime(2021, 3, 16))
    above.told = above.collect()
    flat.collect()
    return above, flat, made
