"""Fixtures that any test may ask for: the form, a small workspace, the demo, LibreOffice."""

from __future__ import annotations

from pathlib import Path

import pytest

from cchc_excel.api import Workspace
from cchc_excel.forms import Catalogue, Form
from cchc_excel.reading.workers import isolation
from support.demo_run import DemoRun, run_demo
from support.desk import Desk
from support.office import opened_office
from support.shared_workers import SharedWorkers

#: Programs that run under other interpreters than this one, or need what it does not have.
collect_ignore = ["fuzz", "support/office_session.py"]

#: A test that asks for one of these needs what the mark says.
_IMPLIED = {
    "office": {"office"},
    "mail": {"authority", "server", "imap", "imap_server"},
    "slow": {"demo", "demo_told"},
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what fixtures say of a test; whatever has no mark then is quick."""
    for item in items:
        for mark, fixtures in _IMPLIED.items():
            if fixtures & set(getattr(item, "fixturenames", ())):
                item.add_marker(mark)
        if not any(item.get_closest_marker(mark) for mark in ("office", "mail", "slow")):
            item.add_marker("quick")


@pytest.fixture(scope="session")
def form() -> Form:
    return Catalogue().version("PL2-B1/2021.1")


@pytest.fixture(scope="session")
def issued_desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """What every test's own desk is a copy of; not to be changed."""
    return Desk.issued(tmp_path_factory.mktemp("issued") / "desk")


@pytest.fixture
def desk(issued_desk: Desk, tmp_path: Path) -> Desk:
    """Three agencies, templates issued for Quý I/2021, nothing returned yet."""
    return issued_desk.copied(tmp_path / "desk")


@pytest.fixture(scope="session")
def demo_told(tmp_path_factory: pytest.TempPathFactory) -> DemoRun:
    """The demo as a command makes it, with what that printed; not to be changed."""
    return run_demo(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="session")
def demo(demo_told: DemoRun) -> Workspace:
    """The demo's workspace, collected; not to be changed."""
    return Workspace(demo_told.root)


@pytest.fixture(scope="session")
def kept_workers():
    workers = SharedWorkers()
    yield workers
    workers.stop()


@pytest.fixture(scope="session", autouse=True)
def shared_workers(kept_workers):
    """Reading in this process takes workers that are there already; a file about workers starts its own."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(isolation, "ProcessPool", kept_workers)
        yield


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory):
    """A real LibreOffice."""
    yield from opened_office(tmp_path_factory.mktemp("office"))


@pytest.fixture(scope="module")
def waiting(issued_desk, tmp_path_factory):
    """Returns of every kind waiting, one of them in two versions; not to be changed."""
    desk = issued_desk.copied(tmp_path_factory.mktemp("waiting") / "desk")
    desk.drop("STC", {"I.1.1": 1}, name="lan 1.xlsx")
    desk.drop("STC", {"I.1.1": 2}, name="lan 2.xlsx")
    desk.drop("SNV", {"I.1.1": 3})
    desk.drop("STP", {"I.1.1": 4})
    desk.drop_bytes("scan.pdf", b"%PDF-1.7")
    return desk


@pytest.fixture
def full(waiting, tmp_path):
    """A desk with returns of every kind waiting."""
    return waiting.copied(tmp_path / "full")
