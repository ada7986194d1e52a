"""The home page in a real browser."""

import pytest
from playwright.sync_api import expect

from tests.pages.conftest import assert_accessible

pytestmark = [pytest.mark.browser, pytest.mark.database]


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("language", ["en", "es"])
def test_home_opens_in_the_readers_language(page_at, language: str, width: int) -> None:
    page = page_at(width, language=language)
    page.goto("/")
    assert page.url.endswith(f"/{language}/")
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.locator("h1")).to_be_visible()
    assert_accessible(page)


def test_home_is_styled_without_scripts(page_at) -> None:
    page = page_at(375, javascript=False)
    page.goto("/en/")
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(".usa-skipnav")).not_to_be_in_viewport()
