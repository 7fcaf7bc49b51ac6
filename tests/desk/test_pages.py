"""The desk's pages in a real browser: what is to be done, who has returned, files received, what waits for a word."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect

from cchc_excel.api import Workspace, generate
from cchc_excel.desk.board import Board
from cchc_excel.desk.jobs import Job
from cchc_excel.desk.views import results
from cchc_excel.output.export import pdf as portable
from support.desk import AGENCIES, PERIOD
from support.desk_page import RunningPage
from support.letters_received import unstamped

pytestmark = pytest.mark.slow


def receipts(desk):
    with desk.workspace.ledger() as ledger:
        return {receipt.name: receipt for receipt in ledger.receipts(PERIOD)}


def at(page, path):
    return f"http://{page.host}{path}"


def text_with(page, path, words):
    """The text of a page, once these words are on it; a job takes its time."""
    for _ in range(60):
        text = page.get(path).text
        if words in text:
            return text
        time.sleep(0.5)
    pytest.fail(f"{words} never came")


def test_the_daily_round_by_its_button(tab, page, desk):
    expect(tab.get_by_role("heading", level=1)).to_contain_text("Còn 3 cơ quan chưa nộp")
    desk.drop("STC", {"I.1.1": 25})
    desk.drop("SNV", {"I.1.1": 5})
    tab.get_by_role("main").get_by_role("button", name="Cập nhật").click()
    expect(tab.get_by_role("main")).to_contain_text("Mới: 2 báo cáo", timeout=30_000)
    expect(tab.get_by_role("heading", level=1)).to_contain_text("Còn 1 cơ quan chưa nộp")
    assert list((desk.workspace.root / "consolidated" / PERIOD).glob("*.xlsx"))
    steps = tab.locator(".steps li").all_inner_texts()
    assert [" ".join(step.split()) for step in steps][2].startswith("▶ nhận 2/3")


def test_the_table_of_agencies_is_filtered_sorted_and_searched_by_its_address(tab, page, desk):
    desk.drop("STC", {"I.1.1": -5})
    desk.collect()
    tab.get_by_role("main").get_by_role("button", name="Cập nhật").click()
    expect(tab.get_by_role("main")).to_contain_text("Không có tệp mới", timeout=30_000)
    tab.goto(at(page, "/co-quan"))

    codes = tab.locator("table.agencies tbody tr td:first-child")
    expect(codes).to_have_text(["STC", "SNV", "STP"])
    tab.get_by_role("link", name="Chưa nộp (2)").click()
    expect(codes).to_have_text(["SNV", "STP"])
    for _ in range(2):
        tab.get_by_role("link", name="Mã").click()
    expect(codes).to_have_text(["STP", "SNV"])
    expect(tab.locator("th[aria-sort]")).to_have_attribute("aria-sort", "descending")
    tab.get_by_label("Tìm theo mã, tên").fill("tu phap")
    tab.keyboard.press("Enter")
    expect(codes).to_have_text(["STP"])
    tab.reload()
    expect(codes).to_have_text(["STP"])
    tab.get_by_label("Tìm theo mã, tên").fill("không có ai")
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("main")).to_contain_text("Không có cơ quan nào trong danh sách đang lọc")
    tab.goto(at(page, "/co-quan?loc=co-loi"))
    expect(codes).to_have_text(["STC"])
    # The chips add up.
    chips = dict(re.findall(r"(.+) \((\d+)\)", "\n".join(tab.locator(".filters a").all_inner_texts())))
    assert (chips["Tất cả"], int(chips["Đã nộp"]) + int(chips["Chưa nộp"])) == ("3", 3)


def test_dropped_files_each_end_in_a_state_before_the_eyes(tab, page, desk):
    content = desk.drop("STC", {"I.1.1": 25}, name="tạm.xlsx")
    files = [
        ("báo cáo.xlsx", content.read_bytes()),
        ("ảnh.png", b"\x89PNG\r\n\x1a\n" + b"x" * 60_000),
        ("~$tạm.xlsx", b"x"),
    ]
    content.unlink()
    tab.goto(at(page, "/tiep-nhan"))
    dropped = tab.evaluate_handle(
        """(files) => { const data = new DataTransfer();
        for (const [name, bytes] of files) data.items.add(new File([new Uint8Array(bytes)], name)); return data; }""",
        [[name, list(bytes_)] for name, bytes_ in files],
    )
    for kind in ("dragenter", "dragover", "drop"):
        tab.dispatch_event("body", kind, {"dataTransfer": dropped})
    expect(tab.locator("table.received tbody tr")).to_have_count(2, timeout=30_000)
    told = {row.split("\t")[0]: row for row in tab.locator("table.received tbody tr").all_inner_texts()}
    assert "Đã tiếp nhận" in told["báo cáo.xlsx"]
    assert "Đề nghị cơ quan mở báo cáo bằng Excel" in told["ảnh.png"]
    assert {name: one.state for name, one in receipts(desk).items()} == {
        "báo cáo.xlsx": "accepted",
        "ảnh.png": "not_a_workbook",
    }
    # Nothing is left of the way that they came.
    assert sorted(path.name for path in desk.workspace.folder("returned", PERIOD).iterdir()) == [
        "báo cáo.xlsx",
        "ảnh.png",
    ]


def test_a_file_can_be_chosen_too_and_without_any_script(browser, page, desk):
    path = desk.drop("STC", {"I.1.1": 25}, name="tạm.xlsx")
    place = path.rename(desk.workspace.root.parent / "STC.xlsx")
    context = browser.new_context(java_script_enabled=False)
    name, _, value = page.cookie.partition("=")
    context.add_cookies([{"name": name, "value": value, "url": f"http://{page.host}", "sameSite": "Strict"}])
    plain = context.new_page()
    plain.goto(at(page, "/tiep-nhan"))
    plain.set_input_files("#chon-tep", place)
    plain.get_by_role("button", name="Nhận tệp").click()
    text_with(page, "/tiep-nhan", "Đã tiếp nhận")
    assert receipts(desk)["STC.xlsx"].state == "accepted"
    context.close()


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("báo cáo.xlsx", "báo cáo.xlsx"),
        ("../../cchc.key", "cchc.key"),
        ("..\\..\\cchc.key", "cchc.key"),
        ("thư mục/con/a.xlsx", "a.xlsx"),
        ("C:\\x\\a.xlsx:stream", "a.xlsx_stream"),
        ("CON.xlsx", "_CON.xlsx"),
        ("  .. ", "tệp"),
        ("a<b>|?*.xlsx", "a_b_.xlsx"),
        ("x" * 300 + ".xlsx", "x" * 120 + ".xlsx"),
    ],
)
def test_the_name_of_an_upload_is_a_label(page, desk, name, kept):
    before = {path for path in desk.workspace.root.rglob("*") if path.is_file()}
    assert page.upload(name, b"khong phai Excel", script="1").status == 200
    new = {path for path in desk.workspace.root.rglob("*") if path.is_file()} - before
    folder = desk.workspace.folder("returned", PERIOD)
    assert [path.name for path in new if path.parent == folder] == [kept]
    assert desk.workspace.key


def test_a_name_that_is_taken_overwrites_nothing(page, desk):
    folder = desk.workspace.folder("returned", PERIOD)
    for content in (b"mot", b"hai"):
        assert page.upload("a.pdf", content, script="1").status == 200
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {"a.pdf": b"mot", "a (2).pdf": b"hai"}


def test_a_choice_between_two_files_is_made_once_and_told(tab, page, desk):
    for number, name in ((25, "a.xlsx"), (26, "b.xlsx")):
        desk.drop("STC", {"I.1.1": number}, name=name)
    desk.collect()
    tab.goto(at(page, "/quyet-dinh"))
    card = tab.get_by_role("article")
    expect(card).to_contain_text("Nhiều tệp nhận cùng lúc")
    names, letters = (card.locator(f"tbody {kind}").all_inner_texts() for kind in ("td:nth-child(2)", "th"))
    files = dict(zip(names, letters, strict=True))
    late = tab.context.new_page()
    late.goto(at(page, "/quyet-dinh"))
    expect(tab.get_by_role("link", name="Cần xử lý (1)")).to_be_visible()
    expect(card.get_by_role("button")).to_have_text(
        [f"Giữ tệp {files['b.xlsx']} (b.xlsx)", f"Tính tệp {files['a.xlsx']} (a.xlsx)"]
    )
    card.get_by_role("button", name="(a.xlsx)").click()
    expect(tab.locator("#vua-xong")).to_contain_text("Đã ghi nhận a.xlsx là báo cáo của STC")
    expect(tab.locator("#vua-xong")).to_be_focused()
    expect(tab.get_by_role("main")).to_contain_text("Không có việc nào đang chờ xử lý")
    assert {name: one.state for name, one in receipts(desk).items()} == {"a.xlsx": "accepted", "b.xlsx": "superseded"}
    # In another tab the card still stands; it has been decided.
    late.get_by_role("button", name="(b.xlsx)").click()
    expect(late.get_by_role("heading", level=1)).to_contain_text("vừa được người khác quyết định")
    assert receipts(desk)["a.xlsx"].state == "accepted"


def test_whose_a_file_is_and_when_it_came_are_said_on_cards(tab, page, desk):
    desk.drop("STP", {"I.1.1": 7}, name="Sở Nội vụ.xlsx")
    desk.drop("STC", {"I.1.1": 25}, when=datetime(2021, 2, 20))
    desk.collect()
    tab.goto(at(page, "/quyet-dinh"))
    owner = tab.get_by_role("article").filter(has_text="Chờ xác minh cơ quan")
    owner.get_by_label("Cơ quan").select_option("STP")
    owner.get_by_role("button", name="Tính là báo cáo của cơ quan đã chọn").click()
    expect(tab.locator("#vua-xong")).to_contain_text("là báo cáo của STP")
    day = tab.get_by_role("article").filter(has_text="Ngày nhận quá sớm")
    day.get_by_label("Ngày nhận").fill("2021-03-10")
    day.get_by_role("button", name="Ghi ngày nhận này").click()
    expect(tab.locator("#vua-xong")).to_contain_text("Đã ghi ngày nhận 10/03/2021")
    assert tab.get_by_role("article").count() == 0
    now = receipts(desk)
    assert (now["Sở Nội vụ.xlsx"].agency, now["STC.xlsx"].received.date()) == ("STP", date(2021, 3, 10))


def test_a_day_that_is_hardly_meant_is_asked_about_before_it_is_written(tab, page, desk):
    desk.drop("STC", {"I.1.1": 25}, when=datetime(2021, 2, 20))
    desk.collect()
    tab.goto(at(page, "/quyet-dinh"))
    tab.get_by_label("Ngày nhận").fill("2021-02-21")
    tab.get_by_role("button", name="Ghi ngày nhận này").click()
    expect(tab.get_by_role("heading", level=1)).to_contain_text("Ngày nhận 21/02/2021 trước ngày sớm nhất")
    assert receipts(desk)["STC.xlsx"].received.date() == date(2021, 2, 20)
    tab.get_by_role("link", name="Không, quay lại để sửa").click()
    tab.get_by_label("Ngày nhận").fill("2021-02-22")
    tab.get_by_role("button", name="Ghi ngày nhận này").click()
    tab.get_by_role("button", name="Đúng, ghi như vậy").click()
    expect(tab.locator("#vua-xong")).to_contain_text("Đã ghi ngày nhận 22/02/2021")
    assert receipts(desk)["STC.xlsx"].received.date() == date(2021, 2, 22)


@pytest.mark.parametrize(("day", "is_asked"), [("2022-03-18", False), ("2022-03-19", True)])
def test_an_extension_by_more_than_a_year_is_asked_about(page, desk, day, is_asked):
    # The deadline is 17/03/2021.
    reply = page.post("/co-quan/STC/gia-han", ngay=day)
    assert (reply.status, "muộn hơn hạn nộp của kỳ" in reply.text) == ((409, True) if is_asked else (303, False))
    assert ("Hạn nộp 17/03/2021." in page.get("/co-quan/STC").text) == is_asked
    assert page.post("/co-quan/STC/gia-han", ngay=day, chac="1").status == 303
    assert f"Hạn nộp {date.fromisoformat(day):%d/%m/%Y}" in page.get("/co-quan/STC").text


@pytest.mark.parametrize("typed", ["", "31/02/2021", "2021-02-31", "mai", "2021"])
def test_what_is_no_day_is_refused(page, desk, typed):
    desk.drop("STC", {"I.1.1": 25}, when=datetime(2021, 2, 20))
    desk.collect()
    for path in ("/co-quan/STC/gia-han", "/quyet-dinh/ngay"):
        reply = page.post(path, ngay=typed)
        assert (reply.status, "không hợp lệ" in reply.text, "Đề nghị ghi dạng" in reply.text) == (409, True, True)
    assert receipts(desk)["STC.xlsx"].received.date() == date(2021, 2, 20)


def test_a_form_that_is_sent_twice_is_done_once(page, desk):
    for number, name in ((25, "a.xlsx"), (26, "b.xlsx")):
        desk.drop("STC", {"I.1.1": number}, name=name)
    desk.collect()
    text = page.get("/quyet-dinh").text
    forms = [
        dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form))
        for form in re.findall(r"<form.*?</form>", text, re.DOTALL)
    ]
    form = next(form for form in forms if "tep" in form)
    form.pop("token")
    first, second = (page.post("/quyet-dinh/tep", **form) for _ in range(2))
    assert (first.status, second.status) == (303, 303)
    assert first.headers["location"] == second.headers["location"]


def test_an_agency_s_page_has_all_that_is_known_of_it(tab, page, desk):
    desk.drop("STC", {"I.1.1": -5, "I.1.2": 3}, name="một.xlsx")
    desk.collect()
    desk.drop("STC", {"I.1.1": 5, "I.1.2": 9}, name="hai.xlsx", when=datetime(2021, 3, 12))
    desk.collect()
    tab.get_by_role("main").get_by_role("button", name="Cập nhật").click()
    expect(tab.get_by_role("main")).to_contain_text("Không có tệp mới", timeout=30_000)
    tab.goto(at(page, "/co-quan/STC"))
    main = tab.get_by_role("main")
    expect(main).to_contain_text("Đúng hạn. Nhận 10/03/2021 09:00, lần nộp 2")
    main.get_by_text("2 ô khác lần nộp 1").click()
    expect(main.get_by_role("row", name="I.1.1 Số nhiệm vụ đề ra trong kế hoạch E11 -5 5")).to_be_visible()
    with tab.expect_download() as told:
        main.get_by_role("link", name="hai.xlsx").click()
    assert told.value.suggested_filename == "hai.xlsx"
    main.get_by_role("button", name="Tạo tệp trả lại").click()
    expect(tab.locator("#vua-xong")).to_contain_text("Đã tạo tệp trả lại PL2-B1_2021-Q1_STC_sua-lan-2.xlsx")
    with tab.expect_download() as told:
        main.get_by_role("link", name="_STC_sua-lan-2.xlsx").click()
    made = desk.workspace.folder("feedback", PERIOD) / told.value.suggested_filename
    assert Path(told.value.path()).read_bytes() == made.read_bytes()
    assert page.get("/co-quan/STC/tra-lai/..%2f..%2fcchc.key").status == 404
    main.get_by_label("Hạn mới").fill("2021-03-30")
    main.get_by_role("button", name="Gia hạn").click()
    expect(tab.locator("#vua-xong")).to_contain_text("Đã gia hạn nộp của STC")
    expect(main).to_contain_text("Hạn nộp 30/03/2021")
    main.get_by_label("Hạn mới").fill("2021-03-01")
    main.get_by_role("button", name="Gia hạn").click()
    expect(tab.get_by_role("heading", level=1)).to_contain_text("sớm hơn hạn nộp")
    expect(main).to_contain_text("2021-03-01")


def test_two_browsers_see_one_state(browser, tab, page, desk):
    other = browser.new_context()
    name, _, value = page.cookie.partition("=")
    other.add_cookies([{"name": name, "value": value, "url": f"http://{page.host}", "sameSite": "Strict"}])
    second = other.new_page()
    second.goto(at(page, "/co-quan"))
    desk.drop("STC", {"I.1.1": 25})
    desk.collect()
    expect(second.locator("#co-thay-doi")).to_be_visible(timeout=5_000)
    second.locator("#co-thay-doi a").click()
    expect(second.get_by_role("link", name="Đã nộp (1)")).to_be_visible()
    other.close()


def test_the_keyboard_reaches_everything(tab, page, desk):
    tab.keyboard.press("Tab")
    expect(tab.get_by_role("link", name="Đến nội dung chính")).to_be_focused()
    for keys, path in (("gc", "/co-quan"), ("gt", "/tiep-nhan"), ("gq", "/quyet-dinh"), ("gv", "/")):
        for key in keys:
            tab.keyboard.press(key)
        tab.wait_for_url(re.compile(re.escape(at(page, path)) + r"(\?.*)?$"))
        tab.wait_for_load_state()
    tab.goto(at(page, "/co-quan"))
    tab.keyboard.press("/")
    expect(tab.get_by_label("Tìm theo mã, tên")).to_be_focused()
    tab.keyboard.press("Escape")
    tab.keyboard.press("j")
    tab.keyboard.press("j")
    expect(tab.get_by_role("link", name="Sở Nội vụ tỉnh Sóc Trăng")).to_be_focused()
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("heading", level=1)).to_contain_text("SNV")
    tab.wait_for_load_state()
    tab.keyboard.press("?")
    expect(tab.get_by_role("dialog")).to_be_visible()


def test_a_period_is_chosen_everywhere(tab, page, desk):
    generate(desk.workspace, "2021-6T", today=date(2021, 6, 1))
    tab.goto(at(page, "/co-quan"))
    expect(tab.get_by_label("Kỳ")).to_have_value("2021-6T")
    tab.goto(at(page, f"/co-quan?ky={PERIOD}"))
    expect(tab.get_by_label("Kỳ")).to_have_value(PERIOD)
    tab.get_by_role("link", name="Tiếp nhận").click()
    expect(tab.get_by_label("Kỳ")).to_have_value(PERIOD)
    tab.goto(at(page, "/?ky=2030-Q1"))
    expect(tab.get_by_role("heading", level=1)).to_contain_text("2030-Q1 chưa phát hành")


def test_it_ends_by_its_button(tab, page):
    tab.get_by_role("button", name="Đóng bàn làm việc").click()
    expect(tab.get_by_role("heading", level=1)).to_contain_text("Đã đóng bàn làm việc")
    assert page.process.wait(timeout=30) == 0


def test_no_page_asks_for_a_command_to_be_typed(page, desk):
    content = desk.drop("STC", {"I.1.1": -5}, name="a.xlsx").read_bytes()
    desk.drop("STC", {"I.1.1": 26}, name="b.xlsx")
    desk.drop("STP", {"I.1.1": 7}, name="Sở Nội vụ.xlsx")
    desk.drop("SNV", {"I.1.1": 7}, when=datetime(2021, 2, 20))
    desk.drop_bytes("không dấu.xlsx", unstamped(content))
    desk.drop_bytes("ảnh.png", b"\x89PNG\r\n\x1a\n" + b"x" * 60_000)
    desk.drop_bytes("hỏng.xlsx", b"PK\x03\x04 hong")
    desk.collect()
    desk.drop_bytes("chưa nhận.pdf", b"%PDF-1.7")
    (desk.workspace.root / "returned" / "nhầm chỗ.xlsx").write_bytes(b"x")
    assert len({one.state for one in receipts(desk).values()}) >= 6
    for path in ("/", "/co-quan", "/tiep-nhan", "/quyet-dinh", "/co-quan/STC", "/co-quan/STP", "/co-quan/SNV"):
        main = page.get(path).text.partition("<main")[2]
        assert "cchc " not in main, path
        assert "--" not in main.replace("-->", ""), path


def test_a_period_is_issued_from_the_page(tab, page, desk):
    tab.goto(at(page, "/phat-hanh"))
    tab.get_by_label("Kỳ báo cáo").select_option(f"{date.today().year}-NAM")
    tab.get_by_role("textbox", name="Hạn nộp").fill(f"{date.today().year - 1}-01-17")
    tab.get_by_role("button", name="Phát hành biểu mẫu cho 3 cơ quan").click()
    # What is hardly meant is asked about, and nothing is written.
    expect(tab.locator("#can-xac-nhan")).to_contain_text("không hợp với kỳ")
    assert not desk.workspace.folder("templates", f"{date.today().year}-NAM").exists()
    # The tick is about that very day: another odd one is asked about anew.
    tab.get_by_label("Đã kiểm tra").check()
    tab.get_by_role("textbox", name="Hạn nộp").fill(f"{date.today().year - 1}-01-18")
    tab.get_by_role("button", name="Phát hành biểu mẫu cho 3 cơ quan").click()
    expect(tab.locator("#can-xac-nhan")).to_contain_text("18/01")
    assert not desk.workspace.folder("templates", f"{date.today().year}-NAM").exists()
    tab.get_by_role("textbox", name="Hạn nộp").fill("")
    tab.get_by_role("button", name="Phát hành biểu mẫu cho 3 cơ quan").click()
    expect(tab.get_by_role("combobox", name="Kỳ", exact=True)).to_have_value(f"{date.today().year}-NAM", timeout=30_000)
    expect(tab.get_by_role("main")).to_contain_text("đã phát hành 3 biểu mẫu", timeout=30_000)
    assert len(list(desk.workspace.folder("templates", f"{date.today().year}-NAM").glob("*.xlsx"))) == 3
    # A slip is taken back.
    tab.goto(at(page, "/phat-hanh"))
    tab.get_by_role("button", name=f"Thu hồi Năm {date.today().year}").click()
    expect(tab.locator("#vua-xong")).to_contain_text("Đã thu hồi kỳ")
    assert not desk.workspace.folder("templates", f"{date.today().year}-NAM").exists()


def test_whom_nothing_is_issued_to_is_named_before(browser, tmp_path):
    agencies = (
        AGENCIES[0],
        replace(AGENCIES[1], valid_to=date(2020, 1, 1)),
        replace(AGENCIES[2], name=AGENCIES[0].name),
    )
    workspace = Workspace.create(tmp_path / "moi", agencies=agencies, today=date(2021, 3, 1))
    with RunningPage(workspace.root) as fresh:
        fresh.come_in()
        assert "Chưa phát hành biểu mẫu" in fresh.get("/").text
        text = fresh.get("/phat-hanh").text
    assert "Không phát hành cho 1 cơ quan không báo cáo trong kỳ này" in text
    assert "SNV (Sở Nội vụ tỉnh Sóc Trăng)" in text
    assert "Có phải một cơ quan ghi hai lần?" in text
    assert "2 cơ quan chưa có địa chỉ" not in text


def test_a_figure_leads_to_agencies_files_and_cells(tab, page, desk):
    tab.goto(at(page, "/ket-qua"))
    expect(tab.get_by_role("main")).to_contain_text("Chưa có báo cáo nào được tính")
    desk.drop("STC", {"I.1.1": 25, "I.1.2": 5}, notes={"I.1.1": "đã rà soát"})
    desk.drop("SNV", {"I.1.1": 5, "I.1.2": 9})
    tab.goto(at(page, "/"))
    tab.get_by_role("main").get_by_role("button", name="Cập nhật").click()
    expect(tab.get_by_role("main")).to_contain_text("Mới: 2 báo cáo", timeout=30_000)
    tab.get_by_role("link", name="Kết quả").click()
    expect(tab.get_by_role("main")).to_contain_text("Tính từ 2/3 cơ quan")
    row = tab.get_by_role("row", name="I.1.1 Số nhiệm vụ đề ra trong kế hoạch Nhiệm vụ")
    expect(row).to_contain_text("30")
    expect(row).to_contain_text("2/3")
    row.get_by_role("link").click()
    main = tab.get_by_role("main")
    expect(main).to_contain_text("Toàn tỉnh: 30 (Nhiệm vụ), tính từ 2/3 cơ quan")
    expect(
        main.get_by_role("row", name="STC Sở Tài chính tỉnh Sóc Trăng 25 Được tính E11 đã rà soát STC.xlsx")
    ).to_be_visible()
    expect(main.get_by_role("row", name="STP Sở Tư pháp tỉnh Sóc Trăng chưa nộp")).to_be_visible()
    with tab.expect_download() as told:
        main.get_by_role("link", name="STC.xlsx").click()
    assert told.value.suggested_filename == "STC.xlsx"
    assert page.get("/ket-qua/I").status == page.get("/ket-qua/X.9").status == 404


def test_the_results_are_made_and_handed_out(tab, page, desk):
    desk.drop("STC", {"I.1.1": 25})
    desk.collect()
    tab.goto(at(page, "/ket-qua"))
    tab.get_by_label("bảng số liệu CSV").check()
    tab.get_by_label("phụ lục Word").check()
    tab.get_by_role("button", name="Lập tệp tổng hợp").click()
    main = tab.get_by_role("main")
    expect(main.get_by_role("link", name="tong-hop_PL2-B1_2021-Q1.xlsx")).to_be_visible(timeout=30_000)
    suffixes = {path.suffix for path in (desk.workspace.root / "consolidated" / PERIOD).iterdir()}
    assert {".xlsx", ".docx", ".csv"} <= suffixes
    with tab.expect_download() as told:
        main.get_by_role("link", name="tong-hop_PL2-B1_2021-Q1.xlsx").click()
    made = desk.workspace.root / "consolidated" / PERIOD / "tong-hop_PL2-B1_2021-Q1.xlsx"
    assert Path(told.value.path()).read_bytes() == made.read_bytes()
    for name in ("..%2f..%2fcchc.key", "cchc.key", "..%5ccchc.key", "khong.xlsx"):
        assert page.get(f"/ket-qua/tep/{name}").status == 404


def test_a_shape_that_this_computer_cannot_make_hinders_nothing(desk, monkeypatch):
    monkeypatch.setattr(portable, "_office_programs", lambda: iter(()))
    desk.drop("STC", {"I.1.1": 25})
    desk.collect()
    job = Job("master", "Lập tệp tổng hợp", datetime(2021, 3, 20))
    lines = results._form(Board(desk.workspace.root), PERIOD, ["pdf", "csv"], job)
    made = {path.suffix for path in (desk.workspace.root / "consolidated" / PERIOD).iterdir()}
    assert made == {".xlsx", ".csv"}
    assert lines[0] == "Đã lập tong-hop_PL2-B1_2021-Q1.xlsx, so-lieu_PL2-B1_2021-Q1.csv."
    assert lines[1].startswith("phụ lục PDF: Không tìm thấy LibreOffice")
    assert len(lines) == 2


def test_a_file_that_came_before_is_told_when_it_is_dropped_again(page, desk):
    content = desk.drop("STC", {"I.1.1": 25}).read_bytes()
    desk.collect()
    assert page.upload("lần nữa.xlsx", content, script="1").status == 200
    assert "Đã nhận 1 tệp: 1 trùng tệp." in text_with(page, "/", "Đã nhận")


def test_what_was_refused_before_is_not_counted_again(page, desk):
    desk.drop_bytes("cũ.pdf", b"%PDF-1.7")
    desk.collect()
    content = desk.drop("STC", {"I.1.1": 25}, name="tạm.xlsx")
    data = content.read_bytes()
    content.unlink()
    assert page.upload("mới.xlsx", data, script="1").status == 200
    assert "Đã nhận 1 tệp: 1 đã tiếp nhận." in text_with(page, "/", "Đã nhận")


def test_nothing_in_an_address_is_said_as_ours(page):
    for path in ("/?xong=Chuyen+tien", "/quyet-dinh?xong=Chuyen+tien", "/co-quan?told=Chuyen+tien"):
        assert "Chuyen tien" not in page.get(path).text
