"""Months of a desk's work at random, against a model of its own, that must hold after every step.

Templates are issued, returns dropped (loose, in zips, in letters, without a stamp, blank, again), collected, assigned,
redated; deadlines put off; agencies closed and opened; letters sent by a server that refuses, defers and cuts; runs
are killed anywhere; the ledger is lost, rebuilt, put back from a backup; clocks jump. After every step: every byte that
came is in the archive, every file has one state, every number stays, the model's winners are the ledger's, accepted =
counted + not counted, the sum is the model's, and no letter goes twice. A rebuild gives the same, and again changes
nothing.

Runs for some seconds, or for as many as CCHC_WALK_SECONDS says; CCHC_WALK_SEED repeats one walk, and
CCHC_WALK_FROM takes the walks from one number on instead of any.
"""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import time
import zipfile
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import openpyxl
import pytest

from cchc_excel.api import SendOptions, assign, check, collect, doctor, extend, generate, send, status
from cchc_excel.errors import RequestError, WorkspaceError
from cchc_excel.mail.postman import Delivery, Postman
from cchc_excel.storage.archive import Archive
from cchc_excel.storage.atomic_write import AtomicWriter
from cchc_excel.storage.ledger import Ledger
from cchc_excel.workflow.consolidate import consolidated_period
from cchc_excel.workflow.settings import Settings
from cchc_excel.workflow.workspace import Workspace
from support.desk import AGENCIES, PERIOD, Desk
from support.letters_received import letter, unstamped
from support.recorded import lose_ledger

SECONDS = float(os.environ.get("CCHC_WALK_SECONDS", "20"))
STEPS = 60
ISSUED = date(2021, 3, 1)
CODES = ("STC", "SNV", "STP", "SYT")
SERVER = {"may_chu": "127.0.0.1", "cong": 1, "dia_chi": "desk@x.example", "bao_mat": "khong", "thu_moi_phut": 60_000}


@dataclass
class File:
    """One content that came, as the model knows it.

    Attributes:
        stamped: code in its stamp; empty for none.
        asked: something names another agency: it waits for the operator.
        owner: code of the agency whose return it is; empty as long as it is nobody's.
    """

    name: str
    content: bytes
    figure: int | None
    received: datetime
    stamped: str
    asked: bool = False
    owner: str = ""
    preferred: datetime | None = None
    number: int = 0

    @property
    def sha256(self):
        return sha256(self.content).hexdigest()

    @property
    def since(self):
        return max(self.preferred or self.received, self.received)


@dataclass
class Model:
    """What should be so.

    Attributes:
        delivered: how often each letter reached its agency.
        unsure: letters of which nobody knows; they are not sent again.
    """

    closed: set[str] = field(default_factory=set)
    files: dict[str, File] = field(default_factory=dict)
    extended: dict[str, date] = field(default_factory=dict)
    delivered: dict[tuple[str, str], int] = field(default_factory=dict)

    def returns_of(self, code):
        return [one for one in self.files.values() if one.owner == code]

    def winner(self, code):
        returns = self.returns_of(code)
        key = lambda one: (one.since, one.preferred is not None, one.number)  # noqa: E731
        return max(returns, key=key, default=None)

    def collected(self):
        """What a whole collection makes of files that are nobody's yet."""
        for one in self.files.values():
            if not one.owner and one.stamped and not one.asked and one.stamped not in self.closed:
                one.owner = one.stamped


