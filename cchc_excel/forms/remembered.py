"""Forms that come with the program, kept as they were understood: reading their YAML takes a third of a second.

As Python keeps the modules that it compiled: beside them, believed only where nothing that they depend on has changed,
and made anew where they cannot be kept.
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from cchc_excel.forms.form import Form

#: What a file that is not whole may make the loader stumble on.
_TORN = (pickle.UnpicklingError, EOFError, AttributeError, ImportError, IndexError, ValueError, TypeError)


def remembered(definition: Path, parse: Callable[[Path], Form]) -> Form:
    """The form in a definition file of the package.

    Args:
        definition: its YAML.
        parse: reads it.
    """
    kept = definition.parent / "__pycache__" / f"{definition.stem}.{sys.implementation.cache_tag}.form"
    expected = _state_of(definition)
    with suppress(OSError, *_TORN):
        state, form = pickle.loads(kept.read_bytes())  # noqa: S301 - written below; as safe as the modules around it
        if state == expected and isinstance(form, Form):
            return form
    form = parse(definition)
    with suppress(OSError):
        kept.parent.mkdir(exist_ok=True)
        aside = kept.with_suffix(f".{id(form)}.part")
        aside.write_bytes(pickle.dumps((expected, form)))
        aside.replace(kept)
    return form


def _state_of(definition: Path) -> str:
    """Of the definition, and of all modules that make a form of it."""
    package = Path(__file__).parent
    told = sha256(definition.read_bytes())
    for module in sorted([*package.glob("*.py"), *(package.parent / "rules").glob("*.py")]):
        told.update(module.read_bytes())
    return told.hexdigest()
