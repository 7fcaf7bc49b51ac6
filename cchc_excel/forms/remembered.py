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
from tempfile import NamedTemporaryFile

from cchc_excel.forms.form import Form


def remembered(definition: Path, parse: Callable[[Path], Form]) -> Form:
    """The form in a definition file of the package.

    Args:
        definition: its YAML.
        parse: reads it.
    """
    kept = definition.parent / "__pycache__" / f"{definition.stem}.{sys.implementation.cache_tag}.form"
    expected = _state_of(definition)
    # A torn file may make the loader stumble on anything; then the definition is read, as if there were none.
    with suppress(Exception):
        state, form = pickle.loads(kept.read_bytes())  # noqa: S301 - written below; as safe as the modules around it
        if state == expected and isinstance(form, Form):
            return form
    form = parse(definition)
    with suppress(OSError):
        _keep(kept, pickle.dumps((expected, form)))
    return form


def _keep(path: Path, content: bytes) -> None:
    path.parent.mkdir(exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as aside:
        aside.write(content)
    try:
        Path(aside.name).replace(path)
    finally:
        Path(aside.name).unlink(missing_ok=True)


def _state_of(definition: Path) -> str:
    """Of the definition, and of all modules that make a form of it."""
    package = Path(__file__).parent
    told = sha256(definition.read_bytes())
    for module in sorted([*package.glob("*.py"), *(package.parent / "rules").glob("*.py")]):
        told.update(module.read_bytes())
    return told.hexdigest()
