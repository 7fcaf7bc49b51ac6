"""What an agency's figure does to the province's: blank, in error, without its weight, and with all its digits."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from textwrap import dedent

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_excel.consolidation import consolidate
from cchc_excel.consolidation.appendix import printed
from cchc_excel.consolidation.comparison import compare
from cchc_excel.domain.agency import Agency
from cchc_excel.domain.agency_submission import AcceptedReturns, AgencySubmission, timeliness
from cchc_excel.domain.consolidated import ConsolidationSpec, EarlierPeriod
from cchc_excel.domain.finding import Finding
from cchc_excel.domain.period import Period
from cchc_excel.domain.receipt import Receipt
from cchc_excel.domain.submission import BLANK, Answer, Cell, Entry
from cchc_excel.forms.load import parse_form
from cchc_excel.output.master import formulas, master_book
from cchc_excel.output.master.detail_layout import WHOLE, DetailLayout
from cchc_excel.validation import not_checked

FORM = parse_form(
    dedent("""\
    form: THU
    version: "1"
    name: Biểu thử
    valid_from: 2020-12-15
    heading: [BIỂU THỬ]
    choices:
      co_khong: {1: Có, 0: Không}
    rows:
      - {code: I, type: section, label: Mục một}
      - {code: I.1, type: count, label: Xong, unit: Việc, total: sum}
      - {code: I.2, type: count, label: Giao, unit: Việc, total: stock, total_groups: [so]}
      - {code: I.3, type: percent, label: Xong trên giao, total: ratio, numerator: I.1, denominator: I.2}
      - {code: I.4, type: percent, label: Đúng hạn, total: weighted_mean, weight: I.1}
      - {code: I.5, type: percent, label: Theo ghi chú, total: ratio}
      - {code: I.6, type: coded, label: Có không, choices: co_khong, total: distribution}
    """),
    "thu.yaml",
)
DAY = date(2021, 3, 17)
PERIOD = Period.parse("2021-Q1")
A, B, C = (Agency(code, f"Sở {code}", "so", "THU") for code in "ABC")
X = Agency("X", "Xã X", "xa", "THU")
TINH = Agency("T", "Tỉnh T", "tinh", "THU")


def returned(agency, figures, *, wrong=(), parts=None, notes=None, unread=(), when=datetime(2021, 3, 10)):
    """A checked return; `wrong` are rows that an error names, `unread` rows in which something else stands."""
    parts, notes = parts or {}, notes or {}
    answers = {}
    for code in {*figures, *parts, *notes, *unread}:
        value = figures.get(code)
        raw = BLANK if value is None else Cell("number", float(value))
        entry = Entry(code, Cell("text", "nhiều") if code in unread else raw, notes.get(code, ""), "B", "E1", "F1")
        answers[code] = Answer(entry, None if value is None else float(value), *parts.get(code, (None, None)))
    findings = [Finding("SL14", "error", "quá lớn", indicator=code) for code in wrong]
    receipt = Receipt("0" * 64, f"{agency.code}.xlsx", 1, when, PERIOD.key, "accepted", agency=agency.code, number=1)
    return AgencySubmission(agency, receipt, answers, notes, findings)


def province(*returns, agencies=None, rule="leave_out_figure"):
    scope = ConsolidationSpec(FORM, PERIOD, DAY, DAY, "tỉnh X", "toàn tỉnh", "", rule, {})
    agencies = agencies or [one.agency for one in returns]
    return consolidate(scope, agencies, AcceptedReturns({one.agency.code: one for one in returns}))


def total(code, *returns, **options):
    found = province(*returns, **options).totals[code]
    return found.value, found.coverage, found.left_out


# --- blank, in error, not returned --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("others", "rule", "expected"),
    [
        ([], "leave_out_figure", (5, "1/2", 0)),
        ([returned(B, {"I.1": 0})], "leave_out_figure", (5, "2/2", 0)),
        ([returned(B, {})], "leave_out_figure", (5, "1/2", 0)),
        ([returned(B, {"I.2": 3})], "leave_out_figure", (5, "1/2", 0)),
        ([returned(B, {}, unread=["I.1"], wrong=["I.1"])], "leave_out_figure", (5, "1/2", 0)),
        ([returned(B, {}, unread=["I.1"], wrong=["I.1"])], "count_all", (5, "1/2", 0)),
        ([returned(B, {"I.1": 7}, wrong=["I.1"])], "leave_out_figure", (5, "1/2", 1)),
        ([returned(B, {"I.1": 7}, wrong=["I.1"])], "count_all", (12, "2/2", 0)),
        ([returned(B, {"I.1": 7}, wrong=["I.1"])], "leave_out_return", (5, "1/2", 1)),
        # an error elsewhere
        ([returned(B, {"I.1": 7, "I.2": 3}, wrong=["I.2"])], "leave_out_figure", (12, "2/2", 0)),
        ([returned(B, {"I.1": 7, "I.2": 3}, wrong=["I.2"])], "leave_out_return", (5, "1/2", 1)),
        ([returned(B, {"I.1": 7, "I.2": 3}, wrong=["I.2"])], "count_all", (12, "2/2", 0)),
        ([returned(B, {"I.1": 7}, wrong=[""])], "leave_out_return", (5, "1/2", 1)),
    ],
)
def test_what_is_counted_and_what_is_left_out(others, rule, expected):
    assert total("I.1", returned(A, {"I.1": 5}), *others, agencies=[A, B], rule=rule) == expected


def test_a_warning_leaves_nothing_out():
    warned = returned(B, {"I.1": 7})
    warned = replace(warned, findings=[Finding("R1", "warning", "nhiều", indicator="I.1")])
    for rule in ("leave_out_figure", "leave_out_return", "count_all"):
        assert total("I.1", returned(A, {"I.1": 5}), warned, rule=rule) == (12, "2/2", 0)


def test_where_nobody_says_anything_there_is_no_figure():
    assert total("I.1", returned(A, {}), agencies=[A, B]) == (None, "0/2", 0)
    assert total("I.1", returned(A, {"I.1": 7}, wrong=["I.1"]), agencies=[A, B]) == (None, "0/2", 1)
    assert province(returned(A, {}), agencies=[A, B]).totals["I.1"].shown == ""


@pytest.mark.parametrize("rule", ["leave_out_figure", "leave_out_return", "count_all"])
def test_of_a_return_that_was_not_checked_nothing_counts(rule):
    stumbled = replace(returned(B, {"I.1": 7}), findings=list(not_checked().findings))
    assert total("I.1", returned(A, {"I.1": 5}), stumbled, rule=rule) == (5, "1/2", 0)


@pytest.mark.parametrize(
    ("rule", "states"),
    [
        ("leave_out_figure", ("left_out", "given")),
        ("leave_out_return", ("left_out", "left_out")),
        ("count_all", ("given", "given")),
    ],
)
def test_every_cell_says_why_it_counts_or_not(rule, states):
    found = province(returned(A, {"I.1": 7, "I.2": 3}, wrong=["I.1"]), agencies=[A, B], rule=rule)
    assert tuple(found.cells["A", code].state for code in ("I.1", "I.2")) == states
    assert found.cells["A", "I.1"].wrong
    assert found.cells["A", "I.2"].wrong is (rule == "leave_out_return")
    assert found.cells["A", "I.3"].state == "blank"
    assert found.cells["B", "I.1"].state == "not_returned"
    assert found.rejected == (["A"] if rule == "leave_out_return" else [])


def test_only_groups_that_the_form_adds_up_are_added_up():
    returns = [returned(agency, {"I.1": 1, "I.2": 10}) for agency in (A, X, TINH)]
    assert total("I.1", *returns) == (3, "3/3", 0)
    # Those of a whole province are added up already.
    assert total("I.2", *returns) == (20, "2/2", 0)
    groups = province(*returns).group_totals
    assert {group: found["I.1"].value for group, found in groups.items()} == {"so": 1, "xa": 1, "tinh": 1}
    assert groups["xa"]["I.2"].expected == 0


# --- percentages --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "first", "second", "value", "coverage"),
    [
        # a ratio of two rows
        ("I.3", {"I.1": 5, "I.2": 10, "I.3": 50}, {"I.1": 30, "I.2": 30, "I.3": 100}, 87.5, "2/2"),
        # a weighted mean
        ("I.4", {"I.1": 10, "I.4": 50}, {"I.1": 30, "I.4": 100}, 87.5, "2/2"),
        ("I.4", {"I.1": 10, "I.4": 50}, {"I.1": 0, "I.4": 100}, 50, "2/2"),
        # one without a weight, or a numerator, is not in it
        ("I.3", {"I.1": 5, "I.2": 10, "I.3": 50}, {"I.2": 30, "I.3": 100}, 50, "1/2"),
        ("I.3", {"I.1": 5, "I.2": 10, "I.3": 50}, {"I.1": 30, "I.3": 100}, 50, "1/2"),
        ("I.4", {"I.1": 10, "I.4": 50}, {"I.4": 100}, 50, "1/2"),
        # a weight without a percentage is in nothing
        ("I.3", {"I.1": 5, "I.2": 10, "I.3": 50}, {"I.1": 30, "I.2": 30}, 50, "1/2"),
        ("I.4", {"I.1": 10, "I.4": 50}, {"I.1": 30}, 50, "1/2"),
        # no weights at all, or weights of nothing: no figure, and both are told
        ("I.4", {"I.4": 50}, {"I.4": 100}, None, "2/2"),
        ("I.4", {"I.1": 0, "I.4": 50}, {"I.1": 0, "I.4": 100}, None, "2/2"),
    ],
)
def test_a_percentage_is_the_ratio_of_what_counts(code, first, second, value, coverage):
    assert total(code, returned(A, first), returned(B, second)) == (value, coverage, 0)


def test_a_percentage_tells_what_it_was_formed_from():
    first, second = returned(A, {"I.1": 10, "I.4": 50}), returned(B, {"I.1": 30, "I.4": 100}, parts={"I.1": (57, 60)})
    found = province(first, second)
    assert (found.totals["I.4"].numerator, found.totals["I.4"].denominator) == (35, 40)
    assert found.totals["I.4"].span == (50, 100)
    assert found.parts == {("A", "I.4"): (5, 10), ("B", "I.4"): (30, 30)}
    # What a note beside a count says is no part of anything.
    assert (found.totals["I.1"].numerator, found.totals["I.1"].denominator) == (None, None)


@pytest.mark.parametrize(
    ("code", "row_in_error", "value", "counts_all"),
    [
        ("I.3", "I.1", 50, 87.5),
        ("I.3", "I.2", 50, 87.5),
        ("I.3", "I.3", 50, 87.5),
        ("I.4", "I.1", 50, 87.5),
        ("I.4", "I.4", 50, 87.5),
    ],
)
def test_a_figure_left_out_for_an_error_is_no_nil_in_a_numerator_or_weight(code, row_in_error, value, counts_all):
    first = {"I.1": 5, "I.2": 10, "I.3": 50, "I.4": 50}
    second = {"I.1": 30, "I.2": 30, "I.3": 100, "I.4": 100}
    if code == "I.4":
        first["I.1"] = 10
    returns = returned(A, first), returned(B, second, wrong=[row_in_error])
    found = province(*returns)
    assert found.totals[code].value == value
    assert found.totals[code].given == 1
    assert found.totals[code].left_out == (row_in_error == code)
    assert ("B", code) not in found.parts
    assert total(code, *returns, rule="count_all") == (counts_all, "2/2", 0)


def test_parts_in_a_note_make_a_ratio_and_percentages_without_any_are_told_as_a_range():
    noted = returned(A, {"I.5": 95}, parts={"I.5": (57, 60)}), returned(B, {"I.5": 50}, parts={"I.5": (20, 40)})
    assert total("I.5", *noted) == (77, "2/2", 0)
    bare = returned(C, {"I.5": 10})
    assert total("I.5", *noted, bare) == (77, "2/3", 0)
    found = province(bare, returned(B, {"I.5": 20.126}), returned(A, {})).totals["I.5"]
    assert (found.value, found.text, found.span, found.coverage) == (
        None, "Không có quyền số (từ 10 đến 20,13)", (10, 20.126), "2/3",
    )  # fmt: skip
    assert province(bare).totals["I.5"].text == "Không có quyền số (10)"
    half = returned(A, {"I.5": 95}, parts={"I.5": (57, None)})
    assert province(half).totals["I.5"].denominator is None
    # Parts without a figure that counts are no parts.
    assert province(returned(A, {}, parts={"I.5": (57, 60)}), bare).totals["I.5"].value is None
    left_out = returned(A, {"I.5": 95}, parts={"I.5": (57, 60)}, wrong=["I.5"])
    assert total("I.5", left_out, noted[1]) == (50, "1/2", 1)


@given(
    st.lists(
        st.tuples(st.integers(0, 1000), st.integers(0, 1000), st.sampled_from(["fine", "blank", "no weight", "wrong"])),
        min_size=1,
        max_size=6,
    )
)
def test_any_weighted_mean_lies_between_the_percentages_in_it(agencies):
    returns, inside = [], []
    for at, (percent, weight, kind) in enumerate(agencies):
        agency = Agency(f"A{at}", f"Sở {at}", "so", "THU")
        value = percent / 10
        figures = {"I.4": None if kind == "blank" else value, "I.1": None if kind == "no weight" else weight}
        returns.append(returned(agency, figures, wrong=["I.4"] if kind == "wrong" else []))
        inside += [(value, weight)] if kind == "fine" else []
    found = province(*returns).totals["I.4"]
    weights = sum(weight for _, weight in inside)
    if weights:
        weighted = [value for value, weight in inside if weight]
        assert min(weighted) - 1e-9 <= found.value <= max(weighted) + 1e-9
        assert found.value == pytest.approx(sum(value * weight for value, weight in inside) / weights)
        assert found.given == len(inside)
    else:
        assert found.value is None


# --- answers, and what stands for many ------------------------------------------------------------------------------


def test_answers_are_counted():
    returns = returned(A, {"I.6": 1}), returned(B, {"I.6": 0}), returned(C, {"I.6": 1}, wrong=["I.6"])
    found = province(*returns).totals["I.6"]
    assert (found.value, found.text, found.coverage, found.left_out) == (None, "Có: 1/2; Không: 1/2", "2/3", 1)
    assert found.answers == {1: 1, 0: 1}
    assert province(*returns, rule="count_all").totals["I.6"].text == "Có: 2/3; Không: 1/3"


OURS = "Tổng hợp từ {} cơ quan, đơn vị"


def test_a_rolled_up_figure_stands_for_its_agencies():
    notes = {"I.1": OURS.format("3/4") + "; không tính 1 số liệu do lỗi"}
    found = province(returned(A, {"I.1": 5}), returned(TINH, {"I.1": 7}, notes=notes)).totals["I.1"]
    assert (found.value, found.coverage) == (12, "2/2")
    assert (found.below.given, found.below.expected, found.below.left_out) == (4, 5, 1)
    assert found.below.coverage == "4/5"
    # Left out here, its agencies are not in it, and are expected all the same.
    found = province(returned(A, {"I.1": 5}), returned(TINH, {"I.1": 7}, notes=notes, wrong=["I.1"])).totals["I.1"]
    assert (found.below.given, found.below.expected, found.below.left_out) == (1, 5, 1)


def test_parts_answers_and_ends_of_a_rolled_up_note_are_taken_as_they_are():
    notes = {
        "I.4": OURS.format("3/4") + "; tử số 5; mẫu số 10",
        "I.5": OURS.format("2/4") + "; từ 20 đến 60",
        "I.6": OURS.format("3/4") + "; Có: 2; Không: 1",
    }
    rolled = returned(TINH, {"I.4": 50}, notes=notes)
    found = province(returned(A, {"I.1": 30, "I.4": 100, "I.5": 70, "I.6": 1}), rolled)
    assert found.parts["T", "I.4"] == (5, 10)
    assert found.totals["I.4"].value == 87.5
    assert (found.totals["I.4"].below.given, found.totals["I.4"].below.expected) == (4, 5)
    assert found.totals["I.5"].span == (20, 70)
    assert (found.totals["I.5"].below.given, found.totals["I.5"].below.expected) == (3, 5)
    assert found.totals["I.6"].answers == {1: 3, 0: 1}
    # One without a weight is not in a weighted figure, nor are those behind it.
    found = province(returned(A, {"I.4": 100}), rolled).totals["I.4"]
    assert (found.value, found.given, found.below.given, found.below.expected) == (50, 1, 3, 5)
    # Left out, its note says nothing any more.
    found = province(replace(rolled, findings=[Finding("TH05", "error", "sai", indicator="I.4")]))
    assert found.totals["I.4"].value is None
    assert found.parts == {}


@pytest.mark.parametrize(
    ("came", "expected"),
    [(datetime(2021, 3, 17, 23, 59), "on_time"), (datetime(2021, 3, 18, 0, 0), "late")],
)
def test_a_return_is_in_time_on_the_last_day(came, expected):
    assert timeliness(returned(A, {}, when=came), DAY, DAY) == expected


@pytest.mark.parametrize(("today", "expected"), [(date(2021, 3, 17), "missing"), (date(2021, 3, 18), "overdue")])
def test_an_agency_is_overdue_after_the_last_day(today, expected):
    assert timeliness(None, DAY, today) == expected


# --- digits ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "said", "left_out"),
    [
        (123456.0, "123456", "123456 (lỗi)"),
        (1234567890.0, "1234567890", "1234567890 (lỗi)"),
        (33.3333333333333, "33.3333333333333", "33,33 (lỗi)"),
        (0.126, "0.126", "0,13 (lỗi)"),
        ('Có: 1; "x"', '"Có: 1; ""x"""', 'Có: 1; "x" (lỗi)'),
    ],
)
def test_a_figure_in_error_keeps_all_its_digits_where_all_are_counted(value, said, left_out):
    assert formulas.left_out_text(value) == left_out
    otherwise = left_out.replace('"', '""')
    assert formulas.figure_with_error(value, left_out) == f'=IF(chon_so_lieu=2,{said},"{otherwise}")'


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (1234567.0, "count", "1.234.567"),
        (0.0, "count", "0"),
        (99.0, "percent", "99,0"),
        (99.1234, "percent", "99,123"),
        (99.1236, "percent", "99,124"),
        (99.9996, "percent", "100,0"),
    ],
)
def test_printed_figures_have_three_decimals_at_most(value, kind, text):
    assert printed(value, kind) == text


