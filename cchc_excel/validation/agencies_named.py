"""A file's name or a heading -> the agencies that it names: by a name, an alias or a code of the register.

A name is recognised without case and marks, with or without the province behind it or "UBND" before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath

from cchc_excel.domain.agency import Agency
from cchc_excel.text.normalize import fold_marks, to_visible

#: Longer texts are no names of files or bodies; the rest of them is not looked at.
_LONGEST = 300
_SEPARATORS = re.compile(r"[\W_]+")
#: What may be left out before or behind a body's name.
_PREFIXES = ("ubnd ", "uy ban nhan dan ")
_PROVINCES = (" tinh ", " thanh pho ", " tp ", " tỉnh ", " thành phố ")
#: How bodies' names begin that are named in prose.
_BODIES = ("sở ", "ubnd ", "uỷ ban ", "ủy ban ", "phòng ", "chi cục ", "cục ", "văn phòng ", "ban ", "trung tâm ")
_PACKAGE_SUFFIX = re.compile(r"\.(zip|eml|msg|mbox|p7m|rar|7z|xlsx?|docx?)$", re.IGNORECASE)
#: A name cut down to less than this is no name any more ("UBND" of "UBND thành phố Sóc Trăng").
_MIN_WORDS = 2
#: A shorter code may be any word.
_MIN_CODE = 3
#: The word before a body to which a report goes, not from which it comes; and what may stand between.
_ADDRESSED, _TOWARDS = "gui", frozenset({"cho", "den", "quy", "toi"})
#: With that word behind them they are who sends it.
_SENDERS = frozenset({("don", "vi"), ("co", "quan"), ("nguoi",), ("noi",), ("ben",)})

#: A shorter name, written without blanks, may be part of any word.
_MIN_JOINED = 7

Words = tuple[str, ...]


class AgencyNames:
    """The names, aliases and codes of some agencies."""

    def __init__(self, agencies: Sequence[Agency]) -> None:
        self._agencies: dict[Words, dict[str, Agency]] = {}
        for agency in agencies:
            for words in _ways_to_name(agency):
                self._agencies.setdefault(words, {})[agency.code] = agency
        self._longest = max(map(len, self._agencies), default=0)
        joined = {"".join(words): words for words in self._agencies if len(words) >= _MIN_WORDS}
        self._joined = {name: words for name, words in joined.items() if len(name) >= _MIN_JOINED}

    def in_text(self, text: str) -> Mapping[str, Agency]:
        """The agencies that a text names, by code; a name within a longer one of another agency does not count.

        A body that the report is addressed to ("gửi Sở Nội vụ") is not named as the one that it comes from.
        """
        words = _words(text[:_LONGEST])
        named: dict[str, Agency] = {}
        begin = 0
        while begin < len(words):
            length = next(self._lengths_at(words, begin), 0)
            if length and not _is_addressed(words[:begin]):
                named |= self._agencies[words[begin : begin + length]]
            elif not length:
                named |= self._joined_in(words[begin])
            begin += length or 1
        return named

    def _joined_in(self, word: str) -> Mapping[str, Agency]:
        """The agencies whose names stand in a word that has no blanks between them (``baocaosocongthuong``)."""
        if len(word) < _MIN_JOINED:
            return {}
        found = [name for name in self._joined if name in word]
        longest = [name for name in found if not any(name != other and name in other for other in found)]
        return {code: one for name in longest for code, one in self._agencies[self._joined[name]].items()}

    def in_file_name(self, name: str, issued_name: str = "") -> Mapping[str, Agency]:
        """The agencies that a file's own name names, without the folders and packages that it came in.

        Args:
            name: ``gói.zip/thư mục/tệp.xlsx``.
            issued_name: that it had when it was issued: a copy of what the stamp says, and nobody's word.
        """
        own_name = PurePath(name.rpartition("/")[2]).stem
        return self.in_text(_without_issued(own_name, issued_name))

    def around_file(self, name: str, issued_name: str = "") -> Mapping[str, Agency]:
        """The agencies that the nearest folder or package names which names any, where the own name says nothing."""
        *packages, own_name = name.split("/")
        own_name = PurePath(own_name).stem
        if self.in_text(own_name) or _without_issued(own_name, issued_name) != own_name:
            return {}
        named = (self.in_text(_PACKAGE_SUFFIX.sub("", package)) for package in reversed(packages))
        return next((one for one in named if one), {})

    def in_letter(self, named: str) -> Mapping[str, Agency]:
        """The agencies that the sender's name or the subject of a letter names in so many words.

        Less is enough for a file's name: what people are called and write about has words in common with agencies
        ("Thanh", "công an", "cơ sở y tế"), so a name begins with what bodies are called, and has the marks that the
        text has.

        Args:
            named: a line for each.
        """
        return {code: one for line in named.splitlines() for code, one in self._in_line(line).items()}

    def _in_line(self, line: str) -> Mapping[str, Agency]:
        spelled = " ".join(_SEPARATORS.sub(" ", to_visible(line[:_LONGEST]).casefold()).split())
        is_marked = spelled != fold_marks(spelled)
        found = {}
        for code, one in self.in_text(line).items():
            names = [way for name in (one.name, *one.aliases) for way in _short_names(_spelled(name))]
            names = [way if is_marked else fold_marks(way) for way in names if way.startswith(_BODIES)]
            if any(f" {way} " in f" {spelled} " for way in names):
                found[code] = one
        return found

    def _lengths_at(self, words: Words, begin: int) -> Iterator[int]:
        """The lengths of the names that begin at a word, the longest first."""
        for length in range(min(self._longest, len(words) - begin), 0, -1):
            if words[begin : begin + length] in self._agencies:
                yield length


def _without_issued(own_name: str, issued_name: str) -> str:
    """A file's own name without the one that it was issued with, unless that is the beginning of another's."""
    if not issued_name:
        return own_name
    return re.sub(rf"{re.escape(issued_name)}(?![A-Za-z0-9]|[._-][A-Za-z0-9])", " ", own_name, flags=re.IGNORECASE)


def _spelled(name: str) -> str:
    return " ".join(_SEPARATORS.sub(" ", to_visible(name).casefold()).split())


def _is_addressed(before: Words) -> bool:
    """Whether the words before a name say that the report goes there ("gửi cho"), not who sends it ("đơn vị gửi")."""
    if before[-1:] and before[-1] in _TOWARDS and before[-2:-1] == (_ADDRESSED,):
        before = before[:-1]
    return before[-1:] == (_ADDRESSED,) and before[:-1][-2:] not in _SENDERS and before[-2:-1] not in _SENDERS


def _ways_to_name(agency: Agency) -> Iterator[Words]:
    for name in (agency.name, *agency.aliases):
        folded = " ".join(_words(name))
        yield from {_words(way) for way in _short_names(folded)}
    if len(agency.code) >= _MIN_CODE and not agency.code.isdigit():
        yield _words(agency.code)


def _short_names(name: str) -> Iterator[str]:
    yield name
    for province in _PROVINCES:
        before, _, _ = name.rpartition(province)
        if len(before.split()) >= _MIN_WORDS:
            yield before
            yield from _without_prefix(before)
    yield from _without_prefix(name)


def _without_prefix(name: str) -> Iterator[str]:
    for prefix in _PREFIXES:
        rest = name.removeprefix(prefix)
        if rest != name and len(rest.split()) >= _MIN_WORDS:
            yield rest


def _words(text: str) -> Words:
    """The words of a text without case and marks; what is written together is parted where case or digits say so.

    >>> _words("BaoCaoSoCongThuong"), _words("baocaoSCT1"), _words("SỞ Y TẾ")
    (('bao', 'cao', 'so', 'cong', 'thuong'), ('baocao', 'sct', '1'), ('so', 'y', 'te'))
    """
    parted = "".join(
        f" {letter}" if _begins_word(before, letter) else letter
        for before, letter in zip(f" {text}", text, strict=False)
    )
    return tuple(_SEPARATORS.sub(" ", fold_marks(parted)).split())


def _begins_word(before: str, letter: str) -> bool:
    return (
        (before.islower() and letter.isupper())
        or (before.isalpha() and letter.isdigit())
        or (before.isdigit() and letter.isalpha())
    )
