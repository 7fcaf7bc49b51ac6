"""The page for administrators says the bounds that the program has today."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cchc_excel.mail import incoming, outlook, parts, signed
from cchc_excel.mail.postman import Server
from cchc_excel.output.export import pdf as office
from cchc_excel.reading.formats import html, ods_encryption, pdf, word, xlsb, xlsx, xml2003
from cchc_excel.reading.workers import budgets, many
from cchc_excel.reading.workers.limits import MIB, Limits
from cchc_excel.text import outside
from cchc_excel.workflow import packages, run_log
from cchc_excel.workflow.settings import Settings

ROOT = next(folder for folder in Path(__file__).parents if (folder / "pyproject.toml").is_file())
LIMITS = Settings().limits
BOUNDS = {
    "a returned file": [LIMITS.file_bytes // MIB],
    "memory of a worker": [LIMITS.memory_bytes // MIB],
    "time of a task": [LIMITS.seconds],
    "parts of a zip package": [LIMITS.members],
    "a package inflated": [LIMITS.inflated_bytes // MIB, LIMITS.ratio, 1],
    "cells that hold anything": [LIMITS.cells],
    "XML": [html._LARGEST // MIB],
    "sheets of a workbook": [xlsx._MOST_SHEETS, xlsx._MOST_TEXTS],
    "a PDF": [pdf._MOST_PAGES, pdf._MOST_CHARACTERS],
    "encrypted .ods": [ods_encryption._MOST_ROUNDS, ods_encryption._MOST_MEMORY // 1024, ods_encryption._MOST_PASSES],
    "text of a cell": [outside.LONGEST_TEXT, outside.LONGEST_QUOTED],
    "all that one arrival brings": [
        *(LIMITS.arrival_files, LIMITS.arrival_times, budgets._RATIO, budgets._FREE_BYTES // MIB),
    ],
    "packages in packages": [packages._MAX_DEPTH],
    "parts of a message": [
        *(parts._MAX_DEPTH, outlook._MAX_DEPTH, signed._MAX_DEPTH, incoming._MAX_FILES, parts._LONGEST_NAME),
    ],
    "an answer of a mail server": [Server.seconds],
    "LibreOffice": [office._TIMEOUT_SECONDS],
    "the log": [run_log._BYTES // MIB, run_log._KEPT],
}


@pytest.fixture(scope="module")
def bounds():
    """What the page's table says of each thing."""
    page = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    table = page.partition("## What is bounded")[2].partition("\n## ")[0]
    return dict(re.findall(r"^\| ([^|]+) \| ([^|]+) \| [^|]+ \|$", table, re.MULTILINE)[1:])


@pytest.mark.parametrize("name", BOUNDS)
def test_a_bound_is_what_the_page_says(bounds, name):
    (said,) = (bound for what, bound in bounds.items() if what.startswith(name))
    numbers = [float(number.replace(",", "")) for number in re.findall(r"(?<![\w.])\d[\d,]*", said)]
    wanted = [float(number) for number in BOUNDS[name]]
    assert [number for number in wanted if number not in numbers] == [], said


def test_bounds_that_the_page_says_in_one_are_the_same():
    assert Settings().limits == Limits()
    assert many._TASK_FILES == 8
    assert xlsb._MOST_SHEETS == xlsx._MOST_SHEETS
    assert xlsb._MOST_TEXTS == xlsx._MOST_TEXTS
    assert {html._LARGEST, xml2003._LARGEST, word._LARGEST_DOCUMENT} == {32 * MIB}


def test_every_bound_of_the_page_is_held_by_a_test(bounds):
    held = [what for what in bounds if what.startswith(tuple(BOUNDS))]
    assert {what for what in bounds if what not in held} == {"workers at once"}
