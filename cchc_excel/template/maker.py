"""One campaign's templates: what agencies share is rendered once, an agency's own is put into its gaps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property

from cchc_excel.domain.agency import Agency
from cchc_excel.domain.stamp import Stamp
from cchc_excel.forms.layout import Layout
from cchc_excel.output.spreadsheet import writing
from cchc_excel.rules.functions import PAST
from cchc_excel.template import findings_sheet, form_sheet, guide_sheet, hidden_sheets
from cchc_excel.template.content import AgencyPrefill, Campaign
from cchc_excel.template.package import Package
from cchc_excel.template.stamping import ANY_FIGURE, PLACEHOLDERS, RenderedTemplate


class TemplateMaker:
    """Makes the templates of one campaign."""

    def __init__(self, campaign: Campaign) -> None:
        self._campaign = campaign
        self._layout = Layout(campaign.form)
        self._blanks: dict[tuple[str, bool, bool, bool], RenderedTemplate] = {}

    def make(self, agency: Agency, stamp: Stamp, personal: AgencyPrefill | None = None) -> bytes:
        """An agency's workbook (.xlsx), sealed as `stamp` says; the same input gives the same bytes."""
        own = personal or AgencyPrefill()
        if own.fills or own.findings:
            return self.make_alone(agency, stamp, own)
        rows = self._campaign.form.by_code
        offered = {code: said for code, said in own.explanations.items() if rows[code].is_indicator}
        own = replace(own, explanations=offered)
        others = self._remarks(own) if own.explanations else {}
        return self._blank(agency.group, own).filled(agency.name, stamp, own, others)

    def make_alone(self, agency: Agency, stamp: Stamp, personal: AgencyPrefill) -> bytes:
        """The same, rendered for this agency alone: much slower, and the only way with answers and findings in it."""
        return self.rendered(agency.group, personal).filled(agency.name, stamp, personal, {})

    def rendered(self, group: str, personal: AgencyPrefill) -> RenderedTemplate:
        """A rendering with all that is in `personal`, and gaps for name and stamp."""
        return RenderedTemplate(self._render(group, personal), self._layout)

    def _blank(self, group: str, personal: AgencyPrefill) -> RenderedTemplate:
        """The rendering that all agencies share of which as much is known."""
        kind = (group, bool(personal.previous_name), personal.has_past, bool(personal.explanations))
        if kind not in self._blanks:
            codes = [row.code for row in self._campaign.form.indicators]
            shared = AgencyPrefill(
                past={name: dict.fromkeys(codes, ANY_FIGURE) for name in PAST} if personal.has_past else {},
                previous_name=PLACEHOLDERS["previous_name"] if personal.previous_name else "",
                explanations=personal.explanations,
            )
            self._blanks[kind] = self.rendered(group, shared)
        return self._blanks[kind]

    def _remarks(self, personal: AgencyPrefill) -> Mapping[str, bytes]:
        """What the agency explained last time, as the two parts of a workbook that hold remarks."""
        with writing(self._campaign.issued) as (book, target):
            form_sheet.write_offers(book, self._layout, self._campaign, personal, self._heights)
        package = Package(target.getvalue())
        return {name: package.part(name) for name in ("xl/comments1.xml", "xl/drawings/vmlDrawing1.vml")}

    @cached_property
    def _heights(self) -> Mapping[str, float]:
        return form_sheet.heights(self._campaign.form)

    def _render(self, group: str, personal: AgencyPrefill) -> bytes:
        campaign = self._campaign
        with writing(campaign.issued, locked=True) as (book, target):
            book.describe(f"{campaign.form.name} – {campaign.period.name}", campaign.sender)
            formulas = form_sheet.write(book, self._layout, campaign, group, personal)
            findings_sheet.write(book, self._layout, campaign, personal)
            guide_sheet.write(book, campaign)
            hidden_sheets.write(book, self._layout, campaign, formulas)
            for name, placeholder in PLACEHOLDERS.items():
                if name in Stamp.__dataclass_fields__:
                    book.set_custom_property(f"cchc_{name}", placeholder, "text")
        return target.getvalue()
