"""What is to be done now: one sentence, five steps, one large button, and at most five tasks in the order of harm."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from cchc_excel.api import AgencyStatus, Status
from cchc_excel.domain.agency_submission import Timeliness
from cchc_excel.messages import page as messages

Situation = Literal["not_issued", "not_sent", "nothing_back", "open", "due_today", "overdue", "complete"]
StepState = Literal["done", "open", "todo"]
_MOST_TASKS = 5
_NOT_BACK: tuple[Timeliness, ...] = ("missing", "overdue", "blank")


@dataclass(frozen=True)
class Button:
    """The large button.

    Attributes:
        address: where it leads.
        is_post: whether pressing it does something, rather than showing a page.
    """

    label: str
    address: str
    is_post: bool = False


@dataclass(frozen=True)
class Step:
    """One of the five steps of a period."""

    name: str
    state: StepState
    count: str = ""


@dataclass(frozen=True)
class Task:
    """A thing to be done, and where."""

    text: str
    address: str


@dataclass(frozen=True)
class Home:
    """What the first page says."""

    situation: Situation
    headline: str
    under: str
    button: Button
    steps: Sequence[Step]
    tasks: Sequence[Task]


UPDATE = Button(messages.UPDATE, "/cap-nhat", is_post=True)


def nothing_issued() -> Home:
    """Before the first campaign."""
    steps = [Step(name, "todo") for name in messages.STEPS]
    button = Button(messages.TO_ISSUE, "/phat-hanh")
    return Home("not_issued", messages.NOTHING_ISSUED, "", button, steps, [])


def home(status: Status, period_name: str, waiting: int, *, today: date, can_send: bool, to_take_in: int = 0) -> Home:
    """What the first page says of a period.

    Args:
        status: of the period.
        period_name: as in a heading.
        waiting: how many matters wait for a person.
        today: the current day.
        can_send: whether a mail server is set: else letters are not ours to count.
        to_take_in: how many of the matters end by themselves when what lies in the folders is taken in.
    """
    expected = len(status.agencies)
    back = expected - status.count(*_NOT_BACK)
    unsent = [one for one in status.agencies if not _was_written_to(one)] if can_send else []
    days = (status.deadline - today).days
    situation = _situation(back, expected, waiting, days, is_unsent=len(unsent) == expected)
    facts = {
        "period": period_name,
        "back": back,
        "all": expected,
        "missing": expected - back,
        "days": abs(days),
        "deadline": f"{status.deadline:%d/%m/%Y}",
        "waiting": waiting,
    }
    headline = messages.HEADLINES[situation].format(**facts)
    if waiting and situation != "not_sent":
        headline += " " + messages.HEADLINE_WAITING.format(**facts)
    under = "" if situation in ("overdue", "due_today") else messages.DAYS_LEFT[_when(days)].format(**facts)
    button = _button(situation, waiting if waiting > to_take_in else 0, len(unsent))
    tasks = [task for task in _tasks(status, waiting, unsent, days) if task.address != button.address]
    return Home(
        situation,
        headline,
        under,
        button,
        _steps(status, back, unsent, waiting, can_send=can_send),
        tasks[:_MOST_TASKS],
    )


def _when(days: int) -> str:
    return "after" if days < 0 else "today" if days == 0 else "before"


def _situation(back: int, expected: int, waiting: int, days: int, *, is_unsent: bool) -> Situation:
    if is_unsent and not back:
        return "not_sent"
    if back == expected:
        return "complete"
    if days < 0:
        return "overdue"
    if days == 0:
        return "due_today"
    return "open" if back or waiting else "nothing_back"


def _button(situation: Situation, waiting: int, unsent: int) -> Button:
    """What a careful colleague would press."""
    if situation == "not_sent":
        return Button(messages.TO_SEND.format(count=unsent), "/co-quan?loc=chua-gui")
    if waiting and situation in ("overdue", "complete"):
        return Button(messages.TO_DECIDE.format(count=waiting), "/quyet-dinh")
    if situation == "complete":
        return Button(messages.TO_RESULT, "/ket-qua")
    return UPDATE


def _steps(
    status: Status, back: int, unsent: Sequence[AgencyStatus], waiting: int, *, can_send: bool
) -> Sequence[Step]:
    expected = len(status.agencies)
    written_to = expected - len(unsent)
    checked = sum(one.errors is not None for one in status.agencies)

    def step(at: int, done: int) -> Step:
        state: StepState = "done" if done == expected else "open" if done else "todo"
        return Step(messages.STEPS[at], state, messages.COUNT.format(done=done, all=expected))

    formed = Step(
        messages.STEPS[4], "done" if checked and back == expected and not waiting else "open" if checked else "todo"
    )
    # What a desk without a mail server sends is not ours to count.
    sent = step(1, written_to) if can_send else Step(messages.STEPS[1], "done" if back else "todo")
    return [Step(messages.STEPS[0], "done"), sent, step(2, back), step(3, checked), formed]


def _tasks(status: Status, waiting: int, unsent: Sequence[AgencyStatus], days: int) -> Iterator[Task]:
    """In the order of harm: what changes figures first."""
    if waiting:
        yield Task(messages.TASK_DECIDE.format(count=waiting), "/quyet-dinh")
    undelivered = sum(any(letter.state in ("refused", "bounced") for letter in one.letters) for one in status.agencies)
    if undelivered:
        yield Task(messages.TASK_UNDELIVERED.format(count=undelivered), "/co-quan?loc=thu-loi")
    with_errors = sum(bool(one.errors) for one in status.agencies)
    if with_errors:
        yield Task(messages.TASK_ERRORS.format(count=with_errors), "/co-quan?loc=co-loi")
    missing = status.count(*_NOT_BACK)
    if missing and missing < len(status.agencies) | (days <= 0):
        yield Task(messages.TASK_REMIND.format(count=missing), "/co-quan?loc=chua-nop")
    if unsent and len(unsent) < len(status.agencies):
        yield Task(messages.TASK_UNSENT.format(count=len(unsent)), "/co-quan?loc=chua-gui")


def _was_written_to(one: AgencyStatus) -> bool:
    return any(letter.kind == "issue" and letter.state in ("accepted", "bounced") for letter in one.letters)
