"""Every part of a message is taken in, passed over as a program's own, or named: none is lost without a word."""

from __future__ import annotations

import base64
import binascii
import email
import struct
import zipfile
from datetime import date, datetime, timedelta
from io import BytesIO

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID

from cchc_excel.api import status
from cchc_excel.mail.parts import MessageParts, flattened
from cchc_excel.mail.signed import SignedError, signed_content
from cchc_excel.mail.tnef import TnefError, tnef_files
from cchc_excel.template import Fill
from cchc_excel.text.mail_formats import is_from_mail, message_in, message_start, signed_kind
from support.letters_received import accepted, filled, letter, states
from support.outlook_files import attached, attached_message, compound, storage
from support.printed_table import HEADER, printed_lines, separated


@pytest.fixture(scope="module")
def signer():
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "STC")])
    today = datetime.combine(date.today(), datetime.min.time())
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(today).not_valid_after(today + timedelta(days=9))
    return key, builder.sign(key, hashes.SHA256())


def signed(signer, content, encoding=serialization.Encoding.DER, options=(pkcs7.PKCS7Options.Binary,)):
    key, certificate = signer
    builder = pkcs7.PKCS7SignatureBuilder().set_data(content).add_signer(certificate, key, hashes.SHA256())
    return builder.sign(encoding, list(options))


def encrypted(signer, content):
    _, certificate = signer
    builder = pkcs7.PKCS7EnvelopeBuilder().set_data(content).add_recipient(certificate)
    return builder.encrypt(serialization.Encoding.DER, [pkcs7.PKCS7Options.Binary])


def raw(*parts, headers="", boundary="B"):
    """A letter, each part with its own headers."""
    head = f"{headers}From: stc@soctrang.example\r\nSubject: x\r\nDate: Wed, 10 Mar 2021 09:30:00 +0700\r\n"
    head += f'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="{boundary}"\r\n\r\n'
    body = b"".join(f"--{boundary}\r\n{own}\r\n\r\n".encode() + content + b"\r\n" for own, content in parts)
    return head.encode() + body + f"--{boundary}--\r\n".encode()


def as_base64(content):
    return base64.encodebytes(content)


def attachment(name, content, kind="application/octet-stream"):
    return (
        f'Content-Type: {kind}; name="{name}"\r\nContent-Transfer-Encoding: base64\r\n'
        f'Content-Disposition: attachment; filename="{name}"',
        as_base64(content),
    )


# --- what stands before the headers ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "before", [b"", b"\xef\xbb\xbf", b"\r\n\r\n", b"\xef\xbb\xbf\n", b"CANH BAO: thu tu ben ngoai\r\n\r\n", b"x\n" * 20]
)
def test_what_stands_before_the_headers_hides_nothing(desk, before):
    content = before + letter(("STC.xlsx", filled(desk, "STC"))).as_bytes()
    expected = "accepted" if before.count(b"\n") < 20 else None
    found = states(desk, "thu.eml", content)
    assert found.get("STC.xlsx") == expected
    if expected is None:
        assert found["thu.eml"] == "not_a_workbook"


@pytest.mark.parametrize(
    "saved",
    [
        lambda sent: sent.decode().encode("utf-16"),
        lambda sent: f"\ufeff{sent.decode()}".encode("utf-16-be"),
        lambda sent: sent.replace(b"\r\n", b"\r\r\n"),
        lambda sent: sent.replace(b"\r\n", b"\r"),
    ],
    ids=["utf-16", "utf-16-be", "doubled", "returns"],
)
def test_what_editors_make_of_a_letter_hides_nothing(desk, saved):
    sent = letter(("STC.xlsx", filled(desk, "STC"))).as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    assert states(desk, "thu.eml", saved(sent))["STC.xlsx"] == "accepted"


def test_files_of_a_letter_whose_line_ends_are_mixed_keep_their_bytes(desk):
    sent = raw(("Content-Type: application/octet-stream; name=a.bin", b"x\r\r\ny\rz"))
    message = message_in(sent)
    assert message is not None
    assert b"x\r\r\ny\rz" in message


