"""Take back a campaign that nothing came of: a period that was issued by a slip."""

from __future__ import annotations

from contextlib import suppress

from cchc_excel.domain.campaign import CampaignRecord
from cchc_excel.errors import RequestError, WorkspaceError
from cchc_excel.messages import desk as messages
from cchc_excel.workflow.drop_folder import files_below
from cchc_excel.workflow.outputs import is_as_written
from cchc_excel.workflow.workspace import Workspace


def withdraw(workspace: Workspace, period: str) -> CampaignRecord:
    """Withdraw a campaign, with its templates but those that somebody changed; it is as if it had never been issued.

    Raises:
        RequestError: no such campaign; letters were sent or files received in it.
        WorkspaceError: the templates cannot be deleted.
    """
    with workspace.ledger() as ledger:
        campaign = workspace.campaign(ledger, period)
        letters = [letter for letter in ledger.mail.letters(campaign.period) if letter.state != "deferred"]
        receipts = ledger.receipts(campaign.period)
        dropped = files_below(workspace.folder("returned", campaign.period))
        if letters or receipts or dropped:
            params = {"letters": len(letters), "files": len(receipts) or len(dropped)}
            raise RequestError(messages.CAMPAIGN_USED.about(period=campaign.period, **params))
        folder = workspace.folder("templates", campaign.period)
        templates = [folder / issue.file for issue in ledger.issues(campaign.period)]
        try:
            for path in templates:
                # What somebody has worked at stays.
                if is_as_written(workspace, ledger, path):
                    path.unlink(missing_ok=True)
            for kind in ("templates", "returned"):
                with suppress(OSError):  # somebody has put something else there
                    workspace.folder(kind, campaign.period).rmdir()
        except OSError as error:
            raise WorkspaceError(messages.FOLDER_UNWRITABLE.about(path=folder)) from error
        ledger.withdraw_campaign(campaign.period)
    workspace.log.info("withdraw %s: %d templates", campaign.period, len(templates))
    return campaign
