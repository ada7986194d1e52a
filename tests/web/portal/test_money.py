"""“Someone asks you for money”: a report without an account, read by one office, in no case."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from safeconduct.errors import InputError
from safeconduct.oversight import reports
from safeconduct.oversight.models import MoneyReport
from tests.web.workbench.conftest import desk  # noqa: F401 (a fixture)

pytestmark = pytest.mark.database


@pytest.fixture
def anyone(fresh_database: str) -> Client:
    return Client(headers={"host": "localhost"})


def key_on(page: str) -> str:
    return re.search(r'name="key" value="(\w+)"', page)[1]


def report(client: Client, what: str = "A man at the bridge wants 500.", **more: str):
    page = client.get("/en/money/").content.decode()
    return client.post("/en/money/", {"key": key_on(page), "what": what, **more}, follow=True)


def test_the_page_says_that_no_place_can_be_bought_in_both_languages(anyone) -> None:
    assert "No place can be bought. Everything here is free." in (
        anyone.get("/en/money/").content.decode()
    )
    assert "Ninguna plaza se puede comprar" in anyone.get("/es/money/").content.decode()
    # From every page, and without an account.
    assert "/en/money/" in anyone.get("/en/").content.decode()


def test_a_report_is_kept_with_a_number_and_tells_nobody_what_it_says(anyone) -> None:
    page = report(anyone, contact="+58 555").content.decode()
    row = MoneyReport.objects.get()
    assert row.reference in page
    assert "bridge" not in page and "555" not in page
    assert (row.what, row.contact, row.language) == (
        "A man at the bridge wants 500.",
        "+58 555",
        "en",
    )


def test_sent_twice_it_is_one_report_and_empty_it_is_none(anyone) -> None:
    page = anyone.get("/en/money/").content.decode()
    given = {"key": key_on(page), "what": "They want money."}
    numbers = {anyone.post("/en/money/", given)["Location"] for _ in range(2)}
    assert len(numbers) == 1 and MoneyReport.objects.count() == 1
    assert "Write in a few words" in report(anyone, " ").content.decode()
    assert MoneyReport.objects.count() == 1
    assert anyone.get("/en/money/MNOSUCHXX/").status_code == 404
    assert anyone.post("/en/money/", {"key": "x", "what": "y"}).status_code == 400


def test_very_many_from_one_place_are_stopped_with_what_was_typed(anyone) -> None:
    for _ in range(20):
        assert report(anyone).status_code == 200
    answer = report(anyone, "The twenty-first.")
    assert answer.status_code == 429 and "The twenty-first." in answer.content.decode()


def test_the_supervision_office_reads_it_says_what_was_done_and_erases_it(anyone, desk) -> None:  # noqa: F811
    report(anyone)
    row = MoneyReport.objects.get()
    chief = desk("chief-1", "supervisor")
    assert "at the bridge" in chief.sees("work/reports/")
    address = f"/en/work/reports/{row.reference}"
    assert "Say what was done" in chief.client.post(f"{address}/read/", {}).content.decode()
    # What nobody has read is not erased.
    assert chief.client.post(f"{address}/erase/").status_code == 404
    chief.client.post(f"{address}/read/", {"done": "Told the police."})
    assert "Told the police." in chief.sees("work/reports/")
    assert "has read it" in anyone.get(f"/en/money/{row.reference}/").content.decode()
    chief.client.post(f"{address}/erase/")
    assert not MoneyReport.objects.exists()


def test_no_other_office_reads_it(anyone, desk) -> None:  # noqa: F811
    report(anyone)
    for role in ("travel", "casework", "manager", "auditor"):
        client = desk(f"{role}-1", role).client
        assert client.get("/en/work/reports/").status_code == 404


def test_what_says_nothing_is_refused(anyone) -> None:
    with pytest.raises(InputError):
        reports.take(key="k" * 32, what="  ")
