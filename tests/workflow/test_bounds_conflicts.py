"""When returns contradict or copy one another: just enough to ask the operator, and just too little."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime

import pytest

from cchc_excel.domain.campaign import CampaignRecord
from cchc_excel.domain.receipt import Receipt, ReturnRecord
from cchc_excel.domain.submission import Answer, Cell, Entry
from cchc_excel.workflow.conflicts import conflicts

PERIOD = "2021-Q1"
MORNING = datetime(2021, 3, 10, 9, 0)


def record(agency="STC", figures=(), *, notes=(), number=1, when=MORNING, period=PERIOD, **receipt):
    """A return with these figures (None is blank) in rows I.1, I.2, …"""
    answers = [
        Answer(Entry(f"I.{at}", raw(value), notes[at] if at < len(notes) else "", "Bảng 1", f"E{at}", f"F{at}"))
        for at, value in enumerate(figures or (None,))
    ]
    name = f"{agency}-{number}.xlsx"
    made = Receipt(f"{agency}{number}", name, 1, when, period, "accepted", agency=agency, number=number)
    return ReturnRecord(replace(made, id=hash((agency, number, period)), **receipt), answers, (), ())


def raw(value):
    if value is None:
        return Cell()
    return Cell("text", value) if isinstance(value, str) else Cell("number", float(value))


@dataclass
class Ledger:
    """What was taken in, as far as conflicts ask."""

    counted: list[ReturnRecord]
    others: list[ReturnRecord] = field(default_factory=list)
    before: list[ReturnRecord] = field(default_factory=list)
    extended: dict[str, date] = field(default_factory=dict)

    def accepted(self, period):
        return self.counted if period == PERIOD else self.before if period == "2020-NAM" else []

    def receipts(self, _):
        return [one.receipt for one in (*self.counted, *self.others)]

    def returns(self, _, agency):
        return [one for one in (*self.counted, *self.others) if one.receipt.agency == agency]

    def campaigns(self):
        days = [("2020-NAM", date(2019, 12, 15), date(2020, 12, 14)), (PERIOD, date(2020, 12, 15), date(2021, 3, 14))]
        return [CampaignRecord(key, "PL2-B1/2021.1", start, end, end, start) for key, start, end in days]

    @property
    def mail(self):
        return self

    def extensions(self, _):
        return self.extended


def kinds(*counted, others=(), before=()):
    ledger = Ledger(list(counted), [replace(one, receipt=replace(one.receipt, state="superseded")) for one in others],
                    list(before))  # fmt: skip
    return [(found.kind, list(found.agencies)) for found in conflicts(ledger, ledger.campaigns()[-1])]


LATER = datetime(2021, 3, 11, 9, 0)


@pytest.mark.parametrize(
    ("figures", "asks"),
    [
        ([1, 2, 3, 4, 5], True),
        ([1, 2, 3, 4], False),
        # Zeros, blanks and answers are alike by chance.
        ([1, 2, 3, 4, 0, 0, 0], False),
        ([1, 2, 3, 4, 5, 0, None], True),
        (["1 - Có"] * 9, False),
    ],
)
def test_the_same_figures_of_two_agencies_are_asked_about_where_they_are_many(figures, asks):
    asked = [("same_figures", ["SNV", "STC"])] if asks else []
    assert kinds(record("STC", figures), record("SNV", figures)) == asked
    other = [*figures[:-1], 99]
    assert kinds(record("STC", figures), record("SNV", other)) == []


def test_what_was_decided_of_all_that_are_alike_is_not_asked_again():
    figures = [1, 2, 3, 4, 5]
    decided = {"preferred": LATER}
    one, other = record("STC", figures, **decided), record("SNV", figures)
    assert kinds(one, other) == [("same_figures", ["SNV", "STC"])]
    assert kinds(one, record("SNV", figures, **decided)) == []


@pytest.mark.parametrize(
    ("now", "before", "asks"),
    [
        (2, 4, False),
        (1, 4, False),
        (2, 5, True),
        (3, 5, False),
        (4, 10, True),
        (5, 10, False),
        (6, 10, False),
    ],
)
def test_a_later_return_with_less_than_half_of_the_figures_is_asked_about(now, before, asks):
    later = record("STC", [7] * now, number=2, when=LATER)
    earlier = record("STC", [7] * before)
    assert kinds(later, others=[earlier]) == ([("far_fewer", ["STC"])] if asks else [])
    assert kinds(replace(later, receipt=replace(later.receipt, preferred=LATER)), others=[earlier]) == []


def test_the_fullest_of_the_earlier_ones_is_what_a_later_one_is_held_against():
    others = [record("STC", [7] * 3), record("STC", [7] * 9, number=2, when=LATER)]
    assert kinds(record("STC", [7] * 4, number=3, when=datetime(2021, 3, 12)), others=others) == [
        ("far_fewer", ["STC"])
    ]


def test_one_that_was_taken_in_later_and_is_older_by_its_day_is_asked_about():
    counted, older = record("STC", [1, 2], when=LATER), record("STC", [1, 3], number=2)
    assert kinds(counted, others=[older]) == [("older", ["STC"])]
    assert kinds(counted, others=[record("STC", [1, 2], number=2)]) == []
    assert kinds(record("STC", [1, 2], number=3, when=LATER), others=[older]) == []


@pytest.mark.parametrize(
    ("when", "figures", "asks"),
    [
        (datetime(2021, 3, 10, 9, 0, 59), [1, 3], True),
        (datetime(2021, 3, 10, 9, 1), [1, 3], False),
        (MORNING, [1, 2], False),
    ],
)
def test_two_returns_of_one_minute_are_asked_about_where_they_differ(when, figures, asks):
    found = kinds(record("STC", [1, 2], number=2, when=when), others=[record("STC", figures)])
    assert found == ([("same_time", ["STC"])] if asks else [])


@pytest.mark.parametrize(
    ("figures", "notes", "decided", "asks"),
    [
        ([None, None], (), None, True),
        ([None, None], ("đang làm",), None, False),
        ([0], (), None, False),
        ([None], (), LATER, False),
    ],
)
def test_a_return_with_nothing_in_it_is_asked_about(figures, notes, decided, asks):
    found = kinds(record("STC", figures, notes=notes, preferred=decided))
    assert found == ([("empty", ["STC"])] if asks else [])


@pytest.mark.parametrize(
    ("figures", "asks"), [([1, 2, 3, 4, 5], True), ([1, 2, 3, 4], False), ([1, 2, 3, 4, 0], False)]
)
def test_the_figures_of_the_last_period_are_asked_about_where_they_are_many(figures, asks):
    before = [record("STC", figures, period="2020-NAM"), record("SNV", [9] * 9, period="2020-NAM")]
    assert kinds(record("STC", figures), before=before) == ([("same_as_before", ["STC"])] if asks else [])
    assert kinds(record("STC", [*figures, 9]), before=before) == []
    assert kinds(record("STP", figures), before=before) == []
    assert kinds(record("STC", figures, preferred=LATER), before=before) == []
