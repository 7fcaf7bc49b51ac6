"""What the pages say of a file or an error: why, and what to do, without commands to be typed."""

from __future__ import annotations

import re
from typing import NamedTuple

from cchc_excel.domain.receipt import Receipt
from cchc_excel.errors import CchcError
from cchc_excel.messages import page as messages
from cchc_excel.messages.states import NAMES, reason_of

#: A remedy that is a command, or an option of one.
_COMMAND = re.compile(r"\bcchc |(?<!\S)--?[a-z]|chạy lại lệnh")


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
    otherwise = messages.FILE_REMEDIES.get(receipt.state, messages.LOOK_ON_PAGE)
    return FileWords(NAMES[receipt.state], reason, _without_command(remedy, otherwise))


def error_words(error: CchcError) -> tuple[str, str]:
    """What is wrong, and what to do about it."""
    return error.message, _without_command(error.remedy, messages.PAGE_REMEDY)


def _without_command(remedy: str, otherwise: str) -> str:
    told = remedy.replace(*messages.COLLECT_AGAIN)
    return otherwise if _COMMAND.search(told) else told
