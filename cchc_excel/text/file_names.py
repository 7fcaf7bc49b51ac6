"""Names of files that systems and programs put beside those of people."""

from __future__ import annotations

_SIDE_NAMES = frozenset({"thumbs.db", "desktop.ini", ".ds_store"})
_SIDE_STARTS = ("~$", ".", "._")
_SIDE_FOLDERS = ("__macosx",)


def is_side_file(name: str) -> bool:
    """Whether a file, named with the folders of its package, is a program's or the system's own and no return.

    >>> is_side_file("__MACOSX/._STC.xlsx"), is_side_file("~$STC.xlsx"), is_side_file("kỳ 1/STC.xlsx")
    (True, True, False)
    """
    *folders, own = name.replace("\\", "/").split("/")
    is_own_side = own.lower() in _SIDE_NAMES or own.startswith(_SIDE_STARTS)
    return is_own_side or any(folder.lower() in _SIDE_FOLDERS for folder in folders)
