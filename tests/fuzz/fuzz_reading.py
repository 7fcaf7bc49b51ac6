"""Coverage-guided mutations of a good workbook's parts, for as long as asked: whatever comes, no exception leaves.

``python tests/fuzz/fuzz_reading.py -max_total_time=60`` (needs atheris; Linux and macOS).
"""

from __future__ import annotations

import io
import sys
import tempfile
import zipfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["cchc_excel.reading"]):
    from cchc_excel.domain.submission import Reading, Unreadable
    from cchc_excel.forms import Catalogue
    from cchc_excel.reading.reader import read_file
    from cchc_excel.reading.table.expected_forms import ExpectedForms
    from cchc_excel.reading.workers.limits import Limits

_SAMPLE = Path(__file__).parents[2] / "templates" / "bieu-mau-trang.xlsx"
_FORM = Catalogue().version("PL2-B1/2021.1")
_KNOWN = ExpectedForms.of([_FORM], _FORM.key)
_TARGET = Path(tempfile.mkdtemp(prefix="cchc-fuzz-")) / "fuzz.xlsx"
with zipfile.ZipFile(_SAMPLE) as _package:
    _PARTS = {name: _package.read(name) for name in _package.namelist()}
_NAMES = sorted(_PARTS)


def one_input(data: bytes) -> None:
    """Spoil one part as the bytes say, and read the workbook."""
    chosen = atheris.FuzzedDataProvider(data)
    name = _NAMES[chosen.ConsumeIntInRange(0, len(_NAMES) - 1)]
    part = _PARTS[name]
    begin = chosen.ConsumeIntInRange(0, len(part))
    end = min(len(part), begin + chosen.ConsumeIntInRange(0, 300))
    spoiled = part[:begin] + chosen.ConsumeBytes(chosen.remaining_bytes()) + part[end:]
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        for other, content in _PARTS.items():
            made.writestr(other, spoiled if other == name else content)
    _TARGET.write_bytes(target.getvalue())
    outcome = read_file(str(_TARGET), _KNOWN, Limits())
    if not isinstance(outcome, (Reading, Unreadable)):
        raise TypeError(outcome)


atheris.Setup(sys.argv, one_input)
atheris.Fuzz()
