"""A page that runs for a desk of three agencies, and a browser."""

from __future__ import annotations

import pytest

from support.desk_page import CHROMIUM, FLAGS, RunningPage, chromium


@pytest.fixture
def page(desk):
    with RunningPage(desk.workspace.root) as running:
        yield running.come_in()


@pytest.fixture(scope="package")
def browser():
    with chromium() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def tab(browser, page):
    """A browser's tab with the page open, as a second start of the program would open it."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="vi-VN")
    name, _, value = page.cookie.partition("=")
    context.add_cookies([{"name": name, "value": value, "url": f"http://{page.host}", "sameSite": "Strict"}])
    tab = context.new_page()
    tab.goto(f"http://{page.host}/")
    yield tab
    context.close()
