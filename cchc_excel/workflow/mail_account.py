"""The mail servers of ``cchc.toml`` with their passwords, which come from the environment, the keyring or a prompt."""

from __future__ import annotations

import os
from collections.abc import Callable

from cchc_excel.errors import MailError
from cchc_excel.mail.postman import Server
from cchc_excel.messages import desk as messages
from cchc_excel.workflow.workspace import Workspace

PasswordPrompt = Callable[[str], str]
_SERVICE = "cchc"


def no_prompt(_: str) -> str:
    """A prompt that gives no password, for runs without anybody at the keyboard."""
    return ""


def outgoing(workspace: Workspace, ask: PasswordPrompt = no_prompt) -> Server:
    """The server that letters are sent by.

    Args:
        ask: called with the user name where neither environment nor keyring has the password.

    Raises:
        MailError: none is set, or its account has no password.
    """
    require_outgoing(workspace)
    settings = workspace.settings.thu_gui
    password = _password("CCHC_SMTP_PASSWORD", settings.tai_khoan, ask)
    return Server(settings.may_chu, settings.cong, settings.bao_mat, settings.tai_khoan, password)


def require_outgoing(workspace: Workspace) -> None:
    """Check that a server to send by is set, before anybody is asked for a password.

    Raises:
        MailError: none is set.
    """
    settings = workspace.settings.thu_gui
    if not settings.may_chu or not settings.dia_chi:
        raise MailError(messages.MAIL_NOT_SET.about())


def incoming(workspace: Workspace, ask: PasswordPrompt = no_prompt) -> Server:
    """The server that returns are fetched from.

    Args:
        ask: as in :func:`outgoing`.

    Raises:
        MailError: none is set, or its account has no password.
    """
    settings = workspace.settings.thu_nhan
    if not settings.may_chu or not settings.tai_khoan:
        raise MailError(messages.MAILBOX_NOT_SET.about())
    password = _password("CCHC_IMAP_PASSWORD", settings.tai_khoan, ask)
    return Server(settings.may_chu, settings.cong, settings.bao_mat, settings.tai_khoan, password)


def _password(variable: str, user: str, ask: PasswordPrompt) -> str:
    """The password from the environment, else the system's keyring, else the prompt.

    Raises:
        MailError: none of them has one.
    """
    if not user:
        return ""
    password = os.environ.get(variable) or _from_keyring(user) or ask(user)
    if not password:
        raise MailError(messages.MAIL_PASSWORD_NEEDED.about(user=user, variable=variable))
    return password


def _from_keyring(user: str) -> str:
    try:
        import keyring  # noqa: PLC0415 - an extra; the environment or the keyboard does without it

        return keyring.get_password(_SERVICE, user) or ""
    except Exception:  # noqa: BLE001 - not installed, or a desktop without one: each raises its own
        return ""
