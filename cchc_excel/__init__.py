"""Locked Excel forms out to many agencies, whatever they return back in, one provincial workbook.

The verbs of the command line, from Python::

    import cchc_excel as cchc

    desk = cchc.Workspace(Path("cchc-demo"))
    cchc.collect(desk)
    for checked in cchc.check(desk):
        print(checked.agency.code, [finding.text for finding in checked.findings])
    cchc.answers(desk)  # a pandas DataFrame, one row for each agency and indicator

Reading runs in worker processes, so a script that collects needs ``if __name__ == "__main__":`` on Windows.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cchc_excel.api import Workspace as Workspace
    from cchc_excel.api import answers as answers
    from cchc_excel.api import as_return as as_return
    from cchc_excel.api import assign as assign
    from cchc_excel.api import check as check
    from cchc_excel.api import collect as collect
    from cchc_excel.api import collect_mailbox as collect_mailbox
    from cchc_excel.api import consolidate as consolidate
    from cchc_excel.api import doctor as doctor
    from cchc_excel.api import extend as extend
    from cchc_excel.api import feedback as feedback
    from cchc_excel.api import generate as generate
    from cchc_excel.api import left_out as left_out
    from cchc_excel.api import log as log
    from cchc_excel.api import remind as remind
    from cchc_excel.api import send as send
    from cchc_excel.api import send_feedback as send_feedback
    from cchc_excel.api import status as status
    from cchc_excel.api import versions as versions
    from cchc_excel.api import withdraw as withdraw
    from cchc_excel.errors import CchcError as CchcError

__all__ = [
    "CchcError",
    "Workspace",
    "answers",
    "as_return",
    "assign",
    "check",
    "collect",
    "collect_mailbox",
    "consolidate",
    "doctor",
    "extend",
    "feedback",
    "generate",
    "left_out",
    "log",
    "remind",
    "send",
    "send_feedback",
    "status",
    "versions",
    "withdraw",
]


def __getattr__(name: str) -> Any:
    """Import on first use: asking for help must not load pandas."""
    if name not in __all__:
        raise AttributeError(name)
    module = "cchc_excel.errors" if name == "CchcError" else "cchc_excel.api"
    return getattr(import_module(module), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
