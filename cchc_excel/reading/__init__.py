"""Any file → what it says, without judgement. A returned file is hostile until proven tame."""

from __future__ import annotations

from cchc_excel.reading.isolation import IsolatedExecutor, WorkerError
from cchc_excel.reading.known import Known
from cchc_excel.reading.limits import Limits
from cchc_excel.reading.reader import read_all, read_file
from cchc_excel.reading.register import register_rows
from cchc_excel.reading.stamps import stamp_in_properties
from cchc_excel.reading.unpack import unpack

__all__ = [
    "IsolatedExecutor",
    "Known",
    "Limits",
    "WorkerError",
    "read_all",
    "read_file",
    "register_rows",
    "stamp_in_properties",
    "unpack",
]
