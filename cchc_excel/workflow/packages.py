"""Packages of returned files: zips, saved messages, workbooks with tables of several agencies.

In: a package in the archive. Out: the files in it, archived like those of the drop folder, and the state in which the
package itself ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import TimeoutError as FutureTimeoutError
from pathlib import Path

from cchc_excel.domain.agency import Register
from cchc_excel.domain.submission import Unreadable, unreadable
from cchc_excel.mail.incoming import IncomingMessage, parse_message
from cchc_excel.messages.states import FileState
from cchc_excel.reading.extract import PLACES, extract
from cchc_excel.reading.unpack import unpack
from cchc_excel.reading.workers.isolation import WorkerError, WorkerPool
from cchc_excel.reading.workers.limits import Limits
from cchc_excel.storage.ledger import Ledger
from cchc_excel.validation.acceptance import NO_LINK, SenderLink
from cchc_excel.workflow.intake import IncomingFile, Intake

#: A zip in a letter in a letter is opened; what is packed deeper is recorded as `packed`.
_MAX_DEPTH = 3

#: The files of a package that are to be read, and the state in which the package itself ends.
Opened = tuple[Sequence[IncomingFile], Unreadable]


def is_opened(outcome: Unreadable, packages: tuple[str, ...]) -> bool:
    """Whether a file is a package of others that is opened.

    Args:
        outcome: what reading said of it.
        packages: states of the packages that it came in, the outermost first; no zip in a zip is opened.
    """
    if outcome.state == "message":
        return len(packages) < _MAX_DEPTH
    if outcome.state == "packed":
        return len(packages) < _MAX_DEPTH and "packed" not in packages
    return outcome.state == "several_agencies" and "several_agencies" not in packages


class Packages:
    """Opens the packages of one run."""

    def __init__(self, intake: Intake, ledger: Ledger, register: Register, limits: Limits) -> None:
        self._intake = intake
        self._ledger = ledger
        self._register = register
        self._limits = limits

    def files_in(self, package: IncomingFile, outcome: Unreadable, pool: WorkerPool) -> Opened:
        """The files of a package that :func:`is_opened`."""
        if outcome.state == "message":
            return self.files_of(package, parsed_message(package.stored.path, pool))
        return self._unpacked(package, pool) if outcome.state == "packed" else self._tables(package, outcome, pool)

    def _unpacked(self, package: IncomingFile, pool: WorkerPool) -> Opened:
        unpacked = unpack(package.stored.path, pool.folder(), self._limits, pool.executor)
        if isinstance(unpacked, Unreadable):
            return (), unpacked
        files = self._intake.from_package(package, unpacked, package.received, package.link)
        return files, Unreadable("unpacked", {"count": str(len(unpacked))})

    def _tables(self, package: IncomingFile, outcome: Unreadable, pool: WorkerPool) -> Opened:
        """Each agency's table as a file of its own; whose it is, no letter can say for them all."""
        content, folder = package.stored.path.read_bytes(), pool.folder()
        tables = []
        for number, place in enumerate(outcome.facts[PLACES].split("\n")):
            path = folder / str(number)
            path.write_bytes(extract(content, place))
            tables.append((place, path))
        files = self._intake.from_package(package, tables, package.received, NO_LINK)
        return files, Unreadable("split", outcome.facts)

    def files_of(self, file: IncomingFile, message: IncomingMessage | None, *, is_dated: bool = False) -> Opened:
        """The files of a message, linked to the agency whose thread or address it came by.

        Args:
            file: the message in the archive.
            message: as it was parsed; None where it cannot be.
            is_dated: the mailbox said when it came.
        """
        if message is None:
            return (), unreadable("damaged")
        if message.failed:
            detail = "; ".join(f"{address}: {reason}" for address, reason in message.failed)
            self._ledger.mail.mark_bounced(message.threads, detail)
            return (), Unreadable("bounce", {"failed": ", ".join(address for address, _ in message.failed)})
        # What was said about the day, or by the mailbox, goes before what the message says of itself.
        received = file.received if is_dated or self._intake.is_dated else message.sent or file.received
        attached = [(name, Path(path)) for name, path in message.files]
        link = _sender_link_of(message, self._ledger, self._register)
        files = self._intake.from_package(file, attached, received, link)
        state: FileState = "opened_mail" if attached else "auto_reply" if message.kind == "auto_reply" else "no_files"
        return files, Unreadable(state, {"count": str(len(attached))})


def parsed_message(path: Path, pool: WorkerPool) -> IncomingMessage | None:
    """A message, parsed in a worker with its files in a folder of their own; None where that cannot be done."""
    try:
        message: IncomingMessage | None = pool.executor.submit(parse_message, str(path), str(pool.folder())).result()
    except (FutureTimeoutError, WorkerError, MemoryError):
        return None
    return message


def _sender_link_of(message: IncomingMessage, ledger: Ledger, register: Register) -> SenderLink:
    """Whose letters the message answers, and whose address it came from."""
    threads = [letter.agency for message_id in message.threads if (letter := ledger.mail.by_message(message_id))]
    senders = [
        agency.code
        for agency in register.agencies
        if message.sender and message.sender in (email.lower() for email in agency.emails)
    ]
    return SenderLink(threads[0] if threads else "", senders[0] if len(senders) == 1 else "")
