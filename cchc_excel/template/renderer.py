"""Renders one campaign's templates: the shared part once, then each agency's own values are put into its gaps."""

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
from cchc_excel.template.check_sheet import CheckSheet
from cchc_excel.template.content import AgencyPrefill, Campaign
from cchc_excel.template.live import LiveCheck
from cchc_excel.template.package import Package
from cchc_excel.template.stamping import ANY_FIGURE, PLACEHOLDERS, FormulaGaps, RenderedTemplate


class TemplateRenderer:
    """Renders the templates of one campaign: agency, stamp and prefill in, the workbook's bytes out."""

    def __init__(self, campaign: Campaign) -> None:
        self._campaign = campaign
        self._layout = Layout(campaign.form)
        self._shared_templates: dict[tuple[str, bool, bool, bool], RenderedTemplate] = {}

    def render(self, agency: Agency, stamp: Stamp, prefill: AgencyPrefill | None = None) -> bytes:
        """An agency's workbook (.xlsx), sealed as `stamp` says; the same input gives the same bytes."""
        prefill = prefill or AgencyPrefill()
        if prefill.fills or prefill.findings:
            return self.render_alone(agency, stamp, prefill)
        rows = self._campaign.form.by_code
        explanations = {
            code: explanation for code, explanation in prefill.explanations.items() if rows[code].is_indicator
        }
        prefill = replace(prefill, explanations=explanations)
        comment_parts = self._explanation_parts(prefill) if prefill.explanations else {}
        return self._shared_template(agency.group, prefill).for_agency(agency.name, stamp, prefill, comment_parts)

    def render_alone(self, agency: Agency, stamp: Stamp, prefill: AgencyPrefill) -> bytes:
        """The same workbook rendered for this agency alone: much slower, and needed with answers or findings in it."""
        return self.rendered_template(agency.group, prefill).for_agency(agency.name, stamp, prefill, {})

    def rendered_template(self, group: str, prefill: AgencyPrefill) -> RenderedTemplate:
        """A template with everything in `prefill`, and gaps for name and stamp."""
        gaps = FormulaGaps()
        check_sheet = CheckSheet(LiveCheck(self._layout, self._campaign, group, prefill))
        content = self._render_workbook(check_sheet, prefill, gaps)
        return RenderedTemplate(content, self._layout, gaps, check_sheet.past_cells())

    def _shared_template(self, group: str, prefill: AgencyPrefill) -> RenderedTemplate:
        """The template shared by all agencies of a group whose prefills have the same parts."""
        variant = (group, bool(prefill.previous_name), prefill.has_past, bool(prefill.explanations))
        if variant not in self._shared_templates:
            codes = [row.code for row in self._campaign.form.indicators]
            shared = AgencyPrefill(
                past={name: dict.fromkeys(codes, ANY_FIGURE) for name in PAST} if prefill.has_past else {},
                previous_name=PLACEHOLDERS["previous_name"] if prefill.previous_name else "",
                explanations=prefill.explanations,
            )
            self._shared_templates[variant] = self.rendered_template(group, shared)
        return self._shared_templates[variant]

    def _explanation_parts(self, prefill: AgencyPrefill) -> Mapping[str, bytes]:
        """The two parts of a workbook that hold comments, with the agency's last explanations."""
        with writing(self._campaign.issued) as (book, target):
            form_sheet.write_explanations(book, self._layout, self._campaign, prefill, self._row_heights)
        package = Package(target.getvalue())
        return {name: package.part(name) for name in ("xl/comments1.xml", "xl/drawings/vmlDrawing1.vml")}

    @cached_property
    def _row_heights(self) -> Mapping[str, float]:
        return form_sheet.row_heights(self._campaign.form)

    def _render_workbook(self, check_sheet: CheckSheet, prefill: AgencyPrefill, gaps: FormulaGaps) -> bytes:
        campaign = self._campaign
        with writing(campaign.issued, locked=True) as (book, target):
            book.describe(f"{campaign.form.name} – {campaign.period.name}", campaign.sender)
            formulas = form_sheet.write(book, campaign, check_sheet, prefill, gaps)
            check_sheet.write(book, campaign, gaps)
            findings_sheet.write(book, self._layout, campaign, prefill)
            guide_sheet.write(book, campaign)
            hidden_sheets.write(book, self._layout, campaign, formulas)
            for name, placeholder in PLACEHOLDERS.items():
                if name in Stamp.__dataclass_fields__:
                    book.set_custom_property(f"cchc_{name}", placeholder, "text")
        return target.getvalue()
