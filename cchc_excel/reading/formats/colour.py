"""Whether a colour is so pale that white letters cannot be seen on it, nor letters in it on white."""

from __future__ import annotations

import re

#: As bright as that, or brighter, of 255: white letters on it have a contrast of less than 1.3 to 1.
_PALE = 230
#: In the list of indexed colours: white, ivory, pale turquoise, green and yellow, and the colour of the paper.
_PALE_INDEXES = frozenset({1, 9, 26, 27, 41, 42, 43, 65})
#: In the theme: the colour of the paper.
_PAPER = 0
_HEX = re.compile(r"#?(?:[0-9a-f]{2})?([0-9a-f]{6})", re.IGNORECASE)


def is_pale(red: float, green: float, blue: float) -> bool:
    """Of parts from 0 to 255.

    >>> is_pale(255, 251, 230), is_pale(31, 78, 121)
    (True, False)
    """
    return 299 * red + 587 * green + 114 * blue >= 1000 * _PALE


def is_pale_hex(text: str) -> bool:
    """Of ``FFFBE6``, with ``#`` or two digits of transparency before it or without; False for any other text."""
    match = _HEX.fullmatch(text.strip())
    return match is not None and is_pale(*bytes.fromhex(match[1]))


def is_pale_index(index: int) -> bool:
    """Of a number in the list of indexed colours that Excel begins with."""
    return index in _PALE_INDEXES


def is_pale_theme(index: int, tint: float) -> bool:
    """Of a number in the workbook's theme, darkened by a tint below 0; the theme's own colours are not looked up."""
    bright = 255 * (1 + min(tint, 0))
    return index == _PAPER and is_pale(bright, bright, bright)
