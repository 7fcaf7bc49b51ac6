"""Rows of the form as somebody sorts, moves, deletes, shifts and relabels them: the same seed gives the same rows."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from cchc_excel.text.normalize import fold_marks

#: From the end, so that a column of codes in front changes nothing.
_LABEL, _UNIT, FIGURE = -4, -3, -2
_ABBREVIATIONS = (
    ("Số lượng", "SL"),
    ("hồ sơ", "HS"),
    ("thủ tục hành chính", "TTHC"),
    ("đơn vị", "ĐV"),
    ("trực thuộc", "TT"),
    ("sự nghiệp", "SN"),
    ("được giao", "đc giao"),
    ("công chức", "CC"),
    ("nhiệm vụ", "NV"),
    ("cơ quan", "CQ"),
    ("lãnh đạo", "LĐ"),
    ("văn bản", "VB"),
    ("hoàn thành", "HT"),
    ("tiếp nhận", "TN"),
    ("giải quyết", "GQ"),
)
_ORDERS: Sequence[Callable[[Sequence[str]], str]] = (
    lambda row: fold_marks(row[_LABEL]),
    lambda row: fold_marks(row[_UNIT]),
    lambda row: row[FIGURE],
)


@dataclass
class MangledRows:
    """Printed rows, with their codes in front or without, and what is done to them."""

    rows: list[list[str]]
    chance: random.Random
    is_coded: bool
    done: list[str] = field(default_factory=list)

    def mangle(self) -> None:
        """Labels written otherwise, rows gone, and rows in another order or beside other codes; each at times."""
        if self.chance.random() < 0.5:
            self._relabel(self.chance.choice((0.02, 0.1, 0.3)))
        if self.chance.random() < 0.5:
            self._delete(self.chance.randint(1, 12))
        self.chance.choice((self._sort, self._sort, self._shift, self._move, lambda: None))()

    def _relabel(self, share: float) -> None:
        write = self.chance.choice((self._abbreviated, self._cut, self._with_initials, self._with_a_word_less))
        self.done.append(f"{write.__name__} {share}")
        for row in self.rows:
            if self.chance.random() < share:
                row[_LABEL] = " ".join(write(row[_LABEL].split()))

    def _abbreviated(self, words: Sequence[str]) -> Sequence[str]:
        label = " ".join(words)
        for full, short in _ABBREVIATIONS:
            if self.chance.random() < 0.6:
                label = label.replace(full, short)
        return label.split()

    def _cut(self, words: Sequence[str]) -> Sequence[str]:
        return words[: self.chance.randint(2, max(2, len(words)))]

    def _with_initials(self, words: Sequence[str]) -> Sequence[str]:
        if len(words) < 5:
            return words
        start, count = self.chance.randint(0, len(words) - 3), self.chance.randint(2, 3)
        initials = "".join(word[0] for word in words[start : start + count]).upper()
        return [*words[:start], initials, *words[start + count :]]

    def _with_a_word_less(self, words: Sequence[str]) -> Sequence[str]:
        at = self.chance.randrange(len(words))
        return words if len(words) < 4 else [*words[:at], *words[at + 1 :]]

    def _delete(self, count: int) -> None:
        self.done.append(f"delete {count}")
        for at in sorted(self.chance.sample(range(len(self.rows)), count), reverse=True):
            del self.rows[at]

    def _sort(self) -> None:
        """A stretch, or all; hidden codes are left behind at times."""
        count = self.chance.choice((3, 6, 12, 40, len(self.rows)))
        first = self.chance.randint(0, len(self.rows) - count)
        stretch = self.rows[first : first + count]
        codes = [row[0] for row in stretch]
        if self.chance.random() < 0.7:
            self.chance.shuffle(stretch)
        if self.chance.random() < 0.7:
            stretch.sort(key=self.chance.choice(_ORDERS), reverse=self.chance.random() < 0.3)
        leaves_codes = self.is_coded and self.chance.random() < 0.8
        if leaves_codes:
            stretch = [[code, *row[1:]] for code, row in zip(codes, stretch, strict=True)]
        self.rows[first : first + count] = stretch
        self.done.append(f"sort {first}:{first + count}{' beside their codes' * leaves_codes}")

    def _shift(self) -> None:
        """What is visible moves up or down beside its hidden codes; without codes, some lines are empty."""
        first, count = self.chance.randrange(len(self.rows)), self.chance.choice((1, 1, 2, 3))
        visible = [row[-5:] for row in self.rows]
        empty = [[""] * 5] * count
        is_up = self.chance.random() < 0.5
        visible = [*visible[:first], *visible[first + count :], *empty] if is_up else [
            *visible[:first], *empty, *visible[first:]
        ]  # fmt: skip
        codes = [row[:-5] for row in self.rows]
        codes += [[""] * len(codes[0])] * (len(visible) - len(codes))
        self.rows = [[*code, *row] for code, row in zip(codes, visible, strict=False)]
        self.done.append(f"shift {'up' if is_up else 'down'} from {first} by {count}")

    def _move(self) -> None:
        first, count = self.chance.randrange(len(self.rows) - 10), self.chance.randint(5, 60)
        stretch = self.rows[first : first + count]
        del self.rows[first : first + count]
        target = self.chance.randrange(len(self.rows))
        self.rows[target:target] = stretch
        self.done.append(f"move {first}:{first + count} to {target}")
