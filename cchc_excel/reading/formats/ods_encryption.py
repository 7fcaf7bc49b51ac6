"""Recognise an .ods that asks for a password, and open it.

Source: OASIS OpenDocument 1.3, part 2, section 4 (each part by itself), and LibreOffice 24.8 (the package as a whole).
What was written before 2012 with Blowfish is recognised, not opened.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from lxml import etree

from cchc_excel.reading.formats.package_guard import Package
from cchc_excel.reading.formats.unsafe import UnsafeError
from cchc_excel.reading.formats.xml import attribute, local_name, parsed
from cchc_excel.reading.workers.limits import Limits

_MANIFEST = "META-INF/manifest.xml"
_LONGEST_MANIFEST = 1 << 20
#: The package as a whole, encrypted.
_WHOLE = "encrypted-package"
#: What is read of a spreadsheet.
_PARTS = ("content.xml", "styles.xml", "meta.xml")
#: More than any office program asks for: rounds of PBKDF2, KiB and passes of Argon2.
_MOST_ROUNDS, _MOST_MEMORY, _MOST_PASSES, _MOST_LANES = 1_000_000, 128 * 1024, 16, 16
_KEY_SIZES = (16, 24, 32)
_VECTOR_OF_GCM, _BLOCK = 12, 16
_CHECKED = 1024


@dataclass(frozen=True)
class _Encryption:
    """How one part is encrypted, in the words of the manifest."""

    part: str
    algorithm: str
    vector: bytes
    start_key: str
    derivation: str
    salt: bytes
    key_size: int
    rounds: int
    memory: int
    lanes: int
    checksum_type: str
    checksum: bytes


def is_encrypted_ods(content: bytes) -> bool:
    """Whether a zip package is an OpenDocument file that asks for a password; False for a damaged one."""
    try:
        return next(_encryptions(Package(content, Limits())), None) is not None
    except (UnsafeError, zipfile.BadZipFile, etree.XMLSyntaxError, ValueError, OSError, RuntimeError, EOFError):
        return False


def decrypt_ods(content: bytes, password: str, limits: Limits | None = None) -> bytes | None:
    """The spreadsheet without its encryption; None where the password does not open it.

    Args:
        content: the file.
        password: as the person types it.
        limits: what it may cost.

    Raises:
        UnsafeError: it exceeds the limits.
        zipfile.BadZipFile, etree.XMLSyntaxError, ValueError, KeyError: it is damaged.
    """
    limits = limits or Limits()
    package = Package(content, limits)
    opened: dict[str, bytes] = {}
    for encryption in _encryptions(package):
        if encryption.part not in (*_PARTS, _WHOLE) or encryption.part not in package:
            continue
        plain = _decrypted(package.read(encryption.part), encryption, password, limits)
        if plain is None:
            return None
        if encryption.part == _WHOLE:
            return plain
        opened[encryption.part] = plain
    if not opened:
        return None
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, plain in opened.items():
            made.writestr(name, plain)
    return target.getvalue()


def _encryptions(package: Package) -> Iterator[_Encryption]:
    if _MANIFEST not in package or package.size(_MANIFEST) > _LONGEST_MANIFEST:
        return
    for entry in parsed(package.read(_MANIFEST)).iter("{*}file-entry"):
        data = next((child for child in entry if local_name(child) == "encryption-data"), None)
        if data is not None:
            yield _encryption(attribute(entry, "full-path"), data)


def _encryption(part: str, data: etree._Element) -> _Encryption:
    children = {local_name(child): child for child in data}

    def said(element: str, name: str, usual: str = "") -> str:
        return (attribute(children[element], name) if element in children else "") or usual

    return _Encryption(
        part,
        said("algorithm", "algorithm-name"),
        _bytes(said("algorithm", "initialisation-vector")),
        said("start-key-generation", "start-key-generation-name", "SHA1"),
        said("key-derivation", "key-derivation-name"),
        _bytes(said("key-derivation", "salt")),
        _number(said("key-derivation", "key-size", "16")),
        _number(said("key-derivation", "iteration-count") or said("key-derivation", "argon2-iterations")),
        _number(said("key-derivation", "argon2-memory")),
        _number(said("key-derivation", "argon2-lanes")),
        attribute(data, "checksum-type"),
        _bytes(attribute(data, "checksum")),
    )


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text)
    except binascii.Error as error:
        raise ValueError(text) from error


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _decrypted(content: bytes, encryption: _Encryption, password: str, limits: Limits) -> bytes | None:
    """A part's content; None where the password or the way of encryption is another one."""
    key = _key(encryption, password)
    if key is None:
        return None
    kind = encryption.algorithm.rpartition("#")[2].lower()
    compressed = None
    if kind.endswith("-gcm"):
        compressed = _by_gcm(content, key, encryption.vector)
    elif kind.endswith("-cbc"):
        compressed = _by_cbc(content, key, encryption.vector)
    if compressed is None or not _is_right(compressed, encryption):
        return None
    return compressed if compressed.startswith(b"PK") else _inflated(compressed, limits)


