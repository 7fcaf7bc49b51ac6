"""Cut off or killed at any moment, the workspace stays consistent, and running again finishes."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import pytest

from cchc_excel import api
from cchc_excel.api import Workspace, collect, doctor
from cchc_excel.cli.main import main
from support.recorded import state_of

#: Whole cycles, each with its own desk.
pytestmark = pytest.mark.slow

PERIOD = "2021-Q1"


POINTS = 10


# Ends the process, without a chance to tidy up, at its n-th touch of a file of the workspace. Where it is not to end,
# tells before which touches the files were others than before the one before: only there does a cut leave anything new.
_CUT = """
import hashlib, json, os, sys
import cchc_excel
from pathlib import Path
if __name__ == "__main__":
    root, verb, at = sys.argv[1], sys.argv[2], int(sys.argv[3])
    touches, states, looking = 0, [], False
    def state():
        paths = sorted(path for path in Path(root).rglob("*") if path.is_file())
        return hashlib.sha256(b"".join(str(path).encode() + path.read_bytes() for path in paths)).hexdigest()
    def hook(event, args):
        global touches, looking
        if looking:
            return
        if event in ("open", "os.rename", "os.remove", "os.mkdir", "shutil.copyfile", "sqlite3.connect"):
            if str(args[0]).startswith(root):
                touches += 1
                if touches == at:
                    os._exit(9)
                if not at:
                    looking = True
                    states.append(state())
                    looking = False
    sys.addaudithook(hook)
    getattr(cchc_excel, verb)(cchc_excel.Workspace(Path(root)))
    told = [n for n, found in enumerate(states, start=1) if n == 1 or found != states[n - 2]]
    print(json.dumps(told))
"""


@pytest.fixture
def cut(tmp_path):
    """Run a verb in a process of its own, cut off at a touch of a file (0: never, and tell the touches before
    which the workspace changed).
    """
    script = tmp_path / "cut.py"
    script.write_text(_CUT, encoding="utf-8")

    def run(workspace, verb, at=0):
        command = [sys.executable, str(script), str(workspace.root), verb, str(at)]
        ran = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
        assert ran.returncode == (9 if at else 0), ran.stderr
        return [] if at else json.loads(ran.stdout)

    return run


def copied(workspace, to):
    shutil.copytree(workspace.root, to)
    return Workspace(to)


def is_consistent(workspace):
    """Nothing half-written counts: whole originals, a file for every receipt, one return for an agency."""
    kinds = {trouble.kind for trouble in doctor(workspace).troubles}
    assert kinds <= {"leftover", "unrecorded"}
    with workspace.ledger() as ledger:
        agencies = [record.receipt.agency for record in ledger.accepted(PERIOD)]
    assert len(agencies) == len(set(agencies))
    for master in workspace.folder("consolidated", PERIOD).glob("*.xlsx"):
        openpyxl.load_workbook(master).close()


@pytest.mark.slow
def test_collect_cut_off_at_any_touch_of_a_file(full, cut, tmp_path):
    reference = copied(full.workspace, tmp_path / "reference")
    touches = cut(reference, "collect")
    expected = state_of(reference)
    assert len(touches) > POINTS
    for at in sorted(random.Random(3).sample(touches, POINTS)):
        workspace = copied(full.workspace, tmp_path / f"cut-{at}")
        cut(workspace, "collect", at)
        is_consistent(workspace)
        collect(workspace)
        assert state_of(workspace) == expected, f"cut at {at}"
        assert doctor(workspace).troubles == []


@pytest.mark.slow
def test_consolidate_cut_off_at_any_touch_of_a_file(full, cut, tmp_path):
    collect(full.workspace)
    api.consolidate(full.workspace)
    (master,) = full.workspace.folder("consolidated", PERIOD).glob("*.xlsx")
    expected = master.read_bytes()
    reference = copied(full.workspace, tmp_path / "reference")
    touches = cut(reference, "consolidate")
    # Before anything, after the ledger, with a half-written master, with a whole one in place.
    assert len(touches) >= 4
    for at in touches[:POINTS]:
        workspace = copied(full.workspace, tmp_path / f"cut-{at}")
        cut(workspace, "consolidate", at)
        is_consistent(workspace)
        assert api.consolidate(workspace).path.read_bytes() == expected


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="processes are found by their command lines on Linux")
def test_collect_killed_at_any_time_leaves_no_worker_behind(full, cut, tmp_path):
    chance = random.Random(11)
    for turn in range(4):
        workspace = copied(full.workspace, tmp_path / f"killed-{turn}")
        command = [sys.executable, str(tmp_path / "cut.py"), str(workspace.root), "collect", "0"]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.2, 1.2))
        process.kill()
        process.wait()
        is_consistent(workspace)
        collect(workspace)
        assert doctor(workspace).troubles == []
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and _mentioning(str(tmp_path)):
        time.sleep(0.2)
    assert _mentioning(str(tmp_path)) == []


def _mentioning(text):
    found = []
    for line in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            told = line.read_bytes().decode("utf-8", "replace")
        except OSError:
            continue
        if text in told and "pytest" not in told:
            found.append(told)
    return found


_FULL_DISK = """
import resource, signal, sys
from cchc_excel.cli.main import main
if __name__ == "__main__":
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))
    sys.argv = ["cchc", *sys.argv[2:]]
    sys.exit(main())
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no bound on a file's size")
@pytest.mark.parametrize("room", [1_000, 10_000, 30_000, 50_000])
def test_a_full_disk_is_a_sentence_and_loses_nothing(full, tmp_path, room):
    script = tmp_path / "full.py"
    script.write_text(_FULL_DISK, encoding="utf-8")
    command = [sys.executable, str(script), str(room), "-w", str(full.workspace.root), "collect"]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    ran = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=environment, check=False)
    assert ran.returncode == 2
    assert ran.stderr.startswith("Lỗi: ")
    assert "Traceback" not in ran.stderr
    is_consistent(full.workspace)
    assert full.collect()["STP.xlsx"].state in ("accepted", "known")
    assert doctor(full.workspace).troubles == []


def test_ctrl_c_keeps_what_is_done(full, monkeypatch, capsys):
    def stop(done, _all):
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        full.collect(progress=stop)
    is_consistent(full.workspace)
    with full.workspace.ledger() as ledger:
        assert len(ledger.receipts("2021-Q1")) == 2
    monkeypatch.setattr("cchc_excel.workflow.collect.collect", stopped)
    assert main(["-w", str(full.workspace.root), "collect"]) == 2
    assert "Đã dừng" in capsys.readouterr().err
    monkeypatch.undo()
    assert full.collect()["STP.xlsx"].state in ("accepted", "known")
    assert doctor(full.workspace).troubles == []


def stopped(*_, **__):
    raise KeyboardInterrupt
