"""XML of files from outside, element by element: no document types, no entities, no network, bounded in depth."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from typing import Any

from lxml import etree

from cchc_excel.reading.formats.unsafe import UnsafeError

_SAFE: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    # They would cut the text that they stand in.
    "remove_comments": True,
    "remove_pis": True,
}
#: A smaller document is held in memory whole, which takes less time.
_SMALL = 1 << 20


def finished(chunks: Iterable[bytes], *names: str) -> Iterator[etree._Element]:
    """The elements of these local names, each once all of it is there; what was looked at is freed.

    None of the elements asked for should lie within another.

    Args:
        chunks: the document.
        names: local names, of any namespace.

    Raises:
        UnsafeError: there is a document type.
        etree.XMLSyntaxError: it is damaged.
        MemoryError: it takes more memory than there is.
    """
    remaining = iter(chunks)
    head = b"".join(_up_to(remaining, _SMALL))
    if len(head) < _SMALL:
        yield from parsed(head).iter(*(f"{{*}}{name}" for name in names))
        return
    parser = etree.XMLPullParser(events=("end",), tag=[f"{{*}}{name}" for name in names], **_SAFE)
    is_first = True
    with _memory_errors(parser):
        for chunk in chain([head], remaining):
            parser.feed(chunk)
            for _, found in parser.read_events():
                element: etree._Element = found  # type: ignore[assignment]  # none are namespaces
                if is_first:
                    _refuse_document_type(element)
                    is_first = False
                yield element
                _free(element)
        _refuse_document_type(parser.close())


def parsed(content: bytes) -> etree._Element:
    """The root of a small document, all of it in memory; raises as :func:`finished`."""
    parser = etree.XMLParser(**_SAFE)
    with _memory_errors(parser):
        root = etree.fromstring(content, parser)
    _refuse_document_type(root)
    return root


def _up_to(chunks: Iterator[bytes], size: int) -> Iterator[bytes]:
    """The first chunks, up to that size together."""
    read = 0
    for chunk in chunks:
        yield chunk
        read += len(chunk)
        if read >= size:
            return


@contextmanager
def _memory_errors(parser: etree.XMLParser | etree.XMLPullParser) -> Iterator[None]:
    """What the library says of too little memory, as Python says it."""
    try:
        yield
    except etree.XMLSyntaxError as error:
        if any(entry.type_name == "ERR_NO_MEMORY" for entry in parser.error_log):
            raise MemoryError from error
        raise


def local_name(element: etree._Element) -> str:
    """The element's tag without its namespace."""
    return element.tag.rpartition("}")[2]


def attribute(element: etree._Element, name: str) -> str:
    """The attribute of that local name, of any namespace; empty where there is none."""
    value = element.get(name)
    return (
        next((str(found) for key, found in element.items() if str(key).endswith(f"}}{name}")), "")
        if value is None
        else value
    )


def is_on(element: etree._Element | None, name: str = "val") -> bool:
    """Whether a switch such as ``<strike/>`` is there and not switched off by its attribute."""
    return element is not None and attribute(element, name) not in ("0", "false", "off", "none")


def _refuse_document_type(element: etree._Element) -> None:
    if element.getroottree().docinfo.internalDTD is not None:
        raise UnsafeError("doctype")


def _free(element: etree._Element) -> None:
    """Let go of an element; it stays, empty, until the next, since the parser may still refer to it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]
