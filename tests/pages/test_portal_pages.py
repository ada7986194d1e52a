"""The portal in a real browser: at both widths, in both languages, with and without scripts."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from safeconduct import programme
from safeconduct.accounts.models import WrongTries
from safeconduct.capacity.appointments import set_hours
from safeconduct.cases import services
from safeconduct.cases.models import Case
from safeconduct.database.services import store_content
from safeconduct.flow import Actor
from tests.clocks import standing_still
from tests.pages.conftest import assert_accessible
from tests.pages.test_check_pages import choose
from tests.stories.people import REVIEWER, SECOND_REVIEWER, SUPPORTER_REVIEWED
from tests.uploads.test_taking import photograph
from tests.web.portal.applying import SUPPORTER
from tests.web.portal.test_papers import PLACE, at_the_consulate

pytestmark = [pytest.mark.browser, pytest.mark.database]
BOTH = pytest.mark.parametrize("width", [375, 1280])
LANGUAGES = pytest.mark.parametrize("language", ["en", "es"])


@pytest.fixture
def portal(test_databases, database: str) -> Iterator[None]:
    """People can apply; the whole process lives on 23 November 2022, the server's threads too."""
    with test_databases.as_owner():
        store_content(programme.available()["us-mx-ve-2022"])
    # All tests come from one address, from which only so many cases may be opened in an hour.
    WrongTries.objects.all().delete()
    with standing_still(datetime(2022, 11, 23, 17, tzinfo=UTC)):
        yield


def look(page: Page, name: str) -> None:
    """axe and width; a picture as well, where someone wants to see it with their own eyes."""
    assert_accessible(page)
    if folder := os.environ.get("PORTAL_PICTURES"):
        width = page.viewport_size["width"]
        language = page.locator("html").get_attribute("lang")
        page.screenshot(path=Path(folder) / f"{name}-{language}-{width}.png", full_page=True)


def press(page: Page, text: str = "") -> None:
    """The page's main button; what comes of it is there when this returns."""
    button = page.locator("main .buttons button.usa-button, main .buttons a.usa-button")
    with page.expect_navigation():
        (button.filter(has_text=text) if text else button).first.click()


def begin(page: Page, language: str, who: str) -> str:
    page.goto(f"/{language}/apply/{who}/")
    press(page)
    return page.locator(".handed .code").first.inner_text()


def reply(page: Page, text: str) -> None:
    if page.locator(f'input[name="f"][value="{text}"]').count():
        choose(page, "f", text)
    else:
        page.fill('input[name="f"]', text)
    press(page)


def answer_supporter(page: Page) -> None:
    asked: list[str] = []
    while "/questions/" in page.url:
        asked.append(page.url.split("/questions/")[1].split("/")[0])
        assert len(asked) == len(set(asked)), f"asked again: {asked}"
        reply(page, SUPPORTER[asked[-1]])


def case_of(number: str) -> Case:
    return Case.objects.get(receipt_number=number)


def officer(case: Case, service, actor: Actor = REVIEWER, **more) -> None:
    service(case_id=case.id, actor=actor, expected_number=case.events.count(), **more)


@BOTH
@LANGUAGES
def test_a_supporter_from_the_first_page_to_a_decision(page_at, portal, language, width) -> None:
    page = page_at(width, language=language)
    page.goto(f"/{language}/apply/")
    look(page, "01-apply")
    page.goto(f"/{language}/apply/helping/")
    look(page, "02-helping")
    page.goto(f"/{language}/apply/invitation/")
    press(page)
    expect(page.get_by_role("alert")).to_be_focused()
    look(page, "03-invitation-wrong")
    page.goto(f"/{language}/apply/supporter/")
    look(page, "04-begin")
    press(page)
    look(page, "05-opened")
    number = page.locator(".handed .code").first.inner_text()
    press(page)
    look(page, "06-case-new")
    press(page)
    look(page, "07-question")
    press(page)
    expect(page.get_by_role("alert")).to_be_focused()
    look(page, "08-question-wrong")
    answer_supporter(page)
    look(page, "09-answers")
    page.locator(".told a[href*='/supporter_status/']").click()
    look(page, "10-change")
    choose(page, "f", "citizen")
    press(page)
    look(page, "11-answers-changed")
    page.goto(f"/{language}/my/{number}/family/")
    press(page)
    look(page, "12-family")
    page.goto(f"/{language}/my/{number}/answers/")
    press(page)
    look(page, "13-filed")
    case = case_of(number)
    officer(
        case,
        services.request_evidence,
        what="Please send proof of income for 2021.",
        until=datetime(2022, 12, 20, tzinfo=UTC).date(),
    )
    page.reload()
    look(page, "14-asked")
    page.goto(f"/{language}/my/{number}/evidence/")
    press(page)
    look(page, "15-evidence-wrong")
    page.fill("#answer", "I earn enough.")
    press(page)
    officer(
        case,
        services.act,
        outcome="not_confirmed",
        reasons="The income that was shown does not suffice.",
    )
    page.reload()
    look(page, "16-second-officer")
    officer(case, services.confirm, SECOND_REVIEWER)
    page.reload()
    look(page, "17-not-confirmed")
    page.goto(f"/{language}/my/{number}/review/")
    look(page, "18-review")
    page.goto(f"/{language}/my/{number}/representatives/")
    press(page)
    look(page, "19-representatives-wrong")
    page.goto(f"/{language}/my/{number}/withdrawal/")
    look(page, "20-withdraw")
    page.goto(f"/{language}/my/")
    look(page, "21-cases")
    page.goto(f"/{language}/my/{number}/answers/")
    press(page)
    officer(case, services.act, outcome="confirmed", facts=SUPPORTER_REVIEWED)
    page.reload()
    page.goto(f"/{language}/my/{number}/")
    look(page, "22-part-done")
    page.goto(f"/{language}/my/{number}/invitation/")
    look(page, "23-invite")
    press(page)
    look(page, "24-code")


