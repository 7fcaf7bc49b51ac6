"""The quick look at a sheet's XML says what the parser says, or leaves the sheet to it."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cchc_excel.reading import sheet_walker
from cchc_excel.reading.guard import UnsafeError, open_package
from cchc_excel.reading.limits import Limits
from cchc_excel.reading.package_walk import package_facts
from cchc_excel.reading.plain_cells import plain_cells, plain_validations

LIMITS = Limits()
HEAD = b'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'


def facts_of(content):
    with open_package(content, LIMITS) as package:
        return package_facts(package, LIMITS)


def facts_by_parser(content, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(sheet_walker, "plain_cells", lambda *_: None)
        return facts_of(content)


def test_both_say_the_same_of_the_demo_s_returns(demo, monkeypatch):
    paths = sorted((demo.root / "archive").rglob("*.xlsx"))
    assert len(paths) > 15
    for path in paths:
        content = path.read_bytes()
        assert facts_of(content) == facts_by_parser(content, monkeypatch), path.name
        with zipfile.ZipFile(path) as package:
            # What we write ourselves is plain throughout.
            assert plain_cells(package.read("xl/worksheets/sheet1.xml"), frozenset()) is not None


def test_both_say_the_same_of_what_another_program_saved(demo, office, monkeypatch):
    path = next(iter(sorted((demo.root / "archive").rglob("*.xlsx"))))
    saved = office.edit(path, {"E11": 25, "F12": "đã sửa"}, sheet="Bảng 1")["xlsx"].read_bytes()
    found = facts_of(saved)
    assert found == facts_by_parser(saved, monkeypatch)
    assert len(found.sheets["Bảng 1"].formulas) > 100


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
    assert plain_cells(sheet(body), frozenset()) is None


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


def package_with(part: bytes) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr(
            "xl/workbook.xml",
            '<workbook xmlns:r="r"><sheets><sheet name="T" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        package.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>',
        )
        package.writestr("xl/worksheets/sheet1.xml", part)
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
    assert plain_cells(part, frozenset()) is not None or b"&#" in part
    with pytest.MonkeyPatch.context() as patched:
        content = package_with(part)
        assert facts_of(content) == facts_by_parser(content, patched)


def test_validations_that_are_not_plain_stay():
    rest = b"<a><dataValidations><dataValidation prompt='a sqref=\"B2\"' sqref='A1'/></dataValidations></a>"
    assert plain_validations(rest) == (rest, [])
    rest = b'<a><dataValidations><dataValidation sqref="A1"><odd/></dataValidation></dataValidations></a>'
    assert plain_validations(rest) == (rest, [])
