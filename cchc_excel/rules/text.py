"""A tree -> the expression as it is written in a definition; for the codebook."""

from __future__ import annotations

from cchc_excel.rules.expression import COMPARISONS, Call, Constant, Figure, Node, Number, Operation, Text

#: How tightly a sign binds, loosest first; the grammar is in `parser`.
_STRENGTH = {"implies": 1, "or": 2, "and": 3, "not": 4, **dict.fromkeys(COMPARISONS, 5), "+": 6, "-": 6, "*": 7, "/": 7}
_WHOLE = 8


def expression_text(node: Node) -> str:
    """The expression; parsed again, it gives the same tree."""
    match node:
        case Number(value):
            return f"{value:.15g}"
        case Text(value):
            return f'"{value}"'
        case Figure(code) | Constant(code):
            return code
        case Call(name, parts):
            return f"{name}({', '.join(expression_text(part) for part in parts)})"
        case Operation("not", (part,)):
            return f"not {_within(part, _STRENGTH['not'])}"
        case Operation(sign, (first, *others)):
            strength = _STRENGTH[sign]
            # Signs that do not chain, and what stands right of one that groups to the left, are put in brackets.
            left = strength if sign in ("+", "-", "*", "/", "and", "or") else strength + 1
            return _within(first, left) + "".join(f" {sign} {_within(other, strength + 1)}" for other in others)
    raise TypeError(node)


def _within(node: Node, strength: int) -> str:
    own = _STRENGTH[node.sign] if isinstance(node, Operation) else _WHOLE
    text = expression_text(node)
    return text if own >= strength else f"({text})"
