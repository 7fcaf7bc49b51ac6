"""What a typed figure means, said a second time: slow, obvious, and apart from the program's own grammar.

A number is read by writing it: every number that the digits could be is spelled in every way that offices spell
numbers, and compared with what stands there. A text is cut into pieces, and the list of pieces says what it is.
Knows the rows *Hồ sơ* (a count) and two percentages of dossiers, and the words that the tests generate.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from fractions import Fraction

ASKED, EXPLAINED, NOTHING, GIVEN, DOUBTFUL = "asked", "explained", "nothing", "given", "doubtful"

UNITS = ("hồ sơ", "hs", "hồ sơ tthc")
#: In the percentage's label TTHC is named too.
PERCENT_UNITS = (*UNITS, "tthc", "thủ tục", "thủ tục hành chính")
OPEN_UNITS = ("người", "biên chế", "đ/c", "cán bộ")
OTHER_UNITS = (
    "người", "văn bản", "cơ quan", "phòng", "phiếu", "bài", "nghìn hồ sơ", "nghìn", "triệu", "k", "vạn bản",
    "đúng hạn", "hồ sơ trễ",
)  # fmt: skip
NIL_WORDS = (
    "không", "ko", "không có", "0 có", "ko có", "chưa phát sinh", "không phát sinh", "không có phát sinh",
    *(f"{nil} {unit}" for nil in ("không có", "không phát sinh", "chưa phát sinh") for unit in UNITS),
)  # fmt: skip
NIL_SIGNS = ("-", "–", "—", "--", "//", "/")
REASONS = ("không áp dụng", "n/a", "không thuộc phạm vi", "không thuộc phạm vi quản lý", "chưa thực hiện")
NO_ANSWERS = ("không có số liệu", "không rõ", "chưa thống kê", "không có hồ sơ trễ", "x", "nhiều", "khoảng")
HARMLESS = (
    "hồ sơ trễ", "không có trễ hạn", "trễ", "đúng hạn", "không đúng hạn", "quý i", "lũy kế", "vượt kế hoạch",
    "chị lan nghỉ", "thuộc công ty",
)  # fmt: skip
DOUBTS = (
    "dự kiến", "chưa rõ", "sai", "nghìn", "người", "%", "", "không áp dụng", "năm ngoái", "cùng kỳ", "kế hoạch",
    "không đúng", "ít nhất",
)  # fmt: skip


@dataclass(frozen=True)
class Meaning:
    """What a text means: how it stands with it, and the number, exact, where there is one."""

    state: str
    value: Fraction | None = None


def meaning(text: str, kind: str) -> Meaning:
    """The meaning of a text in a row of the kind ``count``, ``percent`` (to 100) or ``open`` (above it too)."""
    text = _seen(text).lstrip("'’‘`").strip()
    if not text:
        return Meaning(NOTHING)
    bare = text.rstrip(" .;,*")
    if kind == "count":
        return _count(text, bare)
    if _is(bare, REASONS) or _is(bare, NIL_WORDS):
        return Meaning(EXPLAINED)
    return _percentage(bare, kind)


# --- characters ---------------------------------------------------------------------------------------------------


def _seen(text: str) -> str:
    seen = []
    for letter in text:
        if unicodedata.category(letter) == "Cf" or letter == "\ufe0f":
            continue
        if "！" <= letter <= "～":
            letter = unicodedata.normalize("NFKC", letter)  # noqa: PLW2901
        if unicodedata.category(letter) == "Zs":
            letter = " "  # noqa: PLW2901
        seen.append("-" if letter == "−" else letter)
    return unicodedata.normalize("NFC", "".join(seen)).strip()


def _unmarked(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _is(text: str, phrases: tuple[str, ...]) -> bool:
    text = " ".join(text.lower().split())
    return text in phrases or (text.isascii() and text in [_unmarked(phrase) for phrase in phrases])


# --- numbers ------------------------------------------------------------------------------------------------------


def _grouped(whole: str, sign: str) -> str:
    groups = []
    while whole:
        groups.insert(0, whole[-3:])
        whole = whole[:-3]
    return sign.join(groups)


def spellings(whole: str, decimals: str) -> dict[str, str]:
    """Every way in which offices spell a number, and its kind of thousands sign."""
    if not decimals:
        grouped = {_grouped(whole, sign): sign for sign in ".,' ’"} if len(whole) > 3 else {}
        return {whole: "", **grouped}
    ways = {f"{whole},{decimals}": "", f"{whole}.{decimals}": ""}
    if len(whole) > 3:
        ways |= {f"{_grouped(whole, sign)},{decimals}": sign for sign in ". "}
        if len(decimals) != 3:
            ways[f"{_grouped(whole, ',')}.{decimals}"] = ","
    return ways


def number(text: str, *, is_count: bool) -> tuple[Fraction, int] | str | None:
    """A number and its decimals; "two" where it has two readings; None where it is none."""
    sign = -1 if text.startswith("-") else 1
    text = text.removeprefix("-")
    if not text or not all(letter in "0123456789.,' ’" for letter in text):
        return None
    digits = "".join(letter for letter in text if letter.isdigit())
    readings: list[tuple[str, str, str]] = []
    for cut in range(1, len(digits) + 1):
        whole, decimals = digits[:cut], digits[cut:]
        if text in (ways := spellings(whole, decimals)):
            readings.append((whole, decimals, ways[text]))
    in_groups = [reading for reading in readings if reading[2]]
    if is_count:
        chosen = in_groups or readings
    else:
        chosen = [reading for reading in readings if reading[1] or not reading[2]]
        chosen = [reading for reading in chosen if not reading[2]] or chosen
    if not chosen:
        return None
    whole, decimals, groups = chosen[0]
    if groups and whole.startswith("0"):
        return "two"
    if len(whole.lstrip("0")) > 15:
        return "two"
    exact = Fraction(int(whole + decimals), 10 ** len(decimals))
    # A spreadsheet shows fifteen digits.
    return sign * Fraction(f"{float(exact):.15g}"), len(decimals)


# --- counts -------------------------------------------------------------------------------------------------------


def _count(text: str, bare: str) -> Meaning:
    if text in NIL_SIGNS or _is(bare, NIL_WORDS):
        return Meaning(GIVEN, Fraction(0))
    if _is(bare, REASONS):
        return Meaning(EXPLAINED)
    for end in range(len(bare), 0, -1):
        if not bare[end - 1].isdigit():
            continue
        found = number(bare[:end], is_count=True)
        if found is None:
            continue
        if isinstance(found, str):
            return Meaning(ASKED)
        return _with_rest(found[0], bare[:end], bare[end:].strip())
    return Meaning(ASKED)


def _with_rest(value: Fraction, typed: str, rest: str) -> Meaning:
    if value < 0 or value.denominator != 1 or value > 10**12:
        return Meaning(ASKED)
    if not rest:
        is_day = typed.isdigit() and 36526 <= value <= 55153
        return Meaning(DOUBTFUL if is_day else GIVEN, value)
    before, bracket, inside = _cut_bracket(rest)
    if before is None or (before and not _is(before.rstrip(" .;,*"), UNITS)) or before[:1] in tuple(" .,'’-"):
        return Meaning(ASKED)
    if bracket and not _is(inside, UNITS) and not _is_harmless(value, inside):
        return Meaning(ASKED)
    return Meaning(GIVEN, value)


def _cut_bracket(rest: str) -> tuple[str | None, bool, str]:
    if "(" not in rest and ")" not in rest:
        return rest, False, ""
    if rest.count("(") == rest.count(")") == 1 and rest.endswith(")"):
        before, _, inside = rest[:-1].partition("(")
        return before.strip(), True, inside.strip()
    return None, False, ""


def _is_harmless(value: Fraction, inside: str) -> bool:
    if _is(inside, NIL_WORDS):
        return value == 0
    is_known = _is(inside, HARMLESS)
    return is_known or (
        any(letter.isalpha() for letter in inside)
        and not any(letter.isnumeric() for letter in inside)
        and "%" not in inside
        and not _is(inside, (*DOUBTS, *OTHER_UNITS, *PERCENT_UNITS, *OPEN_UNITS, *REASONS, *NO_ANSWERS[:4]))
    )


# --- percentages --------------------------------------------------------------------------------------------------


def _percentage(bare: str, kind: str) -> Meaning:
    share = _share(bare)
    if share is not None:
        return _of_share(*share, kind)
    fraction = _fraction(bare, kind)
    if fraction is not None:
        return _bounded(fraction, kind)
    for first, second, in_brackets in _two_parts(bare):
        for one, other in ((first, second), (second, first)):
            fraction, share = _fraction(one, kind), _share(other)
            if fraction is not None and share is not None:
                is_same = abs(fraction - share[0]) <= Fraction(1, 2 * 10 ** share[1]) + Fraction(1, 10**9)
                return _bounded(fraction, kind) if is_same else Meaning(ASKED)
        share = _share(first)
        if share is not None and in_brackets and _is_harmless(share[0], second):
            return _of_share(*share, kind)
    return Meaning(ASKED)


def _two_parts(bare: str) -> list[tuple[str, str, bool]]:
    before, bracket, inside = _cut_bracket(bare)
    if bracket and before and "=" not in bare:
        return [(before, inside.rstrip(" .;,*"), True)]
    if bare.count("=") == 1 and not bracket and before is not None:
        first, _, second = bare.partition("=")
        return [(first.strip(), second.strip(), False)] if first.strip() and second.strip() else []
    return []


def _share(text: str) -> tuple[Fraction, int, bool] | None:
    for sign in ("%", "phần trăm", ""):
        if text.lower().endswith(sign):
            found = number(text[: len(text) - len(sign)].rstrip(), is_count=False)
            if isinstance(found, tuple):
                return (*found, bool(sign))
    return None


def _fraction(text: str, kind: str) -> Fraction | None:
    """The percentage of a fraction; None where it is none, or may be something else."""
    if "/" not in text:
        return None
    above, _, behind = text.partition("/")
    behind = behind.strip()
    last_digit = max((at for at, letter in enumerate(behind) if letter.isdigit()), default=-1)
    below, unit = behind[: last_digit + 1], behind[last_digit + 1 :].strip()
    if unit and not _is(unit.rstrip(" .;,*"), OPEN_UNITS if kind == "open" else PERCENT_UNITS):
        return None
    halves = [half.strip() for half in (above, below)]
    numbers = [number(half, is_count=True) for half in halves]
    if not all(isinstance(found, tuple) for found in numbers):
        return None
    if any((len(half) > 1 and half.startswith("0")) or half.startswith("-") for half in halves):
        return None
    (first, _), (second, _) = numbers
    if first.denominator != 1 or second.denominator != 1 or second == 0 or max(first, second) > 10**12:
        return None
    if 1 <= first <= 12 and 1990 <= second <= 2100:
        return None
    return first / second * 100


def _of_share(value: Fraction, _decimals: int, has_sign: bool, kind: str) -> Meaning:  # noqa: FBT001
    bounded = _bounded(value, kind)
    if bounded.state == GIVEN and 0 < value <= 1 and not has_sign:
        return Meaning(DOUBTFUL, value)
    return bounded


def _bounded(value: Fraction, kind: str) -> Meaning:
    if value < 0 or value > 10**12 or (value > 100 and kind == "percent"):
        return Meaning(ASKED)
    return Meaning(GIVEN, value)