@pytest.mark.parametrize("at", [b"\r\nMIME-Version:", b"\r\nContent-Type: multipart"])
def test_a_blank_line_among_the_headers_hides_nothing(desk, at):
    sent = raw(attachment("STC.xlsx", filled(desk, "STC")))
    assert at in sent
    found = states(desk, "thu.eml", sent.replace(at, b"\r\n" + at, 1))
    assert (found["thu.eml"], found["STC.xlsx"]) == ("opened_mail", "accepted")


def test_a_letter_that_speaks_of_parts_has_none(desk):
    text = b"Kinh gui\r\n--B\r\nContent-Type la gi?\r\n-- \r\nContent-Type: x\r\n"
    sent = b"From: a@b.example\r\nDate: Wed, 10 Mar 2021 09:30:00 +0700\r\n\r\n" + text
    assert states(desk, "thu.eml", sent) == {"thu.eml": "no_files"}


@pytest.mark.parametrize(
    ("content", "start"),
    [
        (b"From: a@b\nDate: x\n\n", 0),
        (b"\xef\xbb\xbfFrom: a@b\nDate: x\n\n", 3),
        (b"From a@b\nFrom: a@b\nDate: x\n\n", 0),
        (b"x\n" * 19 + b"From: a@b\nDate: x\n\n", 38),
        (b"x\n" * 20 + b"From: a@b\nDate: x\n\n", None),
        (b"From: a@b\n\nDate: x\n\n", None),
        (b"From: a@b\nX-Y: x\n\n", None),
        (b"a,b\n1,2\n", None),
        (b"", None),
    ],
)
def test_where_a_message_begins(content, start):
    assert message_start(content) == start


# --- letters in letters ---------------------------------------------------------------------------------------------


def test_a_letter_that_is_attached_in_base64_is_opened(desk):
    inner = letter(("STC.xlsx", filled(desk, "STC"))).as_bytes()
    kind = "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64"
    assert states(desk, "thu.eml", raw((kind, as_base64(inner))))["STC.xlsx"] == "accepted"


def test_a_letter_attached_in_base64_that_is_cut_off_is_named(desk):
    inner = letter(("STC.xlsx", filled(desk, "STC"))).as_bytes()
    kind = 'Content-Type: message/rfc822; name="thu.eml"\r\nContent-Transfer-Encoding: base64'
    cut = base64.b64encode(inner)[:1001]
    assert states(desk, "ngoai.eml", raw((kind, cut))) == {"ngoai.eml": "partly_opened"}


def test_every_letter_of_a_mailbox_file_is_opened(desk):
    letters = [letter((f"{code}.xlsx", filled(desk, code)), sender=f"{code.lower()}@soctrang.example")
               for code in ("STC", "SNV")]  # fmt: skip
    mbox = b"".join(b"From - Wed Mar 10 09:30:00 2021\n" + one.as_bytes().replace(b"\r\n", b"\n") + b"\n"
                    for one in letters)  # fmt: skip
    found = states(desk, "Hộp thư", mbox)
    assert (found["STC.xlsx"], found["SNV.xlsx"], found["Hộp thư"]) == ("accepted", "accepted", "opened_mail")
    # Each letter is one of its own, with its own sender.
    assert all(record.notices == [] for record in accepted(desk).values())


def test_a_letter_that_quotes_a_mailbox_is_one(desk):
    quoting = letter(("STC.xlsx", filled(desk, "STC")))
    content = quoting.as_bytes().replace(b"\r\n\r\n", b"\r\n\r\nFrom ai do\r\nSubject: y\r\n\r\n", 1)
    assert states(desk, "thu.eml", content)["STC.xlsx"] == "accepted"


# --- what programs pack files in ------------------------------------------------------------------------------------


HEAD = b"From: stc@soctrang.example\r\nDate: Wed, 10 Mar 2021 09:30:00 +0700\r\nSubject: x\r\n"


