"""Mangled returns read by this program and by a script, held against their truth."""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import warnings
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count as count_from
from pathlib import Path
from zlib import crc32

from measure import table
from returns import PERIOD, workspace_of

from cchc_excel.api import Workspace, assign, check, collect
from cchc_excel.demo.sample import made_up_answers
from cchc_excel.domain.agency import Agency
from cchc_excel.domain.finding import Finding
from cchc_excel.domain.submission import BLANK, Cell, Entry
from cchc_excel.errors import CchcError
from cchc_excel.forms import Form
from cchc_excel.template import Fill
from cchc_excel.validation import check_return
from cchc_excel.validation.facts import AgencyContext
from cchc_excel.workflow.consolidate import consolidated_period
from cchc_excel.workflow.issue import filled_template
from mangling import formats, labels, naive, structure, tables, typed
from mangling.base import ASK, MANGLINGS, SHEET, Mangled, Mangling, Original, Truth
from support.office import opened_office
from support.sheetjs import is_installed

#: Importing them fills the list of manglings.
_MODULES = (formats, structure, tables, labels, typed)
_RECEIVED = datetime(2021, 3, 10, 9).timestamp()
#: Said of a whole file whatever its figures are; names no doubt about any of them.
_GENERAL = frozenset({"CT08", "CT16", "CT17", "CT21", "CT22", "CT23", "CT26", "CT27", "CT28", "CT38"})


@dataclass
class Case:
    """One mangled return of one agency."""

    mangling: Mangling
    seed: int
    agency: str
    mangled: Mangled

    @property
    def name(self) -> str:
        """The mangling and which of its returns this is."""
        return f"{self.mangling.name}/{self.seed}"


@dataclass
class Read:
    """What was read of a case: figures that count, rows asked about, rows told of only in general."""

    figures: Mapping[str, float]
    asked: frozenset[str] = frozenset()
    is_asked_whole: bool = False
    is_told: bool = False
    state: str = ""


@dataclass
class Score:
    """Sums over files."""

    files: int = 0
    whole: int = 0
    right: int = 0
    asked: int = 0
    lost: int = 0
    silent: int = 0
    general: int = 0
    told: int = 0
    wrong: list[str] = field(default_factory=list)

    def add(self, case: Case, read: Read) -> None:
        """Hold a reading against the truth."""
        truth = case.mangled.truth
        counts = Counter(_outcome(code, truth, read) for code in {*truth, *read.figures})
        self.files += 1
        expected = sum(value not in (None, ASK) for value in truth.values())
        is_wrong = counts["silent"] + counts["general"] + counts["told"]
        self.whole += counts["right"] == expected and not is_wrong
        for name in ("right", "asked", "lost", "silent", "general", "told"):
            setattr(self, name, getattr(self, name) + counts[name])
        for code in sorted({*truth, *read.figures}):
            if (outcome := _outcome(code, truth, read)) in ("silent", "general", "lost"):
                self.wrong.append(f"{outcome} {code}: {read.figures.get(code)} for {truth.get(code)}")


def _outcome(code: str, truth: Truth, read: Read) -> str:
    expected, figure = truth.get(code), read.figures.get(code)
    if figure is None:
        if expected is None or expected == ASK:
            return "nothing"
        return "asked" if code in read.asked or read.is_asked_whole else "lost"
    if isinstance(expected, float) and abs(figure - expected) <= 0.05 + 1e-9 * abs(expected):
        return "right"
    if code in read.asked or read.is_asked_whole:
        return "told"
    return "general" if read.is_told else "silent"


def cases(workspace: Workspace, chosen: Sequence[Mangling], tools: Mapping[str, object]) -> Iterator[Case]:
    """Mangled returns, an agency for each."""
    form = workspace.catalogue.version("PL2-B1/2021.1")
    agencies = iter(workspace.register.agencies)
    for mangling in chosen:
        for seed in range(mangling.seeds):
            agency = next(agencies)
            key = f"{mangling.name}/{seed}"
            fills = _answers(form, agency, key)
            content = filled_template(workspace, PERIOD, agency, fills)
            original = Original(form, content, fills, random.Random(key), dict(tools))  # noqa: S311 - sample data
            yield Case(mangling, seed, agency.code, mangling.work(original))


def _answers(form: Form, agency: Agency, key: str) -> dict[str, Fill]:
    """Made-up answers that break no rule of the form, so that nothing is asked about but what was mangled."""
    for attempt in count_from(0):
        fills = made_up_answers(form, f"M{crc32(f'{key}/{attempt}'.encode())}", 2021)
        entries = [
            Entry(row.code, _cell(fills[row.code].value if row.code in fills else None), "", SHEET, "E9", "F9")
            for row in form.rows
        ]
        result = check_return(form, entries, (), AgencyContext(agency.group))
        small = any(
            0 < float(fill.value or 0) <= 1 for code, fill in fills.items() if form.by_code[code].type == "percent"
        )
        if not small and not any(finding.severity == "error" for finding in result.findings):
            return fills
    raise AssertionError(key)


def _cell(value: object) -> Cell:
    if value is None:
        return BLANK
    return Cell("text", value) if isinstance(value, str) else Cell("number", float(str(value)))


