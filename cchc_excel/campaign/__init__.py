"""The story on one page: issue, send, remind, collect, decide, check, send back, consolidate, ask how things stand.

Each chapter is imported when somebody turns to it: asking how things stand needs no reader of workbooks.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cchc_excel.campaign.agency_log import LogLine as LogLine
    from cchc_excel.campaign.agency_log import log as log
    from cchc_excel.campaign.agency_versions import Change as Change
    from cchc_excel.campaign.agency_versions import Version as Version
    from cchc_excel.campaign.agency_versions import versions as versions
    from cchc_excel.campaign.answers_table import answers as answers
    from cchc_excel.campaign.assign_return import assign as assign
    from cchc_excel.campaign.check_returns import CheckedReturn as CheckedReturn
    from cchc_excel.campaign.check_returns import check as check
    from cchc_excel.campaign.check_returns import stumbled_on as stumbled_on
    from cchc_excel.campaign.collect_returns import collect as collect
    from cchc_excel.campaign.collected import Collected as Collected
    from cchc_excel.campaign.conflicts import Conflict as Conflict
    from cchc_excel.campaign.consolidate_returns import Consolidated as Consolidated
    from cchc_excel.campaign.consolidate_returns import consolidate as consolidate
    from cchc_excel.campaign.examine_workspace import Health as Health
    from cchc_excel.campaign.examine_workspace import Trouble as Trouble
    from cchc_excel.campaign.examine_workspace import doctor as doctor
    from cchc_excel.campaign.issue_templates import Issued as Issued
    from cchc_excel.campaign.issue_templates import generate as generate
    from cchc_excel.campaign.mail_in import MailboxRun as MailboxRun
    from cchc_excel.campaign.mail_in import collect_mailbox as collect_mailbox
    from cchc_excel.campaign.period_status import AgencyStatus as AgencyStatus
    from cchc_excel.campaign.period_status import Status as Status
    from cchc_excel.campaign.period_status import status as status
    from cchc_excel.campaign.post import How as How
    from cchc_excel.campaign.post import Sent as Sent
    from cchc_excel.campaign.return_upwards import as_return as as_return
    from cchc_excel.campaign.send_back import SentBack as SentBack
    from cchc_excel.campaign.send_back import feedback as feedback
    from cchc_excel.campaign.send_letters import ShortText as ShortText
    from cchc_excel.campaign.send_letters import extend as extend
    from cchc_excel.campaign.send_letters import remind as remind
    from cchc_excel.campaign.send_letters import send as send
    from cchc_excel.campaign.send_letters import send_feedback as send_feedback
    from cchc_excel.campaign.send_letters import short_reminders as short_reminders
    from cchc_excel.campaign.waiting_files import uncollected as uncollected
    from cchc_excel.campaign.workspace import Workspace as Workspace

#: What is told in which chapter.
_CHAPTERS = {
    "agency_log": ("LogLine", "log"),
    "agency_versions": ("Change", "Version", "versions"),
    "answers_table": ("answers",),
    "assign_return": ("assign",),
    "check_returns": ("CheckedReturn", "check", "stumbled_on"),
    "collect_returns": ("collect",),
    "collected": ("Collected",),
    "conflicts": ("Conflict",),
    "consolidate_returns": ("Consolidated", "consolidate"),
    "examine_workspace": ("Health", "Trouble", "doctor"),
    "issue_templates": ("Issued", "generate"),
    "mail_in": ("MailboxRun", "collect_mailbox"),
    "period_status": ("AgencyStatus", "Status", "status"),
    "post": ("How", "Sent"),
    "return_upwards": ("as_return",),
    "send_back": ("SentBack", "feedback"),
    "send_letters": ("ShortText", "extend", "remind", "send", "send_feedback", "short_reminders"),
    "waiting_files": ("uncollected",),
    "workspace": ("Workspace",),
}
_HOMES = {name: chapter for chapter, names in _CHAPTERS.items() for name in names}

__all__ = list(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
