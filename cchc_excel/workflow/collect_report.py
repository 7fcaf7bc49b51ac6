"""What became of every file of a collecting run: one result for each, in the order in which the operator knows them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cchc_excel.domain.receipt import Receipt
from cchc_excel.messages.states import (
    COUNT_IT_AGAIN,
    DECIDED_FOR_ANOTHER_PERIOD,
    NAMES,
    OF_ANOTHER_PERIOD,
    FileState,
    reason_of,
)


@dataclass(frozen=True)
class CollectResult:
    """What became of one file.

    Attributes:
        reason: a Vietnamese sentence; empty for none.
        remedy: what to do; empty for nothing.
        agency: code by the stamp, where one was found.
        number: submission number of a return that counts or once counted.
        is_news: something was learned of it in this run; not so of one that still lies where an earlier run saw it.
    """

    path: Path
    state: FileState
    reason: str
    remedy: str
    agency: str | None = None
    number: int | None = None
    is_news: bool = True


class CollectReport:
    """Gathers the result of each file while a run goes on."""

    def __init__(self, period: str, total: int) -> None:
        """Begin.

        Args:
            period: of the campaign.
            total: how many indicators its form has.
        """
        self._period, self._total = period, total
        self._results: dict[Path, CollectResult | None] = {}
        self._remarks: dict[Path, tuple[str, str]] = {}

    def __contains__(self, path: Path) -> bool:
        return path in self._results

    def expect(self, path: Path) -> None:
        """A result of this file will follow; this is its place in the order."""
        self._results.setdefault(path, None)

    def add_remark(self, path: Path, sentence: tuple[str, str]) -> None:
        """Something to be said of this file besides its state: reason and remedy, whole sentences."""
        self._remarks[path] = sentence

    def add_state(self, path: Path, state: FileState, receipt: Receipt | None = None, /, **facts: str) -> CollectResult:
        """A file's state with its sentence."""
        reason, remedy = (
            " ".join(filter(None, texts))
            for texts in zip(
                reason_of(state, receipt.file_id if receipt else "", self._period, facts),
                self._remarks.get(path, ("", "")),
                strict=True,
            )
        )
        agency, number = (receipt.agency, receipt.number) if receipt else (None, None)
        is_news = state != "known" or path in self._remarks
        result = CollectResult(path, state, reason, remedy, agency, number, is_news)
        self._results[path] = result
        return result

    def add_read(self, path: Path, receipt: Receipt) -> CollectResult:
        """What became of a file that was read in this run."""
        facts = {**receipt.facts, "number": str(receipt.number), "total": str(self._total)}
        return self.add_state(path, receipt.state, receipt, **facts)

    def add_duplicate(self, path: Path, receipt: Receipt) -> CollectResult:
        """A file whose content came as another file, or came again."""
        remedy = ""
        if receipt.period != self._period:
            is_decided = receipt.preferred is not None and receipt.issue is None
            sentence = DECIDED_FOR_ANOTHER_PERIOD if is_decided else OF_ANOTHER_PERIOD
            params = {"file_id": receipt.file_id, "agency": receipt.agency}
            remedy = sentence.format(known=receipt.period, period=self._period, **params)
        elif receipt.state == "superseded":
            remedy = COUNT_IT_AGAIN.format(file_id=receipt.file_id, agency=receipt.agency, period=receipt.period)
        return self.add_state(
            path, "duplicate", receipt, name=receipt.name, state_name=_state_of(receipt), remedy=remedy
        )

    def add_known(self, path: Path, receipt: Receipt) -> CollectResult:
        """A file that an earlier run has taken in and that still lies there."""
        return self.add_state(path, "known", receipt, state_name=_state_of(receipt))

    def has_failed(self, path: Path) -> bool:
        """Whether the program failed over a file, or over one in it."""
        failed = [other for other, result in self._results.items() if result is not None and result.state == "failed"]
        return any(path in (other, *other.parents) for other in failed)

    def in_order(self) -> Iterator[CollectResult]:
        """Every file that has a result; the files of a package right behind it."""
        for path in _packages_first(list(self._results)):
            result = self._results[path]
            if result is not None:
                yield result


def _state_of(receipt: Receipt) -> str:
    name = NAMES[receipt.state]
    return name[0].lower() + name[1:] + (f", lần nộp {receipt.number}" if receipt.number else "")


def _packages_first(paths: Sequence[Path]) -> list[Path]:
    """The files of a zip, which were met later, right behind it."""
    order = {path: at for at, path in enumerate(paths)}
    return sorted(
        order, key=lambda path: min((order[up], len(up.parts)) for up in (path, *path.parents) if up in order)
    )
