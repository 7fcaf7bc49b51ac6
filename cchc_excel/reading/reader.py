"""Read one file: → :class:`Reading`, or :class:`Unreadable` with the reason. Runs in a worker process."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from io import BytesIO
from pathlib import Path

import msoffcrypto

from cchc_excel.domain.period import Period
from cchc_excel.domain.stamp import Stamp
from cchc_excel.domain.submission import Reading, ReadNotice, Unreadable, unreadable
from cchc_excel.errors import RequestError
from cchc_excel.forms.layout import CHECK_SHEET, LISTS_SHEET, STAMP_SHEET
from cchc_excel.messages.findings import FindingCode
from cchc_excel.messages.states import DOCUMENT_NAMES, KINDS, TRIED_IN_VAIN
from cchc_excel.reading.bounds import MOST_TABLES, bounded
from cchc_excel.reading.cell_refs import parse_cell
from cchc_excel.reading.embedded import embedded_workbooks, with_embedded
from cchc_excel.reading.extract import PLACES, opened
from cchc_excel.reading.formats.any_format import READABLE, read_any
from cchc_excel.reading.formats.file_type import Kind, file_type
from cchc_excel.reading.formats.ods_encryption import decrypt_ods
from cchc_excel.reading.formats.sheet import Workbook
from cchc_excel.reading.formats.unsafe import PasswordError, ScanError, UnsafeError
from cchc_excel.reading.inside import naming_files
from cchc_excel.reading.table.choose import ChosenTable, choose_table
from cchc_excel.reading.table.expected_forms import ExpectedForms
from cchc_excel.reading.table.headings import heading_in_line
from cchc_excel.reading.table.locate import LocatedTable
from cchc_excel.reading.table.stamps import stamp_in_properties, stamp_in_sheet
from cchc_excel.reading.table.tampering import tampering
from cchc_excel.reading.workers.limits import MIB, Limits
from cchc_excel.text.outside import listed

# fmt: off
#: The notices that reading gives, here, in `table` and in `formats`.
CODES: tuple[FindingCode, ...] = (
    "CT02", "CT03", "CT04", "CT05", "CT06", "CT08", "CT09", "CT10", "CT11", "CT12", "CT13", "CT14", "CT15", "CT16",
    "CT17", "CT18", "CT19", "CT20", "CT23", "CT24", "CT25", "CT29", "CT30", "CT31", "CT32", "CT33", "CT34", "CT35",
    "CT36", "CT37", "CT38", "CT39", "CT40", "CT41", "CT43", "CT44", "CT45", "CT46", "CT51", "CT53",
)
# fmt: on

#: Excel itself encrypts under it what is locked in structure, and asks nobody for it (MS-OFFCRYPTO, 2.4.2.3).
_OWN_PASSWORD = "VelvetSweatshop"  # noqa: S105 - known to everybody
#: Our own sheets that hold nothing that is returned; they are hidden.
UNREAD_SHEETS = frozenset({CHECK_SHEET, LISTS_SHEET})
#: What becomes of files that hold other files, or nothing.
_NOT_READ_HERE: Mapping[Kind, Unreadable] = {
    "empty": unreadable("empty"),
    "zip": Unreadable("packed"),
    "mail": Unreadable("message"),
    "msg": Unreadable("message"),
}


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
    kind, place = file_type(content), ""
    if kind == "extract":
        content, place = opened(content, limits)
        kind = file_type(content)
    if kind == "encrypted":
        decrypted = _decrypt(content, password, limits)
        if decrypted is None:
            return _locked(password)
        content, kind = decrypted, file_type(decrypted)
    if kind in _NOT_READ_HERE:
        return _NOT_READ_HERE[kind]
    if kind not in READABLE:
        return not_a_workbook(kind)
    return naming_files(_read_kind(content, kind, forms, limits, password, place), content, kind, limits)


def _read_kind(
    content: bytes, kind: Kind, forms: ExpectedForms, limits: Limits, password: str, place: str
) -> Reading | Unreadable:
    """Read a file of a kind that can be read; only the table at the place where one is named."""
    try:
        workbook = read_any(content, kind, limits, password, UNREAD_SHEETS)
    except ScanError:
        return not_a_workbook("pdf")
    except PasswordError:
        return _locked(password)
    outcome = _read_workbook(workbook, kind, place, forms=forms)
    if kind == "docx":
        read = partial(_read_workbook, forms=forms)
        return with_embedded(outcome, workbook, embedded_workbooks(content, limits, UNREAD_SHEETS), read, place)
    if kind == "pdf" and isinstance(outcome, Unreadable) and outcome.state in ("no_stamp", "no_table"):
        return not_a_workbook(kind)
    return outcome


def _locked(password: str) -> Unreadable:
    return Unreadable("encrypted", {"tried": TRIED_IN_VAIN if password else ""})


def not_a_workbook(kind: str) -> Unreadable:
    """The outcome of a file of a kind whose tables are not read, named as in :data:`KINDS`."""
    description, remedy = KINDS[kind]
    return Unreadable("not_a_workbook", {"kind": description, "remedy": remedy})


def _decrypt(content: bytes, password: str, limits: Limits) -> bytes | None:
    """An encrypted workbook's content; None where the password does not open it."""
    if content.startswith(b"PK"):
        return decrypt_ods(content, password, limits) if password else None
    tried = (_decrypt_office(content, known) for known in (password, _OWN_PASSWORD) if known)
    return next((decrypted for decrypted in tried if decrypted is not None), None)


