"""Files that ask for a password before they open."""

from __future__ import annotations

from io import BytesIO

import msoffcrypto


def opened(content: bytes, password: str) -> bytes | None:
    """The workbook behind a password; None where the password does not open it."""
    target = BytesIO()
    try:
        book = msoffcrypto.OfficeFile(BytesIO(content))
        book.load_key(password=password)
        book.decrypt(target)
    except Exception:  # noqa: BLE001 - the library raises whatever a wrong key or torn file makes it stumble on
        return None
    return target.getvalue()
