"""What a competent colleague writes in an afternoon: pandas, rapidfuzz and a few patterns for numbers.

Reads the form's table of a file of any kind; gives figures by code, and the codes whose cell it could not read.
"""

from __future__ import annotations

import re
import unicodedata
from io import BytesIO, StringIO

import pandas as pd
import pdfplumber
from docx import Document
from rapidfuzz import fuzz, process

from cchc_excel.forms import Form

_NIL = {"-", "–", "không", "ko", "không có", "không phát sinh", "chưa phát sinh"}
_SIMILAR = 80


def _key(text: object) -> str:
    folded = unicodedata.normalize("NFC", str(text)).casefold()
    return re.sub(r"\W+", " ", folded).strip()


def tables(content: bytes, suffix: str) -> list[pd.DataFrame]:
    """Every table of a file, without headers."""
    if content.startswith(b"%PDF"):
        with pdfplumber.open(BytesIO(content)) as pdf:
            lines = [line for page in pdf.pages for table in page.extract_tables() for line in table]
        return [pd.DataFrame(lines)]
    if suffix in (".docx", ".docm", ".dotx", ".doc"):
        return [
            pd.DataFrame([[cell.text for cell in row.cells] for row in table.rows])
            for table in Document(BytesIO(content)).tables
        ]
    try:
        return list(pd.read_excel(BytesIO(content), sheet_name=None, header=None).values())
    except Exception:  # noqa: BLE001, S110 - no workbook: it may be a page or text
        pass
    for encoding in ("utf-16", "utf-8-sig", "cp1258"):
        try:
            text = content.decode(encoding)
        except UnicodeError:
            continue
        if "<table" in text.lower():
            return pd.read_html(StringIO(text))
        sign = max("\t;,", key=text[:2000].count)
        return [pd.read_csv(StringIO(text), header=None, sep=sign, names=range(8))]
    return []


def number(value: object, row_type: str, labels: dict[str, float]) -> float | None:
    """The number that a cell stands for; None where it cannot be read."""
    if isinstance(value, bool):
        return float(value)
    if isinstance(value, (int, float)):
        return float(value)
    text = _fold_blanks(value)
    if row_type == "coded":
        if match := re.match(r"\d+", text):
            return float(match[0])
        return next((code for label, code in labels.items() if text.startswith(label)), None)
    if text in _NIL:
        return 0.0
    if row_type == "percent" and (match := re.match(r"(\d+)\s*/\s*(\d+)", text)):
        return round(int(match[1]) / int(match[2]) * 100, 1)
    match = re.match(r"\d[\d.,\s]*", text)
    if match is None:
        return None
    digits = match[0].strip(" .,").replace(" ", "")
    if row_type == "count":
        digits = re.sub(r"[.,](?=\d{3}\b)", "", digits)
    try:
        return float(digits.replace(",", "."))
    except ValueError:
        return None


def _fold_blanks(value: object) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", str(value)).casefold()).strip()


def read(content: bytes, suffix: str, form: Form) -> tuple[dict[str, float], set[str]]:
    """Figures by code, and codes of cells that could not be read."""
    figures: dict[str, float] = {}
    unread: set[str] = set()
    labels = [_key(row.label) for row in form.rows]
    at = 0  # labels stand twice in the form, so rows are looked for from where the last one was found
    label_column, figure_column = 1, 3
    for table in tables(content, suffix):
        for line in table.to_numpy().tolist():
            keys = [_key(cell) for cell in line]
            if any("số liệu" in key for key in keys) and not any(key in labels for key in keys):
                figure_column = next(column for column, key in enumerate(keys) if "số liệu" in key)
            if "chỉ tiêu thống kê" in keys:
                label_column = keys.index("chỉ tiêu thống kê")
                continue
            if max(label_column, figure_column) >= len(line) or not keys[label_column]:
                continue
            similar = process.extract(keys[label_column], labels, scorer=fuzz.ratio, score_cutoff=_SIMILAR, limit=None)
            if not similar:
                continue
            found = max(similar, key=lambda hit: (hit[1], hit[2] >= at, -abs(hit[2] - at)))[2]
            at, row, value = found + 1, form.rows[found], line[figure_column]
            if not row.is_indicator or value is None or value != value or not str(value).strip():  # noqa: PLR0124
                continue
            choices = {_key(label): float(code) for code, label in row.choices.labels.items()} if row.choices else {}
            figure = number(value, row.type, choices)
            if figure is None:
                unread.add(row.code)
            else:
                figures[row.code] = figure
    return figures, unread
