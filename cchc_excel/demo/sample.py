"""Sample answers: Sở Tài chính's real ones, and made-up ones that satisfy the form's rules."""

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
    """The provincial departments of Sóc Trăng as of 2021; codes are abbreviations, the addresses do not exist."""
    return tuple(
        Agency(
            code=row["code"],
            name=row["name"],
            group="so",
            form=form,
            aliases=(row["alias"],),
            emails=(f"{row['code'].lower()}@soctrang.example",),
        )
        for row in _rows_of("co-quan.csv")
    )


def real_answers(form: Form) -> Fills:
    """Sở Tài chính's return for Quý I/2021, by row code: figures as numbers, coded answers as dropdown entries."""
    return {
        row["code"]: Fill(_typed_value(form.by_code[row["code"]], row["figure"]), row["note"])
        for row in _rows_of("so-tai-chinh-2021-q1.csv")
    }


def made_up_answers(form: Form, agency: str, seed: int, *, period: str = "", blanks: bool = True) -> Fills:
    """Plausible answers of one agency; the same arguments give the same answers.

    Args:
        form: the form that the recipe was written for.
        agency: code, for the documents' numbers and the random sequence.
        seed: chooses another set; a year, which the documents named in notes bear where no period is given.
        period: chooses other flows and percentages; stocks (rooms, people, procedures) stay the same.
        blanks: whether a few figures are left blank, as agencies do.
    """
    recipe = _recipe()
    generator = _FigureGenerator(form, f"{agency}/{seed}", period)
    for code, figure_recipe in recipe["figures"].items():
        generator.add(code, figure_recipe)
    fills = generator.fills()
    rng = random.Random(f"{agency}/{seed}/{period}")  # noqa: S311 - sample data
    for code, note in recipe["notes"].items():
        note_text = str(note).format(number=rng.randint(10, 900), agency=agency, year=period[:4] or seed)
        fills[code] = Fill(fills[code].value if code in fills else None, note_text)
    for row in form.indicators if blanks else ():
        if rng.random() < recipe["blank"] and not fills[row.code].note:
            fills[row.code] = Fill()
    return fills


class _FigureGenerator:
    """Generates figures one by one; also the rules' protocol `Facts` for the recipe's expressions."""

    blank_reasons: Sequence[str] = ()

    def __init__(self, form: Form, seed: str, period: str) -> None:
        self._form = form
        self._seed = seed
        self._period = period
        self._figures: dict[str, float] = {}
        self._notes: dict[str, str] = {}

    def add(self, code: str, figure_recipe: Any) -> None:
        row = self._form.by_code[code]
        is_constant = row.total in ("stock", "distribution") or code in _recipe()["annual"]
        self._rng = random.Random(f"{self._seed}/{code}/{'' if is_constant else self._period}")  # noqa: S311 - sample data
        if isinstance(figure_recipe, list):
            low, high = (self._value(end) for end in figure_recipe)
            self._figures[code] = self._between(row, low, high)
        elif "of" in figure_recipe:
            denominator = math.floor(self._value(figure_recipe["of"]))
            numerator = self._rng.randint(math.ceil(figure_recipe["from"] * denominator), denominator)
            self._figures[code] = round(numerator / denominator * 100, 1)
            self._notes[code] = f"{numerator}/{denominator}"
        else:
            codes, shares = zip(*figure_recipe.items(), strict=True)
            self._figures[code] = self._rng.choices(codes, shares)[0]

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
            return round(self._rng.uniform(low, high), 1)
        first = math.ceil(low)
        return self._rng.randint(first, max(first, math.floor(high)))

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


def _typed_value(row: Row, text: str) -> float | str | None:
    return _entry(row, float(text.replace(",", "."))) if text else None


def _rows_of(name: str) -> Iterator[Mapping[str, str]]:
    text = (resources.files("cchc_excel.demo") / "data" / name).read_text(encoding="utf-8")
    return csv.DictReader(text.splitlines())


@cache
def _recipe() -> Any:
    text = (resources.files("cchc_excel.demo") / "data" / "so-lieu-mau.yaml").read_text(encoding="utf-8")
    return YAML(typ="safe").load(text)
