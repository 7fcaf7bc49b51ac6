"""The story on one page: issue, send, remind, collect, decide, check, send back, consolidate, ask how things stand."""

from __future__ import annotations

from cchc_excel.campaign.agency_log import LogLine, log
from cchc_excel.campaign.agency_versions import Change, Version, versions
from cchc_excel.campaign.answers_table import answers
from cchc_excel.campaign.assign_return import assign
from cchc_excel.campaign.check_returns import CheckedReturn, check
from cchc_excel.campaign.collect_returns import collect
from cchc_excel.campaign.collected import Collected
from cchc_excel.campaign.conflicts import Conflict
from cchc_excel.campaign.consolidate_returns import Consolidated, consolidate
from cchc_excel.campaign.examine_workspace import Health, Trouble, doctor
from cchc_excel.campaign.issue_templates import Issued, generate
from cchc_excel.campaign.mail_in import MailboxRun, collect_mailbox
from cchc_excel.campaign.period_status import AgencyStatus, Status, status
from cchc_excel.campaign.post import How, Sent
from cchc_excel.campaign.return_upwards import as_return
from cchc_excel.campaign.send_back import SentBack, feedback
from cchc_excel.campaign.send_letters import ShortText, extend, remind, send, send_feedback, short_reminders
from cchc_excel.campaign.workspace import Workspace

__all__ = [
    "AgencyStatus",
    "Change",
    "CheckedReturn",
    "Collected",
    "Conflict",
    "Consolidated",
    "Health",
    "How",
    "Issued",
    "LogLine",
    "MailboxRun",
    "Sent",
    "SentBack",
    "ShortText",
    "Status",
    "Trouble",
    "Version",
    "Workspace",
    "answers",
    "as_return",
    "assign",
    "check",
    "collect",
    "collect_mailbox",
    "consolidate",
    "doctor",
    "extend",
    "feedback",
    "generate",
    "log",
    "remind",
    "send",
    "send_feedback",
    "short_reminders",
    "status",
    "versions",
]