def _key(encryption: _Encryption, password: str) -> bytes | None:
    digest = hashlib.sha256 if "256" in encryption.start_key else hashlib.sha1
    start = digest(password.encode()).digest()
    if encryption.key_size not in _KEY_SIZES:
        return None
    derivation = encryption.derivation.lower()
    if derivation.endswith("pbkdf2") and 1 <= encryption.rounds <= _MOST_ROUNDS:
        return hashlib.pbkdf2_hmac("sha1", start, encryption.salt, encryption.rounds, encryption.key_size)
    if derivation.endswith("argon2id"):
        return _by_argon2(encryption, start)
    return None


def _by_argon2(encryption: _Encryption, start: bytes) -> bytes | None:
    is_bounded = (
        1 <= encryption.rounds <= _MOST_PASSES
        and 1 <= encryption.lanes <= _MOST_LANES
        and 8 * encryption.lanes <= encryption.memory <= _MOST_MEMORY
    )
    if not is_bounded:
        return None
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415 - slow to import, rarely needed
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id  # noqa: PLC0415

    try:
        return Argon2id(
            salt=encryption.salt,
            length=encryption.key_size,
            iterations=encryption.rounds,
            lanes=encryption.lanes,
            memory_cost=encryption.memory,
        ).derive(start)
    except (UnsupportedAlgorithm, ValueError):
        return None


def _by_gcm(content: bytes, key: bytes, vector: bytes) -> bytes | None:
    """What is encrypted behind its vector, or with the manifest's; None where the key is another one."""
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - as above
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

    for begin, own in ((_VECTOR_OF_GCM, content[:_VECTOR_OF_GCM]), (0, vector)):
        try:
            return AESGCM(key).decrypt(own, content[begin:], None)
        except (InvalidTag, ValueError):
            continue
    return None


def _by_cbc(content: bytes, key: bytes, vector: bytes) -> bytes | None:
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes  # noqa: PLC0415 - as above

    if len(vector) != _BLOCK or not content or len(content) % _BLOCK:
        return None
    decryptor = Cipher(algorithms.AES(key), modes.CBC(vector)).decryptor()
    plain = decryptor.update(content) + decryptor.finalize()
    # The last byte says how many were added to fill the block.
    return plain[: -plain[-1]] if 1 <= plain[-1] <= _BLOCK else None


def _is_right(compressed: bytes, encryption: _Encryption) -> bool:
    """Whether the checksum of what was decrypted is the manifest's; without one, whether it can be inflated says so."""
    if not encryption.checksum:
        return True
    digest = hashlib.sha256 if "256" in encryption.checksum_type else hashlib.sha1
    checked = compressed[:_CHECKED] if encryption.checksum_type.lower().endswith("1k") else compressed
    return hmac.compare_digest(digest(checked).digest(), encryption.checksum)


def _inflated(compressed: bytes, limits: Limits) -> bytes | None:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        plain = inflater.decompress(compressed, limits.inflated_bytes)
    except zlib.error:
        return None
    if inflater.unconsumed_tail:
        raise UnsafeError("size")
    return plain
