"""Every page for whoever hears it or uses the keyboard alone, and on paper: axe-core, zoom, print."""

from __future__ import annotations

import subprocess
from datetime import date, datetime

import pytest

from cchc_excel.api import Workspace
from support.axe import serious
from support.desk import AGENCIES, Desk
from support.desk_page import RunningPage

pytestmark = pytest.mark.slow

PAGES = (
    "/",
    "/co-quan",
    "/co-quan?loc=chua-nop&sap=-ten",
    "/co-quan?tim=khong",
    "/co-quan/STC",
    "/tiep-nhan",
    "/quyet-dinh",
)


def opened(browser, page, **options):
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="vi-VN", **options)
    name, _, value = page.cookie.partition("=")
    context.add_cookies([{"name": name, "value": value, "url": f"http://{page.host}", "sameSite": "Strict"}])
    return context.new_page()


def filled(desk: Desk):
    """Returns of every kind, and every kind of card."""
    desk.drop("STC", {"I.1.1": -5}, name="a.xlsx")
    desk.drop("STC", {"I.1.1": 26}, name="b.xlsx")
    desk.drop("STP", {"I.1.1": 7}, name="Sở Nội vụ.xlsx")
    desk.drop("SNV", {"I.1.1": 7, "I.1.2": 9}, when=datetime(2021, 2, 20))
    desk.drop_bytes("ảnh.png", b"\x89PNG\r\n\x1a\n" + b"x" * 60_000)
    desk.collect()
    desk.drop_bytes("chưa nhận.pdf", b"%PDF-1.7")


@pytest.mark.parametrize("state", ["full", "empty", "nothing issued"])
def test_axe_finds_nothing_serious(browser, desk, tmp_path, state):
    root = desk.workspace.root
    if state == "full":
        filled(desk)
    elif state == "nothing issued":
        root = Workspace.create(tmp_path / "moi", agencies=AGENCIES, today=date(2021, 3, 1)).root
    with RunningPage(root) as page:
        page.come_in()
        tab = opened(browser, page)
        for path in (*PAGES, "/khong-co", "/?ky=2030-Q1"):
            tab.goto(f"http://{page.host}{path}")
            assert serious(tab) == [], path
        tab.context.clear_cookies()
        tab.goto(f"http://{page.host}/")
        assert serious(tab) == []


def test_nothing_is_lost_at_twice_the_size(browser, page, desk):
    filled(desk)
    tab = opened(browser, page, device_scale_factor=2)
    tab.set_viewport_size({"width": 683, "height": 384})
    for path in PAGES:
        tab.goto(f"http://{page.host}{path}")
        wide = tab.locator("html").evaluate("page => [page.scrollWidth, page.clientWidth]")
        assert wide[0] <= wide[1] + 1 or path.startswith(("/co-quan", "/tiep-nhan", "/quyet-dinh", "/phat-hanh")), (
            path,
            wide,
        )
        assert tab.get_by_role("heading", level=1).is_visible()


def test_the_printed_list_has_its_heading_on_every_page(browser, tmp_path):
    agencies = [AGENCIES[0].__class__(f"A{at:03}", f"Đơn vị số {at}", "xa", "PL2-B1") for at in range(120)]
    workspace = Workspace.create(tmp_path / "lớn", agencies=agencies, today=date(2021, 3, 1))
    from cchc_excel.api import generate  # noqa: PLC0415

    generate(workspace, "2021-Q1", today=date(2021, 3, 1))
    with RunningPage(workspace.root) as page:
        tab = opened(browser, page.come_in())
        tab.goto(f"http://{page.host}/co-quan")
        target = tmp_path / "in.pdf"
        tab.pdf(path=str(target), prefer_css_page_size=True)
    texts = subprocess.run(["pdftotext", "-layout", target, "-"], capture_output=True, check=True, encoding="utf-8")
    pages = [text for text in texts.stdout.split("\f") if text.strip()]
    assert len(pages) > 2
    assert all("Tình trạng" in text for text in pages)
    assert "Tất cả: 120 cơ quan." in pages[0]
    assert "In lúc" in texts.stdout
    for hidden in ("Cập nhật", "Đóng bàn làm việc", "Xem kỳ này"):
        assert hidden not in texts.stdout
