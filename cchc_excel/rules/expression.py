"""The rule language: ``III.6.2 <= III.6.1``, ``IV.1.3 > 0 implies IV.1.2 > 0``.

Grammar, loosest first::

    truth       = disjunction ["implies" disjunction]
    disjunction = conjunction {"or" conjunction}
    conjunction = negation {"and" negation}
    negation    = "not" negation | comparison
    comparison  = sum [("<=" | "<" | ">=" | ">" | "==" | "!=") sum]
    sum         = product {("+" | "-") product}
    product     = factor {("*" | "/") factor}
    factor      = number | "text" | code | name | name "(" truth {"," truth} ")" | "(" truth ")"

A code is an indicator's or heading's (``III.2.3a``) or ``self``; a bare name is one of :data:`CONSTANTS`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NoReturn

from cchc_excel.rules.functions import FUNCTIONS
from cchc_excel.wording import operator as say

Kind = Literal["number", "truth", "text", "row"]

CODE = re.compile(r"[IVX]+(?:\.[0-9]+[a-z]?)*")
SELF = "self"
#: Facts of the campaign that a rule may name: the report year, first and last day of the data (Excel serial
#: numbers), and how many communes the register has (absent when none).
CONSTANTS = frozenset({"year", "period_from", "period_to", "communes"})
COMPARISONS = frozenset({"<=", "<", ">=", ">", "==", "!="})
CONNECTIVES = frozenset({"not", "and", "or", "implies"})

_TOKEN = re.compile(
    rf"""\s*(?:
        (?P<text>"[^"]*")
      | (?P<code>(?:{CODE.pattern})(?![A-Za-z0-9_])|self\b)
      | (?P<number>[0-9]+(?:\.[0-9]+)?)
      | (?P<word>[a-z_]+)
      | (?P<sign><=|>=|==|!=|[<>+\-*/(),])
    )""",
    re.VERBOSE,
)


class ExpressionError(ValueError):
    """The expression cannot be read; the text says why, in Vietnamese."""


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


def parse_truth(text: str) -> Node:
    """Parse a condition.

    Raises:
        ExpressionError: the text is not in the grammar, or is a number where a condition is wanted.
    """
    return _Parser(text).whole("truth")


def parse_number(text: str) -> Node:
    """Parse a number expression (a weight, a numerator, a proposal).

    Raises:
        ExpressionError: as :func:`parse_truth`.
    """
    return _Parser(text).whole("number")


def parse_shown(text: str) -> Node:
    """Parse what a message shows between braces: a number or a note's text."""
    return _Parser(text).whole("text" if text.strip().startswith("note(") else "number")


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


def figures_of(node: Node) -> Iterator[str]:
    """Codes whose *figure* is read."""
    match node:
        case Figure(code):
            yield code
        case Call(name, _) if FUNCTIONS[name].reads == "note":
            return
        case Call(_, parts) | Operation(_, parts):
            for part in parts:
                yield from figures_of(part)


def notes_of(node: Node) -> Iterator[str]:
    """Codes whose *note* is read."""
    match node:
        case Call(name, parts) if FUNCTIONS[name].reads == "note":
            yield from (part.code for part in parts if isinstance(part, Figure))
        case Call(_, parts) | Operation(_, parts):
            for part in parts:
                yield from notes_of(part)


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


