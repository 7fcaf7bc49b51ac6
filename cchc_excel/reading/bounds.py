"""What one return may bring into the ledger: its entries' texts and its notices, bounded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from cchc_excel.domain.submission import Entry, ReadNotice
from cchc_excel.messages.findings import FindingCode
from cchc_excel.text import outside

#: So many tables of several agencies are named in a message.
MOST_TABLES = 50
#: The texts of one return have so many characters together; where they have more, each long one is cut.
LONGEST_OF_RETURN, LONGEST_OF_MANY = 1_000_000, 2000
#: So many notices of one code are given one by one, besides one for each row of the form; more are counted.
MOST_ALIKE = 30
#: So many of their places are named.
_PLACES_NAMED = 10
#: Facts that are lists: a row or cell for each of the form's. All others quote.
_LISTS, _LONGEST_LIST = frozenset({"codes", "cells", "rows", "columns", "sheets"}), 8000
_PLACE_FACTS = ("cell", "beside", "note_cell", "cells", "column", "sheet", "row")


def bounded(entries: Sequence[Entry], notices: Sequence[ReadNotice]) -> tuple[Sequence[Entry], Sequence[ReadNotice]]:
    """Entries and notices as :func:`bounded_entries` and :func:`bounded_notices` leave them."""
    kept, cut = bounded_entries(entries)
    return kept, bounded_notices([*notices, *cut])


def bounded_entries(entries: Sequence[Entry]) -> tuple[Sequence[Entry], Sequence[ReadNotice]]:
    """The entries with texts that are no longer than Excel holds, and all together no book; CT53 where one was cut."""
    bound = [_bound_entry(entry, outside.LONGEST_TEXT) for entry in entries]
    cut = [cell for entry in bound for cell in _cut_cells(entry)]
    length = outside.LONGEST_TEXT
    if sum(map(_length, bound)) > LONGEST_OF_RETURN:
        length = LONGEST_OF_MANY
        cut = [cell for entry in bound for cell in _cells_beyond(entry, length)]
        bound = [_bound_entry(entry, length) for entry in bound]
    facts = {"cells": outside.listed(cut), "length": f"{length:,}".replace(",", ".")}
    return bound, [ReadNotice("CT53", facts)] if cut else []


def _bound_entry(entry: Entry, length: int) -> Entry:
    raw = entry.raw
    value = _cut(raw.value, length) if isinstance(raw.value, str) else raw.value
    return entry._replace(raw=raw._replace(value=value, aside=_cut(raw.aside, length)), note=_cut(entry.note, length))


def _cut(text: str, length: int) -> str:
    text = outside.cell_content(text)
    return text if len(text) <= length else text[: length - 1] + outside.ELLIPSIS


def _texts(entry: Entry) -> Iterator[tuple[str, str]]:
    """The texts of an entry after the cell that each stands in."""
    if isinstance(entry.raw.value, str):
        yield entry.cell, entry.raw.value
    yield entry.cell, entry.raw.aside
    yield entry.note_cell, entry.note


def _length(entry: Entry) -> int:
    return sum(len(text) for _, text in _texts(entry))


def _cut_cells(entry: Entry) -> Iterator[str]:
    return (cell for cell, text in _texts(entry) if outside.is_cut(text))


def _cells_beyond(entry: Entry, length: int) -> Iterator[str]:
    return (cell for cell, text in _texts(entry) if len(text) > length)


def bounded_notices(notices: Iterable[ReadNotice]) -> Sequence[ReadNotice]:
    """The notices with facts of bounded length; of one code no more than :data:`MOST_ALIKE` beside one for each row.

    Where a file gives more, one notice stands for all of these, with their number and the first of their places.
    """
    kept: list[ReadNotice] = []
    further: dict[FindingCode, list[int]] = {}
    rows: set[tuple[str, str]] = set()
    for notice in notices:
        key = (notice.code, notice.facts.get("row", ""))
        if not key[1] or key in rows:
            further.setdefault(notice.code, []).append(len(kept))
        rows.add(key)
        kept.append(notice)
    dropped: set[int] = set()
    for alike in further.values():
        if len(alike) > MOST_ALIKE:
            first = kept[alike[0]]
            places = [_place(kept[at].facts) for at in alike]
            facts = {"similar": str(len(alike)), "places": outside.listed(places, _PLACES_NAMED)}
            kept[alike[0]] = ReadNotice(first.code, {**first.facts, **facts})
            dropped.update(alike[1:])
    return [_bound_notice(notice) for at, notice in enumerate(kept) if at not in dropped]


def _place(facts: Mapping[str, str]) -> str:
    return outside.quoted(next((facts[name] for name in _PLACE_FACTS if facts.get(name)), "?"), 40)


def _bound_notice(notice: ReadNotice) -> ReadNotice:
    facts = {
        name: outside.quoted(text, _LONGEST_LIST if name in _LISTS else outside.LONGEST_QUOTED)
        for name, text in notice.facts.items()
    }
    return ReadNotice(notice.code, facts)
