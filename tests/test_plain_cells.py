"""The quick look at a workbook says what the parser and the reading library say, or leaves the sheet to them."""

from __future__ import annotations

import zipfile
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from cchc_excel.domain.submission import Raw
from cchc_excel.reading import reader
from cchc_excel.reading.formats import ooxml_fast_path as memories
from cchc_excel.reading.formats import ooxml_reader as package_walk
from cchc_excel.reading.formats import sheet_parser as sheet_walker
from cchc_excel.reading.formats.cell_values import plain_strings
from cchc_excel.reading.formats.grid import open_grids
from cchc_excel.reading.formats.ooxml_fast_path import plain_cells
from cchc_excel.reading.formats.ooxml_reader import read_package
from cchc_excel.reading.formats.package_guard import UnsafeError, open_package
from cchc_excel.reading.formats.styles import NO_STYLES
from cchc_excel.reading.table.expected_forms import ExpectedForms
from cchc_excel.reading.workers.limits import Limits

LIMITS = Limits()
HEAD = b'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'


def looked_at(content):
    with open_package(content, LIMITS) as package:
        return read_package(package, LIMITS)


def facts_of(content):
    return looked_at(content)[0]


def facts_by_parser(content, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(sheet_walker, "plain_cells", lambda *_: None)
        facts, grids = looked_at(content)
        assert grids is None
        return facts


def values_of(grids):
    """Sheet → place → value, of what is not blank."""
    return {
        grid.name: {
            (number, grid.left + across): value
            for number, row in grid.rows()
            for across, value in enumerate(row)
            if value != ""
        }
        for grid in grids
    }


def agree(content) -> bool:
    """Whether the quick look gave values; they are those of the library."""
    facts, grids = looked_at(content)
    if grids is None:
        return False
    known = list(open_grids(content, facts))
    assert values_of(grids) == values_of(known)
    assert [(grid.name, grid.top, grid.left) for grid in grids] == [(one.name, one.top, one.left) for one in known]
    return True


def test_both_say_the_same_of_the_demo_s_returns(demo, monkeypatch):
    paths = sorted((demo.root / "archive").rglob("*.xlsx"))
    assert len(paths) > 15
    for path in paths:
        content = path.read_bytes()
        assert facts_of(content) == facts_by_parser(content, monkeypatch), path.name
        with zipfile.ZipFile(path) as package:
            # What we write ourselves is plain throughout.
            assert plain_cells(package.read("xl/worksheets/sheet1.xml"), NO_STYLES) is not None
        assert agree(content), path.name


def test_both_say_the_same_of_what_another_program_saved(demo, office, monkeypatch):
    path = next(iter(sorted((demo.root / "archive").rglob("*.xlsx"))))
    saved = office.edit(path, {"E11": 25, "F12": "đã sửa"}, sheet="Bảng 1")["xlsx"].read_bytes()
    found = facts_of(saved)
    assert found == facts_by_parser(saved, monkeypatch)
    assert len(found.sheets["Bảng 1"].formulas) > 100
    assert agree(saved)


def sheet(body: bytes, after: bytes = b"") -> bytes:
    return HEAD + b"<sheetData>" + body + b"</sheetData>" + after + b"</worksheet>"


@pytest.mark.parametrize(
    "body",
    [
        b'<row r="1"><!-- <c r="XFD1048576"><v>1</v></c> --></row>',
        b'<row r="1"><c r="A1" t="str"><v><![CDATA[x]]></v></c></row>',
        b"<row r='1'><c r='A1'><v>1</v></c></row>",
        b'<row r="1"><c s="3" r="A1"><v>1</v></c></row>',
        b'<row r="1"><c><v>1</v></c></row>',
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row>',
        b'<row r="1"><x:c r="A1"><v>1</v></x:c></row>',
        b'<row r="1"><c r="A01"><v>1</v></c></row>',
        b"</sheetData><sheetData>",
        b'<row r="1"><c r="A1"><f>A&#150;</f></c></row>',
        b'<row r="1"><c r="A1"><f>&bogus;</f></c></row>',
        b'<row r="1"><c r="A1"><f>\xe9</f></c></row>',
        b'<row r="1"><c r="A1"><f>a\r\nb</f></c></row>',
    ],
)
def test_what_is_not_plain_is_left_to_the_parser(body):
    assert plain_cells(sheet(body), NO_STYLES) is None


def test_values_far_apart_are_refused_on_both_roads(monkeypatch):
    body = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    content = package_with(sheet(body))
    for read in (facts_of, lambda one: facts_by_parser(one, monkeypatch)):
        with pytest.raises(UnsafeError):
            read(content)


def test_an_error_value_is_a_word_on_both_roads(monkeypatch):
    content = package_with(sheet(b'<row r="1"><c r="A1" t="e"><v>' + b"#" * 5000 + b"</v></c></row>"))
    for facts in (facts_of(content), facts_by_parser(content, monkeypatch)):
        assert facts.sheets["T"].errors == {"A1": "#" * 64}


def package_with(part: bytes, strings: bytes = b"", styles: bytes = b"") -> bytes:
    """A workbook of one sheet with these parts in place of its own."""
    base, target = BytesIO(), BytesIO()
    with xlsxwriter.Workbook(base) as book:
        book.add_worksheet("T").write(0, 0, "a text, so that there are shared ones")
    parts = {"xl/worksheets/sheet1.xml": part, "xl/sharedStrings.xml": strings, "xl/styles.xml": styles}
    with zipfile.ZipFile(base) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name in source.namelist():
            package.writestr(name, parts.get(name) or source.read(name))
    return target.getvalue()


TEXT = st.text("aB1 &<>\"'ồ\n", max_size=6)
NAMES = st.builds(lambda column, row: f"{column}{row}", st.sampled_from(["A", "E", "AB", "BC"]), st.integers(1, 60))


def escaped(text: str) -> str:
    for sign, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\n", "&#10;")):
        text = text.replace(sign, entity)
    return text


@st.composite
def cells(draw) -> str:
    kind = draw(st.sampled_from(["", ' t="s"', ' t="str"', ' t="e"', ' t="b"']))
    style = draw(st.sampled_from(["", ' s="0"', ' s="7"']))
    formula = draw(
        st.sampled_from(["", "<f>{}</f>", '<f t="shared" si="0"/>', '<f t="shared" ref="A1:A2" si="0">{}</f>'])
    )
    value = draw(st.sampled_from(["", "<v>{}</v>", "<v></v>"]))
    inside = formula.format(escaped(draw(TEXT))) + value.format(escaped(draw(TEXT)))
    start = f'<c r="{draw(NAMES)}"{style}{kind}'
    return f"{start}>{inside}</c>" if inside else f"{start}/>"


@st.composite
def validations(draw) -> str:
    kind = draw(st.sampled_from(["", ' type="list"', ' type="whole"', ' type="none"']))
    prompt = draw(TEXT).replace('"', "&quot;").replace("&", "&amp;").replace("<", "&lt;").replace("\n", " ")
    formula = draw(st.sampled_from(["/>", "><formula1>1</formula1></dataValidation>", "></dataValidation>"]))
    return f'<dataValidation{kind} prompt="{prompt}" sqref="{draw(NAMES)} {draw(NAMES)}"{formula}'


@settings(max_examples=200, deadline=None, derandomize=True)
@given(rows=st.lists(st.lists(cells(), max_size=4), max_size=4), limits=st.lists(validations(), max_size=3))
def test_both_say_the_same_of_any_sheet(rows, limits):
    body = "".join(f'<row r="{at}" spans="1:9">{"".join(row)}</row>' for at, row in enumerate(rows, start=1))
    after = f'<dataValidations count="{len(limits)}">{"".join(limits)}</dataValidations>' if limits else ""
    part = sheet(body.encode(), after.encode() + b'<mergeCells><mergeCell ref="A1:B2"/></mergeCells>')
    # References to characters are the parser's.
    assert plain_cells(part, NO_STYLES) is not None or b"&#" in part
    with pytest.MonkeyPatch.context() as patched:
        content = package_with(part)
        assert facts_of(content) == facts_by_parser(content, patched)


@pytest.mark.parametrize(
    "after",
    [
        b"<dataValidations><dataValidation prompt='a sqref=\"B2\"' type='list' sqref='A1'/></dataValidations>",
        b'<dataValidations><dataValidation type="list" sqref="A1"><odd/></dataValidation></dataValidations>',
        b'<dataValidations count="0"/><dataValidations count="1"><dataValidation type="list" sqref="A1"/>'
        b"</dataValidations>",
        b"<dataValidations ><!-- --></dataValidations ><mergeCells/>",
    ],
)
def test_validations_of_any_spelling_are_told(after, monkeypatch):
    content = package_with(sheet(b'<row r="1"><c r="A1"><v>1</v></c></row>', after))
    assert facts_of(content) == facts_by_parser(content, monkeypatch)


AS_EXCEL_WRITES = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" \
xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="x14ac" \
xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac" xr:uid="{0}" \
xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision"><sheetData>\
<row r="1" spans="1:8" s="1" customFormat="1" ht="18" customHeight="1" x14ac:dyDescent="0.25">\
<c r="A1" s="1" t="s"><v>1</v></c><c r="B1" s="1"/><c r="C1"><v>34.5</v></c><c r="D1" t="b"><v>1</v></c></row>\
<row r="2" x14ac:dyDescent="0.25"><c r="A2" t="s"><v>0</v></c><c r="C2" t="str"><f>IF(A2="","",1)</f><v/></c>\
<c r="D2" t="str"><f>"&lt;"&amp;A1</f><v>&lt;a</v></c><c r="E2" t="e"><f>1/0</f><v>#DIV/0!</v></c>\
<c r="F2"><f t="shared" ref="F2:F3" si="0">C1*2</f><v>69</v></c></row>\
<row r="3"><c r="F3"><f t="shared" si="0"/><v>1E+2</v></c></row></sheetData><sheetProtection sheet="1"/>\
<dataValidations count="1" xr:uid="{1}"><dataValidation type="whole" sqref="C1" xr:uid="{2}"><formula1>0</formula1>\
</dataValidation></dataValidations></worksheet>"""


def test_what_excel_writes_is_plain(monkeypatch):
    strings = '<si><t/></si><si><t xml:space="preserve"> Sở A &amp; B\n</t></si>'
    content = package_with(
        AS_EXCEL_WRITES.encode(), f'<?xml version="1.0"?>\r\n<sst xmlns="x">{strings}</sst>'.encode()
    )
    facts, grids = looked_at(content)
    assert facts == facts_by_parser(content, monkeypatch)
    assert facts.sheets["T"].errors == {"E2": "#DIV/0!"}
    assert values_of(grids)["T"] == {
        (1, 1): " Sở A & B\n",
        (1, 3): 34.5,
        (1, 4): True,
        (2, 4): "<a",
        (2, 6): 69.0,
        (3, 6): 100.0,
    }
    assert agree(content)


def test_a_sheet_without_cells_is_plain(monkeypatch):
    content = package_with(HEAD + b'<sheetData/><sheetProtection sheet="1"/></worksheet>')
    facts, grids = looked_at(content)
    assert facts == facts_by_parser(content, monkeypatch)
    assert facts.sheets["T"].is_protected
    assert grids == []


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


def test_a_sheet_with_two_relations_is_refused():
    """The library takes one of them, and nobody knows which one Excel shows."""
    content = package_with(sheet(b'<row r="1"><c r="A1"><v>1</v></c></row>'))
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(target, "w") as package:
        for name in source.namelist():
            part = source.read(name)
            if name == "xl/workbook.xml":
                part = part.replace(b'r:id="rId1"', b'xmlns:x="y" x:id="rId2" r:id="rId1"')
            package.writestr(name, part)
    with pytest.raises(UnsafeError):
        looked_at(target.getvalue())


@pytest.mark.parametrize("part", ["xl/styles.xml", "xl/sharedStrings.xml"])
def test_a_part_by_a_name_that_only_the_library_finds_is_the_library_s(part):
    content = package_with(sheet(b'<row r="1"><c r="A1"><v>1</v></c></row>'))
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(target, "w") as package:
        for name in source.namelist():
            package.writestr("xl/" + name.removeprefix("xl/").capitalize() if name == part else name, source.read(name))
    assert looked_at(target.getvalue())[1] is None


def test_what_is_remembered_of_hostile_parts_is_bounded():
    ranges = " ".join(["A1"] * 80_000)
    after = f'<dataValidations count="1"><dataValidation type="list" sqref="{ranges}"/></dataValidations>'
    found = facts_of(package_with(sheet(b'<row r="1"><c r="A1"><v>1</v></c></row>', after.encode())))
    assert len(found.sheets["T"].dropdowns) == len(found.sheets["T"].validated) == 5000


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
    assert grid.raws(1) == {1: Raw("number", 0.992, is_percent=True)} == {1: grid.raw(1, 1)}
    assert grid.raws(2) == {1: Raw("number", 0.992)}


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
