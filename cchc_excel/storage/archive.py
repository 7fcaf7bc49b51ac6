"""The archive: every received file under the SHA-256 of its content, untouched, with a note of how it came.

All lie in one folder: some file systems take a millisecond for the first files of each new one. Earlier versions had a
folder for each two first digits; what lies there is found there.

The notes of files that came together are one file: making a file costs more than filling it, most of all under a
scanner for viruses. A note that was changed since stands by itself, in the folder of the originals. With the campaigns'
notes and the register they are enough to make the ledger anew.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path, PurePath
from typing import Any

from cchc_excel.storage.atomic_write import AtomicWriter, atomic_write, json_bytes

_SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".pdf", ".docx", ".zip", ".eml", ".msg", ".bin"})
_SHA256 = re.compile(r"[0-9a-f]{64}")
_ORIGINALS, _CAMPAIGNS, _NOTES = "originals", "campaigns", "notes"
_OLDER = "[0-9a-f][0-9a-f]"
_CHUNK = 1 << 20


class ChangingError(Exception):
    """The file was still being written while it was read."""


@dataclass(frozen=True)
class ReceiptMetadata:
    """How a file came, and what the operator decided about it.

    Attributes:
        name: as received, never used as a path.
        received: ISO time.
        period: the campaign that it was collected for.
        taken: ISO time of the run that took it in; with `received` and `name` it gives the order of submissions.
        thread: agency whose letter it came in answer to.
        sender: agency from whose address it came.
        agency: whose return it is, where the operator said so.
        preferred: ISO time from which it counts, where the operator preferred it to the agency's other returns.
        first: what `received` was before the operator corrected it; empty where that was not so.
    """

    name: str
    received: str
    period: str
    size: int
    taken: str = ""
    thread: str = ""
    sender: str = ""
    agency: str = ""
    preferred: str = ""
    first: str = ""

    @property
    def order(self) -> tuple[str, str, str]:
        """Sorted by it, files stand as they were taken in."""
        return self.taken, self.first or self.received, self.name


@dataclass(frozen=True)
class StoredFile:
    """A file in the archive."""

    sha256: str
    size: int
    path: Path


class Archive:
    """The archive folder of a workspace."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._aside, self._is_batch = AtomicWriter(), False
        self._unwritten: dict[str, ReceiptMetadata] = {}
        self._known: dict[str, ReceiptMetadata] | None = None

    def keep(self, source: Path, sha256: str, note: ReceiptMetadata, *, is_new: bool = False) -> StoredFile:
        """Keep a file; a content that is there already stays as it is.

        Args:
            source: the file, copied and left where it is.
            sha256: of its content; see :func:`fingerprint`.
            note: how it came; of its name only the suffix is looked at, and only when it is a plain one.
            is_unheard_of: the ledger does not know it, so that a note can only be of a run that was cut off.

        Raises:
            ChangingError: it has changed since its fingerprint was taken.
            OSError: it cannot be read, or the archive cannot be written.
        """
        known = self.find(sha256)
        if known is not None:
            before = self.metadata(sha256)
            if before is None or before.period != note.period:
                self.write_metadata(sha256, note)
            elif is_new:
                self.write_metadata(sha256, replace(note, agency=before.agency, preferred=before.preferred))
            return StoredFile(sha256, note.size, known)
        path = self._folder / _ORIGINALS / f"{sha256}{_suffix(note.name)}"
        self._aside.write(path, _unchanged(source, sha256))
        self._unwritten[sha256] = note
        if not self._is_batch:
            self._commit_files()
        return StoredFile(sha256, note.size, path)

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Keep many files: waiting for the disk after each costs more than the copying. At the end all are there.

        Raises:
            OSError: the archive cannot be written; of what then is not there, nothing is left.
        """
        self._is_batch = True
        try:
            yield
        except BaseException:
            # What was kept before stays; it is the first trouble that is to be told.
            with suppress(OSError):
                self._commit_files()
            raise
        finally:
            self._is_batch = False
        self._commit_files()

    def _commit_files(self) -> None:
        """The notes first: a file in the archive always has one, whenever the run is cut."""
        notes, self._unwritten = self._unwritten, {}
        try:
            if notes:
                content = _as_lines(notes)
                atomic_write(self._folder / _NOTES / f"{hashlib.sha256(content).hexdigest()[:32]}.json", content)
                if self._known is not None:
                    self._known.update(notes)
        except OSError:
            self._aside.drop()
            raise
        self._aside.commit()

    def find(self, sha256: str) -> Path | None:
        """Where a content is kept; None when it is not."""
        for place in self._places(sha256):
            known = str(place / sha256)
            # Hundreds of times for each run; with pathlib it takes five times as long.
            found = next((known + suffix for suffix in _SUFFIXES if os.path.exists(known + suffix)), None)  # noqa: PTH110
            if found:
                return Path(found)
        return None

    def files(self) -> Iterator[tuple[str, Path]]:
        """Every file kept, with the SHA-256 that it should have, in the order of these."""
        found = (path for pattern in (_OLDER, _ORIGINALS) for path in self._folder.glob(f"{pattern}/*"))
        for path in sorted(found, key=lambda path: path.name):
            if path.suffix in _SUFFIXES and _SHA256.fullmatch(path.stem):
                yield path.stem, path

    def metadata(self, sha256: str) -> ReceiptMetadata | None:
        """How a file came; None where that is not known."""
        for place in self._places(sha256):
            try:
                return _metadata_of(json.loads((place / f"{sha256}.json").read_text(encoding="utf-8")))
            except FileNotFoundError:
                continue
            except (OSError, ValueError, TypeError):
                # The one before it would be taken for what the operator decided since.
                return None
        if self._known is None:
            self._known = self._all_metadata()
        return self._known.get(sha256)

    def _all_metadata(self) -> dict[str, ReceiptMetadata]:
        """The notes of all files that came together; one that cannot be read is passed over."""
        found: dict[str, ReceiptMetadata] = {}
        for path in sorted((self._folder / _NOTES).glob("*.json")):
            with suppress(OSError, ValueError, TypeError, AttributeError):
                for sha256, told in json.loads(path.read_text(encoding="utf-8")).items():
                    note = _metadata_of(told)
                    # A run that was cut may have noted a file before it was kept.
                    if sha256 not in found or found[sha256].taken < note.taken:
                        found[sha256] = note
        return found

    def write_metadata(self, sha256: str, note: ReceiptMetadata) -> None:
        """Keep a note in place of an earlier one.

        Raises:
            OSError: the archive cannot be written.
        """
        atomic_write(self._folder / _ORIGINALS / f"{sha256}.json", json_bytes(asdict(note)))

    def campaigns(self) -> Iterator[Mapping[str, Any]]:
        """The notes of every campaign; one that cannot be read is passed over."""
        for path in sorted((self._folder / _CAMPAIGNS).glob("*.json")):
            try:
                yield json.loads(path.read_text(encoding="utf-8"))
            except (OSError, ValueError):
                continue

    def write_campaign(self, period: str, campaign: Mapping[str, Any]) -> None:
        """Keep what was issued in a campaign.

        Raises:
            OSError: the archive cannot be written.
        """
        atomic_write(self._folder / _CAMPAIGNS / f"{period}.json", json_bytes(campaign))

    def _places(self, sha256: str) -> tuple[Path, ...]:
        """Where a file and its note may lie; what was written last is in the first."""
        here = self._folder / _ORIGINALS
        return (here, self._folder / sha256[:2]) if self._has_older else (here,)

    @cached_property
    def _has_older(self) -> bool:
        return any(True for _ in self._folder.glob(_OLDER))


def _metadata_of(told: Mapping[str, str | int]) -> ReceiptMetadata:
    """A note as it was written, by this or another version of the program.

    Raises:
        TypeError: it is none.
    """
    return ReceiptMetadata(**{name: told[name] for name in ReceiptMetadata.__dataclass_fields__ if name in told})  # type: ignore[arg-type]


def _as_lines(notes: Mapping[str, ReceiptMetadata]) -> bytes:
    """JSON with a line for each note."""
    lines = (f"{json.dumps(sha256)}: {json.dumps(vars(note), ensure_ascii=False)}" for sha256, note in notes.items())
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def fingerprint(path: Path) -> tuple[str, int]:
    """SHA-256 and size of a file.

    Raises:
        ChangingError: it changed meanwhile.
        OSError: it cannot be read.
    """
    before = path.stat()
    with path.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    after = path.stat()
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise ChangingError
    return sha256, after.st_size


def _unchanged(source: Path, sha256: str) -> Iterator[bytes]:
    """A file's content piece by piece.

    Raises:
        ChangingError: at the end, where its fingerprint is another one.
    """
    digest = hashlib.sha256()
    with source.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
            yield chunk
    if digest.hexdigest() != sha256:
        raise ChangingError


def _suffix(name: str) -> str:
    suffix = PurePath(name).suffix.lower()
    return suffix if suffix in _SUFFIXES else ".bin"
