"""One file → :class:`Reading`, or why not. Runs in a worker process."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from xml.parsers.expat import ExpatError

import msoffcrypto

from cchc_excel.domain.stamp import Stamp
from cchc_excel.domain.submission import Reading, ReadNotice, Unreadable, unreadable
from cchc_excel.forms.layout import STAMP_SHEET
from cchc_excel.messages.findings import FindingCode
from cchc_excel.messages.states import KINDS
from cchc_excel.reading.cell_refs import parse_cell
from cchc_excel.reading.formats.facts import PackageFacts
from cchc_excel.reading.formats.file_type import READABLE, Kind, file_type
from cchc_excel.reading.formats.grid import Grid, open_grids
from cchc_excel.reading.formats.ooxml_reader import read_package
from cchc_excel.reading.formats.package_guard import UnsafeError, open_package
from cchc_excel.reading.table.expected_forms import ExpectedForms
from cchc_excel.reading.table.locate import LocatedTable, agency_in_heading, locate
from cchc_excel.reading.table.stamps import stamp_in_package, stamp_in_properties, stamp_in_sheet
from cchc_excel.reading.table.tampering import tampering
from cchc_excel.reading.workers.limits import MIB, Limits

# fmt: off
#: The notices that reading gives, here, in `locate` and in `tampering`.
CODES: tuple[FindingCode, ...] = (
    "CT02", "CT03", "CT04", "CT05", "CT06", "CT08", "CT09", "CT10", "CT11", "CT12", "CT13", "CT14", "CT15", "CT16",
    "CT17", "CT18", "CT19", "CT20", "CT23", "CT24", "CT25",
)
# fmt: on


def read_file(name: str, known: ExpectedForms, limits: Limits, password: str = "") -> Reading | Unreadable:
    """Read one file; never raises for what the file holds."""
    content = content_of(Path(name), limits)
    return content if isinstance(content, Unreadable) else read_content(content, known, limits, password)


def content_of(path: Path, limits: Limits) -> bytes | Unreadable:
    """A file's content, or why there is none."""
    try:
        if path.stat().st_size > limits.file_bytes:
            return unreadable("too_large", limit=f"{limits.file_bytes // MIB} MB")
        return path.read_bytes()
    except OSError:
        return unreadable("no_access")


def read_content(
    content: bytes, known: ExpectedForms, limits: Limits, password: str = "", *, is_alone: bool = True
) -> Reading | Unreadable:
    """Read a file's content; never raises for what it is.

    Raises:
        MemoryError: it is not alone, and another may have taken the memory.
    """
    try:
        return _read(content, known, limits, password)
    except UnsafeError:
        return unreadable("unsafe")
    except MemoryError:
        if not is_alone:
            raise
        return unreadable("too_large", limit=f"{limits.memory_bytes // MIB} MB")
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # noqa: BLE001 - the parser, written in Rust, panics outside Exception
        return unreadable("damaged")


def _read(content: bytes, known: ExpectedForms, limits: Limits, password: str) -> Reading | Unreadable:
    kind = file_type(content)
    if kind == "encrypted":
        plain = _decrypted(content, password) if password else None
        if plain is None:
            return Unreadable("encrypted")
        content, kind = plain, file_type(plain)
    if kind == "empty":
        return unreadable("empty")
    if kind == "zip":
        return Unreadable("packed")
    if kind in ("mail", "msg"):
        return Unreadable("message")
    if kind not in READABLE:
        what, remedy = KINDS[kind]
        return Unreadable("not_a_workbook", {"kind": what, "remedy": remedy})
    try:
        opened = _opened(content, kind, limits)
    except (zipfile.BadZipFile, ExpatError, KeyError, ValueError):
        return unreadable("damaged")
    return _understood(opened, known, is_word=kind == "docx")


