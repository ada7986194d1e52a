"""Officers' accounts, first sign-in, forgotten passwords, unsent mail and erasing, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from safeconduct import programme
from safeconduct.accounts import officers, offices
from safeconduct.accounts import services as accounts
from safeconduct.accounts.models import Account
from safeconduct.cases import erasing, services
from safeconduct.database.services import store_content
from safeconduct.flow import Actor
from safeconduct.messages.services import put_mail
from tests.pages.conftest import assert_accessible
from tests.pages.test_workbench_pages import keep_picture, sit_down
from tests.stories.people import SUPPORTER
from tests.stories.telling import Story, on

pytestmark = [pytest.mark.browser, pytest.mark.database]
DESKS = {
    "acct-boss": offices.MANAGER,
    "acct-chief": offices.SUPERVISOR,
    "acct-second": offices.SUPERVISOR,
    "acct-audit": offices.AUDITOR,
    "acct-clerk": offices.CLERK,
    "acct-port": offices.PORT,
}
PASSWORD = "plum tree over water"
WIDTHS = pytest.mark.parametrize("width", [375, 1280])
LANGUAGES = pytest.mark.parametrize("language", ["en", "es"])


@pytest.fixture(scope="module")
def desks(database: str) -> None:
    for name, role in DESKS.items():
        if not Account.objects.filter(name=name).exists():
            shown = f"{name.removeprefix('acct-').title()} Sample"
            account = accounts.add_account(name=name, shown_name=shown)
            accounts.give_office(account=account, role=role, by="acct-boss-0")


def over(day: str) -> Story:
    """A declaration that was withdrawn."""
    notice = programme.load("us-mx-ve-2022", "notice")
    story = Story.begins(day, notice, by="supporter", supporter_named=True)
    story.does(day, story.supporter, "filed", **SUPPORTER)
    story.asks("2022-11-07", services.withdraw, story.supporter)
    return story


@pytest.fixture(scope="module")
def stories(test_databases, desks) -> tuple[Story, Story]:
    with test_databases.as_owner():
        store_content(programme.load("us-mx-ve-2022", "notice").folder)
    found = over("2022-11-05"), over("2022-11-06")
    with on("2022-11-20"):
        erasing.propose(
            case=found[0].case, person=found[0].case.person, why=erasing.ASKED,
            reference="2022/114", actor=Actor(offices.SUPERVISOR, "acct-chief"),
        )  # fmt: skip
        for kind, number in (("news", found[0].case.receipt_number), ("code", "")):
            put_mail(to="a@example.org", subject="s", body="b", kind=kind, receipt_number=number)
    return found


def look(page: Page, name: str) -> None:
    """One page: every part of it opened, seen by axe, kept as a picture where the run asks for it."""
    expect(page.locator("h1")).to_be_visible()
    for part in page.locator("details.act").all():
        part.evaluate("part => { part.open = true; }")
    keep_picture(page, name)
    assert_accessible(page)


@WIDTHS
@LANGUAGES
def test_the_pages_are_for_everyone(page_at, site, stories, language: str, width: int) -> None:
    page = page_at(width, language=language)
    receipt = stories[0].case.receipt_number
    port = Account.objects.get(name="acct-port")
    seen = {
        "officers": ("acct-boss", "work/officers/"),
        "officers-read": ("acct-audit", "work/officers/"),
        "officer-new": ("acct-boss", "work/officers/new/"),
        "officer": ("acct-boss", f"work/officers/{port.pk}/"),
        "mail": ("acct-chief", "work/mail/"),
        "erasures": ("acct-chief", "work/erasing/"),
        "erase-first": ("acct-chief", f"work/{receipt}/erase/"),
        "erase-second": ("acct-second", f"work/{receipt}/erase/"),
        "erase-link": ("acct-chief", f"work/{receipt}/"),
        "clerk": ("acct-clerk", "work/"),
    }
    with on("2022-11-23"):
        for name, (desk, path) in seen.items():
            sit_down(page, site, desk)
            page.goto(f"/{language}/{path}")
            look(page, f"{name}-{language}-{width}")


@WIDTHS
@LANGUAGES
def test_an_officer_from_the_form_to_the_first_sign_in(
    page_at, site, desks, language: str, width: int
) -> None:
    page = page_at(width, language=language, javascript=False)
    name = f"newcomer-{language}-{width}"
    sit_down(page, site, "acct-boss")
    page.goto(f"/{language}/work/officers/new/")
    page.locator("main form .usa-button[type=submit]").click()
    expect(page.locator("#problems li")).to_have_count(3)
    keep_picture(page, f"officer-wrong-{language}-{width}")
    page.locator("#name").fill(name)
    page.locator("#shown_name").fill("Nora Sample")
    page.locator("#role").select_option(offices.CONSULAR)
    page.locator("#post").select_option("us_tijuana")
    page.locator("main form .usa-button[type=submit]").click()
    link = page.locator("#first-link").inner_text()
    keep_picture(page, f"officer-made-{language}-{width}")
    page.locator("#role").select_option(offices.REVIEW)
    page.locator("#give-form .usa-button").click()
    expect(page.locator("#problems li")).to_have_count(1)
    keep_picture(page, f"officer-excluded-{language}-{width}")
    page.context.clear_cookies()
    page.goto(link)
    assert page.locator("main").get_by_text(name).is_visible()
    keep_picture(page, f"first-{language}-{width}")
    page.locator("#id_password1").fill("short")
    page.locator("#id_password2").fill("other")
    page.locator("main form .usa-button").click()
    expect(page.locator("#problems li")).to_have_count(1)
    keep_picture(page, f"first-wrong-{language}-{width}")
    for field in ("#id_password1", "#id_password2"):
        page.locator(field).fill(PASSWORD)
    page.locator("main form .usa-button").click()
    expect(page).to_have_url(f"{site}/{language}/account/")
    page.context.clear_cookies()


@WIDTHS
@LANGUAGES
def test_the_ways_of_who_is_not_signed_in_are_accessible(
    page_at, desks, monkeypatch, language: str, width: int
) -> None:
    from django.core.cache import cache  # noqa: PLC0415 (needs Django set up)

    cache.clear()
    newcomer = Account.objects.filter(name="acct-new").first() or officers.add_officer(
        name="acct-new", shown_name="New Sample", role=offices.PORT, by="acct-boss"
    )
    secret, _until = officers.make_first_link(account=newcomer, by="acct-boss")
    page = page_at(width, language=language)
    for name, path in (
        ("staff", "sign-in/staff/"),
        ("first-page", f"sign-in/staff/first/{secret}/"),
        ("forgotten", "sign-in/staff/password/"),
        ("forgotten-sent", "sign-in/staff/password/sent/"),
        ("forgotten-over", "sign-in/staff/password/x/y/"),
        ("forgotten-done", "sign-in/staff/password/done/"),
    ):
        page.goto(f"/{language}/{path}")
        look(page, f"{name}-{language}-{width}")
    page.goto(f"/{language}/sign-in/staff/password/")
    page.locator("#id_email").fill("nowhere")
    page.locator("main form .usa-button").click()
    expect(page.locator("#problems li")).to_have_count(1)
    look(page, f"forgotten-wrong-{language}-{width}")


@LANGUAGES
def test_two_supervisors_erase_and_wrong_forms_come_back(
    page_at, site, desks, stories, language
) -> None:
    page = page_at(375, language=language, javascript=False)
    story = over("2022-11-06")
    person = story.case.parties.get(role="supporter").person_id
    path = f"/{language}/work/{story.case.receipt_number}/erase/"
    with on("2022-11-23"):
        sit_down(page, site, "acct-chief")
        page.goto(path)
        page.locator(f"#propose-{person}").locator("xpath=..").locator("summary").click()
        page.locator(f"#propose-{person} .usa-button").click()
        expect(page.locator("#problems li")).to_have_count(1)
        keep_picture(page, f"erase-wrong-{language}")
        page.locator(f"#why-{person}").select_option("asked")
        page.locator(f"#propose-{person} .usa-button").click()
        sit_down(page, site, "acct-second")
        page.goto(path)
        page.locator(f"#confirm-{person} .usa-button").click()
        expect(page.locator("#problems li")).to_have_count(1)
        page.locator(f"label[for=sure-{person}]").click()
        page.locator(f"#confirm-{person} .usa-button").click()
        expect(page.locator(f"#confirm-{person}")).to_have_count(0)
        look_at = page.locator(f"section[aria-labelledby=person-{person}]")
        expect(look_at).to_contain_text("Second Sample")
        keep_picture(page, f"erased-{language}")


def test_my_cases_stands_once_in_the_header(page_at, site, stories) -> None:
    page = page_at(375)
    account = Account.objects.filter(name="acct-party").first() or accounts.add_account(
        name="acct-party"
    )
    sit_down(page, site, account.name)
    for path in ("/en/my/", "/en/apply/", "/en/", "/en/sign-in/", "/en/apply/helping/"):
        page.goto(path)
        links = page.locator("header").get_by_role("link", name="My cases")
        assert links.count() == 1, path
    sit_down(page, site, "acct-clerk")
    page.goto("/en/apply/helping/")
    assert page.locator("header").get_by_role("link", name="My cases").count() == 0
    page.goto("/en/work/")
    page.get_by_role("link", name="Open a case for someone here").click()
    expect(page.locator("h1")).to_contain_text("Open a case")
