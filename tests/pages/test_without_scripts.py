"""Every page without JavaScript, and axe on the same pages with our scripts blocked."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.pages.conftest import assert_accessible, without_our_scripts

pytestmark = [
    pytest.mark.browser,
    pytest.mark.database,
    pytest.mark.usefixtures("demonstration"),
]

PAGES = [
    "/en/",
    "/es/check/us-mx-ve-2022/article/",
    "/en/programmes/us-mx-ve-2022/?variant=practice",
    "/es/caseload/us-mx-ve-2022/",
    "/en/caseload/us-mx-ve-2022/people/",
    "/es/caseload/us-mx-ve-2022/people/DEMO-000001/",
    "/en/programmes/no-such-programme/",
]


@pytest.mark.parametrize("address", PAGES)
def test_the_page_says_the_same_without_scripts(browser: Browser, site: str, address: str) -> None:
    told = []
    for javascript in (True, False):
        context = browser.new_context(base_url=site, java_script_enabled=javascript)
        page = context.new_page()
        page.goto(address)
        told.append(page.locator("body").inner_text())
        expect(page.locator(".demonstration")).to_contain_text("2022")
        context.close()
    assert told[0] == told[1]


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("address", PAGES)
def test_axe_finds_nothing_with_our_scripts_blocked(
    browser: Browser, site: str, address: str, width: int
) -> None:
    context = browser.new_context(base_url=site, viewport={"width": width, "height": 900})
    page = context.new_page()
    with without_our_scripts(page):
        page.goto(address)
        assert_accessible(page)
    context.close()
