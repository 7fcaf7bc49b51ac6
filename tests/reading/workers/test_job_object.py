"""Windows' bound on a worker's memory, with a stand-in for Windows' library; what ran there: `docs/robustness.md`."""

from __future__ import annotations

import ctypes
import os
import sys

import pytest

from cchc_excel.reading.workers import isolation, job_object
from cchc_excel.reading.workers.job_object import bound_committed_memory, watch_memory

LIMIT = 512 << 20


JOB = 0xFFFF_FFFF_0000


class Windows:
    """Windows' functions as far as they are asked; a name in `fails` refuses, `forgets` is what Wine does."""

    def __init__(self, *fails, forgets=False, commits=()):
        self.forgets, self.commits = forgets, [*commits, 0]
        self.asked, self.held = [], None
        self.results = {
            "CreateJobObjectW": lambda *_: JOB,
            "SetInformationJobObject": self.set_limits,
            "QueryInformationJobObject": self.query_limits,
            "K32GetProcessMemoryInfo": self.count_memory,
        } | {name: lambda *_: 0 for name in fails}

    def __getattr__(self, name):
        self.asked.append(name)
        return self.results.get(name, lambda *_: 1)

    def set_limits(self, job, kind, limits, size):
        assert (job, kind, size) == (JOB, 9, ctypes.sizeof(job_object._ExtendedLimits))
        self.held = limits._obj
        return 1

    def query_limits(self, *arguments):
        if not self.forgets:
            arguments[2]._obj.ProcessMemoryLimit = self.held.ProcessMemoryLimit
        return 1

    def count_memory(self, _, counters, size):
        assert size == ctypes.sizeof(job_object._MemoryCounters)
        counters._obj.PagefileUsage = self.commits.pop(0)
        return len(self.commits)


@pytest.mark.skipif(ctypes.sizeof(ctypes.c_void_p) != 8, reason="sizes of 64-bit Windows")
def test_the_structures_are_as_long_as_windows_says():
    told = (job_object._BasicLimits, job_object._ExtendedLimits, job_object._MemoryCounters)
    assert [ctypes.sizeof(structure) for structure in told] == [64, 144, 72]
    assert job_object._ExtendedLimits.ProcessMemoryLimit.offset == 112
    assert job_object._BasicLimits.LimitFlags.offset == 16
    assert job_object._MemoryCounters.PagefileUsage.offset == 56


def test_a_process_goes_into_a_job_that_bounds_its_memory():
    windows = Windows()
    assert bound_committed_memory(LIMIT, windows)
    assert windows.held.ProcessMemoryLimit == LIMIT
    assert windows.held.BasicLimitInformation.LimitFlags == 0x100
    assert windows.asked[-1] == "CloseHandle"
    assert windows.asked.index("SetInformationJobObject") < windows.asked.index("AssignProcessToJobObject")


@pytest.mark.parametrize("fails", ["CreateJobObjectW", "SetInformationJobObject", "AssignProcessToJobObject"])
def test_a_bound_that_is_refused_is_not_taken_for_one(fails):
    windows = Windows(fails)
    assert not bound_committed_memory(LIMIT, windows)
    assert ("CloseHandle" in windows.asked) == (fails != "CreateJobObjectW")


def test_a_bound_that_is_forgotten_is_not_taken_for_one():
    assert not bound_committed_memory(LIMIT, Windows(forgets=True))


@pytest.mark.parametrize(("commits", "ends"), [([LIMIT, LIMIT + 1], [3]), ([LIMIT, 1], [])])
def test_a_process_that_is_watched_ends_beyond_its_bound(monkeypatch, commits, ends):
    ended = []
    monkeypatch.setattr(job_object.os, "_exit", ended.append)
    watch_memory(LIMIT, Windows(commits=commits)).join(timeout=10)
    assert ended == ends


@pytest.mark.parametrize(("holds", "watched"), [(True, []), (False, [LIMIT])])
def test_a_worker_on_windows_is_in_a_job_or_watched(monkeypatch, holds, watched):
    told = []
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(job_object, "bound_committed_memory", lambda _: holds)
    monkeypatch.setattr(job_object, "watch_memory", told.append)
    isolation.bound_memory(LIMIT)
    assert told == watched


@pytest.mark.skipif(os.name == "nt", reason="Windows has the library")
def test_a_system_without_the_library_goes_on_without_the_bound(monkeypatch):
    monkeypatch.setattr(sys, "platform", "win32")
    isolation.bound_memory(LIMIT)
