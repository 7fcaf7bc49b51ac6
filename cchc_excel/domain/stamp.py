"""The stamp of a template: which form, period and agency it was issued for, under a seal.

The seal (HMAC-SHA-256 under the workspace's key) distinguishes our stamps from those typed by hand. It guards
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
        # A seal that somebody typed may hold what no text has.
        seal = self.seal.lower().encode(errors="replace")
        return hmac.compare_digest(seal, self._seal(key).encode())

    def _seal(self, key: bytes) -> str:
        parts = (self.form, self.version, self.period, self.agency, self.issue)
        return hmac.digest(key, "\x1f".join(parts).encode(errors="surrogatepass"), "sha256").hex()[:32]

    def as_texts(self) -> dict[str, str]:
        """Names and values as they are written into a workbook."""
        return asdict(self)

    @classmethod
    def from_texts(cls, texts: Mapping[str, str]) -> Stamp | None:
        """Read names and values back; None unless all but the seal are there."""
        values = {field.name: texts.get(field.name, "").strip() for field in fields(cls)}
        if not all(value for name, value in values.items() if name != "seal"):
            return None
        return cls(**values)


def sheet_password(key: bytes, period: str) -> str:
    """The password that locks the sheets of a campaign: ten ASCII characters derived from the key, always the same."""
    digest = hmac.new(key, f"sheet password {period}".encode(), hashlib.sha256).digest()
    return b32encode(digest)[:10].decode().lower()


#: Formulas of more characters than this are not kept in memory; we issue none so long.
_LONGEST_CACHED = 1 << 20


def formulas_digest(formulas: Sequence[str]) -> str:
    """A hash of a column of formulas (16 hexadecimal digits), the same whichever program saved it last."""
    is_usual = sum(map(len, formulas)) <= _LONGEST_CACHED
    return _digest(tuple(formulas)) if is_usual else _digest.__wrapped__(tuple(formulas))


@lru_cache(maxsize=16)
def _digest(formulas: tuple[str, ...]) -> str:
    """Cached, as the files of a campaign have the same formulas."""
    return hashlib.sha256("\x1f".join(map(_normal_formula, formulas)).encode()).hexdigest()[:16]


def _normal_formula(formula: str) -> str:
    """Without what programs write differently."""
    bare = formula.removeprefix("=").replace("()", "").replace("_xlfn.", "")
    return "".join(bare.split()).upper()
