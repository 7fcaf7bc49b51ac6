"""The hidden sheets: the lists of the dropdowns, and the stamp."""

from __future__ import annotations

from collections.abc import Sequence

from cchc_excel.domain.stamp import Stamp, formulas_digest
from cchc_excel.forms.layout import LISTS_SHEET, LIVE_DIGEST_KEY, STAMP_SHEET, Layout
from cchc_excel.output.spreadsheet import Book
from cchc_excel.template.content import Campaign
from cchc_excel.template.stamping import PLACEHOLDERS


def write(book: Book, layout: Layout, campaign: Campaign, formulas: Sequence[str]) -> None:
    """Write both sheets and the lists' names.

    Args:
        formulas: of the live check, row by row; the stamp sheet keeps their digest.
    """
    lists = book.sheet(LISTS_SHEET)
    for column, choices in enumerate(layout.form.choice_sets.values()):
        lists.write_column(0, column, [choices.name, *choices.entries])
        book.define_name(layout.list_name(choices.name), f"={layout.list_span(choices.name)}")
    lists.protect(campaign.password)
    lists.hide()
    stamp = book.sheet(STAMP_SHEET)
    for index, name in enumerate(Stamp.__dataclass_fields__):
        stamp.write_row(index, 0, [f"cchc:{name}", PLACEHOLDERS[name]])
    stamp.write_row(len(Stamp.__dataclass_fields__), 0, [LIVE_DIGEST_KEY, formulas_digest(formulas)])
    stamp.protect(campaign.password)
    stamp.very_hidden()
