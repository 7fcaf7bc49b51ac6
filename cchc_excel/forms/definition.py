"""The shape of a definition file, key by key; `load` adds what one key says about another."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from cchc_excel.forms.form import RowType, Total
from cchc_excel.messages.findings import Severity


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


Words = Annotated[str, Field(min_length=1)]


class RowDefinition(_Strict):
    """One entry of ``rows``."""

    code: Words
    type: RowType
    label: Words
    unit: str = ""
    choices: str | None = None
    optional: bool = False
    total: Total | None = None
    weight: str | None = None
    numerator: str | None = None
    denominator: str | None = None
    total_groups: list[str] = []
    may_exceed_100: bool = False
    source: str = ""
    doubt: str = ""


class RuleDefinition(_Strict):
    """One entry of ``rules``."""

    rule: Words
    at: str | None = None
    for_each: list[Literal["count", "percent", "coded"]] = []
    not_at: list[str] = []
    expect: Words
    severity: Severity
    severity_by_group: dict[str, Severity] = {}
    message: Words
    remedy: str = ""
    propose: str | None = None


class FormDefinition(_Strict):
    """A whole definition file."""

    form: Words
    version: Words
    name: Words
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
