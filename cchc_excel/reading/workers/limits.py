"""What reading one file may cost."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1024 * 1024
#: People format whole columns, so that most cells of a workbook may be blank.
_BLANK_TOO = 4


@dataclass(frozen=True)
class Limits:
    """Bounds on a returned file; beyond one it ends in a named file state and the run goes on.

    Attributes:
        file_bytes: size of the file.
        members: entries in a zip package.
        inflated_bytes: all of a package's parts together, decompressed.
        ratio: how many times larger than the package its parts together may be.
        cells: those of all sheets that hold anything.
        memory_bytes: address space of a worker process; on Windows the memory that it commits (a Job Object).
        seconds: time for one task of a worker; the files of a task that overran it are read again, each by itself.
        arrival_files: files in one arrival, whatever they are packed in.
        arrival_times: how many times the bytes and the seconds of one file all of one arrival may take.
    """

    file_bytes: int = 50 * MIB
    members: int = 2_000
    inflated_bytes: int = 200 * MIB
    ratio: int = 400
    cells: int = 500_000
    memory_bytes: int = 512 * MIB
    seconds: float = 20
    arrival_files: int = 1_000
    arrival_times: int = 4

    @property
    def any_cells(self) -> int:
        """Cells of all sheets, blank ones that are only formatted too."""
        return _BLANK_TOO * self.cells

    @property
    def arrival_bytes(self) -> int:
        """All that is unpacked of one arrival."""
        return self.arrival_times * self.file_bytes

    @property
    def arrival_seconds(self) -> float:
        """Workers' time for all of one arrival."""
        return self.arrival_times * self.seconds
