"""Unpack a zip of returned files into a folder, under our own file names."""

from __future__ import annotations

import zipfile
from concurrent.futures import Executor
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from cchc_excel.domain.submission import Unreadable, unreadable
from cchc_excel.reading.formats.package_guard import open_package
from cchc_excel.reading.formats.unsafe import UnsafeError
from cchc_excel.reading.workers.budgets import Allowance, ArrivalBudget
from cchc_excel.reading.workers.isolation import WorkerError
from cchc_excel.reading.workers.limits import Limits
from cchc_excel.text.file_names import is_side_file

_CHUNK = 1 << 20
#: So many bytes tell a document.
_HEAD = 8


@dataclass(frozen=True)
class Unpacked:
    """What came out of a zip.

    Attributes:
        files: for each file its name in the zip and its path.
        left_out: names of the files that are more than the arrival may bring; they were not unpacked.
    """

    files: tuple[tuple[str, Path], ...]
    left_out: tuple[str, ...] = ()


def unpack(
    path: Path, folder: Path, limits: Limits, executor: Executor, budget: ArrivalBudget
) -> Unpacked | Unreadable:
    """Unpack a zip in a worker, or say why it could not be unpacked.

    Args:
        path: the zip.
        folder: where to put the files; their own names are never used as paths.
        limits: what it may cost.
        executor: any; an :class:`cchc_excel.reading.workers.isolation.IsolatedExecutor` bounds memory and time.
        budget: of the arrival; what is unpacked is taken from it.
    """
    began = monotonic()
    future = executor.submit(unpack_file, str(path), str(folder), limits, budget.allowance)
    try:
        unpacked: Unpacked | Unreadable = future.result(timeout=max(budget.seconds_left, 0))
    except FutureTimeoutError:
        future.cancel()
        unpacked = unreadable("too_slow", seconds=f"{limits.seconds:g}")
    except WorkerError:
        unpacked = unreadable("crashed")
    budget.spend(monotonic() - began)
    if isinstance(unpacked, Unpacked):
        for _, file in unpacked.files:
            budget.take(file.stat().st_size)
    return unpacked


def unpack_file(name: str, folder: str, limits: Limits, allowance: Allowance) -> Unpacked | Unreadable:
    """The same in this process; no content makes it raise."""
    try:
        content = Path(name).read_bytes()
        with open_package(content, limits) as package:
            return _unpacked(package, Path(folder), limits, allowance)
    except UnsafeError:
        return unreadable("unsafe")
    except MemoryError:
        return unreadable("too_large", limit=f"{limits.memory_bytes >> 20} MB")
    except RuntimeError:
        return unreadable("zip_password")
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError, EOFError):
        return unreadable("damaged")
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # noqa: BLE001 - decompressors have errors of their own
        return unreadable("damaged")


def _unpacked(package: zipfile.ZipFile, folder: Path, limits: Limits, allowance: Allowance) -> Unpacked:
    """Unpack the files in order, each that there is room for; nothing is written of the others."""
    files: list[tuple[str, Path]] = []
    left_out: list[str] = []
    bytes_left = allowance.bytes
    for number, part in enumerate(package.infolist()):
        name = _display_name(part)
        if part.is_dir() or _is_side_file(package, part):
            continue
        # The library gives no more of a part than the directory says.
        if len(files) >= allowance.files or part.file_size > bytes_left:
            left_out.append(name)
            continue
        files.append((name, _extract(package, part, folder / f"{number:04}", limits)))
        bytes_left -= part.file_size
    return Unpacked(tuple(files), tuple(left_out))


def _extract(package: zipfile.ZipFile, part: zipfile.ZipInfo, path: Path, limits: Limits) -> Path:
    bytes_left = limits.inflated_bytes
    with package.open(part) as source, path.open("wb") as target:
        while chunk := source.read(_CHUNK):
            bytes_left -= len(chunk)
            if bytes_left < 0:
                raise UnsafeError("size")
            target.write(chunk)
    return path


def _is_side_file(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    name = _display_name(part)
    if not is_side_file(name):
        return False
    with package.open(part) as source:
        return is_side_file(name, source.read(_HEAD))


def _display_name(part: zipfile.ZipInfo) -> str:
    """The name to be shown; one without the UTF-8 flag is UTF-8 more often than code page 437."""
    if not part.flag_bits & 0x800:
        try:
            return part.filename.encode("cp437").decode("utf-8")
        except UnicodeError:
            pass
    return part.filename
