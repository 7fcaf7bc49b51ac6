"""One file → :class:`Reading`, or why not. Runs in a worker process; many files → the same, in order."""

from __future__ import annotations

import pickle
import zipfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, wait
from concurrent.futures import TimeoutError as FutureTimeoutError
from functools import lru_cache
from pathlib import Path
from xml.parsers.expat import ExpatError

from cchc_excel.layout import STAMP_SHEET
from cchc_excel.reading import passwords, sniff
from cchc_excel.reading.facts import PackageFacts
from cchc_excel.reading.grid import Grid, open_grids
from cchc_excel.reading.guard import UnsafeError, open_package
from cchc_excel.reading.heading import agency_in_heading
from cchc_excel.reading.isolation import WorkerError
from cchc_excel.reading.known import Known
from cchc_excel.reading.limits import MIB, Limits
from cchc_excel.reading.locate import Located, locate
from cchc_excel.reading.package_walk import package_facts
from cchc_excel.reading.places import place
from cchc_excel.reading.stamps import stamp_in_properties, stamp_in_sheet
from cchc_excel.reading.tampering import tampering
from cchc_excel.stamp import Stamp
from cchc_excel.submission import Reading, Remark, Unreadable, unreadable
from cchc_excel.wording.states import KINDS

#: How many files are given to the workers ahead of the one whose outcome is asked for.
_AHEAD = 64
#: The same, where the files' content waits with them.
_AHEAD_SENT = 16
_PATIENCE = 0.2


def read_all(  # noqa: PLR0913 - what to read, and how
    paths: Iterable[Path],
    known: Known,
    limits: Limits,
    executor: Executor,
    password: str = "",
    *,
    sends: bool = False,
    meanwhile: Callable[[], None] = lambda: None,
) -> Iterator[tuple[Path, Reading | Unreadable]]:
    """Read many files, each in a worker; a worker's death or delay costs only its own file.

    Args:
        paths: the files.
        known: the forms that there are.
        limits: what one file may cost.
        executor: any; an :class:`IsolatedExecutor` bounds memory and time.
        password: opens files that ask for one.
        sends: the files' content is sent, for workers that do not see this disk.
        meanwhile: called now and then while a worker is waited for.
    """
    waiting: deque[tuple[Path, Future[Reading | Unreadable]]] = deque()
    packed = pickle.dumps(known)
    for path in paths:
        content = _content(path, limits) if sends else str(path)
        if isinstance(content, Unreadable):
            future: Future[Reading | Unreadable] = Future()
            future.set_result(content)
        else:
            future = executor.submit(_read_known, content, packed, limits, password)
        waiting.append((path, future))
        if len(waiting) > (_AHEAD_SENT if sends else _AHEAD):
            yield _outcome(*waiting.popleft(), limits, meanwhile)
    while waiting:
        yield _outcome(*waiting.popleft(), limits, meanwhile)


def _outcome(
    path: Path, future: Future[Reading | Unreadable], limits: Limits, meanwhile: Callable[[], None]
) -> tuple[Path, Reading | Unreadable]:
    while not future.done():
        wait([future], timeout=_PATIENCE)
        meanwhile()
    try:
        return path, future.result()
    except FutureTimeoutError:
        return path, unreadable("too_slow", seconds=f"{limits.seconds:g}")
    except WorkerError:
        return path, unreadable("crashed")


def _read_known(file: str | bytes, packed: bytes, limits: Limits, password: str) -> Reading | Unreadable:
    known = _unpacked(packed)
    if isinstance(file, bytes):
        return read_content(file, known, limits, password)
    return read_file(file, known, limits, password)


@lru_cache(maxsize=4)
def _unpacked(packed: bytes) -> Known:
    """The forms, with what was worked out of them for the files before."""
    known: Known = pickle.loads(packed)  # noqa: S301 - from our own process
    return known


def read_file(name: str, known: Known, limits: Limits, password: str = "") -> Reading | Unreadable:
    """Read one file; never raises for what the file holds."""
    content = _content(Path(name), limits)
    return content if isinstance(content, Unreadable) else read_content(content, known, limits, password)


def _content(path: Path, limits: Limits) -> bytes | Unreadable:
    try:
        if path.stat().st_size > limits.file_bytes:
            return unreadable("too_large", limit=f"{limits.file_bytes // MIB} MB")
        return path.read_bytes()
    except OSError:
        return unreadable("no_access")


