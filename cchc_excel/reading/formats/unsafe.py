"""The errors of files that are not opened, or in which there is nothing to be read."""

from __future__ import annotations


class UnsafeError(Exception):
    """The file exceeds a limit or is built as no office program builds it; the argument names what."""


class ScanError(Exception):
    """The pages are pictures, or torn; there is no text in them to be read."""


class PasswordError(Exception):
    """The file asks for a password, or for another one."""
