"""Letters to agencies, and what comes back by mail."""

from __future__ import annotations

from cchc_excel.mail.compose import Letter, composed, file_name, message_id
from cchc_excel.mail.incoming import Incoming, take_apart
from cchc_excel.mail.letters import LETTER_FILES, Letters, default_text
from cchc_excel.mail.mailbox import Fetched, Inbox
from cchc_excel.mail.postman import Delivery, Postman, Security, Server

__all__ = [
    "LETTER_FILES",
    "Delivery",
    "Fetched",
    "Inbox",
    "Incoming",
    "Letter",
    "Letters",
    "Postman",
    "Security",
    "Server",
    "composed",
    "default_text",
    "file_name",
    "message_id",
    "take_apart",
]
