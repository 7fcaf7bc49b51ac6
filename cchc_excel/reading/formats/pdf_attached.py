"""The names of the files that are attached to a PDF, as a whole or as marks on its pages (ISO 32000-1, 7.11.4)."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from itertools import islice
from typing import Any

from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import resolve1
from pdfminer.utils import decode_text

#: So many nodes of the tree of names, files and pages are looked at; nodes may refer to each other in a circle.
_MOST = 100


def attached_names(content: bytes) -> list[str]:
    """The names, each once.

    Raises:
        Exception: it is damaged; the library has errors of its own.
    """
    document = PDFDocument(PDFParser(BytesIO(content)))
    files = [*_in_tree(document), *_on_pages(document)]
    return list(dict.fromkeys(filter(None, map(_name, files))))


def _in_tree(document: PDFDocument) -> Iterator[Any]:
    nodes = [_part(document.catalog, "Names", "EmbeddedFiles")]
    for _ in range(_MOST):
        if not nodes:
            return
        node = nodes.pop()
        nodes += (_part(node, "Kids") or [])[:_MOST]
        # A name, by which it is sorted, and the file, in turn.
        yield from (_part(node, "Names") or [])[1 : 2 * _MOST : 2]


def _on_pages(document: PDFDocument) -> Iterator[Any]:
    for page in islice(PDFPage.create_pages(document), _MOST):
        for mark in (resolve1(page.annots) or [])[:_MOST]:
            yield _part(mark, "FS")


def _part(node: Any, *keys: str) -> Any:
    """What stands in a dictionary of dictionaries; None where it does not."""
    for key in keys:
        node = resolve1(node)
        node = node.get(key) if isinstance(node, dict) else None
    return resolve1(node)


def _name(file: Any) -> str:
    """A file is its name, or a dictionary with it."""
    file = resolve1(file)
    name = file if isinstance(file, bytes) else _part(file, "UF") or _part(file, "F")
    return decode_text(name) if isinstance(name, bytes) else ""