class _Parser:
    """Recursive descent over the tokens of one expression."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = list(self._scan())
        self._at = 0

    def whole(self, kind: Kind) -> Node:
        node = self._implication()
        if self._at < len(self._tokens):
            self._refuse(say.EXPRESSION_EXPECTED, expected="and/or/implies", found=self._tokens[self._at][1])
        return self._demand(node, kind)

    def _scan(self) -> Iterator[tuple[str, str]]:
        at = 0
        while self._text[at:].strip():
            match = _TOKEN.match(self._text, at)
            if match is None:
                self._refuse(say.EXPRESSION_CHARACTER, character=self._text[at:].strip()[0])
            yield match.lastgroup or "", match[0].strip()
            at = match.end()

    def _refuse(self, sentence: str, **facts: str) -> NoReturn:
        raise ExpressionError(sentence.format(text=self._text, **facts))

    def _take(self, *wanted: str) -> str | None:
        """The next token's text when it is one of `wanted`, else nothing."""
        if self._at < len(self._tokens) and self._tokens[self._at][1] in wanted:
            self._at += 1
            return self._tokens[self._at - 1][1]
        return None

    def _demand(self, node: Node, kind: Kind) -> Node:
        fits = isinstance(node, Figure) if kind == "row" else kind_of(node) == kind
        if not fits:
            self._refuse(say.EXPRESSION_KIND, expected=say.KIND_NAMES[kind], found=f"“{_sketch(node)}”")
        return node

    def _operation(self, sign: str, kind: Kind, *parts: Node) -> Node:
        return Operation(sign, tuple(self._demand(part, kind) for part in parts))

    def _implication(self) -> Node:
        node = self._disjunction()
        if sign := self._take("implies"):
            node = self._operation(sign, "truth", node, self._disjunction())
        return node

    def _disjunction(self) -> Node:
        node = self._conjunction()
        while sign := self._take("or"):
            node = self._operation(sign, "truth", node, self._conjunction())
        return node

    def _conjunction(self) -> Node:
        node = self._negation()
        while sign := self._take("and"):
            node = self._operation(sign, "truth", node, self._negation())
        return node

    def _negation(self) -> Node:
        if sign := self._take("not"):
            return self._operation(sign, "truth", self._negation())
        return self._comparison()

    def _comparison(self) -> Node:
        node = self._sum()
        if sign := self._take(*COMPARISONS):
            node = self._operation(sign, "number", node, self._sum())
        return node

    def _sum(self) -> Node:
        node = self._product()
        while sign := self._take("+", "-"):
            part = self._product()
            if sign == "+" and isinstance(node, Operation) and node.sign == "+":
                node = self._operation("+", "number", *node.parts, part)
            else:
                node = self._operation(sign, "number", node, part)
        return node

    def _product(self) -> Node:
        node = self._factor()
        while sign := self._take("*", "/"):
            node = self._operation(sign, "number", node, self._factor())
        return node

    def _factor(self) -> Node:
        if self._at >= len(self._tokens):
            self._refuse(say.EXPRESSION_ENDS)
        kind, text = self._tokens[self._at]
        self._at += 1
        match kind:
            case "number":
                return Number(float(text))
            case "text":
                return Text(text[1:-1])
            case "code":
                return Figure(text)
            case "word" if text in CONSTANTS:
                return Constant(text)
            case "word" if text in FUNCTIONS:
                return self._call(text)
            case "word":
                self._refuse(say.EXPRESSION_WORD, found=text)
        if text != "(":
            self._refuse(say.EXPRESSION_EXPECTED, expected="số hoặc mã chỉ tiêu", found=text)
        node = self._implication()
        self._close()
        return node

    def _call(self, name: str) -> Node:
        if not self._take("("):
            self._refuse(say.EXPRESSION_EXPECTED, expected="(", found=name)
        parts: list[Node] = []
        for wanted in FUNCTIONS[name].takes:
            if parts and not self._take(","):
                self._refuse(say.EXPRESSION_EXPECTED, expected=",", found=name)
            parts.append(self._demand(self._implication(), wanted))
        self._close()
        return Call(name, tuple(parts))

    def _close(self) -> None:
        if not self._take(")"):
            found = self._tokens[self._at][1] if self._at < len(self._tokens) else "…"
            self._refuse(say.EXPRESSION_EXPECTED, expected=")", found=found)


def _sketch(node: Node) -> str:
    match node:
        case Figure(code):
            return code
        case Constant(name) | Call(name, _) | Operation(name, _):
            return name
        case Number(value):
            return f"{value:g}"
        case Text(value):
            return value
