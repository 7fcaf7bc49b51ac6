"""The agency register: who has to report, since when, on which form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from cchc_excel.domain.mail_address import typed_addresses
from cchc_excel.domain.period import Period
from cchc_excel.errors import RegisterError
from cchc_excel.messages import register as messages
from cchc_excel.messages.register import GROUPS
from cchc_excel.text.normalize import fold_marks, to_visible

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,29}")
#: What may stand behind a body's name, and how many words are left of one at least.
_PROVINCES, _MIN_WORDS = (" tỉnh ", " thành phố ", " tp "), 2
# Old order of the electronic identification code (QĐ 20/2020/QĐ-TTg reads root first: H51.07).
_OLD_CODE = re.compile(r"([0-9]{2,3})\.([0-9]{2})\.([0-9]{2})\.([A-Z][0-9]{2})")


@dataclass(frozen=True)
class Agency:
    """One agency of the register.

    Attributes:
        code: identifies the agency; its name never does.
        group: ``so``, ``huyen`` or ``xa``; ``tinh`` where provinces report to a desk above them.
        form: id of its form.
        aliases: other names under which its files may come.
        valid_from: first day on which it reports; None for no limit.
        valid_to: last day on which it reports; None for no limit.
        predecessors: codes of agencies merged into it.
    """

    code: str
    name: str
    group: str
    form: str
    aliases: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    contact: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    predecessors: tuple[str, ...] = ()

    def reports_in(self, period: Period) -> bool:
        """Whether the agency exists at the end of the period's data."""
        return (self.valid_from is None or self.valid_from <= period.data_to) and (
            self.valid_to is None or self.valid_to >= period.data_to
        )


class Register:
    """The agencies, in the order of the register, grouped."""

    def __init__(self, agencies: Iterable[Agency]) -> None:
        order = list(GROUPS)
        self.agencies: Sequence[Agency] = sorted(agencies, key=lambda agency: order.index(agency.group))
        self._by_code = {agency.code.upper(): agency for agency in self.agencies}

    def get(self, code: str) -> Agency | None:
        """The agency with that code, in either order of the identification code; case does not matter."""
        return self._by_code.get(normal_code(code).upper())

    def spelled_as(self, codes: Iterable[str]) -> Register:
        """The same with agencies' codes in the case in which they are known: everything recorded goes on being theirs.

        Args:
            codes: known ones, the first known first.
        """
        known: dict[str, str] = {}
        for code in codes:
            known.setdefault(code.upper(), code)
        return Register(replace(one, code=known.get(one.code.upper(), one.code)) for one in self.agencies)

    def expected(self, period: Period) -> Sequence[Agency]:
        """Who has to report in a period."""
        return [agency for agency in self.agencies if agency.reports_in(period)]

    def constituents(self, agency: Agency, period: Period) -> Sequence[Agency]:
        """The agencies that reported in an earlier period for a present one: itself and those merged into it."""
        reporters: list[Agency] = []
        waiting, seen = [agency], set[str]()
        while waiting:
            candidate = waiting.pop(0)
            if candidate.code in seen:
                continue
            seen.add(candidate.code)
            if candidate.reports_in(period):
                reporters.append(candidate)
            waiting += [merged for code in candidate.predecessors if (merged := self.get(code)) is not None]
        return reporters

    def doubles(self) -> Sequence[tuple[Agency, Agency]]:
        """Agencies that may be one agency in two rows, each with the one before it.

        One bears the other's name or alias at the same time, perhaps without marks or without the province behind it.
        """
        bearers: dict[str, list[Agency]] = {}
        pairs = []
        for agency in self.agencies:
            whole, shortened = _spellings(agency)
            known = [one for name in sorted(whole | shortened) for one in bearers.get(name, ())]
            # What both have only when it is shortened may be of two provinces.
            same = [one for one in known if (whole & _all(one)) or (_spellings(one)[0] & shortened)]
            pairs += [(one, agency) for one in dict.fromkeys(same) if _is_at_one_time(one, agency)]
            for name in whole | shortened:
                bearers.setdefault(name, []).append(agency)
        return pairs

    def communes(self, period: Period) -> int:
        """How many communes report in a period."""
        return sum(agency.group == "xa" for agency in self.expected(period))


def _spellings(agency: Agency) -> tuple[set[str], set[str]]:
    """Names and aliases as words; and the same without marks, and without the province behind them."""
    whole = {_as_words(name) for name in (agency.name, *agency.aliases)} - {""}
    shortened = set()
    for name in whole:
        shortened |= {fold_marks(name)} - {name}
        for province in _PROVINCES:
            body = name.rpartition(province)[0]
            shortened |= {body, fold_marks(body)} if len(body.split()) >= _MIN_WORDS else set()
    return whole, shortened


def _all(agency: Agency) -> set[str]:
    whole, shortened = _spellings(agency)
    return whole | shortened


def _as_words(name: str) -> str:
    return " ".join(re.sub(r"[\W_]+", " ", to_visible(name).casefold()).split())


def _is_at_one_time(first: Agency, second: Agency) -> bool:
    """Whether there is a day on which both report."""
    begins = max(first.valid_from or date.min, second.valid_from or date.min)
    ends = min(first.valid_to or date.max, second.valid_to or date.max)
    return begins <= ends


