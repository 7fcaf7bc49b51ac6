"""Whether a mail connection is encrypted; a module of its own, so that settings import no mail library."""

from __future__ import annotations

from typing import Literal

Security = Literal["starttls", "tls", "khong"]
