"""What the pages say of a file: its state, why, and what to do, without commands to be typed."""

from __future__ import annotations

from typing import NamedTuple

from cchc_excel.domain.receipt import Receipt
from cchc_excel.messages import page as messages
from cchc_excel.messages.states import NAMES, reason_of


class FileWords(NamedTuple):
    """The words for one file."""

    state: str
    reason: str
    remedy: str


def file_words(receipt: Receipt, indicators: int) -> FileWords:
    """The words for a received file.

    Args:
        receipt: of the file.
        indicators: how many the form has.
    """
    facts = {**receipt.facts, "number": str(receipt.number), "total": str(indicators)}
    reason, remedy = reason_of(receipt.state, receipt.file_id, receipt.period, facts)
    if messages.COMMAND in remedy:
        remedy = messages.FILE_REMEDIES.get(receipt.state, messages.LOOK_ON_PAGE)
    return FileWords(NAMES[receipt.state], reason, remedy)
