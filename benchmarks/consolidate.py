"""What a master costs, in time against xlsxwriter writing the same cells without us, and in memory.

Usage: ``python benchmarks/consolidate.py [AGENCIES ...]``; 150 and 3,500 unless said otherwise.
Each size runs in a process of its own; answers are the demo's, of 20 different agencies in turn.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from datetime import date, datetime
from io import BytesIO

import python_calamine
import xlsxwriter

from cchc_excel.consolidation import consolidate
from cchc_excel.demo.sample import made_up_answers
from cchc_excel.domain.agency import Agency
from cchc_excel.domain.agency_submission import AgencySubmission
from cchc_excel.domain.consolidated import ConsolidatedPeriod, ConsolidationSpec
from cchc_excel.domain.period import Period
from cchc_excel.domain.receipt import Receipt
from cchc_excel.domain.submission import BLANK, Answer, Entry, Raw
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
        raw = BLANK if value is None else Raw("number", value)
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


def written_plainly(content: bytes) -> float:
    """Seconds that xlsxwriter takes for the same values, in one pass and without formulas, styles or charts."""
    book = python_calamine.load_workbook(BytesIO(content))
    sheets = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    began = time.perf_counter()
    with xlsxwriter.Workbook(BytesIO(), {"strings_to_formulas": False, "strings_to_urls": False}) as plain:
        for name, rows in sheets.items():
            sheet = plain.add_worksheet(name)
            for at, row in enumerate(rows):
                for column, value in enumerate(row):
                    if isinstance(value, str) and value:
                        sheet.write_string(at, column, value)
                    elif isinstance(value, (int, float)):
                        sheet.write_number(at, column, value)
    return time.perf_counter() - began


def measure(count: int) -> None:
    """Print one line."""
    province = consolidated_period(count)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    began = time.perf_counter()
    content = master_book(province)
    ours = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    plain = written_plainly(content)
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
