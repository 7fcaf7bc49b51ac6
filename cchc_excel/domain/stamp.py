"""The stamp of a template: which form, period and agency it was issued for, under a seal.

The seal (HMAC-SHA-256 under the workspace's key) tells a stamp of ours from one typed by hand. It guards
against mix-ups and copying, not against somebody who holds the key.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import b32encode
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from functools import lru_cache


@dataclass(frozen=True)
class Stamp:
    """What a template says of itself. All text, since whole numbers do not survive every re-save.

    Attributes:
        form: id of the form.
        version: version of the form.
        period: key of the period.
        agency: code of the agency.
        issue: issue number of the template for that agency and period, from 1.
        seal: hexadecimal seal over the rest.
    """

    form: str
    version: str
    period: str
    agency: str
    issue: str
    seal: str = ""

    def sealed(self, key: bytes) -> Stamp:
        """The same stamp with its seal."""
        return Stamp(self.form, self.version, self.period, self.agency, self.issue, self._seal(key))

    def is_genuine(self, key: bytes) -> bool:
        """Whether the seal was made with this key over these very values."""
        return hmac.compare_digest(self.seal.lower().encode(), self._seal(key).encode())

    def _seal(self, key: bytes) -> str:
        parts = (self.form, self.version, self.period, self.agency, self.issue)
        told = "\x1f".join(parts)
        return hmac.digest(key, told.encode(), "sha256").hex()[:32]

    def as_texts(self) -> dict[str, str]:
        """Names and values as they are written into a workbook."""
        return asdict(self)

    @classmethod
    def from_texts(cls, texts: Mapping[str, str]) -> Stamp | None:
        """Read names and values back; None unless all but the seal are there."""
        found = {field.name: texts.get(field.name, "").strip() for field in fields(cls)}
        if not all(value for name, value in found.items() if name != "seal"):
            return None
        return cls(**found)


def sheet_password(key: bytes, period: str) -> str:
    """The password that locks the sheets of a campaign: random as the key is, the same on every run (ASCII)."""
    digest = hmac.new(key, f"sheet password {period}".encode(), hashlib.sha256).digest()
    return b32encode(digest)[:10].decode().lower()


#: Longer formulas were not issued.
_LONGEST_REMEMBERED = 1 << 20


def formulas_digest(formulas: Sequence[str]) -> str:
    """What a column of formulas says, whatever program saved it last: spelled as one, then hashed."""
    is_usual = sum(map(len, formulas)) <= _LONGEST_REMEMBERED
    return _digest(tuple(formulas)) if is_usual else _digest.__wrapped__(tuple(formulas))


@lru_cache(maxsize=16)
def _digest(formulas: tuple[str, ...]) -> str:
    """The formulas of a campaign are the same, file after file."""
    return hashlib.sha256("\x1f".join(map(_spelled, formulas)).encode()).hexdigest()[:16]


def _spelled(formula: str) -> str:
    """Without what programs write differently."""
    bare = formula.removeprefix("=").replace("()", "").replace("_xlfn.", "")
    return "".join(bare.split()).upper()
