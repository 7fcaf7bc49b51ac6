"""What a mangling is given and gives, and the list of all manglings.

A mangling takes an :class:`Original` (an agency's filled workbook and its figures) and gives a :class:`Mangled` file:
its bytes, its name and its truth. The truth of a row is a number; or None, where nothing was answered; or
:data:`ASK`, where nobody can know the figure without asking.
"""

from __future__ import annotations

import random
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, Final

import openpyxl

from cchc_excel.forms import Form, Row
from cchc_excel.template import Fill

SHEET = "Bảng 1"
#: Columns of the issued form's sheet.
CODE, LABEL, UNIT, FIGURE, NOTE = 1, 3, 4, 5, 6
HEADER_ROW, FIRST_ROW = 7, 9
#: Nobody can know the figure: to count any number without a word is wrong.
ASK: Final = "ask"
Truth = dict[str, float | str | None]


@dataclass
class Original:
    """An agency's return before anything was done to it.

    Attributes:
        content: the filled workbook, as issued and typed into.
        fills: answers and notes by code.
        truth: figures by code.
        chance: chooses what the mangling does.
        tools: LibreOffice, by name; what is not there is not used.
    """

    form: Form
    content: bytes
    fills: dict[str, Fill]
    chance: random.Random
    tools: dict[str, Any] = field(default_factory=dict)

    @property
    def truth(self) -> Truth:
        """Figures by code; rows without one are left out."""
        return {
            code: number_of(self.form.by_code[code], fill.value)
            for code, fill in self.fills.items()
            if fill.value is not None and self.form.by_code[code].is_indicator
        }

    def some(self, row_type: str, count: int) -> list[Row]:
        """So many answered rows of a type, chosen by chance, in the form's order."""
        rows = [row for row in self.form.indicators if row.type == row_type and row.code in self.truth]
        chosen = set(map(id, self.chance.sample(rows, min(count, len(rows)))))
        return [row for row in rows if id(row) in chosen]


@dataclass
class Mangled:
    """A mangled return."""

    content: bytes
    suffix: str
    truth: Truth


def number_of(row: Row, value: object) -> float | None:
    """The number that an answer stands for: of a coded one its code."""
    if value is None:
        return None
    return float(str(value).partition(" ")[0]) if row.choices else float(str(value))


class Book:
    """An original open in openpyxl: its sheet, its rows by code, and its truth."""

    def __init__(self, original: Original) -> None:
        self.book = openpyxl.load_workbook(BytesIO(original.content))
        self.sheet = self.book[SHEET]
        self.row = {
            str(code): row
            for row in range(FIRST_ROW, self.sheet.max_row + 1)
            if (code := self.sheet.cell(row, CODE).value)
        }
        self.truth = dict(original.truth)
        self.last = max(self.row.values())

    def figure(self, code: str) -> Any:
        """The figure's cell."""
        return self.sheet.cell(self.row[code], FIGURE)

    def label(self, code: str) -> Any:
        """The label's cell."""
        return self.sheet.cell(self.row[code], LABEL)

    def bytes(self) -> bytes:
        """The saved workbook."""
        target = BytesIO()
        self.book.save(target)
        return target.getvalue()

    def mangled(self, suffix: str = ".xlsx") -> Mangled:
        """The saved workbook with its truth."""
        return Mangled(self.bytes(), suffix, self.truth)

    def visible_copy(self, columns: Iterable[int] = range(2, 7)) -> Book:
        """What somebody copied of the visible cells into a new workbook: no codes, no stamp."""
        new = openpyxl.Workbook()
        target = new.active
        for row in self.sheet.iter_rows(max_row=self.last):
            if row[0].row == HEADER_ROW - 1:
                continue
            target.append([row[column - 1].value for column in columns])
        self.book, self.sheet = new, target
        return self


def repacked(content: bytes, change: Callable[[str, bytes], tuple[str, bytes]]) -> bytes:
    """A package with each part renamed or rewritten."""
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name in source.namelist():
            new_name, part = change(name, source.read(name))
            info = zipfile.ZipInfo("x")
            info.filename = new_name
            info.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(info, part)
    return target.getvalue()


@dataclass(frozen=True)
class Mangling:
    """One way to mangle a return, done to so many returns."""

    name: str
    work: Callable[[Original], Mangled]
    seeds: int
    needs: str = ""


MANGLINGS: dict[str, Mangling] = {}


def mangling(name: str, seeds: int = 2, needs: str = "") -> Callable[[Callable[[Original], Mangled]], Any]:
    """Put a function into the list of manglings.

    Args:
        name: of the mangling.
        seeds: how many returns it is done to.
        needs: ``office`` or ``sheetjs``; without it the mangling is passed over.
    """

    def put(work: Callable[[Original], Mangled]) -> Callable[[Original], Mangled]:
        MANGLINGS[name] = Mangling(name, work, seeds, needs)
        return work

    return put
