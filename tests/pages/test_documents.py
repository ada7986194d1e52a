"""Letters, the authorization, and the public check in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from safeconduct.accounts import services
from safeconduct.accounts.models import Account
from safeconduct.cases import authorizations, letters
from tests.pages.conftest import assert_accessible
from tests.web.test_documents import definitions, signed_in, story  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.database]


def signed_page(page_at, site: str, width: int, language: str, account: str):
    """A page of someone who is signed in."""
    if not Account.objects.filter(name=account).exists():
        services.add_account(name=account)
    cookie = signed_in(account).cookies["session"].value
    page = page_at(width, language=language, javascript=True)
    page.context.add_cookies([{"name": "session", "value": cookie, "url": site}])
    return page


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("language", ["en", "es"])
def test_papers_are_readable_by_everyone(page_at, site, story, language, width) -> None:  # noqa: F811
    page = signed_page(page_at, site, width, language, story.person.account)
    letter = [one for one in letters.letters_of(story.case) if one.to == "person"][-1]
    base = f"/{language}/cases/{story.case.receipt_number}"
    page.goto(f"{base}/letters/{letter.id}/")
    expect(page.locator("h1")).to_have_text(
        "You may travel" if language == "en" else "Puede viajar"
    )
    assert_accessible(page)
    page.goto(f"{base}/authorization/")
    expect(page.locator(".qr svg")).to_be_visible()
    assert_accessible(page)


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("language", ["en", "es"])
def test_anyone_verifies_without_scripts(page_at, story, language, width) -> None:  # noqa: F811
    issued = authorizations.authorization_of(story.case)
    page = page_at(width, language=language, javascript=False)
    page.goto(f"/{language}/verify/")
    page.locator("#number").fill(issued.number)
    page.locator("#code").fill(issued.paper.code)
    page.locator("form").first.get_by_role("button").click()
    expect(page.locator("#verdict")).to_contain_text(
        "demonstration" if language == "en" else "demostración"
    )
    page.locator("#text").fill(issued.paper.seal.replace("2023", "2024"))
    page.locator("form").last.get_by_role("button").click()
    expect(page.locator("#verdict")).to_have_text("Changed" if language == "en" else "Alterada")
    assert issued.number not in page.url


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("language", ["en", "es"])
def test_the_check_is_accessible(page_at, story, language, width) -> None:  # noqa: F811
    issued = authorizations.authorization_of(story.case)
    page = page_at(width, language=language)
    page.goto(f"/{language}/verify/{issued.number}/{issued.paper.code}/")
    assert_accessible(page)
