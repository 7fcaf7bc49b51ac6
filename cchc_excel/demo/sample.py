"""Sample answers: Sở Tài chính's real ones, and made-up ones that keep the form's rules."""

from __future__ import annotations

import csv
import math
import random
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any

from ruamel.yaml import YAML

from cchc_excel.domain.agency import Agency
from cchc_excel.forms import Form, Row
from cchc_excel.rules import evaluate
from cchc_excel.rules.parser import parse_number
from cchc_excel.template import Fill

Fills = dict[str, Fill]


def sample_agencies(form: str) -> tuple[Agency, ...]:
    """The provincial departments of Sóc Trăng as of 2021; codes are abbreviations, addresses lead nowhere."""
    return tuple(
        Agency(
            code=row["code"],
            name=row["name"],
            group="so",
            form=form,
            aliases=(row["alias"],),
            emails=(f"{row['code'].lower()}@soctrang.example",),
        )
        for row in _table("co-quan.csv")
    )


def real_answers(form: Form) -> Fills:
    """What Sở Tài chính returned for Quý I/2021, with the figures as numbers and the answers as dropdown entries."""
    return {
        row["code"]: Fill(_typed(form.by_code[row["code"]], row["figure"]), row["note"])
        for row in _table("so-tai-chinh-2021-q1.csv")
    }


def made_up_answers(form: Form, agency: str, seed: int, *, period: str = "", blanks: bool = True) -> Fills:
    """Plausible answers of one agency; the same arguments give the same answers.

    Args:
        form: the form that the recipe was written for.
        agency: code, for the documents' numbers and the random sequence.
        seed: chooses another set; a year, which the documents named in notes bear where no period is given.
        period: chooses other flows and percentages; what an agency has (rooms, people, procedures) stays.
        blanks: whether a few figures are left blank, as agencies do.
    """
    recipe = _recipe()
    maker = _Maker(form, f"{agency}/{seed}", period)
    for code, how in recipe["figures"].items():
        maker.make(code, how)
    fills = maker.fills()
    chance = random.Random(f"{agency}/{seed}/{period}")  # noqa: S311 - sample data
    for code, note in recipe["notes"].items():
        told = str(note).format(number=chance.randint(10, 900), agency=agency, year=period[:4] or seed)
        fills[code] = Fill(fills[code].value if code in fills else None, told)
    for row in form.indicators if blanks else ():
        if chance.random() < recipe["blank"] and not fills[row.code].note:
            fills[row.code] = Fill()
    return fills


class _Maker:
    """Makes figures one by one; also the facts that the recipe's expressions are over."""

    blank_reasons: Sequence[str] = ()

    def __init__(self, form: Form, seed: str, period: str) -> None:
        self._form = form
        self._seed = seed
        self._period = period
        self._figures: dict[str, float] = {}
        self._notes: dict[str, str] = {}

    def make(self, code: str, how: Any) -> None:
        row = self._form.by_code[code]
        stays = row.total in ("stock", "distribution") or code in _recipe()["annual"]
        self._chance = random.Random(f"{self._seed}/{code}/{'' if stays else self._period}")  # noqa: S311 - sample data
        if isinstance(how, list):
            low, high = (self._value(end) for end in how)
            self._figures[code] = self._between(row, low, high)
        elif "of" in how:
            whole = math.floor(self._value(how["of"]))
            part = self._chance.randint(math.ceil(how["from"] * whole), whole)
            self._figures[code] = round(part / whole * 100, 1)
            self._notes[code] = f"{part}/{whole}"
        else:
            codes, shares = zip(*how.items(), strict=True)
            self._figures[code] = self._chance.choices(codes, shares)[0]

    def fills(self) -> Fills:
        return {
            code: Fill(_entry(self._form.by_code[code], value), self._notes.get(code, ""))
            for code, value in self._figures.items()
        }

    def _value(self, expression: Any) -> float:
        if isinstance(expression, (int, float)):
            return float(expression)
        return evaluate.number(parse_number(str(expression)), self) or 0.0

    def _between(self, row: Row, low: float, high: float) -> float:
        if row.type == "percent":
            return round(self._chance.uniform(low, high), 1)
        first = math.ceil(low)
        return self._chance.randint(first, max(first, math.floor(high)))

    def figure(self, code: str) -> float | None:
        return self._figures.get(code)

    def note(self, code: str) -> str:
        return self._notes.get(code, "")

    def past(self, _name: str, _code: str) -> float | None:
        return None

    def constant(self, _: str) -> float | None:
        return None


def _entry(row: Row, value: float) -> float | str:
    """A figure as it would be typed: a coded one by its dropdown entry."""
    return row.choices.entry(int(value)) if row.choices else value


def _typed(row: Row, text: str) -> float | str | None:
    return _entry(row, float(text.replace(",", "."))) if text else None


def _table(name: str) -> Iterator[Mapping[str, str]]:
    text = (resources.files("cchc_excel.demo") / "data" / name).read_text(encoding="utf-8")
    return csv.DictReader(text.splitlines())


@cache
def _recipe() -> Any:
    text = (resources.files("cchc_excel.demo") / "data" / "so-lieu-mau.yaml").read_text(encoding="utf-8")
    return YAML(typ="safe").load(text)
