"""The operator's decision: whose return a received file is, and that it is the one that counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from cchc_excel.domain.receipt import FILE_ID_LENGTH, RETURNED, SETTLED, Receipt, day_kind_of
from cchc_excel.domain.submission import ReadNotice
from cchc_excel.errors import RequestError, WorkspaceError
from cchc_excel.messages import desk as messages
from cchc_excel.messages.states import NAMES, reason_of
from cchc_excel.reading.workers.budgets import ArrivalBudget
from cchc_excel.storage.archive import ChangingError, StoredFile, fingerprint
from cchc_excel.storage.ledger import Ledger
from cchc_excel.validation.acceptance import NAMES_ANOTHER, OTHER_PERIOD
from cchc_excel.workflow.collect import CollectRun, collect
from cchc_excel.workflow.collect_report import CollectResult
from cchc_excel.workflow.copies import Copies, count_copy
from cchc_excel.workflow.intake import IncomingFile, Origin
from cchc_excel.workflow.workspace import Workspace

#: So many files of a package are named.
_MOST_NAMED = 20


def assign(  # noqa: PLR0913 - what to assign, and how
    workspace: Workspace,
    file: str,
    agency: str,
    period: str | None = None,
    *,
    sheet: str = "",
    replace_workbook: bool = False,
    password: str = "",
) -> CollectResult:
    """Take a file as an agency's return, whatever its stamp says; it counts instead of what that agency sent before.

    A PDF of an agency whose workbook counts is compared with that and does not count, unless `replace_workbook` is set.

    The decision is kept in the ledger and beside the file in the archive, and holds when the file comes again.

    Returns:
        What became of the file; with a remedy where it names another agency, or counted for another one before.

    Args:
        file: a path; or a received file's name, or the beginning of its SHA-256.
        agency: code of the register.
        period: the campaign; the latest by default. A file that was received in another one is moved to one that is
            named, and no longer is of the other.
        sheet: only the table on this sheet is meant, which becomes a file of its own; empty for the whole file.
        replace_workbook: a PDF counts instead of the agency's workbook.
        password: opens a file that asks for one.

    Raises:
        CchcError: no such file, sheet, agency or campaign; there are no figures to be read.
    """
    path = Path(file)
    if path.is_file():
        collect(workspace, period, [path], password=password)
    with workspace.ledger() as ledger:
        campaign = workspace.campaign(ledger, period)
        registered_agency = workspace.agency(agency)
        run = CollectRun(workspace, ledger, campaign, password)
        named_receipt = _named_receipt(ledger, campaign.period, file, may_move=period is not None)
        archived_path = _archived_path(workspace, named_receipt)
        if sheet:
            table_receipt = run.take_table(named_receipt, archived_path, sheet)
            if table_receipt is None:
                raise RequestError(messages.NO_SUCH_TABLE.about(name=named_receipt.name, sheet=sheet))
            named_receipt, archived_path = table_receipt, _archived_path(workspace, table_receipt)
        earlier_decision = ledger.decision(named_receipt.sha256, campaign.period)
        ledger.decide(named_receipt.sha256, campaign.period, registered_agency.code)
        origin = Origin(named_receipt.received, day_kind_of(named_receipt))
        stored_file = StoredFile(named_receipt.sha256, named_receipt.size, archived_path)
        budget = ArrivalBudget(workspace.settings.limits, stored_file.size)
        incoming_file = IncomingFile(Path(named_receipt.name), named_receipt.name, stored_file, origin, budget)
        try:
            receipt = _decided(ledger, run, incoming_file, named_receipt, registered_agency.code)
        except BaseException:  # Ctrl-C too
            # A decision that came to nothing must not decide when the file is read the next time.
            ledger.decide(named_receipt.sha256, campaign.period, earlier_decision)
            raise
        if receipt.state == "compared" and replace_workbook:
            receipt = count_copy(ledger, receipt)
        preferred_at = None
        if receipt.state != "compared":
            preferred_at = _preferred_at(ledger, receipt, replace_workbook=replace_workbook)
            receipt = ledger.prefer(receipt, preferred_at) if preferred_at else receipt
        if named_receipt.period != receipt.period:
            _leave_period(workspace, ledger, named_receipt)
        run.copies.refresh()
        receipt = ledger.receipt_of(receipt.sha256) or receipt
        result = run.report.add_read(incoming_file.path, receipt)
        workspace.log.info("assign %s %s: %s", campaign.period, receipt.sha256, registered_agency.code)
        remarks = [*_said_against(ledger.notices(receipt.id), receipt)]
        remarks += _taken_away(ledger, named_receipt, receipt)
        return replace(result, remedy=" ".join(remarks)) if remarks else result


def _decided(ledger: Ledger, run: CollectRun, file: IncomingFile, known: Receipt, agency: str) -> Receipt:
    """The receipt of a file as the agency's return, recorded; where it is none, the file stays what it was.

    Raises:
        RequestError: it has no figures that can be read for the agency.
    """
    outcome = run.read_one(file.stored.path)
    receipt, _ = run.classified(file, outcome)
    if receipt.state in (*RETURNED, "compared"):
        return run.record(file, outcome)
    is_its_return = known.state in RETURNED and (known.period, known.agency) == (receipt.period, agency)
    if receipt.state == "encrypted" and is_its_return:
        return known  # it was read when somebody knew the password, and is this agency's already
    if receipt.state == "packed" and known.state != "packed":  # it was no package in too many others
        raise RequestError(_files_instead(ledger, known))
    reason, remedy = reason_of(receipt.state, known.file_id, receipt.period, receipt.facts)
    if receipt.state == "several_agencies":
        raise RequestError((reason, remedy))
    if receipt.state == "encrypted":
        params = {"name": file.name, "file_id": known.file_id, "agency": agency, "period": receipt.period}
        raise RequestError(messages.ASSIGN_NEEDS_PASSWORD.about(**params))
    raise RequestError(messages.NOT_A_RETURN.about(name=file.name, state=NAMES[receipt.state], reason=reason))


def _files_instead(ledger: Ledger, package: Receipt) -> tuple[str, str]:
    """That a package is nobody's return, and which files of it may be."""
    in_it = [receipt for receipt in ledger.receipts(package.period) if receipt.name.startswith(f"{package.name}/")]
    files = [receipt for receipt in in_it if receipt.state not in (*SETTLED, "partly_opened", "packed")]
    if files:
        named = [messages.NUMBERED_FILE.format(name=file.name, file_id=file.file_id) for file in files]
        listed = ", ".join(named[:_MOST_NAMED])
        if len(named) > _MOST_NAMED:
            listed += messages.AND_MORE.format(count=len(named) - _MOST_NAMED)
        return messages.PACKAGE_NOT_A_RETURN.about(name=package.name, files=listed, period=package.period)
    if package.state in ("no_files", "auto_reply", "bounce"):
        return messages.LETTER_WITHOUT_FILES.about(name=package.name)
    return messages.PACKAGE_WITHOUT_FILES.about(name=package.name)