def read_content(content: bytes, known: Known, limits: Limits, password: str = "") -> Reading | Unreadable:
    """Read a file's content; never raises for what it is."""
    try:
        return _read(content, known, limits, password)
    except UnsafeError:
        return unreadable("unsafe")
    except MemoryError:
        return unreadable("too_large", limit=f"{limits.memory_bytes // MIB} MB")
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # noqa: BLE001 - the parser, written in Rust, panics outside Exception
        return unreadable("damaged")


def _read(content: bytes, known: Known, limits: Limits, password: str) -> Reading | Unreadable:
    kind = sniff.sniff(content)
    if kind == "encrypted":
        opened = passwords.opened(content, password) if password else None
        if opened is None:
            return Unreadable("encrypted")
        content, kind = opened, sniff.sniff(opened)
    if kind == "empty":
        return unreadable("empty")
    if kind == "zip":
        return Unreadable("packed")
    if kind in ("mail", "msg"):
        return Unreadable("message")
    if kind not in sniff.READABLE:
        what, remedy = KINDS[kind]
        return Unreadable("not_a_workbook", {"kind": what, "remedy": remedy})
    try:
        grids, facts = _grids(content, kind, limits)
    except (zipfile.BadZipFile, ExpatError, KeyError, ValueError):
        return unreadable("damaged")
    return _understood(content, grids, facts, known, is_word=kind == "docx")


def _grids(content: bytes, kind: sniff.Kind, limits: Limits) -> tuple[list[Grid], PackageFacts]:
    if kind == "xls":
        return list(open_grids(content, PackageFacts())), PackageFacts()
    with open_package(content, limits) as package:
        if kind == "docx":
            from cchc_excel.reading.word import word_grids  # noqa: PLC0415 - costs more than a reading; rarely asked for

            return list(word_grids(content, package, limits)), PackageFacts()
        facts = package_facts(package, limits)
    return list(open_grids(content, facts)), facts


def _understood(
    content: bytes, grids: Sequence[Grid], facts: PackageFacts, known: Known, *, is_word: bool
) -> Reading | Unreadable:
    stamp, digest, remarks = _stamp(content, grids)
    key = f"{stamp.form}/{stamp.version}" if stamp else known.expected
    if key not in known.forms:
        return Reading(stamp, (), tuple(remarks))
    form = known.forms[key]
    found = [located for grid in grids if grid.name != STAMP_SHEET and (located := locate(grid, form))]
    if not found:
        return Unreadable("no_table", {"agency": stamp.agency}) if stamp else Unreadable("no_stamp")
    # The sheet that was issued before a copy of its cells.
    located = max(found, key=lambda one: (one.columns.by_keys, len(one.entries)))
    remarks += [Remark("CT23")] if is_word else []
    remarks += located.remarks
    remarks += _other_tables(found, located)
    remarks += tampering(grids, facts, located, form, digest)
    remarks += _converted(located)
    return Reading(stamp, located.entries, tuple(remarks), form.key, agency_in_heading(located))


def _other_tables(found: Sequence[Located], located: Located) -> Iterator[Remark]:
    """A second table of the form in the same file, where it does not say the same."""
    others = [one.grid.name for one in found if one is not located and one.told != located.told]
    if others:
        names = ", ".join(f"“{name}”" for name in others[:10])
        yield Remark("CT20", {"sheets": names, "sheet": located.grid.name})


def _converted(located: Located) -> Iterator[Remark]:
    """Notes typed in a font of before Unicode."""
    grid = located.grid
    codes = [entry.code for entry in located.entries if (at := place(entry.note_cell)) and grid.is_legacy(*at)]
    if codes:
        yield Remark("CT24", {"count": str(len(codes)), "codes": ", ".join(codes)})


def _stamp(content: bytes, grids: Sequence[Grid]) -> tuple[Stamp | None, str, list[Remark]]:
    """The stamp by the sheet, else by the properties; where they disagree the sheet counts and it is said."""
    by_sheet, digest = next((stamp_in_sheet(grid) for grid in grids if grid.name == STAMP_SHEET), (None, ""))
    try:
        by_properties = stamp_in_properties(content)
    except Exception:  # noqa: BLE001 - foreign property streams are torn in every way; the sheet is the first witness
        by_properties = None
    if by_sheet is None:
        return by_properties, digest, [Remark("CT04")] if by_properties else []
    if by_properties is not None and by_properties != by_sheet:
        told = {
            "sheet": f"{by_sheet.agency} {by_sheet.period}",
            "properties": f"{by_properties.agency} {by_properties.period}",
        }
        return by_sheet, digest, [Remark("CT05", told)]
    return by_sheet, digest, []
