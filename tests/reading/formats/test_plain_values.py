"""The quick look at values says what the reading library says, or leaves them to it."""

from __future__ import annotations

import zipfile
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest

from cchc_excel.domain.submission import Cell
from cchc_excel.reading import reader
from cchc_excel.reading.formats import ooxml_fast_path as memories
from cchc_excel.reading.formats import ooxml_reader as package_walk
from cchc_excel.reading.formats.cell_values import plain_strings
from cchc_excel.reading.formats.ooxml_fast_path import plain_cells
from cchc_excel.reading.formats.styles import NO_STYLES
from cchc_excel.reading.table.expected_forms import ExpectedForms
from cchc_excel.reading.workers.limits import Limits
from support.plain_workbooks import agree, looked_at, package_with, sheet

LIMITS = Limits()


@pytest.mark.parametrize(
    "strings",
    [
        "<si><r><t>a</t></r><r><t>b</t></r></si>",
        "<si><t>a</t><phoneticPr fontId='1'/></si>",
        "<si><t>a_x000D_b</t></si>",
        "<si><t>&#7908;</t></si>",
        "<si><t><![CDATA[a]]></t></si>",
        "<!-- <si><t>x</t></si> --><si><t>a</t></si>",
        "<si><t>a\r\nb</t></si>",
        "<si><t>a</t></si><si><t>b</t></si>\n",
        "<si><t>a</t></si><si><t>b</t></si >",
        "<si><t>a</t></si> <si><t>b</t></si>",
        "<si><t>a</t>b</si>",
        " <si><t>a</t></si>",
    ],
)
def test_strings_that_are_not_plain_are_the_library_s(strings):
    assert plain_strings(f"<sst>{strings}</sst>".encode()) is None
    content = package_with(
        sheet(b'<row r="1"><c r="A1" t="s"><v>0</v></c></row>'), f'<sst xmlns="x">{strings}</sst>'.encode()
    )
    assert looked_at(content)[1] is None


def test_outer_blanks_are_those_of_the_library():
    texts = '<si><t> a </t></si><si><t xml:space="preserve"> b </t></si><si><t>\n&#10;c</t></si><si><t/></si>'
    cells = "".join(f'<c r="A{at}" t="s"><v>{at - 1}</v></c>' for at in range(1, 5))
    content = package_with(sheet(f'<row r="1">{cells}</row>'.encode()), f'<sst xmlns="x">{texts}</sst>'.encode())
    assert agree(content)


def test_a_cell_given_twice_is_the_last_as_for_the_library():
    body = b'<row r="1"><c r="A1"><v>1</v></c><c r="A1" t="str"><v></v></c><c r="B1"><v>2</v></c></row>'
    assert agree(package_with(sheet(body)))


@pytest.mark.parametrize("part", ["xl/styles.xml", "xl/sharedStrings.xml"])
def test_a_part_by_a_name_that_only_the_library_finds_is_the_library_s(part):
    content = package_with(sheet(b'<row r="1"><c r="A1"><v>1</v></c></row>'))
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(target, "w") as package:
        for name in source.namelist():
            package.writestr("xl/" + name.removeprefix("xl/").capitalize() if name == part else name, source.read(name))
    assert looked_at(target.getvalue())[1] is None


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A1" t="s"><v>7</v></c>',
        '<c r="A1" t="s"><v>-1</v></c>',
        '<c r="A1"><v>1_0</v></c>',
        '<c r="A1"><v>nan</v></c>',
        '<c r="A1"><v> 5</v></c>',
        '<c r="A1" t="d"><v>2021-03-31</v></c>',
        '<c r="A1" t="b"><v>true</v></c>',
        '<c r="A1" t="str"><v>a_x0041_</v></c>',
    ],
)
def test_values_that_are_not_plain_are_the_library_s(cell):
    content = package_with(sheet(f'<row r="1">{cell}</row>'.encode()), b'<sst xmlns="x"><si><t>a</t></si></sst>')
    assert looked_at(content)[1] is None


