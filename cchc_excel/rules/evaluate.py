"""A rule's tree -> a Python function of a return's :class:`Facts`. Numbers may be absent, conditions unknown.

The function is made once and called for one return after another.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from cchc_excel.messages import figure_text
from cchc_excel.rules.expression import COMPARISONS, Call, Constant, Figure, Node, Number, Operation, Text, kind_of
from cchc_excel.rules.functions import FUNCTIONS, Facts
from cchc_excel.text.outside import quoted

Condition = Callable[[Facts], bool | None]
Amount = Callable[[Facts], float | None]

_COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "<=": operator.le,
    "<": operator.lt,
    ">=": operator.ge,
    ">": operator.gt,
    "==": operator.eq,
    "!=": operator.ne,
}
_CALCULATIONS: dict[str, Callable[[float, float], float]] = {
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}


def holds(node: Node, facts: Facts) -> bool:
    """Whether a condition is not broken: true or unknown."""
    return condition(node)(facts) is not False


def number(node: Node, facts: Facts) -> float | None:
    """A number expression's value; None is absent."""
    return _cached_amount(node)(facts)


def message(parts: Sequence[str | Node], facts: Facts) -> str:
    """A rule's message with its figures, as `excel.shown` writes them in a sheet."""
    return "".join(_shown(part, facts) for part in parts)


def condition(node: Node) -> Condition:
    """A condition as a function; None is unknown."""
    match node:
        case Call():
            call = _call(node)
            return lambda facts: bool(call(facts))
        case Operation("implies", parts):
            return _implies(*map(condition, parts))
        case Operation("not", (part,)):
            return _not(condition(part))
        case Operation("and", parts):
            return _all([condition(part) for part in parts])
        case Operation("or", parts):
            return _not(_all([_not(condition(part)) for part in parts]))
        case Operation(sign, (left, right)) if sign in COMPARISONS:
            return _compare(sign, amount(left), amount(right))
    raise TypeError(node)


def amount(node: Node) -> Amount:
    """A number expression as a function; None is absent."""
    match node:
        case Number(value):
            return lambda _: value
        case Figure(code):
            return lambda facts: facts.figure(code)
        case Constant(name):
            return lambda facts: facts.constant(name)
        case Call():
            return _number_of(_call(node))
        case Operation("+", parts):
            return _sum([amount(part) for part in parts])
        case Operation(sign, (left, right)):
            return _calculate(sign, amount(left), amount(right))
    raise TypeError(node)


#: Weights and ratios are few, and evaluated agency by agency.
_cached_amount = lru_cache(maxsize=256)(amount)


def _text(node: Node) -> Callable[[Facts], str]:
    match node:
        case Text(value):
            return _always(value)
        case Call():
            call = _call(node)
            return lambda facts: str(call(facts))
    raise TypeError(node)


def _call(call: Call) -> Callable[[Facts], Any]:
    function = FUNCTIONS[call.name]
    python = function.python
    if isinstance(call.parts[0], Figure) and function.takes == ("row",):
        code = call.parts[0].code
        return lambda facts: python(facts, code)
    arguments: list[Callable[[Facts], Any]] = []
    for kind, part in zip(function.takes, call.parts, strict=True):
        match kind, part:
            case "row", Figure(code):
                arguments.append(_always(code))
            case "text", _:
                arguments.append(_text(part))
            case _:
                arguments.append(amount(part))
    if len(arguments) == 1:
        (only,) = arguments
        return lambda facts: python(facts, only(facts))
    return lambda facts: python(facts, *(argument(facts) for argument in arguments))


def _always(value: str) -> Callable[[Facts], str]:
    return lambda _: value


def _number_of(call: Callable[[Facts], Any]) -> Amount:
    def evaluate(facts: Facts) -> float | None:
        value = call(facts)
        return None if value is None else float(value)

    return evaluate


def _implies(premise: Condition, conclusion: Condition) -> Condition:
    return lambda facts: not premise(facts) or conclusion(facts) is True


def _not(part: Condition) -> Condition:
    def evaluate(facts: Facts) -> bool | None:
        value = part(facts)
        return None if value is None else not value

    return evaluate


def _all(parts: Sequence[Condition]) -> Condition:
    def evaluate(facts: Facts) -> bool | None:
        result: bool | None = True
        for part in parts:
            value = part(facts)
            if value is False:
                return False
            if value is None:
                result = None
        return result

    return evaluate


def _sum(parts: Sequence[Amount]) -> Amount:
    def evaluate(facts: Facts) -> float | None:
        given = [value for part in parts if (value := part(facts)) is not None]
        return sum(given) if given else None

    return evaluate


def _calculate(sign: str, left: Amount, right: Amount) -> Amount:
    calculation = _CALCULATIONS[sign]

    def evaluate(facts: Facts) -> float | None:
        left_value = left(facts)
        right_value = right(facts) if left_value is not None else None
        if left_value is None or right_value is None or (sign == "/" and right_value == 0):
            return None
        return calculation(left_value, right_value)

    return evaluate


def _compare(sign: str, left: Amount, right: Amount) -> Condition:
    comparison = _COMPARISONS[sign]

    def evaluate(facts: Facts) -> bool | None:
        left_value = left(facts)
        right_value = right(facts) if left_value is not None else None
        if left_value is None or right_value is None:
            return None
        # To a millionth, as the formula does: in binary fractions 99,2 + 0,9 is not exactly 100,1.
        return comparison(round(left_value - right_value, 6), 0)

    return evaluate


def _shown(part: str | Node, facts: Facts) -> str:
    if isinstance(part, str):
        return part
    return quoted(_text(part)(facts)) if kind_of(part) == "text" else figure_text(number(part, facts))
