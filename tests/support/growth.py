"""How the time of reading a text grows with its length."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

#: Texts of so many signs are measured, and four times as long ones.
SIGNS = 5000
#: In less time than this nothing is measured.
_NOTHING = 0.003


def growth(read: Callable[[str], object], shape: Callable[[int], str]) -> float:
    """How many times as long four times as much text takes, in CPU time: 4 where it is linear, 16 where it is square.

    Args:
        shape: makes a text of about so many signs.
    """
    short, long = shape(SIGNS), shape(4 * SIGNS)
    return min(_cpu_time(read, long) / max(_cpu_time(read, short), _NOTHING) for _ in range(2))


def _cpu_time(read: Callable[[str], object], text: str) -> float:
    gc.disable()
    try:
        began = time.process_time()
        read(text)
        return time.process_time() - began
    finally:
        gc.enable()
