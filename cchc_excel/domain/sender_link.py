"""What a mail says of whose a file is: hints, as anybody can write them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SenderLink:
    """What the mail that brought a file says of whose it is: hints, as anybody can write them.

    Attributes:
        thread: code of the agency whose letter it answers, whose Message-ID has our seal; empty for none.
        sender: code of the one agency that has the sender's address; empty for none or several.
        address: the sender's address; empty where the file came by no mail, or the mail names none.
        sent: ISO time that the mail itself names, where the server or the file says another day; empty for none.
        named: how it calls its sender, and its subject, a line each; of an attached letter both letters'.
        within: code of the one agency that has the address of an attached letter's sender; empty for none or several.
    """

    thread: str = ""
    sender: str = ""
    address: str = ""
    sent: str = ""
    named: str = ""
    within: str = ""


NO_LINK = SenderLink()
