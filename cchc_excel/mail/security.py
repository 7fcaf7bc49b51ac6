"""How a mail server is spoken to; apart, because settings name it and need no mail library for that."""

from __future__ import annotations

from typing import Literal

Security = Literal["starttls", "tls", "khong"]
