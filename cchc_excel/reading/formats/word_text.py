"""The text of a Word document's cells in runs: what is struck out, raised or hidden is told apart from the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from lxml import etree

from cchc_excel.reading.formats.runs import UNTICKED, Run, without_lone_boxes
from cchc_excel.reading.formats.unsafe import UnsafeError
from cchc_excel.reading.formats.word_fields import Fields, signs, tick
from cchc_excel.reading.formats.word_styles import PLAIN, RunFormat, Styles, is_fill, run_format
from cchc_excel.reading.formats.xml import attribute, is_on, local_name

#: What was deleted or moved away, instructions of fields, and what only older programs show.
_SKIPPED = frozenset({"del", "moveFrom", "delText", "instrText", "delInstrText", "Fallback", "rt"})
#: What stands around paragraphs, rows or cells without being any of these.
WRAPPERS = frozenset({"sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"})
#: Formulas whose text says something else without the signs that are drawn around it.
_DRAWN = frozenset({"rad", "nary", "m", "eqArr", "limLow", "limUpp", "func", "acc", "bar", "groupChr"})
_RAISED = frozenset({"sup", "sub"})
_DEEPEST = 200


def is_skipped(element: etree._Element) -> bool:
    """Whether nothing in an element is there once the document's changes are accepted."""
    name = local_name(element)
    return name in _SKIPPED or (name == "Choice" and _is_another_choice(element))


def _is_another_choice(element: etree._Element) -> bool:
    """Whether the same was there before, for programs that understand it."""
    return any(local_name(before) == "Choice" for before in element.itersiblings(preceding=True))


class TextReader:
    """Reads the text of cells."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles

    def runs(self, cell: etree._Element) -> Sequence[Run]:
        """The runs of a cell; paragraphs and boxes of text are lines.

        A table within the cell is none of its text, but for one of a single cell. An empty box is nothing, unless words
        stand beside it.
        """
        control = _control_around(cell)
        if control is not None and _is_placeholder(control):
            return []
        if control is not None and (mark := _checkbox(control)) is not None:
            return [] if mark == UNTICKED else [Run(mark)]
        return without_lone_boxes(self._lines(cell))

    def runs_in(self, paragraph: etree._Element) -> Iterator[Run]:
        """The runs of a paragraph in no table."""
        yield from self._paragraph(paragraph, replace(self._styles.default, is_filled=True), Fields())

    def _lines(self, cell: etree._Element) -> Iterator[Run]:
        below = self._behind(cell)
        fields = Fields()
        is_first = True
        for paragraph in (*_paragraphs(cell), *_boxed(cell)):
            if not is_first:
                yield Run("\n")
            is_first = False
            if local_name(paragraph) == "sdt":
                yield Run(_checkbox(paragraph) or "")
            else:
                yield from self._paragraph(paragraph, below, fields)
                is_first = _runs_on(paragraph)

    def _behind(self, cell: etree._Element) -> RunFormat:
        """What the table's style says of its text, and whether the cell has a colour."""
        table = next(cell.iterancestors("{*}tbl"), None)
        below = self._styles.default
        if table is not None:
            below = self._styles.format(_value(table, "tblPr", "tblStyle")).over(below)
        shadings = [child for group in cell if local_name(group) == "tcPr" for child in group]
        if any(local_name(child) == "shd" and is_fill(child) for child in shadings):
            below = replace(below, is_filled=True)
        return below

    def _paragraph(self, paragraph: etree._Element, below: RunFormat, fields: Fields) -> Iterator[Run]:
        style = _value(paragraph, "pPr", "pStyle") or self._styles.paragraph
        yield from self._runs(paragraph, self._styles.format(style).over(below), fields, 0)

    def _runs(self, element: etree._Element, below: RunFormat, fields: Fields, depth: int) -> Iterator[Run]:
        if depth > _DEEPEST:
            raise UnsafeError("depth")
        for child in element:
            name = local_name(child)
            if name == "r":
                yield from self._run(child, below, fields)
            elif name == "sdt" and _is_placeholder(child):
                continue
            elif name == "sdt" and (mark := _checkbox(child)) is not None:
                yield Run(mark)
            elif name not in ("pPr", "p", "tbl", "sdtPr") and not is_skipped(child):
                before, after = _around(name)
                yield Run(before)
                inside = replace(below, is_raised=True) if name in _RAISED else below
                yield from self._runs(child, inside, fields, depth + 1)
                yield Run(after)

    def _run(self, run: etree._Element, below: RunFormat, fields: Fields) -> Iterator[Run]:
        own = PLAIN
        # One in a formula has two groups of properties.
        for properties in run:
            if local_name(properties) == "rPr":
                style = next((attribute(child, "val") for child in properties if local_name(child) == "rStyle"), "")
                own = run_format(properties).over(self._styles.format(style)).over(own)
        own = own.over(below)
        if text := "".join(signs(run, fields)):
            yield Run(text, own.why_aside, own.font or "")


def _around(name: str) -> tuple[str, str]:
    """What is drawn before and behind a part of a formula."""
    if name == "d":
        return "(", ")"
    return "/" if name == "den" else "?" if name in _DRAWN else "", ""


def _paragraphs(element: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs, and controls around paragraphs that are boxes to be ticked."""
    for child in element:
        name = local_name(child)
        if name == "p" or (name == "sdt" and _checkbox(child) is not None):
            yield child
        elif name in WRAPPERS and not is_skipped(child) and not (name == "sdt" and _is_placeholder(child)):
            yield from _paragraphs(child)
        elif name == "tbl" and len(cells := list(child.iter("{*}tc"))) == 1:
            yield from _paragraphs(cells[0])


def _boxed(cell: etree._Element) -> Iterator[etree._Element]:
    """The paragraphs of the boxes of text that stand in a cell."""
    for box in cell.iter("{*}txbxContent"):
        if next(box.iterancestors("{*}tc"), None) is cell and not any(map(is_skipped, box.iterancestors())):
            yield from _paragraphs(box)


def _runs_on(paragraph: etree._Element) -> bool:
    """Whether a paragraph's end was deleted or moved away."""
    marks = (mark for group in paragraph if local_name(group) == "pPr" for mark in group if local_name(mark) == "rPr")
    return any(local_name(change) in ("del", "moveFrom") for mark in marks for change in mark)


def _control_around(cell: etree._Element) -> etree._Element | None:
    """The content control that has a cell, and nothing else, in it."""
    content = cell.getparent()
    if content is None or local_name(content) != "sdtContent":
        return None
    return content.getparent()


def _checkbox(control: etree._Element) -> str | None:
    """A box to be ticked; None for any other content control."""
    for properties in control:
        if local_name(properties) == "sdtPr":
            for box in properties:
                if local_name(box) == "checkbox":
                    return tick(is_ticked=any(local_name(part) == "checked" and is_on(part) for part in box))
    return None


def _is_placeholder(control: etree._Element) -> bool:
    """Whether a content control shows only what should be typed there."""
    return any(
        is_on(part)
        for properties in control
        if local_name(properties) == "sdtPr"
        for part in properties
        if local_name(part) == "showingPlcHdr"
    )


def _value(element: etree._Element, group: str, name: str) -> str:
    for child in element:
        if local_name(child) == group:
            return next((attribute(found, "val") for found in child if local_name(found) == name), "")
    return ""
