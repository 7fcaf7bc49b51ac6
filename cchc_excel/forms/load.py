"""Read and check a definition file: every fault at once, each with its line and reason.

In: YAML. Out: the definition, or the form that it says.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any, NoReturn

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError

from cchc_excel.errors import DefinitionError
from cchc_excel.forms.canonical import canonical_json, form_of, message_parts
from cchc_excel.forms.definition import FormDefinition, RowDefinition, RuleDefinition
from cchc_excel.forms.form import INDICATOR_TYPES, Form
from cchc_excel.messages import definitions as messages
from cchc_excel.rules.expression import CODE, SELF, Node, codes_of, figures_of
from cchc_excel.rules.parser import ExpressionError, parse_number, parse_shown, parse_truth

_FIT = {
    "count": {"sum", "stock", "sum_with_duplicates"},
    "percent": {"weighted_mean", "ratio"},
    "coded": {"distribution"},
}


def load_form(path: Path) -> Form:
    """Read the definition in a file.

    Raises:
        DefinitionError: naming every faulty line and why.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        told = messages.DEFINITION_FAULT.text.format(line=1, reason=messages.FAULT_NOT_TEXT)
        raise DefinitionError(messages.DEFINITION_FAULTY.about(file=path.name, faults=told)) from error
    return parse_form(text, path.name)


def parse_form(text: str, name: str) -> Form:
    """Read a definition given as text; `name` stands in messages.

    Raises:
        DefinitionError: naming every faulty line and why.
    """
    return form_of(canonical_json(parse_definition(text, name)))


def parse_definition(text: str, name: str) -> FormDefinition:
    """The definition that is given as text, checked; `name` stands in messages.

    Raises:
        DefinitionError: naming every faulty line and why.
    """
    faults = _Faults(name)
    try:
        tree = YAML().load(StringIO(text))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = messages.DEFINITION_NOT_YAML.text.format(problem=error.problem or error.context)
        faults.add((mark.line + 1) if mark else 1, reason)
        faults.refuse()
    try:
        definition = FormDefinition.model_validate(_plain(tree))
    except ValidationError as error:
        for detail in error.errors():
            faults.add(_line(tree, detail["loc"]), _reason(detail))
        faults.refuse()
    _Checker(definition, tree, faults).check()
    if faults:
        faults.refuse()
    return definition


