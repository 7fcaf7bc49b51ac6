"""Rows sorted, moved, shifted, deleted and relabelled: every figure goes to its own row, or is told of."""

from __future__ import annotations

import random

import pytest

from support.mangled_rows import FIGURE, MangledRows
from support.tables import CODED_HEADER, HEADER, located, read, sheet, with_codes

SEEDS_OF_ONE_TEST = 60


@pytest.mark.parametrize("is_coded", [True, False], ids=["beside their codes", "without codes"])
@pytest.mark.parametrize("block", range(4))
def test_no_figure_is_given_to_another_row_or_lost_in_silence(index, form, body, truth, is_coded, block):
    for seed in range(block * SEEDS_OF_ONE_TEST, (block + 1) * SEEDS_OF_ONE_TEST):
        rows = with_codes(form, body) if is_coded else [list(line) for line in body]
        made = MangledRows(rows, random.Random(seed), is_coded)
        made.mangle()
        table = located(index, sheet(CODED_HEADER if is_coded else HEADER, *made.rows))
        figures = {
            entry.code: entry.raw.value for entry in table.entries if entry.code in truth and not entry.raw.is_empty
        }
        what = (seed, made.done)
        assert {code: value for code, value in figures.items() if truth.get(code) != value} == {}, what
        told = {cell for notice in table.notices for cell in _cells(notice.facts)}
        column = "E" if is_coded else "D"
        lines = {line[FIGURE]: f"{column}{number}" for number, line in enumerate(made.rows, start=2) if line[FIGURE]}
        assert {cell for figure, cell in lines.items() if figure not in figures.values()} <= told, what
        assert len(figures) > len(lines) // 3, what


def _cells(facts):
    return facts.get("cells", facts.get("cell", "")).split(", ")


def without(rows, form, *codes):
    return [line for row, line in zip(form.rows, rows, strict=True) if row.code not in codes]


def relabelled(rows, form, code, label):
    return [
        [*line[:-4], label, *line[-3:]] if row.code == code else list(line)
        for row, line in zip(form.rows, rows, strict=True)
    ]


@pytest.mark.parametrize(
    ("code", "label", "gone"),
    [
        # More like the label of V.3.3, and an abbreviation of its own.
        ("V.3.4", "Số lãnh đạo cấp phòng thuộc ĐV TT sở, ngành được bổ nhiệm mới", "V.3.3"),
        # All that IV.4.1 and IV.4.2 have in common.
        ("IV.4.1", "Tổng số người làm việc", "IV.4.2"),
        ("IV.4.2", "Tổng số người làm việc", "IV.4.1"),
    ],
)
def test_a_label_cut_short_is_not_that_of_a_row_that_is_gone(index, form, body, truth, *, code, label, gone):
    rows = without(relabelled(body, form, code, label), form, gone)
    figures, notices = read(index, sheet(HEADER, *rows))
    assert figures == {other: figure for other, figure in truth.items() if other not in (code, gone)}
    assert notices["CT10"]["label"] == label


