"""Corrections, second looks, reports of money, shared contacts, check-ins: for everyone, in a browser."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from safeconduct import clock, programme
from safeconduct.accounts import offices
from safeconduct.accounts import services as accounts
from safeconduct.accounts.models import Account
from safeconduct.cases import check_ins, second_looks
from safeconduct.database.services import store_content
from safeconduct.flow import Actor
from safeconduct.oversight import reports
from safeconduct.oversight.models import SecondLook
from tests.pages.conftest import assert_accessible
from tests.pages.test_workbench_pages import keep_picture, sit_down
from tests.stories.people import DECIDER, SECOND, SUPPORTER
from tests.stories.telling import Story, on
from tests.stories.test_reminders import stays
from tests.stories.ways import waits_for_the_decision

pytestmark = [pytest.mark.browser, pytest.mark.database]
DESKS = {
    "over-review": offices.SUPPORTER_REVIEW,
    "over-vetting": offices.VETTING,
    "over-travel": offices.TRAVEL,
    "over-case": offices.CASEWORK,
    "over-chief": offices.SUPERVISOR,
}


@dataclass
class Watched:
    """Someone who corrected an answer, a decision drawn for a second look, a shared telephone, an arrival."""

    corrected: Story
    drawn: SecondLook
    given: SecondLook
    shared: Story
    arrived: Story


@pytest.fixture(scope="module")
def watched(test_databases, database: str) -> Watched:
    for name, role in DESKS.items():
        if not Account.objects.filter(name=name).exists():
            account = accounts.add_account(name=name, shown_name=f"{name.title()} Sample")
            accounts.give_office(account=account, role=role)
    notice = programme.load("us-mx-ve-2022", "notice")
    with test_databases.as_owner():
        store_content(notice.folder)
    corrected = waits_for_the_decision(notice, "2022-11")
    corrected.notes("2022-11-20", corrected.person, birth_date="1991-06-15", other_nationality="CO")
    refused = waits_for_the_decision(notice, "2022-11")
    refused.does("2022-11-12", DECIDER, "refused", because="No urgent reason was shown.")
    refused.is_confirmed("2022-11-13", SECOND)
    allowed = waits_for_the_decision(notice, "2022-11")
    allowed.does("2022-11-12", DECIDER, "authorized")
    with on("2022-11-20"):
        (what,) = second_looks.sampled(notice)
        second_looks.announce(what=what, by="over-chief")
        second_looks.make(what=what, by="over-chief")
    rows = {row.side: row for row in SecondLook.objects.filter(answered_at__isnull=True)}
    with on("2022-11-21"):
        second_looks.give(
            look_id=rows["against"].id,
            actor=Actor("officer.travel", "over-travel"),
            outcome="authorized",
            reasons="The hospital's letter is recent: it is urgent.",
        )
        second_looks.announce(what=what, by="over-chief")
        reports.take(
            key=uuid.uuid4().hex,
            what="Un hombre en el puente pide 500 por una persona de apoyo.",
            contact="+58 555 0142",
            language="es",
        )
    shared = [
        Story.begins("2022-11-15", notice, by="supporter", supporter_named=True) for _ in range(3)
    ]
    for story in shared:
        story.does(
            "2022-11-15", story.supporter, "filed", **SUPPORTER, supporter_telephone="512 555 0142"
        )
    arrived = stays(notice)
    with on("2023-01-05"):
        row = check_ins.open_for(arrived.case, arrived.supporter)
        assert row is not None
        check_ins.answer(
            case=arrived.case,
            actor=arrived.supporter,
            check_in=row.id,
            needs_help=True,
            words="I lost my job and the flat with it.",
        )
    for story in (corrected, arrived):
        accounts.add_account(name=story.person.account)
    return Watched(corrected, rows["for"], rows["against"], shared[0], arrived)


def look(page: Page, site: str, desk: str, path: str, name: str) -> None:
    """One page, as that reader sees it."""
    if desk:
        sit_down(page, site, desk)
    page.goto(path)
    expect(page.locator("h1")).to_be_visible()
    keep_picture(page, name)
    assert_accessible(page)


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("language", ["en", "es"])
def test_what_watches_over_the_programme_is_for_everyone(
    page_at, site, watched, monkeypatch, language: str, width: int
) -> None:
    page = page_at(width, language=language)
    # The server lives in threads of its own, by the process's clock.
    monkeypatch.setattr(clock, "_process_standing_at", datetime(2022, 11, 23, 17, tzinfo=UTC))
    seen = {
        "money": ("", "money/"),
        "looks": ("over-vetting", f"work/{watched.corrected.case.receipt_number}/"),
        "second": ("over-travel", f"work/second-looks/{watched.drawn.id}/"),
        "given": ("over-travel", f"work/second-looks/{watched.given.id}/"),
        "sampled": ("over-chief", "work/second-looks/"),
        "reports": ("over-chief", "work/reports/"),
        "repeats": ("over-review", f"work/{watched.shared.case.receipt_number}/"),
        "changed": (
            watched.corrected.person.account,
            f"my/{watched.corrected.case.receipt_number}/",
        ),
    }
    for name, (desk, path) in seen.items():
        look(page, site, desk, f"/{language}/{path}", f"over-{name}-{language}-{width}")
    monkeypatch.setattr(clock, "_process_standing_at", datetime(2023, 1, 12, 17, tzinfo=UTC))
    home = f"my/{watched.arrived.case.receipt_number}/"
    later = {
        "arrived": (watched.arrived.person.account, home),
        "check-in": (watched.arrived.person.account, f"{home}check-in/"),
        "help": ("over-case", "work/help/"),
    }
    for name, (desk, path) in later.items():
        look(page, site, desk, f"/{language}/{path}", f"over-{name}-{language}-{width}")
