"""The ledger: one SQLite file that knows what was issued, received, understood and found."""

from __future__ import annotations

from cchc_excel.storage.ledger.database import trouble_with
from cchc_excel.storage.ledger.ledger import Ledger
from cchc_excel.storage.ledger.mail_log import Mailing, MailKind, MailState

__all__ = ["Ledger", "MailKind", "MailState", "Mailing", "trouble_with"]
