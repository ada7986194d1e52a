"""Naming another supporter, and stepping back, in a real browser: from the wish to the new declaration."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from safeconduct.cases.models import Case
from tests.pages.test_portal_pages import begin, look, portal, press
from tests.pages.test_portal_people_pages import LOOKS, take_seat
from tests.web.portal.applying import SUPPORTER
from tests.web.portal.test_told import owned_by, up_to_vetting

__all__ = ("portal",)
pytestmark = [pytest.mark.browser, pytest.mark.database]


def filed(page: Page, language: str) -> Case:
    """A supporter opens a case in the browser and files; what is asked goes through without one."""
    number = begin(page, language, "supporter")
    case = Case.objects.get(receipt_number=number)
    sam = owned_by(case, "supporter")
    sam.answers_all(SUPPORTER)
    sam.files()
    return case


@LOOKS
def test_a_person_names_another_supporter(page_at, portal, language, width, monkeypatch) -> None:
    monkeypatch.setenv("SAFECONDUCT_PROGRAMME", "us-mx-ve-2022/notice")
    page = page_at(width, language=language)
    case = filed(page, language)
    up_to_vetting(case)
    home = f"/{language}/my/{case.receipt_number}/"
    theirs = page_at(width, language=language)
    take_seat(theirs, owned_by(case, "beneficiary").client, language)
    theirs.goto(f"{home}supporter/")
    look(theirs, "80-supporter")
    theirs.goto(f"{home}supporter/change/")
    press(theirs)
    look(theirs, "81-change-wrong")
    theirs.locator("label[for=why-died]").click()
    press(theirs)
    look(theirs, "82-changed")
    theirs.goto(home)
    look(theirs, "83-waits-for-another")
    theirs.goto(f"{home}supporter/")
    press(theirs)
    assert case.parties.get(role="supporter").account
    theirs.goto(f"{home}invitation/")
    press(theirs)
    code = theirs.locator(".handed .code").nth(1).inner_text()
    # The one before finds nothing but that it is over.
    assert page.context.request.get(home).status == 404
    page.goto(f"/{language}/my/")
    look(page, "84-ended")
    new = page_at(width, language=language)
    new.goto(f"/{language}/apply/invitation/")
    new.fill("#number", case.receipt_number)
    new.fill("#code", code)
    press(new)
    new.goto(home)
    look(new, "85-new-supporter")
    new.goto(f"{home}questions/")
    assert "/questions/supporter_name/" in new.url


@LOOKS
def test_a_supporter_steps_back(page_at, portal, language, width, monkeypatch) -> None:
    monkeypatch.setenv("SAFECONDUCT_PROGRAMME", "us-mx-ve-2022/notice")
    page = page_at(width, language=language)
    case = filed(page, language)
    page.goto(f"/{language}/my/{case.receipt_number}/stepping-back/")
    look(page, "86-stepping-back")
    press(page)
    look(page, "87-stepped-back")
    take_seat(page, owned_by(case, "beneficiary").client, language)
    page.goto(f"/{language}/my/{case.receipt_number}/")
    look(page, "88-told")
    page.locator(".letters a, a[href*='/letters/']").first.click()
    look(page, "89-letter")
