"""Which returns count, which are held or refused, and why: one row for each reason, below and above each bound."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from cchc_excel.domain.agency import Agency, Register
from cchc_excel.domain.period import Period
from cchc_excel.domain.sender_link import SenderLink
from cchc_excel.domain.stamp import Stamp
from cchc_excel.domain.submission import Cell, Entry, Reading, Unreadable
from cchc_excel.text.normalize import fold_marks
from cchc_excel.validation.acceptance import classify
from cchc_excel.validation.campaign_context import CampaignContext

KEY = b"a key for tests, 32 bytes long.."
FORM = "PL2-B1/2021.1"
PERIOD = Period.parse("2021-Q1")
STC = Agency("STC", "Sở Tài chính", "so", "PL2-B1", aliases=("Sở TC",))
SNV = Agency("SNV", "Sở Nội vụ", "so", "PL2-B1")
#: Two agencies that bear one name.
TWINS = (
    Agency("VT1", "Phường Vị Thanh", "xa", "PL2-B1"),
    Agency("VT2", "UBND xã Vị Thanh 1", "xa", "PL2-B1", aliases=("Phường Vị Thanh",)),
)
GONE = Agency("CU", "Sở Cũ", "so", "PL2-B1", valid_to=date(2021, 3, 13))
COMING = Agency("MOI", "Sở Mới", "so", "PL2-B1", valid_from=date(2021, 3, 15))
LAST_DAY = Agency("CUOI", "Sở Cuối", "so", "PL2-B1", valid_to=date(2021, 3, 14))
FIRST_DAY = Agency("DAU", "Sở Đầu", "so", "PL2-B1", valid_from=date(2021, 3, 14))
#: Whose names are words of every day.
ORDINARY = (Agency("TTT", "Thanh tra tỉnh Mẫu", "so", "PL2-B1"), Agency("CAT", "Công an tỉnh Mẫu", "so", "PL2-B1"))
HEALTH = Agency("SYT", "Sở Y tế", "so", "PL2-B1")
UNISSUED = Agency("CHUA", "Sở Chưa Phát Hành", "so", "PL2-B1")
AGENCIES = (STC, SNV, *TWINS, *ORDINARY, HEALTH, GONE, COMING, LAST_DAY, FIRST_DAY, UNISSUED)
EXPECTED = CampaignContext(
    PERIOD, FORM, Register(AGENCIES), {one.code: 2 for one in AGENCIES if one is not UNISSUED}, KEY
)
ENTRIES = [
    Entry("I.1.1", Cell("number", 25.0), "", "Bảng 1", "E11", "F11"),
    Entry("I.1.2", Cell(), "đang làm", "Bảng 1", "E12", "F12"),
]


def stamp(agency="STC", *, version="2021.1", period="2021-Q1", issue="2", key=KEY, form="PL2-B1"):
    return Stamp(form, version, period, agency, issue).sealed(key)


def read(of=None, *, heading="", form=FORM):
    return Reading.of(of, ENTRIES, (), form, heading)


def judged(outcome, **options):
    verdict = classify(outcome, EXPECTED, **options)
    return verdict.state, verdict.agency.code if verdict.agency else None


@pytest.mark.parametrize(
    ("of", "state", "agency"),
    [
        (stamp(), "accepted", "STC"),
        # Case does not matter in a code: it is one agency's.
        (stamp("stc"), "accepted", "STC"),
        (stamp(key=b"another desk's key"), "bad_seal", "STC"),
        (replace(stamp(), seal=""), "bad_seal", "STC"),
        (replace(stamp(), agency="SNV"), "bad_seal", "SNV"),
        (replace(stamp(), issue="1"), "bad_seal", "STC"),
        (replace(stamp(), period="2020-Q1"), "bad_seal", "STC"),
        (stamp("XYZ", key=b"another desk's key"), "bad_seal", None),
        (stamp(period="2020-Q1"), "wrong_period", "STC"),
        (stamp(period="2021-6T"), "wrong_period", "STC"),
        (stamp("XYZ", period="2020-Q1"), "wrong_period", None),
        (stamp(version="2020.1"), "wrong_form", "STC"),
        (stamp(form="PL3-B1"), "wrong_form", "STC"),
        (stamp("XYZ"), "unknown_agency", None),
        (stamp("CU"), "unknown_agency", None),
        (stamp("MOI"), "unknown_agency", None),
        (stamp("CUOI"), "accepted", "CUOI"),
        (stamp("DAU"), "accepted", "DAU"),
        (stamp("CHUA"), "not_issued", "CHUA"),
    ],
)
def test_a_stamp_decides(of, state, agency):
    assert judged(read(of)) == (state, agency)


@pytest.mark.parametrize(("registered", "issued"), [("Stc", "STC"), ("STC", "stc")])
def test_a_code_that_the_register_writes_otherwise_now_is_the_same_agency(registered, issued):
    """What was issued to the code as it was written then was issued to it."""
    campaign = replace(EXPECTED, register=Register((replace(STC, code=registered),)), issues={issued: 2})
    verdict = classify(read(stamp()), campaign)
    assert (verdict.state, verdict.agency.code, verdict.issue) == ("accepted", registered, 2)


@pytest.mark.parametrize(
    ("of", "facts"),
    [
        (stamp(), {"given": "1"}),
        (replace(stamp(), seal=""), {"agency": "STC"}),
        (stamp(period="2020-Q1"), {"found": "2020-Q1", "expected": "2021-Q1"}),
        (stamp(version="2020.1"), {"found": "PL2-B1/2020.1", "expected": "PL2-B1/2021.1"}),
        (stamp("CU"), {"agency": "CU"}),
        (stamp("CHUA"), {"agency": "CHUA"}),
    ],
)
def test_the_reason_names_what_was_found(of, facts):
    assert classify(read(of), EXPECTED).facts == facts


@pytest.mark.parametrize(
    ("issue", "codes"),
    [("1", ["CT07"]), ("2", []), ("3", [])],
)
def test_an_older_issue_counts_and_is_told(issue, codes):
    verdict = classify(read(stamp(issue=issue)), EXPECTED)
    assert (verdict.state, verdict.issue) == ("accepted", int(issue))
    assert [remark.code for remark in verdict.notices] == codes
    assert all(remark.facts == {"issue": issue, "latest": "2"} for remark in verdict.notices)


@pytest.mark.parametrize(
    ("heading", "state", "codes"),
    [
        ("", "accepted", []),
        ("Sở Tài chính", "accepted", []),
        ("SỞ TÀI CHÍNH", "accepted", []),
        ("Sở TC", "accepted", []),
        # Nobody's name: perhaps a slip of the hand, to be confirmed.
        ("Sở Tài chánh", "accepted", ["CT21"]),
        # A name of two agencies is nobody's.
        ("Phường Vị Thanh", "accepted", ["CT21"]),
        # An agency that does not report any more is nobody that it could be from.
        ("Sở Cũ", "accepted", ["CT21"]),
        ("Sở Nội vụ", "in_doubt", []),
    ],
)
def test_a_stamp_is_held_against_the_printed_heading(heading, state, codes):
    verdict = classify(read(stamp(), heading=heading), EXPECTED)
    assert (verdict.state, verdict.agency) == (state, STC)
    assert [remark.code for remark in verdict.notices] == codes
    if state == "in_doubt":
        assert verdict.facts == {"agency": "STC", "grounds": f"tiêu đề ghi “{heading}” (SNV)"}
    for remark in verdict.notices:
        assert remark.facts == {"heading": heading, "name": "Sở Tài chính"}


@pytest.mark.parametrize(("period", "codes"), [("2021-Q1", []), ("2021-Q2", ["CT22", "CT41"])])
def test_a_template_of_another_period_is_told_though_the_operator_took_it(period, codes):
    verdict = classify(read(stamp(period=period)), EXPECTED, "STC")
    assert (verdict.state, verdict.agency, [notice.code for notice in verdict.notices]) == ("accepted", STC, codes)
    if codes:
        assert verdict.notices[-1].facts == {"heading": period, "period": "Quý I năm 2021"}


ADDRESS = "stc@soctrang.example"


@pytest.mark.parametrize(
    ("link", "state", "codes"),
    [
        (SenderLink(), "accepted", []),
        (SenderLink(thread="STC"), "accepted", []),
        (SenderLink(sender="STC", address=ADDRESS), "accepted", []),
        # A letter may be answered by whoever it was passed on to.
        (SenderLink(thread="SNV", sender="STC", address=ADDRESS), "accepted", ["CT27"]),
        (SenderLink(thread="SNV"), "accepted", ["CT27"]),
        # An address of several agencies names none of them.
        (SenderLink(address=ADDRESS), "accepted", []),
        (SenderLink(address="ai-do@x.example"), "accepted", ["CT52"]),
        (SenderLink(thread="SNV", address="ai-do@x.example"), "accepted", ["CT27", "CT52"]),
        (SenderLink(sender="SNV", address="snv@soctrang.example"), "in_doubt", []),
        (SenderLink(thread="STC", sender="SNV", address="snv@soctrang.example"), "in_doubt", []),
    ],
)
def test_a_stamp_is_held_against_the_mail_that_brought_it(link, state, codes):
    campaign = replace(EXPECTED, register=Register((replace(STC, emails=(ADDRESS.upper(),)), *AGENCIES[1:])))
    verdict = classify(read(stamp()), campaign, link=link)
    assert (verdict.state, verdict.agency.code) == (state, "STC")
    assert [remark.code for remark in verdict.notices] == codes
    facts = {"CT27": {"agency": "STC", "other": "SNV"}, "CT52": {"agency": "STC", "address": "ai-do@x.example"}}
    assert all(remark.facts == facts[remark.code] for remark in verdict.notices)
    if state == "in_doubt":
        assert verdict.facts["grounds"] == "gửi từ địa chỉ snv@soctrang.example của SNV"


def test_nothing_is_remarked_of_an_agency_whose_address_nobody_knows():
    assert classify(read(stamp()), EXPECTED, link=SenderLink(address="ai-do@x.example")).notices == ()


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("Sở Nội vụ.xlsx", "in_doubt"),
        ("thư.eml/so noi vu q1.xlsx", "in_doubt"),
        ("PL2-B1_2021-Q1_SNV.xlsx", "in_doubt"),
        # Where the file's own name names nobody, what it came in does, the nearest first.
        ("Sở Nội vụ.zip/báo cáo.xlsx", "in_doubt"),
        ("gói.zip/Sở Nội vụ/báo cáo.xlsx", "in_doubt"),
        ("Sở Nội vụ/báo cáo.xlsx", "in_doubt"),
        ("Sở Nội vụ.zip/Sở Tài chính/báo cáo.xlsx", "accepted"),
        ("Sở Nội vụ.zip/Sở Tài chính.xlsx", "accepted"),
        ("Sở Tài chính.zip/Sở Nội vụ.xlsx", "in_doubt"),
        # The name that it was issued with is the stamp's own word, not another one's.
        ("PL2-B1_2021-Q1_STC.xlsx", "accepted"),
        ("PL2-B1_2021-Q1_STC - Sở Nội vụ.xlsx", "in_doubt"),
        # It vouches for the file in whatever it came.
        ("Sở Nội vụ.zip/pl2-b1_2021-q1_stc (1).xlsx", "accepted"),
        ("gửi cho Sở Nội vụ.xlsx", "accepted"),
        ("kính gửi quý Sở Nội vụ.xlsx", "accepted"),
        # A district's folder has its communes' files.
        ("UBND xã Vị Thanh 1/báo cáo.xlsx", "accepted"),
        ("000.SNV.H51/báo cáo.xlsx", "in_doubt"),
        # Written together.
        ("BaoCaoSoNoiVu.xlsx", "in_doubt"),
        ("baocaosonoivuquy1.xlsx", "in_doubt"),
        ("BaoCaoSNV.xlsx", "in_doubt"),
        ("SNV1.xlsx", "in_doubt"),
        ("1SNV.xlsx", "in_doubt"),
        ("BaoCaoSoTaiChinh.xlsx", "accepted"),
        ("Sở Nội vụ và Sở Tài chính.xlsx", "accepted"),
        ("Sở Nội vụ, Sở Nội vụ.xlsx", "in_doubt"),
        ("gửi Sở Nội vụ.xlsx", "accepted"),
        ("Báo cáo gửi SNV - Sở Nội vụ.xlsx", "in_doubt"),
        ("Sở Tài chính.xlsx", "accepted"),
        ("báo cáo.xlsx", "accepted"),
        ("SNVX.xlsx", "accepted"),
        ("", "accepted"),
        # Who does not report is nobody that it could be from.
        ("Sở Cũ.xlsx", "accepted"),
    ],
)
def test_a_stamp_is_held_against_the_name_of_the_file(name, state):
    verdict = classify(read(stamp()), EXPECTED, name=name)
    assert (verdict.state, verdict.agency) == (state, STC)
    if state == "in_doubt":
        of_place = verdict.facts["grounds"].startswith("thư mục")
        assert verdict.facts["grounds"] == f"{'thư mục hoặc tệp nén' if of_place else 'tên tệp'} nêu SNV"
        assert of_place == ("SNV" not in name.rpartition("/")[2] and "vu" not in fold_marks(name.rpartition("/")[2]))


@pytest.mark.parametrize(("code", "suffix"), [("STC-P1", ""), ("STC-P1", " (1)"), ("STC0", ""), ("STC.1", " sửa")])
def test_the_issued_name_of_another_agency_may_begin_as_one_s_own(code, suffix):
    other = Agency(code, "Phòng Một", "so", "PL2-B1")
    campaign = replace(EXPECTED, register=Register([STC, other]))
    verdict = classify(read(stamp()), campaign, name=f"PL2-B1_2021-Q1_{code}{suffix}.xlsx")
    assert (verdict.state, verdict.facts["grounds"]) == ("in_doubt", f"tên tệp nêu {code}")
    assert classify(read(stamp()), campaign, name=f"PL2-B1_2021-Q1_STC{suffix}.xlsx").state == "accepted"


@pytest.mark.parametrize(
    ("link", "grounds"),
    [
        (SenderLink(address="x@y.example", named="Sở Nội vụ"), "thư ghi “Sở Nội vụ” (SNV)"),
        (
            SenderLink(address="x@y.example", named="Văn thư\nBáo cáo của Sở Nội vụ"),
            "thư ghi “Văn thư; Báo cáo của Sở Nội vụ” (SNV)",
        ),
        (SenderLink(address="x@y.example", named="bao cao so noi vu"), "thư ghi “bao cao so noi vu” (SNV)"),
        # What people are called and write about is no agency.
        (SenderLink(address="x@y.example", named="Nguyễn Thị Thanh\nTrả lời: Báo cáo"), ""),
        (SenderLink(address="x@y.example", named="Nguyễn Thị Thanh Trà"), ""),
        (SenderLink(address="x@y.example", named="Trần Công An"), ""),
        (SenderLink(address="x@y.example", named="Báo cáo hồ sơ y tế, công tác thanh tra quý I"), ""),
        (SenderLink(address="x@y.example", named="theo CV 12/SNV-CCHC"), ""),
        (SenderLink(address="x@y.example", named="STC\nbáo cáo Sở Nội vụ"), ""),
        (SenderLink(address="x@y.example", within="SNV"), "thư được chuyển tiếp gửi từ địa chỉ của SNV"),
        (SenderLink(address="x@y.example", within="STC"), ""),
        (SenderLink(address="stc@y.example", sender="STC", within="SNV"), ""),
        (SenderLink(address="x@y.example", named="Sở Tài chính; gửi Sở Nội vụ"), ""),
        (SenderLink(address="x@y.example", named="Sở Nội vụ và Sở Tài chính"), ""),
        (SenderLink(address="x@y.example", named="Nguyễn Văn A; Báo cáo quý I"), ""),
    ],
)
def test_a_stamp_is_held_against_what_the_letter_calls_itself(link, grounds):
    verdict = classify(read(stamp()), EXPECTED, link=link, name="báo cáo.xlsx")
    assert (verdict.state, verdict.facts.get("grounds", "")) == ("in_doubt" if grounds else "accepted", grounds)


def test_the_desk_is_nobody_that_a_letter_or_package_is_from():
    """What agencies sent to it goes on under its name."""
    ours = replace(EXPECTED, desk_name="Sở Nội vụ", desk_address="cchc@soctrang.example")
    link = SenderLink(address="x@y.example", named="Văn thư Sở Nội vụ\nFwd: báo cáo")
    assert classify(read(stamp()), ours, link=link, name="Sở Nội vụ.zip/báo cáo.xlsx").state == "accepted"
    for name in ("Mẫu của Sở Nội vụ.xlsx", "Phu luc kem CV So Noi vu.xlsx"):
        assert classify(read(stamp()), ours, name=name).state == "accepted"
    # Its own file's name is the agency's word all the same.
    assert classify(read(stamp()), ours, name="Sở Nội vụ.xlsx").state == "in_doubt"
    with_address = replace(
        ours, register=Register([replace(SNV, emails=("cchc@soctrang.example", "snv@soctrang.example"))])
    )
    assert [with_address.agency_at(f"{who}@soctrang.example") for who in ("cchc", "snv", "stp")] == ["", "SNV", ""]


def test_all_that_speaks_against_a_stamp_is_named():
    link = SenderLink(sender="SNV", address="snv@soctrang.example")
    verdict = classify(read(stamp(), heading="Sở Nội vụ"), EXPECTED, link=link, name="SNV.xlsx")
    assert verdict.facts["grounds"] == (
        "tiêu đề ghi “Sở Nội vụ” (SNV), tên tệp nêu SNV, gửi từ địa chỉ snv@soctrang.example của SNV"
    )


# --- without a stamp ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "hinted"),
    [
        ("", None),
        ("Sở Tài chính", "STC"),
        ("sở  tài  chính", "STC"),
        ("Sở TC", "STC"),
        ("Sở Tài chánh", None),
        ("Phường Vị Thanh", None),
        ("UBND xã Vị Thanh 1", "VT2"),
        ("Sở Cũ", None),
        ("Sở Mới", None),
    ],
)
def test_without_a_stamp_a_heading_is_a_hint_and_no_more(heading, hinted):
    verdict = classify(read(heading=heading), EXPECTED)
    assert (verdict.state, verdict.agency) == ("unassigned", None)
    assert verdict.facts["given"] == "1"
    hint = f", tiêu đề ghi “{heading}” (có thể là {hinted})" if hinted else ""
    assert verdict.facts["hint"] == hint


@pytest.mark.parametrize(
    ("link", "hint"),
    [
        (SenderLink(), ""),
        (SenderLink(thread="STC"), ", gửi trả lời thư của bộ phận tổng hợp cho STC"),
        (
            SenderLink(sender="STC", address=ADDRESS),
            f", địa chỉ gửi {ADDRESS} là của STC (địa chỉ gửi có thể bị giả mạo)",
        ),
        (
            SenderLink(address="ai-do@x.example"),
            ", địa chỉ gửi ai-do@x.example không phải của riêng cơ quan nào trong danh mục",
        ),
    ],
)
@pytest.mark.parametrize("form", [FORM, "PL2-B1/2020.1", ""])
def test_without_a_stamp_no_mail_makes_it_anybodys(link, hint, form):
    verdict = classify(read(form=form), EXPECTED, link=link)
    assert (verdict.state, verdict.agency, verdict.facts["hint"]) == ("unassigned", None, hint)


def test_every_hint_is_given():
    verdict = classify(read(heading="Sở Tài chính"), EXPECTED, link=SenderLink(thread="SNV"), name="so noi vu.xlsx")
    assert verdict.facts["hint"] == (
        ", tiêu đề ghi “Sở Tài chính” (có thể là STC), tên tệp nêu SNV, gửi trả lời thư của bộ phận tổng hợp cho SNV"
    )


# --- by the operator's decision ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("decided", "outcome", "state", "agency"),
    [
        ("STC", read(), "accepted", "STC"),
        ("STC", read(stamp()), "accepted", "STC"),
        ("STC", read(replace(stamp(), seal="")), "accepted", "STC"),
        ("STC", read(stamp("SNV")), "accepted", "STC"),
        ("STC", read(heading="Sở Nội vụ"), "accepted", "STC"),
        ("CHUA", read(), "accepted", "CHUA"),
        ("XYZ", read(), "unknown_agency", None),
        ("CU", read(), "unknown_agency", None),
        ("MOI", read(stamp("MOI")), "unknown_agency", None),
        ("STC", read(form="PL2-B1/2020.1"), "wrong_form", "STC"),
        ("STC", read(form=""), "wrong_form", "STC"),
        ("STC", read(stamp(), form="PL2-B1/2020.1"), "wrong_form", "STC"),
    ],
)
def test_a_decision_goes_before_the_stamp_but_not_before_the_register(decided, outcome, state, agency):
    assert judged(outcome, decided=decided) == (state, agency)
    if state == "unknown_agency":
        assert classify(outcome, EXPECTED, decided=decided).facts == {"agency": decided}


@pytest.mark.parametrize(
    ("form", "found"),
    [("PL2-B1/2020.1", "PL2-B1/2020.1"), ("", "?")],
)
def test_another_form_is_named_as_far_as_it_is_known(form, found):
    verdict = classify(read(form=form), EXPECTED, "STC")
    assert (verdict.state, verdict.facts) == ("wrong_form", {"found": found, "expected": FORM})


@pytest.mark.parametrize(
    ("outcome", "remarks", "issue"),
    [
        # The stamp says the same: nothing to tell.
        (read(stamp()), {}, 2),
        (read(replace(stamp(), seal="")), {"CT22": "STC"}, None),
        (read(), {"CT22": "STC"}, None),
        (read(heading="Sở Tài chính"), {"CT22": "STC"}, None),
        (read(heading="Phường Vị Thanh"), {"CT22": "STC"}, None),
        (read(heading="Sở Nội vụ"), {"CT22": "STC", "CT28": "SNV"}, None),
        (read(stamp("SNV")), {"CT22": "STC", "CT28": "SNV"}, None),
        # The stamp says more than the heading.
        (read(stamp("SNV"), heading="Sở Tài chính"), {"CT22": "STC", "CT28": "SNV"}, None),
    ],
)
def test_a_decision_against_what_the_file_names_is_told(outcome, remarks, issue):
    verdict = classify(outcome, EXPECTED, decided="STC")
    told = {remark.code: remark.facts.get("other", remark.facts["agency"]) for remark in verdict.notices}
    assert (told, verdict.issue, verdict.facts) == (remarks, issue, {"given": "1"})


@pytest.mark.parametrize("options", [{}, {"decided": "STC"}, {"link": SenderLink(thread="STC")}])
def test_a_file_that_told_nothing_is_nobody_s_whatever_was_decided(options):
    verdict = classify(Unreadable("encrypted", {"why": "mật khẩu"}), EXPECTED, **options)
    assert (verdict.state, verdict.facts, verdict.agency) == ("encrypted", {"why": "mật khẩu"}, None)
