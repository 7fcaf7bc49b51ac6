"""Ledger and archive, held against each other: what the ledger has recorded goes into the archive's notes.

Notes are written after the ledger has committed what they say, and the archive's mark last of all. So an archive with
a mark that the ledger does not know was written by another ledger, or by this one before an older copy took its place;
and whatever a run that is cut off leaves pending is written by the next one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from cchc_excel.domain.campaign import CampaignRecord
from cchc_excel.domain.receipt import DAY, Receipt, day_kind_of
from cchc_excel.errors import WorkspaceError
from cchc_excel.messages import desk as messages
from cchc_excel.storage.archive import Archive, ReceiptMetadata
from cchc_excel.storage.ledger import ArchiveMark, Ledger
from cchc_excel.validation.acceptance import CODES


def require_current(archive: Archive, ledger: Ledger) -> None:
    """Check that nothing in the archive is newer than the ledger; notes that are older are to be written anew.

    Raises:
        WorkspaceError: the archive was written by another ledger, or by a later state of this one.
    """
    campaigns = ledger.campaigns()
    if not campaigns:
        return  # an empty ledger is told as such where a campaign is asked for
    mark = archive.mark()
    if mark is None:
        if _has_more(archive, ledger, campaigns):
            raise WorkspaceError(messages.LEDGER_OLDER.about())
        if ledger.archived.latest is not None:
            ledger.archived.expect_all()
        return
    if not ledger.archived.knows(ArchiveMark(*mark)):
        raise WorkspaceError(messages.LEDGER_OLDER.about())
    latest = ledger.archived.latest
    if latest is not None and mark[0] < latest.sequence:
        ledger.archived.expect_all()


def require_complete(archive: Archive, ledger: Ledger) -> None:
    """Check that the ledger knows every file of the archive of which the notes say what became of it.

    A synchroniser that made one folder of two, or a copied folder, may have put files of another computer's there.

    Raises:
        WorkspaceError: it does not.
    """
    # What is no longer there no ledger can know.
    if any(ledger.receipt_of(sha256) is None and archive.find(sha256) for sha256 in archive.noted()):
        raise WorkspaceError(messages.LEDGER_OLDER.about())


def _has_more(archive: Archive, ledger: Ledger, campaigns: Sequence[CampaignRecord]) -> bool:
    """Whether an archive without a mark, of earlier versions, knows a campaign or letter that the ledger does not."""
    known = {campaign.period for campaign in campaigns}
    for archived in archive.campaigns():
        period = str(archived.get("period", ""))
        if period not in known:
            return True
        issues = {(issue.agency, issue.number) for issue in ledger.issues(period)}
        letters = {(letter.agency, letter.kind, letter.mark) for letter in ledger.mail.letters(period)}
        more_issues = {(issue["agency"], issue["number"]) for issue in archived.get("issues", ())} - issues
        more_letters = {
            (letter["agency"], letter["kind"], letter["mark"]) for letter in archived.get("letters", ())
        } - letters
        if more_issues or more_letters:
            return True
    return False


def archive_changes(archive: Archive, ledger: Ledger) -> None:
    """Write into the archive's notes what the ledger has recorded since they were last written.

    Raises:
        WorkspaceError: the archive cannot be written.
    """
    if not ledger.archived.has_pending:
        return
    try:
        # Read before the ledger is held: there may be thousands.
        above = max(archive.highest_written, (archive.mark() or (0, ""))[0])
        mark = ledger.archived.reserve(above)
        with ledger.archived.writing() as (sha256s, periods):
            receipts = [receipt for sha256 in sha256s if (receipt := ledger.receipt_of(sha256))]
            notes = {receipt.sha256: _note_of(archive, ledger, receipt, mark.sequence) for receipt in receipts}
            archive.write_notes(notes)
            known = {campaign.period: campaign for campaign in ledger.campaigns()}
            for period in periods:
                if period in known:
                    archive.write_campaign(period, _campaign_note(ledger, known[period]))
                else:
                    archive.remove_campaign(period)
        archive.write_mark(mark.sequence, mark.mark, ledger.archived.recent()[1:])
        archive.gather_notes()
    except OSError as error:
        raise WorkspaceError(messages.FOLDER_UNWRITABLE.about(path="archive")) from error


def _note_of(archive: Archive, ledger: Ledger, receipt: Receipt, sequence: int) -> ReceiptMetadata:
    """What is to be known of a received file without the ledger: how it came, and what was decided of it."""
    received = receipt.received.isoformat()
    before = archive.metadata(receipt.sha256) or ReceiptMetadata(receipt.name, received, receipt.period, receipt.size)
    is_corrected = before.received != received and receipt.facts.get(DAY) == "operator"
    notices = [notice for notice in ledger.notices(receipt.id) if notice.code in CODES]
    return replace(
        before,
        # A run that was cut off may have archived it under another name than the one that was recorded.
        name=receipt.name,
        received=received,
        first=before.first or (before.received if is_corrected else ""),
        day=day_kind_of(receipt),
        period=receipt.period,
        agency=ledger.decision(receipt.sha256, receipt.period),
        preferred=receipt.preferred.isoformat() if receipt.preferred else "",
        written=sequence,
        place=receipt.id,
        state=receipt.state,
        owner=receipt.agency or "",
        issue=receipt.issue or 0,
        number=receipt.number or 0,
        facts=dict(receipt.facts),
        notices=tuple((notice.code, dict(notice.facts)) for notice in notices),
    )


def _campaign_note(ledger: Ledger, campaign: CampaignRecord) -> Mapping[str, Any]:
    return asdict(campaign) | {
        "issues": [asdict(issue) for issue in ledger.issues(campaign.period)],
        "extensions": dict(ledger.mail.extensions(campaign.period)),
        "letters": [asdict(letter) for letter in ledger.mail.letters(campaign.period)],
    }
