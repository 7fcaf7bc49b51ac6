"""Names of files that systems and programs put beside those of people."""

from __future__ import annotations

#: What begins so is somebody's document, whatever it is called: packages, Office's containers, PDF, RAR, 7z.
_DOCUMENTS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF", b"Rar!", b"7z\xbc\xaf")
_SIDE_NAMES = frozenset({"thumbs.db", "thumbs.db:encryptable", "ehthumbs.db", "desktop.ini", ".ds_store", "icon\r"})
#: The last two are Word's copies while it works; one that holds the document is a document.
_SIDE_STARTS = ("~$", ".", "~wrl", "~wrd")
#: Of macOS, of Synology's stores, of Windows.
_SIDE_FOLDERS = frozenset({"__macosx", "@eadir", "#recycle", "$recycle.bin", "system volume information"})


def is_document(content: bytes) -> bool:
    """Whether a file, of which the beginning is enough, is somebody's document by its content."""
    return content.startswith(_DOCUMENTS)


def is_side_file(name: str, content: bytes = b"") -> bool:
    """Whether a file, named with the folders of its package, is a program's or the system's own and no return.

    Args:
        name: with folders.
        content: of the file or its beginning, where it is at hand: a document is no side file though it begins with a
            dot.

    >>> is_side_file("__MACOSX/._STC.xlsx"), is_side_file("~$STC.xlsx"), is_side_file("kỳ 1/STC.xlsx")
    (True, True, False)
    """
    *folders, own = name.replace("\\", "/").lower().split("/")
    if own in _SIDE_NAMES:
        return True
    is_side = own.startswith(_SIDE_STARTS) or not _SIDE_FOLDERS.isdisjoint(folders)
    return is_side and not is_document(content)
