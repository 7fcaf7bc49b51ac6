"""Expressions of the rule language as trees, and which rows, figures and notes they name. `parser` makes them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from cchc_excel.rules.functions import FUNCTIONS, PAST

Kind = Literal["number", "truth", "text", "row"]

CODE = re.compile(r"[IVX]+(?:\.[0-9]+[a-z]?)*")
SELF = "self"
#: The campaign's constants that a rule may name: the report year, first and last day of the data (Excel serial
#: numbers), and how many communes the register has (absent when none).
CONSTANTS = frozenset({"year", "period_from", "period_to", "communes"})
COMPARISONS = frozenset({"<=", "<", ">=", ">", "==", "!="})
CONNECTIVES = frozenset({"not", "and", "or", "implies"})


@dataclass(frozen=True)
class Number:
    """A number written in the rule."""

    value: float


@dataclass(frozen=True)
class Text:
    """A quoted string."""

    value: str


@dataclass(frozen=True)
class Figure:
    """The figure of a row, or the row itself where a function asks for one."""

    code: str


@dataclass(frozen=True)
class Constant:
    """One of :data:`CONSTANTS`."""

    name: str


@dataclass(frozen=True)
class Call:
    """A function of :data:`cchc_excel.rules.functions.FUNCTIONS` over its arguments."""

    name: str
    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Operation:
    """A sign over its parts: ``+`` over two or more, ``not`` over one, every other sign over two."""

    sign: str
    parts: tuple[Node, ...]


Node = Number | Text | Figure | Constant | Call | Operation


def kind_of(node: Node) -> Kind:
    """What the expression yields."""
    match node:
        case Call(name, _):
            return FUNCTIONS[name].gives
        case Text():
            return "text"
        case Operation(sign, _):
            return "truth" if sign in COMPARISONS | CONNECTIVES else "number"
        case _:
            return "number"


def codes_of(node: Node) -> Iterator[str]:
    """Codes that the expression names, in order, repeats included (``self`` too)."""
    match node:
        case Figure(code):
            yield code
        case Call(_, parts) | Operation(_, parts):
            for part in parts:
                yield from codes_of(part)


def figures_of(node: Node, *, of_past: bool = True) -> Iterator[str]:
    """Codes whose *figure* is read.

    Args:
        of_past: those, too, of which only figures of earlier periods are.
    """
    match node:
        case Figure(code):
            yield code
        case Call(name, _) if FUNCTIONS[name].reads == "note" or (name in PAST and not of_past):
            return
        case Call(_, parts) | Operation(_, parts):
            for part in parts:
                yield from figures_of(part, of_past=of_past)


def notes_of(node: Node) -> Iterator[str]:
    """Codes whose *note* is read."""
    match node:
        case Call(name, parts) if FUNCTIONS[name].reads == "note":
            yield from (part.code for part in parts if isinstance(part, Figure))
        case Call(_, parts) | Operation(_, parts):
            for part in parts:
                yield from notes_of(part)


def calls_of(node: Node) -> Iterator[str]:
    """Names of the functions that are called."""
    match node:
        case Call(name, parts):
            yield name
            for part in parts:
                yield from calls_of(part)
        case Operation(_, parts):
            for part in parts:
                yield from calls_of(part)


def bind(node: Node, code: str) -> Node:
    """The same expression with ``self`` standing for the row `code`."""
    match node:
        case Figure(name) if name == SELF:
            return Figure(code)
        case Call(name, parts):
            return Call(name, tuple(bind(part, code) for part in parts))
        case Operation(sign, parts):
            return Operation(sign, tuple(bind(part, code) for part in parts))
        case _:
            return node
