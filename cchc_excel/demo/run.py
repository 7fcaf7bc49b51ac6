"""Prepares the sample workspace: register, issued templates, and returned files in the drop folder."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from cchc_excel.api import Workspace, generate
from cchc_excel.demo.sample import Fills, made_up_answers, real_answers, sample_agencies
from cchc_excel.domain.agency import Agency
from cchc_excel.domain.period import Period
from cchc_excel.errors import RequestError
from cchc_excel.forms import Form
from cchc_excel.messages import desk as messages
from cchc_excel.template import Fill
from cchc_excel.workflow.issue import filled_template
from cchc_excel.workflow.settings import Settings
from cchc_excel.workflow.workspace import save

PERIOD = "2021-Q1"
#: What `prepare_period` can add, one after the other.
LATER_PERIODS = ("2021-Q2", "2021-Q3", "2021-Q4", "2022-Q1")
BANNER = "SỐ LIỆU MẪU, trừ Sở Tài chính Quý I năm 2021"
_ISSUED = date(2021, 3, 1)
_SEED = 2021
# A sample workspace is the same everywhere, so its key is known to everybody and protects nothing.
_SAMPLE_KEY = b"cchc-excel sample key, not secret"
_WITHOUT_RETURN = ("BDT", "BQLKCN")


@dataclass(frozen=True)
class Demo:
    """The sample workspace, ready to be collected.

    Attributes:
        returned: how many files are in the drop folder.
    """

    workspace: Workspace
    period: str
    returned: int


def prepare_demo(folder: Path) -> Demo:
    """Make the sample workspace in a folder that does not exist yet or is empty.

    Raises:
        RequestError: the folder is not empty.
        WorkspaceError: it cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise RequestError(messages.DEMO_EXISTS.about(folder=folder))
    settings = Settings.model_validate(
        {
            "tinh": {"ten": "tỉnh Sóc Trăng", "pham_vi": "toàn tỉnh"},
            "noi_nhan": {"ten": "Sở Nội vụ tỉnh Sóc Trăng", "lien_he": "Phòng Cải cách hành chính, cchc@snv.example"},
            "tong_hop": {"dong_ghi_chu": BANNER},
        }
    )
    agencies = sample_agencies(settings.ky_bao_cao.bieu_mau)
    workspace = Workspace.create(folder, settings, agencies, key=_SAMPLE_KEY, today=_ISSUED)
    generate(workspace, PERIOD, today=_ISSUED)
    return Demo(
        workspace,
        PERIOD,
        _put_into_drop_folder(workspace, PERIOD, _sample_files(workspace.catalogue.forms[0], agencies)),
    )


def prepare_period(workspace: Workspace, period: str) -> int:
    """Issue a later period in the sample workspace and put its returns, all made up, into the drop folder; how many.

    The period before must have been checked: the templates show its figures.

    Raises:
        WorkspaceError: it cannot be written.
    """
    last_day = Period.parse(period).data_to
    generate(workspace, period, today=last_day.replace(day=1))
    form = workspace.catalogue.forms[0]
    sample_files = (
        _SampleFile(
            name=f"PL2-B1_{period}_{agency.code}.xlsx",
            received=datetime(last_day.year, last_day.month, 8 + index // 2, 8 + index % 9, 5 * index % 60),
            agency=agency,
            fills=made_up_answers(form, agency.code, _SEED, period=period),
        )
        for index, agency in enumerate(workspace.register.agencies)
        if agency.code not in _WITHOUT_RETURN[1:]
    )
    return _put_into_drop_folder(workspace, period, sample_files)


def _put_into_drop_folder(workspace: Workspace, period: str, sample_files: Iterable[_SampleFile]) -> int:
    """Write the files into the drop folder, dated as received; how many."""
    count = 0
    for sample_file in sample_files:
        path = workspace.folder("returned", period) / sample_file.name
        content = sample_file.content
        if content is None and sample_file.agency is not None:
            content = filled_template(workspace, period, sample_file.agency, sample_file.fills)
        save(path, content or b"")
        timestamp = sample_file.received.timestamp()
        os.utime(path, (timestamp, timestamp))
        count += 1
    return count


@dataclass(frozen=True)
class _SampleFile:
    """One returned file: an agency's answers in its template, or any other content."""

    name: str
    received: datetime
    agency: Agency | None
    fills: Fills
    content: bytes | None = None


def _sample_files(form: Form, agencies: tuple[Agency, ...]) -> Iterator[_SampleFile]:
    for index, agency in enumerate(agencies):
        if agency.code in _WITHOUT_RETURN:
            continue
        fills = real_answers(form) if agency.code == "STC" else made_up_answers(form, agency.code, _SEED)
        sample_file = _SampleFile(
            name=f"PL2-B1_{PERIOD}_{agency.code}.xlsx",
            received=datetime(2021, 3, 8 + index // 2, 8 + index % 9, 5 * index % 60),
            agency=agency,
            fills=fills,
        )
        match agency.code:
            case "SNNPTNT":
                yield replace(sample_file, fills=_with_errors(fills))
            case "STNMT":
                yield replace(sample_file, received=datetime(2021, 3, 19, 15, 40))
            case "SGDDT":
                yield replace(sample_file, fills=_with_errors(fills))
                corrected = datetime(2021, 3, 17, 10, 25)
                yield replace(sample_file, name=f"{agency.code} nộp lại (đã sửa).xlsx", received=corrected)
            case "SYT":
                yield sample_file
                # The signed scan that comes beside the workbook.
                yield replace(
                    sample_file, name="Bao cao CCHC So Y te (ky so).pdf", agency=None, content=b"%PDF-1.4\n%%EOF\n"
                )
            case _:
                yield sample_file


def _with_errors(fills: Fills) -> Fills:
    """Mistakes of the usual kinds: a part above its total, a broken sum, words for a number, a doubtful ratio."""
    faulty_fills = dict(fills)
    faulty_fills["I.1.2"] = Fill(_number(fills, "I.1.1") + 5)
    faulty_fills["III.2.3"] = Fill(_number(fills, "III.2.3") + 3)
    faulty_fills["I.3.2"] = Fill("khoảng 20 tin")
    faulty_fills["III.6.2"] = Fill("1,248")
    faulty_fills["IV.2.2"] = Fill(_number(fills, "IV.2.1") + 2, "Gồm 02 người chờ nghỉ hưu")
    faulty_fills["I.5.3"] = Fill(0.98)
    return faulty_fills


def _number(fills: Fills, code: str) -> float:
    value = fills[code].value
    return float(value) if isinstance(value, (int, float)) else 0.0
