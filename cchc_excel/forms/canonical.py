"""A checked definition -> its canonical JSON, and canonical JSON -> the form.

Canonical JSON has one spelling only for each definition, so that its SHA-256 is the definition's identity. A form is
made of it without the libraries for YAML and without checking: `load` has checked the definition before.

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
from cchc_excel.forms.units import words_counted, words_of
from cchc_excel.rules.expression import Node, bind, codes_of
from cchc_excel.rules.parser import parse_number, parse_shown, parse_truth

if TYPE_CHECKING:
    # pydantic takes time to load, and canonical JSON is read without it.
    from cchc_excel.forms.definition import FormDefinition


def canonical_json(definition: FormDefinition) -> bytes:
    """The canonical JSON of a checked definition (UTF-8)."""
    document = definition.model_dump(mode="json", exclude_defaults=True)
    if definition.choices:
        document["choices"] = {name: list(labels.items()) for name, labels in definition.choices.items()}
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def identity(canonical: bytes) -> str:
    """The definition's identity: the SHA-256 of its canonical JSON."""
    return sha256(canonical).hexdigest()


def parse_canonical(canonical: bytes) -> Form:
    """The form of a definition's canonical JSON, which is not checked."""
    document = json.loads(canonical)
    choices = {name: Choices(name, dict(labels)) for name, labels in document.get("choices", {}).items()}
    valid_to = document.get("valid_to")
    return Form(
        id=document["form"],
        version=document["version"],
        name=document["name"],
        valid_from=date.fromisoformat(document["valid_from"]),
        valid_to=date.fromisoformat(valid_to) if valid_to else None,
        heading=tuple(document["heading"]),
        rows=tuple(_row(row, document, choices) for row in document["rows"]),
        rules=tuple(rule for spec in document.get("rules", ()) for rule in _rules(spec, document["rows"])),
        blank_reasons=tuple(reason.lower() for reason in document.get("blank_reasons", ())),
        comparable={
            version: None if codes == "same" else codes for version, codes in document.get("comparable", {}).items()
        },
    )


def message_parts(text: str) -> Iterator[tuple[str, bool]]:
    """The parts of a rule's message: literal text (False), and what stands between braces, an expression (True)."""
    for index, part in enumerate(re.split(r"{([^}]*)}", text)):
        is_expression = index % 2 == 1
        if part or is_expression:
            yield part, is_expression


def _row(spec: Mapping[str, Any], document: Mapping[str, Any], choices: Mapping[str, Choices]) -> Row:
    fields = dict(spec)
    fields["label"] = spec["label"].format(**document.get("parameters", {}))
    synonyms = document.get("unit_synonyms", {})
    if unit := spec.get("unit"):
        fields["unit_words"] = words_of(unit, synonyms)
    if "total_groups" in spec:
        fields["total_groups"] = tuple(spec["total_groups"])
    if spec["type"] == "percent":
        units = {row["code"]: row["unit"] for row in document["rows"] if "unit" in row}
        weighing = units.get(spec.get("weight", ""), "")
        counted = words_counted(fields["label"], weighing, list(dict.fromkeys(units.values())), synonyms)
        fields |= {"unit": "%", "unit_words": tuple(counted)}
    if "choices" in spec:
        fields["choices"] = choices.get(spec["choices"])
    if spec["type"] == "coded":
        fields |= {"unit": choices[spec["choices"]].unit, "total": "distribution"}
    for key in ("weight", "numerator", "denominator"):
        if key in spec:
            fields[key] = parse_number(spec[key])
    return Row(**fields)


def _rules(spec: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> Iterator[Rule]:
    """The rule, once for every row at which it is judged."""
    expect = parse_truth(spec["expect"])
    message = tuple(
        parse_shown(text) if is_expression else text for text, is_expression in message_parts(spec["message"])
    )
    propose = parse_number(spec["propose"]) if "propose" in spec else None
    shared = {key: spec[key] for key in ("severity", "remedy", "severity_by_group") if key in spec}
    if "for_each" not in spec:
        nodes: list[Node] = [expect, *(part for part in message if not isinstance(part, str))]
        at = spec.get("at") or next(code for node in nodes for code in codes_of(node))
        codes = [at]
    else:
        judged = (row["code"] for row in rows if row["type"] in spec["for_each"])
        codes = [code for code in judged if code not in spec.get("not_at", ())]
    for code in codes:
        bound_message = tuple(part if isinstance(part, str) else bind(part, code) for part in message)
        bound_propose = bind(propose, code) if propose else None
        yield Rule(spec["rule"], code, bind(expect, code), message=bound_message, propose=bound_propose, **shared)
