"""PDFs of agencies whose workbook counts: each is compared with that workbook, and never counts beside it.

Whose a PDF is, is known by the operator's decision; or by its heading, its name, the mail that brought it, a file of
the same name beside it, as far as these agree: that is enough to compare it, never to count it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from cchc_excel.domain.campaign import CampaignRecord
from cchc_excel.domain.receipt import COPY_KIND, RETURNED, Receipt
from cchc_excel.domain.sender_link import SenderLink
from cchc_excel.domain.submission import Entry, Reading, ReadNotice
from cchc_excel.forms import Form
from cchc_excel.messages import states as messages
from cchc_excel.storage.ledger import Ledger
from cchc_excel.text.normalize import to_nfc
from cchc_excel.validation.campaign_context import CampaignContext
from cchc_excel.validation.copies import AGREES, DIFFERS, Comparison, compare, facts_of
from cchc_excel.validation.doubts import agency_named

#: So many cells are named where many differ.
_MOST_NAMED = 20
_WORD = re.compile(r"[A-Za-z0-9]+")


def as_copy(receipt: Receipt, reading: Reading, context: CampaignContext, link: SenderLink) -> Receipt:
    """The receipt of a PDF, with what is known of whose it is.

    Args:
        receipt: as it was classified.
        reading: what was read.
        context: of the campaign.
        link: of the mail that brought it.
    """
    named = receipt.agency or _agency_by_hints(receipt, reading, context, link)
    return replace(receipt, facts={**receipt.facts, "format": COPY_KIND, "copy_of": named})


def _agency_by_hints(receipt: Receipt, reading: Reading, context: CampaignContext, link: SenderLink) -> str:
    """Code of the agency that all hints name; empty where there is none, or they differ."""
    heading = agency_named(context, reading.heading)
    words = set(_WORD.findall(PurePosixPath(receipt.name).stem))
    by_name = {agency.code for agency in context.register.expected(context.period) if agency.code in words}
    hints = {heading.code if heading else "", link.thread or link.sender, *by_name} - {""}
    return hints.pop() if len(hints) == 1 else ""


class Copies:
    """The PDFs of a period beside the workbooks that count."""

    def __init__(self, ledger: Ledger, campaign: CampaignRecord, form: Form) -> None:
        """Begin.

        Args:
            ledger: open.
            campaign: of the period.
            form: its form.
        """
        self._ledger = ledger
        self._period = campaign.period
        self._form = form

    def compared(self, receipt: Receipt, entries: Sequence[Entry]) -> Receipt:
        """A PDF's receipt, compared where its agency's workbook counts; else as the operator has to see it.

        Args:
            receipt: of the PDF.
            entries: what was read in it.
        """
        agency = _agency_of(receipt)
        workbook = self._ledger.accepted_receipt(self._period, agency)
        if workbook is None or workbook.is_copy:
            return _uncompared(receipt, self._ledger.decision(receipt.sha256, self._period))
        try:
            ours, _ = self._ledger.read_entries(workbook.id)
        except ValueError:  # its figures can no longer be read, which the doctor tells
            return _uncompared(receipt, self._ledger.decision(receipt.sha256, self._period))
        comparison = compare(self._form, ours, entries)
        outcome, remedy = _sentence(comparison, workbook, agency, receipt)
        facts = {**receipt.facts, **facts_of(comparison), "agency": agency, "outcome": outcome, "remedy": remedy}
        facts |= {"with": workbook.sha256, "cells": _cells(comparison)}
        return replace(receipt, state="compared", agency=agency, number=None, facts=facts)

    def refresh(self) -> None:
        """Compare anew every PDF whose agency's workbook is another one now, or counts since."""
        copies = self._ledger.copies(self._period)
        is_open = any(not _agency_of(receipt) for receipt in copies)
        siblings = _siblings(self._ledger.receipts(self._period)) if is_open else {}
        for known in copies:
            receipt = _with_sibling(known, siblings)
            agency = _agency_of(receipt)
            workbook = self._ledger.accepted_receipt(self._period, agency) if agency else None
            is_current = receipt.facts.get("with", "") == (workbook.sha256 if workbook else "")
            if agency and not is_current and receipt.state in ("unassigned", "compared", *RETURNED):
                try:
                    entries, _ = self._ledger.read_entries(receipt.id)
                except ValueError:
                    continue
                fresh = self.compared(receipt, entries)
                if fresh != known:
                    self._ledger.copy_as(fresh)


