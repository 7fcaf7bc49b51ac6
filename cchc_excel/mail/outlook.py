"""Extract the files from Outlook's own formats: ``winmail.dat`` (TNEF) and saved messages (.msg)."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

_ATTACHMENT = "__attach_version1.0_#"
# Stream names by MS-OXMSG: property tag and type.
_DATA, _LONG_NAME, _SHORT_NAME = "__substg1.0_37010102", "__substg1.0_3707001F", "__substg1.0_3704001F"
_ANSI_NAMES = ("__substg1.0_3707001E", "__substg1.0_3704001E")


def tnef_files(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Name and content of the files in a ``winmail.dat``; the ``winmail.dat`` itself where it cannot be opened."""
    from tnefparse import TNEF  # noqa: PLC0415 - rarely needed

    try:
        attachments = TNEF(content).attachments
        files = [(str(file.long_filename() or file.name), bytes(file.data)) for file in attachments]
    except Exception:  # noqa: BLE001 - the library raises anything over damaged files
        files = []
    yield from files or [("winmail.dat", content)]


def outlook_files(content: bytes) -> list[tuple[str, bytes]] | None:
    """Name and content of the files of a saved Outlook message; None for anything else."""
    import olefile  # noqa: PLC0415 - rarely needed

    if not content.startswith(olefile.MAGIC):
        return None
    with olefile.OleFileIO(BytesIO(content)) as ole:
        if not ole.exists("__properties_version1.0"):
            return None
        folders = dict.fromkeys(path[0] for path in ole.listdir() if path[0].startswith(_ATTACHMENT))
        return [_ole_file(ole, folder) for folder in folders if ole.exists(f"{folder}/{_DATA}")]


def _ole_file(ole: Any, folder: str) -> tuple[str, bytes]:
    def read(stream: str) -> bytes:
        path = f"{folder}/{stream}"
        return bytes(ole.openstream(path).read()) if ole.exists(path) else b""

    unicode_name = read(_LONG_NAME) or read(_SHORT_NAME)
    ansi_name = read(_ANSI_NAMES[0]) or read(_ANSI_NAMES[1])
    name = unicode_name.decode("utf-16-le", "replace") if unicode_name else ansi_name.decode("cp1258", "replace")
    return name.strip("\x00") or "dinh-kem", read(_DATA)
