"""The ledger: reads and writes campaigns, issues, receipts, returns and decisions; each change is one transaction."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import astuple, replace
from datetime import date, datetime, timedelta
from typing import Any

from cchc_excel.domain.campaign import CampaignRecord, IssueRecord
from cchc_excel.domain.finding import NOT_CHECKED, Finding, not_checked
from cchc_excel.domain.receipt import COPY_KIND, DAY, OVER, RETURNED, DayKind, Receipt, ReturnRecord
from cchc_excel.domain.submission import Answer, Entry, ReadNotice, load_entries
from cchc_excel.storage.ledger.archive_log import ArchiveLog
from cchc_excel.storage.ledger.database import Database
from cchc_excel.storage.ledger.mail_log import MailLog
from cchc_excel.storage.ledger.rows import (
    DAMAGED,
    FINDING_COLUMNS,
    FINDING_PLACEHOLDERS,
    RECEIPT_COLUMNS,
    RECEIPT_PLACEHOLDERS,
    dump_facts,
    dump_figures,
    finding_of,
    finding_row,
    load_answers,
    load_figures,
    notice_of,
    receipt_of,
    receipt_row,
)

#: Codes are the same in whatever case.
_OF_AGENCY = "period = ? AND agency = ? COLLATE NOCASE"
_RETURNS_OF_AGENCY = f"{_OF_AGENCY} AND state IN ('accepted', 'superseded')"


def _is_same_agency(before: Receipt, receipt: Receipt) -> bool:
    codes = [(one.agency or "").upper() for one in (before, receipt)]
    return before.period == receipt.period and codes[0] == codes[1]


class Ledger(Database):
    """The open ledger of a workspace; a context manager."""

    @property
    def archived(self) -> ArchiveLog:
        """The tables of what the archive's notes say."""
        return ArchiveLog(self._db, self._transaction)

    @property
    def mail(self) -> MailLog:
        """The tables of mail and deadlines."""
        return MailLog(self._db, self._transaction)

    # --- campaigns and issues --------------------------------------------------------------------------------

    def campaigns(self) -> Sequence[CampaignRecord]:
        """Every campaign, in order of the data's last day; the one last issued need not be the last."""
        rows = self._db.execute("SELECT period, form, fingerprint, data_from, data_to, deadline, issued FROM campaign")
        campaigns = [
            CampaignRecord(
                period,
                form,
                data_from=date.fromisoformat(data_from),
                data_to=date.fromisoformat(data_to),
                deadline=date.fromisoformat(deadline),
                issued=date.fromisoformat(issued),
                fingerprint=fingerprint,
            )
            for period, form, fingerprint, data_from, data_to, deadline, issued in rows
        ]
        return sorted(campaigns, key=lambda campaign: (campaign.data_to, campaign.data_from))

    def open_campaign(self, campaign: CampaignRecord) -> CampaignRecord:
        """Record a campaign, or only its deadline where the period has one already; returns the recorded campaign."""
        with self._transaction():
            self._db.execute(
                "INSERT INTO campaign (period, form, data_from, data_to, deadline, issued, fingerprint) "
                "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (period) DO UPDATE SET deadline = excluded.deadline",
                [str(value) for value in astuple(campaign)],
            )
        return next(recorded for recorded in self.campaigns() if recorded.period == campaign.period)

    def withdraw_campaign(self, period: str) -> None:
        """Forget a campaign in which nothing was received, with its templates, letters and deadlines."""
        with self._transaction():
            for table in ("issue", "mailing", "extension", "output", "campaign"):
                self._db.execute(f"DELETE FROM {table} WHERE period = ?", [period])  # noqa: S608 - own words

    def adopt_fingerprint(self, campaign: CampaignRecord, fingerprint: str) -> CampaignRecord:
        """Record the fingerprint of a campaign's form, where an earlier version recorded none."""
        with self._transaction():
            self._db.execute(
                "UPDATE campaign SET fingerprint = ? WHERE period = ? AND fingerprint = ''",
                [fingerprint, campaign.period],
            )
        return replace(campaign, fingerprint=fingerprint)

    def issues(self, period: str) -> Sequence[IssueRecord]:
        """Every template issued in a period."""
        rows = self._db.execute("SELECT * FROM issue WHERE period = ? ORDER BY agency, number", [period])
        return [
            IssueRecord(period, agency, number, date.fromisoformat(issued), file, seal)
            for period, agency, number, issued, file, seal in rows
        ]

    def issued_codes(self) -> Sequence[str]:
        """The code of every agency that was ever issued a template, as it was written, the first issued first."""
        return [code for (code,) in self._db.execute("SELECT agency FROM issue GROUP BY agency ORDER BY min(rowid)")]

    def issue_number(self, period: str, agency: str, file: str) -> int:
        """The number under which this file was issued to the agency before, else the next one, from 1."""
        rows = self._db.execute(
            f"SELECT file, number FROM issue WHERE {_OF_AGENCY}",  # noqa: S608 - own words
            [period, agency],
        )
        numbers = dict(rows.fetchall())
        return int(numbers.get(file, max(numbers.values(), default=0) + 1))

    def record_issue(self, issue: IssueRecord) -> None:
        """Record one issued template."""
        with self._transaction():
            self._db.execute(
                "INSERT OR REPLACE INTO issue VALUES (?, ?, ?, ?, ?, ?)",
                [issue.period, issue.agency, issue.number, str(issue.issued), issue.file, issue.seal],
            )

    def outputs(self, period: str) -> Mapping[str, str]:
        """The output files of a period: file name → fingerprint of the figures that it was made from."""
        return dict(self._db.execute("SELECT file, fingerprint FROM output WHERE period = ?", [period]).fetchall())

    def record_output(self, period: str, file: str, fingerprint: str) -> None:
        """Record the fingerprint of the figures that an output file was made from."""
        with self._transaction():
            self._db.execute("INSERT OR REPLACE INTO output VALUES (?, ?, ?)", [period, file, fingerprint])

    def written(self, file: str) -> str:
        """SHA-256 of what the program last wrote at a path of the workspace; empty where that is not known."""
        row = self._db.execute("SELECT sha256 FROM written WHERE file = ?", [file]).fetchone()
        return str(row[0]) if row else ""

    def all_written(self) -> Mapping[str, str]:
        """Path in the workspace → SHA-256 of what the program last wrote there."""
        return dict(self._db.execute("SELECT file, sha256 FROM written").fetchall())

    def sources_of(self, file: str) -> str:
        """What the program made its last output at a path of the workspace from; empty where that is not known."""
        row = self._db.execute("SELECT sources FROM written WHERE file = ?", [file]).fetchone()
        return str(row[0]) if row else ""

    def record_written(self, file: str, sha256: str, sources: str = "") -> None:
        """Record what the program wrote at a path of the workspace, and what it was made from."""
        with self._transaction():
            self._db.execute("INSERT OR REPLACE INTO written VALUES (?, ?, ?)", [file, sha256, sources])

    # --- receipts --------------------------------------------------------------------------------------------

    def receipt_of(self, sha256: str) -> Receipt | None:
        """The receipt of a content; None where it never came."""
        receipts = self._receipts("sha256 = ?", [sha256])
        return receipts[0] if receipts else None

    def receipts(self, period: str) -> Sequence[Receipt]:
        """Everything received for a period, in the order in which it came."""
        return self._receipts("period = ?", [period])

    def accepted_receipt(self, period: str, agency: str) -> Receipt | None:
        """The receipt of the return of an agency that counts; None where there is none."""
        receipts = self._receipts(f"{_OF_AGENCY} AND state = 'accepted'", [period, agency])
        return receipts[0] if receipts else None

    def copies(self, period: str) -> Sequence[Receipt]:
        """The PDFs with a table that were received for a period, in the order in which they came."""
        return self._receipts("period = ? AND json_extract(facts, '$.format') = ?", [period, COPY_KIND])

    def _receipts(self, where: str, values: list[Any]) -> list[Receipt]:
        rows = self._db.execute(
            f"SELECT {RECEIPT_COLUMNS}, id FROM receipt WHERE {where} ORDER BY received, id",  # noqa: S608 - own words
            values,
        )
        return [receipt_of(row) for row in rows]

    def record(self, receipt: Receipt, entries: str = "[]", notices: Sequence[ReadNotice] = ()) -> Receipt:
        """Record a received file; a return gets its submission number, and may supersede an older one.

        Of an agency's returns in a period the one of highest priority is accepted, the others are superseded; a return
        received earlier but recorded later does not replace a newer one.

        Args:
            receipt: the file and its state; replaces the receipt of the same content.
            entries: of a return or a PDF, JSON as :func:`cchc_excel.domain.submission.dump_entries` writes it.
            notices: what was noticed while it was read.
        """
        with self._transaction():
            before = self.receipt_of(receipt.sha256)
            if before is not None:
                self._db.execute("DELETE FROM receipt WHERE id = ?", [before.id])
                self._accept_highest_priority(before.period, before.agency)
            if receipt.state in RETURNED:
                receipt = replace(receipt, number=self._submission_number(receipt, before))
            receipt_id = self._insert(receipt)
            self._add_notices(receipt_id, notices)
            if receipt.state in RETURNED or receipt.is_copy:
                self._db.execute("INSERT INTO answers (receipt, said) VALUES (?, ?)", [receipt_id, entries])
            self._accept_highest_priority(receipt.period, receipt.agency)
        recorded = self.receipt_of(receipt.sha256)
        assert recorded is not None  # noqa: S101 - just written
        return recorded

    def restore(self, receipt: Receipt, entries: str | None, notices: Sequence[ReadNotice]) -> Receipt:
        """Record a file as it was recorded before: its state and number are not decided anew.

        Args:
            receipt: as it was.
            entries: of a return or a PDF, as :meth:`record` takes them; None where they can no longer be read, so that
                the return counts as damaged.
            notices: what was noticed.
        """
        with self._transaction():
            self._db.execute("DELETE FROM receipt WHERE sha256 = ?", [receipt.sha256])
            receipt_id = self._insert(receipt)
            self._add_notices(receipt_id, notices)
            if receipt.state in RETURNED or receipt.is_copy:
                self._db.execute("INSERT INTO answers (receipt, said) VALUES (?, ?)", [receipt_id, entries or ""])
        return replace(receipt, id=receipt_id)

    def accept_one(self, period: str) -> Sequence[str]:
        """Of each agency that has returns, let one count: that of highest priority, where none or several do.

        Returns:
            Codes of the agencies of which that changed something.
        """
        receipts = self._receipts("period = ? AND state IN ('accepted', 'superseded')", [period])
        counts = Counter((receipt.agency or "").upper() for receipt in receipts if receipt.state == "accepted")
        codes = {(receipt.agency or "").upper(): receipt.agency or "" for receipt in receipts}
        changed = [code for folded, code in codes.items() if counts[folded] != 1]
        with self._transaction():
            for code in changed:
                self._accept_highest_priority(period, code)
        return sorted(changed)

    def _add_notices(self, receipt: int, notices: Sequence[ReadNotice]) -> None:
        self._db.executemany(
            "INSERT INTO remark VALUES (?, ?, ?)",
            [(receipt, notice.code, dump_facts(notice.facts)) for notice in notices],
        )

    def copy_as(self, receipt: Receipt) -> Receipt:
        """Record a PDF that is known already in another state, with what was read in it."""
        said, _ = self._documents(receipt.id)
        return self.record(receipt, said, self._notices(receipt.id))

    def _submission_number(self, receipt: Receipt, before: Receipt | None) -> int:
        """The submission number that the return had before, else the agency's next."""
        if before is not None and before.number and _is_same_agency(before, receipt):
            return before.number
        (highest,) = self._db.execute(
            f"SELECT coalesce(max(number), 0) FROM receipt WHERE {_OF_AGENCY}",  # noqa: S608 - own words
            [receipt.period, receipt.agency],
        ).fetchone()
        return int(highest) + 1

    def _insert(self, receipt: Receipt) -> int:
        cursor = self._db.execute(
            f"INSERT INTO receipt ({RECEIPT_COLUMNS}) VALUES ({RECEIPT_PLACEHOLDERS})",  # noqa: S608 - own words
            receipt_row(receipt),
        )
        return int(cursor.lastrowid or 0)

    def _accept_highest_priority(self, period: str, agency: str | None) -> None:
        """Of an agency's returns in a period, accept the one of highest priority and supersede the others."""
        returns = self._receipts(_RETURNS_OF_AGENCY, [period, agency])
        best = max(returns, key=lambda receipt: receipt.priority, default=None)
        for receipt in returns:
            state = "accepted" if best and receipt.id == best.id else "superseded"
            if state != receipt.state:
                self._db.execute("UPDATE receipt SET state = ? WHERE id = ?", [state, receipt.id])

    # --- the operator's decisions ------------------------------------------------------------------------------

    def decision(self, sha256: str, period: str) -> str:
        """Code of the agency that the operator assigned a file to; empty where there is no decision."""
        row = self._db.execute(
            "SELECT agency FROM decision WHERE sha256 = ? AND period = ?", [sha256, period]
        ).fetchone()
        return str(row[0]) if row else ""

    def decide(self, sha256: str, period: str, agency: str) -> None:
        """Record a decision in place of an earlier one about the same file; without an agency, delete that."""
        with self._transaction():
            self._db.execute("DELETE FROM decision WHERE sha256 = ? AND period = ?", [sha256, period])
            if agency:
                self._db.execute("INSERT INTO decision VALUES (?, ?, ?)", [sha256, period, agency])

    def prefer(self, receipt: Receipt, preferred: datetime) -> Receipt:
        """Let a return count over all that its agency sent until then."""
        with self._transaction():
            self._db.execute(
                "UPDATE receipt SET preferred = ?, facts = json_set(facts, '$.' || ?, "
                "(SELECT CAST(max(number) AS TEXT) FROM receipt WHERE period = ? AND agency = ? COLLATE NOCASE)) "
                "WHERE id = ?",
                [preferred.isoformat(), OVER, receipt.period, receipt.agency, receipt.id],
            )
            self._accept_highest_priority(receipt.period, receipt.agency)
        return next(iter(self._receipts("id = ?", [receipt.id])))

    def redate(self, receipt: Receipt, received: datetime, *, day: DayKind = "operator") -> None:
        """Correct when a file came; another of its agency's returns may count then.

        Returns that the operator had preferred to this one go on counting over it, the one preferred last over all.

        Args:
            day: how that is known.
        """
        others = self._receipts(f"{_OF_AGENCY} AND id <> ?", [receipt.period, receipt.agency, receipt.id])
        # Only a return rivals others; what is in doubt is nobody's yet.
        is_return, before = receipt.state in RETURNED, receipt.received
        rivals = [(other.preferred, other.id) for other in others if is_return and other.preferred]
        later = sorted((preferred, rival) for preferred, rival in rivals if before <= preferred < received)
        with self._transaction():
            self._db.execute(
                "UPDATE receipt SET received = ?, facts = json_set(facts, '$.' || ?, ?) WHERE id = ?",
                [received.isoformat(), DAY, day, receipt.id],
            )
            for place, (_, rival) in enumerate(later, start=1):
                moment = received + timedelta(seconds=place)
                self._db.execute("UPDATE receipt SET preferred = ? WHERE id = ?", [moment.isoformat(), rival])
            self._accept_highest_priority(receipt.period, receipt.agency)

    # --- returns ---------------------------------------------------------------------------------------------

    def returns(self, period: str, agency: str) -> Sequence[ReturnRecord]:
        """Every return of an agency in a period, accepted or superseded, in the order in which they came."""
        receipts = self._receipts(_RETURNS_OF_AGENCY, [period, agency])
        return [self.return_of(receipt) for receipt in receipts]

    def accepted(self, period: str) -> Iterator[ReturnRecord]:
        """The accepted return of each agency that has one, read one by one."""
        receipts = self._receipts("period = ? AND state = 'accepted'", [period])
        # A return without a figure meets no deadline, nor does one by a day that cannot be believed.
        rows = self._db.execute(
            "SELECT upper(agency), min(received) FROM receipt JOIN campaign USING (period) "
            "WHERE period = ? AND state IN ('accepted', 'superseded') AND json_extract(facts, '$.given') <> '0' "
            "AND CASE coalesce(json_extract(facts, '$.day'), '') WHEN 'operator' THEN 1 WHEN 'ahead' THEN 0 "
            "ELSE date(received) >= CASE WHEN issued <= deadline THEN issued ELSE data_from END END "
            "GROUP BY upper(agency)",
            [period],
        )
        firsts = {agency: datetime.fromisoformat(received) for agency, received in rows}
        return (
            replace(self.return_of(receipt), first=firsts.get((receipt.agency or "").upper())) for receipt in receipts
        )

    def has_unchecked(self, period: str) -> bool:
        """Whether an accepted return was never checked, or not with success: a check leaves figures or findings."""
        rows = self._db.execute(
            "SELECT 1 FROM receipt JOIN answers ON answers.receipt = id WHERE period = ? AND state = 'accepted' "
            "AND understood = '{}' "
            "AND NOT EXISTS (SELECT 1 FROM finding WHERE finding.receipt = receipt.id AND finding.code <> ?)",
            [period, NOT_CHECKED],
        )
        return rows.fetchone() is not None

    def agencies_with(self, period: str, finding: str) -> Sequence[str]:
        """Codes of the agencies whose accepted return has a finding of that code."""
        rows = self._db.execute(
            "SELECT DISTINCT agency FROM receipt JOIN finding ON finding.receipt = receipt.id "
            "WHERE period = ? AND state = 'accepted' AND code = ? ORDER BY agency",
            [period, finding],
        )
        return [agency for (agency,) in rows]

    def figures(self, period: str) -> Mapping[str, Mapping[str, tuple[float, bool]]]:
        """Agency → indicator → figure of its accepted return, and whether an error is about it."""
        with_error = set(
            self._db.execute(
                "SELECT receipt, indicator FROM finding JOIN receipt ON receipt.id = finding.receipt "
                "WHERE period = ? AND state = 'accepted' AND severity = 'error'",
                [period],
            )
        )
        rows = self._db.execute(
            "SELECT id, agency, understood FROM receipt JOIN answers ON receipt = id "
            "WHERE period = ? AND state = 'accepted'",
            [period],
        )
        figures: dict[str, Mapping[str, tuple[float, bool]]] = {}
        for receipt, agency, understood in rows:
            with suppress(*DAMAGED):
                values = load_figures(understood)
                figures[agency] = {code: (value, (receipt, code) in with_error) for code, value in values.items()}
        return figures

    def explanations(self, period: str) -> Mapping[str, Mapping[str, str]]:
        """Agency → indicator → note that answers a warning or gives the reason for a blank (finding TH03)."""
        rows = self._db.execute(
            "SELECT agency, said, json_group_array(indicator) FROM receipt "
            "JOIN answers ON answers.receipt = id JOIN finding ON finding.receipt = id "
            "WHERE period = ? AND state = 'accepted' AND (explained = 1 OR finding.code = 'TH03') GROUP BY id",
            [period],
        )
        explanations = {}
        for agency, entries, indicators in rows:
            explained = set(json.loads(indicators))
            with suppress(*DAMAGED):
                notes = {entry.code: entry.note for entry in load_entries(entries)}
                explanations[agency] = {code: note for code, note in notes.items() if code in explained}
        return explanations

    def save_checks(self, checks: Sequence[tuple[int, Sequence[Answer], Sequence[Finding]]]) -> None:
        """Record the answers and findings of checked receipts (by id), in place of those of an earlier check."""
        with self._transaction():
            for receipt, answers, findings in checks:
                # Another program may have recorded the return anew meanwhile; the next check takes that one.
                if self._db.execute("SELECT 1 FROM receipt WHERE id = ?", [receipt]).fetchone() is None:
                    continue
                self._db.execute(
                    "UPDATE answers SET understood = ? WHERE receipt = ?", [dump_figures(answers), receipt]
                )
                self._db.execute("DELETE FROM finding WHERE receipt = ?", [receipt])
                self._db.executemany(
                    f"INSERT INTO finding (receipt, position, {FINDING_COLUMNS}) VALUES ({FINDING_PLACEHOLDERS})",  # noqa: S608
                    [(receipt, position, *finding_row(finding)) for position, finding in enumerate(findings)],
                )

    def read_entries(self, receipt: int) -> tuple[Sequence[Entry], Sequence[ReadNotice]]:
        """The entries of a return (by receipt id), and what was noticed while it was read.

        Raises:
            ValueError: its document is damaged.
        """
        entries, _ = self._documents(receipt)
        return load_entries(entries), self._notices(receipt)

    def damaged(self, period: str) -> Sequence[Receipt]:
        """The returns of a period whose documents cannot be read any more."""
        counted = self._receipts("period = ? AND state IN ('accepted', 'superseded')", [period])
        return [receipt for receipt in counted if self._loaded(receipt) is None]

    def return_of(self, receipt: Receipt) -> ReturnRecord:
        """A return's answers, notices and findings."""
        findings = self._db.execute(
            f"SELECT {FINDING_COLUMNS} FROM finding WHERE receipt = ? ORDER BY position",  # noqa: S608 - own words
            [receipt.id],
        )
        loaded = self._loaded(receipt)
        if loaded is None:
            return ReturnRecord(receipt, [], [], [not_checked()])
        return ReturnRecord(receipt, *loaded, [finding_of(row) for row in findings])

    def _loaded(self, receipt: Receipt) -> tuple[Sequence[Answer], Sequence[ReadNotice]] | None:
        """The answers and notices of a return; None where its documents are damaged."""
        try:
            return load_answers(*self._documents(receipt.id)), self._notices(receipt.id)
        except DAMAGED:
            return None

    def _documents(self, receipt: int) -> tuple[str, str]:
        """Entries and understood figures of a return, both as JSON."""
        row = self._db.execute("SELECT said, understood FROM answers WHERE receipt = ?", [receipt]).fetchone()
        return row or ("[]", "{}")

    def notices(self, receipt: int) -> Sequence[ReadNotice]:
        """What was noticed while a return (by receipt id) was read; nothing where its document is damaged."""
        try:
            return self._notices(receipt)
        except DAMAGED:
            return []

    def _notices(self, receipt: int) -> Sequence[ReadNotice]:
        rows = self._db.execute("SELECT code, facts FROM remark WHERE receipt = ? ORDER BY rowid", [receipt])
        return [notice_of(code, facts) for code, facts in rows]
