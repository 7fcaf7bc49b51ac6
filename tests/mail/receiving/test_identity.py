"""Whom a mail says that it is from is never believed: what has no genuine stamp waits for the operator."""

from __future__ import annotations

import hashlib
import zipfile
from dataclasses import replace
from datetime import datetime
from io import BytesIO

import pytest

from cchc_excel.api import assign, check, doctor, status
from cchc_excel.cli.main import main
from cchc_excel.domain.agency import Register
from cchc_excel.mail.compose import is_own_message_id, message_id
from cchc_excel.storage.ledger import Mailing
from support.letters_received import PERIOD, accepted, bounce, filled, letter, unstamped
from support.recorded import lose_ledger, state_of

KEY = b"a key for tests, 32 bytes long.."


def sent_letter(desk, code="STC", identity=None):
    """A letter of ours to an agency, and its Message-ID."""
    address = f"{code.lower()}@soctrang.example"
    own = identity or message_id(desk.workspace.key, PERIOD, code, "issue", "1", "desk@soctrang.example")
    with desk.workspace.ledger() as ledger:
        ledger.mail.write(Mailing(PERIOD, code, "issue", "1", own, [address], "accepted", "", datetime(2021, 3, 1)))
    return own


def figure(desk, code):
    check(desk.workspace)
    return next(one.value for one in accepted(desk)[code].answers if one.code == "I.1.1")


def computed_id(code="STC", sender="desk@soctrang.example"):
    """The Message-ID of earlier versions, which anybody can compute."""
    digest = hashlib.sha256(f"{PERIOD}/{code}/issue/1/{sender}".encode()).hexdigest()[:16]
    return f"<cchc.{PERIOD}.{code}.issue.1.{digest}@soctrang.example>"


@pytest.mark.parametrize("way", ["from", "own thread", "computed thread", "attached letter", "forwarded letter"])
def test_no_mail_replaces_a_genuine_return(desk, way):
    desk.drop("STC", {"I.1.1": 25}, when=datetime(2021, 3, 9))
    desk.collect()
    forged = ("bao cao.xlsx", unstamped(filled(desk, "STC", {"I.1.1": 99_999})))
    own = sent_letter(desk)
    if way == "from":
        mail = letter(forged)
    elif way == "own thread":
        mail = letter(forged, sender="ai-do@x.example", In_Reply_To=own)
    elif way == "computed thread":
        mail = letter(forged, sender="ai-do@x.example", References=computed_id())
    else:
        mail = letter(sender="ai-do@x.example")
        inner = letter(forged, In_Reply_To=own)
        if way == "forwarded letter":
            mail.add_attachment(inner)
        else:
            mail.add_attachment(inner.as_bytes(), maintype="application", subtype="octet-stream", filename="x.eml")
    desk.drop_bytes("thu.eml", mail.as_bytes())
    assert desk.collect()["bao cao.xlsx"].state == "unassigned"
    assert figure(desk, "STC") == 25
    (waiting,) = status(desk.workspace).troubled
    assert (waiting.state, waiting.agency) == ("unassigned", None)
    # One decision settles it.
    assert assign(desk.workspace, waiting.file_id, "STC").state == "accepted"
    assert status(desk.workspace).troubled == []
    assert figure(desk, "STC") == 99_999


def test_whoever_answers_a_letter_that_was_passed_on_replaces_nobody(desk):
    own = sent_letter(desk, "STC")
    desk.drop("STC", {"I.1.1": 25}, when=datetime(2021, 3, 9))
    answer = letter(("a.xlsx", unstamped(filled(desk, "SNV"))), sender="snv@soctrang.example", In_Reply_To=own)
    desk.drop_bytes("thu.eml", answer.as_bytes())
    told = desk.collect()["a.xlsx"]
    assert told.state == "unassigned"
    assert "gửi trả lời thư của bộ phận tổng hợp cho STC" in told.reason
    assert "địa chỉ gửi snv@soctrang.example là của SNV" in told.reason
    assert figure(desk, "STC") == 25


