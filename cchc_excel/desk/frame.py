"""What stands around every page: menu with what waits, period and deadline, who works here, the job that runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from cchc_excel.desk.board import Snapshot
from cchc_excel.desk.forms import Asked
from cchc_excel.desk.jobs import Job
from cchc_excel.domain.period import Period
from cchc_excel.messages import page as messages
from cchc_excel.workflow.open_matters import Matter, open_matters

_SECONDS_IN_WORDS = 90


@dataclass(frozen=True)
class MenuItem:
    """A page of the menu; `count` is how much waits there."""

    label: str
    address: str
    key: str
    count: int = 0


@dataclass(frozen=True)
class Frame:
    """The values of `base.html`.

    Attributes:
        periods: key and name of every campaign, the latest first.
        form: what it is called.
        under: form, deadline and days left.
        matters: everything that waits for a person.
        version: of what the page shows; another one as soon as anything has changed.
    """

    menu: Sequence[MenuItem]
    period: str
    period_name: str
    periods: Sequence[tuple[str, str]]
    form: str
    under: str
    matters: Sequence[Matter]
    version: str
    printed: str
    job: Job | None = None

    def link(self, path: str, **query: str) -> str:
        """An address of the page, of the same period."""
        told = {name: value for name, value in query.items() if value}
        if self.period:
            told["ky"] = self.period
        joint = "&" if "?" in path else "?"
        return f"{path}{joint}{urlencode(told)}" if told else path


def frame_of(asked: Asked, snapshot: Snapshot, *, today: date | None = None) -> Frame:
    """The frame of a page that shows a snapshot."""
    status, campaign = snapshot.status, snapshot.campaign
    matters = open_matters(status) if status else []
    counts = {"quyet-dinh": len(matters)}
    menu = [MenuItem(label, address, key, counts.get(key, 0)) for key, (label, address) in messages.MENU.items()]
    form = under = ""
    if status and campaign:
        days = (status.deadline - (today or date.today())).days
        words = messages.DAYS_LEFT["after" if days < 0 else "today" if days == 0 else "before"]
        deadline = words.format(deadline=f"{status.deadline:%d/%m/%Y}", days=abs(days))
        form = snapshot.workspace.catalogue.version(campaign.form).name
        under = f"{form}. {deadline}"
    return Frame(
        menu,
        status.period if status else "",
        Period.parse(status.period).name if status else "",
        [(one.period, Period.parse(one.period).name) for one in reversed(snapshot.campaigns)],
        form,
        under,
        matters,
        snapshot.version,
        f"{datetime.now():%H:%M ngày %d/%m/%Y}",
        asked.jobs.running,
    )


def time_left(job: Job) -> str:
    """How long the step of a job will take, in words; empty while that is not known."""
    seconds = job.seconds_left
    if seconds is None:
        return ""
    in_seconds, in_minutes = messages.TIME_LEFT
    if seconds <= _SECONDS_IN_WORDS:
        return in_seconds.format(count=max(seconds, 1))
    return in_minutes.format(count=round(seconds / 60))
