"""A definition as canonical JSON, and the form that this JSON says.

In: a definition that has been checked (by `load`), or the JSON that was made of one. Out: bytes of which there is one
spelling only, so that their SHA-256 is the definition's identity; and the form, without YAML and unchecked.

The bytes are UTF-8, with sorted keys and no insignificant blanks. A key that has its default is left out: a key that is
new in a later version of the program then changes no definition's identity. Answers of a coded row are a list of pairs,
since their order is the order in which they are printed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from cchc_excel.forms.form import Choices, Form, Row, Rule
from cchc_excel.rules.expression import Node, bind, codes_of
from cchc_excel.rules.parser import parse_number, parse_shown, parse_truth

if TYPE_CHECKING:
    # The library that checks definitions takes time to load, and reading canonical JSON needs none of it.
    from cchc_excel.forms.definition import FormDefinition


def canonical_json(definition: FormDefinition) -> bytes:
    """The definition's one spelling."""
    told = definition.model_dump(mode="json", exclude_defaults=True)
    if definition.choices:
        told["choices"] = {name: list(labels.items()) for name, labels in definition.choices.items()}
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def identity(canonical: bytes) -> str:
    """The definition's identity: the SHA-256 of its canonical JSON."""
    return sha256(canonical).hexdigest()


def form_of(canonical: bytes) -> Form:
    """The form that canonical JSON says; of anything else that it was given it makes no sense and no complaint."""
    told = json.loads(canonical)
    choices = {name: Choices(name, dict(labels)) for name, labels in told.get("choices", {}).items()}
    until = told.get("valid_to")
    return Form(
        id=told["form"],
        version=told["version"],
        name=told["name"],
        valid_from=date.fromisoformat(told["valid_from"]),
        valid_to=date.fromisoformat(until) if until else None,
        heading=tuple(told["heading"]),
        rows=tuple(_row(row, told, choices) for row in told["rows"]),
        rules=tuple(rule for spec in told.get("rules", ()) for rule in _rules(spec, told["rows"])),
        blank_reasons=tuple(reason.lower() for reason in told.get("blank_reasons", ())),
        comparable={
            version: None if codes == "same" else codes for version, codes in told.get("comparable", {}).items()
        },
    )


def message_parts(text: str) -> Iterator[tuple[str, bool]]:
    """A message's literal text and, marked as such, the expressions between braces."""
    for at, piece in enumerate(re.split(r"{([^}]*)}", text)):
        if piece or at % 2:
            yield piece, at % 2 == 1


def _row(spec: Mapping[str, Any], told: Mapping[str, Any], choices: Mapping[str, Choices]) -> Row:
    given = dict(spec)
    given["label"] = spec["label"].format(**told.get("parameters", {}))
    if unit := spec.get("unit"):
        given["unit_words"] = (unit, *told.get("unit_synonyms", {}).get(unit, ()))
    if "total_groups" in spec:
        given["total_groups"] = tuple(spec["total_groups"])
    if spec["type"] == "percent":
        given["unit"] = "%"
    elif spec["type"] == "coded":
        answers = choices[spec["choices"]]
        given |= {"unit": answers.unit, "choices": answers, "total": "distribution"}
    for key in ("weight", "numerator", "denominator"):
        if key in spec:
            given[key] = parse_number(spec[key])
    return Row(**given)


def _rules(spec: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> Iterator[Rule]:
    """The rule, once for every row that it is judged at."""
    expect = parse_truth(spec["expect"])
    message = tuple(parse_shown(text) if shown else text for text, shown in message_parts(spec["message"]))
    propose = parse_number(spec["propose"]) if "propose" in spec else None
    same = {key: spec[key] for key in ("severity", "remedy", "severity_by_group") if key in spec}
    if "for_each" not in spec:
        nodes: list[Node] = [expect, *(part for part in message if not isinstance(part, str))]
        at = spec.get("at") or next(code for node in nodes for code in codes_of(node))
        yield Rule(spec["rule"], at, expect, message=message, propose=propose, **same)
        return
    for row in rows:
        code = row["code"]
        if row["type"] in spec["for_each"] and code not in spec.get("not_at", ()):
            bound = tuple(part if isinstance(part, str) else bind(part, code) for part in message)
            proposed = bind(propose, code) if propose else None
            yield Rule(spec["rule"], code, bind(expect, code), message=bound, propose=proposed, **same)
