"""Windows' bound on a process's memory: a Job Object, and where there is none a thread that watches."""

from __future__ import annotations

import ctypes
import os
import threading
import time
from typing import Any

_PROCESS_MEMORY = 0x100
_EXTENDED_LIMIT_INFORMATION = 9
_WATCH_SECONDS = 0.02
_OVERRUN = 3


class _BasicLimits(ctypes.Structure):
    # ctypes.wintypes has other sizes outside Windows, where the tests look at these.
    _fields_ = (
        ("PerProcessUserTimeLimit", ctypes.c_int64),
        ("PerJobUserTimeLimit", ctypes.c_int64),
        ("LimitFlags", ctypes.c_uint32),
        ("MinimumWorkingSetSize", ctypes.c_size_t),
        ("MaximumWorkingSetSize", ctypes.c_size_t),
        ("ActiveProcessLimit", ctypes.c_uint32),
        ("Affinity", ctypes.c_size_t),
        ("PriorityClass", ctypes.c_uint32),
        ("SchedulingClass", ctypes.c_uint32),
    )


class _ExtendedLimits(ctypes.Structure):
    _fields_ = (
        ("BasicLimitInformation", _BasicLimits),
        ("IoInfo", ctypes.c_uint64 * 6),
        ("ProcessMemoryLimit", ctypes.c_size_t),
        ("JobMemoryLimit", ctypes.c_size_t),
        ("PeakProcessMemoryUsed", ctypes.c_size_t),
        ("PeakJobMemoryUsed", ctypes.c_size_t),
    )


class _MemoryCounters(ctypes.Structure):
    _fields_ = (
        ("cb", ctypes.c_uint32),
        ("PageFaultCount", ctypes.c_uint32),
        ("PeakWorkingSetSize", ctypes.c_size_t),
        ("WorkingSetSize", ctypes.c_size_t),
        ("QuotaPeakPagedPoolUsage", ctypes.c_size_t),
        ("QuotaPagedPoolUsage", ctypes.c_size_t),
        ("QuotaPeakNonPagedPoolUsage", ctypes.c_size_t),
        ("QuotaNonPagedPoolUsage", ctypes.c_size_t),
        ("PagefileUsage", ctypes.c_size_t),
        ("PeakPagefileUsage", ctypes.c_size_t),
    )


def bound_committed_memory(limit: int, kernel32: Any = None) -> bool:
    """Put this process into a job of its own, in which it can commit no more memory (bytes).

    Beyond it an allocation fails, as beyond an address space elsewhere: a ``MemoryError``, or the process dies.

    Args:
        limit: the bound.
        kernel32: Windows' library, for tests.

    Returns:
        Whether the bound holds. Windows before 8 refuses a process that is in another job already; Wine takes the
        bound and forgets it.
    """
    kernel32 = kernel32 or windows_library()
    job = kernel32.CreateJobObjectW(None, None)
    if not job:
        return False
    try:
        limits, held = _ExtendedLimits(ProcessMemoryLimit=limit), _ExtendedLimits()
        limits.BasicLimitInformation.LimitFlags = _PROCESS_MEMORY
        kind, size = _EXTENDED_LIMIT_INFORMATION, ctypes.sizeof(limits)
        return bool(
            kernel32.SetInformationJobObject(job, kind, ctypes.byref(limits), size)
            and kernel32.AssignProcessToJobObject(job, kernel32.GetCurrentProcess())
            and kernel32.QueryInformationJobObject(job, kind, ctypes.byref(held), size, None)
            and held.ProcessMemoryLimit == limit
        )
    finally:
        # The job lasts as long as the process in it.
        kernel32.CloseHandle(job)


def watch_memory(limit: int, kernel32: Any = None) -> threading.Thread:
    """End this process soon after it has committed more than `limit` bytes; a parser that never pauses is not seen.

    Args:
        limit: the bound.
        kernel32: Windows' library, for tests.
    """
    kernel32 = kernel32 or windows_library()

    def watch() -> None:
        counters = _MemoryCounters()
        process, size = kernel32.GetCurrentProcess(), ctypes.sizeof(counters)
        while kernel32.K32GetProcessMemoryInfo(process, ctypes.byref(counters), size):
            if counters.PagefileUsage > limit:
                os._exit(_OVERRUN)
            time.sleep(_WATCH_SECONDS)

    thread = threading.Thread(target=watch, name="memory", daemon=True)
    thread.start()
    return thread


def windows_library() -> Any:
    """Windows' own library with its functions' types: a handle is as wide as a pointer.

    Raises:
        OSError, AttributeError: there is none, or it lacks a function.
    """
    kernel32 = ctypes.WinDLL("kernel32")  # type: ignore[attr-defined,unused-ignore]
    handle, pointer, number, is_done = ctypes.c_void_p, ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int
    signatures = {
        "CreateJobObjectW": (handle, (pointer, ctypes.c_wchar_p)),
        "SetInformationJobObject": (is_done, (handle, ctypes.c_int, pointer, number)),
        "QueryInformationJobObject": (is_done, (handle, ctypes.c_int, pointer, number, pointer)),
        "AssignProcessToJobObject": (is_done, (handle, handle)),
        "GetCurrentProcess": (handle, ()),
        "K32GetProcessMemoryInfo": (is_done, (handle, pointer, number)),
        "CloseHandle": (is_done, (handle,)),
    }
    for name, (result, arguments) in signatures.items():
        function = getattr(kernel32, name)
        function.restype, function.argtypes = result, arguments
    return kernel32
