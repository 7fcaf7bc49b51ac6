"""The keys of a definition file and the type of each, as pydantic models.

`load` reads a file into them, and checks what one key says about another.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from cchc_excel.forms.form import RowType, Total
from cchc_excel.messages.findings import Severity


class _StrictModel(BaseModel):
    """Takes no unknown key, and no value of another type than the declared one."""

    model_config = ConfigDict(extra="forbid", strict=True)


NonEmptyStr = Annotated[str, Field(min_length=1)]


class RowDefinition(_StrictModel):
    """One entry of ``rows``; the keys as in :class:`cchc_excel.forms.form.Row`."""

    code: NonEmptyStr
    type: RowType
    label: NonEmptyStr
    unit: str = ""
    choices: str | None = None
    optional: bool = False
    total: Total | None = None
    weight: str | None = None
    numerator: str | None = None
    denominator: str | None = None
    total_groups: list[str] = []
    may_exceed_100: bool = False
    largest: Annotated[float | None, Field(gt=0)] = None
    source: str = ""
    doubt: str = ""


class RuleDefinition(_StrictModel):
    """One entry of ``rules``: judged at one row (``at``), or at each row of some types (``for_each``)."""

    rule: NonEmptyStr
    at: str | None = None
    for_each: list[Literal["count", "percent", "coded"]] = []
    not_at: list[str] = []
    expect: NonEmptyStr
    severity: Severity
    severity_by_group: dict[str, Severity] = {}
    message: NonEmptyStr
    remedy: str = ""
    propose: str | None = None


class FormDefinition(_StrictModel):
    """A whole definition file."""

    form: NonEmptyStr
    version: NonEmptyStr
    name: NonEmptyStr
    valid_from: date
    valid_to: date | None = None
    heading: Annotated[list[str], Field(min_length=1)]
    parameters: dict[str, str] = {}
    choices: dict[str, dict[int, str]] = {}
    blank_reasons: list[str] = []
    unit_synonyms: dict[str, list[str]] = {}
    comparable: dict[str, Literal["same"] | dict[str, str]] = {}
    rows: Annotated[list[RowDefinition], Field(min_length=1)]
    rules: list[RuleDefinition] = []
