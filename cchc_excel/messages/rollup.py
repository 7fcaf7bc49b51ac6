"""The words of the notes in a rolled-up return.

`domain.rollup` reads them back, so if they change, notes in the older words must stay readable.
"""

from __future__ import annotations

BEGINNING = "Tổng hợp từ "
FORMED = BEGINNING + "{given}/{expected} cơ quan, đơn vị"
PARTS = "tử số {numerator}; mẫu số {denominator}"
RANGE = "từ {low} đến {high}"
LEFT_OUT = "không tính {count} số liệu do lỗi"
WRONG = "trong đó {count} số liệu bị báo lỗi"
#: What follows this word explains the figure.
EXPLANATION = "giải trình"
EXPLAINED = "; " + EXPLANATION + "{said}"
