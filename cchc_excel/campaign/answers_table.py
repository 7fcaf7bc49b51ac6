"""All agencies' answers as one table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cchc_excel.campaign.consolidate_returns import province_of
from cchc_excel.campaign.workspace import Workspace
from cchc_excel.export import answers_frame

if TYPE_CHECKING:
    import pandas as pd


def answers(workspace: Workspace, period: str | None = None) -> pd.DataFrame:
    """Every expected agency's answer to every indicator, as last checked, in the columns of `export.answers_frame`.

    Args:
        period: the latest campaign's by default.

    Raises:
        CchcError: no such campaign, faulty register.
    """
    return answers_frame(province_of(workspace, period, with_earlier=False))
