"""What the pages say of the program is what the program says of itself today."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path

import pytest
import typer

from cchc_excel.cli.app import app
from cchc_excel.messages.findings import FINDINGS, SEVERITY_NAMES
from cchc_excel.messages.states import NAMES

ROOT = next(folder for folder in Path(__file__).parents if (folder / "pyproject.toml").is_file())
MOST_PAGES, MOST_LINES = 3, 1200


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("make_reference", ROOT / "scripts" / "make_reference.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    return script


def page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_the_generated_pages_are_fresh(script, tmp_path):
    for shown, text in script.make(tmp_path / "desk").items():
        assert page(shown) == text, f"{shown} is stale: run python scripts/make_reference.py"


def test_every_command_and_option_is_in_the_reference():
    text = page("docs/lenh.md")
    root = typer.main.get_command(app)
    commands = {f"cchc {name}": command for name, command in root.commands.items() if name != "form"}
    commands |= {f"cchc form {name}": command for name, command in root.commands["form"].commands.items()}
    assert len(commands) > 15
    for path, command in commands.items():
        (section,) = re.findall(rf"^## `{path}`\n(.*?)(?=^## )", text, re.MULTILINE | re.DOTALL)
        for param in command.params:
            for name in [param.metavar] if param.param_type_name == "argument" else param.opts:
                assert f"`{name}" in section, (path, name)


def test_every_finding_code_is_in_the_guide_with_its_severity():
    told = dict(re.findall(r"^\| ([A-Z]{2}\d\d) \| ([^|]+) \|", page("docs/huong-dan.md"), re.MULTILINE))
    assert told == {code: SEVERITY_NAMES[finding.severity] for code, finding in FINDINGS.items()}


def test_every_state_of_a_file_is_in_the_guide():
    table = page("docs/huong-dan.md").partition("<!-- file states")[2].partition("<!-- end of file states")[0]
    rows = re.findall(r"^\| ([^|]+) \| [^|]+ \|", table, re.MULTILINE)
    assert set(rows[1:]) == set(NAMES.values())


def test_no_page_shows_a_placeholder_or_a_torn_table():
    for name in ("docs/lenh.md", "docs/huong-dan.md"):
        text = page(name)
        assert not re.search(r"\{\w*\}", text), name
        for table in re.findall(r"(?:^\|.*\|\n)+", text, re.MULTILINE):
            columns = {line.replace("\\|", "").count("|") for line in table.splitlines()}
            assert len(columns) == 1, table


def test_the_examples_of_the_data_model_are_json_without_digests():
    examples = re.findall(r"<!-- example: \w+ -->\n```json\n(.*?)\n```", page("docs/data-model.md"), re.DOTALL)
    assert len(examples) == 12
    for example in examples:
        assert json.loads(example)
        assert not re.search("[0-9a-f]{32}", example)


def test_what_the_data_model_names_is_where_it_says():
    text = " ".join(page("docs/data-model.md").split())
    named = re.findall(r"`(\w+)` \(`(\S+\.py)`\)", text) + re.findall(r"into `(\w+)` and `\w+` \(`(\S+\.py)`\)", text)
    assert {"Row", "Cell", "Entry", "Answer", "Finding", "Receipt", "ReceiptMetadata", "Total"} <= {
        name for name, _ in named
    }
    for name, path in named:
        assert f"class {name}" in page(f"cchc_excel/{path}"), (name, path)


@pytest.mark.parametrize(
    "name",
    [
        *("CONTRIBUTING.md", "README.md", "docs/architecture.md", "docs/data-model.md", "docs/security.md"),
        "docs/decisions/0039-dependencies.md",
    ],
)
def test_every_link_and_module_in_a_page_exists(name):
    text = page(name)
    for target in re.findall(r"\]\(([^)#:]+)", text):
        assert ((ROOT / name).parent / target).exists(), target
    for module in re.findall(r"`((?:\w+/)+\w+\.py)`", text):
        places = (ROOT, ROOT / "cchc_excel", ROOT / "cchc_excel" / "reading")
        assert any((place / module).is_file() for place in places), module


def test_a_page_without_its_marks_is_refused(script):
    with pytest.raises(ValueError, match="file states"):
        script.between("a guide without marks", "file states", "")


def test_the_reading_list_is_short_enough_to_be_read():
    text = page("CONTRIBUTING.md").partition("## Reading list")[2]
    pages = re.findall(r"^\d\. \[(\S+)\]", text, re.MULTILINE)
    assert 0 < len(pages) <= MOST_PAGES
    assert all((ROOT / name).is_file() for name in pages)
    files = re.findall(r"^\| \d+ \| `(\S+)` \| ", text, re.MULTILINE)
    assert {"workflow/collect.py", "output/master/book.py"} <= {*files}
    lines = [len((ROOT / "cchc_excel" / name).read_text(encoding="utf-8").splitlines()) for name in files]
    assert sum(lines) <= MOST_LINES
    (told,) = re.findall(r"^([\d,]+) lines of code", text, re.MULTILINE)
    assert int(told.replace(",", "")) == sum(lines)