def uuencoded(content):
    lines = b"".join(binascii.b2a_uu(content[at : at + 45]) for at in range(0, len(content), 45))
    return b"begin 644 STC.xlsx\r\n" + lines.replace(b"\n", b"\r\n") + b"`\r\nend\r\n"


def in_base64(content):
    return b"begin-base64 644 STC.xlsx\r\n" + as_base64(content).replace(b"\n", b"\r\n") + b"====\r\n"


def yencoded(content, part=b""):
    moved = ((byte + 42) % 256 for byte in content)
    signs = [b"=%c" % ((byte + 64) % 256) if byte in b"\0\r\n=" else b"%c" % byte for byte in moved]
    lines = b"\r\n".join(b"".join(signs[at : at + 128]) for at in range(0, len(signs), 128))
    return b"=ybegin %sline=128 size=%d name=STC.xlsx\r\n%s\r\n=yend size=9\r\n" % (part, len(content), lines)


def quoted(text):
    return b"".join(b"> " + line for line in text.splitlines(keepends=True))


@pytest.mark.parametrize(
    "written", [uuencoded, in_base64, yencoded, lambda content: quoted(quoted(uuencoded(content)))],
    ids=["uuencode", "base64", "yEnc", "quoted"],
)  # fmt: skip
def test_a_file_that_stands_as_letters_in_the_text(desk, written):
    body = b"\r\nKinh gui\r\n\r\n" + written(filled(desk, "STC")) + b"Tran trong\r\n"
    assert states(desk, "thu.eml", HEAD + body) == {"thu.eml": "opened_mail", "STC.xlsx": "accepted"}
    desk.drop_bytes("cut.eml", HEAD + body[: len(body) // 2])
    told = desk.collect()["cut.eml"]
    assert (told.state, "STC.xlsx" in told.reason) == ("partly_opened", True)


@pytest.mark.parametrize(
    "text",
    [b"begin 644 STC.xlsx\r\nla gi?", b"begin-base64 644 a\r\nla gi?", b"=ybegin name=a\r\nla gi?", b"begin 644"],
)
def test_a_letter_that_speaks_of_such_files_has_none(desk, text):
    assert states(desk, "thu.eml", HEAD + b"\r\n" + text + b"\r\n") == {"thu.eml": "no_files"}


def test_a_file_in_the_text_of_what_outlook_saved_or_around_the_parts(desk):
    saved = compound(storage(sender="stc@soctrang.example", body=in_base64(filled(desk, "STC")).decode()))
    assert states(desk, "thu.msg", saved) == {"thu.msg": "opened_mail", "STC.xlsx": "accepted"}
    around = raw(("Content-Type: text/plain", b"x")) + uuencoded(b"abc")
    assert MessageParts.of(email.message_from_bytes(around)).files == [("STC.xlsx", b"abc")]


@pytest.mark.parametrize(("quotations", "length"), [(30, 5), (0, 150), (0, 3_000)])
def test_no_quotation_is_too_deep_and_no_name_too_long(quotations, length):
    body = uuencoded(b"abc").replace(b"STC.xlsx", b"a" * length)
    for _ in range(quotations):
        body = quoted(body)
    ((name, content),) = MessageParts.of(email.message_from_bytes(HEAD + b"\r\n" + body)).files
    assert (len(name), content) == (min(length, 150), b"abc")


def test_words_like_a_beginning_hide_no_file(desk):
    body = b"\r\nbegin 644 la gi?\r\nhoi\r\n" + uuencoded(filled(desk, "STC"))
    assert states(desk, "thu.eml", HEAD + body)["STC.xlsx"] == "accepted"


def test_a_piece_of_a_file_whose_others_came_in_other_letters_is_named(desk):
    piece = yencoded(b"x" * 500, b"part=1 total=2 ").replace(b"xlsx\r\n", b"xlsx\r\n=ypart begin=1 end=500\r\n")
    assert states(desk, "thu.eml", HEAD + b"\r\n" + piece) == {"thu.eml": "partly_opened"}


@pytest.mark.parametrize("kind", ["application/octet-stream", "application/x;name=B%C3%A1o.xlsx", ""])
def test_a_file_in_an_address_of_a_web_page(desk, kind):
    head = HEAD + b'Content-Type: text/html; charset=utf-8\r\n\r\n<p>Kinh gui <a href="data:' + kind.encode()
    whole = head + b";base64," + base64.b64encode(filled(desk, "STC")) + b'">bao cao</a>'
    assert states(desk, "thu.eml", whole) == {"thu.eml": "opened_mail", "dinh-kem": "accepted"}
    assert states(desk, "hong.eml", head + b';base64,UEsDB">bao cao</a>')["hong.eml"] == "partly_opened"


@pytest.mark.parametrize(("size", "is_taken"), [(49_999, False), (50_000, True)])
def test_a_picture_in_an_address_of_a_web_page_is_taken_in_where_it_is_no_logo(desk, size, is_taken):
    picture = base64.b64encode(b"\x89PNG" + bytes(size - 4))
    body = b'Content-Type: text/html\r\n\r\n<img src="data:image/png;base64,' + picture + b'">'
    found = states(desk, "thu.eml", HEAD + body)
    assert found == ({"thu.eml": "opened_mail", "dinh-kem": "not_a_workbook"} if is_taken else {"thu.eml": "no_files"})


def calendar(value, parameters=";FMTTYPE=application/vnd.ms-excel;ENCODING=BASE64;VALUE=BINARY;X-FILENAME=STC.xlsx"):
    line = f"ATTACH{parameters}:".encode() + value
    folded = b"\r\n ".join(line[at : at + 74] for at in range(0, len(line), 74))
    return b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:x\r\n" + folded + b"\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"


def test_a_file_in_an_invitation(desk):
    content = calendar(base64.b64encode(filled(desk, "STC")))
    body = b"Content-Type: text/calendar; method=REQUEST\r\n\r\n" + content
    assert states(desk, "thu.eml", HEAD + body) == {"thu.eml": "opened_mail", "STC.xlsx": "accepted"}
    broken = b"Content-Type: text/calendar\r\n\r\n" + calendar(b"UEsDB")
    assert states(desk, "hong.eml", HEAD + broken)["hong.eml"] == "partly_opened"
    link = b"Content-Type: text/calendar\r\n\r\n" + calendar(b"https://x.example/y", "")
    assert states(desk, "link.eml", HEAD + link)["link.eml"] == "no_files"


@pytest.mark.parametrize("kind", ["text/plain", "text/html"])
def test_a_text_that_is_a_workbook_is_a_file(desk, kind):
    head = HEAD + f"Content-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\n\r\n".encode()
    found = states(desk, "thu.eml", head + as_base64(filled(desk, "STC")))
    assert found == {"thu.eml": "opened_mail", "dinh-kem": "accepted"}


@pytest.mark.parametrize("name", ["smime.p7m", "bao cao.p7m", ""])
def test_a_signed_letter_is_opened(desk, signer, name):
    inner = raw(attachment("STC.xlsx", filled(desk, "STC"))).partition(b"MIME-Version")[2]
    content = signed(signer, b"MIME-Version" + inner)
    part = (f'Content-Type: application/pkcs7-mime; name="{name}"\r\nContent-Transfer-Encoding: base64',
            as_base64(content))  # fmt: skip
    assert states(desk, "thu.eml", raw(part))["STC.xlsx"] == "accepted"


@pytest.mark.parametrize("encoding", [serialization.Encoding.DER, serialization.Encoding.PEM])
def test_a_signed_file_is_opened_wherever_it_comes(desk, signer, encoding):
    content = signed(signer, filled(desk, "STC"), encoding)
    found = states(desk, "STC.xlsx.p7m", content)
    assert (found["STC.xlsx.p7m"], sorted(found.values())) == ("opened_mail", ["accepted", "opened_mail"])
    other = signed(signer, filled(desk, "SNV"))
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("SNV.xlsx.p7m", other)
    assert states(desk, "gói.zip", packed.getvalue())["SNV.xlsx.p7m"] == "opened_mail"
    assert set(accepted(desk)) == {"STC", "SNV"}


def test_a_detached_signature_is_passed_over(desk, signer):
    detached = signed(signer, b"x", options=(pkcs7.PKCS7Options.DetachedSignature,))
    found = states(desk, "thu.eml", raw(attachment("STC.xlsx", filled(desk, "STC")),
                                        attachment("smime.p7s", detached, "application/pkcs7-signature"),
                                        attachment("chu ky.P7S", detached)))  # fmt: skip
    assert found == {"thu.eml": "opened_mail", "STC.xlsx": "accepted"}
    assert status(desk.workspace).troubled == []


def test_an_encrypted_letter_is_named(desk, signer):
    content = encrypted(signer, filled(desk, "STC"))
    desk.drop_bytes("thu.eml", raw(attachment("smime.p7m", content, "application/pkcs7-mime")))
    told = desk.collect()["thu.eml"]
    assert (told.state, "smime.p7m (thư mã hóa)" in told.reason) == ("partly_opened", True)
    assert "của stc@soctrang.example" in told.reason
    assert [receipt.state for receipt in status(desk.workspace).troubled] == ["partly_opened"]
    assert states(desk, "khác.p7m", content)["khác.p7m"] == "partly_opened"


@pytest.mark.parametrize("is_cut", [True, False])
def test_a_signed_file_of_which_a_part_is_missing_is_named(desk, form, signer, is_cut):
    """Cut off; or what was signed is longer, by what it says itself, than all that came."""
    table = separated([*HEADER, *printed_lines(form, {"I.1.1": Fill(25)})])
    content = signed(signer, table)
    head, _, tail = content.partition(table)
    assert head[-4:-2] == b"\x04\x82"  # a string, its length in two bytes
    content = content[: len(content) // 2] if is_cut else head[:-2] + b"\xff\xff" + table + tail
    assert states(desk, "STC.csv.p7m", content) == {"STC.csv.p7m": "partly_opened"}
    assert "STC.csv" in status(desk.workspace).troubled[0].facts["unopened"]


@pytest.mark.parametrize("size", [3, 40, 200])
def test_a_torn_signature_is_named(desk, signer, size):
    content = signed(signer, filled(desk, "STC"))[:size]
    if size == 3:  # too short to be known for one
        assert signed_kind(content) is None
    else:
        with pytest.raises(SignedError):
            signed_content(content)
        assert flattened(content).unopened


def test_signed_data_in_pieces_of_no_said_length():
    """As OpenSSL writes them while it still reads: constructed, each ended by two zero bytes."""
    octets = b"\x24\x80" + b"\x04\x03abc" + b"\x04\x02de" + b"\x00\x00"
    data = b"\x30\x80" + bytes.fromhex("06092a864886f70d010701") + b"\xa0\x80" + octets + b"\x00\x00" + b"\x00\x00"
    inner = b"\x30\x80" + b"\x02\x01\x01" + b"\x31\x00" + data + b"\x31\x00" + b"\x00\x00"
    content = b"\x30\x80" + bytes.fromhex("06092a864886f70d010702") + b"\xa0\x80" + inner + b"\x00\x00" + b"\x00\x00"
    assert signed_content(content) == b"abcde"
    with pytest.raises(SignedError):
        signed_content(b"\x30\x80" * 40 + content)


def attribute(level, identity, data):
    return struct.pack("<BII", level, identity, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


def tnef(*attributes):
    return struct.pack("<IH", 0x223E9F78, 1) + b"".join(attributes)


def packed_file(name, content):
    return (
        attribute(2, 0x00069002, bytes(14)),
        attribute(2, 0x00018010, name.encode() + b"\0"),
        attribute(2, 0x0006800F, content),
    )


def properties(*values):
    """Properties of an attachment; a value is (type, tag, bytes)."""
    body = struct.pack("<I", len(values))
    for kind, tag, value in values:
        body += struct.pack("<HHII", kind, tag, 1, len(value)) + value + bytes(-len(value) % 4)
    return attribute(2, 0x00069005, body)


def test_winmail_by_itself_and_within_itself(desk):
    inner = tnef(*packed_file("STC.xlsx", filled(desk, "STC")))
    name = "Thư của Sở.msg".encode("utf-16-le") + b"\0\0"
    object_id = bytes.fromhex("07030200 00000000 c0000000 00000046")
    outer = tnef(
        *packed_file("SNV.xlsx", filled(desk, "SNV")),
        attribute(2, 0x00069002, bytes(14)),
        properties((0x1F, 0x3707, name), (0x0D, 0x3701, object_id + inner)),
    )
    found = states(desk, "winmail.dat", outer)
    assert found == {"winmail.dat": "opened_mail", "STC.xlsx": "accepted", "SNV.xlsx": "accepted"}


def test_the_long_name_of_a_file_in_winmail():
    content = tnef(*packed_file("BAOCAO~1.XLS", b"x"), properties((0x1F, 0x3707, "Báo cáo.xlsx".encode("utf-16-le"))))
    assert [(file.name, file.content) for file in tnef_files(content)] == [("Báo cáo.xlsx", b"x")]


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[:-5],
        lambda content: content[:20],
        # Lengths and counts of gigabytes.
        lambda content: content[:11] + b"\xff\xff\xff\x7f" + content[15:],
        lambda content: content + attribute(2, 0x00069005, b"\xff\xff\xff\xff"),
        lambda content: content + attribute(2, 0x00069005, struct.pack("<IHHI", 1, 0x1F, 0x3707, 0xFFFFFFFF)),
        lambda content: content + attribute(2, 0x00069005, struct.pack("<IHHI", 9, 0x1002, 0x3707, 0x7FFFFFFF)),
        lambda content: content + attribute(2, 0x00069005, struct.pack("<IHH", 1, 0x99, 0x3707)),
    ],
)
def test_a_damaged_winmail_is_named_and_asks_for_no_memory(desk, damage):
    content = damage(tnef(*packed_file("STC.xlsx", filled(desk, "STC"))))
    with pytest.raises(TnefError):
        tnef_files(content)
    desk.drop_bytes("thu.eml", raw(attachment("winmail.dat", content, "application/ms-tnef")))
    told = desk.collect()["thu.eml"]
    assert (told.state, "winmail.dat" in told.reason) == ("partly_opened", True)


def test_what_outlook_saved_is_opened_to_its_depth(desk):
    inner = storage(attached("STC.xlsx", filled(desk, "STC")), sender="stc@soctrang.example", inner=True)
    packager = struct.pack("<IH", 0, 2) + b"SNV.xlsx\0C:\\SNV.xlsx\0" + struct.pack("<II", 0x30000, 5) + b"C:\\x\0"
    packager += struct.pack("<I", len(filled(desk, "SNV"))) + filled(desk, "SNV")
    content = compound(
        storage(
            attached_message("Fwd: báo cáo", inner),
            attached_message("SNV.xlsx", {"\x01Ole10Native": packager}),
            attached_message("hình vẽ", {"\x03META": b"x"}),
            sender="stp@soctrang.example",
        )
    )
    desk.drop_bytes("thu.msg", content)
    told = desk.collect()
    assert {name: one.state for name, one in told.items()} == {
        # The letter is of STP, which is asked about for templates of others.
        "thu.msg": "partly_opened",
        "STC.xlsx": "in_doubt",
        "SNV.xlsx": "in_doubt",
    }
    assert "hình vẽ" in told["thu.msg"].reason


# --- what is passed over, and what is not ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        *("Thumbs.db", "ehthumbs.db", "Thumbs.db:encryptable", ".DS_Store", "~$STC.xlsx", "._STC.xlsx"),
        *("__MACOSX/._STC.xlsx", "~WRL0001.tmp", ".~lock.STC.xlsx#"),
    ],
)
def test_files_of_systems_are_passed_over_in_letters_and_zips(desk, name):
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr(name, b"\0\5\x16\7")
        package.writestr("STC.xlsx", filled(desk, "STC"))
    found = states(desk, "gói.zip", packed.getvalue())
    assert found == {"gói.zip": "unpacked", "STC.xlsx": "accepted"}
    other = raw(attachment(name.rpartition("/")[2], b"\0\5\x16\7"), attachment("SNV.xlsx", filled(desk, "SNV")))
    assert set(states(desk, "thu.eml", other)) == {"gói.zip", "STC.xlsx", "thu.eml", "SNV.xlsx"}


