"""The caseload in a real browser: from the counts to one invented person."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.pages.conftest import assert_accessible

pytestmark = [
    pytest.mark.browser,
    pytest.mark.database,
    pytest.mark.usefixtures("demonstration"),
]


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("language", ["en", "es"])
def test_from_counts_to_one_person(page_at, language: str, width: int) -> None:
    page = page_at(width, language=language)
    page.goto(f"/{language}/")
    page.get_by_role(
        "link", name={"en": "See the caseload", "es": "Ver los casos"}[language]
    ).click()
    expect(page.get_by_role("img")).to_be_visible()
    assert_accessible(page)
    page.locator("table[aria-labelledby=moves-title] tbody tr").nth(1).locator("td a").last.click()
    expect(page.locator("tbody tr")).to_have_count(25)
    assert_accessible(page)
    page.get_by_role("link", name={"en": "Next page", "es": "Página siguiente"}[language]).click()
    expect(page.locator("tbody tr")).to_have_count(25)
    page.locator("tbody th a").first.click()
    expect(page.locator("h1")).to_contain_text(re.compile(r"DEMO-\d+"))
    assert_accessible(page)


def test_on_a_phone_chart_and_findings_fit_without_moving_them_sideways(page_at) -> None:
    page = page_at(375)
    page.goto("/en/caseload/us-mx-ve-2022/")
    expect(page.locator(".picture--wide")).to_be_hidden()
    assert overhang(page, ".picture--narrow") <= 0
    page.goto("/en/caseload/us-mx-ve-2022/people/?result=eligible&then=barred")
    assert overhang(page, ".usa-table-container--scrollable") <= 0
    page.locator("tbody th a").first.click()
    expect(page.locator("h1")).to_contain_text("DEMO-")
    assert overhang(page, ".usa-table-container--scrollable:has(.findings)") <= 0


def overhang(page: Page, what: str) -> int:
    """How many pixels of it lie beyond its right edge."""
    return int(page.locator(what).evaluate("it => it.scrollWidth - it.clientWidth"))


def test_without_scripts_the_list_is_narrowed_by_its_form(page_at) -> None:
    page = page_at(375, javascript=False)
    page.goto("/en/caseload/us-mx-ve-2022/people/")
    page.select_option("#result", "barred")
    page.select_option("#condition", "passport_valid")
    page.get_by_role("button", name="Show").click()
    assert "result=barred" in page.url
    expect(page.locator("tbody tr")).to_have_count(25)
    for row in page.locator("tbody tr").all():
        expect(row).to_contain_text("passport")
