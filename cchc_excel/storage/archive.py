"""The archive: every received file under the SHA-256 of its content, unchanged, with its receipt metadata.

Originals are in one folder, because some file systems take a millisecond for the first files of each new one. Earlier
versions had a folder for each first two digits; files there are still found.

The metadata of files that came together is one JSON file, because making a file costs more than filling it, most of all
under a virus scanner; so is what was recorded of files since (:meth:`Archive.write_notes`). Earlier versions had JSON
files beside the originals, which are still read. With the campaigns' files and the register this is enough to rebuild
the ledger (`workflow/rebuild`). A mark says which state of which ledger the notes are of.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path, PurePath
from typing import Any

from cchc_excel.errors import WorkspaceError
from cchc_excel.messages import desk as messages
from cchc_excel.storage.atomic_write import AtomicWriter, atomic_write, json_bytes
from cchc_excel.storage.zone import mark_as_foreign
from cchc_excel.text.outside import writable

# fmt: off
_SUFFIXES = frozenset({
    ".xlsx", ".xlsm", ".xltx", ".xls", ".xlsb", ".ods", ".fods", ".odt", ".pdf", ".docx", ".docm", ".dotx", ".html",
    ".htm", ".mht", ".xml", ".csv", ".tsv", ".txt", ".zip", ".eml", ".msg", ".bin",
})
# fmt: on
_SHA256 = re.compile(r"[0-9a-f]{64}")
_OWN_FOLDERS = _ORIGINALS, _CAMPAIGNS, _METADATA, _FORMS = "originals", "campaigns", "notes", "forms"
#: Glob of the folders of earlier versions.
_OLD_FOLDERS = "[0-9a-f][0-9a-f]"
_CHUNK = 1 << 20
#: Notes in more files than this are put together.
_MOST_NOTES = 200
#: The fields of metadata that are always written.
_NEEDED = ("name", "received", "period", "size")


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
        taken: ISO time of the run that took it in; where no `place` is known, with `received` and `name` it gives the
            order of submissions.
        thread: code of the agency whose letter it answers.
        sender: code of the agency from whose address it came.
        agency: code of the agency that the operator assigned it to.
        preferred: ISO time from which it counts, where the operator preferred it to the agency's other returns.
        first: `received` before the operator corrected it; empty where it was not corrected.
        address: of the mail that brought it.
        sent: ISO time that the mail itself names.
        named: how that mail calls its sender, and its subject.
        folder: within the drop folder, that it was put in.
        within: code of the agency from whose address a letter came that was attached to it.
        day: how the day of receipt is known, a `domain.receipt.DayKind`.
        written: number of the mark under which the rest was written; 0 for what was noted before it was recorded.
        place: running number of the receipt in the ledger.
        state: a `messages.states.FileState`; empty where it was never recorded.
        owner: code of the agency whose it is.
        issue: number of the issued template; 0 for none.
        number: submission number; 0 for none.
        facts: of the receipt.
        notices: code and facts of what accepting it noticed.
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
    named: str = ""
    within: str = ""
    folder: str = ""
    day: str = ""
    written: int = 0
    place: int = 0
    state: str = ""
    owner: str = ""
    issue: int = 0
    number: int = 0
    facts: Mapping[str, str] = field(default_factory=dict)
    notices: Sequence[tuple[str, Mapping[str, str]]] = ()

    @property
    def order(self) -> tuple[int, str, bool, str, str]:
        """Sort key: the order in which files were recorded; within a run what is packed comes after the rest."""
        return self.place, self.taken, "/" in self.name, self.first or self.received, self.name


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
            # What was recorded stays noted until it is recorded anew.
            is_recorded = before is not None and bool(before.state)
            if not is_recorded and (before is None or before.period != metadata.period or is_new):
                self._pending[sha256] = _noted_again(metadata, before)
                if not self._is_batch:
                    self._commit_files()
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
            self.write_notes(pending)
        except OSError:
            self._writer.drop()
            raise
        for path in self._writer.commit():
            mark_as_foreign(path)

    def write_notes(self, notes: Mapping[str, ReceiptMetadata]) -> None:
        """Write the metadata of files, by SHA-256, in place of what was noted of them before.

        Raises:
            OSError: the archive cannot be written.
        """
        if not notes:
            return
        content = _as_lines(notes)
        atomic_write(self._folder / _METADATA / f"{hashlib.sha256(content).hexdigest()[:32]}.json", content)
        if self._shared_metadata is not None:
            self._shared_metadata.update(notes)

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
        """How a file came, and what was recorded of it; None where that is not noted or cannot be read."""
        if self._shared_metadata is None:
            self._shared_metadata = self._read_shared_metadata()
        shared = self._shared_metadata.get(sha256)
        if shared is not None and shared.written:
            return shared
        own = self._own_metadata(sha256)
        return own[0] if own is not None else shared

    def _own_metadata(self, sha256: str) -> tuple[ReceiptMetadata | None] | None:
        """What an earlier version noted beside a file, None within for damaged; None where there is no such note."""
        for folder in self._folders_of(sha256):
            try:
                return (_metadata_of(json.loads((folder / f"{sha256}.json").read_text(encoding="utf-8"))),)
            except FileNotFoundError:
                continue
            except (OSError, ValueError, TypeError):
                # Earlier metadata lacks what the operator decided since.
                return (None,)
        return None

    def _read_shared_metadata(self) -> dict[str, ReceiptMetadata]:
        """The metadata of all files that came together, by SHA-256; a JSON file that cannot be read is skipped."""
        by_sha256: dict[str, ReceiptMetadata] = {}
        for path in sorted((self._folder / _METADATA).glob("*.json")):
            with suppress(OSError, ValueError, TypeError, AttributeError):
                _add_newest(by_sha256, _read_notes(path))
        return by_sha256

    @property
    def highest_written(self) -> int:
        """The highest number of a mark that any note was written under."""
        return max((metadata.written for metadata in self.noted().values()), default=0)

    def gather_notes(self) -> None:
        """Put the notes together where they are in many files: each command that records something writes one.

        Raises:
            OSError: the archive cannot be written.
        """
        paths = sorted((self._folder / _METADATA).glob("*.json"))
        if len(paths) <= _MOST_NOTES:
            return
        self._shared_metadata = None
        gathered: dict[str, ReceiptMetadata] = {}
        for path in paths:
            _add_newest(gathered, _read_notes(path) if _is_readable(path) else {})
        content = _as_lines(gathered)
        place = self._folder / _METADATA / f"{hashlib.sha256(content).hexdigest()[:32]}.json"
        atomic_write(place, content)
        for path in paths:
            if path != place and _is_readable(path):
                path.unlink(missing_ok=True)

    def noted(self) -> Mapping[str, ReceiptMetadata]:
        """The metadata of every file that a ledger recorded, by SHA-256, whether or not the file is there."""
        if self._shared_metadata is None:
            self._shared_metadata = self._read_shared_metadata()
        return {sha256: metadata for sha256, metadata in self._shared_metadata.items() if metadata.written}

    def require_readable(self) -> None:
        """Check that every folder can be looked into: one that cannot seems to be empty.

        Raises:
            WorkspaceError: naming the folder.
        """
        for folder in (self._folder, *(self._folder / name for name in _OWN_FOLDERS)):
            try:
                os.scandir(folder).close()
            except (FileNotFoundError, NotADirectoryError):
                continue
            except OSError as error:
                raise WorkspaceError(messages.FOLDER_UNREADABLE.about(path=folder)) from error

    def damaged(self) -> Sequence[Path]:
        """Everything of the archive that cannot be read: notes, campaigns, the mark, originals changed since."""
        return [
            *self.damaged_notes(),
            *(path for sha256, path in self.files() if not is_intact(path, sha256)),
        ]

    def damaged_notes(self) -> Sequence[Path]:
        """The notes, campaigns and marks that cannot be read."""
        return [path for path in self._notes() if not _is_readable(path)]

    def set_aside(self, notes: Sequence[Path]) -> None:
        """Rename notes that cannot be read, so that nobody tries again.

        Raises:
            OSError: the archive cannot be written.
        """
        for path in notes:
            path.replace(path.with_name(f"{path.name}.hong"))
        self._shared_metadata = None

    def _notes(self) -> Iterator[Path]:
        """Every JSON file of the archive; a folder that is none of its own stands for its files."""
        for name in (_METADATA, _CAMPAIGNS, _ORIGINALS):
            folder = self._folder / name
            if folder.exists() and not folder.is_dir():
                yield folder
            yield from sorted(folder.glob("*.json"))
        yield from sorted(self._folder.glob(f"{_OLD_FOLDERS}/*.json"))
        if self._mark_path.exists():
            yield self._mark_path

    @property
    def is_empty(self) -> bool:
        """Whether nothing was ever archived: no campaign, file or mark."""
        places = (self._folder / name for name in (_CAMPAIGNS, _ORIGINALS, _METADATA))
        is_used = any((place.exists() and not place.is_dir()) or any(place.glob("*")) for place in places)
        return not (is_used or self._has_old_folders or self._mark_path.exists())

    # --- the mark -----------------------------------------------------------------------------------------------

    @property
    def _mark_path(self) -> Path:
        return self._folder / "mark.json"

    def mark(self) -> tuple[int, str] | None:
        """Number and text of the mark under which the notes were last written; None for none or a damaged one."""
        try:
            fields = json.loads(self._mark_path.read_text(encoding="utf-8"))
            sequence, mark = int(fields["sequence"]), str(fields["mark"])
        except (OSError, ValueError, TypeError, KeyError):
            return None
        return (sequence, mark) if sequence > 0 and mark else None

    def had_mark(self, mark: str) -> bool:
        """Whether the notes stood under a mark before, or do now: that ledger was this one at an earlier time."""
        try:
            fields = json.loads(self._mark_path.read_text(encoding="utf-8"))
            return mark == fields["mark"] or mark in fields.get("earlier", ())
        except (OSError, ValueError, TypeError, KeyError):
            return False

    def write_mark(self, sequence: int, mark: str, earlier: Sequence[str] = ()) -> None:
        """Say under which mark the notes stand, and under which they stood before.

        Raises:
            OSError: the archive cannot be written.
        """
        atomic_write(self._mark_path, json_bytes({"sequence": sequence, "mark": mark, "earlier": list(earlier)}))

    def campaigns(self) -> Iterator[Mapping[str, Any]]:
        """What was written of every campaign; a file that cannot be read is skipped, and :meth:`damaged`."""
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

    def write_form(self, fingerprint: str, rows: bytes) -> None:
        """Keep the rows of a form under their fingerprint.

        Raises:
            OSError: the archive cannot be written.
        """
        path = self._folder / _FORMS / f"{fingerprint}.json"
        if not path.is_file():
            atomic_write(path, rows)

    def form_rows(self, fingerprint: str) -> bytes | None:
        """The rows that were kept under a fingerprint; None where they are gone or were changed."""
        try:
            rows = (self._folder / _FORMS / f"{fingerprint}.json").read_bytes()
        except OSError:
            return None
        return rows if hashlib.sha256(rows).hexdigest() == fingerprint else None

    def remove_campaign(self, period: str) -> None:
        """Forget a campaign that was withdrawn.

        Raises:
            OSError: the archive cannot be written.
        """
        (self._folder / _CAMPAIGNS / f"{period}.json").unlink(missing_ok=True)

    def _folders_of(self, sha256: str) -> tuple[Path, ...]:
        """The folders in which a file and its metadata may be; what was written last is in the first."""
        originals = self._folder / _ORIGINALS
        return (originals, self._folder / sha256[:2]) if self._has_old_folders else (originals,)

    @cached_property
    def _has_old_folders(self) -> bool:
        return any(True for _ in self._folder.glob(_OLD_FOLDERS))


def _metadata_of(fields: Mapping[str, Any]) -> ReceiptMetadata:
    """Metadata as this or another version of the program wrote it.

    Raises:
        TypeError: a needed field is missing.
    """
    return ReceiptMetadata(**{name: fields[name] for name in ReceiptMetadata.__dataclass_fields__ if name in fields})


def _add_newest(known: dict[str, ReceiptMetadata], notes: Mapping[str, ReceiptMetadata]) -> None:
    """Add notes, of each file the newest; what was noted before a file was recorded never goes before that."""
    for sha256, metadata in notes.items():
        # A run that was cut off may have written metadata of a file that it did not store.
        before = known.get(sha256)
        if before is None or _age(before) < _age(metadata):
            known[sha256] = metadata


def _age(metadata: ReceiptMetadata) -> tuple[int, bool, str]:
    return metadata.written, bool(metadata.state), metadata.taken


def _read_notes(path: Path) -> Mapping[str, ReceiptMetadata]:
    """The metadata of files that came together, by SHA-256.

    Raises:
        OSError, ValueError, TypeError, AttributeError: it cannot be read.
    """
    return {sha256: _metadata_of(fields) for sha256, fields in json.loads(path.read_text(encoding="utf-8")).items()}


def _is_readable(path: Path) -> bool:
    """Whether a JSON file of the archive says what it should."""
    try:
        document: Any = json.loads(path.read_text(encoding="utf-8"))
        if path.parent.name == _METADATA:
            _read_notes(path)
        elif path.parent.name == _CAMPAIGNS:
            needed = {"period", "form", "data_from", "data_to", "deadline", "issued", "issues"}
            return needed <= set(document) and isinstance(document["issues"], list)
        elif path.name == "mark.json":
            return int(document["sequence"]) > 0 and bool(document["mark"])
        else:
            _metadata_of(document)
    except (OSError, ValueError, TypeError, AttributeError, KeyError):
        return False
    return True


def is_intact(path: Path, sha256: str) -> bool:
    """Whether a file can be read and has this content."""
    try:
        return fingerprint(path)[0] == sha256
    except (OSError, ChangingError):
        return False


def _as_lines(metadata: Mapping[str, ReceiptMetadata]) -> bytes:
    """JSON with a line for each file."""
    lines = (
        f"{json.dumps(sha256)}: {json.dumps(_said(entry), ensure_ascii=False)}" for sha256, entry in metadata.items()
    )
    return writable("{\n" + ",\n".join(lines) + "\n}\n").encode()


def _noted_again(metadata: ReceiptMetadata, before: ReceiptMetadata | None) -> ReceiptMetadata:
    """Metadata in place of what was noted before; a decision about the file in the same period holds on."""
    if before is None:
        return metadata
    noted = replace(metadata, written=before.written)
    if before.period != metadata.period:
        return noted
    return replace(noted, agency=before.agency, preferred=before.preferred)


def _said(metadata: ReceiptMetadata) -> Mapping[str, Any]:
    """The fields that say something."""
    return {name: value for name, value in vars(metadata).items() if name in _NEEDED or value not in ("", 0, (), {})}


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