def test_where_all_labels_are_cut_one_that_is_now_another_rows_does_not_move_there(index, form, body, truth):
    """I.4.3 is cut to the whole label of I.1.2, three sections above."""
    rows = [[line[0], line[1][: max(12, len(line[1]) * 2 // 3)], *line[2:]] for line in body]
    figures, _ = read(index, sheet(HEADER, *rows))
    assert {code: figure for code, figure in figures.items() if truth[code] != figure} == {}
    assert len(figures) > 80


@pytest.mark.parametrize("label", ["Tổng số biên chế có", "Tổng số biên chế có m"])
def test_a_code_is_contradicted_by_another_rows_label_cut_short(index, form, body, truth, label):
    rows = relabelled(with_codes(form, body), form, "IV.2.1", label)
    figures, notices = read(index, sheet(CODED_HEADER, *rows))
    assert figures == {other: figure for other, figure in truth.items() if other != "IV.2.1"}
    assert notices["CT09"]["count"] == "1"


def swapped(rows, form, *pairs):
    """What is visible of two rows in each other's place; codes stay."""
    made = [list(line) for line in rows]
    at = {row.code: number for number, row in enumerate(form.rows)}
    for one, other in pairs:
        made[at[one]][-5:], made[at[other]][-5:] = made[at[other]][-5:], made[at[one]][-5:]
    return made


def test_a_label_of_two_rows_is_as_good_as_the_codes_around_it(index, form, body, truth):
    """The visible columns of I.2 and IV.6 are exchanged: I.2.3 and IV.6.3 have one label."""
    rows = swapped(with_codes(form, body), form, *((f"I.2.{at}", f"IV.6.{at}") for at in (1, 2, 3, 4)))
    figures, notices = read(index, sheet(CODED_HEADER, *rows))
    codes = {f"{group}.{at}" for group in ("I.2", "IV.6") for at in (1, 2, 3, 4)}
    assert figures == {code: figure for code, figure in truth.items() if code not in codes}
    assert notices["CT09"]["count"] == "8"


def test_a_contradicted_code_of_a_doubled_label_makes_the_one_beside_it_doubtful(index, form, body, truth):
    """IV.6.3 and IV.6.4 are exchanged, and one label is cut to what they have in common."""
    rows = swapped(with_codes(form, body), form, ("IV.6.3", "IV.6.4"))
    figures, notices = read(index, sheet(CODED_HEADER, *relabelled(rows, form, "IV.6.3", "Số vấn đề")))
    assert figures == {code: figure for code, figure in truth.items() if code not in ("IV.6.3", "IV.6.4")}
    assert notices["CT09"]["count"] == "2"


def test_beside_codes_without_labels_one_that_could_be_several_is_nobodys(index, form, body, truth):
    """VII.5.4 and VII.5.5 were deleted from the visible columns, and the label of the line below was cut."""
    rows = swapped(with_codes(form, body), form, ("VII.5.4", "VII.5.6"))
    rows = relabelled(rows, form, "VII.5.4", "Đơn vị trực thuộc sở, ngành")
    rows = [[line[0], *[""] * 5] if line[0] in ("VII.5.5", "VII.5.6") else line for line in rows]
    figures, _ = read(index, sheet(CODED_HEADER, *rows))
    assert figures == {c: figure for c, figure in truth.items() if c not in ("VII.5.4", "VII.5.5", "VII.5.6")}


def test_beside_a_line_of_another_place_a_label_of_two_rows_is_nobodys(index, form, body, truth):
    """IV.3 and IV.4 were sorted together, and labels cut: what they have in common stands where the other one was."""
    rows = relabelled(body, form, "IV.3.4", "Tỷ lệ % đã tinh giản so với kế hoạch")
    rows = relabelled(relabelled(rows, form, "IV.3.2", "Tổng số người làm"), form, "IV.4.1", "Tổng số")
    by_code = {row.code: line for row, line in zip(form.rows, rows, strict=True)}
    order = [code for code in by_code if not code.startswith(("IV.3", "IV.4"))]
    at = order.index("IV.5")
    order[at:at] = ["IV.3", "IV.3.1", "IV.4", "IV.3.4", "IV.4.2", "IV.3.3", "IV.3.2", "IV.4.1"]
    figures, _ = read(index, sheet(HEADER, *(by_code[code] for code in order)))
    assert {code: figure for code, figure in figures.items() if truth[code] != figure} == {}


def test_an_abbreviation_is_not_given_to_a_row_when_another_one_elsewhere_is_more_like_it(index, form, body, truth):
    """V.6.1, a word shorter, stands where V.6.3 was."""
    rows = swapped(body, form, ("V.6.1", "V.6.3"))
    rows = relabelled(rows, form, "V.6.3", "Số lãnh đạo cấp ngành bị kỷ luật")
    figures, _ = read(index, sheet(HEADER, *without(rows, form, "V.6.1")))
    assert figures == {code: figure for code, figure in truth.items() if code not in ("V.6.1", "V.6.3")}


def test_a_header_with_blanks_between_its_words_is_one(index, form, body, truth):
    header = [text.replace(" ", "   ") for text in HEADER]
    assert read(index, sheet(header, *body[:20]))[0] == {code: truth[code] for code in truth if int(truth[code]) <= 20}


def test_of_a_few_lines_moved_among_others_twins_are_nobodys(index, form, body, truth):
    """The label that IV.6.4 and IV.7.5 have in common stands where the other of them was."""
    rows = [list(line) for line in body]
    at = {row.code: number for number, row in enumerate(form.rows)}
    for one, other in (("IV.6.4", "IV.7.5"), ("IV.7.1", "IV.7.3"), ("IV.6.1", "IV.6.3")):
        rows[at[one]], rows[at[other]] = rows[at[other]], rows[at[one]]
    figures, notices = read(index, sheet(HEADER, *rows))
    assert {code: figure for code, figure in figures.items() if truth[code] != figure} == {}
    assert not {"IV.6.4", "IV.7.5"} & set(figures)
    assert "CT10" in notices
