"""What a master costs, in time against xlsxwriter writing the same cells without us, and in memory.

Usage: ``python benchmarks/consolidate.py [AGENCIES ...]``; 150 and 3,500 unless said otherwise.
Each size runs in a process of its own; answers are the demo's, of 20 different agencies in turn.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, datetime
from io import BytesIO
from typing import Any
from unittest import mock

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from cchc_excel.consolidation import consolidate
from cchc_excel.demo.sample import made_up_answers
from cchc_excel.domain.agency import Agency
from cchc_excel.domain.agency_submission import AgencySubmission
from cchc_excel.domain.consolidated import ConsolidatedPeriod, ConsolidationSpec
from cchc_excel.domain.period import Period
from cchc_excel.domain.receipt import Receipt
from cchc_excel.domain.submission import BLANK, Answer, Cell, Entry
from cchc_excel.forms import Catalogue, Form
from cchc_excel.output.master import master_book

_PATTERNS = 20


def answers_of(form: Form, pattern: int) -> dict[str, Answer]:
    """One made-up return."""
    fills = made_up_answers(form, f"A{pattern}", 2021)
    found = {}
    for row in form.indicators:
        typed = fills[row.code].value if row.code in fills else None
        value = float(typed.split(" - ")[0]) if isinstance(typed, str) else typed
        raw = BLANK if value is None else Cell("number", value)
        note = fills[row.code].note if row.code in fills else ""
        found[row.code] = Answer(Entry(row.code, raw, note, "Bảng 1", "E9", "F9"), value)
    return found


def consolidated_period(count: int) -> ConsolidatedPeriod:
    """A province of so many agencies, all of which have returned."""
    form, period, day = Catalogue().version("PL2-B1/2021.1"), Period.parse("2021-Q1"), date(2021, 3, 17)
    patterns = [answers_of(form, pattern) for pattern in range(_PATTERNS)]
    agencies = [
        Agency(f"A{at:05}", f"Đơn vị số {at}", "so" if at < count // 10 else "xa", form.id) for at in range(count)
    ]
    returns = {}
    for at, agency in enumerate(agencies):
        answers = patterns[at % _PATTERNS]
        notes = {code: answer.entry.note for code, answer in answers.items() if answer.entry.note}
        moment = datetime(2021, 3, 10)
        receipt = Receipt(f"{at:064x}", f"{agency.code}.xlsx", 1, moment, period.key, "accepted", number=1)
        returns[agency.code] = AgencySubmission(agency, receipt, answers, notes, [])
    scope = ConsolidationSpec(form, period, day, day, "tỉnh mẫu", "toàn tỉnh", "", "leave_out_figure", {})
    return consolidate(scope, agencies, returns)


class Recording:
    """The cells that a master writes, in order: name of the sheet, method, arguments; styles by their properties."""

    METHODS = ("write_string", "write_number", "write_formula", "write_blank", "write_url", "merge_range", "add_table")

    def __init__(self) -> None:
        self.calls: list[tuple[str, str, tuple[Any, ...], dict[str, Any]]] = []
        self._properties: dict[int, dict[str, Any]] = {}
        self._styles: list[Any] = []
        self._depth = 0

    @contextmanager
    def of(self) -> Iterator[None]:
        """Record whatever is written meanwhile."""
        with ExitStack() as patched:
            for name in self.METHODS:
                patched.enter_context(
                    mock.patch.object(Worksheet, name, self._recorded(getattr(Worksheet, name), name))
                )
            patched.enter_context(mock.patch.object(Workbook, "add_format", self._styled(Workbook.add_format)))
            yield

    def _recorded(self, method: Callable[..., Any], name: str) -> Callable[..., Any]:
        def write(sheet: Worksheet, *args: Any, **options: Any) -> Any:
            if not self._depth:
                self.calls.append((sheet.name, name, tuple(map(self._plain, args)), options))
            self._depth += 1
            try:
                return method(sheet, *args, **options)
            finally:
                self._depth -= 1

        return write

    def _styled(self, method: Callable[..., Any]) -> Callable[..., Any]:
        def add_format(book: Workbook, properties: dict[str, Any] | None = None) -> Any:
            style = method(book, properties)
            # The library's own styles are there in any workbook.
            if properties and not {"xf_index", "hyperlink"} & set(properties):
                self._properties[id(style)] = dict(properties)
                self._styles.append(style)
            return style

        return add_format

    def _plain(self, value: Any) -> Any:
        return ("style", id(value)) if id(value) in self._properties else value

    def written_plainly(self) -> float:
        """Seconds that xlsxwriter takes for the same cells: values, styles, formulas, links and the Excel table."""
        began = time.perf_counter()
        with Workbook(BytesIO(), {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}) as plain:
            styles = {key: plain.add_format(properties) for key, properties in self._properties.items()}
            sheets: dict[str, Worksheet] = {}
            for name, method, args, options in self.calls:
                sheet = sheets.get(name) or sheets.setdefault(name, plain.add_worksheet(name))
                given = (styles[arg[1]] if isinstance(arg, tuple) and arg[0] == "style" else arg for arg in args)
                getattr(sheet, method)(*given, **options)
        return time.perf_counter() - began


def measure(count: int) -> None:
    """Print one line."""
    province = consolidated_period(count)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    began = time.perf_counter()
    content = master_book(province)
    ours = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    recording = Recording()
    with recording.of():
        master_book(province)
    plain = recording.written_plainly()
    print(
        f"{count:>6} agencies: {ours:6.1f} s, {ours / plain:4.1f} × xlsxwriter's {plain:.1f} s for the same cells; "
        f"memory {before:.0f} MB before, peak {after:.0f} MB; {len(content) / 1e6:.1f} MB"
    )


def main() -> None:
    """Measure each size in a process of its own."""
    if sys.argv[1:2] == ["--one"]:
        measure(int(sys.argv[2]))
        return
    for count in sys.argv[1:] or ["150", "3500"]:
        subprocess.run([sys.executable, __file__, "--one", count], check=True)


if __name__ == "__main__":
    main()