def read_by_us(workspace: Workspace, all_cases: Sequence[Case]) -> dict[str, Read]:
    """Collect, assign and check; what counts and what is asked, by agency."""
    folder = workspace.folder("returned", PERIOD)
    names = {}
    for case in all_cases:
        path = folder / f"{case.agency} bao cao{case.mangled.suffix}"
        path.write_bytes(case.mangled.content)
        os.utime(path, (_RECEIVED, _RECEIVED))
        names[path.name] = case.agency
    states = {}
    for result in collect(workspace):
        agency = names.get(result.path.name, "")
        states[agency] = result.state
        if result.state != "accepted" and agency:
            try:
                states[agency] = f"{result.state}, {assign(workspace, result.path.name, agency).state}"
            except CchcError as error:
                states[agency] = f"{result.state}: {error}"
    try:
        findings = {checked.agency.code: checked.findings for checked in check(workspace)}
    except CchcError:  # nothing was accepted
        findings = {}
    cells = consolidated_period(workspace, with_earlier=False).cells
    figures: dict[str, dict[str, float]] = {}
    places: dict[str, dict[str, str]] = {}
    for (agency, code), cell in cells.items():
        if cell.value is not None and cell.answer is not None:
            figures.setdefault(agency, {})[code] = cell.value
            places.setdefault(agency, {})[code] = cell.answer.entry.cell
    return {
        case.agency: _read(
            figures.get(case.agency, {}),
            places.get(case.agency, {}),
            findings.get(case.agency),
            states.get(case.agency, ""),
        )
        for case in all_cases
    }


def _read(
    figures: Mapping[str, float], places: Mapping[str, str], findings: Sequence[Finding] | None, state: str
) -> Read:
    if findings is None:  # the file waits or was refused, with its reason
        return Read({}, is_asked_whole=True, state=state)
    grave = [finding for finding in findings if finding.severity != "info"]
    whole = [finding for finding in grave if not finding.indicator]
    named = {finding.indicator for finding in grave}
    text = " ".join(finding.text for finding in whole if finding.code not in _GENERAL)
    words = {word.rstrip(".") for word in text.translate(_PUNCTUATION).split()}
    named |= words | {code for code, place in places.items() if place in words}
    return Read(figures, frozenset(named), is_told=bool(whole), state=state)


_PUNCTUATION = str.maketrans(dict.fromkeys("(),;:“”", " "))


def read_naively(case: Case, form: object) -> Read:
    """What the colleague's script makes of a case."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            figures, unread = naive.read(case.mangled.content, case.mangled.suffix, form)  # type: ignore[arg-type]
        except Exception as error:  # noqa: BLE001 - the script stops, and is told why
            return Read({}, is_asked_whole=True, state=repr(error))
    return Read(figures, frozenset(unread))


@contextmanager
def _tools() -> Iterator[dict[str, object]]:
    with ExitStack() as stack, tempfile.TemporaryDirectory() as folder:
        tools: dict[str, object] = {}
        try:
            office = contextmanager(opened_office)(Path(folder))
            tools["office"] = stack.enter_context(office)
        except BaseException as error:  # noqa: BLE001 - pytest's own for a part that is not installed
            print(f"without LibreOffice: {error}")
        if is_installed():
            tools["sheetjs"] = True
        yield tools


def run(description: str) -> None:
    """Mangle, read by both, print."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--only", default="", help="only manglings whose name begins so")
    parser.add_argument("--show", action="store_true", help="every figure that is wrong or lost")
    asked = parser.parse_args()
    with _tools() as tools, tempfile.TemporaryDirectory() as folder:
        chosen = [
            one
            for one in MANGLINGS.values()
            if one.name.startswith(asked.only) and (not one.needs or one.needs in tools)
        ]
        count = sum(mangling.seeds for mangling in chosen)
        workspace = workspace_of(Path(folder, "desk"), count)
        all_cases = list(cases(workspace, chosen, tools))
        print(f"{len(all_cases)} returns mangled", file=sys.stderr, flush=True)
        ours = read_by_us(workspace, all_cases)
        print("read by this program", file=sys.stderr, flush=True)
        form = workspace.catalogue.version("PL2-B1/2021.1")
        _print(all_cases, ours, {case.agency: read_naively(case, form) for case in all_cases}, show=asked.show)


def _print(all_cases: Sequence[Case], ours: Mapping[str, Read], theirs: Mapping[str, Read], *, show: bool) -> None:
    sums = {"this program": Score(), "a script with pandas": Score()}
    rows = []
    for case in all_cases:
        of_case = (Score(), Score())
        for score, total, read in zip(of_case, sums.values(), (ours, theirs), strict=True):
            score.add(case, read[case.agency])
            total.add(case, read[case.agency])
        mine, naive_score = of_case
        remarks = "; ".join(mine.wrong if show else mine.wrong[:3])
        state = "" if ours[case.agency].state == "accepted" else ours[case.agency].state[:60]
        if not mine.whole or mine.silent or mine.general or mine.lost:
            rows.append([
                case.name, *(str(part) for part in (mine.right, mine.asked, mine.told, mine.lost, mine.general)),
                f"**{mine.silent}**" if mine.silent else "0", f"{naive_score.right}/{naive_score.silent}",
                state, remarks,
            ])  # fmt: skip
    table(
        "Returns that were not read whole",
        ["mangling", "right", "asked", "wrong, told", "lost", "wrong, told in general", "wrong in silence",
         "script: right/silent", "state", "which"],
        rows,
    )  # fmt: skip
    table(
        f"{len(all_cases)} mangled returns",
        ["reader", "files read whole", "figures right", "asked about", "wrong, told", "lost", "wrong, told in general",
         "wrong in silence"],
        [
            [name, *map(str, (one.whole, one.right, one.asked, one.told, one.lost, one.general, one.silent))]
            for name, one in sums.items()
        ],
    )  # fmt: skip
