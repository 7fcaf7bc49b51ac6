"""Canonical JSON: one spelling for a definition, which says all of it; fresh where it is shipped, or not believed."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest

from cchc_excel.errors import DefinitionError
from cchc_excel.forms.canonical import canonical_json, identity, parse_canonical
from cchc_excel.forms.catalogue import checksum_lines, shipped_form
from cchc_excel.forms.definition import FormDefinition
from cchc_excel.forms.load import load_form, parse_definition, parse_form
from cchc_excel.rules.expression import Figure, Number, Operation
from support.small_form import SMALL, small

ROOT = Path(__file__).parents[2]
DEFINITIONS = sorted((ROOT / "cchc_excel" / "forms" / "definitions").glob("*.yaml"))
FULL = small(
    ("rules:", "comparable: {'0': same, '2020.1': {I.1: II.1}}\nblank_reasons: [Không có]\nrules:"),
    ("rules:", "unit_synonyms: {Cái: [chiếc, con]}\nparameters: {noi: Sóc Trăng}\nrules:"),
    ("label: Số một", "label: 'Số một của {noi}'"),
    ("severity: error", "severity: error\n    severity_by_group: {xa: warning, huyen: info}\n    propose: I.1 - 1"),
    ("rules:", "rules:\n  - {rule: R0, for_each: [count, percent], expect: self >= 0, severity: error, message: âm}"),
)


def again(canonical: bytes) -> FormDefinition:
    """Canonical JSON as a definition, so that nothing can be lost on the way unseen."""
    told = json.loads(canonical)
    told["choices"] = {name: dict(labels) for name, labels in told.get("choices", {}).items()}
    return FormDefinition.model_validate(told | {"valid_from": date.fromisoformat(told["valid_from"])})


@pytest.mark.parametrize("text", [dedent(SMALL), FULL, *(path.read_text(encoding="utf-8") for path in DEFINITIONS)])
def test_canonical_json_says_all_that_the_definition_says(text):
    definition = parse_definition(text, "thu.yaml")
    canonical = canonical_json(definition)
    assert again(canonical) == definition
    assert canonical_json(again(canonical)) == canonical
    assert parse_canonical(canonical) == parse_form(text, "thu.yaml")


def test_a_proposal_may_speak_of_the_row_that_is_judged():
    """Without ``for_each`` too: `self` is the row at which the rule stands."""
    form = parse_form(small(("severity: error", "severity: error\n    propose: self - 1")), "thu.yaml")
    (rule,) = form.rules
    assert (rule.at, rule.propose) == ("I.2", Operation("-", (Figure("I.2"), Number(1.0))))


def test_choices_of_a_row_that_is_not_coded_are_choices_or_nothing():
    form = parse_form(
        small(("label: Số một\n    unit: Cái", "label: Số một\n    unit: Cái\n    choices: co_khong")), "thu.yaml"
    )
    assert form.by_code["I.1"].choices == form.by_code["I.3"].choices
    assert form.by_code["I.1"].unit == "Cái"


def test_the_form_is_what_the_definition_says():
    form = parse_form(FULL, "thu.yaml")
    count, percent, coded = form.indicators
    assert (count.label, count.unit_words) == ("Số một của Sóc Trăng", ("Cái", "chiếc", "con"))
    assert (percent.unit, percent.weight, percent.total_groups) == ("%", Figure("I.1"), ())
    assert (coded.total, coded.choices.entries) == ("distribution", ["1 - Có", "0 - Không"])
    assert [(rule.id, rule.at) for rule in form.rules] == [("R0", "I.1"), ("R0", "I.2"), ("R1", "I.2")]
    last = form.rules[-1]
    assert last.message == ("tỷ lệ (", Figure("I.2"), ") lớn hơn (", Figure("I.1"), ")")
    assert (last.severity_for("xa"), last.propose) == ("warning", Operation("-", (Figure("I.1"), Number(1.0))))
    assert (form.valid_from, form.valid_to, form.blank_reasons) == (date(2021, 1, 1), None, ("không có",))
    assert form.comparable == {"0": None, "2020.1": {"I.1": "II.1"}}


def test_one_definition_has_one_spelling():
    plain = canonical_json(parse_definition(dedent(SMALL), "thu.yaml"))
    spelled = small(
        ("    label: Số một\n    unit: Cái\n", "    unit: 'Cái' # ghi chú\n    label: Số một\n    optional: false\n"),
        ("heading: [BIỂU THỬ]", "heading:\n  - BIỂU THỬ\nparameters: {}"),
    )
    assert canonical_json(parse_definition(spelled, "khac.yaml")) == plain
    assert plain.startswith('{"choices":{"co_khong":[[1,"Có"],[0,"Không"]]},"form":"TEST","heading":'.encode())
    # A campaign is known by it for ever: whatever else changes in the program, this does not.
    assert identity(plain) == "0d43d939a7d136addb50f6e508cf4606299de2b24c6d33f1ced0c252b920d58c"


@pytest.mark.parametrize(
    "change",
    [
        ("Số một", "Số hai"),
        ("{1: Có, 0: Không}", "{0: Không, 1: Có}"),
        ("    choices: co_khong", "    optional: true\n    choices: co_khong"),
    ],
)
def test_another_definition_has_another_identity(change):
    one, other = (canonical_json(parse_definition(text, "thu.yaml")) for text in (small(), small(change)))
    assert identity(one) != identity(other)


@pytest.mark.parametrize("definition", DEFINITIONS, ids=lambda path: path.stem)
def test_the_shipped_canonical_json_is_fresh(definition):
    spec = importlib.util.spec_from_file_location("make_canonical", ROOT / "scripts" / "make_canonical.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    stale = f"{definition.name} is newer than its JSON: run python scripts/make_canonical.py"
    assert definition.with_suffix(".json").read_bytes() == script.canonical(definition), stale
    assert definition.with_suffix(".sha256").read_bytes() == checksum_lines(definition), stale


@pytest.mark.parametrize(
    ("ending", "change"),
    [
        (".yaml", "edited"),
        *((ending, change) for ending in (".json", ".sha256") for change in ("edited", "cut off", "gone")),
    ],
)
def test_what_came_with_the_program_is_not_believed_once_changed(tmp_path, ending, change):
    shutil.copytree(DEFINITIONS[0].parent, tmp_path, dirs_exist_ok=True)
    definition = tmp_path / DEFINITIONS[0].name
    path = definition.with_suffix(ending)
    content = path.read_bytes()
    if change == "gone":
        path.unlink()
    else:
        edited = content.replace("Số nhiệm vụ đề ra".encode(), "Số nhiệm vụ".encode())
        path.write_bytes(content[:-100] if change == "cut off" else edited if edited != content else b"\xff")
    assert shipped_form(definition) == load_form(definition)


def test_the_shipped_forms_cost_no_yaml():
    code = "import sys; from cchc_excel.forms import Catalogue; Catalogue(); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert "cchc_excel.forms.canonical" in loaded
    assert not {"ruamel.yaml", "pydantic"} & set(loaded)


def test_a_bound_of_a_row_s_own_is_part_of_its_definition_and_those_by_unit_are_not():
    """A form that was issued keeps its identity, whatever the table of units comes to hold."""
    shipped = DEFINITIONS[0]
    canonical = canonical_json(parse_definition(shipped.read_text(encoding="utf-8"), shipped.name))
    assert b'"largest"' not in canonical
    assert identity(canonical) in shipped.with_suffix(".sha256").read_text(encoding="utf-8")
    bounded = parse_definition(small(("total: sum", "total: sum\n    largest: 50")), "thu.yaml")
    row = parse_canonical(canonical_json(bounded)).by_code["I.1"]
    assert (row.largest, row.largest_plausible) == (50, 50)
    assert parse_form(dedent(SMALL), "thu.yaml").by_code["I.1"].largest_plausible == 100_000_000
    with pytest.raises(DefinitionError):
        parse_definition(small(("total: sum", "total: sum\n    largest: 0")), "thu.yaml")
