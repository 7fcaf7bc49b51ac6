"""Files in Outlook's own packings: ``winmail.dat`` (TNEF) and saved messages (.msg)."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

_ATTACHMENT = "__attach_version1.0_#"
# MS-OXMSG: property tag and type, as names of streams.
_DATA, _LONG_NAME, _SHORT_NAME = "__substg1.0_37010102", "__substg1.0_3707001F", "__substg1.0_3704001F"
_SMALLER_NAMES = ("__substg1.0_3707001E", "__substg1.0_3704001E")


def tnef_files(content: bytes) -> Iterator[tuple[str, bytes]]:
    """The files of a ``winmail.dat``; the packing itself where it cannot be opened."""
    from tnefparse import TNEF  # noqa: PLC0415 - rarely met

    try:
        found = [(str(one.long_filename() or one.name), bytes(one.data)) for one in TNEF(content).attachments]
    except Exception:  # noqa: BLE001 - the library raises whatever a torn packing makes it stumble on
        found = []
    yield from found or [("winmail.dat", content)]


def outlook_files(content: bytes) -> list[tuple[str, bytes]] | None:
    """The files of a saved Outlook message; None for anything else."""
    import olefile  # noqa: PLC0415 - only for what may be one

    if not content.startswith(olefile.MAGIC):
        return None
    with olefile.OleFileIO(BytesIO(content)) as ole:
        if not ole.exists("__properties_version1.0"):
            return None
        folders = dict.fromkeys(path[0] for path in ole.listdir() if path[0].startswith(_ATTACHMENT))
        return [_ole_file(ole, folder) for folder in folders if ole.exists(f"{folder}/{_DATA}")]


def _ole_file(ole: Any, folder: str) -> tuple[str, bytes]:
    def read(name: str) -> bytes:
        path = f"{folder}/{name}"
        return bytes(ole.openstream(path).read()) if ole.exists(path) else b""

    wide = read(_LONG_NAME) or read(_SHORT_NAME)
    narrow = read(_SMALLER_NAMES[0]) or read(_SMALLER_NAMES[1])
    name = wide.decode("utf-16-le", "replace") if wide else narrow.decode("cp1258", "replace")
    return name.strip("\x00") or "dinh-kem", read(_DATA)