@pytest.mark.parametrize(
    "name", ["@eaDir/x", "$RECYCLE.BIN/x", "#recycle/x", "Icon\r", "kỳ 1/System Volume Information/x"]
)
@pytest.mark.parametrize("is_document", [False, True])
def test_folders_of_systems_are_passed_over_in_zips_but_for_documents(desk, name, is_document):
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr(name, filled(desk, "SNV") if is_document else b"x")
        package.writestr("STC.xlsx", filled(desk, "STC"))
    states(desk, "gói.zip", packed.getvalue())
    assert set(accepted(desk)) == ({"STC", "SNV"} if is_document and name != "Icon\r" else {"STC"})
    assert status(desk.workspace).troubled == []


PNG = b"\x89PNG\r\n\x1a\n"
CARD = b"BEGIN:VCARD\r\nEND:VCARD\r\n"
KEY = b"-----BEGIN PGP PUBLIC KEY BLOCK-----\r\nx\r\n"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("ATT00001.htm", b"<html><body>Tran trong, a, b, c</body></html>"),
        ("ATT00002.txt", b"--\r\nGui tu iPhone\r\n"),
        ("att00003.txt", b""),
        ("ATT00001.htm", b"x" * 9_999),
        ("oledata.mso", b"x" * 30),
        ("publickey.asc", KEY),
        ("lien he.vcf", b"\xef\xbb\xbf" + CARD),
        ("invite.ics", calendar(b"https://x.example", "")),
        ("image001.png", PNG),
        ("image002.JPG", b"\xff\xd8\xff" + bytes(49_996)),
        ("Outlook-a1b2.gif", b"GIF89a"),
    ],
)
def test_what_mail_programs_add_is_passed_over(desk, name, content):
    found = states(desk, "thu.eml", raw(attachment("STC.xlsx", filled(desk, "STC")), attachment(name, content)))
    assert found == {"thu.eml": "opened_mail", "STC.xlsx": "accepted"}


