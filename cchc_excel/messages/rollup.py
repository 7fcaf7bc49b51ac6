"""What the notes of a rolled-up return say; they are read back, so a change here needs the old words kept readable."""

from __future__ import annotations

BEGINNING = "Tổng hợp từ "
FORMED = BEGINNING + "{given}/{expected} cơ quan, đơn vị"
PARTS = "tử số {numerator}; mẫu số {denominator}"
RANGE = "từ {low} đến {high}"
LEFT_OUT = "không tính {count} số liệu do lỗi"
WRONG = "trong đó {count} số liệu bị báo lỗi"
#: What follows it explains the figure.
EXPLANATION = "giải trình"
EXPLAINED = "; " + EXPLANATION + "{said}"