def _decrypt_office(content: bytes, password: str) -> bytes | None:
    target = BytesIO()
    try:
        book = msoffcrypto.OfficeFile(BytesIO(content))
        book.load_key(password=password)
        book.decrypt(target)
    except Exception:  # noqa: BLE001 - the library raises whatever a wrong key or torn file makes it stumble on
        return None
    return target.getvalue()


def _several_agencies(chosen: ChosenTable) -> Unreadable:
    named = listed([f"“{place}”: {agency}" for place, agency in chosen.agencies], MOST_TABLES, "; ")
    return Unreadable("several_agencies", {"sheets": named, PLACES: "\n".join(place for place, _ in chosen.agencies)})


def _read_workbook(workbook: Workbook, kind: Kind, place: str = "", *, forms: ExpectedForms) -> Reading | Unreadable:
    # A stamp speaks for one agency, and not for any table that somebody takes out of its file.
    stamp, digest, notices = (None, "", []) if place else _stamp(workbook)
    key = f"{stamp.form}/{stamp.version}" if stamp else forms.default_key
    if key not in forms.by_key:
        return Reading.of(stamp, (), notices)
    form = forms.by_key[key]
    chosen = choose_table(workbook, form, _period_name(stamp) if stamp else forms.period, place)
    if chosen is None:
        return Unreadable("no_table", {"agency": stamp.agency}) if stamp else Unreadable("no_stamp")
    if chosen.agencies and not (stamp and chosen.is_issued):
        return _several_agencies(chosen)
    table = chosen.table
    notices += [ReadNotice("CT23")] if kind == "docx" else []
    notices += [ReadNotice("CT44", {"kind": DOCUMENT_NAMES[kind]})] if kind in DOCUMENT_NAMES else []
    notices += (*workbook.notices, *table.notices)
    notices += tampering(workbook, table, form, digest)
    notices += _legacy_notes(table)
    return Reading.of(stamp, *bounded(table.entries, notices), form.key, _heading(workbook, table), kind)


def _heading(workbook: Workbook, table: LocatedTable) -> str:
    """The agency that the heading names, above the table or in the document around it; empty for none."""
    return table.heading.agency or next(filter(None, (heading_in_line(line).agency for line in workbook.lines)), "")


def _period_name(stamp: Stamp) -> str:
    """The stamp's period as a heading names it; empty where it is none."""
    try:
        return Period.parse(stamp.period).name
    except RequestError:
        return ""


def _legacy_notes(table: LocatedTable) -> Iterator[ReadNotice]:
    """CT24: notes typed in a font from before Unicode, which were converted."""
    converted = {(part.sheet.name, *position) for part in table.parts for position in part.sheet.converted}
    codes = [
        entry.code
        for entry in table.entries
        if (position := parse_cell(entry.note_cell)) and (entry.sheet, *position) in converted
    ]
    if codes:
        yield ReadNotice("CT24", {"count": str(len(codes)), "codes": ", ".join(codes)})


def _stamp(workbook: Workbook) -> tuple[Stamp | None, str, list[ReadNotice]]:
    """The stamp, the digest of the live check's formulas, and notices.

    The stamp sheet's stamp counts; that of the document properties only where the sheet has none (CT04). Where the two
    differ, that is noticed (CT05).
    """
    sheet_stamps = (stamp_in_sheet(sheet) for sheet in workbook.sheets if sheet.name == STAMP_SHEET)
    sheet_stamp, digest = next(sheet_stamps, (None, ""))
    properties_stamp = stamp_in_properties(workbook.properties)
    if sheet_stamp is None:
        return properties_stamp, digest, [ReadNotice("CT04")] if properties_stamp else []
    if properties_stamp is not None and properties_stamp != sheet_stamp:
        params = {
            "sheet": f"{sheet_stamp.agency} {sheet_stamp.period}",
            "properties": f"{properties_stamp.agency} {properties_stamp.period}",
        }
        return sheet_stamp, digest, [ReadNotice("CT05", params)]
    return sheet_stamp, digest, []
