"""What a return costs from the drop folder to its findings in the ledger, against peers that only read it.

Usage: ``python benchmarks/collect.py [RETURNS]``; 300 unless said otherwise. All on one core, but for the last line: a
loop has one, and the program uses what there is. The peers come with ``pip install -e '.[bench]'``; one that is missing
is left out.
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path

import openpyxl
import pandas as pd
from measure import once, one_core, table
from python_calamine import CalamineWorkbook
from returns import deliver, workspace_of

from cchc_excel.forms.layout import SHEET
from cchc_excel.reading.formats.any_format import read_any
from cchc_excel.reading.reader import UNREAD_SHEETS, read_file
from cchc_excel.reading.table.expected_forms import ExpectedForms
from cchc_excel.reading.workers.limits import Limits

#: The slow ones read so many.
_FEW = 40


def calamine(path: Path) -> None:
    """Every sheet."""
    book = CalamineWorkbook.from_path(str(path))
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python()


def pandas_openpyxl(path: Path) -> None:
    """The form's sheet, as most scripts do."""
    pd.read_excel(path, sheet_name=SHEET, header=None, engine="openpyxl")


def pandas_calamine(path: Path) -> None:
    """The same with the faster engine."""
    pd.read_excel(path, sheet_name=SHEET, header=None, engine="calamine")


def openpyxl_read_only(path: Path) -> None:
    """The form's sheet, streamed."""
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    list(book[SHEET].values)
    book.close()


def polars_fastexcel(path: Path) -> None:
    """The form's sheet."""
    import polars as pl  # noqa: PLC0415

    pl.read_excel(path, sheet_name=SHEET, engine="calamine", has_header=False)


def package(path: Path) -> None:
    """Our own: every cell of every sheet that is read, with its format, font, runs and locks."""
    read_any(path.read_bytes(), "xlsx", Limits(), "", UNREAD_SHEETS)


def csvkit(paths: Sequence[Path], folder: Path) -> None:
    """What a user may try: each workbook to CSV, then all under each other."""
    tables = []
    for path in paths:
        target = folder / f"{path.stem}.csv"
        with target.open("wb") as out:
            command = [sys.executable, "-m", "csvkit.utilities.in2csv", "--sheet", SHEET, "--no-header-row", str(path)]
            subprocess.run(command, stdout=out, stderr=subprocess.DEVNULL, check=True)
        tables.append(str(target))
    command = [sys.executable, "-m", "csvkit.utilities.csvstack", *tables]
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)


def ours(folder: Path, count: int, *options: str) -> tuple[float, float]:
    """What collecting and checking cost for each of so many returns."""
    deliver(workspace_of(folder, count))
    command = [sys.executable, str(Path(__file__).with_name("ours.py")), str(folder), *options]
    told = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    collecting, checking = (float(seconds) / count for seconds in told.split())
    return collecting, checking


def main() -> None:
    """Print the table."""
    one_core()
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    with tempfile.TemporaryDirectory() as name:
        workspace = workspace_of(Path(name) / "desk", count)
        paths = deliver(workspace)
        # Else each is timed with the rubbish of all that the peers import; the workers do the same.
        gc.collect()
        gc.freeze()
        bare = _each(calamine, paths)
        known = ExpectedForms.of(workspace.catalogue.forms, workspace.catalogue.forms[0].key)
        reading = _each(lambda path: read_file(str(path), known, Limits()), paths)
        cells = _each(package, paths)
        collecting, checking = ours(Path(name) / "one core", count)
        slow = _each(pandas_openpyxl, paths[:_FEW])
        rows = [
            ["python-calamine, every sheet", bare],
            ["pandas with openpyxl", slow],
            ["pandas with calamine", _each(pandas_calamine, paths)],
            ["openpyxl, read only", _each(openpyxl_read_only, paths[:_FEW])],
        ]
        if find_spec("polars") and find_spec("fastexcel"):
            rows.append(["polars with fastexcel", _each(polars_fastexcel, paths)])
        if find_spec("csvkit"):
            rows.append(["csvkit, in2csv and csvstack", once(lambda: csvkit(paths[:10], Path(name))) / 10])
        rows += [
            ["ours, the package: every cell", cells],
            ["ours, reading: the package, and the form's rows in it", reading],
            ["ours, collect: archive, workers and their start, reading, judging, ledger", collecting],
            ["ours, check: understanding, all rules, ledger", checking],
            ["ours, all together", collecting + checking],
        ]
        on_every_core = sum(ours(Path(name) / "every core", count, "--every-core"))
        rows.append([f"ours, all together, on {os.cpu_count()} cores", on_every_core])
    told = [[who, f"{cost * 1000:.1f} ms", f"{cost / bare:.1f}", f"{slow / cost:.1f}"] for who, cost in rows]
    header = ["", "a return", "times python-calamine", "as fast as pandas with openpyxl, times"]
    table(f"{count} returns", header, told)


def _each(read: Callable[[Path], object], paths: Sequence[Path]) -> float:
    read(paths[0])
    return once(lambda: [read(path) for path in paths]) / len(paths)


if __name__ == "__main__":
    main()
