"""Optional parts of a machine: without them a test is skipped, unless everything is required."""

from __future__ import annotations

import os

import pytest


def missing(part: str) -> None:
    """Skip for want of an optional part, or fail where everything is required."""
    if os.environ.get("CCHC_REQUIRE_ALL"):
        pytest.fail(f"{part} is required here (CCHC_REQUIRE_ALL)")
    pytest.skip(f"{part} is not installed")
