"""Every dependency is pinned with hashes within its range, bounded from below by what mended faults, and explained."""

from __future__ import annotations

import ast
import importlib.util
import re
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = next(folder for folder in Path(__file__).parents if (folder / "pyproject.toml").is_file())
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
DIRECT = [Requirement(line) for line in PROJECT["dependencies"]]
EXTRAS = {name: [Requirement(line) for line in lines] for name, lines in PROJECT["optional-dependencies"].items()}
FILES = ("run.txt", "optional.txt", "build.txt", "test.txt")
#: The first release that mended a fault which matters here, and why.
MENDED = {
    "cryptography": ("46.0.7", "copies beyond a buffer's end (CVE-2026-39892)"),
    "jinja2": ("3.1.6", "a way out of the sandbox in which the letters' texts run (CVE-2025-27516)"),
    "lxml": ("6.1.0", "external entities in iterparse (CVE-2026-41066)"),
    "pdfminer.six": ("20251230", "a PDF that names a pickle (CVE-2025-64512)"),
    "python-multipart": ("0.0.27", "unbounded headers of a part (CVE-2026-42561)"),
    "starlette": ("0.49.1", "a Range header in quadratic time (CVE-2025-62727)"),
    "python-calamine": ("0.6.2", "billions of repeated cells in .ods"),
}


def pins(name):
    """Package → its pinned requirements, one for each marker; a file that pip would not take fails."""
    found: dict[str, list[Requirement]] = {}
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[^\s#])", text.partition("\n")[2].strip())
    for entry in entries:
        line, *hashes = (part.strip() for part in entry.split("\\\n"))
        assert hashes, f"{line} has no hash"
        assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", part) for part in hashes), line
        requirement = Requirement(line)
        (specifier,) = requirement.specifier
        assert specifier.operator == "==", line
        found.setdefault(canonicalize_name(requirement.name), []).append(requirement)
    return found


def version(requirement):
    (specifier,) = requirement.specifier
    return Version(specifier.version)


def is_pinned(requirement, found):
    pinned = found.get(canonicalize_name(requirement.name), [])
    return bool(pinned) and all(requirement.specifier.contains(version(one)) for one in pinned)


@pytest.mark.parametrize("requirement", DIRECT, ids=str)
def test_what_the_program_needs_is_pinned_within_its_range(requirement):
    for name in ("run.txt", "test.txt"):
        assert is_pinned(requirement, pins(name)), f"run python scripts/make_constraints.py: {requirement}"


@pytest.mark.parametrize(("extra", "name"), [("keyring", "optional.txt"), ("parquet", "optional.txt"), *(
    (extra, "test.txt") for extra in ("dask", "keyring", "parquet", "test")
)])  # fmt: skip
def test_extras_are_pinned_within_their_range(extra, name):
    found = pins(name)
    assert [str(requirement) for requirement in EXTRAS[extra] if not is_pinned(requirement, found)] == []


def test_the_pin_of_a_package_is_the_same_in_every_file():
    everything = pins("test.txt")
    for name in FILES:
        for package, pinned in pins(name).items():
            assert {version(one) for one in pinned} <= {version(one) for one in everything[package]}, (name, package)


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13", "3.14"])
@pytest.mark.parametrize("system", ["linux", "win32"])
def test_each_system_and_python_gets_one_version_of_each_package(python, system):
    environment = {
        "python_version": python,
        "python_full_version": f"{python}.1",
        "sys_platform": system,
        "platform_system": {"linux": "Linux", "win32": "Windows"}[system],
        "os_name": "nt" if system == "win32" else "posix",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }
    found = pins("run.txt")
    taken = {
        package: [one for one in pinned if one.marker is None or one.marker.evaluate(environment)]
        for package, pinned in found.items()
    }
    assert all(len(pinned) <= 1 for pinned in taken.values())
    assert all(len(taken[canonicalize_name(requirement.name)]) == 1 for requirement in DIRECT)


@pytest.mark.parametrize("name", MENDED)
def test_floors_stand_at_the_releases_that_mended_faults(name):
    first, why = MENDED[name]
    (requirement,) = (one for one in DIRECT if canonicalize_name(one.name) == canonicalize_name(name))
    (floor,) = (Version(one.version) for one in requirement.specifier if one.operator in (">=", "=="))
    assert floor >= Version(first), f"{requirement}: {why}"


def test_a_range_without_its_pin_is_noticed():
    found = {"jinja2": [Requirement("jinja2==3.1.5")]}
    assert not is_pinned(Requirement("jinja2>=3.1.6"), found)
    assert not is_pinned(Requirement("lxml>=6"), found)
    assert is_pinned(Requirement("Jinja2>=3.1"), found)


def test_the_script_pins_what_the_project_says():
    spec = importlib.util.spec_from_file_location("make_constraints", ROOT / "scripts" / "make_constraints.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    lines = script.requirements()
    assert set(lines) == set(FILES)
    assert lines["run.txt"] == PROJECT["dependencies"]
    for name in FILES:
        found = pins(name)
        assert [line for line in lines[name] if not is_pinned(Requirement(line), found)] == []


def test_ci_and_readme_install_what_is_pinned():
    ci, readme = ((ROOT / name).read_text(encoding="utf-8") for name in (".ci/run", "README.md"))
    assert "--require-hashes -r requirements/test.txt" in ci
    assert "--no-deps --no-build-isolation" in ci
    assert "pip install --require-hashes -r requirements/run.txt -r requirements/build.txt" in readme
    assert "pip install --no-deps --no-build-isolation ." in readme
    assert "pip install . && cchc demo" in readme


def test_every_direct_dependency_is_explained():
    page = (ROOT / "docs" / "decisions" / "0039-dependencies.md").read_text(encoding="utf-8")
    explained = {canonicalize_name(name) for name in re.findall(r"^\| `([\w.-]+)`", page, re.MULTILINE)}
    wanted = {*DIRECT, *EXTRAS["keyring"], *EXTRAS["parquet"], *EXTRAS["dask"]}
    assert {canonicalize_name(one.name) for one in wanted} == explained


def test_what_is_named_is_imported_and_what_is_imported_is_named():
    """What comes only because another package brings it can go with that package's next release."""
    #: pydantic pins the version of its core.
    names = {"docx": "python-docx", "pdfminer": "pdfminer-six", "msoffcrypto": "msoffcrypto-tool"}
    names |= {"ruamel": "ruamel-yaml", "pydantic_core": "pydantic"}
    imported = set()
    for path in (ROOT / "cchc_excel").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and not node.level:
                imported.add(node.module.partition(".")[0])
            elif isinstance(node, ast.Import):
                imported |= {alias.name.partition(".")[0] for alias in node.names}
    foreign = imported - sys.stdlib_module_names - {"cchc_excel"}
    wanted = [*DIRECT, *EXTRAS["keyring"], *EXTRAS["parquet"], *EXTRAS["dask"]]
    #: The client's choice, for whoever works on with the workbooks; what Starlette imports where a form comes.
    wanted = [requirement for requirement in wanted if requirement.name not in ("openpyxl", "python-multipart")]
    assert {canonicalize_name(names.get(name, name)) for name in foreign} == {
        canonicalize_name(requirement.name) for requirement in wanted
    }
