"""The officers' desk in a real browser: lists, a case on one screen, and decisions by keyboard."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from safeconduct import programme
from safeconduct.accounts import offices
from safeconduct.accounts import services as accounts
from safeconduct.accounts.models import Account
from safeconduct.cases import services
from safeconduct.database.services import store_content
from tests.pages.conftest import assert_accessible
from tests.signing_in import sign_in
from tests.stories.people import (
    ATTESTED,
    JOSE,
    REVIEWER,
    SECOND_REVIEWER,
    SUPERVISOR,
    SUPPORTER,
    SUPPORTER_REVIEWED,
    VETTED,
    VETTER,
)
from tests.stories.telling import Story, on

pytestmark = [pytest.mark.browser, pytest.mark.database]

DESKS = {
    "desk-review": (offices.SUPPORTER_REVIEW, ""),
    "desk-review-2": (offices.SUPPORTER_REVIEW, ""),
    "desk-travel": (offices.TRAVEL, ""),
    "desk-consul": (offices.CONSULAR, "us_ciudad_juarez"),
    "desk-appeals": (offices.REVIEW, ""),
    "desk-chief": (offices.SUPERVISOR, ""),
    "desk-audit": (offices.AUDITOR, ""),
}


@dataclass
class Caseload:
    """A case for each thing that an officer does."""

    open: Story
    proposed: Story
    barred: Story
    consulate: Story
    review: Story


@pytest.fixture(scope="module")
def caseload(test_databases, database: str) -> Caseload:
    for name, (role, post) in DESKS.items():
        if not Account.objects.filter(name=name).exists():
            account = accounts.add_account(name=name, shown_name=f"{name.title()} Sample")
            accounts.give_office(account=account, role=role, post=post)
    article, notice = (programme.load("us-mx-ve-2022", name) for name in ("article", "notice"))
    with test_databases.as_owner():
        store_content(article.folder)
    made = []
    for _number in range(3):
        story = Story.begins("2022-11-03", notice, by="supporter", supporter_named=True)
        story.does("2022-11-05", story.supporter, "filed", **SUPPORTER)
        made.append(story)
    opened, proposed, reviewed = made
    child = {"birth_date": "2009-04-01", "travels_with_parent_or_guardian": False}
    opened.notes("2022-11-06", REVIEWER, **child)
    opened.asks(
        "2022-11-07",
        services.request_evidence,
        REVIEWER,
        what="Pay slips of the last three months, or a letter from the employer.",
        until=date(2022, 11, 30),
    )
    proposed.does("2022-11-10", REVIEWER, "not_confirmed", because="The means do not suffice.")
    reviewed.does("2022-11-10", REVIEWER, "not_confirmed", because="The means do not suffice.")
    reviewed.is_confirmed("2022-11-11", SECOND_REVIEWER)
    reviewed.asks("2022-11-12", services.request_review, reviewed.supporter)
    return Caseload(opened, proposed, barred(notice), at_consulate(article), reviewed)


def barred(definition) -> Story:
    story = Story.begins("2022-11-03", definition, by="supporter", supporter_named=True)
    story.does("2022-11-05", story.supporter, "filed", **SUPPORTER)
    story.does("2022-11-09", REVIEWER, "confirmed", **SUPPORTER_REVIEWED)
    story.does("2022-11-10", story.person, "confirmed", **JOSE)
    story.does("2022-11-10", story.person, "made", attestations_made=True, **ATTESTED)
    story.does("2022-11-11", story.person, "sent")
    story.does("2022-11-11", VETTER, "vetted", **VETTED)
    story.cannot("2022-11-12", SUPERVISOR, "authorized", "not_your_role")
    return story


def at_consulate(definition) -> Story:
    story = Story.begins(
        "2022-11-03", definition, by="person", start="returned_person_starts", **JOSE
    )
    story.does("2022-11-03", story.person, "has_supporter", supporter_named=True)
    story.does("2022-11-05", story.supporter, "filed", **SUPPORTER)
    story.does("2022-11-09", REVIEWER, "confirmed", **SUPPORTER_REVIEWED)
    story.does("2022-11-10", story.person, "confirmed")
    story.does("2022-11-10", story.person, "made", attestations_made=True, **ATTESTED)
    due = {"consular_appointment_date": "2022-11-22", "lawful_stay_until_date": "2022-12-05"}
    story.does("2022-11-11", story.person, "sent", **due)
    story.does("2022-11-11", VETTER, "appointment_due", **VETTED)
    return story


@pytest.fixture(autouse=True)
def today():
    with on("2022-11-23"):
        yield


def sit_down(page: Page, site: str, name: str) -> None:
    """Sign in at a desk, past the sign-in pages."""
    client = Client(headers={"host": "localhost"})
    sign_in(client, Account.objects.get(name=name))
    value = client.cookies["session"].value
    page.context.add_cookies([{"name": "session", "value": value, "url": site}])


def keep_picture(page: Page, name: str) -> None:
    """Keep what the page looks like, where the run asks for it."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_desk_has_its_pages(page_at, site, caseload, language: str, width: int) -> None:
    page = page_at(width, language=language)
    seen = {
        "review": ("desk-review", "work/"),
        "open": ("desk-review", f"work/{caseload.open.case.receipt_number}/"),
        "proposed": ("desk-review-2", f"work/{caseload.proposed.case.receipt_number}/"),
        "barred": ("desk-travel", f"work/{caseload.barred.case.receipt_number}/"),
        "consulate": ("desk-consul", f"work/{caseload.consulate.case.receipt_number}/"),
        "in-review": ("desk-appeals", f"work/{caseload.review.case.receipt_number}/"),
        "entries": (
            "desk-travel",
            f"work/{caseload.barred.case.receipt_number}/?fact=entries#note",
        ),
        "all": ("desk-chief", "work/"),
        "stages": ("desk-chief", "work/stages/"),
        "auditor": ("desk-audit", f"work/{caseload.barred.case.receipt_number}/"),
    }
    for name, (desk, path) in seen.items():
        sit_down(page, site, desk)
        page.goto(f"/{language}/{path}")
        expect(page.locator("h1")).to_be_visible()
        keep_picture(page, f"{name}-{language}-{width}")
        assert_accessible(page)


