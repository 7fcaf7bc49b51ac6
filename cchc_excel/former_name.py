"""Attributes of results under the names that they had before: what somebody wrote with these goes on working."""

from __future__ import annotations

import warnings
from typing import Any


def former_name(now: str) -> property:
    """A read-only attribute that gives what `now` gives, with a DeprecationWarning that says so."""

    def read(owner: Any) -> Any:
        warnings.warn(f"{type(owner).__name__}: this attribute is called {now} now", DeprecationWarning, stacklevel=2)
        return getattr(owner, now)

    return property(read, doc=f"Deprecated: `{now}`.")