@BOTH
@LANGUAGES
def test_a_person_sent_to_mexico_begins_alone(page_at, portal, language, width) -> None:
    page = page_at(width, language=language, javascript=False)
    number = begin(page, language, "person")
    page.goto(f"/{language}/my/{number}/")
    page.goto(f"/{language}/my/{number}/supporter/")
    page.goto(f"/{language}/my/{number}/questions/entries/")
    press(page)
    press(page)
    expect(page.get_by_role("alert")).to_be_visible()
    page.select_option("#f-country", "US")
    page.fill("#f-entry_date-day", "20")
    page.select_option("#f-entry_date-month", "10")
    page.fill("#f-entry_date-year", "2022")
    other = {"en": "Español", "es": "English"}[language]
    page.get_by_role("button", name=other).click()
    expect(page.locator("#f-entry_date-day")).to_have_value("20")
    for name, value in {
        "manner": "irregular",
        "border": "southwest",
        "departure": "expelled",
        "returned_under": "us-mx-2022",
    }.items():
        choose(page, f"f.{name}", value)
    press(page)
    expect(page.locator(".records li")).to_have_count(1)
    press(page)
    assert "entries" not in page.url


@BOTH
@LANGUAGES
def test_pages_of_a_person_alone_are_accessible(page_at, portal, language, width) -> None:
    page = page_at(width, language=language)
    number = begin(page, language, "person")
    page.goto(f"/{language}/my/{number}/")
    look(page, "30-person-case")
    page.goto(f"/{language}/my/{number}/supporter/")
    look(page, "31-supporter")
    press(page)
    look(page, "32-supporter-named")
    page.goto(f"/{language}/my/{number}/questions/entries/")
    look(page, "33-records-empty")
    press(page)
    look(page, "34-record")
    page.goto(f"/{language}/my/{number}/questions/birth_date/")
    page.fill("#f-day", "31")
    page.select_option("#f-month", "2")
    press(page)
    look(page, "35-date-wrong")
    page.goto(f"/{language}/my/{number}/answers/")
    look(page, "36-steps")


@pytest.mark.parametrize(("language", "width"), [("es", 375), ("en", 1280)])
def test_documents_and_an_appointment(page_at, portal, language: str, width: int) -> None:
    definition = programme.load("us-mx-ve-2022", "article")
    post = next(post for post in definition.posts if post.id == PLACE)
    set_hours(
        programme="us-mx-ve-2022", post=post, from_date=datetime(2022, 11, 1, tzinfo=UTC).date(),
        hours="09:00-12:00", places_a_day=6, by="chief-1",
    )  # fmt: skip
    jose = at_the_consulate()
    page = page_at(width, language=language)
    page.goto(f"/{language}/apply/")
    session = {"name": "session", "value": jose.client.cookies["session"].value}
    page.context.add_cookies([session | {"url": page.url.partition("/apply")[0]}])
    page.goto(f"/{language}{jose.home}documents/")
    press(page)
    expect(page.get_by_role("alert")).to_be_focused()
    look(page, "40-documents-wrong")
    page.select_option("#kind", "passport")
    page.set_input_files(
        "#file", {"name": "IMG.jpg", "mimeType": "image/jpeg", "buffer": photograph()}
    )
    press(page)
    look(page, "41-documents")
    page.goto(f"/{language}{jose.home}")
    look(page, "42-case-appointment-due")
    page.goto(f"/{language}{jose.home}appointment/")
    look(page, "43-places")
    page.goto(f"/{language}{jose.home}appointment/?post={PLACE}")
    look(page, "44-times")
    page.locator(".times label").first.click()
    press(page)
    look(page, "45-case-with-appointment")
    page.goto(f"/{language}{jose.home}appointment/")
    look(page, "46-appointment-held")
