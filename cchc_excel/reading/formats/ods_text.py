"""The text of an OpenDocument cell in pieces, each with the styles that it stands in.

What nobody can be sure is the cell's own text is doubtful: a table within the cell, digits in a drawing over it.
Tracked changes stand in the text as if they were accepted; what they deleted stands elsewhere.

Source: OASIS OpenDocument 1.3, part 3, sections 5 and 6 (text).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from cchc_excel.domain.submission import WhyAside
from cchc_excel.reading.formats.unsafe import UnsafeError
from cchc_excel.reading.formats.xml import attribute, local_name

_NAMESPACE = "{{urn:oasis:names:tc:opendocument:xmlns:{}:1.0}}"
_TABLE, _TEXT, _DRAWING = (_NAMESPACE.format(name) for name in ("table", "text", "drawing"))
PARAGRAPHS = (f"{_TEXT}p", f"{_TEXT}h")
#: What stands around paragraphs.
_AROUND = frozenset(f"{_TEXT}{name}" for name in ("list", "list-item", "list-header", "section", "numbered-paragraph"))
_DEEPEST, _MOST_BLANKS = 100, 1000
#: Elements within a text that are blanks, and that are no part of it.
_BLANKS = {"s": " ", "tab": "\t", "line-break": "\n"}
_NO_TEXT = frozenset({"note", "number", "ruby-text", "tracked-changes"})
_LONGEST_COUNT = 12
#: Of a table or drawing so much is told. Its rows, of a large document, are let go of before its cell is read.
_LONGEST_QUOTED = 200
_KEPT = "kept"


class Piece(NamedTuple):
    """A stretch of text.

    Attributes:
        styles: the name of its paragraph's style, then those of the spans around it; empty for none.
        why_aside: why it is no part of what the cell says, whatever its styles say.
    """

    text: str
    styles: tuple[str, ...] = ()
    why_aside: WhyAside = ""


def pieces(cell: etree._Element) -> Iterator[Piece]:
    """The text of a cell, a line for each paragraph.

    Raises:
        UnsafeError: it is nested deeper than any office program nests text.
    """
    is_first = True
    for part in _parts(cell, 0):
        if part.tag not in PARAGRAPHS:
            yield Piece(quoted(part), why_aside="doubtful")
            continue
        if not is_first:
            yield Piece("\n")
        yield from _pieces(part, (attribute(part, "style-name"),), 0)
        is_first = False


def is_plain(cell: etree._Element) -> bool:
    """Whether all that a cell has is text in the cell's own style."""
    return all(part.tag in PARAGRAPHS and not len(part) and not part.attrib for part in cell)


def has_paragraph(cell: etree._Element) -> bool:
    """Whether there is a paragraph in a cell, an empty one too."""
    return any(part.tag in PARAGRAPHS for part in cell)


def repetitions(element: etree._Element, name: str) -> int:
    """How often an element stands there by an attribute; once where that is no number."""
    count = element.get(name)
    if count is None or not (count.isascii() and count.isdigit()):
        return 1
    return max(int(count[:_LONGEST_COUNT]), 1)


def quoted(element: etree._Element) -> str:
    """What the paragraphs in a table, row or drawing say, in short."""
    said = ""
    for part in element.iter(*PARAGRAPHS, f"{_TABLE}table"):
        is_table = part.tag not in PARAGRAPHS
        text = part.get(_KEPT, "") if is_table else " ".join("".join(map(str, part.itertext())).split())
        said += f" | {text}" if said and text else text
        if len(said) > _LONGEST_QUOTED:
            break
    return said[:_LONGEST_QUOTED]


def keep_row(row: etree._Element) -> None:
    """Keep what a row says that is let go of before the cell around its table is read."""
    table = next(row.iterancestors(f"{_TABLE}table"), None)
    if table is not None and len(kept := table.get(_KEPT, "")) < _LONGEST_QUOTED:
        table.set(_KEPT, " | ".join(filter(None, (kept, quoted(row)))))


def _parts(element: etree._Element, depth: int) -> Iterator[etree._Element]:
    """The paragraphs in an element, and the tables."""
    _check(depth)
    for child in element:
        if child.tag in PARAGRAPHS or child.tag == f"{_TABLE}table":
            yield child
        elif child.tag in _AROUND:
            yield from _parts(child, depth + 1)


def _pieces(element: etree._Element, styles: tuple[str, ...], depth: int) -> Iterator[Piece]:
    """The pieces of text in an element; comments and notes are none of it."""
    _check(depth)
    if element.text:
        yield Piece(element.text, styles)
    for child in element:
        if child.tag.startswith(_TEXT):
            name = local_name(child)
            if name in _BLANKS:
                yield Piece(_BLANKS[name] * min(repetitions(child, f"{_TEXT}c"), _MOST_BLANKS), styles)
            elif name not in _NO_TEXT:
                within = (*styles, attribute(child, "style-name")) if name == "span" else styles
                yield from _pieces(child, within, depth + 1)
        elif child.tag.startswith(_DRAWING):
            said = quoted(child)
            yield Piece(said if any(map(str.isdigit, said)) else "", why_aside="doubtful")
        if child.tail:
            yield Piece(child.tail, styles)


def _check(depth: int) -> None:
    if depth > _DEEPEST:
        raise UnsafeError("depth")