@pytest.mark.parametrize(
    "name", ["ATT00001.htm", "ATT00002.txt", "oledata.mso", "publickey.asc", "a.vcf", "image001.png"]
)
@pytest.mark.parametrize("more", ["", "Content-ID: <a>\r\n"])
def test_a_workbook_is_none_of_them(desk, name, more):
    headers, content = attachment(name, filled(desk, "STC"), "image/png")
    assert states(desk, "thu.eml", raw((more + headers, content)))[name] == "accepted"


def test_a_file_in_what_is_passed_over_is_taken_in(desk):
    invitation = calendar(base64.b64encode(filled(desk, "STC")))
    parts = (attachment("invite.ics", invitation), attachment("ATT00001.txt", in_base64(filled(desk, "SNV"))[:9_000]))
    assert states(desk, "thu.eml", raw(*parts)) == {"thu.eml": "partly_opened", "STC.xlsx": "accepted"}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("ATT00001.htm", b"x" * 10_000),
        ("ATT00001.htm", b"<table><tr><td>1</td></tr></table>"),
        ("ATT00001.htm", b"<Workbook><ss:Cell/></Workbook>"),
        ("ATT00001.htm", "<table><tr><td>1".encode("utf-16")),
        ("ATT00001.txt", b"1,a,2\r\n" * 3),
        ("ATT00001.txt", b"1\ta\t2\n" * 3),
        ("ATT0001.txt", b"x"),
        ("bao cao.txt", b"x"),
        ("khac.mso", b"x"),
        ("image001.png", PNG + bytes(49_992)),
        ("image001.png", b"1,2\r\n"),
        ("scan.png", PNG),
    ],
)
def test_what_may_be_a_return_is_told(desk, name, content):
    found = states(desk, "thu.eml", raw(attachment("STC.xlsx", filled(desk, "STC")), attachment(name, content)))
    assert set(found) == {"thu.eml", "STC.xlsx", name}


