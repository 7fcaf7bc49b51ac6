"""A rule's tree -> an Excel formula with the same meaning as `evaluate`, for Excel 2007 and later.

Absent and unknown are ``#N/A``, which arithmetic and comparisons pass on by themselves.
"""

from __future__ import annotations

from cchc_excel.rules.expression import COMPARISONS, Call, Constant, Figure, Node, Number, Operation, Text
from cchc_excel.rules.functions import FUNCTIONS, Cells, quote

_SIGNS = {"==": "=", "!=": "<>"}


def holds(node: Node, cells: Cells) -> str:
    """An expression that is TRUE unless the condition is false."""
    return f"IFERROR({formula(node, cells)},TRUE)"


def shown(node: Node, cells: Cells, absent: str) -> str:
    """An expression for a number in a message, written as `messages.figure_text` does, in every locale of Windows."""
    return f'IFERROR(SUBSTITUTE(ROUND({formula(node, cells)},2)&"",".",","),{quote(absent)})'


def formula(node: Node, cells: Cells) -> str:
    """The expression without a leading equals sign."""
    match node:
        case Number(value):
            return f"{value:.15g}"
        case Text(value):
            return quote(value)
        case Figure(code):
            return cells.figure(code)
        case Constant(name):
            return cells.constant(name)
        case Call(name, parts):
            arguments = (
                part.code if isinstance(part, Figure) and kind == "row" else _argument(part, cells)
                for kind, part in zip(FUNCTIONS[name].takes, parts, strict=True)
            )
            return FUNCTIONS[name].excel(cells, *arguments)
        case Operation(sign, parts):
            return _operation(sign, [formula(part, cells) for part in parts])


def _argument(part: Node, cells: Cells) -> str:
    # A function quotes its own text arguments, so that it may look at them first.
    return part.value if isinstance(part, Text) else formula(part, cells)


def _operation(sign: str, parts: list[str]) -> str:
    match sign:
        case "implies":
            return f"OR(NOT(IFERROR({parts[0]},FALSE)),IFERROR({parts[1]},FALSE))"
        case "not":
            return f"NOT({parts[0]})"
        case "and":
            without_unknown = ",".join(f"IFERROR({part},TRUE)" for part in parts)
            return f"IF(AND({without_unknown}),AND({','.join(parts)}),FALSE)"
        case "or":
            without_unknown = ",".join(f"IFERROR({part},FALSE)" for part in parts)
            return f"IF(OR({without_unknown}),TRUE,OR({','.join(parts)}))"
        case "+":
            absent = ",".join(f"ISERROR({part})" for part in parts)
            total = "+".join(f"IFERROR({part},0)" for part in parts)
            return f"IF(AND({absent}),NA(),{total})"
        case _ if sign in COMPARISONS:
            return f"ROUND(({parts[0]})-({parts[1]}),6){_SIGNS.get(sign, sign)}0"
        case _:
            return f"({parts[0]}){sign}({parts[1]})"
