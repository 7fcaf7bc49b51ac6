"""The printed heading above a table: which period it names, and which agency."""

from __future__ import annotations

import re
from typing import NamedTuple

from cchc_excel.messages.template import PLACE_LINE
from cchc_excel.reading.formats.sheet import cell_text
from cchc_excel.reading.table.rows import Part
from cchc_excel.text.normalize import fold_marks, to_nfc

#: The text between period and agency.
_BETWEEN = PLACE_LINE.format(period="", agency="")
#: As people write it: with the year before it, in any case, on a line of its own.
_HEADING = re.compile(
    r"(?P<before>.*\b(?:19|20)[0-9]{2}\)?)\s+tại\b[\s:]*(?P<agency>[^\n(*]*)", re.IGNORECASE | re.DOTALL
)
#: With another word; "kèm theo công văn ngày … năm 2021 của …" is no heading.
_HEADING_OF = re.compile(
    r"(?P<before>\s*(?:quý|[69] tháng|tháng|năm)\b[^(]*\b(?:19|20)[0-9]{2}\)?)\s+của\b[\s:]*(?P<agency>[^\n(*]*)",
    re.IGNORECASE | re.DOTALL,
)
#: The other way round.
_AGENCY_FIRST = re.compile(
    r"(?P<agency>[^\n(*]{2,200}?)\s*[-–—:,.]\s*(?P<before>(?:quý|[69] tháng|tháng|năm)\b.{0,40}\b(?:19|20)[0-9]{2}\)?)",
    re.IGNORECASE,
)
_LONGEST_NAME = 200
#: A heading stands at most so many rows above the table's header.
_MOST_ROWS_ABOVE = 15
#: A line of prose is longer than a heading.
_LONGEST_HEADING = 300
#: What an agency's name begins with; another word follows.
_KINDS = (
    "sở|ubnd|ủy ban|uỷ ban|phòng|chi cục|cục|xã|phường|thị trấn|thị xã|huyện|thành phố|tp|trung tâm|văn phòng|thanh tra"
    "|ban (?=quản lý|dân tộc)"
)
#: Begins so, but is none; without marks.
_NO_AGENCY = re.compile(r"so (lieu|nganh)\b|xa (hoi|phuong)\b|phong (ban|chong)\b|van phong pham\b")
#: Without marks, *sở* is written like *số*, *sơ* and *so*.
_DEPARTMENTS = (
    "an toan|cong thuong|dan toc|du lich|giao duc|giao thong|ke hoach|khoa hoc|lao dong|ngoai vu|noi vu|nong nghiep"
    "|quy hoach|tai chinh|tai nguyen|thong tin|tu phap|van hoa|xay dung|y te"
)
_AGENCY = re.compile(rf"({_KINDS})\b\.?\s*\w")
_AGENCY_WITHOUT_MARKS = re.compile(rf"(?!so (?!{_DEPARTMENTS}))({fold_marks(_KINDS)})\b\.?\s*\w")


class Heading(NamedTuple):
    """What a heading says; empty where it does not say it."""

    period: str = ""
    agency: str = ""


def heading_in_line(line: str) -> Heading:
    """What a line says of period and agency.

    >>> heading_in_line("Quý I năm 2021 tại Sở Tài chính (kèm theo báo cáo)")
    Heading(period='Quý I năm 2021', agency='Sở Tài chính')
    >>> heading_in_line("SỞ TÀI CHÍNH - QUÝ I NĂM 2021")
    Heading(period='QUÝ I NĂM 2021', agency='SỞ TÀI CHÍNH')
    >>> heading_in_line("QUÝ I NĂM 2021 CỦA SỞ TÀI CHÍNH").agency
    'SỞ TÀI CHÍNH'
    >>> heading_in_line("Kèm theo Công văn số 15 ngày 05/3/2021 của Sở Nội vụ")
    Heading(period='', agency='')
    """
    is_short = len(line) <= _LONGEST_HEADING
    match = _HEADING.match(line) if is_short else None
    for pattern in (_HEADING_OF, _AGENCY_FIRST) if is_short and match is None else ():
        other = pattern.match(line)
        match = other if match is None and other and agency_in_name(other["agency"].strip()) else match
    before, agency = (match["before"], match["agency"]) if match else line.partition(_BETWEEN)[::2]
    if (not match and not agency) or agency[:1].islower():
        return Heading()
    return Heading(before.strip()[-_LONGEST_NAME:], agency.strip(" .:;,-–\n\t")[:_LONGEST_NAME])


def agency_in_name(name: str) -> str:
    """The name of a sheet where it is an agency's; else empty.

    >>> agency_in_name("Sở Tài chính"), agency_in_name("So Tai chinh"), agency_in_name("Số liệu"), agency_in_name("Xã")
    ('Sở Tài chính', 'So Tai chinh', '', '')
    """
    spelt, folded = " ".join(to_nfc(name).casefold().split()), fold_marks(name)
    pattern = _AGENCY_WITHOUT_MARKS if spelt == folded else _AGENCY
    return name if pattern.match(spelt) and not _NO_AGENCY.match(folded) else ""


def heading_of(part: Part) -> Heading:
    """The heading nearest above a part's header; the agency may stand in the next cell or row."""
    sheet, label = part.sheet, part.columns.by_key.get("label", 0)
    first, last = part.columns.top_row - _MOST_ROWS_ABOVE, part.columns.header_row
    above = [number for number in sheet.rows if first <= number <= last]
    for at, number in reversed(list(enumerate(above))):
        row = sheet.rows[number]
        for column, cell in row.items():
            # Beside a label it is a note of a table above.
            if column > label and label in row:
                continue
            heading = heading_in_line(cell_text(cell))
            if heading.agency:
                return heading
            if heading.period:
                below = sheet.rows[above[at + 1]] if at + 1 < len(above) else {}
                following = (*(row[other] for other in row if other > column), *below.values())
                return heading._replace(agency=next(filter(None, map(cell_text, following)), "")[:_LONGEST_NAME])
    return Heading()
