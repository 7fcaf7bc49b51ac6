"""A workspace: the folder in which a desk works.

``cchc.toml`` settings · ``co-quan.xlsx`` register · ``cchc.key`` the seal's key · ``cchc.sqlite`` ledger ·
``templates/<period>/`` issued · ``returned/<period>/`` drop folder · ``archive/`` originals ·
``consolidated/<period>/`` masters · ``feedback/<period>/`` and ``drafts/<period>/`` to send · ``mau-thu/`` the letters'
texts · ``bieu-mau/`` the desk's own form definitions · ``cchc.log`` what runs did.
"""

from __future__ import annotations

import logging
import os
import secrets
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from functools import cache, cached_property
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from cchc_excel.domain.agency import Agency, Register, parse_register
from cchc_excel.domain.campaign import CampaignRecord
from cchc_excel.domain.period import Period
from cchc_excel.errors import RegisterError, RequestError, WorkspaceError
from cchc_excel.forms import Catalogue, Form
from cchc_excel.messages import desk as messages
from cchc_excel.messages import register
from cchc_excel.storage.archive import Archive
from cchc_excel.storage.atomic_write import atomic_write
from cchc_excel.storage.ledger import ArchiveMark, Ledger, workspace_error
from cchc_excel.storage.private_file import is_open_to_others, write_private
from cchc_excel.workflow.settings import Settings

if TYPE_CHECKING:
    from cchc_excel.mail.letters import Letters

_SETTINGS, _REGISTER, _KEY, _LEDGER, _FORMS = "cchc.toml", "co-quan.xlsx", "cchc.key", "cchc.sqlite", "bieu-mau"
_LETTERS, _LOG = "mau-thu", "cchc.log"
_FOLDERS = ("templates", "returned", "archive", "consolidated", _LETTERS)


