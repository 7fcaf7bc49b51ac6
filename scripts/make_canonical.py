"""Make the canonical JSON of the form definitions that come with the program, and the sums that vouch for it.

Usage: ``python scripts/make_canonical.py``; a test says when they are stale.
"""

from __future__ import annotations

from pathlib import Path

from cchc_excel.forms.canonical import canonical_json
from cchc_excel.forms.catalogue import checksum_lines
from cchc_excel.forms.load import parse_definition

DEFINITIONS = Path(__file__).parents[1] / "cchc_excel" / "forms" / "definitions"


def canonical(definition: Path) -> bytes:
    """What stands beside a definition."""
    return canonical_json(parse_definition(definition.read_text(encoding="utf-8"), definition.name))


def main() -> None:
    """Put both beside every definition."""
    for definition in sorted(DEFINITIONS.glob("*.yaml")):
        definition.with_suffix(".json").write_bytes(canonical(definition))
        definition.with_suffix(".sha256").write_bytes(checksum_lines(definition))
        print(definition.name)


if __name__ == "__main__":
    main()