def _agency_of(receipt: Receipt) -> str:
    """Code of the agency whose a PDF is, as far as that is known; empty where it is not."""
    return receipt.agency or receipt.facts.get("copy_of", "")


def count_copy(ledger: Ledger, receipt: Receipt) -> Receipt:
    """Let a PDF that was compared be a return; which of the agency's returns counts is decided after."""
    return ledger.copy_as(_uncompared(receipt, receipt.agency or ""))


def notices_of_copies(ledger: Ledger, period: str) -> Mapping[str, Sequence[ReadNotice]]:
    """Agency → what its PDFs say against its workbook, or that they agree."""
    found: dict[str, list[ReadNotice]] = {}
    for receipt in ledger.copies(period):
        if receipt.state != "compared" or not receipt.agency:
            continue
        facts = receipt.facts
        unread = messages.COPY_UNREAD_SHORT.format(count=facts["unread"]) if facts["unread"] != "0" else ""
        if facts["differences"] != "0":
            shown = {"file": receipt.name, "count": facts["differences"], "cells": facts["cells"]}
            notice = ReadNotice(DIFFERS, shown)
        else:
            notice = ReadNotice(AGREES, {"file": receipt.name, "count": facts["alike"], "unread": unread})
        found.setdefault(receipt.agency, []).append(notice)
    return found


def _uncompared(receipt: Receipt, decided: str) -> Receipt:
    """The receipt of a PDF as it is without a workbook: its agency's return where the operator said so."""
    if receipt.state != "compared":
        return receipt
    dropped = ("differences", "alike", "unread", "agency", "outcome", "remedy", "with", "cells")
    facts = {name: text for name, text in receipt.facts.items() if name not in dropped}
    state: messages.FileState = "accepted" if decided else "unassigned"
    return replace(receipt, state=state, agency=decided or None, facts=facts)


def _siblings(receipts: Sequence[Receipt]) -> Mapping[str, str]:
    """Name without its ending → the one agency whose workbook has it; empty where several agencies' have."""
    found: dict[str, str] = {}
    for receipt in receipts:
        if receipt.state in RETURNED and receipt.agency and not receipt.is_copy:
            stem = _stem(receipt.name)
            found[stem] = receipt.agency if found.get(stem, receipt.agency) == receipt.agency else ""
    return found


def _with_sibling(receipt: Receipt, siblings: Mapping[str, str]) -> Receipt:
    """The receipt of a PDF of which nothing is known, with the agency of the workbook of the same name beside it."""
    agency = siblings.get(_stem(receipt.name), "")
    if receipt.agency or receipt.facts.get("copy_of") or not agency:
        return receipt
    return replace(receipt, facts={**receipt.facts, "copy_of": agency})


def _stem(name: str) -> str:
    return to_nfc(str(PurePosixPath(name).with_suffix(""))).casefold()


def _sentence(comparison: Comparison, workbook: Receipt, agency: str, receipt: Receipt) -> tuple[str, str]:
    """What came of comparing, and what to do."""
    file = workbook.name
    if comparison.differences:
        count = len(comparison.differences)
        outcome = messages.COPY_DIFFERS.format(file=file, count=count, cells=_cells(comparison))
    else:
        outcome = messages.COPY_AGREES.format(file=file, count=comparison.alike)
    if comparison.unread:
        cells = ", ".join(comparison.unread[:_MOST_NAMED])
        outcome += messages.COPY_UNREAD.format(count=len(comparison.unread), cells=cells)
    ask = messages.ASK_ABOUT_COPY.format(file_id=receipt.file_id, agency=agency, period=receipt.period)
    return outcome, ask if comparison.differences else messages.LOOK_AT_COPY if comparison.unread else ""


def _cells(comparison: Comparison) -> str:
    """The cells that differ, with what both say."""
    named = [
        messages.COPY_CELL.format(
            cell=difference.cell,
            workbook=difference.workbook or messages.COPY_BLANK,
            copy=difference.copy or messages.COPY_BLANK,
        )
        for difference in comparison.differences[:_MOST_NAMED]
    ]
    more = len(comparison.differences) - _MOST_NAMED
    return ", ".join([*named, *([messages.COPY_MORE.format(count=more)] if more > 0 else [])])
