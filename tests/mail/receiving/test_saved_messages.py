"""Messages in the drop folder: every file in them is found, tied to its agency, taken once."""

from __future__ import annotations

import struct
import zipfile
from datetime import datetime
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from io import BytesIO

import pytest

from cchc_excel.api import assign, status
from cchc_excel.errors import RequestError
from support.letters_received import accepted, bounce, filled, letter

PERIOD = "2021-Q1"


XLSX = "vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def remarks(record):
    return [remark.code for remark in record.notices]


def test_a_saved_message_is_opened_and_dated_by_the_server_that_had_it_last(desk):
    marks = "from a.example by mx.example; Wed, 10 Mar 2021 09:30:00 +0700"
    saved = letter(("báo cáo quý I.xlsx", filled(desk, "STC")), when="Tue, 2 Mar 2021 09:30:00 +0700", Received=marks)
    desk.drop_bytes("thu.eml", saved.as_bytes(), when=datetime(2021, 3, 15))
    told = desk.collect()
    assert (told["thu.eml"].state, told["báo cáo quý I.xlsx"].state) == ("opened_mail", "accepted")
    record = accepted(desk)["STC"]
    assert record.receipt.name == "thu.eml/báo cáo quý I.xlsx"
    local = datetime.fromisoformat("2021-03-10T09:30:00+07:00").astimezone().replace(tzinfo=None)
    assert record.receipt.received == local
    assert remarks(record) == []
    assert [one.state for one in desk.collect().values()] == ["opened_mail", "known"]


def test_files_in_forwarded_nested_and_packed_messages(desk):
    inner = letter(("STC.xlsx", filled(desk, "STC")))
    forwarded = letter(sender="chi-cuc@soctrang.example", subject="Fwd: Báo cáo")
    forwarded.add_attachment(inner)
    outer = letter(sender="snv@soctrang.example")
    outer.add_attachment(forwarded)
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("SNV.xlsx", filled(desk, "SNV"))
    outer.add_attachment(packed.getvalue(), maintype="application", subtype="zip", filename="nén.zip")
    desk.drop_bytes("chuyen tiep.eml", outer.as_bytes())
    states = {name: one.state for name, one in desk.collect().items()}
    # The letter comes from an address of SNV, which is asked about for the template of STC.
    assert states == {
        "chuyen tiep.eml": "opened_mail", "STC.xlsx": "in_doubt", "nén.zip": "unpacked", "SNV.xlsx": "accepted"
    }  # fmt: skip
    assert set(accepted(desk)) == {"SNV"}


@pytest.mark.parametrize("encoding", ["rfc2231", "rfc2047", "raw utf-8", "path in it"])
def test_names_in_any_encoding(desk, encoding):
    content = filled(desk, "STC")
    name = "Báo cáo Sở Tài chính.xlsx"
    part = MIMEApplication(content, XLSX)
    if encoding == "rfc2231":
        part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", name))
    elif encoding == "rfc2047":
        from email.header import Header  # noqa: PLC0415

        part.add_header("Content-Disposition", f'attachment; filename="{Header(name, "utf-8").encode()}"')
    elif encoding == "raw utf-8":
        part.add_header("Content-Disposition", 'attachment; filename="TEN"')
    else:
        part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", f"../../{name}"))
    message = MIMEMultipart()
    message["From"], message["Date"] = "stc@soctrang.example", "Wed, 10 Mar 2021 09:30:00 +0700"
    message.attach(MIMEText("xin gửi", "plain", "utf-8"))
    message.attach(part)
    raw = message.as_bytes()
    if encoding == "raw utf-8":
        start = raw.index(b"filename=")
        raw = raw[:start] + f'filename="{name}"\n'.encode() + raw[raw.index(b"\n", start) + 1 :]
    desk.drop_bytes("thu.eml", raw)
    told = desk.collect()
    assert told[name].state == "accepted"


def tnef(name, content):
    """A winmail.dat with one file, as Outlook packs it (MS-OXTNEF)."""

    def attribute(level, identity, data):
        return struct.pack("<BII", level, identity, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)

    rendering = struct.pack("<HIHHI", 1, 0xFFFFFFFF, 0, 0, 0)
    return (
        struct.pack("<IH", 0x223E9F78, 1)
        + attribute(1, 0x00089006, struct.pack("<I", 0x00010000))
        + attribute(2, 0x00069002, rendering)
        + attribute(2, 0x00018010, name.encode() + b"\0")
        + attribute(2, 0x0006800F, content)
    )


def test_outlook_s_winmail(desk):
    message = letter()
    packed = tnef("STC.xlsx", filled(desk, "STC"))
    message.add_attachment(packed, maintype="application", subtype="ms-tnef", filename="winmail.dat")
    desk.drop_bytes("thu.eml", message.as_bytes())
    assert desk.collect()["STC.xlsx"].state == "accepted"


def test_machines_letters_and_torn_ones(desk):
    desk.drop_bytes("vang mat.eml", letter(subject="Trả lời tự động: đi công tác").as_bytes())
    desk.drop_bytes("may.eml", letter(Auto_Submitted="auto-replied").as_bytes())
    desk.drop_bytes("khong tep.eml", letter().as_bytes())
    desk.drop_bytes("tra lai.eml", bounce("<x@y.example>", "stc@soctrang.example"))
    states = {name: one.state for name, one in desk.collect().items()}
    assert states == {
        "vang mat.eml": "auto_reply", "may.eml": "auto_reply", "khong tep.eml": "no_files", "tra lai.eml": "bounce"
    }  # fmt: skip
    assert status(desk.workspace).troubled == []
    whole = letter(("STC.xlsx", filled(desk, "STC"))).as_bytes()
    for at in range(0, len(whole), len(whole) // 40):
        desk.drop_bytes(f"cat {at}.eml", whole[:at])
    assert all(one.state for one in desk.collect().values())


def test_a_message_is_nobody_s_return(desk):
    desk.drop_bytes("thu.eml", letter(("báo cáo quý I.xlsx", filled(desk, "STC"))).as_bytes())
    desk.collect()
    with pytest.raises(RequestError, match=r"thu\.eml"):
        assign(desk.workspace, "thu.eml", "STC")
    assert status(desk.workspace).count("on_time") == 1
