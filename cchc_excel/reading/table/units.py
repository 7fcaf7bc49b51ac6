"""Units of measure that were changed on a sheet: reworded (CT12), or other ones, so that no figure counts (CT35)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from rapidfuzz import fuzz

from cchc_excel.domain.submission import ReadNotice
from cchc_excel.reading.table.expected_forms import FormIndex, RowIndex
from cchc_excel.reading.table.labels import abbreviates, in_unicode
from cchc_excel.reading.table.rows import Line
from cchc_excel.text.normalize import fold_marks

#: Words that make a unit one of another size, or count something else of it.
_SCALES = frozenset(["nghin", "ngan", "tram", "trieu", "ty", "ti", "chuc", "van", "ta", "lan", "luot", "‰"])
#: Units that say nothing of what is counted.
_ANY_UNIT = frozenset({"so luong", "so", "sl", "cai", "don vi", "don vi tinh", "dvt"})
#: Ways to write the per cent sign, beside it.
_PERCENT = frozenset(["%", "phan", "tram", "ty", "ti", "le", "tinh", "theo", "pt", "so"])
_WORD = re.compile(r"\w+|[%‰]")
#: What stands before a number is an answer; what stands before that, is another one's.
_ANSWER, _BEFORE_ANSWER = re.compile(r"=\s*+(\d++)"), re.compile(r"[=\d\n;,]")
#: Units this similar (0–100) differ by a slip of the fingers.
_ALIKE = 80


def other_unit(line: Line, row: RowIndex) -> str:
    """The unit beside a figure where it is another one than was issued; empty where it is not.

    The issued unit in other spelling, shorter, or with words that do not change it is no other one; neither is one that
    says nothing, such as *số lượng*. Of a row with a list of answers, it is another one where an answer has another
    number.
    """
    unit = line.part.text(line.number, "unit")
    if not unit or not row.unit or unit == row.unit or row.takes == "nothing":
        return ""
    readings = (unit, *in_unicode(unit))
    is_other = _has_other_answers if row.takes == "answer" else _is_other
    return unit if all(is_other(reading, row) for reading in readings) else ""


def _is_other(unit: str, row: RowIndex) -> bool:
    if is_same_unit(unit, row.unit):
        return False
    folded = fold_marks(unit).strip(". ")
    words, issued = _WORD.findall(folded), _WORD.findall(fold_marks(row.unit))
    if row.unit == "%":
        return not {"%", "tram", "ty", "ti", "pt"}.intersection(words) or not _PERCENT.issuperset(words)
    if any(word in _SCALES or word == "%" or any(map(str.isdigit, word)) for word in set(words).difference(issued)):
        return True
    is_same = _is_synonym(unit, row) or folded in _ANY_UNIT or set(issued) <= set(words)
    return not (is_same or fuzz.ratio(folded, fold_marks(row.unit)) >= _ALIKE) or folded in row.other_units


def _is_synonym(unit: str, row: RowIndex) -> bool:
    return fold_marks(unit).strip(". ") in row.unit_words


def _has_other_answers(unit: str, row: RowIndex) -> bool:
    """Whether an answer has another number than it was issued with."""
    mine, issued = _answers(unit), _answers(row.unit)
    return any(issued.get(answer, number) != number for answer, number in mine.items())


def _answers(unit: str) -> Mapping[str, str]:
    """Answer → number: ``Không = 0``, without case and marks."""
    found: dict[str, str] = {}
    begin = 0
    for match in _ANSWER.finditer(unit):
        answer = _BEFORE_ANSWER.split(unit[begin : match.start()].rstrip())[-1]
        begin = match.end()
        if answer.strip():
            found[fold_marks(answer).strip("- (")] = match[1]
    return found


def is_same_unit(unit: str, issued: str) -> bool:
    """Whether a unit is the issued one in another spelling or shorter.

    >>> is_same_unit("hồ sơ", "Hồ sơ"), is_same_unit("TTHC", "Thủ tục hành chính"), is_same_unit("Người", "Hồ sơ")
    (True, True, False)
    """
    folded, wanted = fold_marks(unit).strip(". "), fold_marks(issued).strip(". ")
    words, issued_words = _WORD.findall(folded), _WORD.findall(wanted)
    initials = "".join(word[0] for word in issued_words)
    is_shorter = bool(words) and (set(words) <= set(issued_words) or "".join(words) == initials)
    return folded == wanted or words == issued_words or is_shorter or abbreviates(folded, wanted)


def changed_units(lines: Sequence[Line], form: FormIndex) -> Iterator[ReadNotice]:
    """One notice for all units that were reworded, and one for each row whose unit is another one."""
    reworded = []
    for line in lines:
        row, unit = form.by_code[line.code], line.part.text(line.number, "unit")
        if not unit or unit == row.unit:
            continue
        readings = (unit, *in_unicode(unit))
        if other := other_unit(line, row):
            yield ReadNotice("CT35", {"row": line.code, "unit": other[:100], "issued": row.unit})
        elif not any(is_same_unit(reading, row.unit) or _is_synonym(reading, row) for reading in readings):
            reworded.append(f"{line.code} ({unit[:100]})")
    if reworded:
        yield ReadNotice("CT12", {"count": str(len(reworded)), "rows": ", ".join(dict.fromkeys(reworded))})
