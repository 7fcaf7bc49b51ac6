"""What a message has to do with our letters and agencies."""

from __future__ import annotations

from dataclasses import replace

from cchc_excel.agencies import Register
from cchc_excel.intake.judge import Tie
from cchc_excel.ledger import Ledger
from cchc_excel.mail.incoming import Incoming


def tie_of(message: Incoming, ledger: Ledger, register: Register) -> Tie:
    """Whose letters the message answers, and whose address it came from."""
    threads = [letter.agency for one in message.threads if (letter := ledger.mail.by_message(one))]
    senders = [
        agency.code
        for agency in register.agencies
        if message.sender and message.sender in (email.lower() for email in agency.emails)
    ]
    return Tie(threads[0] if threads else "", senders[0] if len(senders) == 1 else "")


def note_bounce(message: Incoming, ledger: Ledger) -> None:
    """Mark the letters that a bounce is about, with the addresses that they did not reach."""
    told = "; ".join(f"{address}: {why}" for address, why in message.failed)
    for one in message.threads:
        letter = ledger.mail.by_message(one)
        if letter is not None:
            ledger.mail.write(replace(letter, state="bounced", detail=told))