class _Faults:
    """The faults of one file, told in the order of their lines."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._found: set[tuple[int, str]] = set()

    def __bool__(self) -> bool:
        return bool(self._found)

    def add(self, line: int, reason: str) -> None:
        self._found.add((line, reason))

    def refuse(self) -> NoReturn:
        told = "\n".join(
            messages.DEFINITION_FAULT.text.format(line=line, reason=reason) for line, reason in sorted(self._found)
        )
        raise DefinitionError(messages.DEFINITION_FAULTY.about(file=self._name, faults=told))


def _plain(tree: Any) -> Any:
    """The loaded tree without the loader's own types, so that strict checking sees what was written."""
    if isinstance(tree, dict):
        return {_plain(key): _plain(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_plain(value) for value in tree]
    for kind in (bool, int, float, str):
        if isinstance(tree, kind):
            return kind(tree)
    return tree


def _line(tree: Any, where: tuple[int | str, ...]) -> int:
    """The line (from 1) of a place in the file, or of the nearest thing that encloses it."""
    line = 1
    for step in where:
        marks = getattr(tree, "lc", None)
        if marks is None:
            break
        try:
            line = (marks.key(step) if isinstance(tree, dict) else marks.item(step))[0] + 1
            tree = tree[step]
        except (KeyError, IndexError, TypeError):
            break
    return line


def _reason(detail: ErrorDetails) -> str:
    key = next((str(step) for step in reversed(detail["loc"]) if isinstance(step, str)), "")
    match detail["type"]:
        case "missing":
            return messages.FAULT_MISSING_KEY.format(key=key)
        case "extra_forbidden":
            return messages.FAULT_UNKNOWN_KEY.format(key=key)
        case _:
            return messages.FAULT_BAD_VALUE.format(key=key, value=detail["input"])


class _Checker:
    """Notes every fault of a definition of the right shape: what one key says about another."""

    def __init__(self, definition: FormDefinition, tree: Any, faults: _Faults) -> None:
        self._definition = definition
        self._tree = tree
        self._faults = faults
        self._types = {row.code: row.type for row in definition.rows}

    def check(self) -> None:
        given = self._definition
        if given.valid_to is not None and given.valid_to <= given.valid_from:
            self._fault(("valid_to",), messages.FAULT_VALIDITY)
        for name, labels in given.choices.items():
            if len(labels) < 2:
                self._fault(("choices", name), messages.FAULT_CHOICES_FEW, choices=name)
        self._once("rows", [row.code for row in given.rows], messages.FAULT_CODE_TWICE, "code")
        self._once("rules", [rule.rule for rule in given.rules], messages.FAULT_RULE_TWICE, "rule")
        if given.rows[0].type != "section":
            self._fault(("rows", 0), messages.FAULT_NO_SECTION, code=given.rows[0].code)
        for at, row in enumerate(given.rows):
            self._row(("rows", at), row)
        for at, rule in enumerate(given.rules):
            self._rule(("rules", at), rule)
        for version, codes in given.comparable.items():
            for code in codes if codes != "same" else ():
                self._known(("comparable", version, code), code)

    def _fault(self, where: tuple[int | str, ...], sentence: str, **facts: object) -> None:
        self._faults.add(_line(self._tree, where), sentence.format(**facts))

    def _once(self, part: str, names: list[str], sentence: str, key: str) -> None:
        for at, name in enumerate(names):
            if name in names[:at]:
                self._fault((part, at, key), sentence, **{key: name})

    def _known(self, where: tuple[int | str, ...], code: str) -> None:
        if code not in self._types:
            self._fault(where, messages.FAULT_CODE_UNKNOWN, code=code)

    def _row(self, place: tuple[int | str, ...], row: RowDefinition) -> None:
        if CODE.fullmatch(row.code) is None:
            self._fault((*place, "code"), messages.FAULT_NOT_A_CODE, code=row.code)
        is_headed = row.type == "section" or self._types.get(row.code.split(".")[0]) == "section"
        if not is_headed and self._definition.rows[0].type == "section":
            self._fault((*place, "code"), messages.FAULT_NO_SECTION, code=row.code)
        self._type(place, row)
        for name in re.findall(r"{(\w*)}", row.label):
            if name not in self._definition.parameters:
                self._fault((*place, "label"), messages.FAULT_PARAMETER_UNKNOWN, name=name)
                break
        for key in ("weight", "numerator", "denominator"):
            if (text := getattr(row, key)) is not None:
                self._parsed((*place, key), text, parse_number)

    def _type(self, place: tuple[int | str, ...], row: RowDefinition) -> None:
        if row.type == "coded":
            if row.choices is None:
                self._fault(place, messages.FAULT_CHOICES_NEEDED)
            elif row.choices not in self._definition.choices:
                self._fault((*place, "choices"), messages.FAULT_CHOICES_UNKNOWN, choices=row.choices)
        if row.type == "count" and not row.unit:
            self._fault(place, messages.FAULT_UNIT_NEEDED)
        total = "distribution" if row.type == "coded" and row.total is None else row.total
        if total not in _FIT.get(row.type, {None}):
            self._fault((*place, "total"), messages.FAULT_TOTAL_UNFIT, total=row.total, type=row.type)
        if total == "weighted_mean" and row.weight is None:
            self._fault((*place, "total"), messages.FAULT_WEIGHT_NEEDED)
        if (row.numerator is None) != (row.denominator is None):
            self._fault(place, messages.FAULT_RATIO_PAIR)

    def _parsed(self, place: tuple[int | str, ...], text: str, parse: Callable[[str], Node]) -> Node | None:
        """Parse and check that every code is a row, and every figure an indicator's."""
        try:
            node = parse(text)
        except ExpressionError as error:
            self._faults.add(_line(self._tree, place), str(error))
            return None
        for code in codes_of(node):
            if code != SELF and code not in self._types:
                self._fault(place, messages.FAULT_CODE_UNKNOWN, code=code)
                return None
        for code in figures_of(node):
            if code != SELF and self._types[code] not in INDICATOR_TYPES:
                self._fault(place, messages.FAULT_NO_FIGURE, code=code)
                return None
        return node

    def _rule(self, place: tuple[int | str, ...], spec: RuleDefinition) -> None:
        nodes = [
            self._parsed((*place, "expect"), spec.expect, parse_truth),
            *(
                self._parsed((*place, "message"), text, parse_shown)
                for text, is_shown in message_parts(spec.message)
                if is_shown
            ),
        ]
        if spec.propose is not None:
            self._parsed((*place, "propose"), spec.propose, parse_number)
        # What cannot be read is told already; what is said about its rows would be of no use.
        found = [node for node in nodes if node is not None]
        if len(found) == len(nodes):
            self._place(place, spec, [code for node in found for code in codes_of(node)])

    def _place(self, place: tuple[int | str, ...], spec: RuleDefinition, named: list[str]) -> None:
        """Check where the rule is judged: at each row of a kind, or at one."""
        if spec.for_each:
            if spec.at is not None:
                self._fault((*place, "at"), messages.FAULT_AT_AND_EACH)
            for code in spec.not_at:
                self._known((*place, "not_at"), code)
        elif SELF in named:
            self._fault((*place, "expect"), messages.FAULT_SELF_ALONE)
        elif spec.at is not None:
            self._known((*place, "at"), spec.at)
        elif not named:
            self._fault(place, messages.FAULT_AT_NEEDED)
