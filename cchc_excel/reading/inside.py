"""A document without figures of the form → the names of the files in it that were not opened: one may be the return."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from cchc_excel.domain.submission import Reading, Unreadable
from cchc_excel.messages.states import IN_FILE
from cchc_excel.reading.formats.file_type import Kind
from cchc_excel.reading.formats.package_guard import Package
from cchc_excel.reading.formats.sheet_list import passed_over
from cchc_excel.reading.formats.xml import attribute, finished
from cchc_excel.reading.workers.limits import Limits
from cchc_excel.text import outside

_MOST_NAMED = 10
_MANIFEST = "META-INF/manifest.xml"
_SPREADSHEET = "application/vnd.oasis.opendocument.spreadsheet"
_OBJECT = re.compile(r"object \d+")


def naming(outcome: Reading | Unreadable, names: Sequence[str]) -> Reading | Unreadable:
    """The outcome of a document; where no figures were read, with the names of the files in it."""
    if isinstance(outcome, Reading):
        told = passed_over([f"{outside.name(name)} ({IN_FILE})" for name in names]) if not outcome.given else ()
        return replace(outcome, notices=(*outcome.notices, *told))
    if outcome.state not in ("no_stamp", "no_table", "not_a_workbook") or not names:
        return outcome
    named = outside.listed([outside.name(name) for name in names], _MOST_NAMED)
    return replace(outcome, facts={**outcome.facts, "inside": named})


def naming_files(outcome: Reading | Unreadable, content: bytes, kind: Kind, limits: Limits) -> Reading | Unreadable:
    """The same for a document of a kind whose objects are not read."""
    if (isinstance(outcome, Reading) and outcome.given) or kind not in _NAMES:
        return outcome
    try:
        return naming(outcome, _NAMES[kind](content, limits))
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - each parser has errors of its own, and the document was read without the names
        return outcome


def _embedded(content: bytes, limits: Limits) -> Sequence[str]:
    return [name.rpartition("/")[2] for name in Package(content, limits).names if "/embeddings/" in name]


def _objects(content: bytes, limits: Limits) -> Sequence[str]:
    """The files and spreadsheets among the objects; others are charts and formulas, which are folders too."""
    package = Package(content, limits)
    files = [name.capitalize() for name in package.names if _OBJECT.fullmatch(name)]
    listed = finished(package.chunks(_MANIFEST), "file-entry") if _MANIFEST in package else ()
    folders = [
        path.rstrip("/")
        for entry in listed
        if attribute(entry, "media-type") == _SPREADSHEET and (path := attribute(entry, "full-path")) != "/"
    ]
    return [*files, *folders]


def _attached(content: bytes, _limits: Limits) -> Sequence[str]:
    from cchc_excel.reading.formats.pdf_attached import attached_names  # noqa: PLC0415 - slow to import

    return attached_names(content)


_NAMES: Mapping[Kind, Callable[[bytes, Limits], Sequence[str]]] = {
    "xlsx": _embedded,
    "xlsb": _embedded,
    "ods": _objects,
    "odt": _objects,
    "pdf": _attached,
}
