"""``python -m cchc_excel`` is ``cchc``."""

from __future__ import annotations

import sys

from cchc_excel.cli import main

if __name__ == "__main__":
    sys.exit(main())
