"""What became of every file of a run, in the order in which the operator knows them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cchc_excel.domain.receipt import Receipt
from cchc_excel.messages.states import COUNT_IT_AGAIN, NAMES, OF_ANOTHER_PERIOD, FileState, reason_of


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
    """Gathers what is to be told of each file."""

    def __init__(self, period: str, total: int) -> None:
        """Begin.

        Args:
            period: of the campaign.
            total: how many indicators its form has.
        """
        self._period, self._total = period, total
        self._told: dict[Path, CollectResult | None] = {}
        self._besides: dict[Path, tuple[str, str]] = {}

    def __contains__(self, path: Path) -> bool:
        return path in self._told

    def expect(self, path: Path) -> None:
        """Something will be told of this file, at this place in the order."""
        self._told.setdefault(path, None)

    def add_remark(self, path: Path, besides: tuple[str, str]) -> None:
        """Something else will be said of this file: reason and remedy, whole sentences."""
        self._besides[path] = besides

    def add_state(self, path: Path, state: FileState, receipt: Receipt | None = None, /, **facts: str) -> CollectResult:
        """A file's state with its sentence."""
        reason, remedy = (
            " ".join(filter(None, texts))
            for texts in zip(
                reason_of(state, path.name, self._period, facts), self._besides.get(path, ("", "")), strict=True
            )
        )
        agency, number = (receipt.agency, receipt.number) if receipt else (None, None)
        is_news = state != "known" or path in self._besides
        told = CollectResult(path, state, reason, remedy, agency, number, is_news)
        self._told[path] = told
        return told

    def add_read(self, path: Path, receipt: Receipt) -> CollectResult:
        """What became of a file that was read in this run."""
        facts = {**receipt.facts, "number": str(receipt.number), "total": str(self._total)}
        return self.add_state(path, receipt.state, receipt, **facts)

    def add_duplicate(self, path: Path, known: Receipt) -> CollectResult:
        """A file whose content came as another file, or came again."""
        remedy = ""
        if known.period != self._period:
            remedy = OF_ANOTHER_PERIOD.format(known=known.period, period=self._period)
        elif known.state == "superseded":
            remedy = COUNT_IT_AGAIN.format(file=known.name, agency=known.agency, period=known.period)
        return self.add_state(path, "duplicate", known, name=known.name, state_name=_state_of(known), remedy=remedy)

    def add_known(self, path: Path, known: Receipt) -> CollectResult:
        """A file that an earlier run has taken in and that still lies there."""
        return self.add_state(path, "known", known, state_name=_state_of(known))

    def in_order(self) -> Iterator[CollectResult]:
        """Every file of which something was told; the files of a package right behind it."""
        for path in _inside_after(list(self._told)):
            told = self._told[path]
            if told is not None:
                yield told


def _state_of(known: Receipt) -> str:
    name = NAMES[known.state]
    return name[0].lower() + name[1:] + (f", lần nộp {known.number}" if known.number else "")


def _inside_after(paths: Sequence[Path]) -> list[Path]:
    """The files of a zip, which were met later, right behind it."""
    order = {path: at for at, path in enumerate(paths)}
    return sorted(
        order, key=lambda path: min((order[up], len(up.parts)) for up in (path, *path.parents) if up in order)
    )
