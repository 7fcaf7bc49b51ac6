"""The columns of a table without upright lines, by its printed header, and its rows on each page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from cchc_excel.forms.layout import HEADERS
from cchc_excel.reading.formats.pdf_grid import Grid, GridCell, runs_of
from cchc_excel.reading.formats.pdf_page import Glyph, PageContent
from cchc_excel.reading.formats.pdf_rows import put_marks, split_rows
from cchc_excel.reading.formats.pdf_text import TextLine, text_lines
from cchc_excel.reading.formats.runs import Run
from cchc_excel.text.normalize import fold_marks

_HEADER_WORDS: Mapping[str, Sequence[str]] = {key: fold_marks(text).split() for key, text in HEADERS.items()}
#: Parts of a word's size: how far the next word of a heading is to the right, or below.
_NEXT_WORD, _NEXT_LINE = 1.5, 2.2
#: Headings of one header are no farther apart, in parts of their size.
_HIGHEST_HEADER = 5.0
#: So many of the labels' lines end within their column; what stands below a table may be wider.
_USUAL_WIDTH = 0.95
#: Labels that all take less than this share of their column are not broken into lines.
_SHORT = 0.6
#: In parts of a label's size: so far before the next column's texts they end at least.
_MARGIN = 3.0
_NECESSARY = ("label", "figure", "note")


class Segment(NamedTuple):
    """Glyphs drawn one after another, on one line."""

    glyphs: tuple[Glyph, ...]
    x0: float
    x1: float
    baseline: float
    size: float


class _Box(NamedTuple):
    """Where a heading stands; `size` is that of its glyphs."""

    left: float
    top: float
    right: float
    bottom: float
    size: float


@dataclass(frozen=True)
class Header:
    """The printed header of a table on a page.

    Attributes:
        keys: of the columns, from the left.
        spans: column from 0 → from where to where its heading is.
        top: of its first line.
        bottom: of its last line.
    """

    keys: Sequence[str]
    spans: Sequence[tuple[float, float]]
    top: float
    bottom: float

    @property
    def label(self) -> int:
        """The column of the labels."""
        return self.keys.index("label")


def grids_by_header(pages: Sequence[PageContent]) -> Sequence[Grid]:
    """The table under a printed header, one grid a page; none where no page has such a header."""
    headers = [_header(page) for page in pages]
    first = next((at for at, header in enumerate(headers) if header is not None), None)
    if first is None:
        return []
    columns = headers[first]
    assert columns is not None  # noqa: S101 - just found
    bodies = []
    for at, page in enumerate(pages[first:], start=first):
        header = headers[at]
        bodies.append((page, _body(page, header.bottom if header else None)))
    areas = _areas(columns, [segment for _, body in bodies for segment in body])
    filled = [_columns(page, body, columns, areas) for page, body in bodies]
    labels, following = (
        [line for lines, _ in filled for line in lines.get(column, ())] for column in (columns.label, columns.label + 1)
    )
    right = _right_of_labels(labels, following)
    grids = [_grid(columns, lines, doubtful, right) for lines, doubtful in filled]
    spans = [*((left, right, column) for column, (left, right) in enumerate(columns.spans))]
    spans += [(left, right, column) for left, right, column in areas if column is not None]
    for (page, _), grid in zip(bodies, grids, strict=True):
        put_marks(page, grid, spans)
    grids[0].above = text_lines([glyph for glyph in pages[first].glyphs if glyph.baseline < columns.top], pages[first])
    grids[0].rows.insert(0, _header_row(columns))
    return grids


# --- the header -------------------------------------------------------------------------------------------------------


def _header(page: PageContent) -> Header | None:
    """The first printed header of a page; None where there is none."""
    words = [(segment, fold_marks(_text(segment))) for segment in _words(page)]
    boxes: dict[str, list[_Box]] = {}
    for key, wanted in _HEADER_WORDS.items():
        for segment, text in words:
            if text == wanted[0] and (box := _followed(segment, wanted[1:], words)):
                boxes.setdefault(key, []).append(box)
    for label in boxes.get("label", ()):
        found = {"label": label}
        for key, candidates in boxes.items():
            near = [
                box
                for box in candidates
                if box.bottom >= label.top and abs(box.bottom - label.bottom) <= _HIGHEST_HEADER * label.size
            ]
            if key != "label" and near:
                found[key] = min(near, key=lambda box: abs(box.bottom - label.bottom))
        if all(key in found for key in _NECESSARY):
            return _header_of(found)
    return None


def _header_of(found: Mapping[str, _Box]) -> Header:
    ordered = sorted(found.items(), key=lambda item: item[1].left)
    return Header(
        [key for key, _ in ordered],
        [(box.left, box.right) for _, box in ordered],
        min(box.top for _, box in ordered),
        max(box.bottom for _, box in ordered),
    )


def _followed(first: Segment, wanted: Sequence[str], words: Sequence[tuple[Segment, str]]) -> _Box | None:
    """The box of a heading that begins with a word and goes on with these; None where it does not."""
    members, last = [first], first
    for text in wanted:
        last_word = next((word for word, other in words if other == text and _is_next(first, last, word)), None)
        if last_word is None:
            return None
        members.append(last_word)
        last = last_word
    return _Box(
        min(word.x0 for word in members),
        min(word.baseline - word.size for word in members),
        max(word.x1 for word in members),
        max(word.baseline for word in members),
        first.size,
    )


def _is_next(first: Segment, last: Segment, word: Segment) -> bool:
    """Whether a word follows another, to the right or on the line below."""
    down = word.baseline - last.baseline
    if abs(down) < last.size / 2:
        return -1 <= word.x0 - last.x1 <= _NEXT_WORD * last.size
    return 0 < down <= _NEXT_LINE * last.size and first.x0 - 3 * last.size <= word.x0 <= last.x1 + last.size


def _header_row(header: Header) -> dict[int, GridCell]:
    """The header as one row; what else stands between its headings is no part of it."""
    row = {}
    for column, (key, (left, right)) in enumerate(zip(header.keys, header.spans, strict=True)):
        line = TextLine(
            (Run(HEADERS[key]),), left, right, header.top, header.bottom, header.bottom, 0, 0, is_overlaid=False
        )
        row[column] = GridCell([line], column)
    return row


# --- what is under it ----------------------------------------------------------------------------------------------


def _words(page: PageContent) -> Iterator[Segment]:
    for run in runs_of(page.glyphs):
        word: list[Glyph] = []
        for glyph in [*run, None]:
            if glyph is not None and glyph.text.strip():
                word.append(glyph)
            elif word:
                yield _segment(word)
                word = []


def _segment(glyphs: Sequence[Glyph]) -> Segment:
    return Segment(tuple(glyphs), glyphs[0].x0, glyphs[-1].x1, glyphs[0].baseline, glyphs[0].size)


def _text(segment: Segment) -> str:
    return "".join(glyph.text for glyph in segment.glyphs)


def _body(page: PageContent, below: float | None) -> list[Segment]:
    """The segments of a page below a header, without the page's number above or below everything else."""
    segments = []
    for run in runs_of(page.glyphs):
        seen = [at for at, glyph in enumerate(run) if glyph.text.strip()]
        if seen:
            segments.append(_segment(run[seen[0] : seen[-1] + 1]))
    numbers = {id(segment) for segment in _page_number(segments)}
    return [
        segment
        for segment in segments
        if id(segment) not in numbers and (below is None or segment.baseline > below + segment.size / 2)
    ]


