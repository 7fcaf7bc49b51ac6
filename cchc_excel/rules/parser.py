"""The rule language: ``III.6.2 <= III.6.1``, ``IV.1.3 > 0 implies IV.1.2 > 0``. A text -> its tree (`expression`).

Grammar (EBNF, loosest first; blanks between tokens do not matter)::

    expression  = disjunction , [ "implies" , disjunction ] ;
    disjunction = conjunction , { "or" , conjunction } ;
    conjunction = negation , { "and" , negation } ;
    negation    = "not" , negation | comparison ;
    comparison  = sum , [ ( "<=" | "<" | ">=" | ">" | "==" | "!=" ) , sum ] ;
    sum         = product , { ( "+" | "-" ) , product } ;
    product     = factor , { ( "*" | "/" ) , factor } ;
    factor      = number | text | code | constant | call | "(" , expression , ")" ;
    call        = function , "(" , expression , { "," , expression } , ")" ;

    number      = digit , { digit } , [ "." , digit , { digit } ] ;
    text        = '"' , { character - '"' } , '"' ;
    code        = roman , { roman } , { "." , digit , { digit } , [ letter ] } | "self" ;
    constant    = "year" | "period_from" | "period_to" | "communes" ;
    roman       = "I" | "V" | "X" ;
    digit       = "0" | ... | "9" ;
    letter      = "a" | ... | "z" ;

``code`` is that of a row of the form (``III.2.3a``); ``self`` stands for each row that the rule is declared for.
``function`` is a name of :data:`cchc_excel.rules.functions.FUNCTIONS`, which says how many arguments it takes, and of
which kinds. ``and``, ``or``, ``not`` and ``implies`` take conditions, every other sign takes numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NoReturn

from cchc_excel.messages import definitions as messages
from cchc_excel.rules.expression import (
    CODE,
    COMPARISONS,
    CONSTANTS,
    Call,
    Constant,
    Figure,
    Kind,
    Node,
    Number,
    Operation,
    Text,
    kind_of,
)
from cchc_excel.rules.functions import FUNCTIONS

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
    """Parse what a message shows between braces: a number or a note's text.

    Raises:
        ExpressionError: as :func:`parse_truth`.
    """
    return _Parser(text).whole("text" if text.strip().startswith("note(") else "number")


class _Parser:
    """Recursive descent over the tokens of one expression."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = list(self._scan())
        self._next = 0

    def whole(self, kind: Kind) -> Node:
        node = self._implication()
        if self._next < len(self._tokens):
            self._fail(messages.EXPRESSION_EXPECTED, expected="and/or/implies", found=self._tokens[self._next][1])
        return self._of_kind(node, kind)

    def _scan(self) -> Iterator[tuple[str, str]]:
        position = 0
        while self._text[position:].strip():
            match = _TOKEN.match(self._text, position)
            if match is None:
                self._fail(messages.EXPRESSION_CHARACTER, character=self._text[position:].strip()[0])
            yield match.lastgroup or "", match[0].strip()
            position = match.end()

    def _fail(self, sentence: str, **params: str) -> NoReturn:
        raise ExpressionError(sentence.format(text=self._text, **params))

    def _take(self, *wanted: str) -> str | None:
        """The next token's text when it is one of `wanted`, else nothing."""
        if self._next < len(self._tokens) and self._tokens[self._next][1] in wanted:
            self._next += 1
            return self._tokens[self._next - 1][1]
        return None

    def _of_kind(self, node: Node, kind: Kind) -> Node:
        """The node itself, where it is of the kind that is wanted."""
        fits = isinstance(node, Figure) if kind == "row" else kind_of(node) == kind
        if not fits:
            self._fail(messages.EXPRESSION_KIND, expected=messages.KIND_NAMES[kind], found=f"“{_short_name(node)}”")
        return node

    def _operation(self, sign: str, kind: Kind, *parts: Node) -> Node:
        return Operation(sign, tuple(self._of_kind(part, kind) for part in parts))

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
        if self._next >= len(self._tokens):
            self._fail(messages.EXPRESSION_ENDS)
        kind, text = self._tokens[self._next]
        self._next += 1
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
                self._fail(messages.EXPRESSION_WORD, found=text)
        if text != "(":
            self._fail(messages.EXPRESSION_EXPECTED, expected="số hoặc mã chỉ tiêu", found=text)
        node = self._implication()
        self._close()
        return node

    def _call(self, name: str) -> Node:
        if not self._take("("):
            self._fail(messages.EXPRESSION_EXPECTED, expected="(", found=name)
        parts: list[Node] = []
        for wanted in FUNCTIONS[name].takes:
            if parts and not self._take(","):
                self._fail(messages.EXPRESSION_EXPECTED, expected=",", found=name)
            parts.append(self._of_kind(self._implication(), wanted))
        self._close()
        return Call(name, tuple(parts))

    def _close(self) -> None:
        if not self._take(")"):
            found = self._tokens[self._next][1] if self._next < len(self._tokens) else "…"
            self._fail(messages.EXPRESSION_EXPECTED, expected=")", found=found)


def _short_name(node: Node) -> str:
    """What an error message calls an expression."""
    match node:
        case Figure(code):
            return code
        case Constant(name) | Call(name, _) | Operation(name, _):
            return name
        case Number(value):
            return f"{value:g}"
        case Text(value):
            return value
