"""One bad file costs at most the limits set, ends in a named state, and the run goes on."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cchc_excel.api import Workspace, generate
from cchc_excel.domain.receipt import RETURNED
from cchc_excel.domain.submission import Reading, Unreadable
from cchc_excel.forms.layout import SHEET
from cchc_excel.messages.states import NAMES
from cchc_excel.reading.table.expected_forms import ExpectedForms
from cchc_excel.reading.workers.isolation import IsolatedExecutor
from cchc_excel.reading.workers.limits import Limits
from cchc_excel.reading.workers.many import read_all
from cchc_excel.workflow.settings import Settings
from support.desk import AGENCIES, Desk
from support.hostile_files import HOSTILE, styled_rows

SHOULD_FAIL = sorted(path for path in (Path(__file__).parents[1] / "should_fail").iterdir() if path.suffix != ".md")
EXAMPLES = int(os.environ.get("CCHC_FUZZ_EXAMPLES", "150"))

# The peak is asked of the system by its own name: the one that `resource` tells is inherited from the parent's.
_COLLECT_AND_WEIGH = """
import json, re, sys
from pathlib import Path
import cchc_excel
if __name__ == "__main__":
    told = cchc_excel.collect(cchc_excel.Workspace(Path(sys.argv[1])))
    status = Path("/proc/self/status")
    peak = re.search(r"VmHWM:\\s*([0-9]+) kB", status.read_text(encoding="ascii")) if status.exists() else None
    print(json.dumps({
        "states": {one.path.name: one.state for one in told},
        "peak": int(peak[1]) // 1024 if peak else None,
    }))
"""


@pytest.fixture(scope="module")
def limits():
    return Limits()


@pytest.fixture(scope="module")
def read(form, limits):
    """Read one file as collecting does, in a worker."""
    known = ExpectedForms.of([form], form.key)
    with IsolatedExecutor(2, limits) as executor:
        yield lambda path: next(read_all([path], known, limits, executor))[1]


@pytest.mark.slow
def test_a_folder_of_hostile_files_beside_good_ones(desk, tmp_path):
    """All of them in one run, in a process of its own that is weighed."""
    good = desk.drop("STC", {"I.1.1": 25, "I.1.2": 5}).read_bytes()
    for name, make in HOSTILE.items():
        desk.drop_bytes(f"{name}.xlsx", make(good))
    desk.drop("SNV", {"I.1.1": 3})
    script = tmp_path / "collect.py"
    script.write_text(_COLLECT_AND_WEIGH, encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, str(script), str(desk.workspace.root)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    told = json.loads(ran.stdout)
    assert ran.stderr == ""
    states = told["states"]
    assert (states.pop("STC.xlsx"), states.pop("SNV.xlsx")) == ("accepted", "accepted")
    for name in HOSTILE:
        state = states[f"{name}.xlsx"]
        assert state in NAMES
        assert state not in RETURNED, name
    if told["peak"] is not None:
        assert told["peak"] < 300, "MB of the parent process"
    again = desk.collect()
    assert {one.state for one in again.values()} <= set(NAMES)


@pytest.mark.slow
def test_a_million_styled_empty_rows_are_honest(desk, read, tmp_path):
    """Empty rows that somebody coloured are no attack: the figures are read."""
    answers = {"I.1.1": 25, "I.1.2": 5}
    path = tmp_path / "styled.xlsx"
    path.write_bytes(styled_rows(desk.drop("STC", answers).read_bytes()))
    outcome = read(path)
    assert isinstance(outcome, Reading)
    assert sum(entry.raw.kind != "blank" for entry in outcome.entries) == len(answers)


@pytest.mark.parametrize("path", SHOULD_FAIL, ids=lambda path: path.stem)
def test_what_once_brought_a_reader_down(path, read):
    outcome = read(path)
    assert isinstance(outcome, Unreadable)
    assert outcome.state in NAMES


# --- mutations of good files -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def good(tmp_path_factory, form):
    """A good return, with its figures; module-wide, since mutations start from the same bytes."""
    workspace = Workspace.create(tmp_path_factory.mktemp("fuzz") / "desk", Settings(), AGENCIES)
    generate(workspace, "2021-Q1")
    answers = {row.code: 7.0 for row in form.indicators if row.type == "count"}
    return Desk(workspace).drop("STC", answers).read_bytes(), answers


@pytest.fixture
def outcome_of(read, tmp_path):
    """What becomes of a content."""

    def outcome(content, suffix=".xlsx"):
        path = tmp_path / f"fuzz{suffix}"
        path.write_bytes(content)
        return read(path)

    return outcome


def judged(outcome, answers):
    """Either a named state, or the very figures: never a figure that nobody typed."""
    if isinstance(outcome, Unreadable):
        assert outcome.state in NAMES
        return
    figures = {entry.code: entry.raw.value for entry in outcome.entries if entry.raw.kind != "blank"}
    assert all(answers.get(code) == value for code, value in figures.items())


def test_a_bit_flipped_anywhere_never_changes_a_figure(good, outcome_of):
    content, answers = good
    chance = random.Random(20210314)
    for at in chance.sample(range(len(content)), EXAMPLES):
        flipped = bytearray(content)
        flipped[at] ^= 1 << chance.randrange(8)
        judged(outcome_of(bytes(flipped)), answers)


def test_a_file_cut_off_anywhere(good, outcome_of):
    content, answers = good
    for at in range(0, len(content), max(len(content) // EXAMPLES, 1)):
        outcome = outcome_of(content[:at])
        assert isinstance(outcome, Unreadable)
        judged(outcome, answers)


_TELLING = [b"<c r='A1'>", b"</row>", b"&x;", b"\x00", b"99999999999"]


@st.composite
def spoiled_parts(draw):
    """How to spoil one part of a package: which, where, and what to put there."""
    return (
        draw(st.integers(0, 40)),
        draw(st.floats(0, 1)),
        draw(st.integers(0, 200)),
        draw(
            st.one_of(
                st.binary(max_size=40), st.sampled_from([b"<c r='A1'>", b"</row>", b"&x;", b"\x00", b"99999999999"])
            )
        ),
    )


@pytest.mark.slow
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(spoil=spoiled_parts())
def test_xml_spoiled_inside_a_sound_package(good, outcome_of, spoil):
    content, _ = good
    which, where, length, put = spoil
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        parts = source.infolist()
        for at, part in enumerate(parts):
            data = source.read(part)
            if at == which % len(parts):
                begin = int(where * len(data))
                data = data[:begin] + put + data[begin + length :]
            made.writestr(part.filename, data)
    outcome = outcome_of(target.getvalue())
    assert isinstance(outcome, (Reading, Unreadable))
    if isinstance(outcome, Unreadable):
        assert outcome.state in NAMES
        # A parser that dies is a fixture to be kept, and a check to be written.
        assert "đột ngột" not in outcome.facts.get("reason", "")


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_other_formats_spoiled(good, office, outcome_of, tmp_path, kind):
    content, _ = good
    path = tmp_path / "good.xlsx"
    path.write_bytes(content)
    saved = office.edit(path, {"F11": "giữ"}, sheet=SHEET, formats=("xls", "ods"))[kind].read_bytes()
    chance = random.Random(7)
    for _ in range(EXAMPLES):
        spoiled = bytearray(saved)
        for at in chance.sample(range(len(saved)), 3):
            spoiled[at] = chance.randrange(256)
        outcome = outcome_of(bytes(spoiled), f".{kind}")
        assert isinstance(outcome, Reading) or outcome.state in NAMES
