"""The mail accounts of ``cchc.toml`` with their passwords, which are never kept there."""

from __future__ import annotations

import os
from collections.abc import Callable

from cchc_excel.errors import MailError
from cchc_excel.mail.postman import Server
from cchc_excel.messages import desk as messages
from cchc_excel.workflow.workspace import Workspace

Ask = Callable[[str], str]
_SERVICE = "cchc"


def no_prompt(_: str) -> str:
    """For runs without anybody at the keyboard."""
    return ""


def outgoing(workspace: Workspace, ask: Ask = no_prompt) -> Server:
    """The server that letters go out by.

    Args:
        ask: asked for the password of a user name where neither environment nor keyring has it.

    Raises:
        MailError: none is set, or there is no password for its account.
    """
    expect_outgoing(workspace)
    given = workspace.settings.thu_gui
    password = _password("CCHC_SMTP_PASSWORD", given.tai_khoan, ask)
    return Server(given.may_chu, given.cong, given.bao_mat, given.tai_khoan, password)


def expect_outgoing(workspace: Workspace) -> None:
    """Make sure that a server to send by is set, before anybody is asked anything.

    Raises:
        MailError: none is.
    """
    given = workspace.settings.thu_gui
    if not given.may_chu or not given.dia_chi:
        raise MailError(messages.MAIL_NOT_SET.about())


def incoming(workspace: Workspace, ask: Ask = no_prompt) -> Server:
    """The server that returns come in by.

    Args:
        ask: as above.

    Raises:
        MailError: none is set, or there is no password for its account.
    """
    given = workspace.settings.thu_nhan
    if not given.may_chu or not given.tai_khoan:
        raise MailError(messages.MAILBOX_NOT_SET.about())
    password = _password("CCHC_IMAP_PASSWORD", given.tai_khoan, ask)
    return Server(given.may_chu, given.cong, given.bao_mat, given.tai_khoan, password)


def _password(variable: str, user: str, ask: Ask) -> str:
    """From the environment, else the system's keyring, else asked for."""
    if not user:
        return ""
    found = os.environ.get(variable) or _from_keyring(user) or ask(user)
    if not found:
        raise MailError(messages.MAIL_PASSWORD_NEEDED.about(user=user, variable=variable))
    return found


def _from_keyring(user: str) -> str:
    try:
        import keyring  # noqa: PLC0415 - an extra; the environment or the keyboard does without it

        return keyring.get_password(_SERVICE, user) or ""
    except Exception:  # noqa: BLE001 - not installed, or a desktop without one: each raises its own
        return ""
