"""Returns that somebody mangled."""

from __future__ import annotations

import pytest

from support.mangled import Mangled

SHEET = "Bảng 1"


@pytest.fixture
def answers(form):
    """A different figure in every row, so that no figure can come from another row unseen."""
    given = {}
    for at, row in enumerate(form.indicators, start=1):
        if row.type == "coded":
            given[row.code] = row.choices.entries[0]
        else:
            given[row.code] = float(at) if row.type == "count" else at / 2
    return given


@pytest.fixture
def mangled(desk, answers):
    return Mangled(desk, answers)
