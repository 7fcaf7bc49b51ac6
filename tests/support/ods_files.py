"""OpenDocument spreadsheets, element by element."""

from __future__ import annotations

import io
import zipfile

_NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        "office": "office", "table": "table", "text": "text", "style": "style", "number": "datastyle",
        "fo": "xsl-fo-compatible", "meta": "meta", "svg": "svg-compatible", "draw": "drawing",
    }.items()
) + ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'  # fmt: skip


def cell(value: str = "", kind: str = "", text: str = "", style: str = "", more: str = "") -> str:
    """A cell; `kind` as the format names it, `text` the content of its paragraph (none where it is empty)."""
    named = {"date": "date-value", "time": "time-value", "boolean": "boolean-value", "string": "string-value"}
    attributes = f' office:value-type="{kind}"' if kind else ""
    attributes += f' office:{named.get(kind, "value")}="{value}"' if value else ""
    attributes += f' table:style-name="{style}"' if style else ""
    return f"<table:table-cell{attributes} {more}>{f'<text:p>{text}</text:p>' if text else ''}</table:table-cell>"


def row(*cells: str, more: str = "") -> str:
    return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"


def table(*lines: str, name: str = "Bảng 1", more: str = "") -> str:
    return f'<table:table table:name="{name}" {more}>{"".join(lines)}</table:table>'


def content(*tables: str, styles: str = "", before: str = "") -> str:
    return (
        f"<office:document-content {_NAMESPACES}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{before}{''.join(tables)}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )


def flat(*tables: str, styles: str = "") -> bytes:
    """A .fods."""
    document = content(*tables, styles=styles).replace("office:document-content", "office:document")
    return ('<?xml version="1.0" encoding="UTF-8"?>\n' + document).encode()


def packed(document: str, parts: dict[str, str | bytes] | None = None) -> bytes:
    """An .ods of that content, without a `mimetype`."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("content.xml", document)
        for name, part in (parts or {}).items():
            made.writestr(name, part)
    return target.getvalue()


def styles_part(styles: str) -> str:
    return f"<office:document-styles {_NAMESPACES}><office:styles>{styles}</office:styles></office:document-styles>"


def cell_style(name: str, inner: str = "", *, parent: str = "", data: str = "", family: str = "table-cell") -> str:
    attributes = f'style:name="{name}" style:family="{family}"'
    attributes += f' style:parent-style-name="{parent}"' if parent else ""
    attributes += f' style:data-style-name="{data}"' if data else ""
    return f"<style:style {attributes}>{inner}</style:style>"
