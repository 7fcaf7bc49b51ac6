"""What one arrival may cost, whatever is packed in it: a zip, a letter, a zip in a letter, tables of several agencies.

An arrival is a file of the drop folder or a message of the mailbox. Each has one budget of seconds, bytes and files,
which goes with everything that comes out of it; what one file may cost by itself is in
:mod:`cchc_excel.reading.workers.limits`.
"""

from __future__ import annotations

from dataclasses import dataclass

from cchc_excel.reading.workers.limits import MIB, Limits

#: What is unpacked may be so many times larger than the arrival, and so many bytes besides: workbooks are packed
#: already, and what is not (.xls, .csv, pages of the web) shrinks to a tenth.
_RATIO, _FREE_BYTES = 20, 16 * MIB


@dataclass(frozen=True)
class Allowance:
    """What may be unpacked of one package: so many files, of so many bytes together."""

    files: int
    bytes: int


class ArrivalBudget:
    """What is left for all that one arrival brings.

    Attributes:
        seconds_left: of workers' time; a file over which a worker died counts as one that took all its time.
    """

    def __init__(self, limits: Limits, size: int) -> None:
        """Begin.

        Args:
            limits: of the workspace.
            size: bytes of the arrival itself.
        """
        self._limits = limits
        self._most_unpacked = min(limits.arrival_bytes, _RATIO * size + _FREE_BYTES)
        self._files_left = limits.arrival_files
        self._bytes_left = limits.arrival_bytes
        self._unpacked_left = self._most_unpacked
        self.seconds_left = limits.arrival_seconds

    @property
    def allowance(self) -> Allowance:
        """What may be unpacked now."""
        return Allowance(self._files_left, min(self._bytes_left, self._unpacked_left))

    @property
    def is_spent(self) -> bool:
        """Whether no time is left, so that nothing more is read."""
        return self.seconds_left <= 0

    @property
    def bounds(self) -> dict[str, str]:
        """The bounds, as the sentences name them."""
        return {
            "files": f"{self._limits.arrival_files:,}".replace(",", "."),
            "size": f"{self._most_unpacked // MIB} MB",
            "seconds": f"{self._limits.arrival_seconds:g}",
        }

    def take(self, size: int) -> None:
        """Count a file that was unpacked within :attr:`allowance`."""
        self._files_left -= 1
        self._bytes_left -= size
        self._unpacked_left -= size

    def take_copy(self, size: int) -> bool:
        """Count a file that repeats one that is there, as a table of a workbook does; False where it is too much."""
        if self._files_left < 1 or size > self._bytes_left:
            return False
        self._files_left -= 1
        self._bytes_left -= size
        return True

    def spend(self, seconds: float) -> None:
        """Count time of workers."""
        self.seconds_left -= seconds
