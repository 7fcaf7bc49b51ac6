"""The samples that the repository shows are what the demo makes today."""

from __future__ import annotations

import importlib.util
import re
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def parts(path: Path) -> dict[str, str]:
    """A workbook's parts; digests of other workbooks differ with the packer's version, not with what is said."""
    with zipfile.ZipFile(path) as package:
        return {
            name: re.sub("[0-9a-f]{64}", "…", package.read(name).decode("utf-8")) for name in sorted(package.namelist())
        }


@pytest.mark.slow
def test_the_samples_are_fresh(tmp_path):
    spec = importlib.util.spec_from_file_location("make_samples", ROOT / "scripts" / "make_samples.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    for shown, made in script.make(tmp_path).items():
        committed, fresh = parts(ROOT / shown), parts(made)
        stale = [name for name in fresh if committed.get(name) != fresh[name]]
        assert not stale, f"{shown} is stale ({', '.join(stale)}): run python scripts/make_samples.py"
        assert list(committed) == list(fresh)