def is_code(text: str) -> bool:
    """Whether a text can be an agency's code; such a text is also safe in a file name."""
    return _CODE.fullmatch(text) is not None


def normal_code(code: str) -> str:
    """An agency code, the old order of the identification code turned around.

    >>> normal_code("000.00.07.H51"), normal_code(" STC ")
    ('H51.07', 'STC')
    """
    code = code.strip()
    match = _OLD_CODE.fullmatch(code.upper())
    if match is None:
        return code
    parts = [part for part in reversed(match.groups()) if part.strip("0")]
    return ".".join(parts)


def parse_register(
    rows: Iterable[tuple[int, Mapping[str, Any]]], forms: Sequence[str], default_form: str, name: str
) -> Register:
    """The register from the rows of its workbook.

    Args:
        rows: row number in the sheet and cell values by column key; rows without any value are passed over.
        forms: ids of the forms there are.
        default_form: form of an agency that names none.
        name: the register's file name, for messages.

    Raises:
        RegisterError: naming every faulty row and why.
    """
    faults: list[str] = []
    agencies: list[Agency] = []
    seen: dict[str, int] = {}
    filled = [(number, cells) for number, cells in rows if any(_text(value) for value in cells.values())]
    codes = {normal_code(_text(cells.get("code"))).upper() for _, cells in filled}
    for number, cells in filled:
        row = _Row(cells, forms, default_form, codes)
        agency = row.agency()
        key = agency.code.upper()
        if key and key in seen:
            row.reasons.append(messages.REGISTER_CODE_TWICE.format(code=agency.code, other=seen[key]))
        seen.setdefault(key, number)
        faults += [messages.REGISTER_FAULT.format(row=number, reason=reason) for reason in row.reasons]
        agencies.append(agency)
    if faults:
        raise RegisterError(messages.REGISTER_FAULTY.about(file=name, faults="\n".join(faults)))
    return Register(agencies)


class _Row:
    """One row of the workbook; `reasons` gathers its faults."""

    def __init__(self, cells: Mapping[str, Any], forms: Sequence[str], default_form: str, codes: set[str]) -> None:
        self._cells = cells
        self._forms = forms
        self._default_form = default_form
        self._codes = codes
        self.reasons: list[str] = []

    def agency(self) -> Agency:
        valid_from, valid_to = self._day("valid_from"), self._day("valid_to")
        if valid_from and valid_to and valid_to < valid_from:
            self.reasons.append(messages.REGISTER_DATES_ORDER)
        return Agency(
            code=self._code(),
            name=self._name(),
            group=self._group(),
            form=self._form(),
            aliases=self._list("aliases"),
            emails=self._emails(),
            contact=_text(self._cells.get("contact")),
            valid_from=valid_from,
            valid_to=valid_to,
            predecessors=self._predecessors(),
        )

    def _list(self, key: str) -> tuple[str, ...]:
        return tuple(part.strip() for part in re.split(r"[;,\n]", _text(self._cells.get(key))) if part.strip())

    def _code(self) -> str:
        code = normal_code(_text(self._cells.get("code")))
        if not code:
            self.reasons.append(messages.REGISTER_CODE_NEEDED)
        elif _CODE.fullmatch(code) is None:
            self.reasons.append(messages.REGISTER_CODE_BAD.format(code=code))
        return code

    def _name(self) -> str:
        name = _text(self._cells.get("name"))
        if not name:
            self.reasons.append(messages.REGISTER_NAME_NEEDED)
        return name

    def _group(self) -> str:
        text = _text(self._cells.get("group"))
        for code, name in GROUPS.items():
            if text.casefold() in (code, name.casefold()):
                return code
        self.reasons.append(messages.REGISTER_GROUP_BAD.format(group=text, known="; ".join(GROUPS.values())))
        return next(iter(GROUPS))

    def _form(self) -> str:
        form = _text(self._cells.get("form")) or self._default_form
        if form not in self._forms:
            self.reasons.append(messages.REGISTER_FORM_BAD.format(form=form, known=", ".join(self._forms)))
        return form

    def _emails(self) -> tuple[str, ...]:
        typed = list(typed_addresses(_text(self._cells.get("emails"))))
        self.reasons += [
            messages.REGISTER_EMAIL_BAD.format(email=one.typed, reason=messages.ADDRESS_FAULTS[one.fault])
            for one in typed
            if one.fault is not None
        ]
        return tuple(dict.fromkeys(one.address for one in typed if one.address))

    def _predecessors(self) -> tuple[str, ...]:
        codes = tuple(normal_code(code) for code in self._list("predecessors"))
        self.reasons += [
            messages.REGISTER_PREDECESSOR_BAD.format(code=code) for code in codes if code.upper() not in self._codes
        ]
        return codes

    def _day(self, key: str) -> date | None:
        value = self._cells.get(key)
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        text = _text(value)
        if not text:
            return None
        try:
            return datetime.strptime(re.sub("[.-]", "/", text), "%d/%m/%Y").date()
        except ValueError:
            self.reasons.append(messages.REGISTER_DATE_BAD.format(date=text))
            return None


def _text(value: Any) -> str:
    """A cell as text: NFC, without outer blanks; a whole number without its ".0"."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return unicodedata.normalize("NFC", str(value)).strip()