def test_a_letter_of_an_id_that_anybody_can_compute_names_nobody(desk):
    """Letters of earlier versions are in the ledger under such ids."""
    own = sent_letter(desk, identity=computed_id())
    mail = letter(("a.xlsx", unstamped(filled(desk, "STC"))), sender="ai-do@x.example", In_Reply_To=own)
    desk.drop_bytes("thu.eml", mail.as_bytes())
    told = desk.collect()["a.xlsx"]
    assert (told.state, "ai-do@x.example" in told.reason) == ("unassigned", True)
    assert "trả lời thư" not in told.reason


@pytest.mark.parametrize("codes", [("STC", "SNV"), ("SNV", "STC")])
def test_the_last_of_the_letters_that_are_answered_is_the_one_meant(desk, codes):
    references = " ".join(sent_letter(desk, code) for code in codes)
    mail = letter(("a.xlsx", unstamped(filled(desk, "STP"))), sender="ai-do@x.example", References=references)
    desk.drop_bytes("thu.eml", mail.as_bytes())
    assert f"thư của bộ phận tổng hợp cho {codes[1]}," in desk.collect()["a.xlsx"].reason


@pytest.mark.parametrize("code", ["STC", "SNV"])
def test_an_address_that_two_agencies_share_names_neither(desk, monkeypatch, code):
    shared = (replace(one, emails=("chung@soctrang.example",)) for one in desk.workspace.register.agencies)
    monkeypatch.setattr(desk.workspace, "register", Register(shared))
    mail = letter(("a.xlsx", filled(desk, code)), sender="chung@soctrang.example")
    desk.drop_bytes("thu.eml", mail.as_bytes())
    told = desk.collect()["a.xlsx"]
    assert (told.state, told.agency) == ("accepted", code)
    assert accepted(desk)[code].notices == []


def test_what_an_attached_letter_says_of_its_sender_is_not_said(desk):
    mail = letter(sender="ai-do@x.example")
    inner = letter(("a.xlsx", unstamped(filled(desk, "SNV"))), sender="snv@soctrang.example")
    mail.add_attachment(inner.as_bytes(), maintype="application", subtype="octet-stream", filename="x.eml")
    desk.drop_bytes("thu.eml", mail.as_bytes())
    reason = desk.collect()["a.xlsx"].reason
    assert "ai-do@x.example" in reason
    assert "snv@soctrang.example" not in reason


def test_a_template_of_another_agency_under_the_own_name_is_asked_about(desk):
    """SNV fills the template of STC, whose own return must stay."""
    desk.drop("STC", {"I.1.1": 25}, when=datetime(2021, 3, 9))
    desk.drop("STC", {"I.1.1": 4}, name="Sở Nội vụ.xlsx", when=datetime(2021, 3, 10))
    told = desk.collect()["Sở Nội vụ.xlsx"]
    assert (told.state, told.agency) == ("in_doubt", "STC")
    assert "tên tệp nêu SNV" in told.reason
    assert figure(desk, "STC") == 25
    (waiting,) = status(desk.workspace).troubled
    assert f"cchc assign {waiting.file_id} --agency" in told.remedy
    assert assign(desk.workspace, waiting.file_id, "SNV").state == "accepted"
    assert (figure(desk, "STC"), figure(desk, "SNV")) == (25, 4)


def test_a_template_from_another_agencys_address_is_asked_about(desk):
    desk.drop_bytes("thu.eml", letter(("a.xlsx", filled(desk, "STC")), sender="SNV@soctrang.example").as_bytes())
    told = desk.collect()["a.xlsx"]
    assert (told.state, "gửi từ địa chỉ snv@soctrang.example của SNV" in told.reason) == ("in_doubt", True)


@pytest.mark.parametrize(("sender", "codes"), [("stc@soctrang.example", []), ("stc@gmail.example", ["CT52"])])
def test_a_template_from_an_address_of_nobody_is_remarked(desk, sender, codes):
    desk.drop_bytes("thu.eml", letter(("a.xlsx", filled(desk, "STC")), sender=sender).as_bytes())
    assert desk.collect()["a.xlsx"].state == "accepted"
    assert [notice.code for notice in accepted(desk)["STC"].notices] == codes
    (checked,) = check(desk.workspace)
    texts = [finding.text for finding in checked.findings if finding.code == "CT52"]
    assert len(texts) == len(codes)
    assert all("stc@gmail.example" in text for text in texts)


