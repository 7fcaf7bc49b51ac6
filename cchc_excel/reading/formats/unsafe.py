"""The error of a file that must not be opened."""

from __future__ import annotations


class UnsafeError(Exception):
    """The file exceeds a limit or is built as no office program builds it; the argument names what."""