@pytest.mark.parametrize(
    ("now", "then", "change"),
    [(50.0004, 50, 0.0), (50.0006, 50, 0.001), (49.9996, 50, 0.0), (49.9994, 50, -0.001), (62.5, 50, 12.5)],
)
def test_percentages_are_compared_as_exactly_as_they_are_shown(now, then, change):
    before = EarlierPeriod(Period.parse("2020-NAM"), province(returned(A, {"I.1": 10, "I.4": then})).totals)
    found = compare(province(returned(A, {"I.1": 10, "I.4": now})), FORM.by_code["I.4"], before)
    assert (found.change, found.percent, found.obstacle) == (change, None, "")


@pytest.mark.parametrize(
    ("code", "when", "now", "then", "expected"),
    [
        # counts: how much, and in per cent of what was
        ("I.1", "2020-Q4", 12, 10, (2, 20, "")),
        ("I.1", "2020-Q4", 12, 0, (12, None, "")),
        ("I.1", "2020-Q4", None, 10, (None, None, "")),
        ("I.1", "2020-Q4", 12, None, (None, None, "")),
        # what happened in a longer period is no measure of a shorter one; a level is
        ("I.1", "2020-NAM", 12, 10, (None, None, "length")),
        ("I.2", "2020-NAM", 12, 10, (2, 20, "")),
    ],
)
def test_what_is_compared_with_an_earlier_period(code, when, now, then, expected):
    before = EarlierPeriod(Period.parse(when), province(returned(A, {code: then})).totals)
    found = compare(province(returned(A, {code: now})), FORM.by_code[code], before)
    assert (found.change, found.percent, found.obstacle) == expected