@pytest.mark.parametrize("genuine", [True, False])
def test_a_bounce_is_believed_where_it_has_our_seal(desk, genuine, capsys):
    own = sent_letter(desk, identity=None if genuine else computed_id())
    desk.drop_bytes("tra lai.eml", bounce(own, "stc@soctrang.example"))
    told = desk.collect()["tra lai.eml"]
    assert (told.state, "chưa xác minh" in told.reason) == ("bounce", not genuine)
    (mailing,) = status(desk.workspace).agencies[1].letters or status(desk.workspace).agencies[0].letters
    assert mailing.state == ("bounced" if genuine else "accepted")
    assert main(["-w", str(desk.workspace.root), "status"]) == 0
    assert ("bị trả lại" in capsys.readouterr().out) == genuine


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded"])
def test_a_report_that_a_letter_is_under_way_bounces_nothing(desk, action):
    desk.drop_bytes("báo trễ.eml", bounce(sent_letter(desk), "stc@soctrang.example", action))
    assert desk.collect()["báo trễ.eml"].state == "no_files"
    with desk.workspace.ledger() as ledger:
        assert [one.state for one in ledger.mail.letters(PERIOD)] == ["accepted"]


@pytest.mark.parametrize(
    ("change", "is_own"),
    [
        (lambda own: own, True),
        (lambda own: own.replace("STC", "SNV"), False),
        (lambda own: own.replace("issue.1", "issue.2"), False),
        (lambda own: own.replace("soctrang", "socson"), False),
        (lambda own: own[1:-1], False),
        (lambda own: own + ">", False),
        (lambda _: computed_id(), False),
        (lambda _: "<cchc.@x>", False),
        (lambda _: "", False),
    ],
)
def test_only_the_key_makes_a_message_id(change, is_own):
    own = message_id(KEY, PERIOD, "STC", "issue", "1", "desk@soctrang.example")
    assert is_own_message_id(change(own), KEY) == is_own
    assert not is_own_message_id(change(own), KEY + b".")


def test_a_message_id_is_the_same_for_the_same_letter_and_takes_any_sender():
    first, again = (message_id(KEY, PERIOD, "STC", "reminder", "2021-03-16", "") for _ in range(2))
    assert first == again
    assert first.endswith("@cchc.invalid>")
    assert is_own_message_id(message_id(KEY, PERIOD, "STC", "issue", "1", "vănphòng@sở.example"), KEY)


@pytest.mark.parametrize("way", ["display name", "subject", "letter within", "subfolder", "zip"])
def test_another_agency_that_the_way_names_is_asked_about_and_stays_asked(desk, way):
    """STP fills the template of STC; STC's own return goes on counting."""
    desk.drop("STC", {"I.1.1": 25}, name="STC.xlsx")
    desk.collect()
    content, name = filled(desk, "STC", {"I.1.1": 99999}), "báo cáo.xlsx"
    stranger = "van-thu@noi-khac.example"
    if way == "display name":
        desk.drop_bytes("thư.eml", letter((name, content), sender=f"Sở Tư pháp <{stranger}>").as_bytes())
    elif way == "subject":
        desk.drop_bytes("thư.eml", letter((name, content), sender=stranger, subject="Báo cáo Sở Tư pháp").as_bytes())
    elif way == "letter within":
        outer = letter(sender=stranger, subject="Fwd")
        outer.add_attachment(letter((name, content), sender="stp@soctrang.example"))
        desk.drop_bytes("thư.eml", outer.as_bytes())
    elif way == "subfolder":
        desk.drop_bytes(f"Sở Tư pháp/{name}", content)
    else:
        target = BytesIO()
        with zipfile.ZipFile(target, "w") as packed:
            packed.writestr(name, content)
        desk.drop_bytes("So Tu phap.zip", target.getvalue())
    told = desk.collect()
    assert (told[name].state, "STP" in told[name].reason) == ("in_doubt", True)
    assert [one.state for one in desk.collect().values() if one.path.name == name] in (["known"], ["in_doubt"])
    # A ledger made anew has the same doubt, and sees no other verdict.
    before = state_of(desk.workspace)
    assert doctor(desk.workspace, rebuild=True).troubles == []
    assert state_of(desk.workspace) == before
    lose_ledger(desk.workspace)
    assert doctor(desk.workspace, rebuild=True).troubles == []
    assert figure(desk, "STC") == 25
    assign(desk.workspace, name, "STC")
    assert figure(desk, "STC") == 99999