def _decrypted(content: bytes, password: str) -> bytes | None:
    """The workbook behind a password; None where the password does not open it."""
    target = BytesIO()
    try:
        book = msoffcrypto.OfficeFile(BytesIO(content))
        book.load_key(password=password)
        book.decrypt(target)
    except Exception:  # noqa: BLE001 - the library raises whatever a wrong key or torn file makes it stumble on
        return None
    return target.getvalue()


@dataclass(frozen=True)
class _Opened:
    """A file's sheets, what is to be known of it, and the stamp in its document properties."""

    grids: Sequence[Grid]
    facts: PackageFacts
    stamp: Stamp | None


def _opened(content: bytes, kind: Kind, limits: Limits) -> _Opened:
    if kind == "xls":
        return _Opened(list(open_grids(content, PackageFacts())), PackageFacts(), stamp_in_properties(content))
    with open_package(content, limits) as package:
        if kind == "docx":
            from cchc_excel.reading.formats.word import word_grids  # noqa: PLC0415 - costs more than a reading; rarely asked for

            return _Opened(list(word_grids(content, package, limits)), PackageFacts(), stamp_in_package(package))
        facts, grids = read_package(package, limits)
        stamp = stamp_in_package(package)
    return _Opened(list(open_grids(content, facts)) if grids is None else grids, facts, stamp)


def _understood(opened: _Opened, known: ExpectedForms, *, is_word: bool) -> Reading | Unreadable:
    stamp, digest, remarks = _stamp(opened)
    key = f"{stamp.form}/{stamp.version}" if stamp else known.expected
    if key not in known.forms:
        return Reading.of(stamp, (), remarks)
    form = known.forms[key]
    found = [located for grid in opened.grids if grid.name != STAMP_SHEET and (located := locate(grid, form))]
    if not found:
        return Unreadable("no_table", {"agency": stamp.agency}) if stamp else Unreadable("no_stamp")
    # The sheet that was issued before a copy of its cells.
    located = max(found, key=lambda one: (one.columns.by_keys, len(one.entries)))
    remarks += [ReadNotice("CT23")] if is_word else []
    remarks += located.remarks
    remarks += _other_tables(found, located)
    remarks += tampering(opened.grids, opened.facts, located, form, digest)
    remarks += _converted(located)
    return Reading.of(stamp, located.entries, remarks, form.key, agency_in_heading(located))


def _other_tables(found: Sequence[LocatedTable], located: LocatedTable) -> Iterator[ReadNotice]:
    """A second table of the form in the same file, where it does not say the same."""
    others = [one.grid.name for one in found if one is not located and one.told != located.told]
    if others:
        names = ", ".join(f"“{name}”" for name in others[:10])
        yield ReadNotice("CT20", {"sheets": names, "sheet": located.grid.name})


def _converted(located: LocatedTable) -> Iterator[ReadNotice]:
    """Notes typed in a font of before Unicode."""
    grid = located.grid
    if not grid.facts.legacy:
        return
    codes = [entry.code for entry in located.entries if (at := parse_cell(entry.note_cell)) and grid.is_legacy(*at)]
    if codes:
        yield ReadNotice("CT24", {"count": str(len(codes)), "codes": ", ".join(codes)})


def _stamp(opened: _Opened) -> tuple[Stamp | None, str, list[ReadNotice]]:
    """The stamp by the sheet, else by the properties; where they disagree the sheet counts and it is said."""
    sheets = (stamp_in_sheet(grid) for grid in opened.grids if grid.name == STAMP_SHEET)
    by_sheet, digest = next(sheets, (None, ""))
    by_properties = opened.stamp
    if by_sheet is None:
        return by_properties, digest, [ReadNotice("CT04")] if by_properties else []
    if by_properties is not None and by_properties != by_sheet:
        told = {
            "sheet": f"{by_sheet.agency} {by_sheet.period}",
            "properties": f"{by_properties.agency} {by_properties.period}",
        }
        return by_sheet, digest, [ReadNotice("CT05", told)]
    return by_sheet, digest, []