@pytest.fixture(scope="module")
def with_errors():
    """One agency without faults; of the others each has one figure in error."""
    sound = {"I.1": 5, "I.2": 10, "I.3": 50, "I.4": 62.5, "I.5": 20.126, "I.6": 1}
    other = {"I.1": 123456, "I.2": 654321, "I.3": 18.8678584548868, "I.4": 33.3333333333333, "I.5": 77.7777, "I.6": 0}
    return [
        returned(A, sound),
        returned(B, other, wrong=["I.2"], notes={"I.5": "7/9"}),
        returned(C, other, wrong=["I.4", "I.3", "I.5", "I.6"], parts={"I.5": (7, 9)}),
    ]


@pytest.mark.parametrize("rule", ["leave_out_figure", "count_all"])
def test_the_master_forms_the_same_figures_with_all_their_digits(with_errors, rule, office, tmp_path):
    """Whatever is chosen, a spreadsheet's own figures are ours, to the last digit."""
    path = tmp_path / "master.xlsx"
    path.write_bytes(master_book(province(*with_errors)))
    chosen = {"leave_out_figure": "Chỉ số liệu không bị báo lỗi", "count_all": "Mọi số liệu đọc được, kể cả bị báo lỗi"}
    path = office.edit(path, {"C5": chosen[rule]}, sheet="Lựa chọn")["xlsx"]
    sheet = openpyxl.load_workbook(path, data_only=True)["Chi tiết"]
    found = province(*with_errors, rule=rule)
    layout = DetailLayout(found)
    for row in FORM.indicators:
        expected = found.totals[row.code]
        shown = sheet[layout.total_cell(WHOLE, layout.rows[row.code])].value
        assert shown == (expected.text or pytest.approx(expected.value, rel=1e-12)), row.code
        for agency in "ABC":
            cell, shown = (
                found.cells[agency, row.code],
                sheet[f"{layout.agency_letters[agency]}{layout.rows[row.code]}"].value,
            )
            if cell.value is None:
                assert str(shown).endswith(" (lỗi)"), (agency, row.code)
            else:
                assert shown == pytest.approx(cell.value, rel=1e-14), (agency, row.code)
        if row.type == "percent":
            for half, at in enumerate(layout.part_rows[row.code]):
                for agency in "ABC":
                    part = found.parts.get((agency, row.code))
                    value = sheet[f"{layout.agency_letters[agency]}{at}"].value
                    assert (None if value == "" else value) == (
                        None if part is None else pytest.approx(part[half], rel=1e-12)
                    ), (agency, row.code, half)


@pytest.mark.parametrize("wrong", ["I.1", "I.2"])
def test_in_the_master_too_a_numerator_in_error_is_blank_and_not_nil(wrong, office, tmp_path):
    found = province(returned(A, {"I.1": 5, "I.2": 10, "I.3": 50, "I.4": 60}, wrong=[wrong]), agencies=[A, B])
    path = tmp_path / "master.xlsx"
    path.write_bytes(master_book(found))
    sheet = openpyxl.load_workbook(office.recalculated(path), data_only=True)["Chi tiết"]
    layout = DetailLayout(found)
    for code in ("I.3", "I.4") if wrong == "I.1" else ("I.3",):
        numerator = layout.part_rows[code][0]
        assert sheet[f"{layout.agency_letters['A']}{numerator}"].value in ("", None), code
        assert sheet[layout.total_cell(WHOLE, numerator)].value in ("", None), code
