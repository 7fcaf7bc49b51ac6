"""One table of a workbook with tables of several agencies, as a file of its own: it is archived and decided alone.

It is a zip of the workbook, unchanged, and of the table's name; the same for the same, so that it is known again.
"""

from __future__ import annotations

import zipfile
from io import BytesIO

from cchc_excel.reading.formats.package_guard import open_package
from cchc_excel.reading.formats.unsafe import UnsafeError
from cchc_excel.reading.workers.limits import Limits
from cchc_excel.text.outside import writable

#: The fact of a file with tables of several agencies that has their places, a line each.
PLACES = "places"
#: The part by which such a file is known.
EXTRACT_NAME = "cchc-table.txt"
_WORKBOOK = "workbook"
#: A sheet's name has 31 characters in Excel, and may have a few hundred elsewhere.
_LONGEST_NAME = 4000


def extract(workbook: bytes, table: str) -> bytes:
    """The file of one table.

    Args:
        workbook: the whole file.
        table: as `choose_table` names it among those of several agencies, or the name of a sheet.
    """
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr(zipfile.ZipInfo(EXTRACT_NAME), writable(table).encode())
        package.writestr(zipfile.ZipInfo(_WORKBOOK), workbook)
    return target.getvalue()


def opened(content: bytes, limits: Limits) -> tuple[bytes, str]:
    """The workbook in such a file, and the table's name.

    Raises:
        UnsafeError: it is larger than the limits, or none that we wrote.
    """
    try:
        with open_package(content, limits) as package:
            if package.getinfo(EXTRACT_NAME).file_size > _LONGEST_NAME:
                raise UnsafeError("name")
            return package.read(_WORKBOOK), package.read(EXTRACT_NAME).decode()
    except (KeyError, UnicodeDecodeError, zipfile.BadZipFile) as error:
        raise UnsafeError("extract") from error
