"""Whether a return costs the same among 50 and among 3,500, and how much memory that takes; 20,000 are only read.

Usage: ``python benchmarks/growth.py [AGENCIES ...]``. Each size runs in a process of its own. Beginning costs the same
whatever comes after (workers, the first template, a workbook's frame): what each further return costs is told besides.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from measure import once, peak_mb, table

# What is not imported here is not loaded by the workers either, as in the command line.

_ONLY_READ = 20_000
_STAGES = ("generate", "collect", "check", "consolidate")
#: What receiving the largest number may take: seconds from the drop folder to findings, and MB at most.
_WISHED_SECONDS, _WISHED_MB = 75, 350


def measure(count: int) -> None:
    """Print what one size takes: seconds of each stage, memory (MB) before, with all checked, and at most."""
    from returns import PERIOD, deliver, workspace_of  # noqa: PLC0415

    from cchc_excel.api import check, collect, consolidate, generate  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as name:
        workspace = workspace_of(Path(name) / "desk", count)
        stages = [once(lambda: generate(workspace, PERIOD))]
        deliver(workspace)
        before = peak_mb()
        stages += [once(lambda stage=stage: stage(workspace, PERIOD)) for stage in (collect, check)]
        checked = peak_mb()
        stages.append(once(lambda: consolidate(workspace, PERIOD)))
        print(*stages, before, checked, peak_mb())


def measure_reading(count: int) -> None:
    """Print the row of so many files, 500 different ones again and again."""
    from returns import deliver, workspace_of  # noqa: PLC0415

    from cchc_excel.reading.table.expected_forms import ExpectedForms  # noqa: PLC0415
    from cchc_excel.reading.workers.isolation import IsolatedExecutor  # noqa: PLC0415
    from cchc_excel.reading.workers.many import read_all  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as name:
        workspace = workspace_of(Path(name) / "desk", 500)
        paths = deliver(workspace)
        known, limits = (
            ExpectedForms.of(workspace.catalogue.forms, workspace.catalogue.forms[0].key),
            workspace.settings.limits,
        )
        with IsolatedExecutor(workspace.workers, limits) as executor:
            for some in (500, count):
                files = [paths[at % 500] for at in range(some)]
                seconds = once(lambda files=files: sum(1 for _ in read_all(files, known, limits, executor)))
                print(f"| {some} | {seconds / some * 1000:.1f} ms | {peak_mb():.0f} MB |", flush=True)


def _measured(count: str) -> list[float]:
    told = subprocess.run([sys.executable, __file__, "--one", count], stdout=subprocess.PIPE, text=True, check=True)
    return [float(number) for number in told.stdout.split()]


def _each(stages: Sequence[float], count: int) -> list[str]:
    return [f"{seconds / count * 1000:.1f} ms" for seconds in stages]


def main() -> None:
    """Measure each size in a process of its own."""
    if sys.argv[1:2] == ["--one"]:
        measure(int(sys.argv[2]))
        return
    if sys.argv[1:2] == ["--reading"]:
        measure_reading(int(sys.argv[2]))
        return
    taken = {int(count): _measured(count) for count in sys.argv[1:] or ["50", "500", "3500"]}
    header = ("agencies", *_STAGES, "collect and check", "all together", "memory before", "checked", "at most")
    rows = [
        [
            f"{count}",
            *_each(stages, count),
            f"{stages[1] + stages[2]:.0f} s",
            f"{sum(stages):.0f} s",
            *(f"{megabytes:.0f} MB" for megabytes in memory),
        ]
        for count, (stages, memory) in ((count, (told[:4], told[4:])) for count, told in taken.items())
    ]
    table("A return's cost by stage, two cores", header, rows)
    _, collecting, checking, _, _, checked, _ = taken[max(taken)]
    is_reached = collecting + checking <= _WISHED_SECONDS and checked <= _WISHED_MB
    print(f"\n{_WISHED_SECONDS} s and {_WISHED_MB} MB: {'reached' if is_reached else 'not reached'}")
    rows = [
        [
            f"{few} to {many}",
            *_each([more - less for less, more in zip(taken[few], taken[many], strict=True)], many - few)[:4],
        ]
        for few, many in pairwise(taken)
    ]
    table("What each further return costs", ("agencies", *_STAGES), rows)
    table("Reading alone", ("files", "a file", "peak of the main process"), [])
    subprocess.run([sys.executable, __file__, "--reading", str(_ONLY_READ)], check=True)


if __name__ == "__main__":
    main()
