"""What can be chosen on *Lựa chọn*, and how the other tabs say that something was."""

from __future__ import annotations

from cchc_excel.domain.consolidated import ConsolidatedPeriod
from cchc_excel.messages import master as messages
from cchc_excel.messages.register import GROUPS
from cchc_excel.output.master.detail_layout import DetailLayout
from cchc_excel.rules.functions import quote


def figure_choice(province: ConsolidatedPeriod) -> int:
    """What the master is made with: 1 only figures without errors, 2 all."""
    return 2 if province.error_rule == "count_all" else 1


def group_choices(layout: DetailLayout) -> list[str]:
    """The groups to choose from; all of them first."""
    return [messages.EVERY_GROUP, *(GROUPS[group] for group in layout.groups)]


def warning_formula(layout: DetailLayout) -> str:
    """The line above the table: the banner, unless less or more than usual is chosen."""
    only, with_errors = messages.NARROWED
    banner = layout.province.banner
    names = ",".join(quote(name.upper()) for name in group_choices(layout))
    before = quote("; " if banner else "")
    group = f'IF({messages.GROUP_NAME}=1,"",{before}&{quote(only)}&CHOOSE({messages.GROUP_NAME},{names}))'
    between = quote("; ") if banner else f'IF({messages.GROUP_NAME}=1,"","; ")'
    figures = f'IF({messages.FIGURES_NAME}=2,{between}&{quote(with_errors)},"")'
    return f"={quote(banner)}&{group}&{figures}"


def warning_text(province: ConsolidatedPeriod) -> str:
    """The same as the master is made."""
    return "; ".join(filter(None, (province.banner, messages.NARROWED[1] if figure_choice(province) == 2 else "")))


def rule_formula(province: ConsolidatedPeriod) -> str:
    """What becomes of figures that an error names."""
    rule = "leave_out_figure" if province.error_rule == "count_all" else province.error_rule
    return (
        f"=IF({messages.FIGURES_NAME}=2,{quote(messages.ERROR_RULES['count_all'])},{quote(messages.ERROR_RULES[rule])})"
    )
