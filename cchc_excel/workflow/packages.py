"""Packages of returned files: zips, saved messages, workbooks with tables of several agencies.

In: a package in the archive. Out: the files in it, archived like those of the drop folder, and the state in which the
package itself ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import replace
from pathlib import Path
from time import monotonic

from cchc_excel.domain.sender_link import SenderLink
from cchc_excel.domain.submission import Unreadable, over_budget, unreadable
from cchc_excel.mail.compose import is_own_message_id
from cchc_excel.mail.incoming import IncomingMessage, parse_message
from cchc_excel.messages import states as messages
from cchc_excel.messages.states import FileState
from cchc_excel.reading.extract import PLACES, extract
from cchc_excel.reading.unpack import unpack
from cchc_excel.reading.workers.budgets import ArrivalBudget
from cchc_excel.reading.workers.isolation import WorkerError, WorkerPool
from cchc_excel.reading.workers.limits import Limits
from cchc_excel.storage.ledger import Ledger
from cchc_excel.text.normalize import to_text
from cchc_excel.validation.campaign_context import CampaignContext
from cchc_excel.workflow.intake import IncomingFile, Intake, Origin

#: So many unopened parts are named.
_PARTS_NAMED = 5
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

    def __init__(self, intake: Intake, ledger: Ledger, campaign: CampaignContext, limits: Limits) -> None:
        self._intake = intake
        self._ledger = ledger
        self._campaign = campaign
        self._limits = limits

    def files_in(self, package: IncomingFile, outcome: Unreadable, pool: WorkerPool) -> Opened:
        """The files of a package that :func:`is_opened`; none where the arrival that it came in has no time left."""
        if package.budget.is_spent:
            return (), over_budget(messages.FILE_OVER_BUDGET, package.budget.bounds)
        if outcome.state == "message":
            return self.files_of(package, parsed_message(package.stored.path, pool, package.budget, package.name))
        return self._unpacked(package, pool) if outcome.state == "packed" else self._tables(package, outcome, pool)

    def _unpacked(self, package: IncomingFile, pool: WorkerPool) -> Opened:
        unpacked = unpack(package.stored.path, pool.folder(), self._limits, pool.executor, package.budget)
        if isinstance(unpacked, Unreadable):
            return (), unpacked
        # What the letters in it say of their days, whoever packed it could write.
        origin = replace(package.origin, is_attached=True)
        files = self._intake.from_package(package, unpacked.files, origin)
        if unpacked.left_out:
            return files, _partly_taken(package, len(unpacked.files), unpacked.left_out)
        return files, Unreadable("unpacked", {"count": str(len(unpacked.files))})

    def _tables(self, package: IncomingFile, outcome: Unreadable, pool: WorkerPool) -> Opened:
        """Each agency's table as a file of its own; whose it is, no letter can say for them all."""
        content, folder = package.stored.path.read_bytes(), pool.folder()
        tables: list[tuple[str, Path]] = []
        left_out: list[str] = []
        for number, place in enumerate(outcome.facts[PLACES].split("\n")):
            # Each table is kept with the whole workbook.
            if not package.budget.take_copy(len(content)):
                left_out.append(place)
                continue
            path = folder / str(number)
            path.write_bytes(extract(content, place))
            tables.append((place, path))
        origin = replace(package.origin, link=SenderLink(sent=package.origin.link.sent))
        files = self._intake.from_package(package, tables, origin)
        return files, _partly_taken(package, len(tables), left_out) if left_out else Unreadable("split", outcome.facts)

    def files_of(self, file: IncomingFile, message: IncomingMessage | None, *, is_dated: bool = False) -> Opened:
        """The files of a message, with what it says of whose they are and when they came.

        A message that is attached to another one says nothing of the day, and of the sender only what the outer one
        says: anybody can write it.

        Args:
            file: the message in the archive.
            message: as it was parsed; None where it cannot be.
            is_dated: the mailbox said when it came.
        """
        if message is None:
            return (), unreadable("damaged")
        bounce = self._bounce(message) if message.failed else None
        if bounce is not None and not (message.files or message.unopened):
            return (), bounce
        origin = self._origin_of(file.origin, message, is_dated=is_dated)
        attached = [(name, Path(path)) for name, path in message.files]
        for _, path in attached:
            file.budget.take(path.stat().st_size)
        files = self._intake.from_package(file, attached, origin)
        if message.left_out:
            return files, _partly_taken(file, len(attached), (*message.left_out, *message.unopened))
        return files, Unreadable(_state_of(message), _facts_of(message))

    def _bounce(self, message: IncomingMessage) -> Unreadable:
        """A report that a letter did not arrive; it is believed where it names the letter by our own Message-ID."""
        own = [message_id for message_id in message.threads if is_own_message_id(message_id, self._campaign.key)]
        detail = "; ".join(f"{address}: {reason}" for address, reason in message.failed)
        self._ledger.mail.mark_bounced(own, detail)
        failed = ", ".join(address for address, _ in message.failed)
        return Unreadable("bounce", {"failed": failed, "bounced": "" if own else messages.BOUNCE_UNVERIFIED})

    def _origin_of(self, outer: Origin, message: IncomingMessage, *, is_dated: bool) -> Origin:
        """When and how the files of a message came."""
        if message.kind == "package":
            return outer
        origin = replace(outer, link=self._link_of(message, outer.link), is_attached=True)
        if message.received is not None and not (is_dated or outer.is_attached or outer.day == "operator"):
            origin = replace(origin, received=message.received, day="")
        # A day before the period's data begin is no day of a report.
        is_possible = message.sent is not None and message.sent.date() >= self._campaign.period.data_from
        if message.sent is not None and is_possible and not outer.link.sent and message.sent != origin.received:
            origin = replace(origin, link=replace(origin.link, sent=message.sent.isoformat()))
        return origin

    def _link_of(self, message: IncomingMessage, outer: SenderLink) -> SenderLink:
        """Whose letters a message answers, as far as that has our seal, and whose address it came from."""
        own = [message_id for message_id in message.threads if is_own_message_id(message_id, self._campaign.key)]
        threads = [letter.agency for message_id in own if (letter := self._ledger.mail.by_message(message_id))]
        thread = outer.thread or (threads[0] if threads else "")
        sender = self._campaign.agency_at(message.sender)
        if not outer.address:
            within = next(filter(None, map(self._campaign.agency_at, message.within)), "")
            return SenderLink(thread, sender, message.sender, named=message.named, within=within)
        # Templates go round in the letters by which we sent them.
        if message.sender == self._campaign.desk_address:
            return replace(outer, thread=thread)
        named = "\n".join(filter(None, (outer.named, message.named)))
        return replace(outer, thread=thread, named=named, within=outer.within or sender)


