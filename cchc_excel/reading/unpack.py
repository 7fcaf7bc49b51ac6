"""Unpack a zip of returned files into a folder, under our own file names."""

from __future__ import annotations

import zipfile
from concurrent.futures import Executor
from concurrent.futures import TimeoutError as FutureTimeoutError
from pathlib import Path

from cchc_excel.domain.submission import Unreadable, unreadable
from cchc_excel.reading.formats.package_guard import open_package
from cchc_excel.reading.formats.unsafe import UnsafeError
from cchc_excel.reading.workers.isolation import WorkerError
from cchc_excel.reading.workers.limits import Limits
from cchc_excel.text.file_names import is_side_file

_CHUNK = 1 << 20
#: So many bytes tell a document.
_HEAD = 8


def unpack(path: Path, folder: Path, limits: Limits, executor: Executor) -> list[tuple[str, Path]] | Unreadable:
    """Unpack a zip in a worker.

    Args:
        path: the zip.
        folder: where to put the files; their own names are never used as paths.
        limits: what it may cost.
        executor: any; an :class:`cchc_excel.reading.workers.isolation.IsolatedExecutor` bounds memory and time.

    Returns:
        For each file its name in the zip and its path, or why the zip could not be unpacked.
    """
    try:
        files = executor.submit(unpack_file, str(path), str(folder), limits).result()
    except FutureTimeoutError:
        return unreadable("too_slow", seconds=f"{limits.seconds:g}")
    except WorkerError:
        return unreadable("crashed")
    return files if isinstance(files, Unreadable) else [(name, Path(unpacked)) for name, unpacked in files]


def unpack_file(name: str, folder: str, limits: Limits) -> list[tuple[str, str]] | Unreadable:
    """The same in this process, with paths as text; no content makes it raise."""
    try:
        content = Path(name).read_bytes()
        with open_package(content, limits) as package:
            return [
                (_display_name(part), str(_extract(package, part, Path(folder) / f"{number:04}", limits)))
                for number, part in enumerate(package.infolist())
                if not part.is_dir() and not _is_side_file(package, part)
            ]
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