def test_what_is_remembered_is_bounded_and_threads_do_not_disturb_one_another(monkeypatch):
    monkeypatch.setattr(memories, "_MOST_REMEMBERED", 20_000)
    memories._memory.cache_clear()

    def part(at):
        return sheet(
            "".join(f'<row r="{row}"><c r="A{row}"><v>{at + row}</v></c></row>' for row in range(1, 30)).encode()
        )

    def read(at):
        found = plain_cells(part(at), NO_STYLES)
        assert [value for _, _, value, _ in found.filled] == [at + row for row in range(1, 30)]

    with ThreadPoolExecutor(8) as hands:
        list(hands.map(read, [at % 40 for at in range(2000)]))
    memory = memories._memory(NO_STYLES.special, NO_STYLES.maybe_dates)
    assert sum(len(one) + memories._BESIDES for one in memory._known) <= 20_000
    # A sheet that is more than all the room is read and not remembered.
    many = sheet("".join(f'<row r="{row}"><c r="A{row}"><v>1</v></c></row>' for row in range(1, 200)).encode())
    before = dict(memory._known)
    assert len(plain_cells(many, NO_STYLES).filled) == 199
    assert memory._known == before


def test_what_one_thread_found_stays_while_another_makes_room(monkeypatch):
    monkeypatch.setattr(memories, "_MOST_REMEMBERED", 1000)
    memory, look = memories._Memory(frozenset(), frozenset()), memories._Memory._looked_at
    first, second, *others = (b'<c r="A%d"><v>%d</v>' % (at, at) for at in range(1, 9))
    memory.told([first], b"")

    def meanwhile(self, stretches, rest):
        monkeypatch.setattr(memories._Memory, "_looked_at", look)
        for other in others:
            self.told([other], b"")
        assert first not in self._known
        return look(self, stretches, rest)

    monkeypatch.setattr(memories._Memory, "_looked_at", meanwhile)
    told = memory.told([first, second], b"")
    assert [one.filled[0][2] for one in told[:2]] == [1.0, 2.0]


def test_a_number_shown_as_a_percentage_is_known_as_one():
    styles = "<styleSheet><cellXfs><xf/><xf numFmtId='10'/></cellXfs></styleSheet>"
    body = b'<row r="1"><c r="A1" s="1"><v>0.992</v></c><c r="B1"><v>0.992</v></c></row>'
    facts, (grid,) = looked_at(package_with(sheet(body), styles=styles.encode()))
    assert facts.sheets["T"].percent == {"A1"}
    assert grid.raws(1) == {1: Cell("number", 0.992, is_percent=True)} == {1: grid.raw(1, 1)}
    assert grid.raws(2) == {1: Cell("number", 0.992)}


@pytest.mark.parametrize(
    ("code", "is_plain"),
    [
        ("#,##0.0##", True),
        ('0" hồ sơ"', True),
        ("General", True),
        ("0%", True),
        ("dd/mm/yyyy", False),
        ('\\"yyyy\\"', False),
        ('_"dd_"', False),
        (r"0\ ", True),
        ("[h]:mm", False),
        ("[$-F800]0", False),
    ],
)
def test_numbers_that_may_be_days_are_the_library_s(code, is_plain):
    styles = (
        f'<styleSheet><numFmts><numFmt numFmtId="164" formatCode="{code.replace(chr(34), "&quot;")}"/></numFmts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="14"/></cellXfs></styleSheet>'
    )
    by_code, built_in = (
        package_with(sheet(f'<row r="1"><c r="A1" s="{at}"><v>44286</v></c></row>'.encode()), styles=styles.encode())
        for at in (1, 2)
    )
    assert agree(by_code) is is_plain
    assert not agree(built_in)


def test_a_return_is_read_alike_on_both_roads(demo, monkeypatch):
    known = ExpectedForms.of(demo.catalogue.forms, demo.catalogue.forms[0].key)
    for path in sorted((demo.root / "archive").rglob("*.xlsx")):
        content = path.read_bytes()
        quickly = reader.read_content(content, known, LIMITS)
        with monkeypatch.context() as patched:
            patched.setattr(package_walk, "plain_values", lambda *_: None)
            assert reader.read_content(content, known, LIMITS) == quickly, path.name
