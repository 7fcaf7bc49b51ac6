"""One campaign's templates: the shared part rendered once per agency group, an agency's part stamped in."""

from __future__ import annotations

from cchc_excel.agencies import Agency
from cchc_excel.layout import Layout
from cchc_excel.spreadsheet import writing
from cchc_excel.stamp import Stamp
from cchc_excel.template import findings_sheet, form_sheet, guide_sheet, hidden_sheets
from cchc_excel.template.content import Campaign, Personal
from cchc_excel.template.stamping import PLACEHOLDERS, stamp_in


class TemplateMaker:
    """Makes the templates of one campaign."""

    def __init__(self, campaign: Campaign) -> None:
        self._campaign = campaign
        self._blank: dict[str, bytes] = {}

    def make(self, agency: Agency, stamp: Stamp, personal: Personal | None = None) -> bytes:
        """An agency's workbook (.xlsx), sealed as `stamp` says; the same input gives the same bytes."""
        if personal is None or personal.is_empty:
            if agency.group not in self._blank:
                self._blank[agency.group] = self._render(agency.group, Personal())
            package = self._blank[agency.group]
        else:
            package = self._render(agency.group, personal)
        return stamp_in(package, agency.name, stamp)

    def _render(self, group: str, personal: Personal) -> bytes:
        campaign = self._campaign
        layout = Layout(campaign.form)
        with writing(campaign.issued, locked=True) as (book, target):
            book.describe(f"{campaign.form.name} – {campaign.period.name}", campaign.sender)
            formulas = form_sheet.write(book, layout, campaign, group, personal)
            findings_sheet.write(book, layout, campaign, personal)
            guide_sheet.write(book, campaign)
            hidden_sheets.write(book, layout, campaign, formulas)
            for name, placeholder in PLACEHOLDERS.items():
                if name in Stamp.__dataclass_fields__:
                    book.set_custom_property(f"cchc_{name}", placeholder, "text")
        return target.getvalue()
