"""A filled workbook, what somebody does to it, and what is read of it."""

from __future__ import annotations

from io import BytesIO

import openpyxl

PERIOD = "2021-Q1"
SHEET = "Bảng 1"


class Mangled:
    """An agency's filled workbook, open for mischief."""

    def __init__(self, desk, answers):
        self.desk, self.answers = desk, answers
        self.path = desk.drop("STC", answers, notes={"I.1.1": "giải trình"})
        self.book = openpyxl.load_workbook(self.path)
        self.sheet = self.book[SHEET]

    def returned(self, name="STC.xlsx"):
        """What became of it, its figures as read and the codes of all remarks."""
        target = BytesIO()
        self.book.save(target)
        if name != self.path.name:
            self.path.unlink()
        path = self.desk.drop_bytes(name, target.getvalue())
        told = self.desk.collect()[path.name]
        return told, *read_back(self.desk)


def read_back(desk):
    with desk.workspace.ledger() as ledger:
        records = list(ledger.accepted(PERIOD))
    if not records:
        return {}, {}
    figures = {a.code: a.entry.raw.value for a in records[0].answers if a.entry.raw.kind != "blank"}
    return figures, {remark.code: remark.facts for remark in records[0].notices}
