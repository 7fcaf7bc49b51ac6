"""Who may use the page: a ticket in the address, used once, becomes a cookie of this very run of the program."""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

#: A ticket is good for so long: the browser that it is given to opens at once.
TICKET_SECONDS = 60
#: The answers to so many of a browser's last forms are remembered.
_MOST_ANSWERS = 200


@dataclass
class Session:
    """One browser.

    Attributes:
        key: the cookie's value.
        token: has to come with every change; only pages of ours have it.
        told: what the next page says of what was just done.
        answers: number of a form → the address that answered it: a form that is sent twice is done once.
    """

    key: str
    token: str
    told: str = ""
    answers: dict[str, str] = field(default_factory=dict)

    def is_token(self, given: str) -> bool:
        """Whether a form or script brought the token."""
        return hmac.compare_digest(self.token.encode(), given.encode())

    def take_told(self) -> str:
        """What is to be said of what was just done; once."""
        told, self.told = self.told, ""
        return told

    def remember(self, number: str, address: str) -> None:
        """Remember how a form was answered."""
        self.answers[number] = address
        while len(self.answers) > _MOST_ANSWERS:
            del self.answers[next(iter(self.answers))]


class Sessions:
    """Tickets given out and browsers let in, since the program was started; a restart forgets all."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, Lock()
        self._tickets: dict[str, float] = {}
        self._sessions: dict[str, Session] = {}

    def ticket(self) -> str:
        """A new ticket of 256 bits."""
        with self._lock:
            ticket = secrets.token_urlsafe(32)
            self._tickets[ticket] = self._clock() + TICKET_SECONDS
            return ticket

    def admit(self, ticket: str) -> Session | None:
        """The session of a browser that brings a ticket; None where it is unknown, used or too old."""
        with self._lock:
            now = self._clock()
            self._tickets = {known: until for known, until in self._tickets.items() if until > now}
            found = next((known for known in self._tickets if hmac.compare_digest(known.encode(), ticket.encode())), "")
            if not found:
                return None
            del self._tickets[found]
            session = Session(secrets.token_urlsafe(32), secrets.token_urlsafe(32))
            self._sessions[session.key] = session
            return session

    def of_cookie(self, key: str) -> Session | None:
        """The session of a cookie's value."""
        with self._lock:
            given = key.encode()
            known = [session for session in self._sessions.values() if hmac.compare_digest(session.key.encode(), given)]
            return known[0] if known else None
