"""A rule's tree -> an Excel formula with the same meaning as `evaluate`, for Excel 2007 and later.

Absent and unknown are ``#N/A``, which arithmetic and comparisons pass on by themselves.
"""

from __future__ import annotations

import re

from cchc_excel.rules.expression import COMPARISONS, Call, Constant, Figure, Node, Number, Operation, Text
from cchc_excel.rules.functions import FUNCTIONS, Cells, quote

_SIGNS = {"==": "=", "!=": "<>"}
_ATOM = re.compile(r"[A-Z]{1,3}[0-9]+|[0-9]+(?:\.[0-9]+)?")


def holds(node: Node, cells: Cells) -> str:
    """An expression that is TRUE unless the condition is false."""
    match node:
        case Operation("and", parts):
            return f"AND({','.join(holds(part, cells) for part in parts)})"
        case Operation("or", parts):
            return f"OR({','.join(holds(part, cells) for part in parts)})"
        case Operation("not", (part,)):
            return f"NOT({_is_sure(part, cells)})"
        case Operation("implies", _) | Call():
            # Of a truth nothing is unknown.
            return _is_sure(node, cells)
    return f"IFERROR({formula(node, cells)},TRUE)"


def _is_sure(node: Node, cells: Cells) -> str:
    """An expression that is TRUE only if the condition is true."""
    match node:
        case Operation("and", parts):
            return f"AND({','.join(_is_sure(part, cells) for part in parts)})"
        case Operation("or", parts):
            return f"OR({','.join(_is_sure(part, cells) for part in parts)})"
        case Operation("not", (part,)):
            return f"NOT({holds(part, cells)})"
        case Operation("implies", (condition, consequence)):
            return f"OR(NOT({_is_sure(condition, cells)}),{_is_sure(consequence, cells)})"
        case Call(name, _) if FUNCTIONS[name].gives == "truth":
            # Never an error itself.
            return formula(node, cells)
    return f"IFERROR({formula(node, cells)},FALSE)"


def shown(node: Node, cells: Cells, absent: str) -> str:
    """An expression for a number in a message, written as `messages.figure_text` does, in every locale of Windows.

    Args:
        node: gives the number.
        cells: of the sheet.
        absent: an expression for what is shown where there is none.
    """
    return f'IFERROR(SUBSTITUTE(ROUND({formula(node, cells)},2),".",","),{absent})'


def formula(node: Node, cells: Cells) -> str:
    """The expression without a leading equals sign; a condition of several as :func:`holds`."""
    match node:
        case Number(value):
            return f"{value:.15g}"
        case Text(value):
            return quote(value)
        case Figure(code):
            return cells.figure(code)
        case Constant(name):
            return cells.constant(name)
        case Call(name, (Figure(code),)) if (helper := cells.helper(name, code)) is not None:
            return helper
        case Call(name, parts):
            arguments = (
                part.code if isinstance(part, Figure) and kind == "row" else _argument(part, cells)
                for kind, part in zip(FUNCTIONS[name].takes, parts, strict=True)
            )
            return FUNCTIONS[name].excel(cells, *arguments)
        case Operation("not" | "and" | "or" | "implies", _):
            return holds(node, cells)
        case Operation(sign, parts):
            return _operation(sign, [formula(part, cells) for part in parts])


def _argument(part: Node, cells: Cells) -> str:
    # A function quotes its own text arguments, so that it may look at them first.
    return part.value if isinstance(part, Text) else formula(part, cells)


def _operation(sign: str, parts: list[str]) -> str:
    match sign:
        case "+":
            absent = ",".join(f"ISERROR({part})" for part in parts)
            total = "+".join(f"IFERROR({part},0)" for part in parts)
            return f"IF(AND({absent}),NA(),{total})"
        case _ if sign in COMPARISONS:
            return f"ROUND({_atom(parts[0])}-{_atom(parts[1])},6){_SIGNS.get(sign, sign)}0"
        case _:
            return f"{_atom(parts[0])}{sign}{_atom(parts[1])}"


def _atom(expression: str) -> str:
    """An expression as a part of a sum or product; a cell or number needs no brackets."""
    return expression if _ATOM.fullmatch(expression) else f"({expression})"
