"""Signed files and letters (CMS, ``smime.p7m``, ``.p7m``): → what was signed.

The signature is not judged: whose a return is, its stamp or a person says. Encrypted content stays closed.
"""

from __future__ import annotations

from dataclasses import dataclass

from cchc_excel.text.mail_formats import signed_binary, signed_kind

_SEQUENCE, _OCTETS, _CONTENT, _END = 0x30, 0x04, 0xA0, b"\x00\x00"
_CONSTRUCTED = 0x20
#: Values lie so deep in one another at most.
_MAX_DEPTH = 20


class SignedError(ValueError):
    """It is damaged."""


def signed_content(content: bytes) -> bytes:
    """What was signed; empty where the signature stands apart from it.

    Raises:
        SignedError: it is damaged or not signed data.
    """
    content = signed_binary(content)
    info = _element(content, 0, 0)
    if info.tag != _SEQUENCE or signed_kind(content) != "signed":
        raise SignedError
    (_, explicit, *_) = [*_children(content, info, 1), None, None]
    data = next(iter(_children(content, explicit, 2)), None) if explicit else None
    if data is None:
        raise SignedError
    # Version, digests, what was signed.
    signed = [child for child in _children(content, data, 3) if child.tag == _SEQUENCE]
    if not signed:
        raise SignedError
    wrapped = [child for child in _children(content, signed[0], 4) if child.tag == _CONTENT]
    return b"".join(_octets(content, child, 6) for child in _children(content, wrapped[0], 5)) if wrapped else b""


@dataclass(frozen=True)
class _Element:
    """One value of BER.

    Attributes:
        begin: of its content.
        end: of its content; -1 where two zero bytes end it.
        after: the offset behind it.
    """

    tag: int
    begin: int
    end: int
    after: int


def _element(content: bytes, offset: int, depth: int) -> _Element:
    if depth > _MAX_DEPTH or offset + 2 > len(content):
        raise SignedError
    tag, length = content[offset], content[offset + 1]
    begin = offset + 2
    if length == 0x80:
        end = begin
        while content[end : end + 2] != _END:
            end = _element(content, end, depth + 1).after
        return _Element(tag, begin, end, end + 2)
    if length > 0x80:
        size = length & 0x7F
        if size > 6:
            raise SignedError
        length = int.from_bytes(content[begin : begin + size], "big")
        begin += size
    if begin + length > len(content):
        raise SignedError
    return _Element(tag, begin, begin + length, begin + length)


def _children(content: bytes, parent: _Element, depth: int) -> list[_Element]:
    children, offset = [], parent.begin
    while offset < parent.end:
        child = _element(content, offset, depth)
        children.append(child)
        offset = child.after
    return children


def _octets(content: bytes, element: _Element, depth: int) -> bytes:
    """The bytes of a string, which may be in pieces."""
    if element.tag == _OCTETS:
        return content[element.begin : element.end]
    if element.tag == _OCTETS | _CONSTRUCTED:
        return b"".join(_octets(content, child, depth + 1) for child in _children(content, element, depth))
    return b""
