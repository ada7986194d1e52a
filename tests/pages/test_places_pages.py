"""A cap that is reached, and a place kept for a review, in a real browser: for the person and the officer."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from safeconduct import programme
from safeconduct.accounts import offices
from safeconduct.accounts import services as accounts
from safeconduct.accounts.models import Account
from safeconduct.database.services import store_content
from tests.pages.conftest import assert_accessible
from tests.pages.test_workbench_pages import keep_picture, sit_down
from tests.stories.conftest import few_places
from tests.stories.people import DECIDER, SECOND
from tests.stories.telling import Story, on
from tests.stories.ways import waits_for_the_decision

pytestmark = [pytest.mark.browser, pytest.mark.database]


@dataclass
class Places:
    """One place in all: who had it and may ask for a review, and who waits for it."""

    revoked: Story
    waits: Story


@pytest.fixture(scope="module")
def places(test_databases, database: str, tmp_path_factory) -> Places:
    folder = few_places(tmp_path_factory.mktemp("few"), 1)
    with test_databases.as_owner():
        store_content(folder)
    notice = programme.load(str(folder), "notice")
    revoked, waits = (waits_for_the_decision(notice, "2022-11") for _ in range(2))
    revoked.does("2022-11-14", DECIDER, "authorized")
    revoked.does("2022-11-20", DECIDER, "revoked", because="The passport was reported stolen.")
    revoked.is_confirmed("2022-11-21", SECOND)
    if not Account.objects.filter(name="places-travel").exists():
        officer = accounts.add_account(name="places-travel", shown_name="Olga Sample")
        accounts.give_office(account=officer, role=offices.TRAVEL, post="")
    for story in (revoked, waits):
        accounts.add_account(name=story.person.account, shown_name="Ana Ejemplo")
    return Places(revoked, waits)


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("language", ["en", "es"])
def test_a_reached_cap_and_a_kept_place(
    page_at, site, places: Places, language: str, width: int
) -> None:
    page = page_at(width, language=language)
    waits, revoked = places.waits, places.revoked
    told = {
        "waits": (waits.person.account, f"my/{waits.case.receipt_number}/", "#no-place-heading"),
        "kept": (revoked.person.account, f"my/{revoked.case.receipt_number}/", ".where strong"),
        "work-waits": ("places-travel", f"work/{waits.case.receipt_number}/", "#no-place"),
        "work-kept": ("places-travel", f"work/{revoked.case.receipt_number}/", "#kept-place"),
    }
    with on("2022-11-23"):
        for name, (account, path, where) in told.items():
            sit_down(page, site, account)
            page.goto(f"/{language}/{path}")
            expect(page.locator(where)).to_be_visible()
            assert_accessible(page, contrast=width == 375 and language == "en")
            keep_picture(page, f"{name}-{language}-{width}")
