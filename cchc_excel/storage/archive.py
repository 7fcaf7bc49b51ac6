"""The archive: every received file under the SHA-256 of its content, unchanged, with its receipt metadata.

Originals are in one folder, because some file systems take a millisecond for the first files of each new one. Earlier
versions had a folder for each first two digits; files there are still found.

The metadata of files that came together is one JSON file, because making a file costs more than filling it, most of all
under a virus scanner. Metadata changed later is a JSON file of its own beside the original. With the campaigns' files
and the register this is enough to rebuild the ledger (`workflow/doctor`).
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

# fmt: off
_SUFFIXES = frozenset({
    ".xlsx", ".xlsm", ".xltx", ".xls", ".xlsb", ".ods", ".fods", ".odt", ".pdf", ".docx", ".docm", ".dotx", ".html",
    ".htm", ".mht", ".xml", ".csv", ".tsv", ".txt", ".zip", ".eml", ".msg", ".bin",
})
# fmt: on
_SHA256 = re.compile(r"[0-9a-f]{64}")
_ORIGINALS, _CAMPAIGNS, _METADATA = "originals", "campaigns", "notes"
#: Glob of the folders of earlier versions.
_OLD_FOLDERS = "[0-9a-f][0-9a-f]"
_CHUNK = 1 << 20


class ChangingError(Exception):
    """The file was still being written while it was read."""


@dataclass(frozen=True)
class ReceiptMetadata:
    """How a file came, and what the operator decided about it.

    Attributes:
        name: as received, never used as a path.
        received: ISO time.
        period: of the campaign that it was collected for.
        size: bytes.
        taken: ISO time of the run that took it in; with `received` and `name` it gives the order of submissions.
        thread: code of the agency whose letter it answers.
        sender: code of the agency from whose address it came.
        agency: code of the agency that the operator assigned it to.
        preferred: ISO time from which it counts, where the operator preferred it to the agency's other returns.
        first: `received` before the operator corrected it; empty where it was not corrected.
        address: of the mail that brought it.
        sent: ISO time that the mail itself names.
        day: how the day of receipt is known, a `domain.receipt.DayKind`.
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
    address: str = ""
    sent: str = ""
    day: str = ""

    @property
    def order(self) -> tuple[str, str, str]:
        """Sort key: the order in which files were taken in."""
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
        self._writer, self._is_batch = AtomicWriter(), False
        self._pending: dict[str, ReceiptMetadata] = {}
        self._shared_metadata: dict[str, ReceiptMetadata] | None = None

    def store(self, source: Path, sha256: str, metadata: ReceiptMetadata, *, is_new: bool = False) -> StoredFile:
        """Store a file; a content that is there already stays as it is.

        Args:
            source: the file, copied and left where it is.
            sha256: of its content; see :func:`fingerprint`.
            metadata: how it came; of its name only a known suffix is used.
            is_new: the ledger does not know it, so metadata that is there can only be of a run that was cut off.

        Raises:
            ChangingError: it has changed since its fingerprint was taken.
            OSError: it cannot be read, or the archive cannot be written.
        """
        path = self.find(sha256)
        if path is not None:
            before = self.metadata(sha256)
            if before is None or before.period != metadata.period:
                self.write_metadata(sha256, metadata)
            elif is_new:
                self.write_metadata(sha256, replace(metadata, agency=before.agency, preferred=before.preferred))
            return StoredFile(sha256, metadata.size, path)
        path = self._folder / _ORIGINALS / f"{sha256}{_suffix(metadata.name)}"
        self._writer.write(path, _unchanged(source, sha256))
        self._stems.add(sha256)
        self._pending[sha256] = metadata
        if not self._is_batch:
            self._commit_files()
        return StoredFile(sha256, metadata.size, path)

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Store many files; at the end all are on the disk. Waiting for the disk after each costs more than copying.

        Raises:
            OSError: the archive cannot be written; of the files not yet committed nothing is left.
        """
        self._is_batch = True
        try:
            yield
        except BaseException:
            # Files stored before the error stay; it is the first error that is to be reported.
            with suppress(OSError):
                self._commit_files()
            raise
        finally:
            self._is_batch = False
        self._commit_files()

    def _commit_files(self) -> None:
        """Metadata first: a file in the archive always has some, whenever the run is cut off."""
        pending, self._pending = self._pending, {}
        try:
            if pending:
                content = _as_lines(pending)
                atomic_write(self._folder / _METADATA / f"{hashlib.sha256(content).hexdigest()[:32]}.json", content)
                if self._shared_metadata is not None:
                    self._shared_metadata.update(pending)
        except OSError:
            self._writer.drop()
            raise
        self._writer.commit()

    def find(self, sha256: str) -> Path | None:
        """The path of a content in the archive; None where it is not there."""
        for folder in self._folders_of(sha256) if sha256 in self._stems else ():
            stem = str(folder / sha256)
            # Hundreds of times for each run; with pathlib it takes five times as long.
            name = next((stem + suffix for suffix in _SUFFIXES if os.path.exists(stem + suffix)), None)  # noqa: PTH110
            if name:
                return Path(name)
        return None

    @cached_property
    def _stems(self) -> set[str]:
        """The names, without suffix, of what lies there; only who holds the lock of a run adds to it."""
        folders = [self._folder / _ORIGINALS, *self._folder.glob(_OLD_FOLDERS)]
        # Thousands of names; with pathlib it takes five times as long.
        names = (os.listdir(folder) for folder in folders if folder.is_dir())  # noqa: PTH208
        return {name.partition(".")[0] for of_folder in names for name in of_folder}

    def files(self) -> Iterator[tuple[str, Path]]:
        """Every stored file after the SHA-256 that it should have, sorted by that."""
        paths = (path for folder in (_OLD_FOLDERS, _ORIGINALS) for path in self._folder.glob(f"{folder}/*"))
        for path in sorted(paths, key=lambda path: path.name):
            if path.suffix in _SUFFIXES and _SHA256.fullmatch(path.stem):
                yield path.stem, path

    def metadata(self, sha256: str) -> ReceiptMetadata | None:
        """How a file came; None where that is not recorded or cannot be read."""
        for folder in self._folders_of(sha256):
            try:
                return _metadata_of(json.loads((folder / f"{sha256}.json").read_text(encoding="utf-8")))
            except FileNotFoundError:
                continue
            except (OSError, ValueError, TypeError):
                # Earlier metadata lacks what the operator decided since.
                return None
        if self._shared_metadata is None:
            self._shared_metadata = self._read_shared_metadata()
        return self._shared_metadata.get(sha256)

    def _read_shared_metadata(self) -> dict[str, ReceiptMetadata]:
        """The metadata of all files that came together, by SHA-256; a JSON file that cannot be read is skipped."""
        by_sha256: dict[str, ReceiptMetadata] = {}
        for path in sorted((self._folder / _METADATA).glob("*.json")):
            with suppress(OSError, ValueError, TypeError, AttributeError):
                for sha256, fields in json.loads(path.read_text(encoding="utf-8")).items():
                    metadata = _metadata_of(fields)
                    # A run that was cut off may have written metadata of a file that it did not store.
                    if sha256 not in by_sha256 or by_sha256[sha256].taken < metadata.taken:
                        by_sha256[sha256] = metadata
        return by_sha256

    def write_metadata(self, sha256: str, metadata: ReceiptMetadata) -> None:
        """Write a file's metadata; it replaces what was there.

        Raises:
            OSError: the archive cannot be written.
        """
        atomic_write(self._folder / _ORIGINALS / f"{sha256}.json", json_bytes(asdict(metadata)))

    def campaigns(self) -> Iterator[Mapping[str, Any]]:
        """What was written of every campaign; a file that cannot be read is skipped."""
        for path in sorted((self._folder / _CAMPAIGNS).glob("*.json")):
            try:
                yield json.loads(path.read_text(encoding="utf-8"))
            except (OSError, ValueError):
                continue

    def write_campaign(self, period: str, campaign: Mapping[str, Any]) -> None:
        """Write what was issued in a campaign.

        Raises:
            OSError: the archive cannot be written.
        """
        atomic_write(self._folder / _CAMPAIGNS / f"{period}.json", json_bytes(campaign))

    def _folders_of(self, sha256: str) -> tuple[Path, ...]:
        """The folders in which a file and its metadata may be; what was written last is in the first."""
        originals = self._folder / _ORIGINALS
        return (originals, self._folder / sha256[:2]) if self._has_old_folders else (originals,)

    @cached_property
    def _has_old_folders(self) -> bool:
        return any(True for _ in self._folder.glob(_OLD_FOLDERS))


def _metadata_of(fields: Mapping[str, str | int]) -> ReceiptMetadata:
    """Metadata as this or another version of the program wrote it.

    Raises:
        TypeError: a needed field is missing.
    """
    return ReceiptMetadata(**{name: fields[name] for name in ReceiptMetadata.__dataclass_fields__ if name in fields})  # type: ignore[arg-type]


def _as_lines(metadata: Mapping[str, ReceiptMetadata]) -> bytes:
    """JSON with a line for each file."""
    lines = (
        f"{json.dumps(sha256)}: {json.dumps(vars(entry), ensure_ascii=False)}" for sha256, entry in metadata.items()
    )
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def fingerprint(path: Path) -> tuple[str, int]:
    """SHA-256 and size in bytes of a file.

    Raises:
        ChangingError: it changed while it was read.
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
    """A file's content in chunks.

    Raises:
        ChangingError: at the end, where its SHA-256 is another one.
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
