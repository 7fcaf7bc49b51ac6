"""Whether a return costs the same among 50 and among 3,500, and how much memory that takes; 20,000 are only read.

Usage: ``python benchmarks/growth.py [AGENCIES ...]``. Each size runs in a process of its own.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from measure import once, peak_mb, table

# What is not imported here is not loaded by the workers either, as in the command line.

_ONLY_READ = 20_000


def measure(count: int) -> None:
    """Print the row of one size."""
    from returns import PERIOD, deliver, workspace_of  # noqa: PLC0415

    from cchc_excel.campaign import check, collect, consolidate, generate  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as name:
        workspace = workspace_of(Path(name) / "desk", count)
        stages = [once(lambda: generate(workspace, PERIOD))]
        deliver(workspace)
        before = peak_mb()
        stages += [once(lambda stage=stage: stage(workspace, PERIOD)) for stage in (collect, check, consolidate)]
        each = " | ".join(f"{seconds / count * 1000:.1f} ms" for seconds in stages)
        print(f"| {count} | {each} | {sum(stages):.0f} s | {before:.0f} MB | {peak_mb():.0f} MB |", flush=True)


def measure_reading(count: int) -> None:
    """Print the row of so many files, 500 different ones again and again."""
    from returns import deliver, workspace_of  # noqa: PLC0415

    from cchc_excel.reading.isolation import IsolatedExecutor  # noqa: PLC0415
    from cchc_excel.reading.known import Known  # noqa: PLC0415
    from cchc_excel.reading.many import read_all  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as name:
        workspace = workspace_of(Path(name) / "desk", 500)
        paths = deliver(workspace)
        known, limits = Known.of(workspace.catalogue.forms, workspace.catalogue.forms[0].key), workspace.settings.limits
        with IsolatedExecutor(workspace.workers, limits) as executor:
            for some in (500, count):
                files = [paths[at % 500] for at in range(some)]
                seconds = once(lambda files=files: sum(1 for _ in read_all(files, known, limits, executor)))
                print(f"| {some} | {seconds / some * 1000:.1f} ms | {peak_mb():.0f} MB |", flush=True)


def main() -> None:
    """Measure each size in a process of its own."""
    if sys.argv[1:2] == ["--one"]:
        measure(int(sys.argv[2]))
        return
    if sys.argv[1:2] == ["--reading"]:
        measure_reading(int(sys.argv[2]))
        return
    header = ("agencies", "generate", "collect", "check", "consolidate", "all together", "memory before", "peak")
    table("A return's cost by stage, two cores", header, [])
    for count in sys.argv[1:] or ["50", "500", "3500"]:
        subprocess.run([sys.executable, __file__, "--one", count], check=True)
    table("Reading alone", ("files", "a file", "peak of the main process"), [])
    subprocess.run([sys.executable, __file__, "--reading", str(_ONLY_READ)], check=True)


if __name__ == "__main__":
    main()
