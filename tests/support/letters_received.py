"""Letters with returns in them, as agencies and mail servers send them."""

from __future__ import annotations

import email.policy
from dataclasses import replace
from datetime import date
from email.message import EmailMessage
from io import BytesIO

import openpyxl

from cchc_excel.api import Workspace, generate
from cchc_excel.workflow.settings import Settings
from support.desk import AGENCIES, Desk
from support.mail_servers import USER

PERIOD = "2021-Q1"


TODAY = date(2021, 3, 1)


ANSWERS = {"I.1.1": 25, "I.1.2": 5}


XLSX = "vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def addressed():
    return [replace(one, emails=(f"{one.code.lower()}@soctrang.example",)) for one in AGENCIES]


def desk_at(folder, **parts):
    workspace = Workspace.create(folder, Settings.model_validate(parts), tuple(addressed()), today=TODAY)
    generate(workspace, PERIOD, today=TODAY)
    return Desk(workspace, {})


def filled(desk, code, answers=ANSWERS):
    path = desk.drop(code, answers, name="tam.xlsx")
    content = path.read_bytes()
    path.unlink()
    return content


def unstamped(content):
    """The figures without stamp, codes and heading."""
    sheet = openpyxl.load_workbook(BytesIO(content))["Bảng 1"]
    book = openpyxl.Workbook()
    for at, row in enumerate(range(7, 175), start=1):
        for column, letter in enumerate("BCDEF", start=1):
            book.active.cell(at, column).value = sheet[f"{letter}{row}"].value
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def letter(
    *files, sender="stc@soctrang.example", subject="Báo cáo Quý I", when="Wed, 10 Mar 2021 09:30:00 +0700", **headers
):
    message = EmailMessage(policy=email.policy.SMTP)
    message["From"], message["To"], message["Subject"], message["Date"] = sender, USER, subject, when
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content("Kính gửi Sở Nội vụ, xin gửi báo cáo.")
    for name, content in files:
        message.add_attachment(content, maintype="application", subtype=XLSX, filename=name)
    return message


def bounce(message_id, address, action="failed"):
    report = (
        f"From: MAILER-DAEMON@x.example\r\nTo: {USER}\r\nSubject: Undelivered Mail\r\nMIME-Version: 1.0\r\n"
        "Date: Wed, 10 Mar 2021 09:30:00 +0700\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nCould not be delivered.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x.example\r\n\r\n"
        f"Final-Recipient: rfc822; {address}\r\nAction: {action}\r\nStatus: 5.1.1\r\n"
        "Diagnostic-Code: smtp; 550 khong co hop thu\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {message_id}\r\n\r\n--b--\r\n"
    )
    return report.encode()


def accepted(desk):
    with desk.workspace.ledger() as ledger:
        return {record.receipt.agency: record for record in ledger.accepted(PERIOD)}


def states(desk, name, content):
    """In which state everything ends that was taken in when this file came."""
    desk.drop_bytes(name, content)
    return {name: one.state for name, one in desk.collect().items()}
