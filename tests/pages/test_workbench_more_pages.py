"""The officers' further pages in a real browser: appointments, families, holds, draws, documents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import Page, expect

from safeconduct import clock, programme
from safeconduct.accounts import offices
from safeconduct.accounts import services as accounts
from safeconduct.accounts.models import Account
from safeconduct.capacity.appointments import set_hours
from safeconduct.cases import appointments, documents, holds, queues
from safeconduct.database.services import store_content
from safeconduct.flow import Actor
from tests.pages.conftest import assert_accessible
from tests.pages.test_workbench_pages import at_consulate, keep_picture, sit_down
from tests.stories.people import DECIDER, SUPERVISOR
from tests.stories.telling import Story, on
from tests.stories.test_families import Household
from tests.stories.ways import waits_for_the_decision
from tests.uploads.test_taking import PDF, photograph

pytestmark = [pytest.mark.browser, pytest.mark.database]
JUAREZ = "us_ciudad_juarez"
DESKS = {
    "more-review": (offices.SUPPORTER_REVIEW, ""),
    "more-travel": (offices.TRAVEL, ""),
    "more-consul": (offices.CONSULAR, JUAREZ),
    "more-chief": (offices.SUPERVISOR, ""),
    "more-boss": (offices.MANAGER, ""),
    "more-audit": (offices.AUDITOR, ""),
}
MANAGER = Actor("officer.manager", "more-boss")


@dataclass
class Further:
    """A man with an appointment, a family at the decision, and one who was authorized."""

    consulate: Story
    family: Household
    authorized: Story


@pytest.fixture(scope="module")
def further(test_databases, database: str) -> Further:
    for name, (role, post) in DESKS.items():
        if not Account.objects.filter(name=name).exists():
            account = accounts.add_account(name=name, shown_name=f"{name.title()} Sample")
            accounts.give_office(account=account, role=role, post=post)
    article, notice = (programme.load("us-mx-ve-2022", name) for name in ("article", "notice"))
    with test_databases.as_owner():
        store_content(article.folder)
    post = next(post for post in article.posts if post.id == JUAREZ)
    set_hours(
        programme="us-mx-ve-2022", post=post, from_date=date(2022, 11, 1), hours="08:00-12:00",
        places_a_day=6, by="more-chief",
    )  # fmt: skip
    seen = at_consulate(article)
    starts_at = datetime(2022, 11, 23, 16, tzinfo=UTC)
    seen.asks("2022-11-20", appointments.book, seen.person, post=JUAREZ, starts_at=starts_at)
    for kind, content in (("passport", photograph()), ("proof_of_address", PDF)):
        seen.asks("2022-11-21", documents.add, seen.person, kind=kind, content=content)
    family = Household(notice)
    family.stories[1].notes("2022-11-11", DECIDER, vetting_passed=False)
    authorized = waits_for_the_decision(notice, "2022-11")
    authorized.does("2022-11-14", DECIDER, "authorized")
    with on("2022-11-20"):
        words = {
            "en": "Boarding stands still while the airline's system is repaired. Nothing is cancelled.",
            "es": "El embarque está detenido mientras se repara el sistema. Nada se cancela.",
        }
        for reasons in ("The carrier's system is down.", "The carrier's system is down again."):
            (made,) = holds.hold_stages(
                definition=notice, track="admission", stages=["boarding"], actor=SUPERVISOR,
                reasons=reasons, words=words,
            )  # fmt: skip
            if not reasons.endswith("again."):
                holds.end_hold(hold_id=made.pk, actor=MANAGER, reasons="It is repaired.")
    with on("2023-06-05"):
        line = queues.Line("us-mx-ve-2022", "admission", "supporter_review")
        made = queues.announce_draw(definition=article, line=line, by="more-chief")
        queues.make_draw(definition=article, line=line, draw_id=made.pk, places=1, by="more-chief")
        queues.announce_draw(definition=article, line=line, by="more-chief")
    return Further(seen, family, authorized)


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("language", ["en", "es"])
def test_further_pages_are_for_everyone(
    page_at, site, further, monkeypatch, language: str, width: int
) -> None:
    page = page_at(width, language=language)
    mother, father, child = (story.case.receipt_number for story in further.family)
    seen = {
        "today": ("more-consul", "work/today/"),
        "appointed": ("more-consul", f"work/{further.consulate.case.receipt_number}/"),
        "appoint": ("more-consul", f"work/{further.consulate.case.receipt_number}/appointment/"),
        "erase": ("more-chief", f"work/{further.consulate.case.receipt_number}/"),
        "member": ("more-travel", f"work/{child}/"),
        "refusing": ("more-travel", f"work/{father}/"),
        "family": ("more-travel", f"work/{mother}/family/"),
        "authorized": ("more-travel", f"work/{further.authorized.case.receipt_number}/"),
        "posts": ("more-chief", "work/posts/"),
        "post": ("more-chief", f"work/posts/{JUAREZ}/"),
        "holds": ("more-boss", "work/"),
        "hold": ("more-chief", "work/holds/new/?stage=admission/supporter_review"),
        "order": ("more-chief", "work/draws/"),
        "audit": ("more-audit", "work/"),
        "managed": ("more-boss", "work/stages/"),
    }
    with on("2022-11-23"):
        for name, (desk, path) in seen.items():
            look(page, site, desk, f"/{language}/{path}", f"{name}-{language}-{width}")
    # The server lives in threads of its own, by the process's clock.
    monkeypatch.setattr(clock, "_process_standing_at", datetime(2023, 6, 5, 17, tzinfo=UTC))
    with on("2023-06-05"):
        look(page, site, "more-chief", f"/{language}/work/draws/", f"draws-{language}-{width}")


def look(page: Page, site: str, desk: str, path: str, name: str) -> None:
    """One page, as that officer sees it."""
    sit_down(page, site, desk)
    page.goto(path)
    expect(page.locator("h1")).to_be_visible()
    for part in page.locator("details.act, .papers details").all():
        part.evaluate("part => { part.open = true; }")
    keep_picture(page, name)
    assert_accessible(page)


@pytest.mark.parametrize("language", ["en", "es"])
def test_what_is_wrong_is_told_well_on_the_further_pages(page_at, site, further, language) -> None:
    page = page_at(375, language=language)
    mother = further.family.stories[0].case.receipt_number
    forms = {
        "hours": ("more-chief", f"work/posts/{JUAREZ}/", "#hours-form", "from"),
        "holding": (
            "more-chief",
            "work/holds/new/?stage=admission/supporter_review",
            "#hold-form",
            "words-en",
        ),
        "deciding": (
            "more-travel",
            f"work/{mother}/family/",
            "#family-form",
            f"{mother}-outcome-0",
        ),
    }
    with on("2022-11-23"):
        for name, (desk, path, form, field) in forms.items():
            sit_down(page, site, desk)
            page.goto(f"/{language}/{path}")
            page.locator(f"{form} button[type=submit]").last.click()
            expect(page.locator("#problems a").first).to_have_attribute("href", f"#{field}")
            expect(page.locator(f"[id='{field}']")).to_have_count(1)
            keep_picture(page, f"{name}-{language}-375")
            assert_accessible(page)


def test_a_photograph_opens_in_a_new_tab_and_runs_nothing(page_at, site, further) -> None:
    page = page_at(1280)
    with on("2022-11-23"):
        sit_down(page, site, "more-consul")
        page.goto(f"/en/work/{further.consulate.case.receipt_number}/")
        with page.context.expect_page() as opened:
            page.get_by_role("link", name="Passport opens in a new tab").click()
        shown = opened.value
        shown.wait_for_load_state()
        assert shown.locator("img").evaluate("image => image.naturalWidth") > 0
        paper = page.get_by_role("link", name="Proof of address").get_attribute("href")
        kept = page.request.get(paper)
        assert kept.headers["content-disposition"].startswith("attachment")
