"""The same return in every format that a writer exists for gives the same figures and the same findings."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import pytest

from cchc_excel.api import assign, check
from cchc_excel.workflow.consolidate import consolidated_period
from support.every_format import ALL, NOTES, PLAIN, TCVN3_NOTE, TRAITS, WRITERS, Source, filled

pytestmark = pytest.mark.slow
_PERIOD = "2021-Q1"
_TRAIT_OF = {trait.code: name for name, trait in TRAITS.items()}
#: Findings about a row's neighbours that follow from a figure which a format cannot hold.
_FIGURE_FINDINGS = ("SL", "CT")


@dataclass(frozen=True)
class Outcome:
    """What counts, what is noted and what is found, by row."""

    figures: dict[str, float]
    notes: dict[str, str]
    findings: dict[str, frozenset[str]]
    of_the_file: frozenset[str]


def _outcome(desk, content: bytes, suffix: str) -> Outcome:
    desk.drop_bytes(f"bao cao{suffix}", content)
    told = desk.collect()[f"bao cao{suffix}"]
    if told.state == "unassigned":
        told = assign(desk.workspace, f"bao cao{suffix}", "STC")
    assert told.state == "accepted", (told.state, told.reason)
    (checked,) = check(desk.workspace)
    consolidated = consolidated_period(desk.workspace, with_earlier=False)
    figures = {code: cell.value for (_, code), cell in consolidated.cells.items() if cell.value is not None}
    findings: dict[str, frozenset[str]] = {}
    for finding in checked.findings:
        if finding.indicator:
            findings[finding.indicator] = findings.get(finding.indicator, frozenset()) | {finding.code}
    of_the_file = frozenset(finding.code for finding in checked.findings if not finding.indicator)
    return Outcome(figures, dict(consolidated.returns["STC"].notes), findings, of_the_file)


@pytest.fixture(scope="module")
def returned(issued_desk, form):
    template = issued_desk.workspace.folder("templates", _PERIOD) / "PL2-B1_2021-Q1_STC.xlsx"
    return filled(template.read_bytes(), form)


@pytest.fixture
def outcome_of(desk, form, returned, tmp_path, request):
    def outcome(name: str) -> Outcome:
        writer = WRITERS[name]
        office = request.getfixturevalue("office") if writer.needs == "office" else None

        def saved(content: bytes, suffix: str, kind: str) -> bytes:
            path = tmp_path / f"opened{suffix}"
            path.write_bytes(content)
            return office.edit(path, formats=(kind,))[kind].read_bytes()

        return _outcome(desk, writer.write(Source(form, returned, saved)), writer.suffix)

    return outcome


@cache
def _expected() -> dict[str, float]:
    codes = {"1 - Phát phiếu": 1.0, "1 - Có": 1.0}
    return {code: codes.get(value, value) for code, value in PLAIN.items()}


@pytest.mark.parametrize("name", WRITERS)
def test_plain_figures_and_notes_are_the_same_in_every_format(outcome_of, name):
    outcome = outcome_of(name)
    plain = {code: value for code, value in outcome.figures.items() if code not in _TRAIT_OF}
    assert plain == _expected()
    assert {code: outcome.notes.get(code) for code in NOTES} == NOTES


@pytest.mark.parametrize("name", WRITERS)
def test_what_a_format_holds_is_read_as_in_the_issued_workbook(outcome_of, name):
    outcome, writer = outcome_of(name), WRITERS[name]
    told = {}
    expected = {}
    for trait_name, trait in TRAITS.items():
        own = {code for code in outcome.findings.get(trait.code, frozenset()) if code.startswith(_FIGURE_FINDINGS)}
        figure = outcome.figures.get(trait.code)
        if trait_name in writer.keeps:
            expected[trait_name] = (trait.kept[0], {trait.kept[1]} - {""})
            told[trait_name] = (figure, own)
        else:
            value, findings = writer.lost.get(trait_name, trait.lost)
            expected[trait_name] = (value, "as the text that is left")
            is_as_left = (own and own <= findings) or (not own and "" in findings)
            told[trait_name] = (figure, "as the text that is left" if is_as_left else own)
    assert told == expected


@pytest.mark.parametrize("name", [name for name, writer in WRITERS.items() if writer.keeps == ALL])
def test_where_nothing_is_lost_all_findings_of_rows_are_the_same(outcome_of, issued_desk, returned, tmp_path, name):
    issued = _outcome(issued_desk.copied(tmp_path / "issued"), returned, ".xlsx")
    outcome = outcome_of(name)
    assert outcome.findings == issued.findings
    assert outcome.figures == issued.figures


@pytest.mark.parametrize("name", [name for name, writer in WRITERS.items() if "merged" in writer.keeps])
def test_merged_figures_are_told(outcome_of, name):
    assert "CT19" in outcome_of(name).of_the_file


@pytest.mark.parametrize(
    "name", [name for name, writer in WRITERS.items() if "all struck" in writer.keeps and writer.suffix != ".pdf"]
)
def test_a_note_in_an_old_font_is_read_where_the_format_has_fonts(outcome_of, name):
    code, stored, said = TCVN3_NOTE
    assert outcome_of(name).notes[code] == said, stored
