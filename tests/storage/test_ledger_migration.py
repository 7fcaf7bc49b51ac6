"""A ledger of an earlier version opens as it is, with all that was in it."""

from __future__ import annotations

import sqlite3
from importlib import resources

import pytest

from cchc_excel.domain.finding import Finding
from cchc_excel.domain.submission import BLANK, Answer, Cell, Entry, dump_entries
from cchc_excel.storage.ledger import Ledger

PERIOD = "2021-Q1"
ENTRIES = [
    Entry("I.1", BLANK, "52/KH-A ngày 22/01/2021", "Bảng 1", "E10", "F10"),
    Entry("I.1.1", Cell("number", 34.5), "", "Bảng 1", "E11", "F11"),
    Entry("I.1.2", Cell("text", 'mười "hai"\n'), "số 5/5", "Bảng 1", "E12", "F12"),
    Entry("I.1.3", Cell("number", 0.992, is_percent=True), "", "Bảng 1", "E13", "F13"),
    Entry("I.1.4", Cell("truth", value=True), "", "Bảng 1", "E14", "F14"),
    Entry("I.1.5", Cell("number", float("inf")), "", "Bảng 1", "E15", "F15"),
    Entry("I.1.6", Cell("uncalculated"), "", "Bảng 1", "E16", "F16"),
    Entry("I.1.7", Cell("error", "#DIV/0!"), "", "Bảng 1", "E17", "F17"),
    Entry("I.1.8", Cell("date", "2021-03-31"), "", "Bảng 1", "E18", "F18"),
]
UNDERSTOOD = {
    "I.1.1": (34.5, None, None),
    "I.1.3": (0.1 + 0.2, 57.0, 58.0),
    "I.1.4": (99.99999999999999, None, None),
    "I.1.6": (None, 1.0, 3.0),
}
WRITTEN = {34.5: "34.5", 0.992: "0.992", True: "true", float("inf"): "Infinity"}


def written(value) -> str | None:
    """A raw value as version 4 wrote it."""
    if value is None:
        return None
    return '"' + value.replace('"', '\\"').replace("\n", "\\n") + '"' if isinstance(value, str) else WRITTEN[value]


@pytest.fixture
def old(tmp_path):
    path = tmp_path / "cchc.sqlite"
    with sqlite3.connect(path) as db:
        for version in range(1, 5):
            db.executescript(
                (resources.files("cchc_excel.storage.ledger") / f"schema-{version}.sql").read_text("utf-8")
            )
        db.execute("PRAGMA user_version = 4")
        db.execute("INSERT INTO campaign VALUES (?, 'PL2-B1/2021.1', ?, ?, ?, ?)", [PERIOD, *["2021-03-15"] * 4])
        for receipt, state in ((1, "superseded"), (2, "accepted"), (3, "no_stamp")):
            db.execute(
                "INSERT INTO receipt (id, sha256, name, size, received, period, state, agency) "
                "VALUES (?, ?, 'a.xlsx', 1, '2021-03-10T09:00:00', ?, ?, 'STC')",
                [receipt, str(receipt), PERIOD, state],
            )
        for receipt in (1, 2):
            db.executemany(
                "INSERT INTO answer VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (receipt, code, raw.kind, written(raw.value), raw.is_percent, note, *places)
                    + (UNDERSTOOD.get(code, (None,) * 3) if receipt == 2 else (None,) * 3)
                    for code, raw, note, *places in ENTRIES
                ],
            )
        db.execute("INSERT INTO finding VALUES (2, 0, 'R1', 'error', 'm', 'r', 'I.1.1', '', '', '', '', 0)")
        db.execute("INSERT INTO finding VALUES (2, 1, 'R2', 'warning', 'm', 'r', 'I.1.2', '', '', '', '', 1)")
    db.close()
    return path


def test_what_version_4_had_is_all_there(old):
    with Ledger(old) as ledger:
        (record,) = ledger.accepted(PERIOD)
        assert list(record.answers) == [Answer(one, *UNDERSTOOD.get(one.code, (None,) * 3)) for one in ENTRIES]
        assert [type(finding) for finding in record.findings] == [Finding, Finding]
        assert ledger.figures(PERIOD) == {
            "STC": {
                "I.1.1": (34.5, True),
                "I.1.3": (0.1 + 0.2, False),
                "I.1.4": (99.99999999999999, False),
            }
        }
        assert ledger.explanations(PERIOD) == {"STC": {"I.1.2": "số 5/5"}}
        before, _ = ledger.returns(PERIOD, "STC")
        assert list(before.answers) == [Answer(one) for one in ENTRIES]
    # Once.
    with Ledger(old) as ledger:
        assert len(ledger.returns(PERIOD, "STC")) == 2


def test_a_return_stands_in_the_ledger_as_it_was_read(old):
    with Ledger(old) as ledger:
        (known,) = (receipt for receipt in ledger.receipts(PERIOD) if receipt.state == "accepted")
        again = ledger.record(known, dump_entries(ENTRIES))
        entries, remarks = ledger.read_entries(again.id)
        assert (list(entries), list(remarks)) == (ENTRIES, [])
        ledger.save_checks([(again.id, [Answer(ENTRIES[1], 34, 1, 2)], [])])
        (record,) = ledger.accepted(PERIOD)
        assert record.answers[1] == Answer(ENTRIES[1], 34.0, 1.0, 2.0)
        assert type(record.answers[1].numerator) is float


def test_two_programs_that_open_it_together(old):
    """The second one finds the step taken that it was waiting to take."""
    first, second = sqlite3.connect(old, isolation_level=None), old
    script = (resources.files("cchc_excel.storage.ledger") / "schema-5.sql").read_text("utf-8")

    def take_it_first():
        if first.execute("PRAGMA user_version").fetchone() == (4,):
            first.executescript(f"BEGIN IMMEDIATE;{script};PRAGMA user_version = 5;COMMIT;")

    class Late(Ledger):
        def _migrate(self, path):
            execute, self._db = self._db, _Beaten(self._db, take_it_first)
            super()._migrate(path)
            self._db = execute

    with Late(second) as ledger:
        assert len(ledger.returns(PERIOD, "STC")) == 2
    first.close()


class _Beaten:
    """A connection whose first script comes too late."""

    def __init__(self, db, before):
        self._db, self._before = db, before

    def executescript(self, script):
        self._before()
        return self._db.executescript(script)

    def __getattr__(self, name):
        return getattr(self._db, name)


def test_a_return_recorded_anew_while_it_was_checked_spoils_nothing(old):
    with Ledger(old) as ledger:
        (known,) = (receipt for receipt in ledger.receipts(PERIOD) if receipt.state == "accepted")
        told = Finding("R1", "error", "m", "r", indicator="I.1.1")
        again = ledger.record(known, dump_entries(ENTRIES))
        assert again.id != known.id
        ledger.save_checks([(known.id, [], [told]), (again.id, [Answer(ENTRIES[1], 34.5)], [told])])
        (record,) = ledger.accepted(PERIOD)
        assert [finding.code for finding in record.findings] == ["R1"]