def test_a_picture_is_told_where_it_is_all_that_came(desk):
    desk.drop_bytes("thu.eml", raw(attachment("image001.png", PNG, "image/png")))
    told = desk.collect()
    assert (told["thu.eml"].state, told["image001.png"].reason) == ("opened_mail", "Đây là tệp ảnh.")


@pytest.mark.parametrize(
    "kind",
    [
        "Content-Type: application/vnd.ms-excel\r\nContent-Disposition: inline",
        "Content-Type: application/octet-stream",
        'Content-Type: application/octet-stream; name="=?x-khong-co?B?QkFP?="',
        "Content-Type: application/octet-stream; name*=khong-co''%42%e1o.xlsx",
        "Content-Disposition: attachment; filename*=utf-8''%ff%fe.xlsx\r\nContent-Type: application/x-x",
        "Content-Type: text/plain\r\nContent-Disposition: attachment",
    ],
)
def test_a_part_with_an_odd_name_or_none_is_a_file_all_the_same(desk, kind):
    odd = (f"{kind}\r\nContent-Transfer-Encoding: base64", as_base64(filled(desk, "STC")))
    desk.drop_bytes("thu.eml", raw(odd, attachment("SNV.xlsx", filled(desk, "SNV"))))
    # The letter is of STC, which is asked about for the template of SNV.
    assert desk.collect()["SNV.xlsx"].state == "in_doubt"
    assert set(accepted(desk)) == {"STC"}


