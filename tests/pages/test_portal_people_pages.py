"""Pages of families, co-supporters, helpers and clerks in a real browser, with letters and authorization."""

from __future__ import annotations

import pytest
from django.test import Client
from playwright.sync_api import Page

from safeconduct.accounts import offices
from safeconduct.cases.models import Case
from tests.pages.test_portal_pages import begin, look, portal, press
from tests.signing_in import signed_in
from tests.web.portal.applying import SUPPORTER
from tests.web.portal.test_told import authorized, owned_by

__all__ = ("portal",)
pytestmark = [pytest.mark.browser, pytest.mark.database]
LOOKS = pytest.mark.parametrize(("language", "width"), [("es", 375), ("en", 1280)])


def take_seat(page: Page, client: Client, language: str) -> None:
    """Sit the browser where a client is signed in."""
    page.goto(f"/{language}/apply/")
    session = {"name": "session", "value": client.cookies["session"].value}
    page.context.add_cookies([session | {"url": page.url.partition("/apply")[0]}])


@LOOKS
def test_a_supporter_with_others_and_an_address(page_at, portal, language, width) -> None:
    page = page_at(width, language=language)
    page.goto(f"/{language}/apply/helping/account/")
    look(page, "50-helper")
    number = begin(page, language, "supporter")
    page.goto(f"/{language}/my/{number}/questions/")
    press(page)
    look(page, "51-name-wrong")
    page.goto(f"/{language}/my/{number}/co-supporters/")
    press(page)
    look(page, "52-co-supporters")
    page.locator("main button[value=code]").first.click()
    look(page, "53-code")
    code = page.locator(".handed .code").nth(1).inner_text()
    page.goto(f"/{language}/my/address/")
    press(page)
    look(page, "54-address-wrong")
    page.goto(f"/{language}/my/{number}/family/")
    press(page)
    page.goto(f"/{language}/my/")
    look(page, "55-cases")
    other = page_at(width, language=language, javascript=False)
    other.goto(f"/{language}/apply/invitation/")
    other.fill("#number", number)
    other.fill("#code", code)
    press(other)
    press(other)
    other.fill("#answer", "A room.")
    press(other)
    assert "A room." in other.locator("main").inner_text()
    press(other)
    assert other.locator("#answer-error").count() == 1


@LOOKS
def test_a_person_with_an_authorization_and_a_family(
    page_at, portal, language, width, monkeypatch
) -> None:
    monkeypatch.setenv("SAFECONDUCT_PROGRAMME", "us-mx-ve-2022/notice")
    page = page_at(width, language=language)
    number = begin(page, language, "supporter")
    page.goto(f"/{language}/my/{number}/family/")
    press(page)
    case = Case.objects.get(receipt_number=number)
    ana = owned_by(case, "beneficiary")
    take_seat(page, ana.client, language)
    page.goto(f"/{language}/my/{number}/")
    look(page, "60-family")
    page.goto(f"/{language}/my/{number}/leaving/")
    look(page, "61-leaving-child")
    page.context.clear_cookies()
    number = begin(page, language, "supporter")
    case = Case.objects.get(receipt_number=number)
    supporter = owned_by(case, "supporter")
    supporter.answers_all(SUPPORTER)
    supporter.files()
    page.goto(f"/{language}/my/{number}/")
    look(page, "62-place-in-line")
    authorized(case)
    take_seat(page, owned_by(case, "beneficiary").client, language)
    page.goto(f"/{language}/my/{number}/")
    look(page, "63-authorized")


@LOOKS
def test_a_clerks_sheet(page_at, portal, language, width) -> None:
    page = page_at(width, language=language)
    take_seat(page, signed_in("clerk-in-the-browser", offices.CLERK), language)
    page.goto(f"/{language}/apply/in-person/")
    look(page, "70-clerk")
    press(page)
    look(page, "71-sheet")