def _leave_period(workspace: Workspace, ledger: Ledger, moved: Receipt) -> None:
    """What was decided of a file in its former period holds no longer; PDFs there have lost what they are held against.

    Args:
        moved: the receipt that it had there.
    """
    ledger.decide(moved.sha256, moved.period, "")
    former = next(campaign for campaign in ledger.campaigns() if campaign.period == moved.period)
    Copies(ledger, former, workspace.catalogue.version(former.form)).refresh()


def _said_against(notices: Sequence[ReadNotice], receipt: Receipt) -> Iterator[str]:
    """What the file itself says against the decision."""
    for notice in notices:
        if notice.code == NAMES_ANOTHER:
            yield messages.ASSIGNED_AGAINST.format(other=notice.facts["other"], agency=receipt.agency)
        elif notice.code == OTHER_PERIOD:
            params = {"file_id": receipt.file_id, "agency": receipt.agency, **notice.facts}
            yield messages.ASSIGNED_OTHER_PERIOD.format(**params)


def _taken_away(ledger: Ledger, before: Receipt, now: Receipt) -> Iterator[str]:
    """That the file was of another period, or counted for another agency, before; and what counts there now."""
    if before.period != now.period:
        yield messages.ASSIGNED_FROM_PERIOD.format(before=before.period, now=now.period)
    if before.state == "accepted" and before.agency and _owner(before) != _owner(now):
        counted = ledger.accepted_receipt(before.period, before.agency)
        told = messages.NOTHING_COUNTS.format(period=before.period)
        if counted is not None:
            file = messages.NUMBERED_FILE.format(name=counted.name, file_id=counted.file_id)
            told = messages.ANOTHER_COUNTS.format(file=file)
        yield messages.ASSIGNED_AWAY.format(agency=before.agency, period=before.period, now=told)


