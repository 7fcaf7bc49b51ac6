"""One address as somebody typed it → the address, or what is wrong with it.

The same check for register, settings and sending: what passes it, the mail library and mail servers take.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

#: ``hidden``: characters that nobody sees; ``accented``: letters with marks; ``scheme``: ``mailto:`` before it;
#: ``shape``: anything else.
AddressFault = Literal["hidden", "accented", "scheme", "shape"]
#: As RFC 5321 bounds them.
_LONGEST, _LONGEST_LOCAL = 254, 64
#: A cell of Excel holds no more.
_LONGEST_TEXT = 32_767
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"({_ATOM}(?:\.{_ATOM})*)@({_LABEL}(?:\.{_LABEL})+)")

#: A name as mail programs write it in headers (RFC 2047); what parts addresses may stand in it.
_ENCODED_WORD = re.compile(r"=\?[^?\s]{1,40}\?[BbQq]\?[^?]*\?=")
_PARTING = str.maketrans(dict.fromkeys(";,\n<>@", "_"))


@dataclass(frozen=True)
class TypedAddress:
    """One address as typed: understood, or what is wrong with it.

    Attributes:
        typed: as it stands, without blanks around it.
        address: without the name before it; empty where it is faulty.
    """

    typed: str
    address: str = ""
    fault: AddressFault | None = None


def typed_addresses(text: str) -> Iterator[TypedAddress]:
    """The addresses of a cell or setting, parted by semicolons, commas or lines; ``Tên <a@b>`` is understood."""
    text = _ENCODED_WORD.sub(lambda word: word[0].translate(_PARTING), text[:_LONGEST_TEXT])
    for part in re.split(r"[;\n]", text):
        for piece in _pieces(part):
            if typed := piece.strip():
                yield _understood(typed)


def _pieces(part: str) -> Iterator[str]:
    """Each address by itself; a name before angle brackets may have commas in it."""
    rest = part
    while "<" in rest and ">" in rest[rest.index("<") :]:
        name, _, behind = rest.partition("<")
        address, _, rest = behind.partition(">")
        # Mail programs put the address itself as the name.
        yield from (item for item in name.split(",") if "@" in item and item.strip(" \"'") != address.strip())
        yield address
    yield from rest.split(",")


def _understood(typed: str) -> TypedAddress:
    if any(unicodedata.category(letter) in ("Cf", "Cc") or letter == "\ufffd" for letter in typed):
        return TypedAddress(typed, fault="hidden")
    if typed.lower().startswith("mailto:"):
        return TypedAddress(typed, fault="scheme")
    if not typed.isascii():
        return TypedAddress(typed, fault="accented")
    match = _ADDRESS.fullmatch(typed) if len(typed) <= _LONGEST else None
    if match is None or len(match.group(1)) > _LONGEST_LOCAL:
        return TypedAddress(typed, fault="shape")
    return TypedAddress(typed, typed)
