"""The command ``cchc``."""

from __future__ import annotations

from cchc_excel.cli.main import main

__all__ = ["main"]
