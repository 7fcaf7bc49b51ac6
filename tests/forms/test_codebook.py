"""Conditions read aloud, and every row described."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cchc_excel.forms.codebook import codebook
from cchc_excel.rules.expression import Figure, Number, Operation
from cchc_excel.rules.parser import parse_truth
from cchc_excel.rules.text import expression_text


def test_every_rule_read_aloud_is_the_same_rule(form):
    """The codebook's conditions, parsed again, are the conditions."""
    for rule in form.rules:
        assert parse_truth(expression_text(rule.expect)) == rule.expect, rule.id


_LEAVES = st.one_of(
    st.integers(0, 99).map(lambda value: Number(float(value))), st.sampled_from(["I.1.1", "III.2.3a"]).map(Figure)
)


def _grow(children):
    return st.one_of(
        st.tuples(st.sampled_from(["-", "*", "/"]), children, children).map(lambda it: Operation(it[0], it[1:])),
        st.lists(children, min_size=2, max_size=3).map(lambda parts: Operation("+", tuple(parts))),
    )


@given(number=st.recursive(_LEAVES, _grow, max_leaves=8))
def test_any_expression_is_written_as_it_is_parsed(number):
    text = expression_text(Operation("<=", (number, Number(1.0))))
    assert expression_text(parse_truth(text)) == text


def test_the_codebook_describes_every_row(form):
    described = {one.code: one for one in codebook(form)}
    assert list(described) == [row.code for row in form.rows]
    one = described["III.6.2"]
    assert (one.type, one.unit, one.total) == ("Số đếm", "Hồ sơ", "Cộng số phát sinh trong kỳ")
    assert any("III.6.2 <= III.6.1" in rule for rule in one.rules)
    weighted = [one for one in described.values() if one.total.startswith("Bình quân gia quyền; quyền số: ")]
    assert len(weighted) == sum(row.total == "weighted_mean" for row in form.rows)
    assert all(one.required for one in described.values() if one.code in {row.code for row in form.indicators})
