"""What a request brings: the parts of its address, its form, and who sent it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import IO
from urllib.parse import urlencode

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

from cchc_excel.desk.board import Board, Snapshot
from cchc_excel.desk.jobs import Jobs
from cchc_excel.desk.sessions import Session
from cchc_excel.errors import RequestError
from cchc_excel.messages import cli as cli_messages
from cchc_excel.messages import page as messages

_MOST_FIELDS, _FIELD_BYTES = 20, 1 << 16


class BadForm(Exception):  # noqa: N818 - an answer to the browser, no fault of ours
    """A form without the token, or one that cannot be read."""


@dataclass(frozen=True)
class Upload:
    """A file that a form brought.

    Attributes:
        name: as the browser calls it, with folders: a label, never a path of ours.
    """

    name: str
    content: IO[bytes]


@dataclass(frozen=True)
class Asked:
    """One request.

    Attributes:
        place: the address without its query.
        path: values of the address's placeholders.
        query: of the address.
        fields: of the form; empty for one that changes nothing.
    """

    method: str
    place: str
    path: Mapping[str, str]
    query: Mapping[str, str]
    session: Session
    board: Board
    jobs: Jobs
    fields: Mapping[str, str] = field(default_factory=dict)
    upload: Upload | None = None

    @property
    def period(self) -> str:
        """The period that the address names; empty for the usual one."""
        return self.query.get("ky", "")

    def day(self, name: str) -> date:
        """The day in a field; browsers that have no calendar let it be typed.

        Raises:
            RequestError: there is none.
        """
        text = self.fields.get(name, "").strip()
        try:
            return datetime.strptime(text, "%Y-%m-%d" if "-" in text else "%d/%m/%Y").date()
        except ValueError as error:
            message, remedy = cli_messages.BAD_DATE
            raise RequestError((message.format(text=text), remedy)) from error

    @property
    def is_sure(self) -> bool:
        """Whether it was asked before if that is meant, and the answer was yes."""
        return self.fields.get("chac") == "1"

    @property
    def back(self) -> str:
        """The page that a button was pressed on, by its key in the menu: never an address of the request's."""
        _, address = messages.MENU.get(self.fields.get("ve", ""), messages.MENU["viec"])
        return self.to(address)

    def to(self, path: str, told: str = "") -> str:
        """An address of ours, of the same period.

        Args:
            path: of the page.
            told: what it says of what was just done.
        """
        self.session.told = told or self.session.told
        return f"{path}?{urlencode({'ky': self.period})}" if self.period else path

    def snapshot(self) -> Snapshot:
        """How that period stands.

        Raises:
            CchcError: no such campaign; the workspace cannot be used.
        """
        return self.board.snapshot(self.period)


async def read_form(request: Request) -> tuple[Mapping[str, str], Upload | None]:
    """Fields and file of a form, whose length the guard has bounded.

    Raises:
        BadForm: it cannot be read.
    """
    try:
        form = await request.form(max_files=1, max_fields=_MOST_FIELDS, max_part_size=_FIELD_BYTES)
    except (HTTPException, ClientDisconnect) as error:
        raise BadForm from error
    fields: dict[str, str] = {}
    upload = None
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            upload = Upload(fields.get("ten") or value.filename or "", value.file)
        else:
            fields[name] = value
    return fields, upload
