"""The words that are typed in place of a figure or behind it: each phrase is matched whole.

Case, repeated blanks and where a tone mark stands (hoá, hòa) make no difference, and a word typed wholly without marks
is the word that it stands for; a word with other marks is another word: *vạn* is not *văn*.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from cchc_excel.forms.units import COMMON_WORDS
from cchc_excel.messages.rollup import BEGINNING
from cchc_excel.text.normalize import fold_marks, to_ascii

#: Marks behind a word or number that say nothing about it.
_MARKS = " .;,*"
_QUOTES = frozenset({('"', '"'), ("“", "”"), ("„", "“"), ("«", "»")})
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_WORD = re.compile(r"[^\W\d_]+")
_SHORT = {"ko": "không", "0": "không"}

NIL_SIGNS = frozenset({"-", "–", "—", "--", "//", "/"})
_NIL = ("không", "không có", "chưa phát sinh", "không phát sinh", "không có phát sinh")
#: These say nil of the unit that stands behind them: *không có hồ sơ*.
_NIL_OF_UNIT = ("không có", "chưa phát sinh", "không phát sinh", "không có phát sinh")

#: These say in every form that the row is not for the agency.
_NOT_APPLICABLE = ("không áp dụng", "không thuộc phạm vi", "N/A", "n.a")
#: The reason for a reason may stand behind this one, if it holds no digit: *không áp dụng (đơn vị không có TTHC)*.
_WITH_REASON = "không áp dụng"
_REASON_BEGINS = re.compile(r" ?[(,;:–-]| (?:do|vì|đối với|với|tại|cho) ", re.IGNORECASE)
#: It says where a matter belongs, so that something has to follow.
_BELONGS = tuple(
    f"không thuộc {to}"
    for to in ("phạm vi", "thẩm quyền", "chức năng", "nhiệm vụ", "đối tượng", "trách nhiệm", "lĩnh vực")
)

_SCALES = ("nghìn", "ngàn", "triệu", "tỷ", "tỉ", "trăm", "chục", "vạn", "tá", "lần", "rưỡi", "k", "tr")
_PERCENT = "phần trăm"
#: In brackets behind a figure they make it another one, or none.
_DOUBTS = (
    "khoảng", "ước", "xấp xỉ", "chừng", "ít nhất", "tối thiểu", "nhiều nhất", "tối đa", "trở lên", "hơn", "gần", "hoặc",
    "dự kiến", "kế hoạch", "dự toán", "tạm", "chưa chốt", "chưa chính thức", "rà soát",
    "sai", "nhầm", "không đúng", "chưa đúng", "sửa", "đúng là", "đính chính", "bỏ", "hủy", "xóa", "không tính",
    "cũ", "kỳ trước", "năm trước", "quý trước", "tháng trước", "năm ngoái", "cùng kỳ",
    "chưa rõ", "không rõ", "chưa có", "chưa thống kê", "không có số liệu", "số liệu",
)  # fmt: skip
#: Behind an answer they say another one.
_ANSWERS = ("có", "không", "ko", "chưa", "đang", "sẽ")
#: No doubt in spite of such words: a plan with its number is a document.
_CERTAIN = r"\b(?:kế hoạch (?:số ?)?[0-9]\S*|(?:đạt|vượt|so với) kế hoạch|đúng hạn)\b"
_NO_DOUBT = re.compile(f"{_CERTAIN}|{to_ascii(_CERTAIN)}", re.IGNORECASE)


def _key(word: str) -> str:
    """A word with its tone mark at the end, so that hoá and hóa are the same."""
    letters = unicodedata.normalize("NFD", word.casefold())
    tones = [letter for letter in letters if letter in _TONES]
    return "".join([letter for letter in letters if letter not in _TONES] + tones)


def same_words(typed: str, known: str) -> bool:
    """Whether what was typed is the known phrase, word by word.

    >>> same_words("HO SO", "Hồ sơ"), same_words("vạn bản", "Văn bản")
    (True, False)
    """
    words, known_words = typed.split(), known.split()
    return len(words) == len(known_words) and all(map(_same_word, words, known_words))


def _same_word(word: str, known: str) -> bool:
    return _key(word) == _key(known) or (word.isascii() and word.casefold() == fold_marks(known))


def is_one_of(typed: str, phrases: Iterable[str]) -> bool:
    """Whether what was typed is one of the phrases; marks behind it say nothing."""
    text = without_marks(typed)
    return any(same_words(text, without_marks(phrase)) for phrase in phrases)


def without_quotes(text: str) -> str:
    """The text without apostrophes before it or a pair of quotation marks around it; blanks at the ends go too."""
    text = text.lstrip("'’‘`").strip()
    is_quoted = len(text) > 2 and (text[0], text[-1]) in _QUOTES
    return text[1:-1].strip() if is_quoted else text


def without_marks(text: str) -> str:
    """The text without full stops, semicolons and footnote stars at its end."""
    return text.rstrip(_MARKS)


def spelled_out(text: str) -> str:
    """The text with *ko* (and *0* before a word) as *không*, lower case and no marks at its end."""
    first, _, rest = without_marks(" ".join(text.split())).partition(" ")
    short = _SHORT.get(first.casefold(), first) if rest or first != "0" else first
    return f"{short} {rest}".strip().lower()


def is_nil(text: str, unit_words: Sequence[str]) -> bool:
    """Whether the whole text says that there was nothing, or none of the unit."""
    phrase = spelled_out(text)
    of_unit = (f"{nil} {unit}" for nil in _NIL_OF_UNIT for unit in unit_words)
    return is_one_of(phrase, _NIL) or is_one_of(phrase, of_unit)


def is_nil_of_any_unit(text: str, unit_words: Sequence[str]) -> bool:
    """As :func:`is_nil`, of whichever unit: there was nothing of which a percentage could be formed."""
    common = (word for words in COMMON_WORDS.values() for word in words)
    return is_nil(text, (*unit_words, *COMMON_WORDS, *common))


def is_blank_reason(text: str, reasons: Sequence[str]) -> bool:
    """Whether the whole text says why there is no figure.

    Args:
        reasons: the phrases of the form's definition.
    """
    if "?" in text or any(letter.isnumeric() for letter in text):
        return False
    phrase = spelled_out(text)
    known = [reason for reason in reasons if not same_words(reason, BEGINNING)]
    if is_one_of(phrase, (*known, *_NOT_APPLICABLE)) or any(_begins(phrase, reason) for reason in _BELONGS):
        return True
    begins = phrase[: len(_WITH_REASON)]
    return same_words(begins, _WITH_REASON) and bool(_REASON_BEGINS.match(phrase[len(_WITH_REASON) :]))


def _begins(text: str, phrase: str) -> bool:
    words = text.split()
    return same_words(" ".join(words[: len(phrase.split())]), phrase)


def is_other_unit(rest: str, own: Sequence[str], others: Sequence[str] = ()) -> bool:
    """Whether what stands in brackets behind a number is a unit or a scale, so that the number is another.

    Args:
        own: words for the unit of the row.
        others: words for the units of the form.
    """
    common = (word for unit, words in COMMON_WORDS.items() for word in (unit, *words))
    known = [word for word in (*common, *others, _PERCENT) if not is_one_of(word, own)]
    return "%" in rest or is_one_of(rest, known) or _holds_scale(rest)


def _holds_scale(rest: str) -> bool:
    """Whether a scale stands in the text: with its marks anywhere, without them in front; *Lan* is a name, too."""
    words = _WORD.findall(rest)
    marked = (word for word in words[1:] if not word.isascii())
    return any(_same_word(word, scale) for word in (*words[:1], *marked) for scale in _SCALES)


def leaves_doubt(rest: str) -> bool:
    """Whether what stands in brackets behind a number makes it doubtful: digits, guesses, corrections, no words."""
    has_words = any(letter.isalpha() for letter in rest)
    return not has_words or any(letter.isnumeric() for letter in rest) or _is_doubt(rest)


def takes_back(rest: str) -> bool:
    """Whether what stands behind an answer makes it doubtful, or says another one."""
    return _is_doubt(rest) or _holds(rest, _ANSWERS)


def _is_doubt(rest: str) -> bool:
    return "?" in rest or _holds(_NO_DOUBT.sub("", rest), _DOUBTS)


def _holds(text: str, phrases: Iterable[str]) -> bool:
    """Whether one of the phrases stands anywhere in the text, as whole words."""
    words = _WORD.findall(text)
    for phrase in phrases:
        length = len(phrase.split())
        if any(same_words(" ".join(words[at : at + length]), phrase) for at in range(len(words) - length + 1)):
            return True
    return False
