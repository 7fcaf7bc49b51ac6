"""Made-up answers of every kind, sensible and not, for judging the live check: the same seed gives the same answers."""

from __future__ import annotations

import random
from dataclasses import dataclass

from cchc_excel.demo.sample import made_up_answers
from cchc_excel.forms import Form, Row
from cchc_excel.rules.functions import PAST
from cchc_excel.template import Fill

_COUNTS = (
    None, None, 0, 0, 1, 2, 3, 5, 7, 10, 11, 25, 60, 63, 68, 100, 435, 1248, 36525, 36526, 46150, 55153, 55154,
    1234567, 84901234567, 2.5, 0.5, 1.248, 31.735, -1, "12", "-", "không", " ", "5/8", "1 - Có",
)  # fmt: skip
_PERCENTS = (
    None, None, 0, 0.5, 0.992, 1, 1.01, 14.3, 31.735, 33.33, 50, 99.2, 99.9, 100, 100.1, 100.2, 250, -0.5, "99,2",
    "63/63",
)  # fmt: skip
_ODD_CODES = (None, None, 0, 1, 2, 3, 4, 1.5, "Có", "1", "x", "9 - Khác", " 1 - Có", "01 - Có")
_WORDS = (
    "294/KH-STC", "ngày", "22/01/2021", "5/3/2020", "05/3/2021", "14/03/2021", "15/12/2020", "31/02/2021", "29/2/2020",
    "63/63", "57/60", "0/0", "1.238/1.248", "5/8/2021", "/20KH", "63", "12", "005", "99,2", "1.248", "1e3", "12%",
    "63/63\n", "hồ sơ", "Không áp dụng", "KHÔNG CÓ", "chưa phát sinh", "không có số liệu", "tăng", "đ/c", "Đ",
    "kế hoạch", "?", "*", "~", '"', "'", "(", ")", "-", "%", "/", ".", ",", "=1+1", "+5", "1_0/3/2021", "½", "\n",
    "\u00a0", "Kế hoạch số 15/KH-UBND ngày 12/01/2021", "Tổng hợp từ 17/19 cơ quan, đơn vị", "; giải trình:",
    "GIẢI TRÌNH", "2021",
)  # fmt: skip
_BETWEEN = (" ", " ", "", "; ", "\n")
#: How many of the rows are answered anyhow, beside plausible answers in the others.
_SHARES = (0.02, 0.2, 0.6, 1)


@dataclass(frozen=True)
class MadeUp:
    """Answers and earlier figures of a form, by a random sequence."""

    form: Form
    chance: random.Random

    def fills(self) -> dict[str, Fill]:
        """An answer for every row: plausible ones, some of them replaced by anything that may be typed."""
        plausible = made_up_answers(self.form, "STC", self.chance.randint(1, 999))
        share = self.chance.choice(_SHARES)
        return {
            row.code: self._anything(row) if self.chance.random() < share else plausible.get(row.code, Fill())
            for row in self.form.rows
        }

    def past(self) -> dict[str, dict[str, float]]:
        """Earlier figures of most rows, near the plausible ones or not; of none now and then."""
        if self.chance.random() < 0.3:
            return {}
        plausible = made_up_answers(self.form, "STC", self.chance.randint(1, 999))
        past: dict[str, dict[str, float]] = {name: {} for name in PAST}
        for figures in past.values():
            for row in self.form.indicators:
                figure = plausible[row.code].value
                if isinstance(figure, str) or figure is None or self.chance.random() < 0.4:
                    figure = self.chance.choice(_COUNTS if row.type == "count" else _PERCENTS)
                if isinstance(figure, (int, float)) and self.chance.random() < 0.7:
                    figures[row.code] = figure * self.chance.choice((1, 1, 2, 3, 0.5, 0.1))
        return past

    def _anything(self, row: Row) -> Fill:
        if not row.is_indicator:
            return Fill(None, self._note())
        if row.choices is not None:
            return Fill(self.chance.choice((*row.choices.entries, *row.choices.labels, *_ODD_CODES)), self._note())
        figures = _COUNTS if row.type == "count" else _PERCENTS
        return Fill(self.chance.choice((*figures, self.chance.randint(0, 100))), self._note())

    def _note(self) -> str:
        words = [self.chance.choice(_WORDS) for _ in range(self.chance.randint(-3, 4))]
        return self.chance.choice(_BETWEEN).join(words)
