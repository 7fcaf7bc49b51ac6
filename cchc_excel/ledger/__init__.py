"""The ledger: one SQLite file that knows what was issued, received, understood and found."""

from __future__ import annotations

from cchc_excel.ledger.database import trouble_with
from cchc_excel.ledger.ledger import Ledger
from cchc_excel.ledger.mail_log import Mailing, MailKind, MailState
from cchc_excel.ledger.records import CampaignRecord, IssueRecord, Receipt, ReturnRecord

__all__ = [
    "CampaignRecord",
    "IssueRecord",
    "Ledger",
    "MailKind",
    "MailState",
    "Mailing",
    "Receipt",
    "ReturnRecord",
    "trouble_with",
]
