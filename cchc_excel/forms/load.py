"""A definition file (YAML) -> the checked definition, or its form.

Every fault of the file is named at once, each with its line and reason.
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
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.reader import ReaderError

from cchc_excel.errors import DefinitionError
from cchc_excel.forms.canonical import canonical_json, message_parts, parse_canonical
from cchc_excel.forms.definition import FormDefinition, RowDefinition, RuleDefinition
from cchc_excel.forms.form import INDICATOR_TYPES, Form
from cchc_excel.messages import definitions as messages
from cchc_excel.rules.expression import CODE, SELF, Node, codes_of, figures_of
from cchc_excel.rules.parser import ExpressionError, parse_number, parse_shown, parse_truth
from cchc_excel.text import outside
from cchc_excel.text.typed_file import typed_text

#: The totals that a type of indicator may have.
_TOTALS_BY_TYPE = {
    "count": {"sum", "stock", "sum_with_duplicates"},
    "percent": {"weighted_mean", "ratio"},
    "coded": {"distribution"},
}


def load_form(path: Path) -> Form:
    """The form of a definition file.

    Raises:
        DefinitionError: naming every faulty line and why.
    """
    try:
        text = typed_text(path.read_bytes())
    except (OSError, UnicodeDecodeError) as error:
        fault = messages.DEFINITION_FAULT.text.format(line=1, reason=messages.FAULT_NOT_TEXT)
        raise DefinitionError(messages.DEFINITION_FAULTY.about(file=path.name, faults=fault)) from error
    return parse_form(text, path.name)


def parse_form(text: str, name: str) -> Form:
    """The form of a definition that is given as text; `name` stands in messages.

    Raises:
        DefinitionError: naming every faulty line and why.
    """
    return parse_canonical(canonical_json(parse_definition(text, name)))


def parse_definition(text: str, name: str) -> FormDefinition:
    """The definition that is given as text, checked; `name` stands in messages.

    Raises:
        DefinitionError: naming every faulty line and why.
    """
    faults = _Faults(name)
    try:
        tree = YAML().load(StringIO(text))
        plain = _plain(tree)
    except Exception as error:  # noqa: BLE001 - over values such as dates and numbers the parser raises anything
        faults.add(*_syntax_fault(error, text))
        faults.raise_error()
    try:
        definition = FormDefinition.model_validate(plain)
    except ValidationError as error:
        for detail in error.errors():
            faults.add(_line(tree, detail["loc"]), _reason(detail))
        faults.raise_error()
    _Checker(definition, tree, faults).check()
    if faults:
        faults.raise_error()
    return definition


class _Faults:
    """The faults of one file, named in the order of their lines."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._faults: set[tuple[int, str]] = set()

    def __bool__(self) -> bool:
        return bool(self._faults)

    def add(self, line: int, reason: str) -> None:
        self._faults.add((line, reason))

    def raise_error(self) -> NoReturn:
        lines = "\n".join(
            messages.DEFINITION_FAULT.text.format(line=line, reason=reason) for line, reason in sorted(self._faults)
        )
        raise DefinitionError(messages.DEFINITION_FAULTY.about(file=self._name, faults=lines))