@pytest.mark.parametrize(
    "kind", ["message/partial; id=1; number=1", 'message/external-body; access-type=URL; URL="https://x.example"']
)
def test_a_part_that_cannot_be_opened_is_named(desk, kind):
    desk.drop_bytes("thu.eml", raw((f"Content-Type: {kind}", b"x")))
    told = desk.collect()["thu.eml"]
    assert (told.state, kind.partition(";")[0] in told.reason) == ("partly_opened", True)


@pytest.mark.parametrize(("count", "state"), [(200, "opened_mail"), (201, "partly_opened")])
def test_files_beyond_the_bound_are_named(desk, count, state):
    content = raw(*(attachment(f"ảnh {at}.txt", str(at).encode()) for at in range(count)))
    desk.drop_bytes("thu.eml", content)
    told = desk.collect()["thu.eml"]
    assert (told.state, "ảnh 200.txt" in told.reason) == (state, count > 200)


@pytest.mark.parametrize(("depth", "is_opened"), [(9, True), (10, False)])
def test_letters_too_deep_are_named(depth, is_opened):
    message = letter(("STC.xlsx", b"x"))
    for _ in range(depth):
        outer = letter()
        outer.add_attachment(message)
        message = outer
    parts = MessageParts.of(message)
    assert (bool(parts.files), bool(parts.unopened)) == (is_opened, not is_opened)


def test_a_letter_with_a_link_only_names_its_sender(desk):
    mail = letter()
    mail.set_content("Kính gửi, báo cáo ở https://drive.example/abc và http://x.example/y")
    desk.drop_bytes("thu.eml", mail.as_bytes())
    told = desk.collect()["thu.eml"]
    assert told.state == "no_files"
    assert "của stc@soctrang.example không có tệp đính kèm, chỉ có liên kết (2)" in told.reason
    assert "tải tệp từ liên kết" in told.remedy
    desk.drop_bytes("không.eml", letter(subject="y").as_bytes())
    told = desk.collect()["không.eml"]
    assert (told.reason, told.remedy) == ("Thư của stc@soctrang.example không có tệp đính kèm.", "")


def test_what_is_from_mail_is_known_by_its_content(signer):
    assert all(map(is_from_mail, (tnef(), signed(signer, b"x"), encrypted(signer, b"x"), letter().as_bytes())))
    assert not any(map(is_from_mail, (b"", b"\x30", b"MIIabc", b"PK\x03\x04", b"-----BEGIN RSA", b"a,b\n1,2\n")))
