"""A file's name or a heading -> the agencies that it names: by a name, an alias or a code of the register.

A name is recognised without case and marks, with or without the province behind it or "UBND" before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath

from cchc_excel.domain.agency import Agency
from cchc_excel.text.normalize import fold_marks

#: Longer texts are no names of files or bodies; the rest of them is not looked at.
_LONGEST = 300
_SEPARATORS = re.compile(r"[\W_]+")
#: What may be left out before or behind a body's name.
_PREFIXES = ("ubnd ", "uy ban nhan dan ")
_PROVINCES = (" tinh ", " thanh pho ", " tp ")
#: A name cut down to less than this is no name any more ("UBND" of "UBND thành phố Sóc Trăng").
_MIN_WORDS = 2
#: A shorter code may be any word.
_MIN_CODE = 3
#: The word before a body to which a report goes, not from which it comes.
_ADDRESSED = "gui"
#: With that word behind them they are who sends it.
_SENDERS = frozenset({("don", "vi"), ("co", "quan"), ("nguoi",), ("noi",), ("ben",)})

Words = tuple[str, ...]


class AgencyNames:
    """The names, aliases and codes of some agencies."""

    def __init__(self, agencies: Sequence[Agency]) -> None:
        self._agencies: dict[Words, dict[str, Agency]] = {}
        for agency in agencies:
            for words in _ways_to_name(agency):
                self._agencies.setdefault(words, {})[agency.code] = agency
        self._longest = max(map(len, self._agencies), default=0)

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
            begin += length or 1
        return named

    def in_file_name(self, name: str) -> Mapping[str, Agency]:
        """The agencies that a file's name names, without its suffix and the package that it came in."""
        return self.in_text(PurePath(name.rpartition("/")[2]).stem)

    def _lengths_at(self, words: Words, begin: int) -> Iterator[int]:
        """The lengths of the names that begin at a word, the longest first."""
        for length in range(min(self._longest, len(words) - begin), 0, -1):
            if words[begin : begin + length] in self._agencies:
                yield length


def _is_addressed(before: Words) -> bool:
    """Whether the words before a name say that the report goes there ("gửi"), not who sends it ("đơn vị gửi")."""
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
    return tuple(_SEPARATORS.sub(" ", fold_marks(text)).split())
