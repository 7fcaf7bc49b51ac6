"""The quick look at a sheet says what the parser says, or leaves the sheet to it."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cchc_excel.reading.formats import sheet_parser as sheet_walker
from cchc_excel.reading.formats.ooxml_fast_path import plain_cells
from cchc_excel.reading.formats.package_guard import UnsafeError
from cchc_excel.reading.formats.styles import NO_STYLES
from support.plain_workbooks import agree, looked_at, package_with, sheet, values_of

HEAD = b'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'


def facts_of(content):
    return looked_at(content)[0]


def facts_by_parser(content, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(sheet_walker, "plain_cells", lambda *_: None)
        facts, grids = looked_at(content)
        assert grids is None
        return facts


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


@pytest.mark.slow
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


def test_what_is_remembered_of_hostile_parts_is_bounded():
    ranges = " ".join(["A1"] * 80_000)
    after = f'<dataValidations count="1"><dataValidation type="list" sqref="{ranges}"/></dataValidations>'
    found = facts_of(package_with(sheet(b'<row r="1"><c r="A1"><v>1</v></c></row>', after.encode())))
    assert len(found.sheets["T"].dropdowns) == len(found.sheets["T"].validated) == 5000