class Walk:
    """One walk: the desk, the model, and the steps so far."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.random, self.folder, self.steps = random.Random(seed), folder, []
        agencies = [replace(one, emails=(f"{one.code.lower()}@x.example",)) for one in AGENCIES]
        agencies.append(replace(agencies[0], code="SYT", name="Sở Y tế tỉnh Sóc Trăng", emails=("syt@x.example",)))
        settings = Settings.model_validate({"thu_gui": SERVER})
        self.desk = Desk(Workspace.create(folder / "w", settings, tuple(agencies), today=ISSUED), {})
        generate(self.desk.workspace, PERIOD, today=ISSUED)
        self.model, self.counter, self.backups = Model(), 0, []

    # --- steps ------------------------------------------------------------------------------------------------

    def step(self):
        steps = {
            self.drop: 8,
            self.drop_package: 3,
            self.drop_unstamped: 2,
            self.drop_again: 1,
            self.collect: 8,
            self.collect_killed: 3,
            self.assign: 4,
            self.redate: 2,
            self.extend: 1,
            self.close_or_open: 2,
            self.issue_again: 1,
            self.send: 3,
            self.back_up: 2,
            self.put_back: 1,
            self.rebuild: 1,
            self.lose_and_rebuild: 1,
            self.check: 1,
        }
        (one,) = self.random.choices(list(steps), list(steps.values()))
        self.steps.append(one.__name__)
        one()

    def moment(self):
        """Any day of some weeks: clocks jump, files are copied, disks are old."""
        return datetime(2021, 2, 20) + timedelta(seconds=self.random.randrange(50 * 86_400))

    def filled(self, code, figure):
        self.counter += 1
        path = self.desk.drop(code, {} if figure is None else {"I.1.1": figure}, name="tam.xlsx")
        content = path.read_bytes()
        path.unlink()
        return content

    def figure(self):
        self.counter += 1
        return self.counter

    def put(self, name, content, when):
        self.desk.drop_bytes(name, content, when=when)

    def expect(self, name, content, figure, when, stamped, *, asked=False):
        one = File(name, content, figure, when, stamped, asked)
        return self.model.files.setdefault(one.sha256, one)

    def drop(self):
        code, when, figure = self.random.choice(CODES), self.moment(), self.figure()
        name = f"{code} {self.counter}.xlsx"
        content = self.filled(code, figure)
        self.put(name, content, when)
        self.expect(name, content, figure, when, code)

    def drop_package(self):
        when = self.moment()
        if self.random.random() < 0.5:
            path = self.folder / "gói.zip"
            name = f"gói {self.counter}.zip"
            with zipfile.ZipFile(path, "w") as package:
                for code in self.random.sample(CODES, 2):
                    figure = self.figure()
                    content = self.filled(code, figure)
                    package.writestr(f"{code}.xlsx", content)
                    self.expect(f"{name}/{code}.xlsx", content, figure, when, code)
            self.put(name, path.read_bytes(), when)
            return
        code, sender, figure = self.random.choice(CODES), self.random.choice(CODES), self.figure()
        content = self.filled(code, figure)
        mail = letter(("báo cáo.xlsx", content), sender=f"{sender.lower()}@x.example")
        name = f"thư {self.counter}.eml"
        self.put(name, mail.as_bytes(), when)
        self.expect(f"{name}/báo cáo.xlsx", content, figure, when, code, asked=sender != code)

    def drop_unstamped(self):
        code, when, figure = self.random.choice(CODES), self.moment(), self.figure()
        content = unstamped(self.filled(code, figure))
        name = f"bảng {self.counter}.xlsx"
        self.put(name, content, when)
        self.expect(name, content, figure, when, "")

    def drop_again(self):
        if self.model.files:
            one = self.random.choice(list(self.model.files.values()))
            when = self.moment()
            self.put(f"lại {self.figure()}.xlsx", one.content, when)
            # Of what is collected together the first day counts; what lies loose is read first, and no mail doubts it.
            if one.sha256 not in self.known():
                one.received, one.asked = min(one.received, when), False

    def collect(self):
        if any(self.desk.workspace.folder("returned", PERIOD).iterdir()):
            collect(self.desk.workspace)
            self.model.collected()

    def collect_killed(self):
        if any(self.desk.workspace.folder("returned", PERIOD).iterdir()):
            with self.killed(), suppress(KeyboardInterrupt):
                collect(self.desk.workspace)
            self.collect()

    @contextmanager
    def killed(self):
        """Cut off at one of the places where a run writes, the first to the fifth time that it comes there."""
        places = [
            (Archive, "write_notes"),
            (Archive, "write_campaign"),
            (Archive, "write_mark"),
            (Archive, "store"),
            (AtomicWriter, "commit"),
            (Ledger, "record"),
            (Ledger, "_accept_highest_priority"),
        ]
        owner, name = self.random.choice(places)
        left = self.random.randrange(1, 6)
        sound = getattr(owner, name)

        def cut(*given, **options):
            nonlocal left
            left -= 1
            if left == 0:
                raise KeyboardInterrupt
            result = sound(*given, **options)
            if left == 1 and self.random.random() < 0.5:
                left = -1
                raise KeyboardInterrupt
            return result

        self.steps.append(f"killed in {name} at {left}")
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(owner, name, cut)
            yield

    def known(self):
        with self.desk.workspace.ledger() as ledger:
            return {one.sha256: one for one in ledger.receipts(PERIOD)}

    def assign(self):
        known = self.known()
        files = [one for sha, one in self.model.files.items() if sha in known]
        if not files:
            return
        one, code = self.random.choice(files), self.random.choice(CODES)
        if code in self.model.closed:
            with pytest.raises(RequestError):
                assign(self.desk.workspace, one.sha256[:12], code)
            return
        self.steps.append(f"{one.name} to {code}")
        assign(self.desk.workspace, one.sha256[:12], code)
        if one.owner != code:
            one.preferred = None
        one.owner, one.asked = code, False
        rivals = self.model.returns_of(code)
        preferred = max(rival.since for rival in rivals)
        if any(rival.preferred and rival.since == preferred and rival is not one for rival in rivals):
            preferred += timedelta(seconds=1)
        one.preferred = preferred

    def redate(self):
        known = self.known()
        files = [one for sha, one in self.model.files.items() if sha in known]
        if not files:
            return
        one, moment = self.random.choice(files), self.moment()
        collect(self.desk.workspace, paths=[Path(one.sha256[:12])], received=moment, is_sure=True)
        rivals = [other for other in self.model.returns_of(one.owner) if one.owner and other is not one]
        later = [rival for rival in rivals if rival.preferred and one.received <= rival.preferred < moment]
        for place, rival in enumerate(sorted(later, key=lambda rival: rival.preferred), start=1):
            rival.preferred = moment + timedelta(seconds=place)
        one.received = moment

    def extend(self):
        code = self.random.choice(CODES)
        day = date(2021, 3, 18) + timedelta(days=self.random.randrange(20))
        extend(self.desk.workspace, code, day)
        self.model.extended[code] = day

    def close_or_open(self):
        code = self.random.choice(CODES)
        if code in self.model.closed:
            self.model.closed.discard(code)
        elif len(self.model.closed) < 2:
            self.model.closed.add(code)
        path = self.desk.workspace.root / "co-quan.xlsx"
        book = openpyxl.load_workbook(path)
        sheet = book["Danh mục"]
        head = next(row for row in range(1, 9) if str(sheet.cell(row, 1).value or "").startswith("Mã cơ quan"))
        columns = {str(sheet.cell(head, column).value): column for column in range(1, 12)}
        column = next(at for name, at in columns.items() if name.startswith("Đến hết ngày"))
        for row in range(head + 1, sheet.max_row + 1):
            if sheet.cell(row, 1).value == code:
                sheet.cell(row, column).value = date(2021, 3, 1) if code in self.model.closed else None
        book.save(path)
        self.reopen()

    def reopen(self):
        """The next command is another process."""
        self.desk = Desk(Workspace(self.desk.workspace.root), self.desk.filled)

    def issue_again(self):
        generate(self.desk.workspace, PERIOD)

    def send(self):
        """By a server that refuses, defers, and cuts the line while it takes a letter."""

        def deliver(_, message, recipients, handing):
            outcome = self.random.choice(("accepted", "accepted", "refused", "deferred", "unknown", "cut"))
            key = (recipients[0], message["Message-ID"])
            if outcome in ("accepted", "unknown", "cut"):
                handing()
                self.model.delivered[key] = self.model.delivered.get(key, 0) + 1
            if outcome == "cut":
                raise KeyboardInterrupt
            return Delivery(outcome)

        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(Postman, "deliver", deliver)
            patched.setattr(Postman, "__enter__", lambda self: self)
            patched.setattr(Postman, "__exit__", lambda *_: None)
            try:
                send(self.desk.workspace, how=SendOptions(pauses=(), sleep=lambda _: None))
            except KeyboardInterrupt:
                self.steps.append("cut off while sending")

    def check(self):
        with_returns = [code for code in CODES if self.model.winner(code)]
        if with_returns:
            check(self.desk.workspace)

    def back_up(self):
        with sqlite3.connect(self.desk.workspace.ledger_path) as db:
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.close()
        place = self.folder / f"sao {len(self.backups)}.sqlite"
        self.backups.append((Path(shutil.copy(self.desk.workspace.ledger_path, place)), self.mark()))

    def mark(self):
        return self.desk.workspace.archive.mark()

    def put_back(self):
        if not self.backups:
            return
        copy, mark = self.random.choice(self.backups)
        lose_ledger(self.desk.workspace)
        shutil.copy(copy, self.desk.workspace.ledger_path)
        if mark != self.mark():
            before = dict(self.archived())
            with pytest.raises(WorkspaceError, match="bản cũ vừa chép lại"):
                self.random.choice((status, collect, send, lambda workspace: generate(workspace, PERIOD)))(
                    self.desk.workspace
                )
            assert dict(self.archived()) == before
            assert {one.kind for one in doctor(self.desk.workspace, rebuild=True).troubles} <= ALLOWED

    def archived(self):
        root = self.desk.workspace.root / "archive"
        return {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}

    def recorded(self):
        with self.desk.workspace.ledger() as ledger:
            receipts = [replace(one, id=0) for one in ledger.receipts(PERIOD)]
            letters = sorted(map(repr, ledger.mail.letters(PERIOD)))
            return sorted(map(repr, receipts)), letters, ledger.mail.extensions(PERIOD), ledger.issues(PERIOD)

    def rebuild(self):
        before = self.recorded()
        for _ in range(2):
            assert {one.kind for one in doctor(self.desk.workspace, rebuild=True).troubles} <= ALLOWED
            assert self.recorded() == before

    def lose_and_rebuild(self):
        before = self.recorded()
        lose_ledger(self.desk.workspace)
        assert {one.kind for one in doctor(self.desk.workspace, rebuild=True).troubles} <= ALLOWED
        assert self.recorded() == before

    # --- what must hold -----------------------------------------------------------------------------------------

    def verify(self):
        known = self.known()
        archive = self.desk.workspace.archive
        for sha, receipt in known.items():
            assert sha256(archive.find(sha).read_bytes()).hexdigest() == sha, receipt.name
        counts = {}
        for sha, one in self.model.files.items():
            receipt = known.get(sha)
            if receipt is None:
                assert not one.owner, f"{one.name} is lost"
                continue
            is_return = receipt.state in ("accepted", "superseded")
            assert (receipt.agency if is_return else "") == one.owner, (one.name, receipt.state, receipt.agency)
            assert receipt.received == one.received, one.name
            if one.owner:
                assert receipt.preferred == one.preferred, one.name
                assert one.number in (0, receipt.number) or counts.setdefault(one.name, receipt.number), one.name
                one.number = receipt.number
        for code in CODES:
            numbers = [one.number for one in self.model.returns_of(code)]
            assert len(set(numbers)) == len(numbers), (code, numbers)
            winner = self.model.winner(code)
            accepted = [one.sha256 for one in known.values() if (one.agency, one.state) == (code, "accepted")]
            assert accepted == ([winner.sha256] if winner else []), code
        assert all(count == 1 for count in self.model.delivered.values()), self.model.delivered
        self.verify_sum()

    def verify_sum(self):
        winners = {code: winner for code in CODES if (winner := self.model.winner(code))}
        now = status(self.desk.workspace)
        assert now.accepted == len(winners)
        gone = {code for code in winners if code in self.model.closed}
        assert {one.receipt.agency for one in now.not_counted} == gone
        if winners:
            check(self.desk.workspace)
            province = consolidated_period(self.desk.workspace, with_earlier=False)
            figures = [winners[code].figure for code in winners if code not in gone]
            assert (province.accepted, province.counted) == (len(winners), len(winners) - len(gone))
            assert province.totals["I.1.1"].value == (sum(figures) if figures else None)


#: What a doctor may tell of a sound desk: agencies that were closed, and what that would mean today.
ALLOWED = {"not_counted", "verdict", "leftover", "unrecorded"}


@pytest.mark.slow
def test_a_random_walk_over_months_of_work(tmp_path):
    seed = int(os.environ.get("CCHC_WALK_SEED", "0"))
    first = int(os.environ.get("CCHC_WALK_FROM", "0"))
    began, count = time.monotonic(), 0
    while count == 0 or time.monotonic() - began < SECONDS:
        number = seed or (first + count if first else random.SystemRandom().randrange(1, 10**9))
        folder = tmp_path / str(count)
        folder.mkdir()
        walk = Walk(folder, number)
        for _ in range(STEPS):
            try:
                walk.step()
                walk.verify()
            except Exception as error:  # noqa: BLE001 - whatever it is, the walk that led there is told
                pytest.fail(f"CCHC_WALK_SEED={number}, steps: {walk.steps}: {error!r}")
            if time.monotonic() - began > SECONDS and not seed:
                break
        shutil.rmtree(folder, ignore_errors=True)
        count += 1