def _owner(receipt: Receipt) -> tuple[str, str]:
    """The period and agency whose return a file is; codes are the same in whatever case."""
    return receipt.period, (receipt.agency or "").upper()


def _archived_path(workspace: Workspace, receipt: Receipt) -> Path:
    """Where a received file is in the archive.

    Raises:
        WorkspaceError: it is no longer there.
    """
    path = workspace.archive.find(receipt.sha256)
    if path is None:
        raise WorkspaceError(messages.ARCHIVE_LACKS.about(name=receipt.name))
    return path


def _named_receipt(ledger: Ledger, period: str, file: str, *, may_move: bool) -> Receipt:
    """The received file with this content, name or beginning of its SHA-256.

    Args:
        may_move: the operator named the period: a file of another one, known by its content or number, is meant too.

    Raises:
        RequestError: there is none, or there are several.
    """
    searched = _sha256_of(Path(file)) or file.casefold().replace("\\", "/")
    matches = [
        receipt
        for receipt in ledger.receipts(period)
        if receipt.name.casefold() == searched
        or receipt.name.casefold().endswith("/" + searched)
        or _is_numbered(receipt, searched)
    ]
    if not matches and may_move:
        others = (other for campaign in ledger.campaigns() for other in ledger.receipts(campaign.period))
        matches = [receipt for receipt in others if _is_numbered(receipt, searched)]
    if not matches:
        raise RequestError(messages.FILE_NOT_RECEIVED.about(name=file, period=period))
    if len(matches) > 1:
        listing = ", ".join(f"{receipt.sha256[:12]} ({receipt.received:%d/%m/%Y %H:%M})" for receipt in matches)
        raise RequestError(messages.FILE_AMBIGUOUS.about(name=file, listed=listing))
    return matches[0]


def _is_numbered(receipt: Receipt, searched: str) -> bool:
    """Whether this is the file's number, or more of its SHA-256."""
    return len(searched) >= FILE_ID_LENGTH and receipt.sha256.startswith(searched)


def _sha256_of(path: Path) -> str:
    """The SHA-256 of a file on disk; empty where there is none that can be read."""
    try:
        return fingerprint(path)[0]
    except (OSError, ChangingError):
        return ""


def _preferred_at(ledger: Ledger, receipt: Receipt, *, replace_workbook: bool) -> datetime | None:
    """From when the return counts over the agency's others; None where a PDF has to give way to a workbook."""
    rivals = ledger.returns(receipt.period, receipt.agency or "")
    if receipt.is_copy and not replace_workbook and len(rivals) == 1:
        return None
    preferred_at = max(rival.receipt.since for rival in rivals)
    others = [rival.receipt for rival in rivals if rival.receipt.id != receipt.id]
    if any(other.preferred is not None and other.since == preferred_at for other in others):
        # The operator revises an earlier decision; two of the same moment would leave that one in force.
        preferred_at += timedelta(seconds=1)
    return preferred_at
