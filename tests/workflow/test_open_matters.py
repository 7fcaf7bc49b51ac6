"""What waits for a person, of every file that became no return."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from cchc_excel.domain.receipt import Receipt
from cchc_excel.messages.states import REASONS
from cchc_excel.workflow.open_matters import open_matters
from cchc_excel.workflow.status import Status
from support.sentences import about


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        ("unassigned", "owner"),
        ("in_doubt", "owner"),
        ("bad_seal", "owner"),
        ("unknown_agency", "owner"),
        # To say one agency of a file with several is refused.
        ("several_agencies", "file"),
        ("encrypted", "file"),
        ("unreadable", "file"),
        ("not_issued", "file"),
        ("wrong_period", "file"),
    ],
)
def test_only_files_of_one_agency_are_asked_about_by_it(state, kind):
    facts = about(REASONS[state])
    receipt = Receipt("0" * 64, "a.xlsx", 1, datetime(2021, 3, 10), "2021-Q1", state, facts)
    (matter,) = open_matters(Status("2021-Q1", "PL2", 129, date(2021, 3, 17), [], [receipt]))
    assert (matter.kind, matter.is_decision) == (kind, kind == "owner")
