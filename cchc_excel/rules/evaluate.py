"""The Python side of a rule: numbers that may be absent, conditions that may be unknown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cchc_excel.rules.expression import (
    COMPARISONS,
    Call,
    Constant,
    Figure,
    Node,
    Number,
    Operation,
    Text,
    kind_of,
)
from cchc_excel.rules.functions import FUNCTIONS, Facts
from cchc_excel.wording import figure_text


def holds(node: Node, facts: Facts) -> bool:
    """Whether a condition is not broken: true or unknown."""
    return truth(node, facts) is not False


def truth(node: Node, facts: Facts) -> bool | None:
    """A condition's value; None is unknown."""
    match node:
        case Call(name, parts):
            return bool(_call(name, parts, facts))
        case Operation("implies", (premise, conclusion)):
            return not truth(premise, facts) or truth(conclusion, facts) is True
        case Operation("not", (part,)):
            return _not(truth(part, facts))
        case Operation("and", parts):
            return _all([truth(part, facts) for part in parts])
        case Operation("or", parts):
            return _not(_all([_not(truth(part, facts)) for part in parts]))
        case Operation(sign, (left, right)) if sign in COMPARISONS:
            return _compare(sign, number(left, facts), number(right, facts))
    raise TypeError(node)


def number(node: Node, facts: Facts) -> float | None:
    """A number expression's value; None is absent."""
    match node:
        case Number(written):
            return written
        case Figure(code):
            return facts.figure(code)
        case Constant(name):
            return facts.constant(name)
        case Call(name, parts):
            value = _call(name, parts, facts)
            return None if value is None else float(value)
        case Operation("+", parts):
            given = [value for part in parts if (value := number(part, facts)) is not None]
            return sum(given) if given else None
        case Operation(sign, (left, right)):
            return _arithmetic(sign, number(left, facts), number(right, facts))
    raise TypeError(node)


def text(node: Node, facts: Facts) -> str:
    """A text expression's value."""
    match node:
        case Text(value):
            return value
        case Call(name, parts):
            return str(_call(name, parts, facts))
    raise TypeError(node)


def _call(name: str, parts: tuple[Node, ...], facts: Facts) -> Any:
    arguments: list[Any] = []
    for kind, part in zip(FUNCTIONS[name].takes, parts, strict=True):
        match kind, part:
            case "row", Figure(code):
                arguments.append(code)
            case "text", _:
                arguments.append(text(part, facts))
            case _:
                arguments.append(number(part, facts))
    return FUNCTIONS[name].python(facts, *arguments)


def _not(value: bool | None) -> bool | None:  # noqa: FBT001 - a truth is what it negates
    return None if value is None else not value


def _all(values: list[bool | None]) -> bool | None:
    if False in values:
        return False
    return None if None in values else True


def _arithmetic(sign: str, left: float | None, right: float | None) -> float | None:
    if left is None or right is None or (sign == "/" and right == 0):
        return None
    match sign:
        case "-":
            return left - right
        case "*":
            return left * right
        case _:
            return left / right


def _compare(sign: str, left: float | None, right: float | None) -> bool | None:
    if left is None or right is None:
        return None
    # To a millionth, as the formula does: 99,2 + 0,9 must not exceed 100,1 by a binary hair.
    gap = round(left - right, 6)
    return {"<=": gap <= 0, "<": gap < 0, ">=": gap >= 0, ">": gap > 0, "==": gap == 0, "!=": gap != 0}[sign]


def message(parts: Sequence[str | Node], facts: Facts) -> str:
    """A rule's message with its figures, as `excel.shown` writes them in a sheet."""
    return "".join(_shown(part, facts) for part in parts)


def _shown(part: str | Node, facts: Facts) -> str:
    if isinstance(part, str):
        return part
    return text(part, facts) if kind_of(part) == "text" else figure_text(number(part, facts))
