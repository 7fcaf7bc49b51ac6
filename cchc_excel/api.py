"""The verbs of the program and what they return, for Python and for the command line.

A verb's module is imported when the verb is first asked for: status needs no library that reads workbooks.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cchc_excel.workflow.agency_log import LogLine as LogLine
    from cchc_excel.workflow.agency_log import log as log
    from cchc_excel.workflow.assign import assign as assign
    from cchc_excel.workflow.check import CheckedReturn as CheckedReturn
    from cchc_excel.workflow.check import check as check
    from cchc_excel.workflow.check import not_checked_in as not_checked_in
    from cchc_excel.workflow.collect import collect as collect
    from cchc_excel.workflow.collect_report import CollectResult as CollectResult
    from cchc_excel.workflow.conflicts import Conflict as Conflict
    from cchc_excel.workflow.consolidate import Consolidated as Consolidated
    from cchc_excel.workflow.consolidate import answers as answers
    from cchc_excel.workflow.consolidate import consolidate as consolidate
    from cchc_excel.workflow.daily_round import DailyRound as DailyRound
    from cchc_excel.workflow.daily_round import RoundProgress as RoundProgress
    from cchc_excel.workflow.daily_round import RoundStep as RoundStep
    from cchc_excel.workflow.daily_round import RoundStopped as RoundStopped
    from cchc_excel.workflow.daily_round import daily_round as daily_round
    from cchc_excel.workflow.doctor import Health as Health
    from cchc_excel.workflow.doctor import Trouble as Trouble
    from cchc_excel.workflow.doctor import doctor as doctor
    from cchc_excel.workflow.drop_folder import uncollected as uncollected
    from cchc_excel.workflow.feedback import FeedbackCopy as FeedbackCopy
    from cchc_excel.workflow.feedback import feedback as feedback
    from cchc_excel.workflow.history import Change as Change
    from cchc_excel.workflow.history import Version as Version
    from cchc_excel.workflow.history import versions as versions
    from cchc_excel.workflow.issue import Issued as Issued
    from cchc_excel.workflow.issue import LeftOut as LeftOut
    from cchc_excel.workflow.issue import generate as generate
    from cchc_excel.workflow.issue import left_out as left_out
    from cchc_excel.workflow.mail_delivery import SendOptions as SendOptions
    from cchc_excel.workflow.mail_delivery import SentLetter as SentLetter
    from cchc_excel.workflow.mail_in import MailboxRun as MailboxRun
    from cchc_excel.workflow.mail_in import collect_mailbox as collect_mailbox
    from cchc_excel.workflow.mail_out import ShortText as ShortText
    from cchc_excel.workflow.mail_out import extend as extend
    from cchc_excel.workflow.mail_out import remind as remind
    from cchc_excel.workflow.mail_out import send as send
    from cchc_excel.workflow.mail_out import send_feedback as send_feedback
    from cchc_excel.workflow.mail_out import short_reminders as short_reminders
    from cchc_excel.workflow.rollup import as_return as as_return
    from cchc_excel.workflow.status import AgencyStatus as AgencyStatus
    from cchc_excel.workflow.status import Status as Status
    from cchc_excel.workflow.status import status as status
    from cchc_excel.workflow.withdraw import withdraw as withdraw
    from cchc_excel.workflow.workspace import Workspace as Workspace

#: The names of each module of :mod:`cchc_excel.workflow`, in the order of the work.
_EXPORTS = {
    "workspace": ("Workspace",),
    "issue": ("Issued", "LeftOut", "generate", "left_out"),
    "withdraw": ("withdraw",),
    "mail_out": ("ShortText", "extend", "remind", "send", "send_feedback", "short_reminders"),
    "mail_delivery": ("SendOptions", "SentLetter"),
    "drop_folder": ("uncollected",),
    "collect": ("collect",),
    "collect_report": ("CollectResult",),
    "mail_in": ("MailboxRun", "collect_mailbox"),
    "assign": ("assign",),
    "conflicts": ("Conflict",),
    "check": ("CheckedReturn", "check", "not_checked_in"),
    "feedback": ("FeedbackCopy", "feedback"),
    "consolidate": ("Consolidated", "answers", "consolidate"),
    "rollup": ("as_return",),
    "daily_round": ("DailyRound", "RoundProgress", "RoundStep", "RoundStopped", "daily_round"),
    "status": ("AgencyStatus", "Status", "status"),
    "agency_log": ("LogLine", "log"),
    "history": ("Change", "Version", "versions"),
    "doctor": ("Health", "Trouble", "doctor"),
}
_MODULES = {name: module for module, names in _EXPORTS.items() for name in names}

__all__ = list(_MODULES)


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(name)
    return getattr(import_module(f"cchc_excel.workflow.{_MODULES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_MODULES})
