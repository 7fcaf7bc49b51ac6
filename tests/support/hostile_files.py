"""Files made to harm: each takes a good template and gives one that no office program would write."""

from __future__ import annotations

import io
import random
import zipfile
import zlib
from collections.abc import Callable
from functools import cache

SHEET = "xl/worksheets/sheet1.xml"
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">'
    + "".join(
        f'<!ENTITY lol{n} "{"".join([f"&lol{n - 1 if n > 1 else chr(0)};".replace(chr(0), "")] * 10)}">'
        for n in range(1, 10)
    )
    + "]><x>&lol9;</x>"
)
XXE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><x>&f;</x>'


def rewritten(content: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """The package with every part passed through `change`."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for part in source.infolist():
            made.writestr(part.filename, change(part.filename, source.read(part)))
    return target.getvalue()


def part_replaced(content: bytes, name: str, data: bytes) -> bytes:
    return rewritten(content, lambda part, old: data if part == name else old)


def sheet_with(content: bytes, rows: bytes) -> bytes:
    return rewritten(
        content,
        lambda part, old: old.replace(b"</sheetData>", rows + b"</sheetData>") if part == SHEET else old,
    )


def parts_added(content: bytes, parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO(content)
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.NameToInfo.pop(name, None)  # a name twice is what is wanted
            made.writestr(name, data)
    return target.getvalue()


def spaces(count: int) -> bytes:
    return b" " * count


@cache
def sheet_bomb(content: bytes) -> bytes:
    return part_replaced(content, SHEET, b"<worksheet><sheetData>" + spaces(250 << 20) + b"</sheetData></worksheet>")


def quoting_small(content: bytes) -> bytes:
    """A bomb whose zip directory says that its sheet is small."""
    return _directory_size(sheet_bomb(content), SHEET, 1000)


def _directory_size(content: bytes, name: str, size: int) -> bytes:
    """The package with another inflated size in the directory entry of one part."""
    data = bytearray(content)
    at = -1
    while (at := content.find(b"PK\x01\x02", at + 1)) >= 0:
        length = int.from_bytes(content[at + 28 : at + 30], "little")
        if content[at + 46 : at + 46 + length] == name.encode():
            data[at + 24 : at + 28] = size.to_bytes(4, "little")
    return bytes(data)


def overlapping(content: bytes) -> bytes:
    """Two directory entries for the same bytes: many parts out of one."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("xl/workbook.xml", spaces(10 << 20))
        first = made.infolist()[0]
        for at in range(50):
            again = zipfile.ZipInfo(f"xl/copy{at}.xml")
            for field in ("compress_type", "CRC", "compress_size", "file_size", "header_offset", "flag_bits"):
                setattr(again, field, getattr(first, field))
            made.filelist.append(again)
            made.NameToInfo[again.filename] = again
    return target.getvalue()


def many_sheets(content: bytes, count: int = 10_000) -> bytes:
    sheets = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="rId{n}"/>' for n in range(1, count + 1))
    links = "".join(
        f'<Relationship Id="rId{n}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"'
        f' Target="worksheets/s{n}.xml"/>'
        for n in range(1, count + 1)
    )
    space = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("xl/workbook.xml", f"<workbook {space}><sheets>{sheets}</sheets></workbook>")
        made.writestr("xl/_rels/workbook.xml.rels", f"<Relationships>{links}</Relationships>")
        for n in range(1, count + 1):
            made.writestr(f"xl/worksheets/s{n}.xml", "<worksheet><sheetData/></worksheet>")
    return target.getvalue()


def ods_repeating(_: bytes) -> bytes:
    """One cell, said to stand in every row and column there is."""
    space = (
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    )
    cell = (
        '<table:table-cell table:number-columns-repeated="16384" office:value-type="string">'
        "<text:p>x</text:p></table:table-cell>"
    )
    sheet = (
        f'<table:table table:name="a"><table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        made.writestr("META-INF/manifest.xml", "<manifest/>")
        made.writestr(
            "content.xml",
            f"<office:document-content {space}><office:body><office:spreadsheet>{sheet}</table:table>"
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return target.getvalue()


def styled_rows(content: bytes, count: int = 1_000_000) -> bytes:
    rows = b"".join(b'<row r="%d" s="1" customFormat="1"/>' % n for n in range(200, count + 200))
    return sheet_with(content, rows)


@cache
def strings_bomb(content: bytes) -> bytes:
    return part_replaced(content, "xl/sharedStrings.xml", b"<sst><si><t>" + b"a" * (190 << 20) + b"</t></si></sst>")


def styles_bomb(content: bytes) -> bytes:
    many = b'<xf numFmtId="0" fontId="0"/>' * 3_000_000
    return part_replaced(content, "xl/styles.xml", b"<styleSheet><cellXfs>" + many + b"</cellXfs></styleSheet>")


def bare(rows: str) -> bytes:
    """A workbook of one sheet and nothing else, as small as they get."""
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "xl/workbook.xml": f'<workbook {space} xmlns:r="{relation}"><sheets>'
        '<sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
        f'relationships"><Relationship Id="r1" Type="{relation}/worksheet" Target="worksheets/a.xml"/></Relationships>',
        "xl/worksheets/a.xml": f"<worksheet {space}><sheetData>{rows}</sheetData></worksheet>",
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in parts.items():
            made.writestr(zipfile.ZipInfo(name), text)
    return target.getvalue()


def slow_document(number: int = 0, rows: int = 99_000) -> bytes:
    """A small Word document that takes long: a table that goes on and on."""
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    cell = "<w:tc><w:p><w:r><w:t>1 2</w:t></w:r></w:p></w:tc>"
    table = f"<w:tbl>{f'<w:tr>{cell * 4}</w:tr>' * rows}</w:tbl>"
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{relation}" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f"<w:document {space}><w:body>{table}<w:p><w:r><w:t>{number}</w:t></w:r></w:p></w:body>"
        "</w:document>",
    }
    return zipped({name: text.encode() for name, text in parts.items()})


def zipped(files: dict[str, bytes]) -> bytes:
    """A zip of files; the same of the same."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def gzip_like(_: bytes) -> bytes:
    return b"PK\x03\x04" + zlib.compress(spaces(1 << 20))


#: Name → how it is made of a good template. None of them becomes a return.
HOSTILE: dict[str, Callable[[bytes], bytes]] = {
    "zip bomb in the sheet": sheet_bomb,
    "zip bomb in the strings": strings_bomb,
    "zip bomb within the allowed ratio": lambda good: parts_added(
        strings_bomb(good), {"xl/media/noise.bin": random.Random(1).randbytes(1 << 20)}
    ),
    "zip bomb in the styles": styles_bomb,
    "zip bomb in the properties": lambda good: part_replaced(good, "docProps/custom.xml", spaces(250 << 20)),
    "zip bomb in a part nobody reads": lambda good: parts_added(good, {"xl/media/x.bin": spaces(250 << 20)}),
    "bomb that quotes a small size": quoting_small,
    "overlapping entries": overlapping,
    "doubled names": lambda good: parts_added(good, {SHEET: b"<worksheet/>"}),
    "billion laughs in the sheet": lambda good: part_replaced(good, SHEET, LAUGHS.encode()),
    "billion laughs in the strings": lambda good: part_replaced(good, "xl/sharedStrings.xml", LAUGHS.encode()),
    "billion laughs in the workbook": lambda good: part_replaced(good, "xl/workbook.xml", LAUGHS.encode()),
    "external entity": lambda good: part_replaced(good, SHEET, XXE.encode()),
    "cell beyond the sheet": lambda good: sheet_with(good, b'<row r="99999999"><c r="ZZZ99999999"><v>1</v></c></row>'),
    "ten thousand sheets": many_sheets,
    "ods repeating a cell everywhere": ods_repeating,
    "wrong magic": gzip_like,
    "a Rust parser's row numbers": lambda good: sheet_with(good, b'<row r="4294967296"><c><v>1</v></c></row>'),
    "nested ten thousand deep": lambda good: part_replaced(
        good, SHEET, b"<worksheet><sheetData>" + b"<row>" * 10_000 + b"</row>" * 10_000 + b"</sheetData></worksheet>"
    ),
}
