"""How many mangled returns are read whole, how many figures are right, and how many are wrong without a word.

Usage: ``python benchmarks/mangled.py [--only NAME] [--show]``. Returns of made-up agencies are mangled in some 150
named ways, each with fixed chance and a known truth; the program collects, assigns and checks them, and a script that
a colleague might write reads them too. Not timed. ``--only`` takes the beginning of a mangling's name; ``--show``
lists every figure that is wrong.

A figure is *wrong in silence* where it counts, differs from the truth, and no error or warning names its row, or the
file's table as doubtful. What is said of every file that came without a stamp is no such word; it is told apart as
*wrong, told in general*.
"""

from __future__ import annotations

import sys
from pathlib import Path


def main() -> None:
    """Score both."""
    # Imported here: the workers that read import this module, and need nothing of it.
    sys.path.insert(1, str(Path(__file__).parents[1] / "tests"))
    from mangling.scoring import run  # noqa: PLC0415

    run(__doc__ or "")


if __name__ == "__main__":
    main()
