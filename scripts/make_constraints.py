"""Pin every package that we install, with the hashes of its files, for Python 3.11 to 3.14 on every system.

Usage: ``pip install uv``, then ``python scripts/make_constraints.py``; ``--upgrade`` takes the newest releases, without
it pins stay where they are in range. The files are installed with ``pip install --require-hashes -r``.
"""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "requirements"
HEAD = "# Made by scripts/make_constraints.py; not to be edited.\n"
#: What each file pins beside what the program needs always (the first two) or alone: extras of pyproject.toml.
EVERYTHING, RUN, OPTIONAL, BUILD = "test.txt", "run.txt", "optional.txt", "build.txt"
TESTED_EXTRAS = ("dask", "keyring", "parquet", "test")
OPTIONAL_EXTRAS = ("keyring", "parquet")
#: Needed by the build backend for an editable installation, and named nowhere else.
EDITABLE = "editables>=0.5"


def requirements() -> dict[str, list[str]]:
    """The requirements that each file pins, as pyproject.toml says them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    run, extras = project["project"]["dependencies"], project["project"]["optional-dependencies"]
    build = [*project["build-system"]["requires"], EDITABLE]
    return {
        # First, as the others take their versions from it.
        EVERYTHING: [*run, *build, *(line for extra in TESTED_EXTRAS for line in extras[extra])],
        RUN: run,
        OPTIONAL: [line for extra in OPTIONAL_EXTRAS for line in extras[extra]],
        BUILD: build,
    }


def main() -> None:
    """Write the files."""
    FOLDER.mkdir(exist_ok=True)
    for name, lines in requirements().items():
        command = [sys.executable, "-m", "uv", "pip", "compile", "-", "--universal", "--python-version", "3.11"]
        command += ["--generate-hashes", "--no-header", "--no-annotate", "--quiet", "--output-file", str(FOLDER / name)]
        command += ["--upgrade"] if "--upgrade" in sys.argv[1:] and name == EVERYTHING else []
        command += ["--constraints", str(FOLDER / EVERYTHING)] if name != EVERYTHING else []
        if name != EVERYTHING:
            (FOLDER / name).unlink(missing_ok=True)
        subprocess.run(command, check=True, cwd=ROOT, input="\n".join(lines), encoding="utf-8")
        pins = (FOLDER / name).read_text(encoding="utf-8")
        (FOLDER / name).write_text(HEAD + pins, encoding="utf-8", newline="\n")
        print(f"requirements/{name}: {sum(line[0].isalnum() for line in pins.splitlines())} packages")


if __name__ == "__main__":
    main()
