"""What the notes of a rolled-up return say; they are read back, so a change here needs the old words kept readable."""

from __future__ import annotations

FORMED = "Tổng hợp từ {given}/{expected} cơ quan, đơn vị"
PARTS = "tử số {numerator}; mẫu số {denominator}"
RANGE = "từ {low} đến {high}"
