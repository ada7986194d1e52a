"""The list of work, finding a case, and all work by stage."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest

from safeconduct.cases import services, worklists
from tests.stories.people import REVIEWER, SUPERVISOR
from tests.stories.telling import on

pytestmark = pytest.mark.database


@pytest.fixture(autouse=True)
def today():
    with on("2022-11-23"):
        yield


def test_an_officers_work_is_listed(filed, desk) -> None:
    story = filed()
    officer = desk("review-7", "supporter_review")
    page = officer.sees("work/")
    assert story.case.receipt_number in page
    assert "Review of the supporter" in page
    assert "18 days" in page
    assert "Nothing waits for you." in desk("port-1", "port").sees("work/")
    assert "revisión" in officer.sees("work/", "es").lower()


def test_the_list_is_narrowed(filed, desk) -> None:
    story, paused = filed(), filed()
    paused.asks("2022-11-06", services.pause, SUPERVISOR, reasons="The register is down.")
    officer = desk("review-7", "supporter_review")
    page = officer.sees("work/", status="paused")
    assert paused.case.receipt_number in page and story.case.receipt_number not in page
    assert "Nothing here fits." in officer.sees("work/", stage="travel_decision")
    assert officer.client.get("/en/work/", {"status": "lost"}).status_code == 400
    assert officer.client.get("/en/work/", {"stage": "<x>"}).status_code == 400
    assert officer.client.get("/en/work/", {"after": "1~2"}).status_code == 400


def test_a_long_list_has_pages(filed, desk, monkeypatch) -> None:
    monkeypatch.setattr(worklists, "PAGE_SIZE", 2)
    stories = [filed(f"2022-11-0{day}") for day in (3, 4, 5)]
    officer = desk("review-7", "supporter_review")
    page = officer.sees("work/")
    assert stories[2].case.receipt_number not in page
    following = re.search(r'href="(\?after=[^"]+)"', page)
    assert following
    last = officer.client.get(f"/en/work/{unescape(following[1])}").content.decode()
    assert stories[2].case.receipt_number in last
    assert "To the beginning" in last and 'data-key="n"' not in last


def test_a_receipt_number_leads_to_its_case(filed, desk) -> None:
    story = filed()
    officer = desk("port-1", "port")
    typed = story.case.receipt_number.lower().replace("22", "22 ", 1)
    assert f"<h1>{story.case.receipt_number}" in officer.sees("work/", receipt=typed)
    assert "There is no case “SFC1” here." in officer.sees("work/", receipt="sfc1")


def test_a_supervisor_sees_ages_and_backlog(filed, desk) -> None:
    story = filed("2022-10-20")
    story.asks(
        "2022-10-21",
        services.request_evidence,
        REVIEWER,
        what="Pay slips",
        until=date(2022, 10, 30),
    )
    supervisor = desk("chief-1", "supervisor")
    assert story.case.receipt_number in supervisor.sees("work/")
    page = supervisor.sees("work/stages/")
    assert "Review of the supporter" in page and "34 days" in page
    assert desk("audit-1", "auditor").sees("work/stages/")
    assert desk("port-1", "port").client.get("/en/work/stages/").status_code == 404