def _plain(tree: Any) -> Any:
    """The loaded tree without the loader's own types, so that strict checking sees what was written."""
    if isinstance(tree, dict):
        return {_plain(key): _plain(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_plain(value) for value in tree]
    for plain_type in (bool, int, float, str):
        if isinstance(tree, plain_type):
            return plain_type(tree)
    return tree


def _syntax_fault(error: Exception, text: str) -> tuple[int, str]:
    """The line of what is no YAML, and why, in the words of officials; the parser's are English."""
    lines = text.splitlines()
    mark = (error.problem_mark or error.context_mark) if isinstance(error, MarkedYAMLError) else None
    if mark is not None:
        line, column = mark.line + 1, mark.column + 1
    elif isinstance(error, ReaderError):
        before = text[: error.position]
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    else:
        line, column = next((number for number, one in enumerate(lines, start=1) if not _is_loadable(one)), 1), 0
    typed = outside.quoted(lines[line - 1].strip() if line <= len(lines) else "") or messages.END_OF_FILE
    if isinstance(error, DuplicateKeyError):
        return line, messages.FAULT_KEY_TWICE.format(text=typed)
    reason = messages.FAULT_NOT_YAML if column else messages.FAULT_NOT_A_VALUE
    return line, reason.format(column=column, text=typed)


def _is_loadable(line: str) -> bool:
    """Whether a line by itself has no value that cannot be, such as a day that is in no calendar."""
    try:
        YAML().load(StringIO(line.strip()))
    except YAMLError:
        return True
    except Exception:  # noqa: BLE001 - as above
        return False
    return True


def _line(tree: Any, path: tuple[int | str, ...]) -> int:
    """The line (from 1) of a node of the file, or of the nearest node around it.

    Args:
        tree: as the loader gives it.
        path: keys and list indexes from the root to the node.
    """
    line = 1
    for step in path:
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
    """What is wrong with a key, in the words of officials."""
    key = next((str(step) for step in reversed(detail["loc"]) if isinstance(step, str)), "")
    match detail["type"]:
        case "missing":
            return messages.FAULT_MISSING_KEY.format(key=key)
        case "extra_forbidden":
            return messages.FAULT_UNKNOWN_KEY.format(key=key)
        case _:
            return messages.FAULT_BAD_VALUE.format(key=key, value=detail["input"])


class _Checker:
    """Notes the faults of a definition whose keys are right one by one: what one key says about another."""

    def __init__(self, definition: FormDefinition, tree: Any, faults: _Faults) -> None:
        self._definition = definition
        self._tree = tree
        self._faults = faults
        self._types = {row.code: row.type for row in definition.rows}

    def check(self) -> None:
        definition = self._definition
        if definition.valid_to is not None and definition.valid_to <= definition.valid_from:
            self._fault(("valid_to",), messages.FAULT_VALIDITY)
        for name, labels in definition.choices.items():
            if len(labels) < 2:
                self._fault(("choices", name), messages.FAULT_CHOICES_FEW, choices=name)
        self._check_unique("rows", [row.code for row in definition.rows], messages.FAULT_CODE_TWICE, "code")
        self._check_unique("rules", [rule.rule for rule in definition.rules], messages.FAULT_RULE_TWICE, "rule")
        if definition.rows[0].type != "section":
            self._fault(("rows", 0), messages.FAULT_NO_SECTION, code=definition.rows[0].code)
        for index, row in enumerate(definition.rows):
            self._check_row(("rows", index), row)
        for index, rule in enumerate(definition.rules):
            self._check_rule(("rules", index), rule)
        for version, codes in definition.comparable.items():
            for code in codes if codes != "same" else ():
                self._check_code(("comparable", version, code), code)

    def _fault(self, path: tuple[int | str, ...], sentence: str, **params: object) -> None:
        self._faults.add(_line(self._tree, path), sentence.format(**params))

    def _check_unique(self, section: str, names: list[str], sentence: str, key: str) -> None:
        """Check that no two entries of a section of the file have the same value of a key."""
        for index, name in enumerate(names):
            if name in names[:index]:
                self._fault((section, index, key), sentence, **{key: name})

    def _check_code(self, path: tuple[int | str, ...], code: str) -> None:
        if code not in self._types:
            self._fault(path, messages.FAULT_CODE_UNKNOWN, code=code)

    def _check_row(self, path: tuple[int | str, ...], row: RowDefinition) -> None:
        if CODE.fullmatch(row.code) is None:
            self._fault((*path, "code"), messages.FAULT_NOT_A_CODE, code=row.code)
        is_in_section = row.type == "section" or self._types.get(row.code.split(".")[0]) == "section"
        if not is_in_section and self._definition.rows[0].type == "section":
            self._fault((*path, "code"), messages.FAULT_NO_SECTION, code=row.code)
        self._check_type(path, row)
        for name in re.findall(r"{(\w*)}", row.label):
            if name not in self._definition.parameters:
                self._fault((*path, "label"), messages.FAULT_PARAMETER_UNKNOWN, name=name)
                break
        for key in ("weight", "numerator", "denominator"):
            if (text := getattr(row, key)) is not None:
                self._parse((*path, key), text, parse_number)

    def _check_type(self, path: tuple[int | str, ...], row: RowDefinition) -> None:
        if row.type == "coded":
            if row.choices is None:
                self._fault(path, messages.FAULT_CHOICES_NEEDED)
            elif row.choices not in self._definition.choices:
                self._fault((*path, "choices"), messages.FAULT_CHOICES_UNKNOWN, choices=row.choices)
        if row.type == "count" and not row.unit:
            self._fault(path, messages.FAULT_UNIT_NEEDED)
        total = "distribution" if row.type == "coded" and row.total is None else row.total
        if total not in _TOTALS_BY_TYPE.get(row.type, {None}):
            self._fault((*path, "total"), messages.FAULT_TOTAL_UNFIT, total=row.total, type=row.type)
        if total == "weighted_mean" and row.weight is None:
            self._fault((*path, "total"), messages.FAULT_WEIGHT_NEEDED)
        if (row.numerator is None) != (row.denominator is None):
            self._fault(path, messages.FAULT_RATIO_PAIR)

    def _parse(self, path: tuple[int | str, ...], text: str, parse: Callable[[str], Node]) -> Node | None:
        """The parsed expression, or None; every code must be a row's, and every figure an indicator's."""
        try:
            node = parse(text)
        except ExpressionError as error:
            self._faults.add(_line(self._tree, path), str(error))
            return None
        for code in codes_of(node):
            if code != SELF and code not in self._types:
                self._fault(path, messages.FAULT_CODE_UNKNOWN, code=code)
                return None
        for code in figures_of(node):
            if code != SELF and self._types[code] not in INDICATOR_TYPES:
                self._fault(path, messages.FAULT_NO_FIGURE, code=code)
                return None
        return node

    def _check_rule(self, path: tuple[int | str, ...], spec: RuleDefinition) -> None:
        nodes = [
            self._parse((*path, "expect"), spec.expect, parse_truth),
            *(
                self._parse((*path, "message"), text, parse_shown)
                for text, is_expression in message_parts(spec.message)
                if is_expression
            ),
        ]
        if spec.propose is not None:
            self._parse((*path, "propose"), spec.propose, parse_number)
        # An expression that cannot be parsed is a fault already; its rows are not known.
        parsed = [node for node in nodes if node is not None]
        if len(parsed) == len(nodes):
            self._check_judged_at(path, spec, [code for node in parsed for code in codes_of(node)])

    def _check_judged_at(self, path: tuple[int | str, ...], spec: RuleDefinition, codes: list[str]) -> None:
        """Check at which rows the rule is judged: at each of some types, or at one; `codes` are those that it names."""
        if spec.for_each:
            if spec.at is not None:
                self._fault((*path, "at"), messages.FAULT_AT_AND_EACH)
            for code in spec.not_at:
                self._check_code((*path, "not_at"), code)
        elif SELF in codes:
            self._fault((*path, "expect"), messages.FAULT_SELF_ALONE)
        elif spec.at is not None:
            self._check_code((*path, "at"), spec.at)
        elif not codes:
            self._fault(path, messages.FAULT_AT_NEEDED)
