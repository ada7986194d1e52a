"""Signing in, in a real browser: for people who apply, for officers with an app or a passkey, in the demo."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from safeconduct.accounts import offices
from tests.pages.conftest import assert_accessible
from tests.signing_in import account_with

pytestmark = [pytest.mark.browser, pytest.mark.database]
PASSWORD = "plum tree over water"


@pytest.fixture
def officer(database: str) -> str:
    """An officer with a password and without a second factor."""
    from allauth.mfa.models import Authenticator  # noqa: PLC0415
    from django.core.cache import cache  # noqa: PLC0415

    cache.clear()
    account = account_with("petra", offices.PORT, offices.CONSULAR)
    Authenticator.objects.filter(user=account).delete()
    account.set_password(PASSWORD)
    account.save()
    return account.name


def by_password(page: Page, name: str, language: str = "en") -> None:
    page.goto(f"/{language}/sign-in/staff/")
    page.locator("#id_login").fill(name)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("form .usa-button").first.click()


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_way_in_is_clear_and_accessible(
    page_at, demonstration, language: str, width: int
) -> None:
    page = page_at(width, language=language)
    for path in ("", "case/", "code/", "staff/"):
        page.goto(f"/{language}/sign-in/{path}")
        expect(page.locator("h1")).to_be_visible()
        assert_accessible(page)


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("language", ["en", "es"])
def test_wrong_input_is_summed_up_above_the_form(
    page_at, database: str, language: str, width: int
) -> None:
    page = page_at(width, language=language, javascript=False)
    page.goto(f"/{language}/sign-in/case/")
    page.locator("#id_case").fill("12")
    page.locator("form .usa-button").click()
    expect(page.locator("#problems li")).to_have_count(2)
    expect(page.locator("#id_case")).to_have_value("12")
    page.locator("#problems a").first.click()
    expect(page.locator("#id_case")).to_be_in_viewport()


def test_one_click_in_the_demonstration_and_out_again(page_at, demonstration) -> None:
    page = page_at(375, javascript=False)
    page.goto("/en/sign-in/")
    page.get_by_role("button", name="Sara Sample").click()
    header = page.locator(".account")
    expect(header).to_contain_text("Sara Sample")
    expect(header).to_contain_text("supervision")
    page.locator("#office").select_option("officer.manager")
    header.get_by_role("button", name="Go").click()
    expect(header).to_contain_text("· management")
    header.get_by_role("button", name="Sign out").click()
    expect(header).to_have_count(0)
    expect(page.locator(".site-header")).to_contain_text("Sign in")


@pytest.mark.parametrize(("language", "width"), [("en", 375), ("es", 1280)])
def test_an_officer_sets_up_an_app_without_scripts(
    page_at, officer: str, language: str, width: int
) -> None:
    from tests.web.entry.test_officers import code_for  # noqa: PLC0415 (needs Django set up)

    page = page_at(width, language=language, javascript=False)
    by_password(page, officer, language)
    page.goto(f"/{language}/account/")
    page.locator("main .usa-button").first.click()
    expect(page.locator(".qr svg")).to_be_visible()
    page.locator("#id_code").fill(code_for(page.locator(".secret").inner_text()))
    page.locator("form .usa-button").last.click()
    expect(page.locator(".codes li")).to_have_count(10)


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("es", 375)])
def test_pages_of_an_officers_account_are_accessible(
    page_at, officer: str, language: str, width: int
) -> None:
    page = page_at(width, language=language)
    by_password(page, officer, language)
    for path in ("", "app/", "passkeys/", "passkeys/add/", "password/", "again/"):
        page.goto(f"/{language}/account/{path}")
        expect(page.locator("h1")).to_be_visible()
        assert_accessible(page)


def test_a_passkey_is_set_up_and_then_opens_the_desk_by_itself(
    browser, site: str, officer: str
) -> None:
    page, problems = browser.new_context().new_page(), []
    # `page_at` would also count pictures that a page did not wait for when it was left.
    page.on("pageerror", lambda error: problems.append(str(error)))
    # Browsers know passkeys under names alone, not under numbers.
    named = re.sub(r"127\.0\.0\.1", "localhost", site)
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    key = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": key})
    by_password_at = f"{named}/en/sign-in/staff/"
    page.goto(by_password_at)
    page.locator("#id_login").fill(officer)
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto(f"{named}/en/account/passkeys/add/")
    page.locator("#id_name").fill("Blue key")
    page.get_by_role("button", name="Set up").click()
    expect(page.locator(".codes li")).to_have_count(10)
    page.goto(f"{named}/en/account/")
    expect(page.locator("main")).to_contain_text("1 passkey.")
    assert_accessible(page)
    page.get_by_role("button", name="Sign out").click()
    page.goto(by_password_at)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.locator(".account")).to_contain_text(officer)
    page.goto(f"{named}/en/account/passkeys/")
    expect(page.locator("main")).to_contain_text("Blue key")
    page.get_by_role("button", name="Sign out").click()
    # As a second factor after the password it does too.
    page.goto(by_password_at)
    page.locator("#id_login").fill(officer)
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator("h1")).to_have_text("Second factor")
    assert_accessible(page)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.locator(".account")).to_contain_text(officer)
    page.context.close()
    assert not problems
