"""The ledger: one SQLite file of what was issued, sent, received, understood and found."""

from __future__ import annotations

from cchc_excel.storage.ledger.archive_log import ArchiveMark
from cchc_excel.storage.ledger.database import workspace_error
from cchc_excel.storage.ledger.ledger import Ledger
from cchc_excel.storage.ledger.mail_log import Mailing, MailKind, MailState

__all__ = ["ArchiveMark", "Ledger", "MailKind", "MailState", "Mailing", "workspace_error"]
