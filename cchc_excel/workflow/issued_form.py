"""The form of a campaign, held against the rows that the campaign was issued with.

Each campaign keeps a fingerprint of its form's rows, and the archive keeps the rows. A definition whose rows were
changed under an issued version ends every command that would use it, naming the rows: figures that are in already would
be relabelled.
"""

from __future__ import annotations

import json

from cchc_excel.domain.campaign import CampaignRecord
from cchc_excel.errors import RequestError, WorkspaceError
from cchc_excel.forms import Catalogue, Form
from cchc_excel.forms.fingerprint import changed_rows, fingerprint, rows_document
from cchc_excel.messages import definitions
from cchc_excel.messages import desk as messages
from cchc_excel.storage.archive import Archive
from cchc_excel.storage.ledger import Ledger

#: So many changed rows are named.
_ROWS_NAMED = 10


def keep_rows(archive: Archive, form: Form) -> str:
    """Keep a form's rows in the archive; their fingerprint.

    Raises:
        WorkspaceError: the archive cannot be written.
    """
    rows = fingerprint(form)
    try:
        archive.write_form(rows, rows_document(form))
    except OSError as error:
        raise WorkspaceError(messages.FOLDER_UNWRITABLE.about(path="archive")) from error
    return rows


def require_unchanged(
    catalogue: Catalogue, archive: Archive, ledger: Ledger, campaign: CampaignRecord
) -> CampaignRecord:
    """The campaign, if its form has the rows that it was issued with; one of an earlier version keeps those of today.

    Raises:
        RequestError: there is no such form any more, or its rows were changed.
        WorkspaceError: the archive cannot be written.
    """
    form = catalogue.version(campaign.form)
    if not campaign.fingerprint:
        return ledger.adopt_fingerprint(campaign, keep_rows(archive, form))
    for other in ledger.campaigns():
        # Figures are compared and totalled over the campaigns of one form.
        is_used = other.period == campaign.period or other.form.split("/")[0] == form.id
        if is_used and other.fingerprint and other.form in catalogue:
            _require_same(archive, catalogue.version(other.form), other)
    return campaign


def _require_same(archive: Archive, form: Form, campaign: CampaignRecord) -> None:
    if fingerprint(form) == campaign.fingerprint:
        return
    rows = archive.form_rows(campaign.fingerprint)
    codes = changed_rows(json.loads(rows), form) if rows else ()
    named = ", ".join(codes[:_ROWS_NAMED]) + definitions.MORE_ROWS * (len(codes) > _ROWS_NAMED)
    params = {"form": form.key, "period": campaign.period, "rows": named or definitions.ROWS_UNKNOWN}
    raise RequestError(definitions.FORM_CHANGED.about(**params))
