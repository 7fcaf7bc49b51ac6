"""Read one file: → :class:`Reading`, or :class:`Unreadable` with the reason. Runs in a worker process."""

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


def read_file(name: str, forms: ExpectedForms, limits: Limits, password: str = "") -> Reading | Unreadable:
    """Read one file; no content makes it raise.

    Args:
        name: path of the file.
        forms: the forms that it may be.
        limits: what it may cost.
        password: opens an encrypted workbook.
    """
    content = content_of(Path(name), limits)
    return content if isinstance(content, Unreadable) else read_content(content, forms, limits, password)


def content_of(path: Path, limits: Limits) -> bytes | Unreadable:
    """A file's bytes; Unreadable where it is too large or cannot be opened."""
    try:
        if path.stat().st_size > limits.file_bytes:
            return unreadable("too_large", limit=f"{limits.file_bytes // MIB} MB")
        return path.read_bytes()
    except OSError:
        return unreadable("no_access")


def read_content(
    content: bytes, forms: ExpectedForms, limits: Limits, password: str = "", *, is_alone: bool = True
) -> Reading | Unreadable:
    """Read a file's bytes; no content makes it raise.

    Args:
        content: the whole file.
        forms: the forms that it may be.
        limits: what it may cost.
        password: opens an encrypted workbook.
        is_alone: no other file is read in the same task, so that this one takes all memory that is used.

    Raises:
        MemoryError: it is not alone, and another file may have taken the memory.
    """
    try:
        return _read(content, forms, limits, password)
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


def _read(content: bytes, forms: ExpectedForms, limits: Limits, password: str) -> Reading | Unreadable:
    kind = file_type(content)
    if kind == "encrypted":
        decrypted = _decrypt(content, password) if password else None
        if decrypted is None:
            return Unreadable("encrypted")
        content, kind = decrypted, file_type(decrypted)
    if kind == "empty":
        return unreadable("empty")
    if kind == "zip":
        return Unreadable("packed")
    if kind in ("mail", "msg"):
        return Unreadable("message")
    if kind not in READABLE:
        description, remedy = KINDS[kind]
        return Unreadable("not_a_workbook", {"kind": description, "remedy": remedy})
    try:
        contents = _open(content, kind, limits)
    except (zipfile.BadZipFile, ExpatError, KeyError, ValueError):
        return unreadable("damaged")
    return _read_contents(contents, forms, is_word=kind == "docx")


def _decrypt(content: bytes, password: str) -> bytes | None:
    """An encrypted workbook's content; None where the password does not open it."""
    target = BytesIO()
    try:
        book = msoffcrypto.OfficeFile(BytesIO(content))
        book.load_key(password=password)
        book.decrypt(target)
    except Exception:  # noqa: BLE001 - the library raises whatever a wrong key or torn file makes it stumble on
        return None
    return target.getvalue()


@dataclass(frozen=True)
class _FileContents:
    """A file's sheets, what the reading library does not show of it, and the stamp in its document properties."""

    grids: Sequence[Grid]
    facts: PackageFacts
    stamp: Stamp | None


def _open(content: bytes, kind: Kind, limits: Limits) -> _FileContents:
    if kind == "xls":
        return _FileContents(list(open_grids(content, PackageFacts())), PackageFacts(), stamp_in_properties(content))
    with open_package(content, limits) as package:
        if kind == "docx":
            from cchc_excel.reading.formats.word import word_grids  # noqa: PLC0415 - slow to import, rarely needed

            return _FileContents(list(word_grids(content, package, limits)), PackageFacts(), stamp_in_package(package))
        facts, grids = read_package(package, limits)
        stamp = stamp_in_package(package)
    return _FileContents(list(open_grids(content, facts)) if grids is None else grids, facts, stamp)


def _read_contents(contents: _FileContents, forms: ExpectedForms, *, is_word: bool) -> Reading | Unreadable:
    stamp, digest, notices = _stamp(contents)
    key = f"{stamp.form}/{stamp.version}" if stamp else forms.default_key
    if key not in forms.by_key:
        return Reading.of(stamp, (), notices)
    form = forms.by_key[key]
    tables = [table for grid in contents.grids if grid.name != STAMP_SHEET and (table := locate(grid, form))]
    if not tables:
        return Unreadable("no_table", {"agency": stamp.agency}) if stamp else Unreadable("no_stamp")
    # The issued sheet, which has the key row, is preferred to a copy of its cells.
    table = max(tables, key=lambda candidate: (candidate.columns.by_key_row, len(candidate.entries)))
    notices += [ReadNotice("CT23")] if is_word else []
    notices += table.notices
    notices += _other_tables(tables, table)
    notices += tampering(contents.grids, contents.facts, table, form, digest)
    notices += _legacy_notes(table)
    return Reading.of(stamp, table.entries, notices, form.key, agency_in_heading(table))


def _other_tables(tables: Sequence[LocatedTable], read: LocatedTable) -> Iterator[ReadNotice]:
    """CT20: further tables of the form in the same file whose figures or notes differ from the table that was read."""
    differing = [table.grid.name for table in tables if table is not read and table.contents != read.contents]
    if differing:
        sheets = ", ".join(f"“{name}”" for name in differing[:10])
        yield ReadNotice("CT20", {"sheets": sheets, "sheet": read.grid.name})


def _legacy_notes(table: LocatedTable) -> Iterator[ReadNotice]:
    """CT24: notes typed in a font from before Unicode, which were converted."""
    grid = table.grid
    if not grid.facts.legacy:
        return
    codes = [
        entry.code for entry in table.entries if (position := parse_cell(entry.note_cell)) and grid.is_legacy(*position)
    ]
    if codes:
        yield ReadNotice("CT24", {"count": str(len(codes)), "codes": ", ".join(codes)})


def _stamp(contents: _FileContents) -> tuple[Stamp | None, str, list[ReadNotice]]:
    """The stamp, the digest of the live check's formulas, and notices.

    The stamp sheet's stamp counts; that of the document properties only where the sheet has none (CT04). Where the two
    differ, that is noticed (CT05).
    """
    sheet_stamps = (stamp_in_sheet(grid) for grid in contents.grids if grid.name == STAMP_SHEET)
    sheet_stamp, digest = next(sheet_stamps, (None, ""))
    properties_stamp = contents.stamp
    if sheet_stamp is None:
        return properties_stamp, digest, [ReadNotice("CT04")] if properties_stamp else []
    if properties_stamp is not None and properties_stamp != sheet_stamp:
        params = {
            "sheet": f"{sheet_stamp.agency} {sheet_stamp.period}",
            "properties": f"{properties_stamp.agency} {properties_stamp.period}",
        }
        return sheet_stamp, digest, [ReadNotice("CT05", params)]
    return sheet_stamp, digest, []