class Workspace:
    """An open workspace."""

    def __init__(self, root: Path) -> None:
        """Open the workspace in a folder, or in the nearest one above it.

        Raises:
            WorkspaceError: there is none, or its settings or key are faulty.
        """
        root = root.resolve()
        try:
            own = next((folder for folder in (root, *root.parents) if (folder / _SETTINGS).is_file()), None)
        except OSError as error:
            raise WorkspaceError(messages.FOLDER_UNREADABLE.about(path=root)) from error
        if own is None:
            raise WorkspaceError(messages.NO_WORKSPACE.about(folder=root))
        self.root = own
        #: Taken before anything is read: what changes meanwhile is another workspace's.
        self.own_files = self._digests()
        self.settings = Settings.read(own / _SETTINGS)

    @classmethod
    def create(
        cls,
        root: Path,
        settings: Settings | None = None,
        agencies: tuple[Agency, ...] = (),
        *,
        key: bytes | None = None,
        today: date | None = None,
    ) -> Workspace:
        """Make a workspace; what is there already is kept.

        Args:
            root: the folder, made where there is none.
            settings: other than the usual ones.
            agencies: for the register.
            key: for the seal; random unless given (sample workspaces only).
            today: the day that the register's file names as its own.

        Raises:
            WorkspaceError: the folder is a workspace already, or cannot be written.
        """
        from cchc_excel.mail.letters import LETTER_FILES, default_text  # noqa: PLC0415 - most runs make no workspace
        from cchc_excel.template import register_book  # noqa: PLC0415

        if (root / _SETTINGS).exists():
            raise WorkspaceError(messages.WORKSPACE_EXISTS.about(folder=root))
        settings = settings or Settings()
        try:
            for name in _FOLDERS:
                (root / name).mkdir(parents=True, exist_ok=True)
            if not (root / _KEY).exists():
                write_private(root / _KEY, [f"{(key or secrets.token_bytes(32)).hex()}\n".encode("ascii")])
            if not (root / _REGISTER).exists():
                forms = Catalogue().ids
                atomic_write(root / _REGISTER, register_book(agencies, forms, today or date.today()))
            for name in LETTER_FILES.values():
                for suffix in (".txt", ".html"):
                    atomic_write(root / _LETTERS / f"{name}{suffix}", default_text(f"{name}{suffix}").encode())
            atomic_write(root / _SETTINGS, settings.text().encode())
        except OSError as error:
            raise WorkspaceError(messages.FOLDER_UNWRITABLE.about(path=root)) from error
        return cls(root)

    # --- what it holds ---------------------------------------------------------------------------------------

    @cached_property
    def catalogue(self) -> Catalogue:
        """The forms that can be used here."""
        return Catalogue(self.root / _FORMS)

    @cached_property
    def key(self) -> bytes:
        """The key of the seal.

        Raises:
            WorkspaceError: it is missing or damaged.
        """
        try:
            key = bytes.fromhex((self.root / _KEY).read_text(encoding="ascii").strip())
        except FileNotFoundError as error:
            raise WorkspaceError(messages.KEY_MISSING.about()) from error
        except (OSError, ValueError) as error:
            raise WorkspaceError(messages.KEY_FAULTY.about()) from error
        if len(key) < 16:
            raise WorkspaceError(messages.KEY_FAULTY.about())
        return key

    @property
    def is_key_open_to_others(self) -> bool:
        """Whether others than the key's owner can read or change it."""
        return is_open_to_others(self.root / _KEY)

    @cached_property
    def register(self) -> Register:
        """The agency register.

        Raises:
            RegisterError: it cannot be read, or rows are faulty.
        """
        from cchc_excel.reading.register import register_rows  # noqa: PLC0415 - brings a library that reads workbooks

        rows = register_rows(self.root / _REGISTER)
        register = parse_register(rows, self.catalogue.ids, self.settings.ky_bao_cao.bieu_mau, _REGISTER)
        return register.spelled_as(self._issued_codes())

    def _issued_codes(self) -> Sequence[str]:
        """The codes of agencies as they were issued templates: codes are the same in whatever case."""
        if not self.ledger_path.is_file():
            return []
        with suppress(WorkspaceError, sqlite3.Error), Ledger(self.ledger_path) as ledger:
            return ledger.issued_codes()
        return []

    def _digests(self) -> Mapping[str, str]:
        """Settings, register and form definitions, on which figures depend: name → SHA-256."""
        files = [self.root / _SETTINGS, self.root / _REGISTER, *sorted((self.root / _FORMS).glob("*.yaml"))]
        digests = {}
        for path in files:
            with suppress(OSError):  # who reads it is told
                digests[path.name] = sha256(path.read_bytes()).hexdigest()
        return digests

    def agency(self, code: str) -> Agency:
        """An agency of the register.

        Raises:
            RequestError: there is none with that code.
            RegisterError: the register cannot be read.
        """
        agency = self.register.get(code)
        if agency is None:
            raise RequestError(messages.AGENCY_UNKNOWN.about(code=code))
        return agency

    def agency_once_known(self, ledger: Ledger, period: str, code: str) -> Agency:
        """An agency of the register; or one that has left it, of which the ledger knows something in a period.

        Raises:
            RequestError: nobody has that code, or had it.
            RegisterError: the register cannot be read.
        """
        codes = [issue.agency for issue in ledger.issues(period)]
        codes += [receipt.agency for receipt in ledger.receipts(period) if receipt.agency]
        former = next((one for one in codes if one.upper() == code.strip().upper()), None)
        if former is None or self.register.get(code) is not None:
            return self.agency(code)
        return Agency(former, messages.LEFT_REGISTER, group="", form="")

    def expected(self, period: Period, form: Form) -> list[Agency]:
        """Who has to report in a period on a form.

        Raises:
            RegisterError: nobody.
        """
        agencies = [agency for agency in self.register.expected(period) if agency.form == form.id]
        if not agencies:
            raise RegisterError(register.REGISTER_EMPTY.about(file=_REGISTER, period=period))
        return agencies

    @property
    def letters(self) -> Letters:
        """The texts of its letters."""
        from cchc_excel.mail.letters import Letters  # noqa: PLC0415 - brings the library of templates

        return Letters(self.root / _LETTERS)

    @property
    def archive(self) -> Archive:
        """The archive of received files."""
        return Archive(self.root / "archive")

    @cached_property
    def log(self) -> logging.Logger:
        """What runs did and stumbled on; see :mod:`cchc_excel.workflow.run_log`."""
        from cchc_excel.workflow.run_log import run_log  # noqa: PLC0415 - asking how things stand writes no log

        return run_log(self.log_path)

    @property
    def log_path(self) -> Path:
        """The log's file."""
        return self.root / _LOG

    @property
    def ledger_path(self) -> Path:
        """The ledger's file."""
        return self.root / _LEDGER

    @contextmanager
    def ledger(self) -> Iterator[Ledger]:
        """The open ledger; what is recorded in it goes into the archive's notes at the end, also after an error.

        Raises:
            WorkspaceError: it cannot be opened, read or written (locked, read-only, damaged); or the archive was
                written by another ledger, or by a later state of this one.
        """
        from cchc_excel.workflow.archiving import archive_changes, require_current  # noqa: PLC0415 - it knows us

        self.archive.require_readable()
        try:
            with Ledger(self.ledger_path) as ledger:
                require_current(self.archive, ledger)
                try:
                    yield ledger
                except BaseException:
                    with suppress(WorkspaceError, sqlite3.Error):  # it is the first error that is to be reported
                        archive_changes(self.archive, ledger)
                    raise
                archive_changes(self.archive, ledger)
        except sqlite3.Error as error:
            raise workspace_error(self.ledger_path, error) from error

    @property
    def workers(self) -> int:
        """How many files are read at once."""
        # A container, or the operator, may give us fewer cores than there are.
        usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        return self.settings.gioi_han.so_tien_trinh or min(usable, 8)

    # --- periods ---------------------------------------------------------------------------------------------

    def folder(self, kind: str, period: Period | str) -> Path:
        """``templates``, ``returned`` or ``consolidated`` of a period."""
        return self.root / kind / str(period)

    def campaigns(self, ledger: Ledger) -> Sequence[CampaignRecord]:
        """Every campaign that the ledger has.

        Raises:
            RequestError: it has none, and the archive is not empty: the ledger was lost.
        """
        campaigns = ledger.campaigns()
        if campaigns or self.archive.is_empty:
            return campaigns
        mark = self.archive.mark()
        if mark is None or not ledger.archived.knows(ArchiveMark(*mark)):
            raise RequestError(messages.LEDGER_LOST.about())
        return campaigns  # all that was issued has been withdrawn

    def campaign(self, ledger: Ledger, key: str | None) -> CampaignRecord:
        """The campaign of a period, or the one last issued.

        Raises:
            RequestError: nothing was issued for it, several are open and none is named, the ledger has lost what the
                archive knows, or the form was changed since it was issued.
        """
        from cchc_excel.workflow.issued_form import require_unchanged  # noqa: PLC0415 - it knows the forms

        campaigns = self.campaigns(ledger)
        if key is None:
            campaign = _last_issued(campaigns)
            return require_unchanged(self.catalogue, self.archive, ledger, campaign)
        period = Period.parse(key)
        for campaign in campaigns:
            if campaign.period == period.key:
                return require_unchanged(self.catalogue, self.archive, ledger, campaign)
        issued = ", ".join(campaign.period for campaign in campaigns) or "chưa có"
        raise RequestError(messages.PERIOD_NOT_ISSUED.about(period=period, known=issued))


def _last_issued(campaigns: Sequence[CampaignRecord]) -> CampaignRecord:
    """The campaign that is meant where none is named.

    Raises:
        RequestError: there is none, or there are several whose deadline has not passed.
    """
    if not campaigns:
        raise RequestError(messages.PERIOD_NEEDED.about())
    open_periods = [campaign.period for campaign in campaigns if campaign.deadline >= date.today()]
    if len(open_periods) > 1:
        raise RequestError(messages.PERIODS_OPEN.about(periods=", ".join(open_periods), first=open_periods[0]))
    return max(campaigns, key=lambda campaign: (campaign.issued, campaign.data_to, campaign.data_from))


@cache
def program_version() -> str:
    """The version of this program; another one may read what this one does not."""
    return version("cchc-excel")


def save(path: Path, content: bytes) -> None:
    """Put an output in place whole.

    Raises:
        WorkspaceError: it cannot be written, or the one there is open in Excel.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        atomic_write(path, content)
    except OSError as error:
        raise WorkspaceError(messages.FOLDER_UNWRITABLE.about(path=path)) from error
