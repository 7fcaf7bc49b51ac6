"""Receiving: files dropped on any page go into the drop folder and are taken in; each ends in a named state."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import IO

from cchc_excel import api
from cchc_excel.api import CollectResult
from cchc_excel.desk.answers import Answer, Data, Page, Redirect
from cchc_excel.desk.board import Board
from cchc_excel.desk.forms import Asked
from cchc_excel.desk.jobs import Job
from cchc_excel.desk.words import file_words
from cchc_excel.domain.receipt import RETURNED, SETTLED, Receipt
from cchc_excel.errors import RequestError, WorkspaceError
from cchc_excel.messages import desk as desk_messages
from cchc_excel.messages import page as messages
from cchc_excel.messages.states import NAMES
from cchc_excel.text.file_names import is_side_file
from cchc_excel.text.normalize import to_text

_CHUNK = 1 << 20
_LONGEST_NAME, _LONGEST_STEM, _LONGEST_SUFFIX = 2_000, 120, 20
#: What Windows forbids in names, besides what cannot be seen.
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]+')
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
_SHOWN = 200


def show(asked: Asked) -> Answer:
    """The latest files, each with its end."""
    snapshot = asked.snapshot()
    receipts: Sequence[Receipt] = ()
    if snapshot.status is not None:
        with snapshot.workspace.ledger() as ledger:
            receipts = ledger.receipts(snapshot.status.period)
    total = snapshot.status.indicators if snapshot.status else 0
    rows = [_row(receipt, total) for receipt in sorted(receipts, key=lambda one: one.id or 0, reverse=True)]
    waiting = snapshot.status.uncollected.get(snapshot.status.period, ()) if snapshot.status else ()
    facts = {"rows": rows[:_SHOWN], "all": len(rows), "waiting": [path.name for path in waiting]}
    return Page("receiving", messages.MENU["tiep-nhan"][0], facts)


def _row(receipt: Receipt, total: int) -> dict[str, object]:
    words = file_words(receipt, total)
    kind = "good" if receipt.state == "accepted" else "quiet" if receipt.state in (*RETURNED, *SETTLED) else "bad"
    agrees = receipt.state == "compared" and not words.remedy
    return {"receipt": receipt, "words": words, "kind": "good" if agrees else kind}


def take(asked: Asked) -> Answer:
    """Put a file into the drop folder and have it taken in."""
    snapshot = asked.snapshot()
    if asked.upload is None or snapshot.status is None:
        raise RequestError(messages.UPLOAD_FAULTY if snapshot.status else desk_messages.PERIOD_NEEDED.about())
    name = to_text(asked.upload.name[:_LONGEST_NAME]).replace("\\", "/")
    is_taken = not is_side_file(name)
    if is_taken:
        folder = snapshot.workspace.folder("returned", snapshot.status.period)
        period = snapshot.status.period
        asked.board.dropped.append((period, _saved(asked.upload.content, folder, name.rpartition("/")[2])))
        asked.jobs.start("receive", messages.JOB_RECEIVE, partial(_receive, asked.board))
    if asked.fields.get("script") == "1":
        return Data({"taken": is_taken})
    return Redirect(asked.to("/tiep-nhan"))


def _saved(content: IO[bytes], folder: Path, name: str) -> Path:
    """Write an upload whole, under a name of ours that is like its own and not yet taken.

    Raises:
        WorkspaceError: the folder cannot be written.
    """
    part = folder / f".{secrets.token_hex(8)}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with part.open("xb") as stream:
            while chunk := content.read(_CHUNK):
                stream.write(chunk)
        place = _free(folder, name)
        os.replace(part, place)  # noqa: PTH105 - the same on every system
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise WorkspaceError(desk_messages.FOLDER_UNWRITABLE.about(path=folder)) from error
    return place


def _free(folder: Path, name: str) -> Path:
    """A name for an upload: what the browser calls it, without what a system forbids."""
    stem, dot, suffix = _FORBIDDEN.sub("_", name).strip(" .").rpartition(".")
    stem, suffix = (stem, dot + suffix[:_LONGEST_SUFFIX]) if dot else (suffix, "")
    stem = stem[:_LONGEST_STEM].strip(" .") or "tệp"
    if _RESERVED.fullmatch(stem):
        stem = f"_{stem}"
    place, number = folder / f"{stem}{suffix}", 1
    while place.exists():
        number += 1
        place = folder / f"{stem} ({number}){suffix}"
    return place


def _receive(board: Board, job: Job) -> Sequence[str]:
    """Take in what was dropped, until nothing more was meanwhile."""
    results: list[CollectResult] = []
    while board.dropped:
        period = board.dropped[0][0]
        paths = [path for of_period, path in list(board.dropped) if of_period == period]
        results += api.collect(board.workspace(), period, paths, progress=partial(job.report, messages.JOB_RECEIVE))
        board.dropped[:] = [one for one in board.dropped if one[1] not in paths]
    counts = {name: sum(result.state == state for result in results) for state, name in NAMES.items()}
    told = ", ".join(f"{count} {name[0].lower()}{name[1:]}" for name, count in counts.items() if count)
    return [messages.RECEIVED.format(count=len(results), counts=told)] if results else []
