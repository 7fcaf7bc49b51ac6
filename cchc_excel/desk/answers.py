"""What a view gives back; `routes` makes it an answer to the browser."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Page:
    """A page: a template and the values that stand in it.

    Attributes:
        template: its name, without suffix.
        title: of the browser's tab, and the page's heading.
        status: of HTTP.
    """

    template: str
    title: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200


@dataclass(frozen=True)
class Redirect:
    """To another page, after something was done."""

    address: str


@dataclass(frozen=True)
class Data:
    """For the script."""

    value: Mapping[str, Any]


@dataclass(frozen=True)
class Download:
    """A file, never shown in the browser.

    Attributes:
        path: of ours: looked up, never asked for.
        name: that it is saved under.
    """

    path: Path
    name: str


Answer = Page | Redirect | Data | Download


class NotFound(Exception):  # noqa: N818 - an answer to the browser, no fault of ours
    """There is nothing at that address."""
