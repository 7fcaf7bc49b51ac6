"""The appendix as PDF, by a LibreOffice that the desk has installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from cchc_excel.domain.consolidated import ConsolidatedPeriod
from cchc_excel.errors import RequestError
from cchc_excel.messages import desk as messages
from cchc_excel.output.export.document import appendix_document

_SECONDS = 180


def appendix_pdf(province: ConsolidatedPeriod) -> bytes:
    """The document printed.

    Raises:
        RequestError: there is no LibreOffice Writer, or it failed.
    """
    office = next(_candidates(), None)
    if office is None:
        raise RequestError(messages.NO_OFFICE.about())
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        (folder / "phu-luc.docx").write_bytes(appendix_document(province))
        command = [
            office,
            # A profile of its own: one that is open must not be waited for.
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            "pdf:writer_pdf_Export",
            "--outdir",
            str(folder),
            str(folder / "phu-luc.docx"),
        ]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=_SECONDS)  # noqa: S603 - our own words
            return (folder / "phu-luc.pdf").read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            raise RequestError(messages.OFFICE_FAILED.about()) from error


def _candidates() -> Iterator[str]:
    """Where LibreOffice may be: on the path, or where Windows and macOS put it."""
    for name in ("soffice", "libreoffice"):
        if found := shutil.which(name):
            yield found
    roots = [os.environ.get(variable) for variable in ("PROGRAMFILES", "PROGRAMFILES(X86)")]
    places = [Path(root) / "LibreOffice" / "program" / "soffice.exe" for root in roots if root]
    places.append(Path("/Applications/LibreOffice.app/Contents/MacOS/soffice"))
    yield from (str(place) for place in places if place.is_file())
