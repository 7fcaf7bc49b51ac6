"""The two filters of *Lựa chọn* (which figures, which group), and formulas with what is chosen for other tabs."""

from __future__ import annotations

from cchc_excel.domain.consolidated import ConsolidatedPeriod
from cchc_excel.messages import master as messages
from cchc_excel.messages.register import GROUPS
from cchc_excel.output.master.detail_layout import DetailLayout
from cchc_excel.rules.functions import quote


def default_figures(province: ConsolidatedPeriod) -> int:
    """Which figures are chosen as the master is made: 1 only those without errors, 2 all."""
    return 2 if province.error_rule == "count_all" else 1


def group_entries(layout: DetailLayout) -> list[str]:
    """The names of the groups to choose from; all of them first."""
    return [messages.EVERY_GROUP, *(GROUPS[group] for group in layout.groups)]


def warning_formula(layout: DetailLayout) -> str:
    """The line above the table of *Tổng hợp*: the banner, and what is chosen where that is not the usual."""
    only_group, with_errors = messages.NARROWED
    banner = layout.province.banner
    names = ",".join(quote(name.upper()) for name in group_entries(layout))
    before = quote("; " if banner else "")
    group = f'IF({messages.GROUP_NAME}=1,"",{before}&{quote(only_group)}&CHOOSE({messages.GROUP_NAME},{names}))'
    between = quote("; ") if banner else f'IF({messages.GROUP_NAME}=1,"","; ")'
    figures = f'IF({messages.FIGURES_NAME}=2,{between}&{quote(with_errors)},"")'
    return f"={quote(banner)}&{group}&{figures}"


def warning_text(province: ConsolidatedPeriod) -> str:
    """What `warning_formula` gives before anything else is chosen."""
    return "; ".join(filter(None, (province.banner, messages.NARROWED[1] if default_figures(province) == 2 else "")))


def error_rule_formula(province: ConsolidatedPeriod) -> str:
    """The sentence on what becomes of figures with errors."""
    rule = "leave_out_figure" if province.error_rule == "count_all" else province.error_rule
    return (
        f"=IF({messages.FIGURES_NAME}=2,{quote(messages.ERROR_RULES['count_all'])},{quote(messages.ERROR_RULES[rule])})"
    )
