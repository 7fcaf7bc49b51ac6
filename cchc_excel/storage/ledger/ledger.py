"""Read and write the ledger. Every method that changes something is one transaction."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, replace
from datetime import date, datetime
from typing import Any

from cchc_excel.domain.campaign import CampaignRecord, IssueRecord
from cchc_excel.domain.finding import Finding
from cchc_excel.domain.receipt import RETURNED, Receipt, ReturnRecord
from cchc_excel.domain.submission import Answer, Entry, ReadNotice, load_entries
from cchc_excel.storage.ledger.database import Database
from cchc_excel.storage.ledger.mail_log import MailLog
from cchc_excel.storage.ledger.rows import (
    FINDING_HOLES,
    FINDING_NAMES,
    RECEIPT_HOLES,
    RECEIPT_NAMES,
    dump_figures,
    finding_of,
    finding_row,
    load_answers,
    load_figures,
    notice_of,
    receipt_of,
    receipt_row,
)


class Ledger(Database):
    """The open ledger of a workspace; a context manager."""

    @property
    def mail(self) -> MailLog:
        """What it knows of mail and deadlines."""
        return MailLog(self._db, self._transaction)

    # --- campaigns and issues --------------------------------------------------------------------------------

    def campaigns(self) -> Sequence[CampaignRecord]:
        """Every campaign, in order of the data's last day."""
        rows = self._db.execute("SELECT period, form, data_from, data_to, deadline, issued FROM campaign")
        found = [CampaignRecord(period, form, *map(date.fromisoformat, days)) for period, form, *days in rows]
        return sorted(found, key=lambda campaign: (campaign.data_to, campaign.data_from))

    def open_campaign(self, campaign: CampaignRecord) -> CampaignRecord:
        """Record a campaign unless it is there; the recorded one is returned, with a changed deadline taken over."""
        with self._transaction():
            self._db.execute(
                "INSERT INTO campaign VALUES (?, ?, ?, ?, ?, ?) "
                "ON CONFLICT (period) DO UPDATE SET deadline = excluded.deadline",
                [str(value) for value in astuple(campaign)],
            )
        return next(known for known in self.campaigns() if known.period == campaign.period)

    def issues(self, period: str) -> Sequence[IssueRecord]:
        """Every template issued in a period."""
        rows = self._db.execute("SELECT * FROM issue WHERE period = ? ORDER BY agency, number", [period])
        return [IssueRecord(p, a, n, date.fromisoformat(day), file, seal) for p, a, n, day, file, seal in rows]

    def issue_number(self, period: str, agency: str, file: str) -> int:
        """The number under which this very file was issued to the agency, else its next, from 1."""
        known = self._db.execute("SELECT file, number FROM issue WHERE period = ? AND agency = ?", [period, agency])
        numbers = dict(known.fetchall())
        return int(numbers.get(file, max(numbers.values(), default=0) + 1))

    def record_issue(self, issue: IssueRecord) -> None:
        """Record one issued template."""
        with self._transaction():
            self._db.execute(
                "INSERT OR REPLACE INTO issue VALUES (?, ?, ?, ?, ?, ?)",
                [issue.period, issue.agency, issue.number, str(issue.issued), issue.file, issue.seal],
            )

    def outputs(self, period: str) -> Mapping[str, str]:
        """What was made in a period, by file name: the fingerprint of the figures that it was made from."""
        return dict(self._db.execute("SELECT file, fingerprint FROM output WHERE period = ?", [period]).fetchall())

    def record_output(self, period: str, file: str, fingerprint: str) -> None:
        """Record what a file was made from."""
        with self._transaction():
            self._db.execute("INSERT OR REPLACE INTO output VALUES (?, ?, ?)", [period, file, fingerprint])

    # --- receipts --------------------------------------------------------------------------------------------

    def receipt_of(self, sha256: str) -> Receipt | None:
        """The receipt of a content, if it ever came."""
        found = self._receipts("sha256 = ?", [sha256])
        return found[0] if found else None

    def receipts(self, period: str) -> Sequence[Receipt]:
        """Everything received for a period, as it came."""
        return self._receipts("period = ?", [period])

    def _receipts(self, where: str, values: list[Any]) -> list[Receipt]:
        rows = self._db.execute(
            f"SELECT {RECEIPT_NAMES}, id FROM receipt WHERE {where} ORDER BY received, id",  # noqa: S608 - own words
            values,
        )
        return [receipt_of(row) for row in rows]

    def record(self, receipt: Receipt, said: str = "[]", remarks: Sequence[ReadNotice] = ()) -> Receipt:
        """Record a received file with what it said; a counted one gets its number and replaces an older one.

        Of an agency's returns in a period the one of highest rank is accepted, the others are superseded; a return
        received earlier but recorded later does not replace a newer one.
        """
        with self._transaction():
            known = self.receipt_of(receipt.sha256)
            if known is not None:
                self._db.execute("DELETE FROM receipt WHERE id = ?", [known.id])
                self._let_the_best_count(known.period, known.agency)
            if receipt.state in RETURNED:
                receipt = replace(receipt, number=self._number(receipt, known))
            new = self._insert(receipt)
            self._db.executemany(
                "INSERT INTO remark VALUES (?, ?, ?)",
                [(new, remark.code, json.dumps(dict(remark.facts), ensure_ascii=False)) for remark in remarks],
            )
            if receipt.state in RETURNED:
                self._db.execute("INSERT INTO answers (receipt, said) VALUES (?, ?)", [new, said])
            self._let_the_best_count(receipt.period, receipt.agency)
        recorded = self.receipt_of(receipt.sha256)
        assert recorded is not None  # noqa: S101 - just written
        return recorded

    def _number(self, receipt: Receipt, known: Receipt | None) -> int:
        """The return's submission number: the one it has, else the agency's next."""
        if known is not None and known.number and (known.period, known.agency) == (receipt.period, receipt.agency):
            return known.number
        (count,) = self._db.execute(
            "SELECT coalesce(max(number), 0) FROM receipt WHERE period = ? AND agency = ?",
            [receipt.period, receipt.agency],
        ).fetchone()
        return int(count) + 1

    def _insert(self, receipt: Receipt) -> int:
        cursor = self._db.execute(
            f"INSERT INTO receipt ({RECEIPT_NAMES}) VALUES ({RECEIPT_HOLES})",  # noqa: S608 - own words
            receipt_row(receipt),
        )
        return int(cursor.lastrowid or 0)

    def _let_the_best_count(self, period: str, agency: str | None) -> None:
        """Exactly one return of an agency in a period is accepted: the one of highest rank."""
        counted = self._receipts("period = ? AND agency = ? AND state IN ('accepted', 'superseded')", [period, agency])
        best = max(counted, key=lambda known: known.priority, default=None)
        for known in counted:
            state = "accepted" if best and known.id == best.id else "superseded"
            if state != known.state:
                self._db.execute("UPDATE receipt SET state = ? WHERE id = ?", [state, known.id])

    # --- the operator's decisions ------------------------------------------------------------------------------

    def decision(self, sha256: str, period: str) -> str:
        """Code of the agency whose return the operator said a file is; empty where nothing was said."""
        found = self._db.execute(
            "SELECT agency FROM decision WHERE sha256 = ? AND period = ?", [sha256, period]
        ).fetchone()
        return str(found[0]) if found else ""

    def decide(self, sha256: str, period: str, agency: str) -> None:
        """Keep a decision in place of an earlier one about the same file; without an agency, take it back."""
        with self._transaction():
            self._db.execute("DELETE FROM decision WHERE sha256 = ? AND period = ?", [sha256, period])
            if agency:
                self._db.execute("INSERT INTO decision VALUES (?, ?, ?)", [sha256, period, agency])

    def prefer(self, receipt: Receipt, preferred: datetime) -> Receipt:
        """Let a return count over all that its agency has sent until then."""
        with self._transaction():
            self._db.execute("UPDATE receipt SET preferred = ? WHERE id = ?", [preferred.isoformat(), receipt.id])
            self._let_the_best_count(receipt.period, receipt.agency)
        return next(known for known in self._receipts("id = ?", [receipt.id]))

    def redate(self, receipt: Receipt, received: datetime) -> Sequence[Receipt]:
        """Correct when a file came; which of its agency's returns counts may be another one then.

        Returns:
            Those that the operator had preferred to this one: they go on counting over it.
        """
        rivals = self._receipts("period = ? AND agency = ? AND id <> ?", [receipt.period, receipt.agency, receipt.id])
        over_it = [one for one in rivals if one.preferred and receipt.received <= one.preferred < received]
        with self._transaction():
            self._db.execute("UPDATE receipt SET received = ? WHERE id = ?", [received.isoformat(), receipt.id])
            for one in over_it:
                self._db.execute("UPDATE receipt SET preferred = ? WHERE id = ?", [received.isoformat(), one.id])
            self._let_the_best_count(receipt.period, receipt.agency)
        return [replace(one, preferred=received) for one in over_it]

    # --- returns ---------------------------------------------------------------------------------------------

    def returns(self, period: str, agency: str) -> Sequence[ReturnRecord]:
        """Every return of an agency in a period that counts or once counted, as they came."""
        counted = self._receipts("period = ? AND agency = ? AND state IN ('accepted', 'superseded')", [period, agency])
        return [self.return_of(receipt) for receipt in counted]

    def accepted(self, period: str) -> Iterator[ReturnRecord]:
        """The return that counts of each agency that has one, one after the other."""
        counted = self._receipts("period = ? AND state = 'accepted'", [period])
        # What was sent without a figure in it has met no deadline.
        first = self._db.execute(
            "SELECT agency, min(received) FROM receipt WHERE period = ? AND state IN ('accepted', 'superseded') "
            "AND json_extract(facts, '$.given') <> '0' GROUP BY agency",
            [period],
        )
        firsts = {agency: datetime.fromisoformat(received) for agency, received in first}
        return (replace(self.return_of(receipt), first=firsts.get(receipt.agency)) for receipt in counted)

    def has_unchecked(self, period: str) -> bool:
        """Whether a return that counts was never checked: a check understands something or finds something."""
        found = self._db.execute(
            "SELECT 1 FROM receipt JOIN answers ON answers.receipt = id WHERE period = ? AND state = 'accepted' "
            "AND understood = '{}' AND NOT EXISTS (SELECT 1 FROM finding WHERE finding.receipt = id)",
            [period],
        )
        return found.fetchone() is not None

    def agencies_with(self, period: str, finding: str) -> Sequence[str]:
        """Codes of the agencies in whose return that counts there is a finding of that code."""
        rows = self._db.execute(
            "SELECT DISTINCT agency FROM receipt JOIN finding ON finding.receipt = receipt.id "
            "WHERE period = ? AND state = 'accepted' AND code = ? ORDER BY agency",
            [period, finding],
        )
        return [agency for (agency,) in rows]

    def figures(self, period: str) -> Mapping[str, Mapping[str, tuple[float, bool]]]:
        """What was understood of accepted returns, by agency and code: the figure, and whether an error names it."""
        wrong = set(
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
        return {
            agency: {code: (value, (receipt, code) in wrong) for code, value in load_figures(understood).items()}
            for receipt, agency, understood in rows
        }

    def explanations(self, period: str) -> Mapping[str, Mapping[str, str]]:
        """The notes that answered a warning or gave the reason for a blank, by agency and code."""
        rows = self._db.execute(
            "SELECT agency, said, json_group_array(indicator) FROM receipt "
            "JOIN answers ON answers.receipt = id JOIN finding ON finding.receipt = id "
            "WHERE period = ? AND state = 'accepted' AND (explained = 1 OR finding.code = 'TH03') GROUP BY id",
            [period],
        )
        found = {}
        for agency, said, indicators in rows:
            explained = set(json.loads(indicators))
            found[agency] = {entry.code: entry.note for entry in load_entries(said) if entry.code in explained}
        return found

    def save_checks(self, checks: Sequence[tuple[int, Sequence[Answer], Sequence[Finding]]]) -> None:
        """Keep what a check understood and found of some receipts, in place of what an earlier check did."""
        with self._transaction():
            for receipt, answers, findings in checks:
                # Another program may have recorded the return anew meanwhile; the next check looks at that.
                if self._db.execute("SELECT 1 FROM receipt WHERE id = ?", [receipt]).fetchone() is None:
                    continue
                self._db.execute(
                    "UPDATE answers SET understood = ? WHERE receipt = ?", [dump_figures(answers), receipt]
                )
                self._db.execute("DELETE FROM finding WHERE receipt = ?", [receipt])
                self._db.executemany(
                    f"INSERT INTO finding (receipt, position, {FINDING_NAMES}) VALUES ({FINDING_HOLES})",  # noqa: S608
                    [(receipt, at, *finding_row(finding)) for at, finding in enumerate(findings)],
                )

    def read_entries(self, receipt: int) -> tuple[Sequence[Entry], Sequence[ReadNotice]]:
        """What a return said, as it was read, and what was noticed."""
        said, _ = self._answers(receipt)
        return load_entries(said), self._remarks(receipt)

    def return_of(self, receipt: Receipt) -> ReturnRecord:
        """What a return said, how it was understood, and what was found in it."""
        findings = self._db.execute(
            f"SELECT {FINDING_NAMES} FROM finding WHERE receipt = ? ORDER BY position",  # noqa: S608 - own words
            [receipt.id],
        )
        return ReturnRecord(
            receipt,
            load_answers(*self._answers(receipt.id)),
            self._remarks(receipt.id),
            [finding_of(row) for row in findings],
        )

    def _answers(self, receipt: int) -> tuple[str, str]:
        found = self._db.execute("SELECT said, understood FROM answers WHERE receipt = ?", [receipt]).fetchone()
        return found or ("[]", "{}")

    def _remarks(self, receipt: int) -> Sequence[ReadNotice]:
        rows = self._db.execute("SELECT code, facts FROM remark WHERE receipt = ? ORDER BY rowid", [receipt])
        return [notice_of(code, facts) for code, facts in rows]
