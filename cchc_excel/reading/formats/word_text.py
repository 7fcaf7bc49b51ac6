"""The text of a Word document's cells in runs: what is struck out, raised or hidden is told apart from the rest.

So is what nobody can be sure is a cell's own text: digits in a box of text, which may lie over any other place, a table
within the cell, and a field whose text is not in the file. It is doubtful.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from lxml import etree

from cchc_excel.reading.formats.runs import UNTICKED, Run, without_lone_boxes
from cchc_excel.reading.formats.unsafe import UnsafeError
from cchc_excel.reading.formats.word_fields import Fields, signs, tick, unread
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
#: Of a table or box of text so much is told.
_LONGEST_QUOTED = 200


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
        self._table: etree._Element | None = None
        self._table_style = ""

    def runs(self, cell: etree._Element) -> Sequence[Run]:
        """The runs of a cell; paragraphs and boxes of text are lines.

        A table within the cell is doubtful, but for one of a single cell. An empty box is nothing, unless words stand
        beside it.
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
        for paragraph in _paragraphs(cell):
            if not is_first:
                yield Run("\n")
            yield from self._line(paragraph, below, fields)
            is_first = _runs_on(paragraph)
        for box in _boxes(cell):
            yield from self._box(box, below)

    def _line(self, line: etree._Element, below: RunFormat, fields: Fields) -> Iterator[Run]:
        """What is seen of one of :func:`_paragraphs`."""
        if local_name(line) == "sdt":
            yield Run(_checkbox(line) or "")
        elif local_name(line) == "tbl":
            yield Run(quoted(line), "doubtful")
        else:
            yield from self._paragraph(line, below, fields)

    def _box(self, box: etree._Element, below: RunFormat) -> Iterator[Run]:
        """The lines of a box of text; where a digit is seen in it, all that is seen is doubtful."""
        fields = Fields()
        runs = [run for line in _paragraphs(box) for run in (Run("\n"), *self._line(line, below, fields))]
        is_doubtful = any(sign.isdigit() for run in runs if not run.why_aside for sign in run.text)
        for run in runs:
            yield run._replace(why_aside="doubtful") if is_doubtful and not run.why_aside else run

    def _behind(self, cell: etree._Element) -> RunFormat:
        """What the table's style says of its text, and whether the cell has a colour."""
        table = next(cell.iterancestors("{*}tbl"), None)
        below = self._styles.default
        if table is not None:
            if table is not self._table:
                # Asked for once: where a table has no properties, all its rows are looked through for them.
                self._table, self._table_style = table, _value(table, "tblPr", "tblStyle")
            below = self._styles.format(self._table_style).over(below)
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
            elif name == "fldSimple" and not any(local_name(part) == "r" for part in child):
                yield Run(unread(attribute(child, "instr"), has_result=False), "doubtful")
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
        if instruction := fields.take_unread():
            yield Run(instruction, "doubtful")


def _around(name: str) -> tuple[str, str]:
    """What is drawn before and behind a part of a formula."""
    if name == "d":
        return "(", ")"
    return "/" if name == "den" else "?" if name in _DRAWN else "", ""


def _paragraphs(element: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs, controls around paragraphs that are boxes to be ticked, and tables of several cells."""
    for child in element:
        name = local_name(child)
        if name == "p" or (name == "sdt" and _checkbox(child) is not None):
            yield child
        elif name in WRAPPERS and not is_skipped(child) and not (name == "sdt" and _is_placeholder(child)):
            yield from _paragraphs(child)
        elif name == "tbl":
            cells = list(islice(child.iter("{*}tc"), 2))
            yield from _paragraphs(cells[0]) if len(cells) == 1 else [child]


def quoted(element: etree._Element) -> str:
    """What the paragraphs in a table or box of text say, in short."""
    said = ""
    for paragraph in element.iter("{*}p"):
        text = "".join(part.text or "" for part in paragraph.iter("{*}t")).strip()
        said += f" | {text}" if said and text else text
        if len(said) > _LONGEST_QUOTED:
            break
    return said[:_LONGEST_QUOTED]


def _boxes(cell: etree._Element) -> Iterator[etree._Element]:
    """The boxes of text that stand in a cell."""
    for box in cell.iter("{*}txbxContent"):
        if next(box.iterancestors("{*}tc"), None) is cell and not any(map(is_skipped, box.iterancestors())):
            yield box


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