def _partly_taken(package: IncomingFile, count: int, left_out: Sequence[str]) -> Unreadable:
    """The end of a package with more in it than its arrival may bring."""
    facts = {**package.budget.bounds, "count": str(count), "unopened": _named(left_out)}
    return over_budget(messages.PACKAGE_OVER_BUDGET, facts)


def _named(parts: Sequence[str]) -> str:
    names = [to_text(name) for name in parts[:_PARTS_NAMED]]
    return ", ".join(names) + messages.MORE * (len(parts) > len(names))


def _state_of(message: IncomingMessage) -> FileState:
    if message.unopened:
        return "partly_opened"
    if message.files:
        return "opened_mail"
    return "auto_reply" if message.kind == "auto_reply" else "no_files"


def _facts_of(message: IncomingMessage) -> dict[str, str]:
    facts = {"count": str(len(message.files))}
    if message.sender:
        facts["sender"] = messages.SENT_BY.format(sender=message.sender)
    if message.unopened:
        facts["unopened"] = _named(message.unopened)
    elif not message.files and message.links:
        facts |= {"links": messages.ONLY_LINKS.format(count=message.links), "remedy": messages.OPEN_LINKS}
    return facts


def parsed_message(path: Path, pool: WorkerPool, budget: ArrivalBudget, name: str = "") -> IncomingMessage | None:
    """A message, parsed in a worker with its files in a folder of their own; None where that cannot be done.

    The time is taken from the budget; the files are, once they are archived.
    """
    began, allowance = monotonic(), budget.allowance
    given = (str(path), str(pool.folder()), allowance.files, allowance.bytes, name)
    future = pool.executor.submit(parse_message, *given)
    try:
        message: IncomingMessage | None = future.result(timeout=max(budget.seconds_left, 0))
    except (FutureTimeoutError, WorkerError, MemoryError):
        future.cancel()
        message = None
    budget.spend(monotonic() - began)
    return message