def _page_number(segments: Sequence[Segment]) -> Iterator[Segment]:
    ordered = sorted(segments, key=lambda segment: segment.baseline)
    for edge in (ordered[:1], ordered[-1:]):
        for segment in edge:
            is_alone = sum(abs(other.baseline - segment.baseline) < segment.size for other in segments) == 1
            if is_alone and _text(segment).strip("-– ./").replace("Trang", "").strip().replace("/", "").isdigit():
                yield segment


def _areas(header: Header, segments: Sequence[Segment]) -> Sequence[tuple[float, float, int | None]]:
    """Stretches of the page's width that are covered without a gap, each with the one column whose heading it meets."""
    spans = [*((left, right) for left, right in header.spans)]
    spans += [(segment.x0, segment.x1) for segment in segments if len(_under(header, segment.x0, segment.x1)) < 2]
    areas: list[list[float]] = []
    for left, right in sorted(spans):
        if areas and left <= areas[-1][1]:
            areas[-1][1] = max(areas[-1][1], right)
        else:
            areas.append([left, right])
    found = []
    for left, right in areas:
        met = _under(header, left, right)
        found.append((left, right, met[0] if len(met) == 1 else None))
    return found


def _under(header: Header, left: float, right: float) -> list[int]:
    """The columns whose heading a stretch meets."""
    return [column for column, (x0, x1) in enumerate(header.spans) if left < x1 and x0 < right]


def _column(header: Header, areas: Sequence[tuple[float, float, int | None]], segment: Segment) -> tuple[int, bool]:
    """The column of a segment, and whether that is sure."""
    met = _under(header, segment.x0, segment.x1)
    if met:
        return met[0], len(met) == 1
    for left, right, column in areas:
        if left <= segment.x0 and segment.x1 <= right and column is not None:
            return column, True
    distances = [max(x0 - segment.x1, segment.x0 - x1) for x0, x1 in header.spans]
    nearest = distances.index(min(distances))
    is_outermost = nearest == len(distances) - 1 and segment.x0 > header.spans[-1][0]
    return nearest, is_outermost or (nearest == 0 and segment.x1 < header.spans[0][1])


def _right_of_labels(labels: Sequence[TextLine], following: Sequence[TextLine]) -> float:
    """Where the labels' column ends: where its long lines do, or before the next column where none is long.

    Args:
        labels: every line of them.
        following: every line of the column to the right.
    """
    if not labels:
        return 0.0
    right = sorted(line.x1 for line in labels)[int(_USUAL_WIDTH * (len(labels) - 1))]
    left = min(line.x0 for line in labels)
    end = min((line.x0 for line in following), default=right) - _MARGIN * labels[0].size
    return max(right, end) if right - left < _SHORT * (end - left) else right


def _columns(
    page: PageContent, body: Sequence[Segment], header: Header, areas: Sequence[tuple[float, float, int | None]]
) -> tuple[Mapping[int, Sequence[TextLine]], Mapping[int, Sequence[float]]]:
    """The lines of each column, and the baselines of what may be of another column."""
    glyphs: dict[int, list[Glyph]] = {}
    doubtful: dict[int, list[float]] = {}
    for segment in body:
        column, is_sure = _column(header, areas, segment)
        glyphs.setdefault(column, []).extend(segment.glyphs)
        if not is_sure:
            doubtful.setdefault(column, []).append(segment.baseline)
    return {column: text_lines(members, page) for column, members in sorted(glyphs.items())}, doubtful


def _grid(
    header: Header, lines: Mapping[int, Sequence[TextLine]], doubtful: Mapping[int, Sequence[float]], right: float
) -> Grid:
    rows = split_rows(lines, header.label, right)
    for row in rows:
        for column, cell in row.items():
            baselines = doubtful.get(column, ())
            if column > header.label and any(
                abs(line.baseline - baseline) < line.size / 2 for line in cell.lines for baseline in baselines
            ):
                cell.is_doubtful = True
    return Grid([left for left, _ in header.spans], rows, is_drawn=False)
