"""The mail servers of ``cchc.toml`` with their passwords, which come from the environment, the keyring or a prompt.

The keyring's entry names protocol and server, so that a password goes to the server that it was saved for, whatever
``cchc.toml`` says by now. Entries of earlier versions name none; they are used for servers of the account's own domain
alone, whose certificate is verified.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Literal

from cchc_excel.errors import MailError
from cchc_excel.mail.postman import Server
from cchc_excel.messages import desk as messages
from cchc_excel.workflow.settings import IncomingMailSection, OutgoingMailSection
from cchc_excel.workflow.workspace import Workspace

PasswordPrompt = Callable[[str], str]
_Protocol = Literal["smtp", "imap"]
#: The service under which earlier versions kept the password of an account, for whatever server.
_FORMER_SERVICE = "cchc"


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
    password = _password("smtp", settings, ask)
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
    password = _password("imap", settings, ask)
    return Server(settings.may_chu, settings.cong, settings.bao_mat, settings.tai_khoan, password)


def _password(protocol: _Protocol, settings: OutgoingMailSection | IncomingMailSection, ask: PasswordPrompt) -> str:
    """The password from the environment, else the system's keyring, else the prompt.

    Raises:
        MailError: none of them has one for this server.
    """
    host, user = settings.may_chu, settings.tai_khoan
    if not user:
        return ""
    variable, service = f"CCHC_{protocol.upper()}_PASSWORD", keyring_service(protocol, host)
    password = os.environ.get(variable) or _from_keyring(service, user)
    former = "" if password else _from_keyring(_FORMER_SERVICE, user)
    if former and settings.bao_mat != "khong" and _is_of_domain(host, user):
        password = former
    password = password or ask(user)
    if not password:
        sentence = messages.MAIL_PASSWORD_OF_NO_SERVER if former else messages.MAIL_PASSWORD_NEEDED
        raise MailError(sentence.about(user=user, variable=variable, service=service, host=host))
    return password


def keyring_service(protocol: _Protocol, host: str) -> str:
    """The service under which the keyring keeps the password of an account of a server.

    >>> keyring_service("imap", "Mail.SocTrang.gov.vn.")
    'cchc:imap:mail.soctrang.gov.vn'
    """
    return f"{_FORMER_SERVICE}:{protocol}:{_canonical(host)}"


def _is_of_domain(host: str, user: str) -> bool:
    """Whether a server belongs to the domain of an account.

    >>> _is_of_domain("mail.soctrang.gov.vn", "cchc@soctrang.gov.vn"), _is_of_domain("x.vn", "cchc@soctrang.gov.vn")
    (True, False)
    >>> _is_of_domain("evilsoctrang.gov.vn", "cchc@soctrang.gov.vn"), _is_of_domain("mail.vn", "cchc")
    (False, False)
    """
    domain = _canonical(user.rpartition("@")[2]) if "@" in user else ""
    return "." in domain and f".{_canonical(host)}".endswith(f".{domain}")


def _canonical(host: str) -> str:
    return host.strip().rstrip(".").lower()


def _from_keyring(service: str, user: str) -> str:
    try:
        import keyring  # noqa: PLC0415 - an extra; the environment or the keyboard does without it

        return keyring.get_password(service, user) or ""
    except Exception:  # noqa: BLE001 - not installed, or a desktop without one: each raises its own
        return ""
