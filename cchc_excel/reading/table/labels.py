"""A label as people write it → the label of the form that it is: numbers before it, old fonts, abbreviations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

from cchc_excel.reading.table.expected_forms import FormIndex, comparable
from cchc_excel.text.legacy_fonts import to_unicode
from cchc_excel.text.normalize import fold_marks

#: A label this similar (0–100) to a row's is that row's, retyped, where no other row comes within the margin.
MIN_SIMILARITY = 85
MARGIN = 5
#: A label cut to fewer letters says nothing.
SHORTEST_CUT = 8
#: A number that people write before a label: ``I.1.1.``, ``6.``, ``1.1``, ``a)``.
_NUMBER = re.compile(
    r"^\s*(?:[IVX]{1,4}|[0-9]{1,3}|[a-zđ])(?:\.[0-9]{1,3}[a-zđ]?){0,4}\s*(?:[.)\-–:]\s*|\s+)(?=\S)", re.IGNORECASE
)
_WORD = re.compile(r"\w+")
#: *Quá hạn*, without marks; not *cơ quan hành chính*, shortened.
_OVERDUE = re.compile(r"(?<!\bco )\bqua han\b")
#: Labels this similar (0–100) hardly differ.
_ALIKE = 80
#: Words less similar than this are other words, and no slip.
_SLIP = 50
#: Words of which one more or less makes another figure of a label, without marks.
_TURNING = frozenset(
    (
        "chua",
        "khong",
        "tre",
        "muon",
        "qua_han",
        "som",
        "vang",
        "ngoai",
        "tru",
        "giam",
        "tang",
        "huyen",
        "xa",
        "thieu",
        "nu",
    )
)
#: An abbreviation of a whole label has at least so many letters.
_MIN_LETTERS = 4
#: Longer labels are no abbreviations of anything.
_LONGEST = 300


class LabelReader:
    """Reads labels of one form."""

    def __init__(self, form: FormIndex) -> None:
        self._form = form

    def comparable(self, label: str) -> str:
        """The label as labels are compared; as the form has it, where one way of reading it gives one of the form's."""
        for reading in _readings(label):
            if reading in self._form.by_label:
                return reading
        return comparable(label)

    def is_known(self, label: str) -> bool:
        """Whether a label is one of the form's, or hardly differs from one."""
        comparable_label = self.comparable(label)
        if comparable_label in self._form.by_label:
            return True
        found = process.extractOne(comparable_label, self._form.by_label.keys(), scorer=fuzz.ratio, score_cutoff=_ALIKE)
        return found is not None


def _readings(label: str) -> Iterator[str]:
    for text in (label, *in_unicode(label)):
        yield comparable(text)
        without = _NUMBER.sub("", text, count=1)
        if without != text:
            yield comparable(without)


def in_unicode(label: str) -> Iterator[str]:
    """A label or unit as text in a font from before Unicode, where the file has lost the font."""
    if label.isascii():
        return
    for converted in (to_unicode(label, "tcvn3"), to_unicode(label, "vni")):
        if converted is not None:
            yield converted


def without_number(label: str) -> str:
    """The label without a number that was written before it.

    >>> without_number("6. Việc chấp hành"), without_number("I.1.1. Số nhiệm vụ"), without_number("Số nhiệm vụ")
    ('Việc chấp hành', 'Số nhiệm vụ', 'Số nhiệm vụ')
    """
    return _NUMBER.sub("", label, count=1)


def abbreviates(short: str, full: str) -> bool:
    """Whether each word of a label, in order, is one of the full label's, its beginning, or the initials of several.

    >>> abbreviates("SL hs tiếp nhận", "Số lượng hồ sơ tiếp nhận"), abbreviates("Số TTHC", "Số thủ tục hành chính")
    (True, True)
    >>> abbreviates("Số hồ sơ trả", "Số hồ sơ tiếp nhận")
    False
    """
    if not 0 < len(short) <= _LONGEST or len(full) > 2 * _LONGEST:
        return False
    words, wanted = _WORD.findall(fold_marks(short)), _WORD.findall(fold_marks(full))
    if sum(map(len, words)) < _MIN_LETTERS or sum(map(len, words)) >= sum(map(len, wanted)):
        return False
    return _is_in_order(words, wanted)


def _is_in_order(words: Sequence[str], wanted: Sequence[str]) -> bool:
    """Whether every word stands for words of the other list, in order; those in between may be left out."""
    reachable = {0}
    for word in words:
        reachable = {end for start in reachable for at in range(start, len(wanted)) for end in _ends(word, wanted, at)}
        if not reachable:
            return False
    return True


def _ends(word: str, wanted: Sequence[str], at: int) -> Iterator[int]:
    """Behind which words a word may end that begins at one: it, its beginning, or the initials of several."""
    if wanted[at].startswith(word):
        yield at + 1
    initials = "".join(other[0] for other in wanted[at : at + len(word)])
    if len(word) > 1 and word == initials:
        yield at + len(word)


def turns_meaning(label: str, issued: str) -> bool:
    """Whether a label has a word or number that makes another figure of the issued one: not, late, in communes.

    >>> turns_meaning("so nhiem vu chua hoan thanh", "so nhiem vu da hoan thanh")
    True
    """
    words = _words(issued)
    return any(
        word not in words and (word.isdigit() or not any(other.startswith(word) for other in words))
        for word in _words(label)
        if word in _TURNING or word.isdigit()
    )


def is_of_other_words(label: str, issued: str) -> bool:
    """Whether two labels that are alike differ in a word that makes another figure, or have other words in one place.

    >>> is_of_other_words("so ho so tra lai dung han", "so ho so tiep nhan dung han")
    True
    """
    if turns_meaning(label, issued) or turns_meaning(issued, label):
        return True
    mine, theirs = label.split(), issued.split()
    return any(
        fuzz.ratio(
            " ".join(mine[change.src_start : change.src_end]), " ".join(theirs[change.dest_start : change.dest_end])
        )
        < _SLIP
        for change in Levenshtein.opcodes(mine, theirs)
        if change.tag == "replace"
    )


def _words(label: str) -> Sequence[str]:
    return _WORD.findall(_OVERDUE.sub("qua_han", label))
