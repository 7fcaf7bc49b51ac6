"""Web pages (.html, .mht, and pages that are named .xls): recognised, decoded and parsed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from email.policy import default

from lxml import etree

from cchc_excel.reading.formats.text_encoding import decoded, encoding_of
from cchc_excel.reading.formats.unsafe import UnsafeError

_HEAD = 1 << 16
_CHARSET = re.compile(rb"""<meta[^>]{1,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_BEGINS = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|meta|style|body|table|div|center)\b",
    re.IGNORECASE | re.DOTALL,
)
_TABLE = re.compile(r"<table[\s>].*<t[rdh][\s>]", re.IGNORECASE | re.DOTALL)
_ARCHIVE = re.compile(rb"^content-type:\s*multipart/related\b", re.IGNORECASE | re.MULTILINE)
_SAVED_PAGE = re.compile(rb"^content-type:\s*text/html\b", re.IGNORECASE | re.MULTILINE)
_SAVED = re.compile(rb"^(?:content-location:|from: *<saved by )", re.IGNORECASE | re.MULTILINE)
#: Lines that only messages have.
_SENT = re.compile(rb"^(?:to|received|delivered-to|return-path|message-id):", re.IGNORECASE | re.MULTILINE)
#: Characters that XML has no place for, which would end the reading.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_TAG = re.compile(r"<(/?)(?:(?P<comment>!--)|(?P<name>[a-zA-Z][a-zA-Z0-9]{0,20})\b[^<>]{0,5000}>)")
#: What is no part of the page's text, until its end.
_ENDS = {
    "!--": re.compile("-->"),
    "style": re.compile("</style", re.IGNORECASE),
    "script": re.compile("</script", re.IGNORECASE),
}
#: What ends with the cell in which it began, whether it is closed there or not.
_WITHIN_CELLS = frozenset(
    {
        "a", "b", "big", "center", "del", "div", "em", "font", "i", "ins", "label", "nobr", "p", "s", "small", "span",
        "strike", "strong", "sub", "sup", "u",
    }
)  # fmt: skip
_CELLS = frozenset({"td", "th", "tr", "tbody", "thead", "tfoot"})


def is_html(content: bytes) -> bool:
    """Whether a file is a web page or part of one with a table, or an archive of web pages."""
    if is_web_archive(content):
        return True
    try:
        head = content[:_HEAD].decode(encoding_of(content), "ignore")
    except ValueError:
        return False
    return bool(_BEGINS.match(head.lstrip("\ufeff")) or _TABLE.search(head))


def is_web_archive(content: bytes) -> bool:
    """Whether a file is a web page with all its parts in one (.mht), and no message that somebody sent."""
    head = content[:_HEAD].replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    is_page = _ARCHIVE.search(head) or (_SAVED_PAGE.search(head) and _SAVED.search(head))
    return bool(is_page) and not _SENT.search(head)


def pages(content: bytes) -> Iterator[etree._Element]:
    """The roots of the page, or of the pages of an archive.

    Raises:
        UnsafeError: its elements lie too deep within one another.
        etree.LxmlError, ValueError: it is damaged.
    """
    for page in _pages(content):
        root = _root(page)
        if root is not None:
            yield root


def _pages(content: bytes) -> Iterator[str]:
    if not is_web_archive(content):
        yield _decoded(content)
        return
    message: Message = message_from_bytes(content, policy=default)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                yield _decoded(payload)


def _decoded(page: bytes) -> str:
    """A page as text, in the encoding that it names where it is no Unicode."""
    if encoding_of(page) == "cp1258" and (named := _CHARSET.search(page[:_HEAD])):
        try:
            return page.decode(named[1].decode("ascii"), "replace")
        except LookupError:
            pass
    return decoded(page)


def _root(page: str) -> etree._Element | None:
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    root = etree.fromstring("".join(_closed(_CONTROLS.sub(" ", page))).encode("utf-8"), parser)
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        # Without an error, it would end there.
        raise UnsafeError("depth")
    return root


def _closed(page: str) -> Iterator[str]:
    """A page whose cells close what they open, as browsers read it; the parser would put the next cell within."""
    tables: list[list[str]] = []
    endings = dict(_ENDS)
    end = at = 0
    while tag := _TAG.search(page, at):
        at = tag.end()
        name = (tag["comment"] or tag["name"]).lower()
        if name in endings and not tag[1]:
            if found := endings[name].search(page, at):
                at = found.end()
            else:
                # It is not looked for again.
                del endings[name]
            continue
        yield page[end : tag.start()]
        end = at
        yield from _changed(tag[0], name, tables, is_end=bool(tag[1]))
    yield page[end:]


def _changed(tag: str, name: str, tables: list[list[str]], *, is_end: bool) -> Iterator[str]:
    """A tag, with the ends before it that are missing; nothing for an end of what was not begun.

    Args:
        tag: as it is written.
        name: of its element.
        tables: those that it stands in, with what is open in the cell of each.
        is_end: it is an end.
    """
    if name == "table" and not is_end:
        tables.append([])
    elif tables and (name in _CELLS or name == "table"):
        yield from (f"</{left}>" for left in reversed(tables[-1]))
        tables[-1].clear()
        if name == "table":
            tables.pop()
    elif tables and name in _WITHIN_CELLS:
        if not is_end:
            tables[-1].append(name)
        elif name not in tables[-1]:
            return
        else:
            del tables[-1][len(tables[-1]) - 1 - tables[-1][::-1].index(name)]
    yield tag
