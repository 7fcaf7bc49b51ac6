"""One file → :class:`Reading`, or why not. Runs in a worker process; many files → the same, in order."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Executor
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass
from pathlib import Path
from xml.parsers.expat import ExpatError

from pebble import ProcessExpired

from cchc_excel.forms import Form
from cchc_excel.layout import STAMP_SHEET, Layout
from cchc_excel.reading import guard, sniff
from cchc_excel.reading.grid import Grid, open_grids
from cchc_excel.reading.limits import MIB, Limits
from cchc_excel.reading.locate import find_columns, locate
from cchc_excel.reading.stamps import stamp_in_properties, stamp_in_sheet
from cchc_excel.stamp import Stamp
from cchc_excel.submission import Reading, Remark, Unreadable
from cchc_excel.wording.states import KINDS, UNREADABLE


@dataclass(frozen=True)
class Known:
    """What a worker has to know of the forms: little, since it is sent to another process.

    Attributes:
        rows: form key → code → row in which it was issued.
        indicators: form key → codes that take a figure.
    """

    rows: Mapping[str, Mapping[str, int]]
    indicators: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, forms: Iterable[Form]) -> Known:
        """What there is to know of these forms."""
        forms = list(forms)
        return cls(
            {form.key: dict(Layout(form).rows) for form in forms},
            {form.key: frozenset(row.code for row in form.indicators) for form in forms},
        )


def read_all(
    paths: Iterable[Path], known: Known, limits: Limits, executor: Executor
) -> Iterator[tuple[Path, Reading | Unreadable]]:
    """Read many files, each in a worker; a worker's death or delay costs only its own file.

    Args:
        paths: the files.
        known: the forms that there are.
        limits: what one file may cost.
        executor: any; an :class:`IsolatedExecutor` bounds memory and time.
    """
    running = [(path, executor.submit(read_file, str(path), known, limits)) for path in paths]
    for path, future in running:
        try:
            outcome = future.result()
        except FutureTimeoutError:
            outcome = _unreadable("too_slow", seconds=f"{limits.seconds:g}")
        except ProcessExpired:
            outcome = _unreadable("crashed")
        yield path, outcome


def read_file(name: str, known: Known, limits: Limits) -> Reading | Unreadable:
    """Read one file; never raises for what the file holds."""
    try:
        path = Path(name)
        if path.stat().st_size > limits.file_bytes:
            return _unreadable("too_large", limit=f"{limits.file_bytes // MIB} MB")
        return _read(path.read_bytes(), known, limits)
    except guard.UnsafeError:
        return _unreadable("unsafe")
    except MemoryError:
        return _unreadable("too_large", limit=f"{limits.memory_bytes // MIB} MB")
    except OSError as error:
        # Parsers of torn files raise it too; only the file system's own have an error number.
        return _unreadable("no_access" if error.errno else "damaged")
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # noqa: BLE001 - the parser, written in Rust, panics outside Exception
        return _unreadable("damaged")


def _read(content: bytes, known: Known, limits: Limits) -> Reading | Unreadable:
    kind = sniff.sniff(content)
    if kind == "empty":
        return _unreadable("empty")
    if kind == "encrypted":
        return Unreadable("encrypted")
    if kind not in sniff.WORKBOOKS:
        return Unreadable("not_a_workbook", {"kind": KINDS[kind]})
    try:
        facts = guard.inspect(content, limits) if kind != "xls" else {}
    except (zipfile.BadZipFile, ExpatError, KeyError, ValueError):
        return _unreadable("damaged")
    grids = list(open_grids(content, facts))
    stamp, remarks = _stamp(content, grids)
    if stamp is None:
        return Unreadable("no_stamp")
    return _reading(grids, stamp, remarks, known)


def _reading(grids: list[Grid], stamp: Stamp, remarks: list[Remark], known: Known) -> Reading | Unreadable:
    key = f"{stamp.form}/{stamp.version}"
    if key not in known.rows:
        return Reading(stamp, (), tuple(remarks))
    for grid in grids:
        columns = find_columns(grid)
        if columns is not None:
            located = locate(grid, columns, known.rows[key], known.indicators[key])
            return Reading(stamp, located.entries, (*remarks, *located.remarks))
    return Unreadable("no_stamp")


def _stamp(content: bytes, grids: list[Grid]) -> tuple[Stamp | None, list[Remark]]:
    """The stamp by the sheet, else by the properties; where they disagree the sheet counts and it is said."""
    by_sheet = next((stamp for grid in grids if grid.name == STAMP_SHEET and (stamp := stamp_in_sheet(grid))), None)
    try:
        by_properties = stamp_in_properties(content)
    except Exception:  # noqa: BLE001 - foreign property streams are torn in every way; the sheet is the first witness
        by_properties = None
    if by_sheet is None:
        return by_properties, [Remark("CT04")] if by_properties else []
    if by_properties is not None and by_properties != by_sheet:
        told = {
            "sheet": f"{by_sheet.agency} {by_sheet.period}",
            "properties": f"{by_properties.agency} {by_properties.period}",
        }
        return by_sheet, [Remark("CT05", told)]
    return by_sheet, []


def _unreadable(why: str, **facts: str) -> Unreadable:
    return Unreadable("unreadable", {"reason": UNREADABLE[why].format(**facts)})
