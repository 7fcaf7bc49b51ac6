"""A commit that fails is rolled back, and the ledger goes on."""

from __future__ import annotations

import sqlite3
from datetime import date

import pytest

from cchc_excel.domain.campaign import CampaignRecord
from cchc_excel.storage.ledger import Ledger
from support.desk import PERIOD


class Failing:
    """A connection whose disk is full when a transaction is to end."""

    def __init__(self, db, statement):
        self._db, self._statement = db, statement

    def execute(self, statement, *values):
        if statement == self._statement:
            raise sqlite3.OperationalError("database or disk is full")
        return self._db.execute(statement, *values)

    def __getattr__(self, name):
        return getattr(self._db, name)


@pytest.fixture
def ledger(tmp_path):
    with Ledger(tmp_path / "cchc.sqlite") as ledger:
        ledger.open_campaign(CampaignRecord(PERIOD, "PL2-B1/2021.1", *[date(2021, 3, 1)] * 4))
        yield ledger


def failing(ledger, statement):
    ledger._db = Failing(ledger._db, statement)


def mended(ledger):
    ledger._db = ledger._db._db


def test_a_commit_that_fails_is_rolled_back(ledger):
    failing(ledger, "COMMIT")
    with pytest.raises(sqlite3.OperationalError):
        ledger.decide("a" * 64, PERIOD, "STC")
    mended(ledger)
    assert not ledger._db.in_transaction
    assert ledger.decision("a" * 64, PERIOD) == ""
    ledger.decide("a" * 64, PERIOD, "SNV")
    assert ledger.decision("a" * 64, PERIOD) == "SNV"


def test_a_commit_of_many_changes_that_fails_is_rolled_back(ledger):
    def decide_and_fail():
        with ledger.batch():
            ledger.decide("a" * 64, PERIOD, "STC")
            failing(ledger, "COMMIT")

    with pytest.raises(sqlite3.OperationalError):
        decide_and_fail()
    mended(ledger)
    assert not ledger._db.in_transaction
    assert ledger.decision("a" * 64, PERIOD) == ""


def test_others_are_let_in_after_a_commit_that_fails(ledger):
    with ledger.batch():
        ledger.decide("a" * 64, PERIOD, "STC")
        failing(ledger, "COMMIT")
        with pytest.raises(sqlite3.OperationalError):
            ledger.checkpoint()
    assert not ledger._db.in_transaction


def test_a_step_whose_release_fails_is_undone_alone(ledger):
    with ledger.batch():
        ledger.decide("a" * 64, PERIOD, "STC")
        failing(ledger, "RELEASE step")
        with pytest.raises(sqlite3.OperationalError):
            ledger.decide("b" * 64, PERIOD, "SNV")
        mended(ledger)
    assert ledger.decision("a" * 64, PERIOD) == "STC"
    assert ledger.decision("b" * 64, PERIOD) == ""
