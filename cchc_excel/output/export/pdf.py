"""The printed appendix as PDF: the Word document, converted by a LibreOffice that the desk has installed."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from cchc_excel.domain.consolidated import ConsolidatedPeriod
from cchc_excel.errors import RequestError
from cchc_excel.messages import desk as messages
from cchc_excel.output.export.document import appendix_document

_TIMEOUT_SECONDS = 180
#: The file by which a workspace is known.
_WORKSPACE_MARK = "cchc.toml"


def appendix_pdf(province: ConsolidatedPeriod) -> bytes:
    """The appendix (.pdf).

    Raises:
        RequestError: there is no LibreOffice Writer, or it failed.
    """
    program = next(_office_programs(), None)
    if program is None:
        raise RequestError(messages.NO_OFFICE.about())
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder_name:
        folder = Path(folder_name)
        document = folder / "phu-luc.docx"
        document.write_bytes(appendix_document(province))
        command = [
            program,
            # A profile of its own: with the user's, it would hand the work to a LibreOffice that is open.
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            "pdf:writer_pdf_Export",
            "--outdir",
            str(folder),
            str(document),
        ]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=_TIMEOUT_SECONDS, cwd=folder)  # noqa: S603 - every argument is ours
            return (folder / "phu-luc.pdf").read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            raise RequestError(messages.OFFICE_FAILED.about()) from error


def _office_programs() -> Iterator[str]:
    """LibreOffice programs: on the path, or where Windows and macOS put them; never beside the files that came in."""
    names = ("soffice.exe",) if os.name == "nt" else ("soffice", "libreoffice")
    roots = [os.environ.get(variable) for variable in ("PROGRAMFILES", "PROGRAMFILES(X86)")]
    paths = [folder / name for name in names for folder in _search_folders()]
    paths += [Path(root) / "LibreOffice" / "program" / "soffice.exe" for root in roots if root]
    paths.append(Path("/Applications/LibreOffice.app/Contents/MacOS/soffice"))
    yield from (str(path) for path in paths if path.is_absolute() and path.is_file() and os.access(path, os.X_OK))


def _search_folders() -> Iterator[Path]:
    """The folders of the path that are absolute, and neither the current folder nor inside a workspace.

    ``shutil.which`` looks into the current folder on Windows, and into relative and empty entries everywhere.
    """
    current = _resolved(Path())
    for entry in os.environ.get("PATH", "").split(os.pathsep):
        folder = Path(entry.strip('"'))
        resolved = _resolved(folder) if folder.is_absolute() else None
        if resolved is None or resolved == current:
            continue
        if not any((above / _WORKSPACE_MARK).is_file() for above in (resolved, *resolved.parents)):
            yield folder


def _resolved(folder: Path) -> Path | None:
    """The folder without links; None for a loop of links, or a current folder that was deleted."""
    with suppress(OSError, RuntimeError):
        return folder.resolve()
    return None