def test_work_is_walked_and_decided_by_keyboard(page_at, site, caseload) -> None:
    page = page_at(1280)
    sit_down(page, site, "desk-travel")
    page.goto("/en/work/")
    page.keyboard.press("j")
    expect(page.locator("tbody th a").first).to_be_focused()
    # Other cases may wait before it.
    rows = page.locator("tbody th a").all_inner_texts()
    for _ in range(rows.index(caseload.barred.case.receipt_number)):
        page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text(caseload.barred.case.receipt_number)
    page.keyboard.press("t")
    expect(page.locator("#timeline")).to_be_focused()
    page.keyboard.press("?")
    expect(page.locator("#shortcuts dl")).to_be_visible()
    page.get_by_role("button", name="Turn shortcuts off").click()
    page.locator("h1").click()
    page.keyboard.press("l")
    expect(page.locator("h1")).to_contain_text(caseload.barred.case.receipt_number)
    page.get_by_role("button", name="Turn shortcuts on").click()
    page.keyboard.press("d")
    page.get_by_role("radio", name="Not authorized").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Send the decision").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#problems")).to_be_focused()
    expect(page.locator("#problems")).to_contain_text("This needs reasons in writing.")
    expect(page.get_by_role("radio", name="Not authorized")).to_be_checked()
    keep_picture(page, "refused-en-1280")
    assert_accessible(page)


@pytest.mark.parametrize("language", ["en", "es"])
def test_problems_and_two_at_once_are_shown_well(page_at, site, caseload, language: str) -> None:
    page = page_at(375, language=language)
    sit_down(page, site, "desk-consul")
    path = f"/{language}/work/{caseload.consulate.case.receipt_number}/"
    page.goto(path)
    page.locator("#decide-form button[type=submit]").click()
    expect(page.locator("#problems a").first).to_have_attribute("href", "#decide-outcome-0")
    keep_picture(page, f"problems-{language}-375")
    assert_accessible(page)
    page.goto(f"{path}?fact=lawful_stay_until_date#note")
    page.locator("#n-lawful_stay_until_date-day").fill("7" if language == "en" else "8")
    # A colleague is quicker.
    with on("2022-11-23"):
        other = f"2022-12-1{1 if language == 'en' else 2}"
        caseload.consulate.notes("2022-11-23", REVIEWER, lawful_stay_until_date=other)
    page.locator("#note-form button[type=submit]").click()
    expect(page.locator("#problems tbody tr")).to_have_count(1)
    keep_picture(page, f"both-{language}-375")
    assert_accessible(page)


def test_a_decision_without_scripts(page_at, site, caseload) -> None:
    page = page_at(375, javascript=False)
    sit_down(page, site, "desk-review")
    page.goto("/en/work/")
    page.get_by_role("link", name=caseload.open.case.receipt_number).click()
    page.locator("details.act summary", has_text="Note or correct a fact").click()
    page.select_option("#note-fact", "supporter_can_support")
    page.get_by_role("button", name="Choose").click()
    page.select_option("#n-supporter_can_support-0", "yes")
    page.get_by_role("button", name="Note it").click()
    expect(page.get_by_role("status")).to_contain_text("Done.")
    expect(page.locator("#facts ~ div")).to_contain_text("The supporter's means suffice")
