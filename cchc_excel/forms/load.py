"""Read and check a definition file: every fault at once, each with its line and reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from io import StringIO
from pathlib import Path
from typing import Any, NoReturn

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError

from cchc_excel.errors import DefinitionError
from cchc_excel.forms.definition import FormDefinition, RowDefinition, RuleDefinition
from cchc_excel.forms.form import INDICATOR_TYPES, Choices, Form, Row, Rule
from cchc_excel.messages import definitions as messages
from cchc_excel.rules.expression import CODE, SELF, Node, bind, codes_of, figures_of
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
    form = _Builder(definition, tree, faults).form()
    if faults:
        faults.refuse()
    return form


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


class _Builder:
    """Turns a definition of the right shape into a form, noting every fault on the way."""

    def __init__(self, definition: FormDefinition, tree: Any, faults: _Faults) -> None:
        self._definition = definition
        self._tree = tree
        self._faults = faults
        self._choices = {name: Choices(name, labels) for name, labels in definition.choices.items()}
        self._types = {row.code: row.type for row in definition.rows}

    def form(self) -> Form:
        given = self._definition
        if given.valid_to is not None and given.valid_to <= given.valid_from:
            self._fault(("valid_to",), messages.FAULT_VALIDITY)
        for choices in self._choices.values():
            if len(choices.labels) < 2:
                self._fault(("choices", choices.name), messages.FAULT_CHOICES_FEW, choices=choices.name)
        self._once("rows", [row.code for row in given.rows], messages.FAULT_CODE_TWICE, "code")
        self._once("rules", [rule.rule for rule in given.rules], messages.FAULT_RULE_TWICE, "rule")
        return Form(
            id=given.form,
            version=given.version,
            name=given.name,
            valid_from=given.valid_from,
            valid_to=given.valid_to,
            heading=tuple(given.heading),
            rows=tuple(self._row(at, row) for at, row in enumerate(given.rows)),
            rules=tuple(rule for at, spec in enumerate(given.rules) for rule in self._rules(at, spec)),
            blank_reasons=tuple(reason.lower() for reason in given.blank_reasons),
            comparable=self._comparable(),
        )

    def _fault(self, where: tuple[int | str, ...], sentence: str, **facts: object) -> None:
        self._faults.add(_line(self._tree, where), sentence.format(**facts))

    def _once(self, part: str, names: list[str], sentence: str, key: str) -> None:
        for at, name in enumerate(names):
            if name in names[:at]:
                self._fault((part, at, key), sentence, **{key: name})

    def _comparable(self) -> Mapping[str, Mapping[str, str] | None]:
        """Codes of older versions by this one's; None where they are the same."""
        found: dict[str, Mapping[str, str] | None] = {}
        for version, codes in self._definition.comparable.items():
            found[version] = None if codes == "same" else codes
            for code in codes if codes != "same" else ():
                if code not in self._types:
                    self._fault(("comparable", version, code), messages.FAULT_CODE_UNKNOWN, code=code)
        return found

    def _row(self, at: int, row: RowDefinition) -> Row:
        place = ("rows", at)
        if CODE.fullmatch(row.code) is None:
            self._fault((*place, "code"), messages.FAULT_NOT_A_CODE, code=row.code)
        if self._definition.rows[0].type != "section":
            self._fault(("rows", 0), messages.FAULT_NO_SECTION, code=self._definition.rows[0].code)
        elif row.type != "section" and self._types.get(row.code.split(".")[0]) != "section":
            self._fault((*place, "code"), messages.FAULT_NO_SECTION, code=row.code)
        self._check_type(place, row)
        return Row(
            code=row.code,
            type=row.type,
            label=self._label(place, row.label),
            unit=self._unit(row),
            unit_words=(row.unit, *self._definition.unit_synonyms.get(row.unit, [])) if row.unit else (),
            choices=self._choices.get(row.choices or ""),
            optional=row.optional,
            total="distribution" if row.type == "coded" else row.total,
            weight=self._number(place, "weight", row.weight),
            numerator=self._number(place, "numerator", row.numerator),
            denominator=self._number(place, "denominator", row.denominator),
            total_groups=tuple(row.total_groups),
            may_exceed_100=row.may_exceed_100,
            source=row.source,
            doubt=row.doubt,
        )

    def _check_type(self, place: tuple[int | str, ...], row: RowDefinition) -> None:
        if row.type == "coded":
            if row.choices is None:
                self._fault(place, messages.FAULT_CHOICES_NEEDED)
            elif row.choices not in self._choices:
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

    def _label(self, place: tuple[int | str, ...], label: str) -> str:
        for name in re.findall(r"{(\w*)}", label):
            if name not in self._definition.parameters:
                self._fault((*place, "label"), messages.FAULT_PARAMETER_UNKNOWN, name=name)
                return label
        return label.format(**self._definition.parameters)

    def _unit(self, row: RowDefinition) -> str:
        match row.type:
            case "percent":
                return "%"
            case "coded":
                choices = self._choices.get(row.choices or "")
                return choices.unit if choices else ""
            case _:
                return row.unit

    def _number(self, place: tuple[int | str, ...], key: str, text: str | None) -> Node | None:
        return None if text is None else self._parsed((*place, key), text, parse_number)

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

    def _rules(self, at: int, spec: RuleDefinition) -> Iterator[Rule]:
        """The rule, once for every row that it is judged at."""
        place = ("rules", at)
        expect = self._parsed((*place, "expect"), spec.expect, parse_truth)
        message = self._message((*place, "message"), spec.message)
        propose = self._number(place, "propose", spec.propose)
        if expect is None or message is None or (spec.propose is not None and propose is None):
            return
        nodes = [expect, *(part for part in message if not isinstance(part, str))]
        for code in self._rows_judged(place, spec, nodes):
            yield Rule(
                id=spec.rule,
                at=code,
                expect=bind(expect, code),
                severity=spec.severity,
                message=tuple(part if isinstance(part, str) else bind(part, code) for part in message),
                remedy=spec.remedy,
                severity_by_group=spec.severity_by_group,
                propose=bind(propose, code) if propose is not None else None,
            )

    def _rows_judged(self, place: tuple[int | str, ...], spec: RuleDefinition, nodes: list[Node]) -> list[str]:
        named = [code for node in nodes for code in codes_of(node)]
        if spec.for_each:
            if spec.at is not None:
                self._fault((*place, "at"), messages.FAULT_AT_AND_EACH)
            for code in spec.not_at:
                if code not in self._types:
                    self._fault((*place, "not_at"), messages.FAULT_CODE_UNKNOWN, code=code)
            rows = (row for row in self._definition.rows if row.type in spec.for_each)
            return [row.code for row in rows if row.code not in spec.not_at]
        if SELF in named:
            self._fault((*place, "expect"), messages.FAULT_SELF_ALONE)
            return []
        if spec.at is None and not named:
            self._fault(place, messages.FAULT_AT_NEEDED)
            return []
        if spec.at is not None and spec.at not in self._types:
            self._fault((*place, "at"), messages.FAULT_CODE_UNKNOWN, code=spec.at)
            return []
        return [spec.at or named[0]]

    def _message(self, place: tuple[int | str, ...], text: str) -> tuple[str | Node, ...] | None:
        """Literal text and the expressions between braces."""
        parts: list[str | Node] = []
        for at, piece in enumerate(re.split(r"{([^}]*)}", text)):
            if at % 2 == 0:
                parts.extend([piece] if piece else [])
                continue
            node = self._parsed(place, piece, parse_shown)
            if node is None:
                return None
            parts.append(node)
        return tuple(parts)
