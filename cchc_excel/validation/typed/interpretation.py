"""What a figure's cell means: the value, or what is asked about it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

from cchc_excel.domain.finding import EXPLAINED_BLANK
from cchc_excel.messages.findings import FindingCode

#: Which finding the reading of a figure calls for; empty for none.
Code = FindingCode | Literal[""]


class Interpretation(NamedTuple):
    """What a raw cell means.

    Attributes:
        value: the number that counts; None when blank, not understood or asked about.
        finding: code of the finding that the reading calls for; empty when read as typed.
        facts: for the finding's message.
        numerator: of a percentage typed as ``63/63``.
        denominator: its other half.
        doubtful: the number that counts only where something speaks for it: the row's note, or earlier figures.
        further: findings on top of the first.
    """

    value: float | None = None
    finding: Code = ""
    facts: Mapping[str, str] = MappingProxyType({})
    numerator: float | None = None
    denominator: float | None = None
    doubtful: float | None = None
    further: tuple[FindingCode, ...] = ()

    @property
    def is_asked_about(self) -> bool:
        """Whether something stands in the cell that is not counted as it is."""
        return self.value is None and self.finding not in ("", EXPLAINED_BLANK)

    def settled(self, *, is_usual: bool) -> Interpretation:
        """The same where something speaks for the doubtful number, which counts then.

        Args:
            is_usual: it is not even asked about.
        """
        settled = self._replace(value=self.doubtful, doubtful=None)
        return settled._replace(finding="", further=()).also(*self.further) if is_usual else settled

    def also(self, *codes: FindingCode, **facts: str) -> Interpretation:
        """The same with further findings and facts."""
        facts = {**self.facts, **facts}
        if self.finding or not codes:
            return self._replace(further=(*self.further, *codes), facts=facts)
        return self._replace(finding=codes[0], further=(*self.further, *codes[1:]), facts=facts)


#: Nothing stands there.
EMPTY = Interpretation()


def asked(code: FindingCode, **facts: str) -> Interpretation:
    """A cell that cannot be read as one figure: its finding asks, and nothing is counted."""
    return Interpretation(finding=code, facts=facts)
