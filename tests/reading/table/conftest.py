"""The form's rows as they are printed."""

from __future__ import annotations

import pytest

from cchc_excel.reading.table.expected_forms import FormIndex
from support.tables import body_of


@pytest.fixture
def index(form):
    return FormIndex.of(form)


@pytest.fixture
def body(form):
    return body_of(form)


@pytest.fixture
def truth(form, body):
    return {row.code: line[3] for row, line in zip(form.rows, body, strict=True) if line[3]}
